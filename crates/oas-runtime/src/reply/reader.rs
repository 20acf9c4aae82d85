//! Reads a response into types; the first error is held, so that callers need no `Result`.

use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap};

use crate::form::{self, Encoding};
use crate::json::{self, DecodeError};
use crate::wire::{FromWire, Out, ToWire};
use crate::{frames, media, multipart, param};

use super::{Reply, StatusCode};

/// A response on its way into a type.
///
/// Its methods return `None` where what they are asked for is not there or not readable;
/// the reader keeps why.
#[derive(Debug)]
pub struct ReplyReader {
    reply: Reply,
    error: Option<ReplyError>,
    #[cfg(feature = "client-core")]
    stream: Option<(crate::client::Body, u64)>,
}

impl ReplyReader {
    /// Reads `reply`.
    #[must_use]
    pub fn new(reply: Reply) -> Self {
        Self {
            reply,
            error: None,
            #[cfg(feature = "client-core")]
            stream: None,
        }
    }

    /// The status, as a number to match on.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.reply.status.as_u16()
    }

    /// The status.
    #[must_use]
    pub fn status_code(&self) -> StatusCode {
        self.reply.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.reply.headers
    }

    /// The body as JSON.
    pub fn json<T: FromWire>(&mut self) -> Option<T> {
        match json::read(&self.reply.body) {
            Ok(value) => Some(value),
            Err(error) => self.fail(ReplyError::Body(error)),
        }
    }

    /// The body as JSON; no body at all is `None`.
    pub fn optional_json<T: FromWire>(&mut self) -> Option<Option<T>> {
        if self.reply.body.is_empty() {
            return Some(None);
        }
        self.json().map(Some)
    }

    /// The body as text.
    pub fn text(&mut self) -> Option<String> {
        match std::str::from_utf8(&self.reply.body) {
            Ok(text) => Some(text.to_owned()),
            Err(_) => self.fail(ReplyError::Text),
        }
    }

    /// The body as the text of a value that is no string.
    pub fn parsed_text<T: FromWire>(&mut self) -> Option<T> {
        let text = std::str::from_utf8(&self.reply.body).ok();
        let value = text.and_then(|text| {
            let found = param::read::header(text, false);
            found.read(false, |reader| T::read(reader)).ok()
        });
        value.or_else(|| self.fail(ReplyError::Text))
    }

    /// The body as a form.
    pub fn form<T: FromWire>(&mut self, encodings: &[Encoding]) -> Option<T> {
        let text = std::str::from_utf8(&self.reply.body).ok();
        let value = text.and_then(|text| form::read(text, encodings).ok());
        value.or_else(|| self.fail(ReplyError::Form))
    }

    /// The body as `multipart/form-data`.
    pub fn multipart<T: FromWire>(&mut self, encodings: &[Encoding]) -> Option<T> {
        let media_type = self.content_type().unwrap_or_default();
        let value = multipart::read(media_type, &self.reply.body, encodings).ok();
        value.or_else(|| self.fail(ReplyError::Form))
    }

    /// The body as server-sent events, read to their end.
    pub fn events<T: FromWire>(&mut self) -> Option<Vec<T>> {
        let items = frames::events(&self.reply.body).map(|data| json::read(&data));
        let items: Result<_, _> = items.collect();
        items.map_or_else(|error| self.fail(ReplyError::Body(error)), Some)
    }

    /// The body as lines of JSON, read to their end.
    pub fn lines<T: FromWire>(&mut self) -> Option<Vec<T>> {
        let items: Result<_, _> = frames::lines(&self.reply.body).map(json::read).collect();
        items.map_or_else(|error| self.fail(ReplyError::Body(error)), Some)
    }

    /// The body as it is.
    pub fn bytes(&mut self) -> Option<Bytes> {
        Some(self.reply.body.clone())
    }

    /// Which of the `declared` media types the body has, as an index; the first where the
    /// response does not say.
    pub fn media(&mut self, declared: &[&str]) -> Option<usize> {
        let found = match self.content_type() {
            None => Some(0),
            Some(actual) => media::best(declared, actual),
        };
        found.or_else(|| self.fail(ReplyError::ContentType))
    }

    /// The `Content-Type`.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.reply.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// A header; `None` where it is missing or does not parse.
    pub fn header<T: FromWire>(&mut self, name: &str) -> Option<T> {
        header_value(&self.reply.headers, name, false).ok()
    }

    /// A header of `explode: true`.
    pub fn exploded_header<T: FromWire>(&mut self, name: &str) -> Option<T> {
        header_value(&self.reply.headers, name, true).ok()
    }

    /// A header that must be there; without it the response is not what the document declares.
    pub fn required_header<T: FromWire>(&mut self, name: &'static str) -> Option<T> {
        header_value(&self.reply.headers, name, false)
            .map_or_else(|missing| self.fail(missing.named(name)), Some)
    }

    /// A header of `explode: true` that must be there.
    pub fn required_exploded_header<T: FromWire>(&mut self, name: &'static str) -> Option<T> {
        header_value(&self.reply.headers, name, true)
            .map_or_else(|missing| self.fail(missing.named(name)), Some)
    }

    /// The whole reply; the reader has no body afterwards.
    pub fn take(&mut self) -> Reply {
        Reply {
            status: self.reply.status,
            headers: self.reply.headers.clone(),
            body: std::mem::take(&mut self.reply.body),
        }
    }

    /// Holds `error`, unless there is one.
    pub fn fail<T>(&mut self, error: ReplyError) -> Option<T> {
        self.error.get_or_insert(error);
        None
    }

    /// The first error.
    #[must_use]
    pub fn error(&self) -> Option<&ReplyError> {
        self.error.as_ref()
    }

    /// Ends reading.
    #[must_use]
    pub fn into_parts(self) -> (Reply, Option<ReplyError>) {
        (self.reply, self.error)
    }
}

