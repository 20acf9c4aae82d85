//! A request on its way out: generated code puts parameters and body in, the first error is held.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::form::{self, Encoding};
use crate::items::{Encoded, Frame, Items};
use crate::json;
use crate::model::Field;
use crate::multipart::{self, Multipart, Written};
use crate::operation::{Location, Operation, Param};
use crate::param::{self, Format, ParamValue};
use crate::reply::{self, Outcome, ReplyReader};
use crate::wire::{Out, ToWire};

use super::base_url::{BaseUrl, UNRESERVED};
use super::call::Call;
use super::core::Core;
use super::error::RequestError;
use super::exchange::Prepared;
use super::headers::{Headers, Sent};
use crate::body::Body;

/// A request on its way out.
pub struct Outgoing {
    prepared: Box<Prepared>,
    /// The values of path parameters.
    values: Vec<(&'static str, String)>,
}

/// Everything of a request but its body and the server's part of its URL.
#[derive(Clone, Default)]
pub(super) struct Head {
    pub(super) path: Cow<'static, str>,
    pub(super) query: String,
    pub(super) cookies: String,
    pub(super) headers: Headers,
}

impl Head {
    pub(super) fn push_query(&mut self, name: &str, value: &str) {
        push_pair(&mut self.query, "&", name, value);
    }

    pub(super) fn push_cookie(&mut self, name: &str, value: &str) {
        push_pair(&mut self.cookies, "; ", name, value);
    }

    /// A header of the call, or one that every call has.
    pub(super) fn header<'a>(
        &'a self,
        name: &HeaderName,
        common: &'a HeaderMap,
    ) -> Option<&'a HeaderValue> {
        self.headers.get(name).or_else(|| common.get(name))
    }

    /// The query, with that of the credentials.
    pub(super) fn query_with(&self, credentials: &Self) -> Cow<'_, str> {
        let (query, added) = (&self.query, &credentials.query);
        match (query.is_empty(), added.is_empty()) {
            (_, true) => query.into(),
            (true, false) => added.clone().into(),
            (false, false) => format!("{query}&{added}").into(),
        }
    }

    /// The headers, with the cookies and those of the credentials among them.
    pub(super) fn headers_with<'a>(
        &'a self,
        mut credentials: Self,
        common: &'a HeaderMap,
    ) -> Result<Sent<'a>, RequestError> {
        let given = self.header(&COOKIE, common);
        let cookies = [&self.cookies, &credentials.cookies].map(String::as_str);
        if cookies != ["", ""] {
            let given = given.and_then(|given| given.to_str().ok()).unwrap_or("");
            let all = [given, cookies[0], cookies[1]];
            let all: Vec<&str> = all.into_iter().filter(|part| !part.is_empty()).collect();
            let value = super::credential::sensitive("Cookie", &all.join("; "))?;
            credentials.headers.insert(COOKIE, value);
        }
        Ok(Sent {
            common,
            own: &self.headers,
            credentials: credentials.headers,
        })
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("operation", &self.prepared.operation.id)
            .field("error", &self.prepared.error)
            .finish_non_exhaustive()
    }
}

fn push_pair(out: &mut String, separator: &str, name: &str, value: &str) {
    if !out.is_empty() {
        out.push_str(separator);
    }
    out.extend(utf8_percent_encode(name, UNRESERVED));
    out.push('=');
    out.extend(utf8_percent_encode(value, UNRESERVED));
}

/// The body of a request.
pub(super) enum Payload {
    /// Can be sent again.
    Whole(Bytes),
    /// Can be sent once; `None` when it was.
    Stream(Option<Box<Body>>),
}

impl Payload {
    /// The body to send now.
    pub(super) fn take(&mut self) -> Body {
        match self {
            Self::Whole(bytes) => Body::from(bytes.clone()),
            Self::Stream(body) => body.take().map_or_else(Body::empty, |body| *body),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Whole(bytes) if bytes.is_empty())
    }

    pub(super) fn can_be_sent_again(&self) -> bool {
        matches!(self, Self::Whole(_))
    }
}

impl Outgoing {
    pub(super) fn new(core: Core, operation: &'static Operation) -> Self {
        let mut head = Head::default();
        if !operation.accept.is_empty() {
            head.headers
                .insert(ACCEPT, HeaderValue::from_static(operation.accept));
        }
        let config = &core.shared.config;
        let prepared = Box::new(Prepared {
            timeout: config.timeout,
            retry: config.retry,
            core,
            operation,
            head,
            payload: Payload::Whole(Bytes::new()),
            base: None,
            error: None,
            unread: false,
            reconnect: None,
        });
        Self {
            prepared,
            values: Vec::new(),
        }
    }

