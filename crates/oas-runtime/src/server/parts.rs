//! The parts of a request, read into types; the first error is held, so that generated code needs
//! no `Result`.

use super::probe::{self, Asked};
use super::receive::Received;
use super::refusal::Reason;
use crate::body::{Body, Refuser};
use crate::form::{self, Encoding};
use crate::items::{Decoder, Frame, Items};
use crate::json::{self, DecodeError};
use crate::media;
use crate::multipart::{self, Multipart};
use crate::operation::{Location, Operation, Param};
use crate::param::read::{self, Expect, Pairs};
use crate::param::{Format, Found, ParamError, ParamProblem, Reader};
use crate::validate::{Check, Validate, Violation};
use crate::wire::{FromWire, ToWire};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, COOKIE, HeaderName};
use http::{HeaderMap, request};
use std::borrow::Cow;
use std::fmt;

/// The parts of a request.
pub struct Parts {
    operation: &'static Operation,
    head: request::Parts,
    captures: Vec<(String, String)>,
    body: Bytes,
    /// The body, where the handler reads it as it comes.
    stream: Option<Body>,
    /// How much of such a body may be read at once.
    limit: u64,
    /// What is answered where such a body is wrong.
    refuse: Option<Refuser>,
    /// Properties of closed objects in the body that are not declared, as JSON pointers.
    undeclared: Vec<String>,
    reason: Option<Reason>,
}

impl Parts {
    pub(super) fn new(
        operation: &'static Operation,
        head: request::Parts,
        captures: Vec<(String, String)>,
        body: Received,
    ) -> Self {
        let mut parts = Self {
            operation,
            head,
            captures,
            body: Bytes::new(),
            stream: None,
            limit: u64::MAX,
            refuse: None,
            undeclared: Vec::new(),
            reason: None,
        };
        match body {
            Received::Whole(body) => parts.body = body,
            Received::Stream {
                body,
                limit,
                refuse,
            } => {
                parts.stream = Some(body);
                (parts.limit, parts.refuse) = (limit, Some(refuse));
            }
        }
        parts
    }

    /// The operation.
    #[must_use]
    pub const fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The headers.
    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// What the parameters of the path cover, still encoded.
    #[cfg(test)]
    pub(super) fn captures(&self) -> &[(String, String)] {
        &self.captures
    }

