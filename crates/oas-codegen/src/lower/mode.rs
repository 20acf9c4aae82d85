//! In which direction a schema is used, and which schemas differ by direction.

use crate::resolve::{Additional, Model, SchemaId, Shape};

/// The direction of a use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Mode {
    /// What is answered: without write-only properties.
    Read,
    /// What is sent: without read-only properties.
    Write,
    /// What a PATCH sends: as `Write`, and defaults are not filled in.
    Patch,
    /// What a multipart form sends: as `Write`, and binary strings are files.
    Form,
    /// What a multipart answer holds: as `Read`, and binary strings are files.
    Parts,
}

impl Mode {
    /// Whether it is of what is answered.
    pub(super) fn is_answered(self) -> bool {
        matches!(self, Self::Read | Self::Parts)
    }

    /// What a component's name gets.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Read => "",
            Self::Write => "Input",
            Self::Patch => "Patch",
            Self::Form => "Form",
            Self::Parts => "Parts",
        }
    }
}

/// Which schemas differ by direction.
pub(super) struct Modes {
    split: Vec<bool>,
    defaults: Vec<bool>,
    files: Vec<bool>,
}

impl Modes {
    pub(super) fn new(model: &Model) -> Self {
        let count = model.schemas.len();
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); count];
        let mut split = vec![false; count];
        let mut defaults = vec![false; count];
        let mut files = vec![false; count];
        for index in 0..count {
            let id = SchemaId(u32::try_from(index).unwrap_or(u32::MAX));
            for part in parts(model, id) {
                users[part.0 as usize].push(index);
            }
            let Shape::Object(object) = &model.schema(id).shape else {
                continue;
            };
            for property in &object.properties {
                let keywords = &model.schema(property.schema).keywords;
                split[index] |= keywords.read_only || keywords.write_only;
                defaults[index] |= !property.required && default_of(model, property.schema);
                files[index] |= is_file(model, property.schema);
            }
        }
        spread(&mut split, &users);
        spread(&mut defaults, &users);
        Self {
            split,
            defaults,
            files,
        }
    }

    /// The mode in which `id` is really lowered when it is used in `mode`.
    pub(super) fn effective(&self, id: SchemaId, mode: Mode) -> Mode {
        let index = id.0 as usize;
        let is = |list: &[bool]| list.get(index).copied().unwrap_or(false);
        match mode {
            Mode::Form | Mode::Parts if is(&self.files) => mode,
            Mode::Patch if is(&self.defaults) => Mode::Patch,
            Mode::Write | Mode::Patch | Mode::Form if is(&self.split) => Mode::Write,
            _ => Mode::Read,
        }
    }
}

fn default_of(model: &Model, id: SchemaId) -> bool {
    let has = |id| {
        model
            .schema(id)
            .keywords
            .default
            .as_ref()
            .is_some_and(|d| !d.is_null())
    };
    has(id) || has(model.target(id))
}

/// Whether it is a binary string or a list of them.
pub(super) fn is_file(model: &Model, id: SchemaId) -> bool {
    let schema = model.schema(model.target(id));
    match schema.shape {
        Shape::String => schema.keywords.format.as_deref() == Some("binary"),
        Shape::List(Some(item)) => {
            let item = model.schema(model.target(item));
            item.shape == Shape::String && item.keywords.format.as_deref() == Some("binary")
        }
        _ => false,
    }
}

/// The schemas that `id` holds.
pub(super) fn parts(model: &Model, id: SchemaId) -> Vec<SchemaId> {
    match &model.schema(id).shape {
        Shape::Alias(target) => vec![*target],
        Shape::List(item) => item.iter().copied().collect(),
        Shape::Tuple(items) => items.clone(),
        Shape::Union(union) => union.variants.iter().map(|v| v.schema).collect(),
        Shape::Object(object) => {
            let mut out: Vec<SchemaId> = object.properties.iter().map(|p| p.schema).collect();
            out.extend(object.patterns.iter().map(|(_, id)| *id));
            if let Additional::Typed(id) = object.additional {
                out.push(id);
            }
            out
        }
        Shape::Any
        | Shape::Null
        | Shape::Never
        | Shape::Bool
        | Shape::Integer
        | Shape::Number
        | Shape::String
        | Shape::Enum(_)
        | Shape::Known(_) => Vec::new(),
    }
}

/// Marks all that reaches a marked one.
fn spread(marks: &mut [bool], users: &[Vec<usize>]) {
    let mut open: Vec<usize> = (0..marks.len()).filter(|i| marks[*i]).collect();
    while let Some(index) = open.pop() {
        for &user in &users[index] {
            if !marks[user] {
                marks[user] = true;
                open.push(user);
            }
        }
    }
}