    /// Sends it to exactly `url`, without the operation's path; a `{name}` in it is a path parameter.
    #[must_use]
    pub(super) fn to(mut self, url: BaseUrl) -> Self {
        self.prepared.base = Some(Box::new(url));
        self
    }

    /// Puts a parameter in its place: `index` counts in [`Operation::params`]. What is written
    /// as null (`None`) is not sent.
    pub fn param<T: ToWire + ?Sized>(&mut self, index: usize, value: &T) {
        if let Some(param) = self.prepared.operation.params.get(index) {
            let value = match param.json {
                true => param::to_json(&Out(value)),
                false => param::to_value(&Out(value)),
            };
            self.put(param, value);
        }
    }

    /// A parameter that may be absent or null. Only JSON says that it is null.
    pub fn field<T: ToWire>(&mut self, index: usize, value: &Field<T>) {
        match (value, self.prepared.operation.params.get(index)) {
            (Field::Value(value), _) => self.param(index, value),
            (Field::Null, Some(param)) if param.json => {
                self.put(param, Ok(Some(ParamValue::Literal("null".to_owned()))));
            }
            (Field::Null | Field::Absent, _) => {}
        }
    }

    fn put(&mut self, param: &'static Param, value: Result<Option<ParamValue>, param::ParamError>) {
        let value = match param.required && param.location != Location::Path {
            true => value.map(|value| Some(param::write::required(value))),
            false => value,
        };
        let written = match value {
            Ok(Some(value)) => self.write(param, &value),
            // What must be there says that it is null.
            Ok(None) if param.required => {
                self.write(param, &ParamValue::Literal("null".to_owned()))
            }
            Ok(None) => Ok(()),
            Err(error) => Err(reason(&error)),
        };
        if let Err(why) = written {
            self.fail(RequestError::Param(param.name, why));
        }
    }

