//! Why a request does not reach its handler, and the answer where nobody makes another.
//!
//! Holds places and kinds, never what was sent.

use crate::operation::{Operation, Param, SchemeKind};
use crate::param::ParamProblem;
use crate::reply::Reply;
use crate::validate::Violation;
use http::header::{ALLOW, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode};
use std::time::Duration;

/// Why a request does not reach its handler.
#[derive(Debug, Clone)]
pub struct Refusal {
    operation: Option<&'static Operation>,
    reason: Reason,
}

/// The reason of a [`Refusal`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// No operation has that path.
    NotFound,
    /// The path has operations, but none of that method.
    MethodNotAllowed {
        /// The methods that it has, as `Allow` lists them.
        allow: String,
    },
    /// No credentials, or none that are accepted.
    Unauthenticated,
    /// The caller is known and may not.
    Forbidden,
    /// The caller calls too often.
    TooManyRequests {
        /// When to try again.
        retry_after: Option<Duration>,
    },
    /// Whether the caller may cannot be found out now.
    Unavailable {
        /// When to try again.
        retry_after: Option<Duration>,
    },
    /// A required parameter is missing.
    MissingParam(&'static Param),
    /// A parameter cannot be read.
    Param {
        /// Which one.
        param: &'static Param,
        /// What is wrong with it.
        problem: ParamProblem,
        /// What was expected, if that is known.
        expected: Option<String>,
    },
    /// The operation needs a body.
    MissingBody,
    /// The body has none of the declared media types.
    MediaType,
    /// The body is larger than the server takes.
    TooLarge,
    /// The body ended early, or is not what its media type says.
    Malformed {
        /// Where, as a JSON pointer; empty for the body as a whole.
        pointer: String,
        /// What should be there.
        expected: String,
    },
    /// The request is readable, but not what the schemas allow.
    Invalid(Vec<Violation>),
}

impl Refusal {
    /// A refusal; without an operation where none was found.
    #[must_use]
    pub const fn new(operation: Option<&'static Operation>, reason: Reason) -> Self {
        Self { operation, reason }
    }

