//! A document as a tree: ordered pairs, duplicate keys kept, scalars with their source text, spans into the text.
//!
//! Knows: nothing of OpenAPI. JSON is read by `json`, YAML by `yaml`; both give the same tree, so that
//! one parse serves values and positions.

mod json;
mod large;
mod scalar;
mod yaml;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use large::Large;
pub use large::MOST as MOST_DATA;
pub use scalar::Number;

/// Nested values beyond this depth are refused, so that no later stage can exhaust the stack.
pub const MAX_DEPTH: usize = 128;

/// Documents of more values than this are refused: what is made of them would not fit in memory.
pub const MAX_VALUES: usize = 5_000_000;

/// A range of the text: bytes in JSON, characters in YAML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// First unit.
    pub start: u32,
    /// One past the last unit.
    pub end: u32,
}

/// Text of the document. Most is short, keys above all, and then stands where it is named.
pub type Text = ecow::EcoString;

/// A value with its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value; [`Node::value`] looks through aliases.
    raw: Value,
    /// Where it stands.
    pub span: Span,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Null, and how it is written.
    Null(&'static str),
    /// A boolean, and how it is written.
    Bool(bool, &'static str),
    /// A number: its source text.
    Number(Number),
    /// A string.
    String(Text),
    /// A list.
    List(Box<[Node]>),
    /// Pairs in document order.
    Map(Box<[Entry]>),
    /// A YAML alias or a merged value: what the anchor holds.
    Alias(Arc<Node>),
    /// Data of a size that a description has no use for, as text. Whoever looks into it sees what it holds.
    Large(Box<Large>),
}

/// A pair of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key as text: `200` and `'200'` are one key.
    pub key: Text,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

/// Why a text is not a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where, in the units of [`Span`].
    pub at: Span,
    /// What, as rustc would say it.
    pub message: String,
}

/// The notation of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// JSON; spans count bytes.
    Json,
    /// YAML; spans count characters.
    Yaml,
    /// TOML, the settings; spans count bytes.
    Toml,
}

/// Reads `text` in the given notation.
///
/// # Errors
/// The first place where the text is not well formed, nests too deeply, or expands to too much.
pub fn parse(text: &str, notation: Notation) -> Result<Node, SyntaxError> {
    match notation {
        Notation::Json => json::parse(text),
        Notation::Yaml | Notation::Toml => yaml::parse(text),
    }
}

/// That there are more than [`MAX_VALUES`].
fn too_many() -> String {
    format!("the document has more than {MAX_VALUES} values")
}

impl Node {
    /// A node.
    #[must_use]
    pub fn new(raw: Value, span: Span) -> Self {
        Self { raw, span }
    }

    /// The value, aliases followed, large data read.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.target().raw
    }

    /// The node itself, or what its alias names.
    #[must_use]
    pub fn target(&self) -> &Self {
        let mut node = self;
        loop {
            node = match &node.raw {
                Value::Alias(target) => target,
                Value::Large(large) => large.node(),
                _ => return node,
            };
        }
    }

    /// What it is, if it is no collection.
    fn scalar(&self) -> &Value {
        match &self.raw {
            Value::Alias(target) => target.value(),
            raw => raw,
        }
    }

    /// Whether this is data of megabytes, an example for instance, which nobody should look into.
    #[must_use]
    pub fn is_large(&self) -> bool {
        matches!(self.raw, Value::Large(_))
    }

    /// Whether this is an alias or a merged value.
    #[must_use]
    pub fn is_alias(&self) -> bool {
        matches!(self.raw, Value::Alias(_))
    }

    /// The pairs of a mapping.
    #[must_use]
    pub fn as_map(&self) -> Option<&[Entry]> {
        match self.value() {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The items of a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        match self.value() {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self.scalar() {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a string, or of a plain scalar as written; not of null.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self.scalar() {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.text()),
            Value::Bool(_, text) => Some(text),
            _ => None,
        }
    }

    /// The boolean.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.scalar() {
            Value::Bool(value, _) => Some(*value),
            _ => None,
        }
    }

    /// The number.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number> {
        match self.scalar() {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The number, also one in quotes.
    #[must_use]
    pub fn to_number(&self) -> Option<Number> {
        match self.scalar() {
            Value::Number(number) => Some(number.clone()),
            Value::String(text) => match scalar::plain(text) {
                Value::Number(number) => Some(number),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.scalar(), Value::Null(_))
    }

    /// The value under `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The pair of `key`.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.as_map()?.iter().find(|entry| &*entry.key == key)
    }

    /// Whether it is a list or a mapping.
    #[must_use]
    pub fn is_collection(&self) -> bool {
        matches!(
            self.scalar(),
            Value::List(_) | Value::Map(_) | Value::Large(_)
        )
    }

    /// What kind of value it is, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.scalar() {
            Value::Null(_) => "null",
            Value::Bool(..) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::List(_) => "a list",
            Value::Map(_) | Value::Alias(_) | Value::Large(_) => "an object",
        }
    }

    /// Data as JSON, unless there are megabytes of it.
    #[must_use]
    pub fn data(&self) -> Option<serde_json::Value> {
        (!self.is_large()).then(|| self.to_json())
    }

    /// The node as JSON; numbers beyond 64 bits become floats.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match self.value() {
            Value::Null(_) | Value::Alias(_) | Value::Large(_) => Json::Null,
            Value::Bool(value, _) => Json::Bool(*value),
            Value::Number(number) => number.to_json(),
            Value::String(text) => Json::String(text.to_string()),
            Value::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Value::Map(entries) => {
                let pairs = entries.iter();
                Json::Object(
                    pairs
                        .map(|e| (e.key.to_string(), e.value.to_json()))
                        .collect(),
                )
            }
        }
    }
}
