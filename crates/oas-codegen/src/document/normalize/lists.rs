//! Lists in schemas that documents write as something else, where only one list can be meant.

use super::Origin;
use crate::document::objects::{Is, Object};
use crate::node::Node;

/// What the value of a keyword is, as a list.
pub(in crate::document) enum Meant<'a> {
    /// As it should be.
    List(&'a [Node]),
    /// The values of an object: PHP's `{"0": …, "3": …}`, or examples with names.
    Values(Vec<&'a Node>),
    /// The one thing that should be in the list.
    One(&'a Node),
    /// Alternatives that nothing can be made of.
    Unclear,
    /// The keyword has no list, or can be left out.
    Nothing,
}

impl<'a> Meant<'a> {
    /// The items.
    pub(super) fn items(self) -> Option<Vec<&'a Node>> {
        match self {
            Self::List(items) => Some(items.iter().collect()),
            Self::Values(items) => Some(items),
            Self::One(item) => Some(vec![item]),
            Self::Unclear | Self::Nothing => None,
        }
    }
}

impl<'a> Origin<'a> {
    /// The list that a `$ref` in place of a list of a schema includes; a single schema may stand there, too.
    pub(super) fn list(self, name: &str, node: &Node) -> Option<(&'a Node, Self)> {
        if !is_list(name) || node.is_large() || node.get("$ref").is_none() {
            return None;
        }
        let (node, from) = self.include(node, Is::DataList)?;
        let (node, source) = super::include(self.sources, node, from.source)?;
        node.as_list()?;
        Some((node, Self { source, ..from }))
    }
}

/// Whether the value of a keyword is a list.
fn is_list(name: &str) -> bool {
    matches!(
        name,
        "allOf" | "oneOf" | "anyOf" | "prefixItems" | "enum" | "examples" | "required"
    )
}

/// What the keyword `name` lists.
pub(in crate::document) fn meant_list<'a>(name: &str, node: &'a Node) -> Meant<'a> {
    if node.is_large() {
        return Meant::Nothing;
    }
    if let Some(items) = node.as_list() {
        return Meant::List(items);
    }
    let is_scalar = node.as_text().is_some() && !node.is_null();
    match (name, node.as_map()) {
        ("allOf" | "oneOf" | "anyOf" | "prefixItems", Some(entries)) => {
            let is_schema = |key: &str| Object::Schema.key(key).is_some();
            if entries.iter().any(|entry| is_schema(&entry.key)) {
                return Meant::One(node);
            }
            Meant::Values(entries.iter().map(|entry| &entry.value).collect())
        }
        ("allOf" | "oneOf" | "anyOf", None) if !node.is_null() => Meant::Unclear,
        ("examples", Some(entries)) => {
            let example = |node: &'a Node| match node.as_map() {
                Some(_) => node.get("value").unwrap_or(node),
                None => node,
            };
            Meant::Values(entries.iter().map(|e| example(&e.value)).collect())
        }
        ("enum" | "examples" | "required", None) if is_scalar => Meant::One(node),
        _ => Meant::Nothing,
    }
}
