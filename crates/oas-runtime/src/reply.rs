//! A response as both sides hold it: status, headers and body, before it is typed and after.
//!
//! Knows JSON and header values; must not know transports, routers or the document.

mod outcome;
mod reader;
mod retry_after;
mod with_status;

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use crate::body::Body;
use crate::form::Encoding;
use crate::items::{Encoded, Frame, Items};
use crate::multipart::{Multipart, Written};
use crate::wire::{Out, ToWire};
use crate::{form, json, multipart, param};
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

pub use http::StatusCode;
pub use outcome::{__impl_error, DefaultError, Outcome, Payload, Undeclared};
pub(crate) use reader::Pending;
pub use reader::{ReplyError, ReplyReader};
pub use retry_after::{RetryAfter, RetryAfterError};
pub use with_status::WithStatus;

/// A response that is read or written as a whole.
#[derive(Clone, PartialEq)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    stream: Option<Streamed>,
}

/// A body in place of the one that is there: sent as it comes, by whoever sends the reply first.
#[derive(Clone)]
struct Streamed(Arc<Body>);

impl PartialEq for Streamed {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Reply {
    /// A reply of its parts.
    #[must_use]
    pub const fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            status,
            headers,
            body,
            stream: None,
        }
    }

    /// A reply without a body.
    ///
    /// A `status` that HTTP does not know is 500.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            stream: None,
        }
    }

    /// A reply with a JSON body; 500 without one if `body` cannot be JSON.
    #[must_use]
    pub fn json<T: ToWire + ?Sized>(status: u16, body: &T) -> Self {
        Self::json_as(status, "application/json", body)
    }

    /// A reply with a JSON body of another media type: `application/problem+json`.
    #[must_use]
    pub fn json_as<T: ToWire + ?Sized>(status: u16, media_type: &str, body: &T) -> Self {
        match json::write(body) {
            Ok(body) => Self::bytes(status, concrete(media_type, "application/json"), body),
            Err(_) => Self::empty(500),
        }
    }

    /// A reply with a text body, as `text/plain; charset=utf-8`.
    #[must_use]
    pub fn text(status: u16, body: impl Into<String>) -> Self {
        Self::bytes(status, TEXT, body.into())
    }

    /// A reply with a value as text of another media type; 500 if it has none.
    #[must_use]
    pub fn text_as<T: ToWire + ?Sized>(status: u16, media_type: &str, body: &T) -> Self {
        match text_of(body) {
            Some(text) => Self::bytes(status, concrete(media_type, TEXT), text),
            None => Self::empty(500),
        }
    }

    /// A reply with a form; 500 if `body` cannot be one.
    #[must_use]
    pub fn form<T: ToWire + ?Sized>(
        status: u16,
        media_type: &str,
        body: &T,
        encodings: &[Encoding],
    ) -> Self {
        match form::write(body, encodings) {
            Ok(body) => Self::bytes(status, media_type, body),
            Err(_) => Self::empty(500),
        }
    }

    /// A reply with a multipart body, whose media type gets its boundary; 500 if `body` cannot
    /// be one.
    #[must_use]
    pub fn multipart<T: ToWire + ?Sized>(
        status: u16,
        media_type: &str,
        body: &T,
        encodings: &[Encoding],
    ) -> Self {
        match multipart::write(body, encodings) {
            Ok((written, body)) => {
                Self::bytes(status, &multipart::named(media_type, written), body)
            }
            Err(_) => Self::empty(500),
        }
    }

    /// A reply with the parts of a multipart body; 500 if they cannot be one.
    #[must_use]
    pub fn parts<T: ToWire>(
        status: u16,
        media_type: &str,
        body: &Multipart<T>,
        encodings: &[Encoding],
    ) -> Self {
        let Some(Ok((written, body))) = body.write(encodings) else {
            return Self::empty(500);
        };
        let media_type = multipart::named(media_type, written);
        match body {
            Written::Whole(body) => Self::bytes(status, &media_type, body),
            Written::Stream(body) => {
                Self::bytes(status, &media_type, Bytes::new()).with_stream(body)
            }
        }
    }

    /// A reply with items, which are sent as they come.
    #[must_use]
    pub fn items<T>(status: u16, media_type: &str, frame: Frame, items: &Items<T>) -> Self
    where
        T: ToWire + 'static,
    {
        let encoded = Encoded::new(items.take(), frame);
        let mut reply = Self::bytes(status, media_type, Bytes::new());
        if frame.is_events() {
            let no_cache = HeaderValue::from_static("no-cache");
            reply.headers.insert(CACHE_CONTROL, no_cache);
        }
        reply.with_stream(Body::stream(encoded))
    }

    /// A reply with a body of any media type, which is sent as it comes.
    #[must_use]
    pub fn stream(status: u16, media_type: &str, body: &Body) -> Self {
        let body = body.take();
        let media_type = body.media_type(media_type).to_owned();
        match body.whole() {
            Some(bytes) => Self::bytes(status, &media_type, bytes),
            None => Self::bytes(status, &media_type, Bytes::new()).with_stream(body),
        }
    }

    fn with_stream(mut self, body: Body) -> Self {
        self.stream = Some(Streamed(Arc::new(body)));
        self
    }

    /// The body, to send it.
    #[cfg_attr(not(feature = "server"), allow(dead_code))]
    pub(crate) fn take_body(&mut self) -> Body {
        match self.stream.take() {
            Some(Streamed(body)) => body.take(),
            None => std::mem::take(&mut self.body).into(),
        }
    }

    /// A reply with a body of any media type.
    #[must_use]
    pub fn bytes(status: u16, media_type: &str, body: impl Into<Bytes>) -> Self {
        let mut reply = Self::empty(status);
        reply.body = body.into();
        let media_type = concrete(media_type, "application/octet-stream");
        if let Ok(media_type) = HeaderValue::from_str(media_type) {
            reply.headers.insert(CONTENT_TYPE, media_type);
        }
        reply
    }

    /// The same with a header; `None`, or a value that cannot be a header, leaves it out.
    #[must_use]
    pub fn with_header<T: ToWire + ?Sized>(self, name: &str, value: &T) -> Self {
        self.put_header(name, value, false)
    }

    /// The same with a header of `explode: true`: objects as `k=v,k=v`.
    #[must_use]
    pub fn with_exploded_header<T: ToWire + ?Sized>(self, name: &str, value: &T) -> Self {
        self.put_header(name, value, true)
    }

    /// The same with a header whose value is JSON (`content`); `None` leaves it out.
    #[must_use]
    pub fn with_json_header<T: ToWire + ?Sized>(self, name: &str, value: &T) -> Self {
        self.put(name, reader::json_text(value))
    }

    fn put_header<T: ToWire + ?Sized>(self, name: &str, value: &T, explode: bool) -> Self {
        self.put(name, reader::header_text(value, explode))
    }

    fn put(mut self, name: &str, text: Option<String>) -> Self {
        let Some(text) = text else {
            return self;
        };
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(&text),
        ) {
            self.headers.insert(name, value);
        }
        self
    }
}

