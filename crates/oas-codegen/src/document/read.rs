//! Sources -> document: version, check, and openapiv3 piece by piece, so that only one piece is held twice.

use super::normalize::Rewritten;
use super::objects::Object;
use super::parts::{self, Part, Unread};
use super::{Document, Version, check, normalize};
use crate::diagnostic::{Code, Diagnostics};
use crate::node::{Entry, Node};
use crate::place::{Place, SourceId};
use crate::source::Sources;
use crate::threads;
use indexmap::{IndexMap, IndexSet};
use openapiv3::{Components, OpenAPI, PathItem, ReferenceOr};
use serde::de::DeserializeOwned;

/// Reads the root document. `None` if it is no OpenAPI 3 document; what is wrong is in `diags`.
pub fn read(sources: &Sources, diags: &mut Diagnostics) -> Option<Document> {
    let root = Place::root(SourceId::ROOT);
    let tree = sources.node(&root)?;
    let version = version(tree, &root, diags)?;
    let components = root.child("components");
    let of_components = |key| tree.get("components").and_then(|c| c.get(key));
    let checked = || {
        let mut found = Diagnostics::default();
        check::check(sources, version, diags, &mut found);
        found
    };
    let others = || {
        let mut reader = Reader::new(sources);
        let openapi = reader.openapi(tree, &root);
        let path_items = reader.items(of_components("pathItems"), &components.child("pathItems"));
        let webhooks = reader.items(tree.get("webhooks"), &root.child("webhooks"));
        (reader, openapi, path_items, webhooks)
    };
    // The thread that has read `components` ahead has them in its cache.
    let (others, found) = threads::both(others, checked);
    let (reader, openapi, path_items, webhooks) = others;
    diags.extend(found);
    for (at, error) in reader.unread {
        unread(&at, &error, diags);
    }
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
    sources: &'a Sources,
    /// What could not be read.
    unread: Vec<(Place, Unread)>,
}

impl<'a> Reader<'a> {
    fn new(sources: &'a Sources) -> Self {
        Self {
            sources,
            unread: Vec::new(),
        }
    }

    /// All but paths and schemas.
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
                    && let Ok(ReferenceOr::Item(path)) =
                        parts::parse(&item.value, root_origin(self.sources))
                {
                    callback.insert(item.key.to_string(), path);
                }
            }
            out.insert(entry.key.to_string(), ReferenceOr::Item(callback));
        }
        out
    }

    fn items<T: Part + Send>(
        &mut self,
        node: Option<&Node>,
        at: &Place,
    ) -> IndexMap<String, ReferenceOr<T>> {
        const CHUNK: usize = 8;
        let entries = node.and_then(Node::as_map).unwrap_or_default();
        let read = |entry: &Entry| {
            let wanted = match T::OBJECT {
                Object::SecurityScheme => {
                    !is_mutual_tls(&entry.value) && !entry.key.starts_with("x-")
                }
                _ => !entry.key.starts_with("x-"),
            };
            let some = entry.value.as_map().is_some() || entry.value.as_bool().is_some();
            let from = root_origin(self.sources);
            (wanted && some).then(|| parts::parse::<T>(&entry.value, from))
        };
        let items = threads::map(entries, CHUNK, read);
        let mut out = IndexMap::with_capacity(items.len());
        for (entry, item) in entries.iter().zip(items) {
            match item {
                Some(Ok(item)) => {
                    out.insert(entry.key.to_string(), item);
                }
                Some(Err(Unread::Useless)) | None => {}
                Some(Err(error)) => self.unread.push((at.child(&entry.key), error)),
            }
        }
        out
    }

    fn key<T: DeserializeOwned>(&mut self, tree: &Node, at: &Place, name: &str) -> Option<T> {
        let node = tree.get(name)?;
        let read =
            match normalize::rewrite(node, Object::Root.key(name)?.is, root_origin(self.sources)) {
                Rewritten::Json(json) => {
                    serde_json::from_value(json).map_err(|e| Unread::Wrong(e.to_string()))
                }
                Rewritten::Nothing => return None,
                Rewritten::Endless => Err(Unread::Endless),
            };
        read.map_err(|error| self.unread.push((at.child(name), error)))
            .ok()
    }
}

fn root_origin(sources: &Sources) -> normalize::Origin<'_> {
    normalize::Origin::new(sources, SourceId::ROOT, SourceId::ROOT)
}

/// Says that something could not be read, where nothing wrong is said that explains it.
fn unread(at: &Place, error: &Unread, diags: &mut Diagnostics) {
    if diags.has_errors() {
        return;
    }
    match error {
        Unread::Endless => {
            let message = "references where none are foreseen lead back to themselves here";
            diags.error(Code::ReferenceCycle, at, message).note(
                "or what they name is more than four megabytes, counted each time that it is named",
            );
        }
        Unread::Useless => {}
        Unread::Wrong(error) => {
            let message = format!("this cannot be read: {error}");
            diags.error(Code::Unread, at, message);
        }
    }
}

/// Reads the items of `paths` one by one, and gives each to `each`; there is never a list of all.
pub(super) fn each_path(
    sources: &Sources,
    diags: &mut Diagnostics,
    mut each: impl FnMut(&str, &Place, &ReferenceOr<PathItem>, &mut Diagnostics),
) {
    let root = Place::root(SourceId::ROOT);
    let at = root.child("paths");
    let entries: Vec<&Entry> = path_entries(sources.node(&root)).collect();
    let read = |entry: &&Entry| {
        let item = parts::parse::<PathItem>(&entry.value, root_origin(sources));
        item.map(Box::new)
    };
    threads::ahead(&entries, read, |entry, item| {
        let at = at.child(&entry.key);
        match item {
            Ok(item) => each(&entry.key, &at, item, diags),
            Err(error) => unread(&at, error, diags),
        }
    });
}

/// The paths of a document that are objects.
fn path_entries(tree: Option<&Node>) -> impl Iterator<Item = &Entry> {
    let paths = tree.and_then(|tree| tree.get("paths"));
    let entries = paths.and_then(Node::as_map).unwrap_or_default().iter();
    entries.filter(|entry| {
        let value = &entry.value;
        entry.key.starts_with('/') && (value.as_map().is_some() || value.as_bool().is_some())
    })
}

/// The security schemes that the operations of paths name, each as often as it is named.
pub(super) fn required_schemes(sources: &Sources) -> Vec<&str> {
    const METHODS: [&str; 8] = [
        "get", "put", "post", "delete", "options", "head", "patch", "trace",
    ];
    let root = Place::root(SourceId::ROOT);
    let items = path_entries(sources.node(&root)).filter(|e| e.value.get("$ref").is_none());
    let operations = items.flat_map(|e| METHODS.iter().filter_map(|m| e.value.get(m)));
    let written = operations.filter(|operation| operation.get("$ref").is_none());
    let lists = written.filter_map(|operation| operation.get("security")?.as_list());
    let requirements = lists.flatten().filter_map(Node::as_map);
    requirements.flatten().map(|entry| &*entry.key).collect()
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
