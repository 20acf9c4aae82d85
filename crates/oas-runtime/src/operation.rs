//! What a generated crate says about an operation: one static, shared by client and server.
//!
//! Knows names, places and styles; must not know Rust types of parameters, nor how anything is sent.

use http::Method;

/// An operation of the document.
///
/// Generated code writes the fields that differ from [`Operation::new`]:
///
/// ```
/// use oas_runtime::v1 as rt;
///
/// static LIST_PETS: rt::Operation = rt::Operation {
///     params: &[rt::Param::query("limit"), rt::Param::header("X-Trace").required()],
///     statuses: &[200],
///     accept: "application/json",
///     ..rt::Operation::new("listPets", "GET", "/pets")
/// };
/// assert_eq!(LIST_PETS.http_method(), "GET");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// `operationId`, or the derived one.
    pub id: &'static str,
    /// The HTTP method, upper case.
    pub method: &'static str,
    /// The path as the document writes it, with `{param}`s, without the server's part.
    pub path: &'static str,
    /// The parameters; generated code names them by index.
    pub params: &'static [Param],
    /// The media types of the request body; empty: no body.
    pub body: &'static [&'static str],
    /// Whether the body must be there.
    pub body_required: bool,
    /// Alternatives, each a list of what must all hold; empty: no security.
    pub security: &'static [&'static [Requirement]],
    /// Whether the caller may be anonymous all the same.
    pub optional_security: bool,
    /// The declared statuses: `404`; `4` for `4XX`; `0` for `default`.
    pub statuses: &'static [u16],
    /// The declared statuses of failures, where they do not stand among `statuses`.
    pub failures: &'static [u16],
    /// The `Accept` header: the media types of all responses, empty for none.
    pub accept: &'static str,
    /// Whether the body of an answer may be one that is read as it comes, not whole.
    pub streams: bool,
    /// The media types of request bodies that are read as they come.
    pub body_streams: &'static [&'static str],
    /// Whether the client follows redirects: not where a 3xx is declared.
    pub follow_redirects: bool,
    /// Required headers with one allowed value, which tell apart operations of one path and method.
    pub selectors: &'static [(&'static str, &'static str)],
    /// Required query parameters that do so, too, with the one allowed value if there is but one.
    pub query_selectors: &'static [(&'static str, Option<&'static str>)],
    /// The URL of the operation's own server, its variables at their defaults.
    pub server: Option<&'static str>,
}

impl Operation {
    /// An operation without parameters, body or security.
    #[must_use]
    pub const fn new(id: &'static str, method: &'static str, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            params: &[],
            body: &[],
            body_required: false,
            security: &[],
            optional_security: false,
            statuses: &[],
            failures: &[],
            accept: "",
            streams: false,
            body_streams: &[],
            follow_redirects: true,
            selectors: &[],
            query_selectors: &[],
            server: None,
        }
    }

    /// The method as `http` has it.
    #[must_use]
    pub fn http_method(&self) -> Method {
        Method::from_bytes(self.method.as_bytes()).unwrap_or(Method::GET)
    }

    /// Whether the document declares `status`, by itself, by its range, or by `default`.
    #[must_use]
    pub fn declares(&self, status: u16) -> bool {
        [status, status / 100, 0]
            .into_iter()
            .any(|status| self.declares_exactly(status))
    }

    /// Whether the document declares `status` itself, no range and no `default`.
    #[must_use]
    pub fn declares_exactly(&self, status: u16) -> bool {
        self.statuses.contains(&status) || self.failures.contains(&status)
    }
}

/// A parameter of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Param {
    /// The name, as sent.
    pub name: &'static str,
    /// Where it is sent.
    pub location: Location,
    /// How lists and objects are written.
    pub style: Style,
    /// Whether each item of a list, each property of an object, stands by itself.
    pub explode: bool,
    /// Whether it must be there.
    pub required: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// Whether the value is written as JSON (`content: application/json`).
    pub json: bool,
}

impl Param {
    /// A path parameter: required, style `simple`.
    #[must_use]
    pub const fn path(name: &'static str) -> Self {
        Self::at(name, Location::Path, Style::Simple, false).required()
    }

