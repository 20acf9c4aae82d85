//! The document's words.
//!
//! Knows: nothing. What few have, examples and links, is boxed: there are words for every field and parameter.

use std::sync::Arc;

/// Text of the document that becomes a doc comment (Markdown, as written; `emit` makes it valid for rustdoc).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Docs {
    /// `title` or `summary`.
    pub title: Option<String>,
    /// `description`, shared with the resolved document: a large part of its text.
    pub description: Option<Arc<str>>,
    more: Option<Box<More>>,
}

/// What few have.
#[derive(Debug, Clone, PartialEq, Default)]
struct More {
    examples: Vec<String>,
    external: Option<ExternalDocs>,
}

/// `externalDocs`: URL and description.
pub type ExternalDocs = (String, Option<String>);

impl Docs {
    /// A title and a description.
    #[must_use]
    pub fn new(title: Option<String>, description: Option<Arc<str>>) -> Self {
        Self {
            title,
            description,
            more: None,
        }
    }

    /// The same words with `examples`, as compact JSON, and `externalDocs`.
    #[must_use]
    pub fn with(mut self, examples: Vec<String>, external: Option<ExternalDocs>) -> Self {
        let more = More { examples, external };
        self.more = (more != More::default()).then(|| Box::new(more));
        self
    }

    /// The same words without examples.
    #[must_use]
    pub fn without_examples(&self) -> Self {
        let words = Self::new(self.title.clone(), self.description.clone());
        words.with(Vec::new(), self.external().cloned())
    }

    /// Examples, as compact JSON; empty for a secret.
    #[must_use]
    pub fn examples(&self) -> &[String] {
        self.more.as_ref().map_or(&[], |more| &more.examples)
    }

    /// `externalDocs`.
    #[must_use]
    pub fn external(&self) -> Option<&ExternalDocs> {
        self.more.as_ref()?.external.as_ref()
    }
}
