//! Where in a JSON text something is: only computed once something is wrong.
//!
//! Knows JSON's text; does not check it, so it must take anything.

use serde_json::Value;

/// A place in a text.
pub(super) struct Place {
    /// The JSON pointer.
    pub pointer: String,
    /// What kind of value is there.
    pub kind: &'static str,
}

/// The offset of serde_json's line and column, both of which count from one, columns in bytes.
pub(super) fn offset(text: &[u8], line: usize, column: usize) -> usize {
    let mut start = 0;
    for _ in 1..line {
        match text[start..].iter().position(|byte| *byte == b'\n') {
            Some(end) => start += end + 1,
            None => break,
        }
    }
    (start + column).min(text.len())
}

enum Frame {
    Array(usize),
    Object(Option<String>),
}

/// The value that ends at `end`, or else the innermost one around it.
pub(super) fn place(text: &[u8], end: usize) -> Place {
    let mut stack: Vec<Frame> = Vec::new();
    let mut kind = kind_of(text, 0);
    let mut kinds = Vec::new();
    let mut key_next = false;
    let mut at = 0;
    while at < end {
        let start = at;
        at += 1;
        match text[start] {
            b'{' => {
                kinds.push(kind_of(text, start));
                stack.push(Frame::Object(None));
                key_next = true;
            }
            b'[' => {
                kinds.push(kind_of(text, start));
                stack.push(Frame::Array(0));
                kind = kind_of(text, at);
            }
            b'}' | b']' => {
                stack.pop();
                kind = kinds.pop().unwrap_or(kind);
            }
            b',' => match stack.last_mut() {
                Some(Frame::Array(index)) => {
                    *index += 1;
                    kind = kind_of(text, at);
                }
                Some(Frame::Object(key)) => {
                    *key = None;
                    key_next = true;
                }
                None => {}
            },
            b':' => kind = kind_of(text, at),
            b'"' => {
                at = string_end(text, at);
                if let (true, Some(Frame::Object(key))) = (key_next, stack.last_mut()) {
                    let name = serde_json::from_slice(&text[start..at]);
                    *key = Some(name.unwrap_or_default());
                    key_next = false;
                }
            }
            _ => {}
        }
    }
    let mut pointer = String::new();
    for frame in &stack {
        match frame {
            Frame::Array(index) => push(&mut pointer, &index.to_string()),
            Frame::Object(Some(key)) => push(&mut pointer, key),
            Frame::Object(None) => kind = "an object",
        }
    }
    Place { pointer, kind }
}

/// The end of the string whose first byte is at `at`.
fn string_end(text: &[u8], mut at: usize) -> usize {
    while let Some(byte) = text.get(at) {
        at += 1;
        match byte {
            b'"' => break,
            b'\\' => at += 1,
            _ => {}
        }
    }
    at.min(text.len())
}

fn kind_of(text: &[u8], at: usize) -> &'static str {
    match text[at..].iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        Some(b'-' | b'0'..=b'9') => "a number",
        _ => "nothing",
    }
}

fn push(pointer: &mut String, step: &str) {
    pointer.push('/');
    for char in step.chars() {
        match char {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            char => pointer.push(char),
        }
    }
}

/// The place `steps` below the union at `union`, or the union that `union` is a property of: a
/// union is left when its discriminator has been read.
pub(super) fn below(text: &[u8], union: Place, steps: &str) -> Place {
    let value: Value = serde_json::from_slice(text).unwrap_or_default();
    let around = union
        .pointer
        .rsplit_once('/')
        .map_or("", |(around, _)| around);
    for base in [union.pointer.as_str(), around] {
        let pointer = format!("{base}{steps}");
        if let Some(found) = value.pointer(&pointer) {
            let kind = match found {
                Value::Null => "null",
                Value::Bool(_) => "a boolean",
                Value::Number(_) => "a number",
                Value::String(_) => "a string",
                Value::Array(_) => "an array",
                Value::Object(_) => "an object",
            };
            return Place { pointer, kind };
        }
    }
    union
}

/// The places of `text` that `written` does not have, and whose last step is one of `names`.
pub(super) fn undeclared(text: &[u8], written: &[u8], names: &[String]) -> Vec<String> {
    let read: Value = serde_json::from_slice(text).unwrap_or_default();
    let written: Value = serde_json::from_slice(written).unwrap_or_default();
    let mut found = Vec::new();
    // serde_json's own limit bounds the depth.
    compare(&read, &written, &mut String::new(), &mut |pointer, name| {
        if names.iter().any(|noted| noted == name) {
            found.push(pointer.to_owned());
        }
    });
    found
}

fn compare(
    read: &Value,
    written: &Value,
    pointer: &mut String,
    found: &mut impl FnMut(&str, &str),
) {
    let length = pointer.len();
    match (read, written) {
        (Value::Object(read), Value::Object(written)) => {
            for (name, value) in read {
                push(pointer, name);
                match written.get(name) {
                    Some(written) => compare(value, written, pointer, found),
                    None => found(pointer, name),
                }
                pointer.truncate(length);
            }
        }
        (Value::Array(read), Value::Array(written)) => {
            for (index, (value, written)) in read.iter().zip(written).enumerate() {
                push(pointer, &index.to_string());
                compare(value, written, pointer, found);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}