    fn write(&mut self, param: &'static Param, value: &ParamValue) -> Result<(), &'static str> {
        let format = Format::of(param);
        match param.location {
            Location::Path => {
                let mut text = String::new();
                param::write::path(&mut text, param.name, format, value)
                    .map_err(|error| reason(&error))?;
                self.values.push((param.name, text));
            }
            Location::Query => {
                let before = self.prepared.head.query.len();
                param::write::query(&mut self.prepared.head.query, param.name, format, value)
                    .map_err(|error| reason(&error))?;
                // Styles write nothing of an empty list; one that must be there is `name=`.
                if param.required
                    && before == self.prepared.head.query.len()
                    && is_empty_list(value)
                {
                    self.prepared.head.push_query(param.name, "");
                }
            }
            Location::Cookie => {
                param::write::cookie(
                    &mut self.prepared.head.cookies,
                    param.name,
                    format.explode,
                    value,
                );
            }
            Location::Header => {
                let text =
                    param::write::header(format.explode, value).map_err(|error| reason(&error))?;
                let name = HeaderName::from_bytes(param.name.as_bytes())
                    .map_err(|_| "its name is no header name")?;
                let value = HeaderValue::from_bytes(text.as_bytes())
                    .map_err(|_| "it holds characters that no header can hold")?;
                self.prepared.head.headers.insert(name, value);
            }
        }
        Ok(())
    }

    /// The body, as JSON.
    pub fn json<T: ToWire + ?Sized>(&mut self, body: &T) {
        self.json_as("application/json", body);
    }

    /// The body, as JSON of another media type: `application/merge-patch+json`.
    pub fn json_as<T: ToWire + ?Sized>(&mut self, media_type: &'static str, body: &T) {
        match json::write(body) {
            Ok(bytes) => self.bytes(reply::concrete(media_type, "application/json"), bytes),
            Err(_) => self.fail(RequestError::Body(media_type)),
        }
    }

    /// The body, as text.
    pub fn text<T: ToWire + ?Sized>(&mut self, media_type: &'static str, body: &T) {
        match reply::text_of(body) {
            Some(text) => self.bytes(reply::concrete(media_type, reply::TEXT), text),
            None => self.fail(RequestError::Body(media_type)),
        }
    }

    /// The body, as a form.
    pub fn form<T: ToWire + ?Sized>(&mut self, body: &T, encodings: &[Encoding]) {
        const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";
        match form::write(body, encodings) {
            Ok(body) => self.bytes(MEDIA_TYPE, body),
            Err(_) => self.fail(RequestError::Body(MEDIA_TYPE)),
        }
    }

    /// The body, as `multipart/form-data`. Where the content of a file is a stream, it is sent as
    /// it comes, and never twice.
    pub fn multipart<T: ToWire + ?Sized>(
        &mut self,
        media_type: &str,
        body: &T,
        encodings: &[Encoding],
    ) {
        self.written(media_type, multipart::write_body(body, encodings));
    }

    /// The same of a body with files.
    pub fn parts<T: ToWire>(
        &mut self,
        media_type: &str,
        body: &Multipart<T>,
        encodings: &[Encoding],
    ) {
        match body.write(encodings) {
            Some(written) => self.written(media_type, written),
            None => self.fail(RequestError::Body("multipart/form-data")),
        }
    }

    fn written(&mut self, media_type: &str, written: Result<(String, Written), param::ParamError>) {
        let named = |written| multipart::named(media_type, written);
        match written {
            Ok((written, Written::Whole(body))) => self.bytes(&named(written), body),
            Ok((written, Written::Stream(body))) => self.stream(&named(written), body),
            Err(_) => self.fail(RequestError::Body("multipart/form-data")),
        }
    }

    /// The body, as items that are sent as they come. Such a call is never sent twice.
    pub fn items<T>(&mut self, media_type: &'static str, frame: Frame, items: &Items<T>)
    where
        T: ToWire + 'static,
    {
        self.stream(media_type, Body::stream(Encoded::new(items.take(), frame)));
    }

    /// The body, as it is.
    pub fn bytes(&mut self, media_type: &str, body: impl Into<Bytes>) {
        self.payload(media_type, Payload::Whole(body.into()));
    }

    /// The body, as it is: a stream is sent as its pieces come, and never twice.
    pub fn body(&mut self, media_type: &'static str, body: &Body) {
        let body = body.take();
        let media_type = body.media_type(media_type).to_owned();
        match body.whole() {
            Some(bytes) => self.bytes(&media_type, bytes),
            None => self.stream(&media_type, body),
        }
    }

    /// The body, as its pieces come. Such a call is never sent twice.
    pub fn stream(&mut self, media_type: &str, body: Body) {
        self.payload(media_type, Payload::Stream(Some(Box::new(body))));
    }

    fn payload(&mut self, media_type: &str, payload: Payload) {
        let media_type = reply::concrete(media_type, "application/octet-stream");
        match HeaderValue::from_str(media_type) {
            Ok(media_type) => {
                self.prepared.head.headers.insert(CONTENT_TYPE, media_type);
                self.prepared.payload = payload;
            }
            Err(_) => self.fail(RequestError::Header(CONTENT_TYPE.to_string())),
        }
    }

    /// Holds `error`, unless there is one.
    pub fn fail(&mut self, error: RequestError) {
        self.prepared.error.get_or_insert(error);
    }

    /// The call that sends it. `decode` returns `None` for a status that is no success, or where
    /// the reader holds an error.
    #[inline]
    pub fn call<T, E: Outcome>(self, decode: fn(&mut ReplyReader) -> Option<T>) -> Call<T, E> {
        Call::new(self.prepare(), decode, E::read)
    }

    fn prepare(mut self) -> Box<Prepared> {
        let query = std::mem::take(&mut self.prepared.head.query);
        match address(self.prepared.operation.path, &self.values, query) {
            Ok((path, query)) => {
                let head = &mut self.prepared.head;
                head.query = query;
                if self.prepared.base.is_none() {
                    head.path = path;
                }
            }
            Err(error) => self.fail(error),
        }
        if let Some(url) = self.prepared.base.take() {
            self.prepared.base = Some(Box::new(url.filled(&self.values)));
        }
        self.prepared
    }
}

fn is_empty_list(value: &ParamValue) -> bool {
    matches!(value, ParamValue::List(items) if items.is_empty())
}

fn reason(error: &param::ParamError) -> &'static str {
    match error.problem() {
        param::ParamProblem::Delimiter => "it contains the delimiter of its style",
        _ => "its style has no form for it",
    }
}

/// What the literal parts of a path cannot hold.
const LITERAL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Path and query of a request. A `#` and what comes after it in `template` is never sent.
fn address(
    template: &'static str,
    values: &[(&'static str, String)],
    query: String,
) -> Result<(Cow<'static, str>, String), RequestError> {
    if template.starts_with('/') && template.bytes().all(|byte| byte == b'/' || is_plain(byte)) {
        return Ok((template.into(), query));
    }
    let template = template.split('#').next().unwrap_or(template);
    let (template, fixed) = template.split_once('?').unwrap_or((template, ""));
    let mut path = String::with_capacity(template.len() + 16);
    for segment in template.trim_start_matches('/').split('/') {
        path.push('/');
        let start = path.len();
        let first = fill(&mut path, segment, values)?;
        if let Some(name) = first {
            check_segment(&path[start..]).map_err(|why| RequestError::Param(name, why))?;
        }
    }
    if fixed.trim_end().is_empty() {
        return Ok((path.into(), query));
    }
    let mut whole = String::with_capacity(fixed.len() + query.len() + 1);
    fill(&mut whole, fixed.trim_end(), &in_query(values))?;
    if !whole.is_empty() && !query.is_empty() {
        whole.push('&');
    }
    whole.push_str(&query);
    Ok((path.into(), whole))
}

/// Values of the path's parameters as a query holds them, where the template has them there.
fn in_query(values: &[(&'static str, String)]) -> Vec<(&'static str, String)> {
    let encoded = |value: &String| value.replace('+', "%2B").replace('&', "%26");
    let values = values.iter();
    values
        .map(|(name, value)| (*name, encoded(value)))
        .collect()
}

/// Appends a segment, its parameters filled in; the name of the first of them.
fn fill(
    path: &mut String,
    mut segment: &'static str,
    values: &[(&'static str, String)],
) -> Result<Option<&'static str>, RequestError> {
    let mut first = None;
    while let Some((before, rest)) = segment.split_once('{')
        && let Some((name, after)) = rest.split_once('}')
    {
        push_literal(path, before);
        let value = values.iter().find(|(known, _)| *known == name);
        let (_, text) = value.ok_or(RequestError::Param(name, "it is missing"))?;
        path.push_str(text);
        first.get_or_insert(name);
        segment = after;
    }
    push_literal(path, segment);
    Ok(first)
}

/// Whether a byte is the same in every part of a URL.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// Appends a literal part of a path. What needs no encoding is not looked at letter by letter.
fn push_literal(path: &mut String, literal: &str) {
    match literal.bytes().all(is_plain) {
        true => path.push_str(literal),
        false => path.extend(utf8_percent_encode(literal, LITERAL)),
    }
}

/// Refuses what would be another path than the one that is meant.
fn check_segment(segment: &str) -> Result<(), &'static str> {
    // Nearly every value begins with something else.
    if segment.starts_with(|first: char| first != '.' && first != '%') {
        return Ok(());
    }
    match segment.to_ascii_lowercase().replace("%2e", ".").as_str() {
        "" => Err("it is empty"),
        "." | ".." => Err("it would change the path"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(template: &'static str, value: &str) -> Result<String, RequestError> {
        let values = [("id", value.to_owned())];
        address(template, &values, String::new()).map(|(path, _)| path.into_owned())
    }

    #[test]
    fn templates_are_filled_and_their_literals_encoded() {
        assert_eq!(path("/a b/{id}.json", "7").as_deref(), Ok("/a%20b/7.json"));
        assert_eq!(path("/a/{id}-{id}/", "7").as_deref(), Ok("/a/7-7/"));
        assert_eq!(path("/", "7").as_deref(), Ok("/"));
    }

    #[test]
    fn values_that_would_change_the_path_are_refused() {
        for value in ["", ".", "..", "%2E%2e"] {
            let refused = path("/a/{id}/b", value);
            assert!(
                matches!(refused, Err(RequestError::Param("id", _))),
                "{refused:?}"
            );
        }
        assert!(path("/a/{id}{id}", ".").is_err());
        assert!(path("/a/{id}", "...").is_ok());
    }

    #[test]
    fn parameters_are_filled_into_the_query_of_the_path() {
        let values = [("since", "a+b".to_owned())];
        let (path, query) =
            address("/a?since={since}", &values, "z=2".to_owned()).unwrap_or_default();
        assert_eq!((&*path, query.as_str()), ("/a", "since=a%2Bb&z=2"));
    }

    #[test]
    fn a_query_of_the_path_comes_first_and_a_fragment_is_not_sent() {
        let (path, query) = address("/a?x=1#y", &[], "z=2".to_owned()).unwrap_or_default();
        assert_eq!((&*path, query.as_str()), ("/a", "x=1&z=2"));
    }

    #[test]
    fn a_parameter_that_was_not_given_is_named() {
        let missing = address("/a/{id}", &[], String::new());
        assert_eq!(missing, Err(RequestError::Param("id", "it is missing")));
    }
}
