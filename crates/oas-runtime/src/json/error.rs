//! Why a text could not be read or a value not written; never with a value in it.
//!
//! Knows the wording of serde's messages, from which it keeps what the type says.

use std::fmt;

use super::locate;
use crate::wire::WITHIN;

/// Why a JSON text could not be read. Holds no value of the text: neither `Debug` nor `Display`
/// can leak one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeError {
    /// Where, as a JSON pointer; empty for the text as a whole.
    pub pointer: String,
    /// What should be there.
    pub expected: String,
    /// What is there: its kind.
    pub found: &'static str,
}

impl DecodeError {
    /// An error at a place.
    #[must_use]
    pub fn at(
        pointer: impl Into<String>,
        expected: impl Into<String>,
        found: &'static str,
    ) -> Self {
        Self {
            pointer: pointer.into(),
            expected: expected.into(),
            found,
        }
    }

    /// A text that is none from `offset` on.
    #[cold]
    pub(super) fn not_utf8(text: &[u8], offset: usize) -> Self {
        let place = locate::place(text, offset);
        Self::at(place.pointer, "JSON", "something else")
    }

    #[cold]
    pub(super) fn new(text: &[u8], error: &serde_json::Error) -> Self {
        let offset = locate::offset(text, error.line(), error.column());
        let mut place = locate::place(text, offset);
        if error.is_eof() {
            return Self::at(place.pointer, "more of the JSON text", "its end");
        }
        if !error.is_data() {
            return Self::at(place.pointer, "JSON", "something else");
        }
        let message = error.to_string();
        let suffix = format!(" at line {} column {}", error.line(), error.column());
        let message = message.strip_suffix(suffix.as_str()).unwrap_or(&message);
        let message = match split_within(message) {
            Some((steps, message)) => {
                place = locate::below(text, place, steps);
                message
            }
            None => message,
        };
        let reason = Reason::of(message);
        let found = reason.found.unwrap_or(place.kind);
        Self::at(place.pointer, reason.expected, found)
    }
}

/// `in /a/b: message`, as the reader of kept values writes it.
fn split_within(message: &str) -> Option<(&str, &str)> {
    let rest = message.strip_prefix(WITHIN)?;
    if !rest.starts_with('/') {
        return None;
    }
    // A step may hold a colon and a space; a message of serde's that begins as one does may not
    // be in a step.
    const STARTS: &[&str] = &[
        ": invalid ",
        ": missing field",
        ": duplicate field",
        ": a ",
        ": nothing",
    ];
    let end = STARTS.iter().filter_map(|start| rest.find(start)).min();
    let end = end.or_else(|| rest.find(": "))?;
    let (steps, message) = rest.split_at(end);
    Some((steps, message.trim_start_matches(": ")))
}

/// What is worth keeping of a message of serde's.
struct Reason {
    expected: String,
    found: Option<&'static str>,
}

impl Reason {
    fn of(message: &str) -> Self {
        if let Some(name) = quoted(message, "missing field `") {
            return Self {
                expected: format!("the property `{name}`"),
                found: Some("nothing"),
            };
        }
        if let Some(name) = quoted(message, "duplicate field `") {
            return Self {
                expected: format!("one property `{name}`"),
                found: Some("another"),
            };
        }
        // What was found may hold anything, what is expected comes from a type: so the last one.
        let expected = message
            .rsplit_once(", expected ")
            .map(|(_, expected)| expected);
        let found = if message.starts_with("invalid value: string") {
            Some("another string")
        } else if message.starts_with("invalid value: ") {
            Some("another value")
        } else if message.starts_with("invalid length ") {
            Some("another length")
        } else {
            None
        };
        match expected {
            Some(expected) if message.starts_with("invalid ") => {
                let found = match (found, expected.contains("integer")) {
                    (Some(_), true) => Some("another number"),
                    (found, _) => found,
                };
                Self {
                    expected: expected.to_owned(),
                    found,
                }
            }
            // A type that is not ours may say anything, values included.
            _ => Self {
                expected: "a valid value".to_owned(),
                found: Some("another"),
            },
        }
    }
}

/// The name in a message of the form ``start`name` ``, and nothing else.
fn quoted<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message.strip_prefix(start)?.strip_suffix('`')
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            pointer,
            expected,
            found,
        } = self;
        if !pointer.is_empty() {
            write!(f, "at {pointer}: ")?;
        }
        write!(f, "expected {expected}, found {found}")
    }
}

impl std::error::Error for DecodeError {}

/// A value that has no JSON form. It does not hold the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodeError(pub(super) ());

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value has no JSON form")
    }
}

impl std::error::Error for EncodeError {}
