//! Statuses: as attributes say them, and as names of variants imply them.

use crate::attrs::{Attr, AttrValue};
use crate::error::Error;

/// The keys of statuses.
pub const KEYS: &[&str] = &["200", "range", "default"];

/// A status or a range of them.
#[derive(Clone, Copy, PartialEq)]
pub enum Status {
    /// `404`
    Code(u16),
    /// `4XX`
    Range(u16),
    /// All others.
    Default,
}

impl Status {
    /// `404`, `range = 4` or `default`.
    pub fn parse(attr: &Attr) -> Result<Option<Self>, Error> {
        let number = |text: &str| {
            let number = text.parse::<u16>();
            number.map_err(|_| Error::at(attr.span, "expected a status"))
        };
        match (attr.key.as_str(), &attr.value) {
            ("", AttrValue::Tokens(text)) => number(text).map(|code| Some(Self::Code(code))),
            ("range", _) => number(attr.tokens()?).map(|class| Some(Self::Range(class))),
            ("default", AttrValue::None) => Ok(Some(Self::Default)),
            _ => Ok(None),
        }
    }

    /// As `Operation` has it: a range is its class, `default` is 0.
    pub fn number(self) -> u16 {
        match self {
            Self::Code(status) | Self::Range(status) => status,
            Self::Default => 0,
        }
    }

    /// Codes first, then ranges, then `default`: the first that fits is meant.
    pub fn precedence(self) -> u8 {
        match self {
            Self::Code(_) => 0,
            Self::Range(_) => 1,
            Self::Default => 2,
        }
    }

    /// The pattern of a `match`.
    pub fn pattern(self) -> String {
        match self {
            Self::Code(code) => code.to_string(),
            Self::Range(class) => format!("{class}00..={class}99"),
            Self::Default => "_".to_owned(),
        }
    }
}

/// What the name of a variant says: `NotFound` is 404. A range or `default` is said so, too.
pub fn of_name(name: &str) -> Option<Status> {
    match name {
        "Default" => return Some(Status::Default),
        "Informational" => return Some(Status::Range(1)),
        "Success" => return Some(Status::Range(2)),
        "Redirection" => return Some(Status::Range(3)),
        "ClientError" => return Some(Status::Range(4)),
        "ServerError" => return Some(Status::Range(5)),
        _ => {}
    }
    if let Some(code) = name.strip_prefix("Status") {
        return code.parse().ok().map(Status::Code);
    }
    let found = NAMES.iter().find(|(_, known)| *known == name);
    found.map(|(code, _)| Status::Code(*code))
}

/// The reason phrases of RFC 9110 and its extensions, as names.
const NAMES: &[(u16, &str)] = &[
    (100, "Continue"),
    (101, "SwitchingProtocols"),
    (102, "Processing"),
    (200, "Ok"),
    (201, "Created"),
    (202, "Accepted"),
    (203, "NonAuthoritativeInformation"),
    (204, "NoContent"),
    (205, "ResetContent"),
    (206, "PartialContent"),
    (207, "MultiStatus"),
    (208, "AlreadyReported"),
    (226, "ImUsed"),
    (300, "MultipleChoices"),
    (301, "MovedPermanently"),
    (302, "Found"),
    (303, "SeeOther"),
    (304, "NotModified"),
    (305, "UseProxy"),
    (307, "TemporaryRedirect"),
    (308, "PermanentRedirect"),
    (400, "BadRequest"),
    (401, "Unauthorized"),
    (402, "PaymentRequired"),
    (403, "Forbidden"),
    (404, "NotFound"),
    (405, "MethodNotAllowed"),
    (406, "NotAcceptable"),
    (407, "ProxyAuthenticationRequired"),
    (408, "RequestTimeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "LengthRequired"),
    (412, "PreconditionFailed"),
    (413, "PayloadTooLarge"),
    (414, "UriTooLong"),
    (415, "UnsupportedMediaType"),
    (416, "RangeNotSatisfiable"),
    (417, "ExpectationFailed"),
    (418, "ImATeapot"),
    (421, "MisdirectedRequest"),
    (422, "UnprocessableEntity"),
    (423, "Locked"),
    (424, "FailedDependency"),
    (425, "TooEarly"),
    (426, "UpgradeRequired"),
    (428, "PreconditionRequired"),
    (429, "TooManyRequests"),
    (431, "RequestHeaderFieldsTooLarge"),
    (451, "UnavailableForLegalReasons"),
    (500, "InternalServerError"),
    (501, "NotImplemented"),
    (502, "BadGateway"),
    (503, "ServiceUnavailable"),
    (504, "GatewayTimeout"),
    (505, "HttpVersionNotSupported"),
    (506, "VariantAlsoNegotiates"),
    (507, "InsufficientStorage"),
    (508, "LoopDetected"),
    (510, "NotExtended"),
    (511, "NetworkAuthenticationRequired"),
];
