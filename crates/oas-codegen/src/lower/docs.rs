//! The document's words.

use crate::ir;
use crate::resolve::{Keywords, Tag};

/// More than this of an example helps nobody.
const MAX_EXAMPLE: usize = 2000;

/// The words of a schema. A secret's examples are kept out.
pub(super) fn of_schema(k: &Keywords, secret: bool) -> ir::Docs {
    let examples = if secret { &[] } else { &k.examples[..] };
    let examples = examples.iter().map(ToString::to_string);
    ir::Docs {
        title: k.title.clone(),
        description: k.description.clone(),
        examples: examples.filter(|e| e.len() <= MAX_EXAMPLE).collect(),
        external: k.external_docs.clone(),
    }
}

/// Only a description.
pub(super) fn description(text: Option<&str>) -> ir::Docs {
    ir::Docs {
        description: text.filter(|t| !t.trim().is_empty()).map(Into::into),
        ..ir::Docs::default()
    }
}

/// The words of a tag.
pub(super) fn of_tag(tag: Option<&Tag>) -> ir::Docs {
    ir::Docs {
        title: None,
        description: tag.and_then(|t| t.description.as_deref().map(Into::into)),
        examples: Vec::new(),
        external: tag.and_then(|t| t.external_docs.clone()),
    }
}
