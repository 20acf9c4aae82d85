//! The one table of OpenAPI's objects and their keys, for 3.0 and 3.1 (and what 3.2 adds, named as such).
//!
//! Data only: `check` reports by it, `normalize` rewrites by it. Schemas are described here too; their
//! keywords interact, so both have code of their own for them.

mod table;

use table::{
    COMPONENTS, CONTACT, DISCRIMINATOR, ENCODING, EXAMPLE, EXTERNAL_DOCS_KEYS, HEADER, INFO,
    LICENSE, LINK, MEDIA_TYPE, OAUTH_FLOW, OAUTH_FLOWS, OPERATION, PARAMETER, PATH_ITEM_KEYS,
    REQUEST_BODY, RESPONSE, ROOT, SCHEMA_KEYS, SECURITY_SCHEME, SERVER, SERVER_VARIABLE, TAG, XML,
};

/// An object of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Object {
    Root,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Components,
    PathItem,
    Operation,
    ExternalDocs,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Response,
    Example,
    Link,
    Header,
    Tag,
    Schema,
    Discriminator,
    Xml,
    SecurityScheme,
    OAuthFlows,
    OAuthFlow,
}

/// What a value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Is {
    /// A string; a plain scalar is its source text.
    Text,
    /// A string that decides what its object is.
    Word,
    /// `true` or `false`.
    Bool,
    /// An integer from zero up.
    Count,
    /// A number.
    Number,
    /// Anything: data, not part of the description.
    Data,
    /// A list of strings.
    Texts,
    /// A list of anything.
    DataList,
    /// An object of the table.
    One(Object),
    /// An object of the table, or a reference to one.
    Ref(Object),
    /// A list.
    List(&'static Is),
    /// A map; the rule says which keys.
    Map(Names, &'static Is),
    /// The `type` of a schema: a name, or a list of names (3.1).
    Types,
    /// `exclusiveMinimum`, `exclusiveMaximum`: a boolean (3.0) or a number (3.1).
    Exclusive,
    /// `additionalProperties` and the like: a boolean or a schema.
    BoolOrSchema,
}

/// Which keys a map has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Names {
    /// Any.
    Any,
    /// Any; `x-` keys are extensions.
    Extended,
    /// Paths, which begin with `/`; `x-` keys are extensions.
    Paths,
    /// Statuses, ranges, `default`; `x-` keys are extensions.
    Statuses,
    /// Names of components.
    Components,
}

/// Whether a key must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// No.
    No,
    /// Yes, but the document can be read without.
    Should,
    /// Yes.
    Must,
}

/// Which versions have a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// All.
    V30,
    /// 3.1 on.
    V31,
    /// 3.2 on.
    V32,
}

/// A key of an object.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As written.
    pub name: &'static str,
    /// What its value must be.
    pub is: Is,
    /// Whether it must be there.
    pub required: Need,
    /// The versions that have it.
    pub since: Since,
}

/// The type of a path item, for callbacks.
pub(super) fn path_item() -> &'static Is {
    &table::PATH_ITEM
}

impl Object {
    /// Its keys; `x-` keys are allowed everywhere.
    #[must_use]
    pub fn keys(self) -> &'static [Key] {
        match self {
            Self::Root => ROOT,
            Self::Info => INFO,
            Self::Contact => CONTACT,
            Self::License => LICENSE,
            Self::Server => SERVER,
            Self::ServerVariable => SERVER_VARIABLE,
            Self::Components => COMPONENTS,
            Self::PathItem => PATH_ITEM_KEYS,
            Self::Operation => OPERATION,
            Self::ExternalDocs => EXTERNAL_DOCS_KEYS,
            Self::Parameter => PARAMETER,
            Self::RequestBody => REQUEST_BODY,
            Self::MediaType => MEDIA_TYPE,
            Self::Encoding => ENCODING,
            Self::Response => RESPONSE,
            Self::Example => EXAMPLE,
            Self::Link => LINK,
            Self::Header => HEADER,
            Self::Tag => TAG,
            Self::Schema => SCHEMA_KEYS,
            Self::Discriminator => DISCRIMINATOR,
            Self::Xml => XML,
            Self::SecurityScheme => SECURITY_SCHEME,
            Self::OAuthFlows => OAUTH_FLOWS,
            Self::OAuthFlow => OAUTH_FLOW,
        }
    }

    /// The key called `name`.
    #[must_use]
    pub fn key(self, name: &str) -> Option<&'static Key> {
        self.keys().iter().find(|key| key.name == name)
    }

    /// What people call it, with its article.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Root => "an OpenAPI document",
            Self::Info => "an info object",
            Self::Contact => "a contact object",
            Self::License => "a license object",
            Self::Server => "a server",
            Self::ServerVariable => "a server variable",
            Self::Components => "a components object",
            Self::PathItem => "a path item",
            Self::Operation => "an operation",
            Self::ExternalDocs => "an external documentation object",
            Self::Parameter => "a parameter",
            Self::RequestBody => "a request body",
            Self::MediaType => "a media type object",
            Self::Encoding => "an encoding object",
            Self::Response => "a response",
            Self::Example => "an example object",
            Self::Link => "a link",
            Self::Header => "a header",
            Self::Tag => "a tag",
            Self::Schema => "a schema",
            Self::Discriminator => "a discriminator",
            Self::Xml => "an XML object",
            Self::SecurityScheme => "a security scheme",
            Self::OAuthFlows => "an OAuth flows object",
            Self::OAuthFlow => "an OAuth flow",
        }
    }
}
