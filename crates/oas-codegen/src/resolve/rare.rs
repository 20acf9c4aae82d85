//! The keywords that few schemas have.
//!
//! Knows: what a keyword's value is. Must not know: where it comes from.

use serde_json::Value;

use super::keywords::{Bounds, Child, Discriminator};

/// What most schemas have nothing of.
#[derive(Debug, Clone, PartialEq, Default)]
#[allow(missing_docs)]
pub struct Rare {
    pub external_docs: Option<(String, Option<String>)>,
    pub examples: Vec<Value>,
    pub default: Option<Value>,
    pub content_media_type: Option<String>,
    pub content_encoding: Option<String>,
    pub enumeration: Option<Vec<Value>>,
    pub patterns: Vec<(String, Child)>,
    pub prefix_items: Vec<Child>,
    pub all_of: Vec<Child>,
    pub one_of: Vec<Child>,
    pub any_of: Vec<Child>,
    pub ignored: Vec<String>,
    pub bounds: Bounds,
    pub discriminator: Option<Discriminator>,
    pub extensions: Vec<(String, Value)>,
}

/// [`Rare`], which is nowhere while it is empty.
#[derive(Debug, Clone, Default)]
pub(super) struct Boxed(Option<Box<Rare>>);

const NOTHING: &Rare = &Rare {
    external_docs: None,
    examples: Vec::new(),
    default: None,
    content_media_type: None,
    content_encoding: None,
    enumeration: None,
    patterns: Vec::new(),
    prefix_items: Vec::new(),
    all_of: Vec::new(),
    one_of: Vec::new(),
    any_of: Vec::new(),
    ignored: Vec::new(),
    bounds: Bounds {
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
    },
    discriminator: None,
    extensions: Vec::new(),
};

impl Boxed {
    /// All of it, empty where there is nothing.
    pub(super) fn get(&self) -> &Rare {
        self.0.as_deref().unwrap_or(NOTHING)
    }

    /// To write into.
    pub(super) fn get_mut(&mut self) -> &mut Rare {
        self.0.get_or_insert_default()
    }

    /// Frees the box if nothing is in it.
    pub(super) fn settle(&mut self) {
        if self.get() == NOTHING {
            self.0 = None;
        }
    }
}

impl PartialEq for Boxed {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}
