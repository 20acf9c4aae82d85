//! Operations: what they take and how they end.

use super::{Constraints, Docs, EnumKind, Presence, Security, Type, TypeDef, TypeKind, meant};
use crate::names::{FieldName, FnName, TypeName, VariantName};
use crate::place::Place;

/// One method of one path (or a webhook or callback).
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// `operationId`, or the derived one (`get_pets_by_id` for `GET /pets/{id}`).
    pub id: String,
    /// The method of client and trait.
    pub name: FnName,
    /// HTTP method, upper case.
    pub method: String,
    /// The path as written, with `{param}`s, without server.
    pub path: String,
    /// Which trait: index into `Api::groups`.
    pub group: usize,
    /// Its documentation (`summary` is the title).
    pub docs: Docs,
    /// `deprecated: true`.
    pub deprecated: bool,
    /// The request struct in `operations`.
    pub request: TypeName,
    /// In document order, path-level ones first.
    pub params: Vec<Param>,
    /// The body.
    pub body: Option<Body>,
    /// Success.
    pub success: Success,
    /// The error enum in `operations`.
    pub error: TypeName,
    /// The declared failures; `Other` comes by itself.
    pub failures: Vec<Response>,
    /// The operation (an index into `Api::operations`) whose error enum this one's is another name for; set by
    /// `analyze`.
    pub error_of: Option<usize>,
    /// Who may call.
    pub security: Security,
    /// A declared 3xx is an outcome, so the client must not follow redirects.
    pub follow_redirects: bool,
    /// Servers of the operation or path, where they differ from the document's.
    pub servers: Vec<super::Server>,
    /// Where it comes from.
    pub origin: Origin,
    /// The operation.
    pub place: Place,
}

/// Who calls whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// `paths`: the client calls, the server serves.
    Path,
    /// `webhooks`: the API's owner calls, its user serves.
    Webhook,
    /// `callbacks`: as a webhook, to a URL given at run time.
    Callback,
}

impl Operation {
    /// Required headers with one value: they may be all that tells operations of one path apart.
    #[must_use]
    pub fn selectors<'a>(&'a self, types: &'a [TypeDef]) -> Vec<(&'a str, &'a str)> {
        let strings = |kind: EnumKind| kind == EnumKind::String;
        let one =
            |param: &'a Param| Some((param.wire.as_str(), only_value(param, types, strings)?));
        self.required(Location::Header).filter_map(one).collect()
    }

    /// Required query parameters that the path's fragment names, as in `/{bucket}#acl`, each with its value where it
    /// has but one. A fragment is not sent; these are what it stands for.
    #[must_use]
    pub fn query_selectors<'a>(&'a self, types: &'a [TypeDef]) -> Vec<(&'a str, Option<&'a str>)> {
        let fragment = self
            .path
            .split_once('#')
            .map_or("", |(_, fragment)| fragment);
        let words: Vec<&str> = fragment.split(['&', '=']).collect();
        let named = |param: &&Param| words.contains(&param.wire.as_str());
        let one = |param: &'a Param| (param.wire.as_str(), only_value(param, types, |_| true));
        self.required(Location::Query)
            .filter(named)
            .map(one)
            .collect()
    }

    fn required(&self, location: Location) -> impl Iterator<Item = &Param> {
        let required = move |param: &&Param| {
            param.location == location && param.presence == Presence::Required
        };
        self.params.iter().filter(required)
    }
}

/// The only value that an enum lists, as text.
fn only_value<'a>(
    param: &Param,
    types: &'a [TypeDef],
    wanted: impl Fn(EnumKind) -> bool,
) -> Option<&'a str> {
    let Type::Named(id) = &param.ty else {
        return None;
    };
    match &types[meant(types, *id).0 as usize].kind {
        TypeKind::Enum(values) if wanted(values.kind) => match values.variants.as_slice() {
            [only] => Some(only.wire.as_str()),
            _ => None,
        },
        _ => None,
    }
}

/// A parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// The field of the request struct.
    pub name: FieldName,
    /// As sent.
    pub wire: String,
    /// Where it is sent.
    pub location: Location,
    /// How it is written.
    pub style: Style,
    /// `explode`.
    pub explode: bool,
    /// `allowReserved`.
    pub allow_reserved: bool,
    /// `content: application/json` instead of a style.
    pub json: bool,
    /// The type of the value, without what `presence` adds.
    pub ty: Type,
    /// Whether it must be there.
    pub presence: Presence,
    /// What `validate` checks.
    pub constraints: Constraints,
    /// Its documentation.
    pub docs: Docs,
    /// `deprecated: true`.
    pub deprecated: bool,
    /// The parameter.
    pub place: Place,
}

/// `in`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// `style`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// A request body.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// The field of the request struct (`body`).
    pub name: FieldName,
    /// `required`.
    pub required: bool,
    /// What it can be.
    pub content: Content,
    /// Its documentation.
    pub docs: Docs,
    /// The request body object.
    pub place: Place,
}

/// What a body can be.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant)] // The large variant is the usual one.
pub enum Content {
    /// One media type.
    One(Media),
    /// Several: an enum in `operations`, one variant per media type.
    Many {
        /// The enum.
        name: TypeName,
        /// In document order.
        variants: Vec<(VariantName, Media)>,
    },
}

/// One media type of a body.
#[derive(Debug, Clone, PartialEq)]
pub struct Media {
    /// As written: `application/json`, `image/*`.
    pub media_type: String,
    /// How it is read and written.
    pub codec: Codec,
    /// The type of the body.
    pub ty: Type,
    /// What `validate` checks.
    pub constraints: Constraints,
}

