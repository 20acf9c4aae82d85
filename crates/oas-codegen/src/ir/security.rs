//! Servers and security.

use super::Docs;
use crate::names::{FieldName, FnName, TypeName};

/// A server object.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// The struct in `client`; the first server's is `Server`.
    pub name: TypeName,
    /// The URL with `{variable}`s.
    pub url: String,
    /// Its documentation.
    pub docs: Docs,
    /// The variables, in order of the URL.
    pub variables: Vec<ServerVariable>,
}

/// A server variable.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerVariable {
    /// The field.
    pub name: FieldName,
    /// As in the URL.
    pub wire: String,
    /// The default.
    pub default: String,
    /// The allowed values: an enum of that name, its variants and their values; empty: a `String`.
    pub values: Option<(TypeName, Vec<(crate::names::VariantName, String)>)>,
    /// Its documentation.
    pub docs: Docs,
}

/// A security scheme.
#[derive(Debug, Clone, PartialEq)]
pub struct SecurityScheme {
    /// Its key in `components.securitySchemes`.
    pub wire: String,
    /// The client's method: `with_user_auth`.
    pub setter: FnName,
    /// What it is.
    pub kind: SchemeKind,
    /// Its documentation.
    pub docs: Docs,
}

/// What a scheme is.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum SchemeKind {
    ApiKeyHeader(String),
    ApiKeyQuery(String),
    ApiKeyCookie(String),
    Basic,
    Bearer,
    /// Another HTTP scheme (`digest`), its name as written: the whole header value is the caller's.
    Http(String),
    /// The token URL of the client credentials flow, if there is one.
    OAuth2 {
        token_url: Option<String>,
        scopes: Vec<String>,
    },
    OpenIdConnect {
        url: String,
    },
    MutualTls,
}

/// Who may call an operation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Security {
    /// The alternatives; each is a list of (index into `Api::schemes`, scopes) that must all hold.
    /// Empty: no security.
    pub alternatives: Vec<Vec<(usize, Vec<String>)>>,
    /// Whether an alternative is empty (`{}`): the caller may be anonymous.
    pub optional: bool,
}
