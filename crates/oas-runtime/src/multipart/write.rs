//! Objects into bodies: in one piece where all of it is there, otherwise as it comes.

use super::file::{self, BYTES, CONTENT_TYPE, FILE_NAME};
use super::find;
use crate::body::{Body, BodyError};
use crate::form::Encoding;
use crate::media;
use crate::param::{ParamError, ParamProblem, ParamValue, to_parts};
use crate::wire::{Out, ToWire};
use bytes::Bytes;
use futures_core::Stream;
use std::collections::VecDeque;
use std::hash::{BuildHasher as _, RandomState};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// A body that is written.
pub(crate) enum Written {
    /// All of it is there.
    Whole(Bytes),
    /// The content of a file is a stream.
    Stream(Body),
}

/// Writes a body, and its `Content-Type`.
///
/// # Errors
/// When `value` is not an object, or a property cannot be a part, as a stream here cannot.
pub fn write<T: ToWire + ?Sized>(
    value: &T,
    encodings: &[Encoding],
) -> Result<(String, Bytes), ParamError> {
    match write_body(value, encodings)? {
        (content_type, Written::Whole(body)) => Ok((content_type, body)),
        (_, Written::Stream(_)) => Err(ParamError::new(ParamProblem::Unwritable)),
    }
}

/// Writes a body, and its `Content-Type`.
pub(crate) fn write_body<T: ToWire + ?Sized>(
    value: &T,
    encodings: &[Encoding],
) -> Result<(String, Written), ParamError> {
    let (written, contents) = file::with_contents(|| to_parts(&Out(value)));
    let Some(ParamValue::Object(properties)) = written? else {
        return Err(ParamError::new(ParamProblem::Unwritable));
    };
    let mut contents: Vec<Option<Body>> = contents.into_iter().map(Some).collect();
    let mut parts = Vec::new();
    for (name, value) in &properties {
        let encoding = Encoding::of(encodings, name);
        let media_type = encoding.and_then(|encoding| encoding.content_type);
        let items = match value {
            ParamValue::List(items) => items.as_slice(),
            value => std::slice::from_ref(value),
        };
        for item in items {
            parts.push(part(name, item, media_type, &mut contents));
        }
    }
    let boundary = boundary(&parts);
    let content_type = format!("multipart/form-data; boundary={boundary}");
    Ok((content_type, joined(parts, &boundary)))
}

/// The `Content-Type` of what was written, by the name that the document has for it.
pub(crate) fn named(declared: &str, written: String) -> String {
    let essence = crate::media::essence(declared);
    match written.split_once(';') {
        Some((_, boundary)) if !essence.contains('*') => format!("{essence};{boundary}"),
        _ => written,
    }
}

/// A part: its headers, with what begins the content, and the rest of the content.
struct Part {
    head: String,
    content: Body,
}

fn joined(parts: Vec<Part>, boundary: &str) -> Written {
    let mut pieces = VecDeque::new();
    let mut between = "";
    for part in parts {
        let head = format!("{between}--{boundary}\r\n{}\r\n\r\n", part.head);
        pieces.push_back(Body::from(head));
        pieces.push_back(part.content);
        between = "\r\n";
    }
    pieces.push_back(Body::from(format!("{between}--{boundary}--\r\n")));
    let whole: Option<Vec<Bytes>> = pieces.iter().map(Body::whole).collect();
    if let Some(whole) = whole {
        return Written::Whole(whole.concat().into());
    }
    let length: Option<u64> = pieces.iter().map(Body::len).sum();
    let body = Body::stream(Joined(pieces));
    Written::Stream(match length {
        Some(length) => body.with_length(length),
        None => body,
    })
}

/// Bodies one after the other.
struct Joined(VecDeque<Body>);

impl Stream for Joined {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(body) = self.0.front_mut() {
            match ready!(body.poll_piece(cx)) {
                Some(piece) => return Poll::Ready(Some(piece)),
                None => self.0.pop_front(),
            };
        }
        Poll::Ready(None)
    }
}

/// Headers and content.
fn part(
    name: &str,
    value: &ParamValue,
    media_type: Option<&str>,
    contents: &mut [Option<Body>],
) -> Part {
    // The encoding may list several; the first is as good as any.
    let media_type = media_type
        .and_then(|types| types.split(',').next())
        .map(str::trim);
    let concrete = media_type.filter(|media_type| !media_type.contains('*'));
    let mut head = format!("Content-Disposition: form-data; name=\"{}\"", escaped(name));
    let (media_type, content) = if let Some(file) = file(value, contents) {
        let file_name = file.file_name.unwrap_or(name);
        head.push_str(&format!("; filename=\"{}\"", escaped(file_name)));
        let own = file.body.content_type().map(str::to_owned);
        let media_type = file.content_type.map(str::to_owned).or(own);
        let media_type = media_type.or(concrete.map(str::to_owned));
        let usual = || "application/octet-stream".to_owned();
        (Some(media_type.unwrap_or_else(usual)), file.body)
    } else {
        let json = !value.is_primitive() || concrete.is_some_and(media::is_json);
        let text = if json {
            value.json()
        } else {
            value.text().into_owned()
        };
        let media_type = concrete.or(json.then_some("application/json"));
        (media_type.map(str::to_owned), Body::from(text))
    };
    if let Some(media_type) = media_type {
        head.push_str("\r\nContent-Type: ");
        head.push_str(&media_type.replace(['\r', '\n'], " "));
    }
    Part { head, content }
}

struct File<'a> {
    file_name: Option<&'a str>,
    content_type: Option<&'a str>,
    body: Body,
}

fn file<'a>(value: &'a ParamValue, contents: &mut [Option<Body>]) -> Option<File<'a>> {
    let ParamValue::Object(entries) = value else {
        return None;
    };
    let text = |entry: &'static str| {
        entries.iter().find_map(|(key, value)| match value {
            ParamValue::One(text) if key == entry => Some(text.as_str()),
            _ => None,
        })
    };
    let [.., (key, ParamValue::Literal(index))] = entries.as_slice() else {
        return None;
    };
    if key != BYTES {
        return None;
    }
    let index: usize = index.parse().ok()?;
    let body = contents.get_mut(index)?.take()?;
    Some(File {
        file_name: text(FILE_NAME),
        content_type: text(CONTENT_TYPE),
        body,
    })
}

/// As browsers escape names.
fn escaped(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A boundary that no part contains, as far as its content is there; it is random enough for what
/// comes later.
fn boundary(parts: &[Part]) -> String {
    let mut attempt = 0_u64;
    loop {
        let (one, two) = (RandomState::new(), RandomState::new());
        let boundary = format!(
            "oas-{:016x}{:016x}",
            one.hash_one(attempt),
            two.hash_one(attempt)
        );
        let taken = |bytes: &[u8]| find(bytes, boundary.as_bytes()).is_some();
        let taken_by = |part: &Part| {
            let content = part.content.whole().unwrap_or_default();
            taken(part.head.as_bytes()) || taken(&content)
        };
        if !parts.iter().any(taken_by) {
            return boundary;
        }
        attempt += 1;
    }
}
