//! Bodies that are whole, into objects.

use super::find;
use crate::form::Encoding;
use crate::media;
use crate::param::{Found, ParamError, ParamProblem, Part, Reader};
use crate::wire::FromWire;

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
    read_parts(parts(body, &boundary).ok_or_else(malformed)?)
}

/// An object of parts.
pub(super) fn read_parts<T: FromWire>(parts: Vec<(String, Part<'_>)>) -> Result<T, ParamError> {
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

pub(super) const MAX_PARTS: usize = 1024;

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

/// The name of the part with that head.
pub(super) fn named<'a>(head: &'a str, bytes: &'a [u8]) -> Option<(String, Part<'a>)> {
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

pub(super) fn unescaped(name: &str) -> String {
    name.replace("%22", "\"")
        .replace("%0D", "\r")
        .replace("%0A", "\n")
}
