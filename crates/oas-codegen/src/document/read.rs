//! Sources -> document: version, check, and openapiv3 piece by piece, so that only one piece is held twice.

use super::normalize::Rewritten;
use super::objects::Object;
use super::parts::{self, Part, Unread};
use super::{Document, Version, check, normalize};
use crate::diagnostic::{Code, Diagnostics};
use crate::node::{Entry, Node};
use crate::place::{Place, SourceId};
use crate::source::Sources;
use indexmap::{IndexMap, IndexSet};
use openapiv3::{Components, OpenAPI, ReferenceOr};
use serde::de::DeserializeOwned;

/// Reads the root document. `None` if it is no OpenAPI 3 document; what is wrong is in `diags`.
pub fn read(sources: &Sources, diags: &mut Diagnostics) -> Option<Document> {
    let root = Place::root(SourceId::ROOT);
    let tree = sources.node(&root)?;
    let version = version(tree, &root, diags)?;
    check::check(sources, version, diags);
    let from = normalize::Origin::new(sources, SourceId::ROOT, SourceId::ROOT);
    let mut reader = Reader { diags, from };
    let openapi = reader.openapi(tree, &root);
    let components = root.child("components");
    let of_components = |key| tree.get("components").and_then(|c| c.get(key));
    let path_items = reader.items(of_components("pathItems"), &components.child("pathItems"));
    let webhooks = reader.items(tree.get("webhooks"), &root.child("webhooks"));
    let schemes = of_components("securitySchemes").and_then(Node::as_map);
    let mutual_tls = schemes
        .unwrap_or_default()
        .iter()
        .filter(|e| is_mutual_tls(&e.value));
    Some(Document {
        openapi,
        schemas: of_components("schemas").map(schemas).unwrap_or_default(),
        version,
        webhooks,
        path_items,
        mutual_tls: mutual_tls.map(|e| e.key.to_string()).collect(),
        sources: sources.clone(),
    })
}

fn version(tree: &Node, root: &Place, diags: &mut Diagnostics) -> Option<Version> {
    if tree.as_map().is_none() {
        let message = format!("an OpenAPI document is an object, this is {}", tree.kind());
        diags.error(Code::Version, root, message);
        return None;
    }
    let Some(node) = tree.get("openapi") else {
        let (at, message) = match tree.get("swagger") {
            Some(_) => (
                root.child("swagger"),
                "this is a Swagger 2.0 document; OpenAPI 3.0 or 3.1 is needed",
            ),
            None => (
                root.clone(),
                "this is no OpenAPI document: `openapi` is missing",
            ),
        };
        let help = match tree.get("swagger") {
            Some(_) => "convert it, for example with https://converter.swagger.io",
            None => "begin the document with `openapi: 3.0.3` or `openapi: 3.1.0`",
        };
        diags.error(Code::Version, &at, message).help(help);
        return None;
    };
    let at = root.child("openapi");
    let text = node.as_text().unwrap_or_default();
    let mut parts = text.splitn(3, '.');
    match (parts.next(), parts.next()) {
        (Some("3"), Some("0")) => Some(Version::V30),
        (Some("3"), Some("1")) => Some(Version::V31),
        (Some("3"), Some("2")) => {
            let message =
                "OpenAPI 3.2 is read as 3.1 with `itemSchema`; what else is new in 3.2 is left out";
            diags.warning(Code::Version, &at, message);
            Some(Version::V31)
        }
        _ => {
            let message = format!("unknown OpenAPI version `{text}`");
            diags
                .error(Code::Version, &at, message)
                .help("3.0.x and 3.1.x are read");
            None
        }
    }
}

fn is_mutual_tls(node: &Node) -> bool {
    node.get("type").and_then(Node::as_str) == Some("mutualTLS")
}

struct Reader<'a> {
    diags: &'a mut Diagnostics,
    from: normalize::Origin<'a>,
}

