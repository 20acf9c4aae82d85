//! How the server says no: each refusal in the status and the body that the document declares.
//!
//! The one place that knows these texts. Nothing that was sent is ever part of one.

use std::borrow::Cow;

use axum::body::Body;
use axum::response::Response;
use http::header::{ALLOW, WWW_AUTHENTICATE};
use oas_runtime::v1 as rt;
use serde_json::{Value, json};

use crate::limits::Limited;
use crate::tokens::Rejected;
use crate::tracking::TrackingId;

/// Why a request is not served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The request cannot be read; the sentence says what is wrong.
    Malformed(Cow<'static, str>),
    /// The configuration breaks rules; a sentence for each.
    Invalid(Vec<String>),
    /// The token is missing or not accepted.
    Unauthorized(Rejected),
    /// The token does not grant the scope.
    Forbidden,
    /// A rate limit was reached.
    TooManyRequests(Limited),
    /// Something went wrong here.
    Internal,
    /// The path is none of the API.
    NotFound,
    /// The path is of the API, the method is not.
    MethodNotAllowed,
}

impl Failure {
    /// The reply of the API.
    #[must_use]
    pub fn reply(&self) -> rt::Reply {
        let (status, body) = self.body();
        let reply = rt::Reply::json(status, &body);
        match self {
            Self::TooManyRequests(limited) => {
                reply.with_header("Retry-After", &limited.retry_after_secs)
            }
            Self::Unauthorized(rejected) => {
                reply.with_header(WWW_AUTHENTICATE.as_str(), challenge(*rejected))
            }
            Self::MethodNotAllowed => reply.with_header(ALLOW.as_str(), "PUT"),
            _ => reply,
        }
    }

    /// The same for axum.
    #[must_use]
    pub fn response(&self) -> Response {
        let reply = self.reply();
        let mut response = Response::new(Body::from(reply.body));
        *response.status_mut() = reply.status;
        *response.headers_mut() = reply.headers;
        response
    }

    fn body(&self) -> (u16, Value) {
        match self {
            Self::Malformed(cause) => (
                400,
                dto(
                    "400.0 Bad Request Syntax",
                    "The request could not be read.",
                    &[cause.clone().into_owned()],
                ),
            ),
            Self::Invalid(causes) => (
                400,
                dto(
                    "400.1 Bad Request Content",
                    "The request was syntactically correct but its content is semantically invalid.",
                    causes,
                ),
            ),
            Self::Unauthorized(rejected) => (401, json!({ "error": rejected.to_string() })),
            Self::Forbidden => (
                403,
                dto(
                    "403 Forbidden",
                    "The server understood the request but refuses to authorize it.",
                    &[],
                ),
            ),
            Self::TooManyRequests(_) => (429, json!({ "message": " Rate Limit Exceeded " })),
            Self::Internal => (
                500,
                dto("500.0 Internal Fault", "An internal fault occurred.", &[]),
            ),
            Self::NotFound => (
                404,
                dto(
                    "404 Not Found",
                    "The requested resource does not exist.",
                    &[],
                ),
            ),
            Self::MethodNotAllowed => (
                405,
                dto(
                    "405 Method Not Allowed",
                    "The resource does not support the method.",
                    &[],
                ),
            ),
        }
    }
}

fn dto(detail_code: &str, text: &str, causes: &[String]) -> Value {
    let message =
        |text: &str| json!({ "locale": "en-US", "localeOrigin": "DEFAULT", "text": text });
    let mut dto = json!({
        "detailCode": detail_code,
        "trackingId": TrackingId::current().to_string(),
        "messages": [message(text)],
    });
    if !causes.is_empty() {
        dto["causes"] = causes.iter().map(|cause| message(cause)).collect();
    }
    dto
}

fn challenge(rejected: Rejected) -> &'static str {
    match rejected {
        Rejected::Missing => "Bearer",
        Rejected::Expired | Rejected::Invalid(_) => "Bearer error=\"invalid_token\"",
    }
}
