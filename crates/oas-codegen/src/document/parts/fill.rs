//! Puts schemas back into the objects that they were taken out of.

use super::{Fill, Taken};
use openapiv3::{
    AdditionalProperties, Callback, Content, Encoding, Example, Header, Link, MediaType, Operation,
    Parameter, ParameterData, ParameterSchemaOrContent, PathItem, ReferenceOr, RequestBody,
    Response, Schema, SchemaKind, SecurityScheme, Server, Tag, Type,
};

/// Objects without schemas.
macro_rules! nothing {
    ($($name:ident,)*) => {$(
        impl Fill for $name {
            fn fill(&mut self, _: &mut Taken) {}
        }
    )*};
}

nothing! { Example, Link, SecurityScheme, Server, Tag, }

impl<T: Fill> Fill for ReferenceOr<T> {
    fn fill(&mut self, taken: &mut Taken) {
        if let Self::Item(item) = self {
            item.fill(taken);
        }
    }
}

impl<T: Fill> Fill for Vec<T> {
    fn fill(&mut self, taken: &mut Taken) {
        self.iter_mut().for_each(|item| item.fill(taken));
    }
}

impl Fill for Content {
    fn fill(&mut self, taken: &mut Taken) {
        self.values_mut().for_each(|media| media.fill(taken));
    }
}

/// A place that holds a schema.
fn slot(slot: &mut ReferenceOr<Schema>, taken: &mut Taken) {
    if let ReferenceOr::Reference { reference } = slot
        && let Some(schema) = taken.get(reference)
    {
        *slot = schema;
    }
}

fn boxed(slot: &mut ReferenceOr<Box<Schema>>, taken: &mut Taken) {
    if let ReferenceOr::Reference { reference } = slot
        && let Some(schema) = taken.get(reference)
    {
        *slot = match schema {
            ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
            ReferenceOr::Item(item) => ReferenceOr::boxed_item(item),
        };
    }
}

fn additional(slot_of: &mut Option<AdditionalProperties>, taken: &mut Taken) {
    if let Some(AdditionalProperties::Schema(schema)) = slot_of {
        slot(schema, taken);
    }
}

impl Fill for Schema {
    fn fill(&mut self, taken: &mut Taken) {
        match &mut self.schema_kind {
            SchemaKind::Type(Type::Object(object)) => {
                object.properties.values_mut().for_each(|p| boxed(p, taken));
                additional(&mut object.additional_properties, taken);
            }
            SchemaKind::Type(Type::Array(array)) => {
                array.items.iter_mut().for_each(|items| boxed(items, taken));
            }
            SchemaKind::Type(
                Type::String(_) | Type::Number(_) | Type::Integer(_) | Type::Boolean(_),
            ) => {}
            SchemaKind::OneOf { one_of: list }
            | SchemaKind::AllOf { all_of: list }
            | SchemaKind::AnyOf { any_of: list } => list.iter_mut().for_each(|s| slot(s, taken)),
            SchemaKind::Not { not } => slot(not, taken),
            SchemaKind::Any(any) => {
                any.properties.values_mut().for_each(|p| boxed(p, taken));
                additional(&mut any.additional_properties, taken);
                any.items.iter_mut().for_each(|items| boxed(items, taken));
                let lists = [&mut any.one_of, &mut any.all_of, &mut any.any_of];
                lists.into_iter().flatten().for_each(|s| slot(s, taken));
                any.not.iter_mut().for_each(|not| slot(not, taken));
            }
        }
    }
}

impl Fill for MediaType {
    fn fill(&mut self, taken: &mut Taken) {
        self.schema
            .iter_mut()
            .for_each(|schema| slot(schema, taken));
        self.encoding
            .values_mut()
            .for_each(|encoding| encoding.fill(taken));
    }
}

impl Fill for Encoding {
    fn fill(&mut self, taken: &mut Taken) {
        self.headers
            .values_mut()
            .for_each(|header| header.fill(taken));
    }
}

impl Fill for ParameterSchemaOrContent {
    fn fill(&mut self, taken: &mut Taken) {
        match self {
            Self::Schema(schema) => slot(schema, taken),
            Self::Content(content) => content.fill(taken),
        }
    }
}

impl Fill for ParameterData {
    fn fill(&mut self, taken: &mut Taken) {
        self.format.fill(taken);
    }
}

impl Fill for Parameter {
    fn fill(&mut self, taken: &mut Taken) {
        match self {
            Self::Query { parameter_data, .. }
            | Self::Header { parameter_data, .. }
            | Self::Path { parameter_data, .. }
            | Self::Cookie { parameter_data, .. } => parameter_data.fill(taken),
        }
    }
}

impl Fill for Header {
    fn fill(&mut self, taken: &mut Taken) {
        self.format.fill(taken);
    }
}

impl Fill for RequestBody {
    fn fill(&mut self, taken: &mut Taken) {
        self.content.fill(taken);
    }
}

impl Fill for Response {
    fn fill(&mut self, taken: &mut Taken) {
        self.headers
            .values_mut()
            .for_each(|header| header.fill(taken));
        self.content.fill(taken);
    }
}

impl Fill for Callback {
    fn fill(&mut self, taken: &mut Taken) {
        self.values_mut().for_each(|item| item.fill(taken));
    }
}

impl Fill for Operation {
    fn fill(&mut self, taken: &mut Taken) {
        self.parameters.fill(taken);
        self.request_body
            .iter_mut()
            .for_each(|body| body.fill(taken));
        self.responses
            .default
            .iter_mut()
            .for_each(|response| response.fill(taken));
        self.responses
            .responses
            .values_mut()
            .for_each(|response| response.fill(taken));
        self.callbacks
            .values_mut()
            .for_each(|callback| callback.fill(taken));
    }
}

impl Fill for PathItem {
    fn fill(&mut self, taken: &mut Taken) {
        self.parameters.fill(taken);
        let operations = [
            &mut self.get,
            &mut self.put,
            &mut self.post,
            &mut self.delete,
            &mut self.options,
            &mut self.head,
            &mut self.patch,
            &mut self.trace,
        ];
        operations
            .into_iter()
            .flatten()
            .for_each(|operation| operation.fill(taken));
    }
}