impl Reader<'_> {
    fn openapi(&mut self, tree: &Node, root: &Place) -> OpenAPI {
        let mut openapi = OpenAPI {
            openapi: tree
                .get("openapi")
                .and_then(Node::as_text)
                .unwrap_or_default()
                .to_owned(),
            info: self.key(tree, root, "info").unwrap_or_default(),
            servers: self.key(tree, root, "servers").unwrap_or_default(),
            security: self.key(tree, root, "security"),
            tags: self.key(tree, root, "tags").unwrap_or_default(),
            external_docs: self.key(tree, root, "externalDocs"),
            extensions: extensions(tree),
            ..OpenAPI::default()
        };
        if let Some(dialect) = tree.get("jsonSchemaDialect") {
            let carried = serde_json::json!({"jsonSchemaDialect": dialect.to_json()});
            openapi
                .extensions
                .insert(normalize::EXTENSION.into(), carried);
        }
        if let Some(paths) = tree.get("paths") {
            openapi.paths.paths = self.items(Some(paths), &root.child("paths"));
            openapi.paths.extensions = extensions(paths);
        }
        if let Some(components) = tree.get("components") {
            openapi.components = Some(self.components(components, &root.child("components")));
        }
        openapi
    }

    fn components(&mut self, node: &Node, at: &Place) -> Components {
        Components {
            responses: self.items(node.get("responses"), &at.child("responses")),
            parameters: self.items(node.get("parameters"), &at.child("parameters")),
            examples: self.items(node.get("examples"), &at.child("examples")),
            request_bodies: self.items(node.get("requestBodies"), &at.child("requestBodies")),
            headers: self.items(node.get("headers"), &at.child("headers")),
            security_schemes: self.items(node.get("securitySchemes"), &at.child("securitySchemes")),
            links: self.items(node.get("links"), &at.child("links")),
            callbacks: self.callbacks(node),
            extensions: extensions(node),
            ..Components::default()
        }
    }

    /// References are kept; callbacks that hold references to path items are read by `Document::callback`.
    fn callbacks(&mut self, node: &Node) -> IndexMap<String, ReferenceOr<openapiv3::Callback>> {
        let mut out = IndexMap::new();
        for entry in node
            .get("callbacks")
            .and_then(Node::as_map)
            .unwrap_or_default()
        {
            if let Some(reference) = entry.value.get("$ref").and_then(Node::as_str) {
                out.insert(entry.key.to_string(), ReferenceOr::ref_(reference));
                continue;
            }
            let mut callback = openapiv3::Callback::new();
            for item in entry.value.as_map().unwrap_or_default() {
                if !item.key.starts_with("x-")
                    && let Ok(ReferenceOr::Item(path)) = parts::parse(&item.value, self.from)
                {
                    callback.insert(item.key.to_string(), path);
                }
            }
            out.insert(entry.key.to_string(), ReferenceOr::Item(callback));
        }
        out
    }

    fn items<T: Part>(
        &mut self,
        node: Option<&Node>,
        at: &Place,
    ) -> IndexMap<String, ReferenceOr<T>> {
        let mut out = IndexMap::new();
        for entry in node.and_then(Node::as_map).unwrap_or_default() {
            let wanted = match T::OBJECT {
                Object::PathItem if at.last() == Some("paths") => entry.key.starts_with('/'),
                Object::SecurityScheme => {
                    !is_mutual_tls(&entry.value) && !entry.key.starts_with("x-")
                }
                _ => !entry.key.starts_with("x-"),
            };
            if !wanted || entry.value.as_map().is_none() && entry.value.as_bool().is_none() {
                continue;
            }
            match parts::parse(&entry.value, self.from) {
                Ok(item) => {
                    out.insert(entry.key.to_string(), item);
                }
                Err(error) => self.unread(&at.child(&entry.key), error),
            }
        }
        out
    }

    fn key<T: DeserializeOwned>(&mut self, tree: &Node, at: &Place, name: &str) -> Option<T> {
        let node = tree.get(name)?;
        let read = match normalize::rewrite(node, Object::Root.key(name)?.is, self.from) {
            Rewritten::Json(json) => {
                serde_json::from_value(json).map_err(|e| Unread::Wrong(e.to_string()))
            }
            Rewritten::Nothing => return None,
            Rewritten::Endless => Err(Unread::Endless),
        };
        read.map_err(|error| self.unread(&at.child(name), error))
            .ok()
    }

    fn unread(&mut self, at: &Place, error: Unread) {
        match error {
            // What leads only to itself is said at the very place.
            Unread::Endless if self.diags.has_errors() => {}
            Unread::Endless => {
                let message = "references where none are foreseen lead back to themselves here";
                self.diags.error(Code::ReferenceCycle, at, message).note(
                    "or what they name is more than four megabytes, counted each time that it is named",
                );
            }
            Unread::Wrong(error) if !self.diags.has_errors() => {
                let message = format!("this cannot be read: {error}");
                self.diags.error(Code::Unread, at, message);
            }
            Unread::Wrong(_) => {}
        }
    }
}

/// The names of the schemas; one may be called `x-…`.
fn schemas(node: &Node) -> IndexSet<String> {
    let is_schema = |entry: &&Entry| match entry.value.as_bool() {
        Some(_) => !entry.key.starts_with("x-"),
        None => entry.value.as_map().is_some(),
    };
    let entries = node.as_map().unwrap_or_default().iter();
    let names = entries.filter(is_schema).map(|e| e.key.to_string());
    names.collect()
}

fn extensions(node: &Node) -> IndexMap<String, serde_json::Value> {
    let entries = node.as_map().unwrap_or_default().iter();
    let own = entries.filter(|e| e.key.starts_with("x-") && &*e.key != normalize::EXTENSION);
    own.filter_map(|e| Some((e.key.to_string(), e.value.data()?)))
        .collect()
}