impl fmt::Debug for Reply {
    /// Neither the body nor the values of headers are shown: either may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("headers", &HeaderNames(&self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

pub(crate) const TEXT: &str = "text/plain; charset=utf-8";

/// The media type to send for a declared one: `usual` for one that says nothing. What to send
/// for `image/*` only the caller knows, by a header of its own.
pub(crate) fn concrete<'a>(declared: &'a str, usual: &'a str) -> &'a str {
    match declared {
        "*/*" | "*" | "application/*" => usual,
        "text/*" => TEXT,
        declared => declared,
    }
}

/// A string, number or boolean as text; a list or an object as JSON.
pub(crate) fn text_of<T: ToWire + ?Sized>(value: &T) -> Option<String> {
    let value = param::to_value(&Out(value)).ok()?;
    Some(value.map_or_else(String::new, |value| value.text().into_owned()))
}

/// Shows the names of headers, and the media type.
pub(crate) struct HeaderNames<'a>(pub(crate) &'a HeaderMap);

impl fmt::Debug for HeaderNames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for name in self.0.keys() {
            match self.0.get(name) {
                Some(value) if *name == CONTENT_TYPE => map.entry(name, value),
                _ => map.entry(name, &format_args!("..")),
            };
        }
        map.finish()
    }
}

/// What a call returned, with the status and the headers that came along.
#[derive(Clone, PartialEq)]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    value: T,
}

impl<T> Response<T> {
    /// A response.
    pub fn new(status: StatusCode, headers: HeaderMap, value: T) -> Self {
        Self {
            status,
            headers,
            value,
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Status, headers and value.
    pub fn into_parts(self) -> (StatusCode, HeaderMap, T) {
        (self.status, self.headers, self.value)
    }

    /// The same response with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response::new(self.status, self.headers, change(self.value))
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &HeaderNames(&self.headers))
            .field("value", &self.value)
            .finish()
    }
}

#[cfg(test)]
mod tests;
