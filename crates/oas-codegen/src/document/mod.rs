//! Text -> tree -> checked tree -> openapiv3, with the places of everything.
//!
//! A value that was read through openapiv3 stands at the place whose pointer is the path walked to it;
//! [`Document::node`] gives what is really written there.

mod check;
mod normalize;
pub mod objects;
mod parts;
mod read;

#[cfg(test)]
mod tests;

use crate::diagnostic::Diagnostics;
use crate::node::Node;
use crate::place::Place;
use crate::source::Sources;
use indexmap::{IndexMap, IndexSet};
pub use normalize::EXTENSION;
use openapiv3::{PathItem, ReferenceOr};
pub use parts::Part;
pub use read::read;

/// The minor version of OpenAPI that a document follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 3.0.x
    V30,
    /// 3.1.x; 3.2 is read as this, with a warning.
    V31,
}

/// A document that was read: checked, and rewritten to the form of 3.0.
#[derive(Debug)]
pub struct Document {
    /// The root document without `paths` and `components.schemas`. What openapiv3 has no field for is in [`EXTENSION`] or in
    /// the fields below.
    pub openapi: openapiv3::OpenAPI,
    /// The names of `components.schemas`, in order. Each is read when [`Self::parse_schema`] is asked for it: all
    /// at once are the larger part of most documents.
    pub schemas: IndexSet<String>,
    /// The version that `openapi:` names.
    pub version: Version,
    /// `webhooks`.
    pub webhooks: IndexMap<String, ReferenceOr<PathItem>>,
    /// `components.pathItems`.
    pub path_items: IndexMap<String, ReferenceOr<PathItem>>,
    /// The names of security schemes of `type: mutualTLS`; they are not in `openapi`.
    pub mutual_tls: Vec<String>,
    sources: Sources,
}

impl Document {
    /// The files.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Reads the items of `paths` one after the other and gives each, with its path and place, to `each`. All at once
    /// would take ten times the memory of their text.
    pub fn each_path(
        &self,
        diags: &mut Diagnostics,
        each: impl FnMut(&str, &Place, &ReferenceOr<PathItem>, &mut Diagnostics),
    ) {
        read::each_path(&self.sources, diags, each);
    }

    /// The security schemes that the operations of paths name.
    #[must_use]
    pub fn required_schemes(&self) -> Vec<&str> {
        read::required_schemes(&self.sources)
    }

    /// What is written at `place`.
    #[must_use]
    pub fn node(&self, place: &Place) -> Option<&Node> {
        self.sources.node(place)
    }

    /// The place that `reference`, written at `at`, names; `None` if nothing stands there.
    #[must_use]
    pub fn target(&self, at: &Place, reference: &str) -> Option<Place> {
        self.sources.target(at, reference)
    }

    /// Reads the object at `place`, in any file: a schema, a parameter, a response, …
    /// `None` if nothing stands there or it is not such an object.
    #[must_use]
    pub fn parse<T: Part>(&self, place: &Place) -> Option<ReferenceOr<T>> {
        let (node, source) = self.sources.find(place)?;
        let from = normalize::Origin::new(&self.sources, source, place.source());
        parts::parse(node, from).ok()
    }

    /// Reads the schema at `place`.
    #[must_use]
    pub fn parse_schema(&self, place: &Place) -> Option<ReferenceOr<openapiv3::Schema>> {
        self.parse(place)
    }

    /// Why what stands at `place` cannot be read as such an object; `None` if it can.
    #[must_use]
    pub fn unread<T: Part>(&self, place: &Place) -> Option<String> {
        let (node, source) = self.sources.find(place)?;
        let from = normalize::Origin::new(&self.sources, source, place.source());
        parts::parse::<T>(node, from)
            .err()
            .map(parts::Unread::into_text)
    }

    /// Reads a schema inside [`EXTENSION`], which is rewritten already.
    #[must_use]
    pub fn extension_schema(json: &serde_json::Value) -> Option<ReferenceOr<openapiv3::Schema>> {
        parts::of_json(json.clone()).ok()
    }

    /// Reads the callback at `place`: its path items by expression.
    #[must_use]
    pub fn callback(&self, place: &Place) -> Option<IndexMap<String, ReferenceOr<PathItem>>> {
        let (node, source) = self.sources.find(place)?;
        let from = normalize::Origin::new(&self.sources, source, place.source());
        let items = node.as_map()?.iter().filter(|e| !e.key.starts_with("x-"));
        Some(
            items
                .filter_map(|e| Some((e.key.to_string(), parts::parse(&e.value, from).ok()?)))
                .collect(),
        )
    }
}
