//! `$ref` -> ids, cycles, allOf merging, schema -> [`Shape`]: the document as a graph without loose ends.
//!
//! The last user of openapiv3. Must not know: Rust names, tokens.

mod all_of;
mod body;
mod circles;
mod covers;
mod extension;
mod keywords;
mod openapi;
mod operation;
mod parameter;
mod positions;
mod rare;
mod refs;
mod schemas;
mod security;
mod shape;
mod tags;
mod union;

#[cfg(test)]
mod tests;

use indexmap::IndexMap;
use serde_json::Value;
use std::sync::Arc;

use crate::lean::Lean;
use crate::place::Place;

pub use keywords::{Bounds, Child, Keywords, Kind};
pub use openapi::model;
pub use rare::Rare;
pub use tags::text as tag_text;

/// Index into [`Model::schemas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaId(pub u32);

/// A document without references.
#[derive(Debug)]
pub struct Model {
    /// `info.title`.
    pub title: String,
    /// Whether the document is OpenAPI 3.0.
    pub is_3_0: bool,
    /// `info.version`.
    pub version: String,
    /// `info.description`.
    pub description: Option<String>,
    /// `externalDocs`: URL and description.
    pub external_docs: Option<(String, Option<String>)>,
    /// The document's servers.
    pub servers: Vec<Server>,
    /// `tags`, by name.
    pub tags: IndexMap<String, Tag>,
    /// `components.securitySchemes`.
    pub schemes: Vec<Scheme>,
    /// All schemas that anything names.
    pub schemas: Vec<Schema>,
    /// `components.schemas` in document order.
    pub components: Vec<(String, SchemaId)>,
    /// Operations of paths, webhooks and callbacks.
    pub operations: Vec<Operation>,
    /// The files' names without folder and extension, by source.
    pub files: Vec<String>,
}

impl Model {
    /// The schema of `id`.
    #[must_use]
    pub fn schema(&self, id: SchemaId) -> &Schema {
        &self.schemas[id.0 as usize]
    }

    /// Follows aliases to the schema that has content of its own.
    #[must_use]
    pub fn target(&self, mut id: SchemaId) -> SchemaId {
        for _ in 0..refs::MAX_HOPS {
            match self.schema(id).shape {
                Shape::Alias(next) => id = next,
                _ => return id,
            }
        }
        id
    }
}

/// One schema, classified.
#[derive(Debug, Clone)]
pub struct Schema {
    /// Where it stands.
    pub place: Place,
    /// Its keywords, `allOf` merged.
    pub keywords: Arc<Keywords>,
    /// What it is.
    pub shape: Shape,
    /// Whether null is allowed too.
    pub nullable: bool,
}

/// What a schema is.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Anything.
    Any,
    /// Nothing but null.
    Null,
    /// Nothing.
    Never,
    /// A boolean.
    Bool,
    /// An integer, its format in the keywords.
    Integer,
    /// A number, its format in the keywords.
    Number,
    /// A string, its format in the keywords.
    String,
    /// One of the values, null and duplicates removed.
    Enum(Vec<Value>),
    /// Any string; these are the ones that the document knows: `anyOf` of a string and an enum.
    Known(Vec<Value>),
    /// A list.
    List(Option<SchemaId>),
    /// A list with a schema per place.
    Tuple(Vec<SchemaId>),
    /// An object, with or without declared properties.
    Object(Object),
    /// `oneOf`, `anyOf`, several types, or the children of a discriminated base.
    Union(Union),
    /// Another schema, perhaps with annotations of its own.
    Alias(SchemaId),
}

/// An object.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Object {
    /// In document order.
    pub properties: Vec<Property>,
    /// What other properties there can be.
    pub additional: Additional,
    /// `patternProperties`.
    pub patterns: Vec<(String, SchemaId)>,
    /// Discriminators that are no property, each with the value that selects this object.
    pub tags: Lean<Vec<(String, String)>>,
}

/// A property.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    /// The key.
    pub wire: String,
    /// Its schema.
    pub schema: SchemaId,
    /// Whether `required` names it.
    pub required: bool,
    /// Whether `properties` has it; `required` alone may name it, too.
    pub declared: bool,
    /// Where it is declared.
    pub place: Place,
}

/// `additionalProperties`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Additional {
    /// Not said: allowed, of no interest.
    #[default]
    Unsaid,
    /// `true` or `{}`: of interest, of any type.
    Any,
    /// `false`.
    Closed,
    /// Of one schema.
    Typed(SchemaId),
}

/// Alternatives.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// The property that tells them apart.
    pub tag: Option<String>,
    /// In document order.
    pub variants: Vec<Variant>,
}

/// One alternative.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// Its schema.
    pub schema: SchemaId,
    /// The values of the tag that select it; empty without a tag.
    pub tags: Vec<String>,
    /// The reference or the inline schema in the list.
    pub place: Place,
    /// The name of the referenced schema.
    pub hint: Option<String>,
}

/// A tag of the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    /// `description`.
    pub description: Option<String>,
    /// `externalDocs`.
    pub external_docs: Option<(String, Option<String>)>,
}

