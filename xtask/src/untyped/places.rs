//! The places of a document that have a Rust type of their own: each definition, and the fields, items and values
//! that it writes out in place.
//!
//! Knows the decided API. Must not know values.

use oas_codegen::ir::{
    Api, Body, Content, HeaderType, Home, Media, Operation, Presence, Response, Struct, Success,
    Type, TypeDef, TypeId, TypeKind, UntypedPart,
};
use oas_codegen::place::Place;
use serde::{Deserialize, Serialize};

/// How to get from a value to a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// The member of this name.
    Member(String),
    /// The item at this index.
    At(usize),
    /// Any item.
    Item,
    /// Any member that is not one of these.
    Other(Vec<String>),
}

/// A place.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Spot {
    /// The definition that it is in, by its number.
    pub ty: usize,
    /// Where it is in a value of the definition.
    pub path: Vec<Step>,
    /// Where the document has it.
    pub pointer: String,
    /// What of it, as `UntypedPart` says it.
    pub part: String,
    /// The definition that its values are of.
    pub named: Option<usize>,
    /// Whether its rules are checked where the definition is used.
    pub is_alias: bool,
}

/// A definition, and the first of its places.
pub struct Definition<'a> {
    /// Its number.
    pub number: usize,
    /// Its schema.
    pub place: &'a Place,
    /// Whether it is sent by clients, and by them alone.
    pub is_sent: bool,
    /// Whether it is written inside of another schema, of which more may be said there.
    pub is_inline: bool,
    /// Itself, and what is in it.
    pub spots: Vec<Spot>,
    /// The definitions that it is one of.
    pub alternatives: Vec<usize>,
}

/// All definitions that are read from JSON, with their places.
pub fn definitions(api: &Api) -> Vec<Definition<'_>> {
    let (sent, received) = (sent(api), received(api));
    let types = api.types.iter().enumerate();
    let types = types.filter(|(_, def)| !def.derives.streams);
    types
        .map(|(number, def)| Definition {
            number,
            place: &def.place,
            is_sent: sent[number] && !received[number],
            is_inline: def.home != Home::Models,
            spots: spots(number, def),
            alternatives: alternatives(def),
        })
        .collect()
}

fn alternatives(def: &TypeDef) -> Vec<usize> {
    let mut out = Vec::new();
    if let TypeKind::Union(union) = &def.kind {
        let variants = union.variants.iter();
        variants.for_each(|variant| named(&variant.ty, &mut out));
    }
    out.into_iter().map(|id| id.0 as usize).collect()
}

fn spots(number: usize, def: &TypeDef) -> Vec<Spot> {
    let mut found = Found {
        ty: number,
        is_alias: matches!(def.kind, TypeKind::Alias { .. }),
        spots: Vec::new(),
    };
    match &def.kind {
        TypeKind::Alias { ty, .. } => found.add(Vec::new(), &def.place, UntypedPart::Value, ty),
        TypeKind::Enum(_) | TypeKind::Union(_) => {
            found.push(Vec::new(), &def.place, UntypedPart::Value, None);
        }
        TypeKind::Struct(object) => {
            found.push(Vec::new(), &def.place, UntypedPart::Value, None);
            found.fields(object);
        }
    }
    found.spots
}

struct Found {
    ty: usize,
    is_alias: bool,
    spots: Vec<Spot>,
}

impl Found {
    fn fields(&mut self, object: &Struct) {
        let declared = || {
            let fields = object.fields.iter();
            let fields = fields.filter(|field| !matches!(field.presence, Presence::Extra { .. }));
            fields.map(|field| field.wire.clone()).collect()
        };
        for field in &object.fields {
            let (step, part) = match &field.presence {
                Presence::Extra { patterns } if patterns.is_empty() => {
                    (Step::Other(declared()), UntypedPart::Others)
                }
                // Which of several patterns a name is of, is not looked at.
                Presence::Extra { .. } => continue,
                _ => (Step::Member(field.wire.clone()), UntypedPart::Value),
            };
            self.add(vec![step], &field.place, part, &field.ty);
        }
    }