    /// A query parameter: optional, style `form`, exploded.
    #[must_use]
    pub const fn query(name: &'static str) -> Self {
        Self::at(name, Location::Query, Style::Form, true)
    }

    /// A header: optional, style `simple`.
    #[must_use]
    pub const fn header(name: &'static str) -> Self {
        Self::at(name, Location::Header, Style::Simple, false)
    }

    /// A cookie: optional, style `form`, exploded.
    #[must_use]
    pub const fn cookie(name: &'static str) -> Self {
        Self::at(name, Location::Cookie, Style::Form, true)
    }

    const fn at(name: &'static str, location: Location, style: Style, explode: bool) -> Self {
        Self {
            name,
            location,
            style,
            explode,
            required: false,
            allow_reserved: false,
            json: false,
        }
    }

    /// The same, required.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same with a style and its `explode`.
    #[must_use]
    pub const fn style(mut self, style: Style, explode: bool) -> Self {
        self.style = style;
        self.explode = explode;
        self
    }

    /// The same with reserved characters left as they are.
    #[must_use]
    pub const fn allow_reserved(mut self) -> Self {
        self.allow_reserved = true;
        self
    }

    /// The same, written as JSON.
    #[must_use]
    pub const fn json(mut self) -> Self {
        self.json = true;
        self
    }
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Location {
    /// In a segment of the path.
    Path,
    /// After the `?`.
    Query,
    /// As a header.
    Header,
    /// In the `Cookie` header.
    Cookie,
}

impl Location {
    /// As `in` names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// How a parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// `color=blue,black`
    Form,
    /// `color=blue%20black`
    SpaceDelimited,
    /// `color=blue|black`
    PipeDelimited,
    /// `color[R]=100`
    DeepObject,
    /// `blue,black`
    Simple,
    /// `.blue,black`
    Label,
    /// `;color=blue,black`
    Matrix,
}

/// A security scheme of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheme {
    /// Its key in `components.securitySchemes`.
    pub name: &'static str,
    /// The client's method that takes its credential.
    pub setter: &'static str,
    /// What it is.
    pub kind: SchemeKind,
}

impl Scheme {
    /// A scheme.
    #[must_use]
    pub const fn new(name: &'static str, setter: &'static str, kind: SchemeKind) -> Self {
        Self { name, setter, kind }
    }
}

/// What a security scheme is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemeKind {
    /// A key in the header of that name.
    ApiKeyHeader(&'static str),
    /// A key in the query parameter of that name.
    ApiKeyQuery(&'static str),
    /// A key in the cookie of that name.
    ApiKeyCookie(&'static str),
    /// HTTP basic authentication.
    Basic,
    /// A bearer token.
    Bearer,
    /// Another HTTP authentication scheme, by name.
    Http(&'static str),
    /// OAuth 2, sent as a bearer token.
    OAuth2 {
        /// Where the client credentials flow gets its token.
        token_url: Option<&'static str>,
    },
    /// OpenID Connect, sent as a bearer token.
    OpenIdConnect {
        /// Where the provider describes itself.
        url: &'static str,
    },
    /// A client certificate, which the transport presents.
    MutualTls,
}

/// One scheme that a call must satisfy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requirement {
    /// The scheme.
    pub scheme: &'static Scheme,
    /// The scopes (or roles) that the operation needs.
    pub scopes: &'static [&'static str],
}

impl Requirement {
    /// A requirement.
    #[must_use]
    pub const fn new(scheme: &'static Scheme, scopes: &'static [&'static str]) -> Self {
        Self { scheme, scopes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static OPERATION: Operation = Operation {
        statuses: &[200, 4],
        ..Operation::new("op", "GET", "/")
    };

    #[test]
    fn a_range_declares_its_statuses_but_not_exactly() {
        assert!(OPERATION.declares(200));
        assert!(OPERATION.declares(415));
        assert!(!OPERATION.declares_exactly(415));
        assert!(!OPERATION.declares(500));
    }

    #[test]
    fn default_declares_everything() {
        let operation = Operation {
            statuses: &[0],
            ..OPERATION
        };
        assert!(operation.declares(503));
    }
}
