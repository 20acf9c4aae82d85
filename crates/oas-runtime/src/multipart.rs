//! `multipart/form-data`: an object whose properties are parts.
//!
//! A list is a part for each of its items, an object is JSON, a [`FilePart`] is a file. Bodies are
//! whole: how large one may be is the limit of whoever receives it.

use crate::form::Encoding;
use crate::media;
use crate::param::{Found, ParamError, ParamProblem, ParamValue, Part, Reader, to_parts};
use crate::wire::{Buf, FromWire, Out, Rank, ToWire, serde_by_wire};
use bytes::Bytes;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeStruct as _, Serializer};
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};

/// A file in a multipart body.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct FilePart {
    /// Its name, as the sender gives it: not to be used as a path.
    pub file_name: Option<String>,
    /// Its media type.
    pub content_type: Option<String>,
    /// Its content.
    pub bytes: Bytes,
}

impl FilePart {
    /// A file without a name.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self {
            bytes: bytes.into(),
            ..Self::default()
        }
    }

    /// The same with a name.
    #[must_use]
    pub fn with_name(mut self, file_name: impl Into<String>) -> Self {
        self.file_name = Some(file_name.into());
        self
    }

    /// The same with a media type.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }
}

impl From<Bytes> for FilePart {
    fn from(bytes: Bytes) -> Self {
        Self::new(bytes)
    }
}

impl From<Vec<u8>> for FilePart {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart")
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// The name by which the readers and writers of parts know a file.
pub(crate) const FILE: &str = "oas_runtime::FilePart";
/// What there is to know of it, in order.
pub(crate) const FIELDS: &[&str] = &[FILE_NAME, CONTENT_TYPE, BYTES];
const FILE_NAME: &str = "file_name";
const CONTENT_TYPE: &str = "content_type";
const BYTES: &str = "bytes";

impl ToWire for FilePart {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut file = serializer.serialize_struct(FILE, 3)?;
        file.serialize_field(FILE_NAME, &self.file_name)?;
        file.serialize_field(CONTENT_TYPE, &self.content_type)?;
        file.serialize_field(BYTES, &Raw(&self.bytes))?;
        file.end()
    }
}

struct Raw<'a>(&'a [u8]);

impl serde::Serialize for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

impl FromWire for FilePart {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct(FILE, FIELDS, FileVisitor)
    }

    fn rank(_: &Buf) -> Rank {
        Rank::ANY
    }
}

serde_by_wire!(FilePart);

struct FileVisitor;

impl<'de> Visitor<'de> for FileVisitor {
    type Value = FilePart;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a file")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FilePart, A::Error> {
        let mut file = FilePart::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                FILE_NAME => file.file_name = map.next_value()?,
                CONTENT_TYPE => file.content_type = map.next_value()?,
                BYTES => file.bytes = map.next_value::<Content>()?.0,
                _ => {
                    map.next_value::<de::IgnoredAny>()?;
                }
            }
        }
        Ok(file)
    }
}

struct Content(Bytes);

impl<'de> de::Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ContentVisitor;
        impl<'de> Visitor<'de> for ContentVisitor {
            type Value = Content;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Content, E> {
                Ok(Content(Bytes::copy_from_slice(bytes)))
            }
            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Content, E> {
                Ok(Content(bytes.into()))
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Content, A::Error> {
                let mut bytes = Vec::new();
                while let Some(byte) = items.next_element::<u8>()? {
                    bytes.push(byte);
                }
                Ok(Content(bytes.into()))
            }
        }
        deserializer.deserialize_byte_buf(ContentVisitor)
    }
}

/// Writes a body, and its `Content-Type`.
///
/// # Errors
/// When `value` is not an object, or a property cannot be a part.
pub fn write<T: ToWire + ?Sized>(
    value: &T,
    encodings: &[Encoding],
) -> Result<(String, Bytes), ParamError> {
    let Some(ParamValue::Object(properties)) = to_parts(&Out(value))? else {
        return Err(ParamError::new(ParamProblem::Unwritable));
    };
    let mut parts = Vec::new();
    for (name, value) in &properties {
        let encoding = Encoding::of(encodings, name);
        let media_type = encoding.and_then(|encoding| encoding.content_type);
        match value {
            ParamValue::List(items) => {
                for item in items {
                    parts.push(part(name, item, media_type));
                }
            }
            value => parts.push(part(name, value, media_type)),
        }
    }
    let boundary = boundary(&parts);
    let mut body = Vec::new();
    for part in &parts {
        body.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
        body.extend_from_slice(part);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let content_type = format!("multipart/form-data; boundary={boundary}");
    Ok((content_type, body.into()))
}

/// Headers and content.
fn part(name: &str, value: &ParamValue, media_type: Option<&str>) -> Vec<u8> {
    // The encoding may list several; the first is as good as any.
    let media_type = media_type
        .and_then(|types| types.split(',').next())
        .map(str::trim);
    let concrete = media_type.filter(|media_type| !media_type.contains('*'));
    let mut head = format!("Content-Disposition: form-data; name=\"{}\"", escaped(name));
    let text;
    let (media_type, content) = if let Some(file) = file(value) {
        let file_name = file.file_name.unwrap_or(name);
        head.push_str(&format!("; filename=\"{}\"", escaped(file_name)));
        let media_type = file.content_type.or(concrete);
        (
            Some(media_type.unwrap_or("application/octet-stream")),
            file.bytes,
        )
    } else {
        let json = !value.is_primitive() || concrete.is_some_and(media::is_json);
        text = if json {
            value.json()
        } else {
            value.text().into_owned()
        };
        (
            concrete.or(json.then_some("application/json")),
            text.as_bytes(),
        )
    };
    if let Some(media_type) = media_type {
        head.push_str(&format!(
            "\r\nContent-Type: {}",
            media_type.replace(['\r', '\n'], " ")
        ));
    }
    [head.as_bytes(), b"\r\n\r\n", content].concat()
}

struct FileRef<'a> {
    file_name: Option<&'a str>,
    content_type: Option<&'a str>,
    bytes: &'a [u8],
}

