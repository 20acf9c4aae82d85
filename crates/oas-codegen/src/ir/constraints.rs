//! What is checked of a value. Most values have nothing to check, so that what there is, is boxed.
//!
//! Knows: nothing of types.

use std::ops::Deref;

use crate::lean::{Lean, Nothing};

/// Formats of strings that stay a `String`, and are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFormat {
    /// `email`
    Email,
    /// `uri`
    Uri,
}

impl TextFormat {
    /// As in the document.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Uri => "uri",
        }
    }
}

/// What `validate` checks of a value, and of what is inside it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Constraints {
    /// The type has checks of its own (`TypeDef::checks`); set by `analyze`.
    pub check: bool,
    rules: Lean<Rules>,
}

impl From<Rules> for Constraints {
    fn from(rules: Rules) -> Self {
        Self {
            check: false,
            rules: rules.into(),
        }
    }
}

impl Deref for Constraints {
    type Target = Rules;

    fn deref(&self) -> &Rules {
        &self.rules
    }
}

impl Nothing for Rules {
    const NOTHING: &'static Self = &Self {
        minimum: None,
        maximum: None,
        multiple_of: None,
        min_length: None,
        max_length: None,
        pattern: None,
        text: None,
        min_items: None,
        max_items: None,
        unique_items: false,
        positions: Vec::new(),
        min_properties: None,
        max_properties: None,
        inner: None,
    };
}

/// What the schema says. Bounds keep the document's text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rules {
    /// `minimum` or `exclusiveMinimum`, as a Rust literal, and whether it is exclusive.
    pub minimum: Option<(String, bool)>,
    /// `maximum` or `exclusiveMaximum`.
    pub maximum: Option<(String, bool)>,
    /// `multipleOf`, as a Rust literal.
    pub multiple_of: Option<String>,
    /// In characters.
    pub min_length: Option<u64>,
    /// In characters.
    pub max_length: Option<u64>,
    /// ECMA 262.
    pub pattern: Option<String>,
    /// The form of a text that stays a `String`.
    pub text: Option<TextFormat>,
    /// Of a list.
    pub min_items: Option<u64>,
    /// Of a list.
    pub max_items: Option<u64>,
    /// Of a list.
    pub unique_items: bool,
    /// Of a list: the kinds of the item at each place, as `string|null`; the last are those of all further items.
    pub positions: Vec<String>,
    /// Of a map or object.
    pub min_properties: Option<u64>,
    /// Of a map or object.
    pub max_properties: Option<u64>,
    /// Of a list's items or a map's values.
    pub inner: Option<Constraints>,
}
