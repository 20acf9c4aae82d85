//! The keywords that few schemas have.
//!
//! Knows: what a keyword's value is. Must not know: where it comes from.

use serde_json::Value;

use crate::lean::{Lean, Nothing};

use super::keywords::{Bounds, Child, Discriminator};

/// What most schemas have nothing of.
#[derive(Debug, Clone, PartialEq, Default)]
#[allow(missing_docs)]
pub struct Rare {
    pub external_docs: Option<Box<(String, Option<String>)>>,
    pub examples: Vec<Value>,
    pub default: Option<Box<Value>>,
    pub content_media_type: Option<String>,
    pub content_encoding: Option<String>,
    pub enumeration: Option<Vec<Value>>,
    pub patterns: Vec<(String, Child)>,
    pub prefix_items: Vec<Child>,
    /// Of what is any item of a list: the kinds by place, as `string|null`; the last are those of all further ones.
    pub positions: Vec<String>,
    pub all_of: Vec<Child>,
    pub one_of: Vec<Child>,
    pub any_of: Vec<Child>,
    pub ignored: Vec<String>,
    pub bounds: Lean<Bounds>,
    pub discriminator: Option<Box<Discriminator>>,
    pub extensions: Vec<(String, Value)>,
}

impl Nothing for Rare {
    const NOTHING: &'static Self = &Self {
        external_docs: None,
        examples: Vec::new(),
        default: None,
        content_media_type: None,
        content_encoding: None,
        enumeration: None,
        patterns: Vec::new(),
        prefix_items: Vec::new(),
        positions: Vec::new(),
        all_of: Vec::new(),
        one_of: Vec::new(),
        any_of: Vec::new(),
        ignored: Vec::new(),
        bounds: Lean::NOTHING,
        discriminator: None,
        extensions: Vec::new(),
    };
}

impl Nothing for Bounds {
    const NOTHING: &'static Self = &Self {
        minimum: None,
        maximum: None,
        multiple_of: None,
        min_length: None,
        max_length: None,
        pattern: None,
        min_items: None,
        max_items: None,
        unique_items: false,
        min_properties: None,
        max_properties: None,
    };
}
