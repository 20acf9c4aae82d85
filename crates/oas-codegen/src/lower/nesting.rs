//! Parameters and headers whose style has no form for what is in them.
//!
//! Knows which shapes hold others. Must not know how values are written.

use super::types::Lower;
use crate::diagnostic::Code;
use crate::place::Place;
use crate::resolve::{Additional, SchemaId, Shape};

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
