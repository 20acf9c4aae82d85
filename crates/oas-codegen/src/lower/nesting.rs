//! Parameters and headers whose style has no form for what is in them, or none that could be read back.
//!
//! Knows which shapes hold others. Must not know how values are written.

use rustc_hash::FxHashMap as HashMap;

use super::types::Lower;
use crate::diagnostic::Code;
use crate::place::Place;
use crate::resolve::{
    Additional, Location, Model, Object, Operation, Parameter, SchemaId, Shape, Style,
};

/// What is left of a value that its style cannot write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nested {
    /// It is written as JSON, and escaped.
    Json,
    /// It is written as JSON, in which no comma may be.
    JsonWithoutCommas,
}

impl Lower<'_> {
    /// Says, once for a place, that what is inside of a value has no form of its own.
    pub(super) fn note_nesting(&mut self, schema: SchemaId, at: &Place, nested: Nested) {
        let Some((inner, what, outer)) = self.nested(schema) else {
            return;
        };
        let at = at.as_key();
        if self.diags.knows(Code::NestedStyle, &at) {
            return;
        }
        let outcome = match nested {
            Nested::Json => "it is written as JSON, which other programs may not expect",
            Nested::JsonWithoutCommas => {
                "it is written as JSON, and cannot be sent where that has a comma"
            }
        };
        let message = format!("the style has no form for {what} inside of {outer}; {outcome}");
        let place = self.model.schema(inner).place.clone();
        self.diags
            .warning(Code::NestedStyle, &at, message)
            .note_at(&place, "what is inside")
            .help("describe it under `content` with `application/json`, or in a query with `style: deepObject`");
    }

    /// Says where two parameters of a query send the same name, one of them as a property: what is read under that name
    /// goes to both.
    pub(super) fn note_shared_names(&mut self, op: &Operation) {
        let model = self.model;
        let query = |param: &&Parameter| param.location == Location::Query;
        if !op
            .params
            .iter()
            .filter(query)
            .any(|param| spread(model, param).is_some())
        {
            return;
        }
        let mut senders: HashMap<&str, &Parameter> = HashMap::default();
        for param in op.params.iter().filter(query) {
            let names = match spread(model, param) {
                Some(object) => object.properties.iter().map(|p| p.wire.as_str()).collect(),
                None => vec![param.name.as_str()],
            };
            let shared = names
                .into_iter()
                .find_map(|name| Some((name, senders.insert(name, param)?)));
            if let Some((name, other)) = shared {
                self.note_shared_name(name, other, param);
            }
        }
    }

    fn note_shared_name(&mut self, name: &str, other: &Parameter, param: &Parameter) {
        let at = param.place.as_key();
        if self.diags.knows(Code::SharedName, &at) {
            return;
        }
        let message = format!(
            "`{}` and `{}` both send `{name}`, and what is received cannot be told apart",
            other.name, param.name
        );
        self.diags
            .warning(Code::SharedName, &at, message)
            .note_at(&other.place, "the other parameter")
            .help("say `style: deepObject`, which sends `parameter[property]`");
    }

    /// The first list or object inside of a list or an object.
    fn nested(&self, schema: SchemaId) -> Option<(SchemaId, &'static str, &'static str)> {
        let shape = |id: SchemaId| &self.model.schema(self.model.target(id)).shape;
        let (parts, outer): (Vec<SchemaId>, _) = match shape(schema) {
            Shape::List(item) => (item.iter().copied().collect(), "a list"),
            Shape::Tuple(items) => (items.clone(), "a list"),
            Shape::Object(object) => {
                let more = match object.additional {
                    Additional::Typed(id) => Some(id),
                    Additional::Any | Additional::Unsaid | Additional::Closed => None,
                };
                let properties = object.properties.iter().map(|property| property.schema);
                let patterns = object.patterns.iter().map(|(_, id)| *id);
                (
                    properties.chain(patterns).chain(more).collect(),
                    "an object",
                )
            }
            _ => return None,
        };
        parts.into_iter().find_map(|part| match shape(part) {
            Shape::List(_) | Shape::Tuple(_) => Some((part, "a list", outer)),
            Shape::Object(_) => Some((part, "an object", outer)),
            _ => None,
        })
    }
}

/// The object whose properties a parameter of a query sends by their own names.
fn spread<'m>(model: &'m Model, param: &Parameter) -> Option<&'m Object> {
    let spreads = !param.json && param.explode && param.style == Style::Form;
    let schema = model.target(param.schema.filter(|_| spreads)?);
    match &model.schema(schema).shape {
        Shape::Object(object) => Some(object),
        _ => None,
    }
}