#[cfg(feature = "client-core")]
impl ReplyReader {
    pub(crate) fn set_body(&mut self, body: Bytes) {
        self.reply.body = body;
    }

    /// Leaves the body to be read as a stream, whose items have no more than `limit` bytes.
    pub(crate) fn set_stream(&mut self, body: crate::client::Body, limit: u64) {
        self.stream = Some((body, limit));
    }

    /// Whether the body is of that media type, or of none.
    pub(crate) fn may_be(&self, media_type: &str) -> bool {
        self.content_type()
            .is_none_or(|actual| media::best(&[media_type], actual).is_some())
    }

    pub(crate) fn event_stream<T: FromWire>(&mut self) -> Option<crate::client::Events<T>> {
        let (body, limit) = self.take_stream()?;
        Some(crate::client::Events::new(body, limit))
    }

    pub(crate) fn text_event_stream(&mut self) -> Option<crate::client::Events<String>> {
        let (body, limit) = self.take_stream()?;
        Some(crate::client::Events::of_text(body, limit))
    }

    pub(crate) fn line_stream<T: FromWire>(&mut self) -> Option<crate::client::Lines<T>> {
        let (body, limit) = self.take_stream()?;
        Some(crate::client::Lines::new(body, limit))
    }

    /// Events or lines, by media type; one list of JSON is neither.
    pub(crate) fn item_stream<T>(&mut self) -> Option<crate::items::Items<T>>
    where
        T: FromWire + Send + 'static,
    {
        let is = |declared: &str, actual: &str| media::best(&[declared], actual).is_some();
        let actual = self.content_type().unwrap_or_default().to_owned();
        if is("text/event-stream", &actual) {
            return self.event_stream().map(crate::items::Items::new);
        }
        if is("application/json", &actual) {
            return self.fail(ReplyError::ContentType);
        }
        self.line_stream().map(crate::items::Items::new)
    }

    pub(crate) fn download(&mut self) -> Option<crate::client::Download> {
        Some(crate::client::Download::new(self.take_stream()?.0))
    }

    /// The stream of a success; a success that is none is of another media type.
    fn take_stream(&mut self) -> Option<(crate::client::Body, u64)> {
        match self.stream.take() {
            None if self.reply.status.is_success() => self.fail(ReplyError::ContentType),
            stream => stream,
        }
    }
}

/// Why a response is not what the document declares. It holds no value of the response.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReplyError {
    /// The body is not the declared JSON.
    Body(DecodeError),
    /// The body is not text.
    Text,
    /// The body is not the declared form, or not the declared multipart body.
    Form,
    /// The body is of none of the declared media types.
    ContentType,
    /// A required header is missing.
    MissingHeader(&'static str),
    /// A required header does not parse.
    Header(&'static str),
    /// Nothing is declared for the status.
    Status,
}

impl fmt::Display for ReplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(error) => write!(f, "the body is not the declared JSON: {error}"),
            Self::Text => f.write_str("the body is not UTF-8 text"),
            Self::Form => f.write_str("the body is not the declared form"),
            Self::ContentType => f.write_str("the media type of the body is not declared"),
            Self::MissingHeader(name) => write!(f, "the header `{name}` is missing"),
            Self::Header(name) => write!(f, "the header `{name}` does not parse"),
            Self::Status => f.write_str("nothing is declared for the status"),
        }
    }
}

impl std::error::Error for ReplyError {}

/// Why a header could not be read.
enum NoHeader {
    Missing,
    Wrong,
}

impl NoHeader {
    fn named(self, name: &'static str) -> ReplyError {
        match self {
            Self::Missing => ReplyError::MissingHeader(name),
            Self::Wrong => ReplyError::Header(name),
        }
    }
}

fn header_value<T: FromWire>(
    headers: &HeaderMap,
    name: &str,
    explode: bool,
) -> Result<T, NoHeader> {
    let text = header_line(headers, name)?;
    let found = param::read::header(&text, explode);
    found
        .read(false, |reader| T::read(reader))
        .map_err(|_| NoHeader::Wrong)
}

/// The values of all headers of that name.
fn header_line(headers: &HeaderMap, name: &str) -> Result<String, NoHeader> {
    let mut line: Option<String> = None;
    for value in headers.get_all(name) {
        let value = std::str::from_utf8(value.as_bytes()).map_err(|_| NoHeader::Wrong)?;
        line = Some(match line {
            Some(before) => format!("{before}, {value}"),
            None => value.to_owned(),
        });
    }
    line.ok_or(NoHeader::Missing)
}

/// The text of a header in style `simple`; `None` for a value that is absent or has no such form.
pub(super) fn header_text<T: ToWire + ?Sized>(value: &T, explode: bool) -> Option<String> {
    let value = param::to_value(&Out(value)).ok()??;
    param::write::header(explode, &value).ok()
}
