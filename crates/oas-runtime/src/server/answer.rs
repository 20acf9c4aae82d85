//! What a handler answers: a reply, or a body that is sent as it is made.

use crate::body::Body;
use crate::items::{Encoded, Frame, Items};
use crate::reply::Reply;
use crate::wire::ToWire;
use bytes::Bytes;
use futures_core::Stream;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
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

    /// Server-sent events, one per item, whose data is the item as JSON.
    pub fn events<T: ToWire + 'static>(status: u16, items: Items<T>) -> Self {
        Self::items(status, "text/event-stream", Frame::Events, &items)
    }

    /// Lines of JSON, one per item.
    pub fn lines<T: ToWire + 'static>(status: u16, media_type: &str, items: Items<T>) -> Self {
        Self::items(status, media_type, Frame::Lines, &items)
    }

    /// Items, sent as they are made.
    pub fn items<T>(status: u16, media_type: &str, frame: Frame, items: &Items<T>) -> Self
    where
        T: ToWire + 'static,
    {
        let encoded = Encoded::new(items.take(), frame);
        let mut answer = Self::stream(status, media_type, encoded);
        if frame.is_events() {
            let no_cache = HeaderValue::from_static("no-cache");
            answer.0.headers_mut().insert(CACHE_CONTROL, no_cache);
        }
        answer
    }

    /// A body as it is: a stream is sent as its pieces come.
    #[must_use]
    pub fn body(status: u16, media_type: &str, body: &Body) -> Self {
        let body = body.take();
        let media_type = body.media_type(media_type).to_owned();
        if let Some(bytes) = body.whole() {
            return Reply::bytes(status, &media_type, bytes).into();
        }
        Self::of(status, &media_type, axum::body::Body::new(body))
    }

    /// The same with a header; `None`, or a value that cannot be a header, leaves it out.
    #[must_use]
    pub fn with_header<T: ToWire + ?Sized>(self, name: &str, value: &T) -> Self {
        self.with_headers_of(Reply::empty(200).with_header(name, value))
    }

    /// The same with a header of `explode: true`: objects as `k=v,k=v`.
    #[must_use]
    pub fn with_exploded_header<T: ToWire + ?Sized>(self, name: &str, value: &T) -> Self {
        self.with_headers_of(Reply::empty(200).with_exploded_header(name, value))
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
    fn from(reply: Reply) -> Self {
        let mut response = Response::new(axum::body::Body::from(reply.body));
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