    /// A parameter, by its place in the operation. One that was not sent is `None` (or `Absent`
    /// of a `Field`), unless it is required.
    pub fn param<T: FromWire>(&mut self, index: usize) -> Option<T> {
        let param = self.operation.params.get(index)?;
        let read = |found: &Found<'_>| {
            if param.json {
                let json = |error: DecodeError| ParamError::expecting(error.expected);
                let text = found.text()?;
                return json::read(text.as_bytes()).map(Some).map_err(json);
            }
            let typed = |reader: Reader<'_>| T::read(reader);
            match (param.location, found) {
                (Location::Query | Location::Cookie, Found::Tree(_)) if param.explode => {
                    found.read_known(typed)
                }
                _ => found.read(param.required, typed).map(Some),
            }
        };
        match self.find(param, probe::asked::<T>, read) {
            Ok(Some(value)) => Some(value),
            Ok(None) if param.required => {
                empty_object(param).or_else(|| self.refuse(Reason::MissingParam(param)))
            }
            Ok(None) => probe::absent().or_else(|| self.refuse(Reason::MissingParam(param))),
            Err(_) if self.is_elsewhere::<T>(param) => probe::absent(),
            Err(error) => self.refuse(Reason::Param {
                param,
                problem: error.problem(),
                expected: error.expected().map(str::to_owned),
            }),
        }
    }

    /// Whether what was read for an optional parameter, which may be anything, is only what no parameter declares:
    /// where that is not its object, it is something else's.
    fn is_elsewhere<T: FromWire>(&self, param: &Param) -> bool {
        let query = self.head.uri.query().unwrap_or_default();
        let is_named = || {
            Pairs::of_query(query)
                .iter()
                .any(|(key, _)| key == param.name)
        };
        let is_form = param.style == crate::operation::Style::Form && param.explode;
        let may_be = param.location == Location::Query && is_form && !param.json;
        may_be && !param.required && probe::asked::<T>() == Asked::Any && !is_named()
    }

    fn find<T>(
        &self,
        param: &Param,
        asked: fn() -> Asked,
        read: impl FnOnce(&Found<'_>) -> Result<Option<T>, ParamError>,
    ) -> Result<Option<T>, ParamError> {
        let Some(raw) = self.raw(param)? else {
            return Ok(None);
        };
        match self.found(param, &raw, asked)? {
            Some(found) => read(&found),
            None => Ok(None),
        }
    }

    /// The text that a parameter is somewhere in.
    fn raw(&self, param: &Param) -> Result<Option<Cow<'_, str>>, ParamError> {
        Ok(match param.location {
            Location::Path => self
                .captures
                .iter()
                .find(|(name, _)| name == param.name)
                .map(|(_, raw)| raw.as_str().into()),
            Location::Query => self.head.uri.query().map(Cow::Borrowed),
            Location::Header => joined(&self.head.headers, param.name, ", ")?,
            Location::Cookie => joined(&self.head.headers, COOKIE.as_str(), "; ")?,
        })
    }

    fn found<'a>(
        &self,
        param: &Param,
        raw: &'a str,
        asked: fn() -> Asked,
    ) -> Result<Option<Found<'a>>, ParamError> {
        let format = Format::of(param);
        let pairs = match param.location {
            Location::Path => {
                let expect = match format.explode && asked() == Asked::Object {
                    true => Expect::Object(&|_| true),
                    false => Expect::Value,
                };
                return read::path(raw, param.name, format, expect).map(Some);
            }
            Location::Header => return Ok(Some(read::header(raw, format.explode))),
            Location::Query => Pairs::of_query(raw),
            Location::Cookie => Pairs::of_cookies(raw),
        };
        let asked = match format.explode && !param.json {
            true => asked(),
            false => Asked::Value,
        };
        let undeclared = |key: &str| {
            let same = |other: &Param| other.location == param.location && covers(other, key);
            !self.operation.params.iter().any(same)
        };
        match asked {
            Asked::Object => pairs.find(param.name, format, Expect::Object(&undeclared)),
            Asked::Any if !pairs.iter().any(|(key, _)| key == param.name) => {
                pairs.find(param.name, format, Expect::Object(&undeclared))
            }
            Asked::Any | Asked::Value => pairs.find(param.name, format, Expect::Value),
        }
    }

    /// Whether there is a body.
    #[must_use]
    pub fn has_body(&self) -> bool {
        !self.body.is_empty() || self.stream.as_ref().is_some_and(|body| !body.is_empty())
    }

    /// Which of the media types the body has, as an index.
    pub fn media(&mut self, declared: &[&str]) -> Option<usize> {
        let content_type = self.content_type();
        let found = content_type.and_then(|actual| media::best(declared, actual));
        found.or_else(|| self.refuse(Reason::MediaType))
    }

    fn content_type(&self) -> Option<&str> {
        self.head.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// The body as JSON.
    pub fn json<T: FromWire + ToWire>(&mut self) -> Option<T> {
        match json::read_closed(&self.body) {
            Ok((value, undeclared)) => {
                self.undeclared = undeclared;
                Some(value)
            }
            Err(error) => self.refuse(decode_reason(error)),
        }
    }

    /// The body as text.
    pub fn text(&mut self) -> Option<String> {
        match std::str::from_utf8(&self.body) {
            Ok(text) => Some(text.to_owned()),
            Err(_) => self.refuse(malformed("text in UTF-8")),
        }
    }

    /// The body as text, read as a parameter is.
    pub fn parsed_text<T: FromWire>(&mut self) -> Option<T> {
        let text = self.text()?;
        let found = read::header(&text, false);
        match found.read(true, |reader: Reader<'_>| T::read(reader)) {
            Ok(value) => Some(value),
            Err(error) => self.refuse_param_error(&error),
        }
    }

    /// The body as it is.
    pub fn bytes(&mut self) -> Option<Bytes> {
        Some(self.body.clone())
    }

    /// The body as `application/x-www-form-urlencoded`.
    pub fn form<T: FromWire>(&mut self, encodings: &[Encoding]) -> Option<T> {
        let text = self.text()?;
        match form::read(&text, encodings) {
            Ok(value) => Some(value),
            Err(error) => self.refuse_param_error(&error),
        }
    }

    /// The body as `multipart/form-data`.
    pub fn multipart<T: FromWire>(&mut self, encodings: &[Encoding]) -> Option<T> {
        let content_type = self.content_type().unwrap_or_default().to_owned();
        match multipart::read(&content_type, &self.body, encodings) {
            Ok(value) => Some(value),
            Err(error) => self.refuse_param_error(&error),
        }
    }

    /// The body as items, which the handler reads as they come.
    pub fn items<T: FromWire + 'static>(&mut self, frame: Frame) -> Option<Items<T>> {
        let refuse = self.refuse.clone();
        let (body, limit) = self.take_stream();
        let items = Decoder::new(body, frame, limit).refusing(refuse);
        Some(Items::of_events(items))
    }

    /// The body as it is, which the handler reads as it comes.
    pub fn body(&mut self) -> Option<Body> {
        let (body, limit) = self.take_stream();
        let body = body.with_limit(limit).refusing(self.refuse.clone());
        Some(match self.content_type() {
            Some(content_type) => body.with_content_type(content_type),
            None => body,
        })
    }

    /// The body as parts, which the handler reads one after the other.
    pub fn parts<T>(&mut self) -> Option<Multipart<T>> {
        let content_type = self.content_type().unwrap_or_default().to_owned();
        let refuse = self.refuse.clone();
        let (body, limit) = self.take_stream();
        match Multipart::receive(&content_type, body, limit, refuse) {
            Some(parts) => Some(parts),
            None => self.refuse(malformed("`multipart/form-data` with a boundary")),
        }
    }

    fn take_stream(&mut self) -> (Body, u64) {
        let whole = || Body::from(std::mem::take(&mut self.body));
        (self.stream.take().unwrap_or_else(whole), self.limit)
    }

    fn refuse_param_error<T>(&mut self, error: &ParamError) -> Option<T> {
        self.refuse(malformed(error.expected().unwrap_or("the declared form")))
    }

    /// Whether the request is what its schemas allow.
    pub(super) fn check(&mut self, request: &dyn Validate) -> bool {
        let mut check = Check::new();
        request.validate(&mut check);
        let mut violations = match check.finish() {
            Ok(()) => Vec::new(),
            Err(violations) => violations.into_vec(),
        };
        let undeclared = std::mem::take(&mut self.undeclared).into_iter();
        violations.extend(
            undeclared.map(|pointer| Violation::new(format!("/body{pointer}"), "is not declared")),
        );
        if violations.is_empty() {
            return true;
        }
        self.refuse::<()>(Reason::Invalid(violations));
        false
    }

    /// Holds `reason`, unless there is one.
    fn refuse<T>(&mut self, reason: Reason) -> Option<T> {
        self.reason.get_or_insert(reason);
        None
    }

    pub(super) fn take_reason(&mut self) -> Reason {
        let unknown = || malformed("the declared request");
        self.reason.take().unwrap_or_else(unknown)
    }
}

