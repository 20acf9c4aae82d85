//! What a handler answers: a reply, or a body that is sent as it is made.

use crate::reply::Reply;
use crate::wire::ToWire;
use axum::body::Body;
use bytes::{BufMut, Bytes, BytesMut};
use futures_core::Stream;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// What a handler answers.
pub struct Answer(Response<Body>);

impl Answer {
    /// A body that is sent as its pieces come. An error ends the connection, so that nobody takes
    /// half a body for a whole one.
    pub fn stream<S, E>(status: u16, media_type: &str, body: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<axum::BoxError> + 'static,
    {
        let Reply {
            status, headers, ..
        } = Reply::bytes(status, media_type, Bytes::new());
        let mut response = Response::new(Body::from_stream(body));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Self(response)
    }

    /// Server-sent events, one per item, whose data is the item as JSON.
    pub fn events<S, T, E>(status: u16, items: S) -> Self
    where
        S: Stream<Item = Result<T, E>> + Send + 'static,
        T: ToWire + 'static,
        E: Into<axum::BoxError> + 'static,
    {
        let framed = Framed::new(items, "data: ", "\n\n");
        let mut answer = Self::stream(status, "text/event-stream", framed);
        let no_cache = HeaderValue::from_static("no-cache");
        answer.0.headers_mut().insert(CACHE_CONTROL, no_cache);
        answer
    }

    /// Lines of JSON, one per item.
    pub fn lines<S, T, E>(status: u16, media_type: &str, items: S) -> Self
    where
        S: Stream<Item = Result<T, E>> + Send + 'static,
        T: ToWire + 'static,
        E: Into<axum::BoxError> + 'static,
    {
        Self::stream(status, media_type, Framed::new(items, "", "\n"))
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
    pub fn into_response(self) -> Response<Body> {
        self.0
    }
}

impl From<Reply> for Answer {
    fn from(reply: Reply) -> Self {
        let mut response = Response::new(Body::from(reply.body));
        *response.status_mut() = reply.status;
        *response.headers_mut() = reply.headers;
        Self(response)
    }
}

impl From<Response<Body>> for Answer {
    fn from(response: Response<Body>) -> Self {
        Self(response)
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Answer").field(&self.0.status()).finish()
    }
}

/// Items as JSON between a prefix and a suffix. JSON has no line breaks outside of strings, and
/// in strings they are escaped.
struct Framed<S> {
    items: Pin<Box<S>>,
    prefix: &'static str,
    suffix: &'static str,
}

impl<S> Framed<S> {
    fn new(items: S, prefix: &'static str, suffix: &'static str) -> Self {
        Self {
            items: Box::pin(items),
            prefix,
            suffix,
        }
    }
}

impl<S, T, E> Stream for Framed<S>
where
    S: Stream<Item = Result<T, E>>,
    T: ToWire,
    E: Into<axum::BoxError>,
{
    type Item = Result<Bytes, axum::BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let (prefix, suffix) = (self.prefix, self.suffix);
        let frame = |item: T| -> Result<Bytes, axum::BoxError> {
            let json = crate::json::write(&item)?;
            let mut frame = BytesMut::with_capacity(prefix.len() + json.len() + suffix.len());
            frame.put_slice(prefix.as_bytes());
            frame.put(json);
            frame.put_slice(suffix.as_bytes());
            Ok(frame.freeze())
        };
        self.items
            .as_mut()
            .poll_next(cx)
            .map(|item| item.map(|item| item.map_err(Into::into).and_then(frame)))
    }
}