/// How a body is read and written.
#[derive(Debug, Clone, PartialEq)]
pub enum Codec {
    /// JSON.
    Json,
    /// Text, as `String`.
    Text,
    /// Bytes (`Type::Binary`), whole: of failures.
    Binary,
    /// Bytes (`Type::Binary`), read and written as they come.
    Stream,
    /// `application/x-www-form-urlencoded`, with a style per property (default: form, exploded).
    Form(Vec<Encoding>),
    /// `multipart/form-data`; read and written as it comes where there is a file in it.
    Multipart(Vec<Encoding>),
    /// Items (`ty` is the item), read and written as they come.
    Items(Frame),
}

/// How the items of a stream are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// `text/event-stream`, the data of each event being an item as JSON.
    Events,
    /// `text/event-stream`, the data of each event being an item, as text.
    TextEvents,
    /// `text/event-stream`, each event being an item: an object of `data`, `event`, `id`, `retry`.
    WholeEvents,
    /// `application/x-ndjson`, `application/jsonl`: an item per line.
    Lines,
    /// `application/json-seq`: the same with the mark of RFC 7464.
    Sequence,
}

/// An encoding object, for one property.
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

/// How an operation succeeds.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant)] // The large variant is the usual one.
pub enum Success {
    /// One declared success: its payload is the `Ok` type.
    One(Response),
    /// Several: an enum by status.
    Many {
        /// The enum in `operations`.
        name: TypeName,
        /// In document order.
        variants: Vec<Response>,
    },
}

/// A declared response.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The variant for it.
    pub name: VariantName,
    /// Its status.
    pub status: Status,
    /// `None`: no body.
    pub body: Option<Content>,
    /// Typed headers.
    pub headers: Vec<Header>,
    /// The struct of headers and body; `Some` exactly where headers are declared.
    pub payload: Option<TypeName>,
    /// Its documentation.
    pub docs: Docs,
    /// The response.
    pub place: Place,
}

/// A status or a range of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// `200`
    Code(u16),
    /// `4XX`: 4
    Range(u8),
    /// `default`
    Default,
}

impl Status {
    /// Its key under `responses`.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::Code(code) => code.to_string(),
            Self::Range(class) => format!("{class}XX"),
            Self::Default => "default".to_owned(),
        }
    }
}

/// A response header.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// The field of the payload struct.
    pub name: FieldName,
    /// As sent.
    pub wire: String,
    /// The type of the value: `Type::Scalar` and so on; `Retry-After` is `HeaderType::RetryAfter`.
    pub ty: HeaderType,
    /// `required`: without it the response is unexpected.
    pub required: bool,
    /// Its documentation.
    pub docs: Docs,
    /// The header object.
    pub place: Place,
}

/// The type of a header.
#[derive(Debug, Clone, PartialEq)]
pub enum HeaderType {
    /// As declared, style `simple`.
    Declared {
        /// The type.
        ty: Type,
        /// `explode`.
        explode: bool,
        /// `content`: JSON instead of a style.
        json: bool,
    },
    /// `rt::RetryAfter`: seconds or an HTTP date.
    RetryAfter,
}

/// The words for a status: its reason phrase, as the `http` crate and RFC 9110 have it.
#[must_use]
pub fn status_words(key: &str) -> String {
    let words = match key.to_ascii_uppercase().as_str() {
        "DEFAULT" => "Default",
        "1XX" => "Informational",
        "2XX" => "Success",
        "3XX" => "Redirection",
        "4XX" => "Client Error",
        "5XX" => "Server Error",
        "100" => "Continue",
        "101" => "Switching Protocols",
        "102" => "Processing",
        "200" => "Ok",
        "201" => "Created",
        "202" => "Accepted",
        "203" => "Non Authoritative Information",
        "204" => "No Content",
        "205" => "Reset Content",
        "206" => "Partial Content",
        "207" => "Multi Status",
        "208" => "Already Reported",
        "226" => "Im Used",
        "300" => "Multiple Choices",
        "301" => "Moved Permanently",
        "302" => "Found",
        "303" => "See Other",
        "304" => "Not Modified",
        "305" => "Use Proxy",
        "307" => "Temporary Redirect",
        "308" => "Permanent Redirect",
        "400" => "Bad Request",
        "401" => "Unauthorized",
        "402" => "Payment Required",
        "403" => "Forbidden",
        "404" => "Not Found",
        "405" => "Method Not Allowed",
        "406" => "Not Acceptable",
        "407" => "Proxy Authentication Required",
        "408" => "Request Timeout",
        "409" => "Conflict",
        "410" => "Gone",
        "411" => "Length Required",
        "412" => "Precondition Failed",
        "413" => "Payload Too Large",
        "414" => "Uri Too Long",
        "415" => "Unsupported Media Type",
        "416" => "Range Not Satisfiable",
        "417" => "Expectation Failed",
        "418" => "Im A Teapot",
        "421" => "Misdirected Request",
        "422" => "Unprocessable Entity",
        "423" => "Locked",
        "424" => "Failed Dependency",
        "425" => "Too Early",
        "426" => "Upgrade Required",
        "428" => "Precondition Required",
        "429" => "Too Many Requests",
        "431" => "Request Header Fields Too Large",
        "451" => "Unavailable For Legal Reasons",
        "500" => "Internal Server Error",
        "501" => "Not Implemented",
        "502" => "Bad Gateway",
        "503" => "Service Unavailable",
        "504" => "Gateway Timeout",
        "505" => "Http Version Not Supported",
        "506" => "Variant Also Negotiates",
        "507" => "Insufficient Storage",
        "508" => "Loop Detected",
        "510" => "Not Extended",
        "511" => "Network Authentication Required",
        other => return format!("Status {other}"),
    };
    words.to_owned()
}