/// A required object is sent as nothing where it has no properties.
fn empty_object<T: FromWire>(param: &Param) -> Option<T> {
    let in_pairs = matches!(param.location, Location::Query | Location::Cookie);
    if !in_pairs || !param.explode || probe::asked::<T>() != Asked::Object {
        return None;
    }
    let nothing = Found::Tree(Vec::new());
    nothing
        .read(false, |reader: Reader<'_>| T::read(reader))
        .ok()
}

/// Whether a pair of that name is the parameter's.
fn covers(param: &Param, key: &str) -> bool {
    key.strip_prefix(param.name)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
}

fn malformed(expected: &str) -> Reason {
    Reason::Malformed {
        pointer: String::new(),
        expected: expected.to_owned(),
    }
}

fn decode_reason(error: DecodeError) -> Reason {
    Reason::Malformed {
        pointer: error.pointer,
        expected: error.expected,
    }
}

fn joined<'a>(
    headers: &'a HeaderMap,
    name: &str,
    separator: &str,
) -> Result<Option<Cow<'a, str>>, ParamError> {
    let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
        return Ok(None);
    };
    let mut text: Option<Cow<'a, str>> = None;
    for value in headers.get_all(name) {
        let value = std::str::from_utf8(value.as_bytes())
            .map_err(|_| ParamError::new(ParamProblem::Encoding))?;
        text = Some(match text {
            None => value.into(),
            Some(before) => format!("{before}{separator}{value}").into(),
        });
    }
    Ok(text)
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Parts").field(&self.operation.id).finish()
    }
}
