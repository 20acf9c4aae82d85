//! What a handler answers: a reply, or a body that is sent as it is made.

use crate::reply::Reply;
use bytes::Bytes;
use futures_core::Stream;
use http::header::CONTENT_TYPE;
use http::{Response, StatusCode};
use std::fmt;

/// What a handler answers.
pub struct Answer(Response<axum::body::Body>);

impl Answer {
    /// A body that is sent as its pieces come. An error ends the connection, so that nobody takes
    /// half a body for a whole one.
    pub fn stream<S, E>(status: u16, media_type: &str, body: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<axum::BoxError> + 'static,
    {
        Self::of(status, media_type, axum::body::Body::from_stream(body))
    }

    fn of(status: u16, media_type: &str, body: axum::body::Body) -> Self {
        let Reply {
            status, headers, ..
        } = Reply::bytes(status, media_type, Bytes::new());
        let mut response = Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Self(response)
    }

    /// The same with the headers of `reply`, which has no body of its own.
    #[must_use]
    pub fn with_headers_of(mut self, reply: Reply) -> Self {
        for (name, value) in &reply.headers {
            if name != CONTENT_TYPE {
                self.0.headers_mut().append(name, value.clone());
            }
        }
        self
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status()
    }

    /// As axum sends it.
    #[must_use]
    pub fn into_response(self) -> Response<axum::body::Body> {
        self.0
    }
}

impl From<Reply> for Answer {
    fn from(mut reply: Reply) -> Self {
        let body = reply.take_body();
        let body = match body.whole() {
            Some(bytes) => axum::body::Body::from(bytes),
            None => axum::body::Body::new(body),
        };
        let mut response = Response::new(body);
        *response.status_mut() = reply.status;
        *response.headers_mut() = reply.headers;
        Self(response)
    }
}

impl From<Response<axum::body::Body>> for Answer {
    fn from(response: Response<axum::body::Body>) -> Self {
        Self(response)
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Answer").field(&self.0.status()).finish()
    }
}