    fn add(&mut self, path: Vec<Step>, place: &Place, part: UntypedPart, ty: &Type) {
        let within = |step: Step| {
            let mut path = path.clone();
            path.push(step);
            path
        };
        match ty {
            Type::Any | Type::External(_) => {}
            Type::Boxed(ty) | Type::Nullable(ty) | Type::Secret(ty) => {
                self.add(path, place, part, ty);
            }
            Type::List(item) => {
                self.push(path.clone(), place, part, None);
                self.add(within(Step::Item), place, UntypedPart::Items, item);
            }
            Type::Tuple(items) => {
                self.push(path.clone(), place, part, None);
                for (index, item) in items.iter().enumerate() {
                    self.add(within(Step::At(index)), place, UntypedPart::Items, item);
                }
            }
            Type::Map(value) => {
                self.push(path.clone(), place, part, None);
                let step = Step::Other(Vec::new());
                self.add(within(step), place, UntypedPart::Values, value);
            }
            Type::Named(id) => self.push(path, place, part, Some(id.0 as usize)),
            _ => self.push(path, place, part, None),
        }
    }

    fn push(&mut self, path: Vec<Step>, place: &Place, part: UntypedPart, named: Option<usize>) {
        self.spots.push(Spot {
            ty: self.ty,
            path,
            pointer: place.pointer(),
            part: format!("{part:?}"),
            named,
            is_alias: self.is_alias,
        });
    }
}

/// Which definitions clients send.
fn sent(api: &Api) -> Vec<bool> {
    let of = |op: &Operation| {
        let params = op.params.iter().map(|param| param.ty.clone());
        params.chain(op.body.iter().flat_map(in_body)).collect()
    };
    reached(api, api.operations.iter().flat_map::<Vec<Type>, _>(of))
}

/// Which definitions servers answer with.
fn received(api: &Api) -> Vec<bool> {
    let of = |op: &Operation| {
        let mut responses: Vec<&Response> = op.failures.iter().collect();
        match &op.success {
            Success::One(response) => responses.push(response),
            Success::Many { variants, .. } => responses.extend(variants),
        }
        let bodies = responses
            .iter()
            .filter_map(|response| response.body.as_ref());
        let headers = responses.iter().flat_map(|response| &response.headers);
        let bodies = bodies.flat_map(in_content);
        let headers = headers.filter_map(|header| match &header.ty {
            HeaderType::Declared { ty, .. } => Some(ty.clone()),
            HeaderType::RetryAfter => None,
        });
        bodies.chain(headers).collect()
    };
    reached(api, api.operations.iter().flat_map::<Vec<Type>, _>(of))
}

fn in_body(body: &Body) -> Vec<Type> {
    in_content(&body.content)
}

fn in_content(content: &Content) -> Vec<Type> {
    let of = |media: &Media| media.ty.clone();
    match content {
        Content::One(media) => vec![of(media)],
        Content::Many { variants, .. } => variants.iter().map(|(_, media)| of(media)).collect(),
    }
}

fn reached(api: &Api, from: impl Iterator<Item = Type>) -> Vec<bool> {
    let mut reached = vec![false; api.types.len()];
    let mut open: Vec<TypeId> = Vec::new();
    from.for_each(|ty| named(&ty, &mut open));
    while let Some(id) = open.pop() {
        if std::mem::replace(&mut reached[id.0 as usize], true) {
            continue;
        }
        match &api.type_def(id).kind {
            TypeKind::Struct(object) => {
                let fields = object.fields.iter();
                fields.for_each(|field| named(&field.ty, &mut open));
            }
            TypeKind::Union(union) => {
                let variants = union.variants.iter();
                variants.for_each(|variant| named(&variant.ty, &mut open));
            }
            TypeKind::Alias { ty, .. } => named(ty, &mut open),
            TypeKind::Enum(_) => {}
        }
    }
    reached
}

/// The definitions that a use names.
fn named(ty: &Type, out: &mut Vec<TypeId>) {
    match ty {
        Type::Named(id) => out.push(*id),
        Type::Boxed(ty)
        | Type::Nullable(ty)
        | Type::Secret(ty)
        | Type::List(ty)
        | Type::Map(ty) => named(ty, out),
        Type::Tuple(items) => items.iter().for_each(|item| named(item, out)),
        _ => {}
    }
}
