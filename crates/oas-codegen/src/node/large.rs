//! Data by the megabyte, kept as text: a tree of it takes ten times the memory, and nobody reads it.
//!
//! Knows: which keys hold data. It is read after all when somebody looks into it, since what has such a key
//! may also be a schema.

use std::sync::OnceLock;

use super::{MAX_DEPTH, Node, Span, Value, json};

/// A value with more text than this is large.
pub const MOST: usize = 1 << 20;

/// How much text of data may still become a tree; what comes after it is large whatever its size.
pub(super) struct Budget {
    pub(super) left: usize,
    /// Where the last data ends that becomes one: data inside of it is counted.
    counted: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            left: 8 << 20,
            counted: 0,
        }
    }
}

/// Text of a JSON value that is well formed and not too deep.
#[derive(Debug, Clone, PartialEq)]
pub struct Large {
    text: Box<str>,
    /// Where it begins in the file.
    start: usize,
    depth: usize,
    node: OnceLock<Node>,
}

impl Large {
    /// Takes the value that `rest` of a file from `start` begins with, if it is a collection that `key` makes data,
    /// is too large for what is left of `budget`, and can be read without an error.
    pub(super) fn take(
        key: &str,
        rest: &str,
        start: usize,
        depth: usize,
        budget: &mut Budget,
    ) -> Option<Self> {
        if !(matches!(key, "example" | "examples" | "value") || key.starts_with("x-")) {
            return None;
        }
        if start < budget.counted {
            return None;
        }
        let (length, deepest) = measure(rest.as_bytes())?;
        if length <= MOST && length <= budget.left {
            budget.left -= length;
            budget.counted = start + length;
            return None;
        }
        let value = rest.get(..length)?;
        // References are followed wherever they stand, and what is wrong is reported where it stands.
        let plain = depth + deepest <= MAX_DEPTH
            && !["\"$ref\"", "nchor\"", "\\ud", "\\uD"]
                .iter()
                .any(|odd| value.contains(odd))
            && serde_json::from_str::<serde::de::IgnoredAny>(value).is_ok();
        plain.then(|| Self {
            text: value.into(),
            start,
            depth,
            node: OnceLock::new(),
        })
    }

    /// How many bytes it has.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// What it holds.
    pub(super) fn node(&self) -> &Node {
        self.node.get_or_init(|| {
            let read = json::parse_part(&self.text, self.start, self.depth);
            read.unwrap_or_else(|_| Node::new(Value::Null("null"), Span::default()))
        })
    }
}

/// The length of the collection that `bytes` begin with, and how deep it nests.
fn measure(bytes: &[u8]) -> Option<(usize, usize)> {
    let (mut depth, mut deepest, mut at) = (0_usize, 0, 0);
    loop {
        match bytes.get(at)? {
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.checked_sub(1)?,
            b'"' => {
                at += 1;
                while *bytes.get(at)? != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return (deepest > 0).then_some((at, deepest));
        }
    }
}
