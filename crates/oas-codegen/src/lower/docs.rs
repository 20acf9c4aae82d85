//! The document's words.

use crate::ir;
use crate::resolve::{Keywords, Tag};

/// More than this of an example helps nobody.
const MAX_EXAMPLE: usize = 2000;

/// The words of a schema. A secret's examples are kept out.
pub(super) fn of_schema(k: &Keywords, secret: bool) -> ir::Docs {
    let examples = if secret { &[] } else { &k.examples[..] };
    let examples = examples.iter().map(ToString::to_string);
    let docs = ir::Docs::new(k.title.clone(), k.description.clone());
    let examples = examples.filter(|e| e.len() <= MAX_EXAMPLE).collect();
    docs.with(examples, k.external_docs.as_deref().cloned())
}

/// Only a description.
pub(super) fn description(text: Option<&str>) -> ir::Docs {
    let text = text.filter(|t| !t.trim().is_empty());
    ir::Docs::new(None, text.map(Into::into))
}

/// The words of a tag.
pub(super) fn of_tag(tag: Option<&Tag>) -> ir::Docs {
    let description = tag.and_then(|t| t.description.as_deref());
    ir::Docs::new(None, description.map(Into::into))
        .with(Vec::new(), tag.and_then(|t| t.external_docs.clone()))
}