fn file(value: &ParamValue) -> Option<FileRef<'_>> {
    let ParamValue::Object(entries) = value else {
        return None;
    };
    let text = |entry: &'static str| {
        entries.iter().find_map(|(key, value)| match value {
            ParamValue::One(text) if key == entry => Some(text.as_str()),
            _ => None,
        })
    };
    let bytes = entries.iter().find_map(|(_, value)| match value {
        ParamValue::Bytes(bytes) => Some(bytes),
        _ => None,
    })?;
    Some(FileRef {
        file_name: text(FILE_NAME),
        content_type: text(CONTENT_TYPE),
        bytes,
    })
}

/// As browsers escape names.
fn escaped(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn unescaped(name: &str) -> String {
    name.replace("%22", "\"")
        .replace("%0D", "\r")
        .replace("%0A", "\n")
}

/// A boundary that no part contains.
fn boundary(parts: &[Vec<u8>]) -> String {
    let random = RandomState::new();
    let mut attempt = 0_u64;
    loop {
        let boundary = format!("oas-{:016x}{attempt:x}", random.hash_one(attempt));
        if !parts
            .iter()
            .any(|part| find(part, boundary.as_bytes()).is_some())
        {
            return boundary;
        }
        attempt += 1;
    }
}

/// Reads a body whose `Content-Type` is given.
///
/// # Errors
/// When it is not `multipart/form-data`, or its parts are not the properties of `T`.
pub fn read<T: FromWire>(
    content_type: &str,
    body: &[u8],
    _encodings: &[Encoding],
) -> Result<T, ParamError> {
    let malformed = || ParamError::new(ParamProblem::Encoding);
    let boundary = media::parameter(content_type, "boundary").ok_or_else(malformed)?;
    let parts = parts(body, &boundary).ok_or_else(malformed)?;
    let mut entries: Vec<(String, Found<'_>)> = Vec::new();
    for (name, part) in parts {
        match entries.iter_mut().find(|(other, _)| *other == name) {
            None => entries.push((name, Found::Part(part))),
            Some((_, Found::Many(parts))) => parts.push(Found::Part(part)),
            Some((_, one)) => {
                let first = std::mem::replace(one, Found::Many(Vec::new()));
                *one = Found::Many(vec![first, Found::Part(part)]);
            }
        }
    }
    Found::Tree(entries).read(false, |reader: Reader<'_>| T::read(reader))
}

const MAX_PARTS: usize = 1024;

/// The named parts; `None` if the body is malformed or has too many.
fn parts<'a>(body: &'a [u8], boundary: &str) -> Option<Vec<(String, Part<'a>)>> {
    if boundary.is_empty() || boundary.len() > 200 {
        return None;
    }
    let delimiter = format!("--{boundary}");
    let separator = format!("\r\n{delimiter}");
    let mut rest = match body.strip_prefix(delimiter.as_bytes()) {
        Some(rest) => rest,
        None => &body[find(body, separator.as_bytes())? + separator.len()..],
    };
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        let line_end = find(rest, b"\r\n")?;
        rest = &rest[line_end..];
        let end = find(rest, separator.as_bytes())?;
        let part = &rest[..end];
        let head_end = find(part, b"\r\n\r\n")?;
        let head = std::str::from_utf8(&part[..head_end]).ok()?;
        if parts.len() == MAX_PARTS {
            return None;
        }
        parts.extend(named(head, &part[head_end + 4..]));
        rest = &rest[end + separator.len()..];
    }
}

fn named<'a>(head: &'a str, bytes: &'a [u8]) -> Option<(String, Part<'a>)> {
    let header = |wanted: &str| {
        head.split("\r\n").find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.trim()
                .eq_ignore_ascii_case(wanted)
                .then(|| value.trim())
        })
    };
    let disposition = header("content-disposition")?;
    let name = media::parameter(disposition, "name")?;
    let extended = || {
        let value = media::parameter(disposition, "filename*")?;
        let encoded = value
            .strip_prefix("UTF-8''")
            .or_else(|| value.strip_prefix("utf-8''"))?;
        crate::param::percent::decode(encoded).ok()
    };
    let plain = || media::parameter(disposition, "filename").map(|name| unescaped(&name));
    Some((
        unescaped(&name),
        Part {
            file_name: extended().or_else(plain),
            content_type: header("content-type"),
            bytes,
        },
    ))
}

/// Where `needle` begins.
fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(at) = hay.get(from..)?.iter().position(|&byte| byte == first) {
        let at = from + at;
        if hay[at..].starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}
