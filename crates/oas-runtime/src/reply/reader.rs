//! Reads a response into types; the first error is held, so that callers need no `Result`.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap};

use crate::body::Body;
use crate::form::{self, Encoding};
use crate::items::{Decoder, Frame, Items, Resume};
use crate::json::{self, DecodeError};
use crate::multipart::{self, Multipart};
use crate::wire::{FromWire, Out, ToWire};
use crate::{media, param};

use super::{Reply, StatusCode};

/// A response on its way into a type.
///
/// Its methods return `None` where what they are asked for is not there or not readable;
/// the reader keeps why.
#[derive(Debug)]
pub struct ReplyReader {
    reply: Reply,
    error: Option<ReplyError>,
    /// Boxed, since most bodies are whole and readers are handed from future to future.
    pending: Option<Box<Pending>>,
    wants_whole: bool,
}

/// A body that has not been read.
pub(crate) struct Pending {
    pub(crate) body: Body,
    /// How many bytes a whole body, or an item of a stream, may have.
    pub(crate) limit: u64,
    /// How long the call may take in all, and from here on.
    pub(crate) time: Option<(Duration, Duration)>,
    /// Who asks for the rest where a stream of events is cut off.
    pub(crate) resume: Option<Box<dyn Resume>>,
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pending")
    }
}

