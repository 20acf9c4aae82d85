//! In which direction a schema is used, and which schemas differ by direction.

use std::collections::BTreeSet;

use crate::ir::Type;
use crate::media::{Class, classify};
use crate::place::Place;
use crate::resolve::{Additional, Media, Model, Property, SchemaId, Shape};

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
    /// The properties of multipart bodies that are files since they have no type.
    untyped: BTreeSet<Place>,
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
                files[index] = is_file(model, id);
                continue;
            };
            for property in &object.properties {
                let keywords = &model.schema(property.schema).keywords;
                split[index] |= keywords.read_only || keywords.write_only;
                defaults[index] |= !property.required && default_of(model, property.schema);
                files[index] |= is_file(model, property.schema)
                    || files_of_alternatives(model, property.schema).is_some();
            }
        }
        spread(&mut split, &users);
        spread(&mut defaults, &users);
        let untyped = untyped_files(model, &mut files);
        Self {
            split,
            defaults,
            files,
            untyped,
        }
    }

    /// The type of a property of a multipart body that is a file, or a list of files, though its schema does not say so
    /// by itself: since it has no type, or is one of both. With it, the schema that constrains it.
    pub(super) fn file_part(
        &self,
        model: &Model,
        property: &Property,
        mode: Mode,
    ) -> Option<(Type, SchemaId)> {
        let files = || Type::List(Box::new(Type::File));
        if !matches!(mode, Mode::Form | Mode::Parts) {
            return None;
        }
        if let Some(list) = files_of_alternatives(model, property.schema) {
            return Some((files(), list));
        }
        if !self.untyped.contains(&property.place) {
            return None;
        }
        let ty = match model.schema(model.target(property.schema)).shape {
            Shape::List(_) => files(),
            _ => Type::File,
        };
        Some((ty, property.schema))
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

/// The list among alternatives that are a file and a list of files: in multipart, one file is a list of one.
fn files_of_alternatives(model: &Model, id: SchemaId) -> Option<SchemaId> {
    let Shape::Union(union) = &model.schema(model.target(id)).shape else {
        return None;
    };
    let mut variants = union.variants.iter().map(|variant| variant.schema);
    if !variants.clone().all(|variant| is_file(model, variant)) {
        return None;
    }
    variants.find(|variant| {
        let shape = &model.schema(model.target(*variant)).shape;
        matches!(shape, Shape::List(_))
    })
}

/// In 3.1, what has no type is `application/octet-stream` in multipart, unless its encoding says that it is JSON
/// (section "Encoding Object", `contentType`). Marks the bodies in `files`.
fn untyped_files(model: &Model, files: &mut [bool]) -> BTreeSet<Place> {
    let (mut found, mut json) = (BTreeSet::new(), BTreeSet::new());
    let media = model.operations.iter().flat_map(|op| {
        let answered = op.responses.iter().flat_map(|response| &response.content);
        op.body
            .iter()
            .flat_map(|body| &body.content)
            .chain(answered)
    });
    for media in media.filter(|m| !model.is_3_0 && classify(&m.media_type) == Class::Multipart) {
        let Some(id) = media.schema.map(|id| model.target(id)) else {
            continue;
        };
        let Shape::Object(object) = &model.schema(id).shape else {
            continue;
        };
        let properties = object.properties.iter();
        for property in properties.filter(|p| is_untyped(model, p.schema)) {
            let is_raw = is_raw(media, property);
            files[id.0 as usize] |= is_raw;
            let places = if is_raw { &mut found } else { &mut json };
            places.insert(property.place.clone());
        }
    }
    &found - &json
}

/// Whether nothing says of what type it is, or of what type the items of a list are.
fn is_untyped(model: &Model, id: SchemaId) -> bool {
    let schema = model.schema(model.target(id));
    match schema.shape {
        Shape::Any => {
            let keywords = &schema.keywords;
            keywords.content_media_type.is_none() && keywords.default.is_none()
        }
        Shape::List(Some(item)) => {
            let item = model.schema(model.target(item));
            item.shape == Shape::Any && item.keywords.content_media_type.is_none()
        }
        _ => false,
    }
}

/// Whether the encoding of a part, if there is one, leaves it to be bytes.
fn is_raw(media: &Media, property: &Property) -> bool {
    let mut encodings = media.encoding.iter();
    let encoding = encodings.find(|encoding| encoding.property == property.wire);
    encoding.is_none_or(|encoding| {
        let media_type = encoding.content_type.as_deref();
        media_type.is_some_and(|media_type| classify(media_type) != Class::Json)
    })
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