    /// The operation that was asked for.
    #[must_use]
    pub const fn operation(&self) -> Option<&'static Operation> {
        self.operation
    }

    /// Why.
    #[must_use]
    pub const fn reason(&self) -> &Reason {
        &self.reason
    }

    /// The parameter that is missing or wrong.
    #[must_use]
    pub const fn param(&self) -> Option<&'static Param> {
        match &self.reason {
            Reason::MissingParam(param) | Reason::Param { param, .. } => Some(param),
            _ => None,
        }
    }

    /// What the schemas do not allow.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        match &self.reason {
            Reason::Invalid(violations) => violations,
            _ => &[],
        }
    }

    /// The status that HTTP has for the reason.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match &self.reason {
            Reason::NotFound => StatusCode::NOT_FOUND,
            Reason::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Reason::Unauthenticated => StatusCode::UNAUTHORIZED,
            Reason::Forbidden => StatusCode::FORBIDDEN,
            Reason::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Reason::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Reason::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Reason::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Reason::Invalid(_) if self.declares_exactly(422) => StatusCode::UNPROCESSABLE_ENTITY,
            Reason::MissingParam(_)
            | Reason::Param { .. }
            | Reason::MissingBody
            | Reason::Malformed { .. }
            | Reason::Invalid(_) => StatusCode::BAD_REQUEST,
        }
    }

    fn declares_exactly(&self, status: u16) -> bool {
        self.operation
            .is_some_and(|operation| operation.declares_exactly(status))
    }

    /// The status to answer with: the natural one where the operation declares it, else 400 where
    /// it declares that, else the natural one.
    #[must_use]
    pub fn answer_status(&self) -> StatusCode {
        let natural = self.status();
        match self.operation {
            Some(operation) if operation.declares(natural.as_u16()) => natural,
            Some(operation) if operation.declares(400) && natural.is_client_error() => {
                StatusCode::BAD_REQUEST
            }
            _ => natural,
        }
    }

    /// A sentence for whoever sent the request.
    #[must_use]
    pub fn detail(&self) -> String {
        match &self.reason {
            Reason::NotFound => "There is nothing at this path.".into(),
            Reason::MethodNotAllowed { .. } => "This path does not have this method.".into(),
            Reason::Unauthenticated => "Valid credentials are needed.".into(),
            Reason::Forbidden => "The credentials do not permit this.".into(),
            Reason::TooManyRequests { .. } => "Too many requests.".into(),
            Reason::Unavailable { .. } => "Credentials cannot be checked at the moment.".into(),
            Reason::MissingParam(param) => format!(
                "The {} parameter `{}` is missing.",
                param.location.as_str(),
                param.name
            ),
            Reason::Param {
                param, expected, ..
            } => {
                let start = format!(
                    "The {} parameter `{}` is not valid",
                    param.location.as_str(),
                    param.name
                );
                match expected {
                    Some(expected) => format!("{start}: expected {expected}."),
                    None => format!("{start}."),
                }
            }
            Reason::MissingBody => "A body is needed.".into(),
            Reason::MediaType => "The body has a media type that is not supported here.".into(),
            Reason::TooLarge => "The body is too large.".into(),
            Reason::Malformed { pointer, expected } if pointer.is_empty() => {
                format!("The body cannot be read: expected {expected}.")
            }
            Reason::Malformed { pointer, expected } => {
                format!("The body cannot be read: expected {expected} at {pointer}.")
            }
            Reason::Invalid(_) => "The request is not what the schema allows.".into(),
        }
    }

    /// `application/problem+json` (RFC 9457) with the natural status.
    #[must_use]
    pub fn problem(&self) -> Reply {
        let status = self.status();
        let mut problem = serde_json::json!({
            "type": "about:blank",
            "title": status.canonical_reason().unwrap_or("Error"),
            "status": status.as_u16(),
            "detail": self.detail(),
        });
        let violations = self.violations();
        if !violations.is_empty() {
            let error = |violation: &Violation| {
                serde_json::json!({
                    "pointer": violation.pointer,
                    "detail": violation.message,
                })
            };
            problem["errors"] = violations.iter().map(error).collect();
        }
        Reply::json_as(status.as_u16(), "application/problem+json", &problem)
    }

    /// Adds the headers that HTTP wants with the reason, where they are missing.
    pub(super) fn complete(&self, reply: &mut Reply) {
        let seconds =
            |after: &Duration| (after.as_secs() + u64::from(after.subsec_nanos() > 0)).to_string();
        match &self.reason {
            Reason::MethodNotAllowed { allow } => add(&mut reply.headers, ALLOW, allow),
            Reason::TooManyRequests {
                retry_after: Some(after),
            }
            | Reason::Unavailable {
                retry_after: Some(after),
            } => add(&mut reply.headers, RETRY_AFTER, &seconds(after)),
            Reason::Unauthenticated => {
                let challenge = self.operation.map(challenge).unwrap_or_default();
                if !challenge.is_empty() {
                    add(&mut reply.headers, WWW_AUTHENTICATE, &challenge);
                }
            }
            _ => {}
        }
    }
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let (false, Ok(value)) = (headers.contains_key(&name), HeaderValue::from_str(value)) {
        headers.insert(name, value);
    }
}

/// The HTTP authentication schemes that the operation takes.
fn challenge(operation: &Operation) -> String {
    let mut names: Vec<&str> = Vec::new();
    for requirement in operation.security.iter().copied().flatten() {
        let name = match requirement.scheme.kind {
            SchemeKind::Basic => "Basic realm=\"api\"",
            SchemeKind::Bearer | SchemeKind::OAuth2 { .. } | SchemeKind::OpenIdConnect { .. } => {
                "Bearer"
            }
            SchemeKind::Http(name) => name,
            SchemeKind::ApiKeyHeader(_)
            | SchemeKind::ApiKeyQuery(_)
            | SchemeKind::ApiKeyCookie(_)
            | SchemeKind::MutualTls => continue,
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}