impl ReplyReader {
    /// Reads `reply`.
    #[must_use]
    pub fn new(reply: Reply) -> Self {
        Self {
            reply,
            error: None,
            pending: None,
            wants_whole: false,
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

    /// The whole body. One that is not there yet is asked for: there is no value then, and no
    /// error, and whoever reads is asked again when it is.
    fn whole(&mut self) -> Option<Bytes> {
        if self.pending.is_some() {
            self.wants_whole = true;
            return None;
        }
        Some(self.reply.body.clone())
    }

    /// The body as JSON.
    pub fn json<T: FromWire>(&mut self) -> Option<T> {
        match json::read(&self.whole()?) {
            Ok(value) => Some(value),
            Err(error) => self.fail(ReplyError::Body(error)),
        }
    }

    /// The body as JSON; no body at all is `None`.
    pub fn optional_json<T: FromWire>(&mut self) -> Option<Option<T>> {
        if self.whole()?.is_empty() {
            return Some(None);
        }
        self.json().map(Some)
    }

    /// The body as text.
    pub fn text(&mut self) -> Option<String> {
        match std::str::from_utf8(&self.whole()?) {
            Ok(text) => Some(text.to_owned()),
            Err(_) => self.fail(ReplyError::Text),
        }
    }

    /// The body as the text of a value that is no string.
    pub fn parsed_text<T: FromWire>(&mut self) -> Option<T> {
        let body = self.whole()?;
        let text = std::str::from_utf8(&body).ok();
        let value = text.and_then(|text| {
            let found = param::read::header(text, false);
            found.read(false, |reader| T::read(reader)).ok()
        });
        value.or_else(|| self.fail(ReplyError::Text))
    }

    /// The body as a form.
    pub fn form<T: FromWire>(&mut self, encodings: &[Encoding]) -> Option<T> {
        let body = self.whole()?;
        let text = std::str::from_utf8(&body).ok();
        let value = text.and_then(|text| form::read(text, encodings).ok());
        value.or_else(|| self.fail(ReplyError::Form))
    }

    /// The body as `multipart/form-data`.
    pub fn multipart<T: FromWire>(&mut self, encodings: &[Encoding]) -> Option<T> {
        let body = self.whole()?;
        let media_type = self.content_type().unwrap_or_default();
        let value = multipart::read(media_type, &body, encodings).ok();
        value.or_else(|| self.fail(ReplyError::Form))
    }

    /// The body as items, read as they come.
    pub fn items<T: FromWire + 'static>(&mut self, frame: Frame) -> Option<Items<T>> {
        let actual = self.content_type().unwrap_or_default();
        let other = match frame.is_events() {
            true => !actual.is_empty() && media::essence(actual) != "text/event-stream",
            false => media::essence(actual) == "application/json",
        };
        if other {
            self.whole()?;
            return self.fail(ReplyError::ContentType);
        }
        let Pending {
            body,
            limit,
            resume,
            ..
        } = self.take_pending();
        let resume = resume.filter(|_| frame.is_events());
        let items = Decoder::new(body, frame, limit).resuming(resume);
        Some(Items::of_events(items))
    }

    /// The body as it is, read as it comes.
    pub fn body(&mut self) -> Option<Body> {
        let content_type = self.content_type().map(str::to_owned);
        let Pending { body, limit, .. } = self.take_pending();
        let body = body.with_limit(limit);
        Some(match content_type {
            Some(content_type) => body.with_content_type(content_type),
            None => body,
        })
    }

    /// The body as parts, read one after the other.
    pub fn parts<T>(&mut self) -> Option<Multipart<T>> {
        let content_type = self.content_type().unwrap_or_default().to_owned();
        if media::parameter(&content_type, "boundary").is_none() {
            self.whole()?;
            return self.fail(ReplyError::Form);
        }
        let Pending { body, limit, .. } = self.take_pending();
        let parts = Multipart::receive(&content_type, body, limit, None);
        parts.or_else(|| self.fail(ReplyError::Form))
    }

    fn take_pending(&mut self) -> Pending {
        match self.pending.take() {
            Some(pending) => *pending,
            None => Pending {
                body: self.reply.take_body(),
                limit: u64::MAX,
                time: None,
                resume: None,
            },
        }
    }

    /// The body as it is, whole.
    pub fn bytes(&mut self) -> Option<Bytes> {
        self.whole()
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

    /// A header whose value is JSON.
    pub fn json_header<T: FromWire>(&mut self, name: &str) -> Option<T> {
        json_value(&self.reply.headers, name).ok()
    }

    /// A header whose value is JSON that must be there.
    pub fn required_json_header<T: FromWire>(&mut self, name: &'static str) -> Option<T> {
        json_value(&self.reply.headers, name)
            .map_or_else(|missing| self.fail(missing.named(name)), Some)
    }

    /// The whole reply; the reader has no body afterwards.
    pub fn take(&mut self) -> Reply {
        self.wants_whole |= self.pending.is_some();
        Reply {
            status: self.reply.status,
            headers: self.reply.headers.clone(),
            body: std::mem::take(&mut self.reply.body),
            stream: self.reply.stream.take(),
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
        self.wants_whole = false;
    }

    /// Leaves the body to be read as it comes, or to be asked for.
    pub(crate) fn set_pending(&mut self, pending: Pending) {
        self.pending = Some(Box::new(pending));
    }

    /// Whether there is no answer before the whole body is there.
    pub(crate) fn wants_more(&self) -> bool {
        self.wants_whole
    }

    /// The body that has to be read before any answer is to be had.
    pub(crate) fn wanted(&mut self) -> Option<Pending> {
        // An answer that is wrong is shown with its body.
        match self.wants_whole || self.error.is_some() {
            true => self.pending.take().map(|pending| *pending),
            false => None,
        }
    }

    /// The body of a success as text events, whatever the document says of them.
    pub(crate) fn text_events(&mut self) -> Option<Items<String>> {
        match self.reply.status.is_success() {
            true => self.items(Frame::TextEvents),
            false => None,
        }
    }

    /// The body of a success, whatever the document says of it.
    pub(crate) fn download(&mut self) -> Option<Body> {
        match self.reply.status.is_success() {
            true => self.body(),
            false => None,
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

fn json_value<T: FromWire>(headers: &HeaderMap, name: &str) -> Result<T, NoHeader> {
    let text = header_line(headers, name)?;
    json::read(text.as_bytes()).map_err(|_| NoHeader::Wrong)
}

/// The text of a header that is JSON, in ASCII as headers are; `None` for a value that is absent.
pub(super) fn json_text<T: ToWire + ?Sized>(value: &T) -> Option<String> {
    let text = json::write(value).ok()?;
    let text = std::str::from_utf8(&text).ok()?;
    if text == "null" {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_ascii() {
            true => out.push(c),
            false => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out += &format!("\\u{unit:04x}");
                }
            }
        }
    }
    Some(out)
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