/// A server object.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// The URL with `{variable}`s.
    pub url: String,
    /// `description`.
    pub description: Option<String>,
    /// In order of the URL.
    pub variables: Vec<ServerVariable>,
    /// Where.
    pub place: Place,
}

/// A server variable.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerVariable {
    /// As in the URL.
    pub name: String,
    /// `default`.
    pub default: String,
    /// `enum`.
    pub values: Vec<String>,
    /// `description`.
    pub description: Option<String>,
    /// Where.
    pub place: Place,
}

/// A security scheme.
#[derive(Debug, Clone, PartialEq)]
pub struct Scheme {
    /// Its key.
    pub name: String,
    /// What it is.
    pub kind: SchemeKind,
    /// `description`.
    pub description: Option<String>,
    /// Where.
    pub place: Place,
}

/// What a scheme is.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum SchemeKind {
    ApiKeyHeader(String),
    ApiKeyQuery(String),
    ApiKeyCookie(String),
    Http(String),
    OAuth2 {
        token_url: Option<String>,
        scopes: Vec<String>,
    },
    OpenIdConnect(String),
    MutualTls,
    Undefined,
}

/// Alternatives of (index into [`Model::schemes`], scopes) that must hold together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Security {
    /// The alternatives with at least one scheme.
    pub alternatives: Vec<Vec<(usize, Vec<String>)>>,
    /// Whether one is empty.
    pub optional: bool,
}

/// Who calls whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Origin {
    Path,
    Webhook,
    Callback,
}

/// A method of a path.
#[derive(Debug)]
pub struct Operation {
    /// The document's `operationId`, or the derived one.
    pub id: String,
    /// `x-rust-name`.
    pub rust_name: Option<String>,
    /// Upper case.
    pub method: String,
    /// As written.
    pub path: String,
    /// As written.
    pub tags: Vec<String>,
    /// Of the operation, else of the path.
    pub summary: Option<String>,
    /// Of the operation, else of the path.
    pub description: Option<String>,
    /// `externalDocs`.
    pub external_docs: Option<(String, Option<String>)>,
    /// `deprecated`.
    pub deprecated: bool,
    /// Those of the path first, overridden ones in place.
    pub params: Vec<Parameter>,
    /// The request body.
    pub body: Option<RequestBody>,
    /// In document order, `default` last.
    pub responses: Vec<Response>,
    /// Of the operation, else of the document.
    pub security: Security,
    /// Of the operation or path, where they differ from the document's.
    pub servers: Vec<Server>,
    /// Who calls.
    pub origin: Origin,
    /// Of a callback: the operation that declares it (unless it is shared) and its name.
    pub callback: String,
    /// Where.
    pub place: Place,
}

/// `in`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// `style`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Style {
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Simple,
    Label,
    Matrix,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::struct_excessive_bools)]
pub struct Parameter {
    /// As sent.
    pub name: String,
    /// Where it is sent.
    pub location: Location,
    /// `required`.
    pub required: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `description`.
    pub description: Option<String>,
    /// How it is written.
    pub style: Style,
    /// `explode`.
    pub explode: bool,
    /// `allowReserved`.
    pub allow_reserved: bool,
    /// `content` instead of a style: JSON.
    pub json: bool,
    /// Its schema; `None` for one that only the path's template has.
    pub schema: Option<SchemaId>,
    /// Where.
    pub place: Place,
}

/// A request body.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestBody {
    /// `required`.
    pub required: bool,
    /// `description`.
    pub description: Option<String>,
    /// At least one, unless the document has none.
    pub content: Vec<Media>,
    /// Where.
    pub place: Place,
}

/// A media type object.
#[derive(Debug, Clone, PartialEq)]
pub struct Media {
    /// As written.
    pub media_type: String,
    /// The schema.
    pub schema: Option<SchemaId>,
    /// The schema of the items of a stream.
    pub item_schema: Option<SchemaId>,
    /// By property.
    pub encoding: Vec<Encoding>,
    /// `example` and `examples`: name, value, place.
    pub examples: Vec<(Option<String>, Value, Place)>,
    /// Where.
    pub place: Place,
}

/// An encoding object.
#[derive(Debug, Clone, PartialEq)]
pub struct Encoding {
    /// The property.
    pub property: String,
    /// `contentType`.
    pub content_type: Option<String>,
    /// `style`.
    pub style: Style,
    /// `explode`.
    pub explode: bool,
}

/// A status, a range or `default`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Status {
    Code(u16),
    Range(u8),
    Default,
}

/// A response.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// Its key.
    pub status: Status,
    /// `description`.
    pub description: String,
    /// What can be called next, as the lines of a list.
    pub links: String,
    /// By name.
    pub headers: Vec<Header>,
    /// By media type.
    pub content: Vec<Media>,
    /// Where (the response itself, behind a reference).
    pub place: Place,
}

/// A response header.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// As sent.
    pub name: String,
    /// `required`.
    pub required: bool,
    /// `description`.
    pub description: Option<String>,
    /// `explode`.
    pub explode: bool,
    /// `content` instead of a style: JSON.
    pub json: bool,
    /// Its schema.
    pub schema: Option<SchemaId>,
    /// Where.
    pub place: Place,
}
