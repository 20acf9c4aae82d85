//! A checked tree -> JSON in the form of OpenAPI 3.0 that openapiv3 reads without loss.
//!
//! What openapiv3 has no field for goes into the extension [`EXTENSION`] of the same object. Nothing is
//! reported here: `check` has seen everything before; what cannot be kept is left out.

mod bounds;
mod lists;
mod schema;
mod types;

pub(super) use lists::{Meant, meant_list};
pub(super) use types::{TYPES, applies, meant_format, meant_type};

use super::objects::{Is, Names, Object};
use crate::node::{Node, Value};
use crate::place::SourceId;
use crate::source::Sources;
use serde_json::{Map, Value as Json};
use std::cell::Cell;

/// The extension that carries what openapiv3 has no field for. Keys, by object:
///
/// - schema: `const`, `prefixItems`, `patternProperties`, `propertyNames`, `contains`, `minContains`,
///   `maxContains`, `dependentRequired`, `dependentSchemas`, `if`, `then`, `else`, `unevaluatedItems`,
///   `unevaluatedProperties`, `contentEncoding`, `contentMediaType`, `contentSchema`, `examples`, `xml`
///   (schemas in them are rewritten as everywhere); `default` and `example` where they are null;
///   `types` where `type` lists several; `minimum`, `maximum`, `multipleOf` as text where a number of
///   openapiv3 would round them (they win over the rounded ones), and `format` where the type has none.
/// - media type: `itemSchema`.
/// - parameter, header, media type: `example` where it is null, `examples` where it is a list;
///   header, encoding: `explode`.
///   parameter: `leftOut` where there is nothing in 3.1 that it could be.
/// - example: `value` where it is null.
/// - info: `summary`; license: `identifier`; header: `allowReserved`, `allowEmptyValue`; parameter: the
///   same where it is not in the query; document: `jsonSchemaDialect`.
/// - path item: `operations`, a map from method to a reference, for operations that are references.
/// - operation: `callbacks`, a map from name to a reference, for callbacks that are references or
///   contain any (`Document::callback` reads them).
pub const EXTENSION: &str = "x-oas-codegen";

/// Where a node comes from.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    sources: &'a Sources,
    /// The file that the node is in.
    source: SourceId,
    /// The file that the whole is read as part of; references in others are made absolute.
    home: SourceId,
    hops: u8,
    included: Option<&'a Included>,
}

/// How much includes may still bring in; `None` once that was not enough.
struct Included {
    left: Cell<Option<u32>>,
}

/// Includes inside of includes.
const MOST_HOPS: u8 = 16;

/// Bytes of text that the includes of one part may bring in.
const MOST_INCLUDED: u32 = 4 << 20;

impl<'a> Origin<'a> {
    /// A node of `source` that is read as part of `home`.
    pub(super) fn new(sources: &'a Sources, source: SourceId, home: SourceId) -> Self {
        Self {
            sources,
            source,
            home,
            hops: 0,
            included: None,
        }
    }

    /// What a `$ref` includes that stands where no reference is foreseen.
    fn include(self, node: &Node, is: Is) -> Option<(&'a Node, Self)> {
        if !includes(is) {
            return None;
        }
        let (node, source) = self.sources.included(node, self.source)?;
        let budget = self.included?;
        let length = node.span.end.saturating_sub(node.span.start).max(1);
        let left = budget.left.get().filter(|_| self.hops < MOST_HOPS);
        budget.left.set(left.and_then(|n| n.checked_sub(length)));
        budget.left.get()?;
        let hops = self.hops + 1;
        Some((
            node,
            Self {
                source,
                hops,
                ..self
            },
        ))
    }

    /// A reference object, of use in the file that is being read.
    fn reference(self, reference: &str) -> Json {
        let absolute = match self.source == self.home {
            true => None,
            false => self.sources.absolute(self.source, reference),
        };
        let mut out = Map::new();
        let text = absolute.unwrap_or_else(|| reference.to_owned());
        out.insert("$ref".into(), Json::String(text));
        Json::Object(out)
    }
}

/// Whether a `$ref` in place of such a value can only be an include.
pub(super) fn includes(is: Is) -> bool {
    match is {
        Is::Ref(_) | Is::BoolOrSchema | Is::Data | Is::Map(Names::Extended, _) => false,
        Is::One(object) => !matches!(
            object,
            Object::PathItem | Object::Operation | Object::Schema
        ),
        Is::DataList | Is::Map(..) | Is::List(_) | Is::Text | Is::Texts => true,
        Is::Word | Is::Types | Is::Bool | Is::Count | Is::Number | Is::Exclusive => false,
    }
}

/// The end of a chain of includes that begins at `node`; `None` if there is none.
pub(super) fn include<'a>(
    sources: &'a Sources,
    node: &'a Node,
    source: SourceId,
) -> Option<(&'a Node, SourceId)> {
    let mut at = (node, source);
    for _ in 0..MOST_HOPS {
        match sources.included(at.0, at.1) {
            Some(next) => at = next,
            None => return Some(at),
        }
    }
    None
}

/// What becomes of a part.
pub(super) enum Rewritten {
    /// JSON that openapiv3 reads.
    Json(Json),
    /// Nothing: it is not of the kind.
    Nothing,
    /// Its includes lead back to themselves, or bring in too much.
    Endless,
}

/// Rewrites the value of a key, or the object at a place.
pub(super) fn rewrite(node: &Node, is: Is, from: Origin<'_>) -> Rewritten {
    let included = Included {
        left: Cell::new(Some(MOST_INCLUDED)),
    };
    let from = Origin {
        included: Some(&included),
        ..from
    };
    match value(node, is, from) {
        _ if included.left.get().is_none() => Rewritten::Endless,
        Some(json) => Rewritten::Json(json),
        None => Rewritten::Nothing,
    }
}

fn value(node: &Node, is: Is, from: Origin<'_>) -> Option<Json> {
    if node.is_large() && matches!(is, Is::Data | Is::DataList) {
        return None;
    }
    if let Some((node, from)) = from.include(node, is) {
        return value(node, is, from);
    }
    match is {
        Is::Text | Is::Word => text(node),
        Is::Bool | Is::Exclusive => boolean(node),
        Is::Count => count(node),
        Is::Number => node.to_number().map(|n| n.to_json()),
        Is::Data => Some(node.to_json()),
        Is::Texts => Some(Json::Array(
            node.as_list()?.iter().filter_map(text).collect(),
        )),
        Is::DataList => Some(Json::Array(
            node.as_list()?.iter().map(Node::to_json).collect(),
        )),
        Is::One(object) | Is::Ref(object) => self::object(node, object, from),
        Is::List(is) => Some(Json::Array(
            node.as_list()?
                .iter()
                .filter_map(|n| value(n, *is, from))
                .collect(),
        )),
        Is::Map(names, is) => map(node, names, *is, from),
        Is::BoolOrSchema => match node.as_bool() {
            Some(flag) => Some(Json::Bool(flag)),
            None => self::object(node, Object::Schema, from),
        },
        Is::Types => None,
    }
}

fn text(node: &Node) -> Option<Json> {
    node.as_text().map(|text| Json::String(text.to_owned()))
}

/// A boolean, also one in quotes or in the words of YAML 1.1.
pub(super) fn boolean(node: &Node) -> Option<Json> {
    let flag = match node.value() {
        Value::Bool(flag, _) => *flag,
        Value::String(text) => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => true,
            "false" | "no" | "off" => false,
            _ => return None,
        },
        _ => return None,
    };
    Some(Json::Bool(flag))
}

/// An integer from zero up, also one in quotes.
fn count(node: &Node) -> Option<Json> {
    let n = match node.value() {
        Value::Number(number) => number.as_i128()?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    u64::try_from(n).ok().map(Json::from)
}

fn map(node: &Node, names: Names, is: Is, from: Origin<'_>) -> Option<Json> {
    let entries = node.as_map()?;
    let mut out = Map::with_capacity(entries.len());
    for entry in entries {
        let kept = match names {
            Names::Any => true,
            _ if entry.key.starts_with("x-") => {
                if names != Names::Extended
                    && let Some(value) = entry.value.data()
                {
                    out.insert(entry.key.to_string(), value);
                }
                continue;
            }
            Names::Extended | Names::Components => true,
            Names::Paths => entry.key.starts_with('/'),
            Names::Statuses => is_status(&entry.key),
        };
        if kept && let Some(value) = value(&entry.value, is, from) {
            out.insert(entry.key.to_string(), value);
        }
    }
    Some(Json::Object(out))
}

/// Whether `key` is a status, a range of them, or `default`.
pub(super) fn is_status(key: &str) -> bool {
    let bytes = key.as_bytes();
    let first = bytes.first().is_some_and(|b| matches!(b, b'1'..=b'9'));
    let rest = match bytes {
        [_, rest @ ..] => rest,
        [] => &[],
    };
    let code = rest.len() == 2 && rest.iter().all(u8::is_ascii_digit);
    let range = rest.len() == 2 && rest.iter().all(|b| matches!(b, b'x' | b'X'));
    key == "default" || (first && (code || range))
}

fn object(node: &Node, object: Object, from: Origin<'_>) -> Option<Json> {
    if object == Object::Schema {
        return schema::schema(node, from);
    }
    let entries = node.as_map()?;
    let flow = matches!(object, Object::OAuthFlow | Object::OAuthFlows);
    if let Some(reference) = node.get("$ref").and_then(Node::as_str)
        && !flow
    {
        return Some(from.reference(reference));
    }
    let mut out = Map::with_capacity(entries.len());
    for entry in entries {
        if entry.key.starts_with("x-") {
            if &*entry.key != EXTENSION
                && let Some(value) = entry.value.data()
            {
                out.insert(entry.key.to_string(), value);
            }
        } else if let Some(key) = object.key(&entry.key)
            && let Some(value) = value(&entry.value, key.is, from)
        {
            out.insert(entry.key.to_string(), value);
        }
    }
    complete(&mut out, node, object, from);
    // A link to nothing is left out; `check` says so.
    let aimless = object == Object::Link
        && !out.contains_key("operationId")
        && !out.contains_key("operationRef");
    (!aimless).then_some(Json::Object(out))
}

/// Puts `value` into the extension of `object`.
fn extend(object: &mut Map<String, Json>, key: &str, value: Json) {
    let extension = object
        .entry(EXTENSION)
        .or_insert_with(|| Json::Object(Map::new()));
    if let Json::Object(extension) = extension {
        extension.insert(key.into(), value);
    }
}

/// Gives required keys of openapiv3 a value, and moves what it cannot hold.
fn complete(out: &mut Map<String, Json>, node: &Node, object: Object, from: Origin<'_>) {
    let defaults: &[&str] = match object {
        Object::Info => &["title", "version"],
        Object::License | Object::Tag => &["name"],
        Object::Server | Object::ExternalDocs => &["url"],
        Object::Response => &["description"],
        Object::Discriminator => &["propertyName"],
        Object::OAuthFlow => &["authorizationUrl", "tokenUrl"],
        _ => &[],
    };
    for key in defaults {
        out.entry(*key)
            .or_insert_with(|| Json::String(String::new()));
    }
    match object {
        Object::OAuthFlow => {
            out.entry("scopes")
                .or_insert_with(|| Json::Object(Map::new()));
        }
        Object::Operation => {
            out.entry("responses")
                .or_insert_with(|| Json::Object(Map::new()));
            callbacks(out, node, from);
        }
        Object::ServerVariable if !out.contains_key("default") => {
            let first = out.get("enum").and_then(|values| values.get(0)).cloned();
            out.insert(
                "default".into(),
                first.unwrap_or_else(|| Json::String(String::new())),
            );
        }
        Object::PathItem => operations(out),
        Object::Parameter => {
            if out.get("in").is_some_and(|place| place == "querystring") {
                out.insert("in".into(), "query".into());
                extend(out, "leftOut", Json::Bool(true));
            }
            schema_or_content(out);
            examples(out, node);
            parameter_style(out);
        }
        Object::Info => carry(out, &["summary"]),
        Object::License => carry(out, &["identifier"]),
        Object::Header => {
            carry(out, &["allowReserved", "allowEmptyValue"]);
            schema_or_content(out);
            examples(out, node);
            out.remove("style");
            explode(out, node);
        }
        Object::Encoding => {
            explode(out, node);
            encoding_style(out);
        }
        Object::MediaType => {
            carry(out, &["itemSchema"]);
            examples(out, node);
        }
        Object::Example if node.get("value").is_some_and(Node::is_null) => {
            extend(out, "value", Json::Null);
        }
        Object::Link if out.contains_key("operationId") => {
            out.remove("operationRef");
        }
        _ => {}
    }
}

/// Moves keys that openapiv3 does not know.
fn carry(out: &mut Map<String, Json>, keys: &[&str]) {
    for key in keys {
        if let Some(value) = out.remove(*key) {
            extend(out, key, value);
        }
    }
}

/// openapiv3 wants exactly one of the two.
fn schema_or_content(out: &mut Map<String, Json>) {
    let content = matches!(out.get("content"), Some(Json::Object(map)) if !map.is_empty());
    if out.contains_key("schema") || !content {
        out.remove("content");
        out.entry("schema")
            .or_insert_with(|| Json::Object(Map::new()));
    }
}

fn examples(out: &mut Map<String, Json>, node: &Node) {
    if node.get("example").is_some_and(Node::is_null) {
        extend(out, "example", Json::Null);
    }
    let listed = |n: &&Node| !n.is_large() && n.as_list().is_some();
    if let Some(list) = node.get("examples").filter(listed) {
        extend(out, "examples", list.to_json());
    }
}

/// openapiv3 does not know whether `explode` was given.
fn explode(out: &mut Map<String, Json>, node: &Node) {
    if let Some(flag) = node.get("explode").and_then(boolean) {
        extend(out, "explode", flag);
    }
}

/// The styles that a location has, as openapiv3 knows them.
pub(super) fn styles(location: &str) -> &'static [&'static str] {
    match location {
        "path" => &["matrix", "label", "simple"],
        "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        "header" => &["simple"],
        "cookie" => &["form"],
        _ => &[],
    }
}

fn parameter_style(out: &mut Map<String, Json>) {
    let location = out.get("in").and_then(Json::as_str).unwrap_or_default();
    let known = out
        .get("style")
        .and_then(Json::as_str)
        .is_some_and(|style| styles(location).contains(&style));
    let query = location == "query";
    if location == "path" {
        out.insert("required".into(), Json::Bool(true));
    }
    if !query {
        carry(out, &["allowReserved", "allowEmptyValue"]);
    }
    if !known {
        out.remove("style");
    }
}

fn encoding_style(out: &mut Map<String, Json>) {
    let style = out.get("style").and_then(Json::as_str);
    if !style.is_some_and(|style| styles("query").contains(&style)) {
        out.remove("style");
    }
}

/// openapiv3 knows no references to operations.
fn operations(out: &mut Map<String, Json>) {
    let methods = [
        "get", "put", "post", "delete", "options", "head", "patch", "trace",
    ];
    let mut moved = Map::new();
    for method in methods {
        if let Some(reference) = out
            .get_mut(method)
            .and_then(|operation| operation.get_mut("$ref"))
        {
            moved.insert(method.into(), reference.take());
        }
    }
    out.retain(|name, _| !moved.contains_key(name));
    if !moved.is_empty() {
        extend(out, "operations", Json::Object(moved));
    }
}

/// openapiv3 knows no references in an operation's callbacks.
fn callbacks(out: &mut Map<String, Json>, node: &Node, from: Origin<'_>) {
    let Some(Json::Object(map)) = out.get_mut("callbacks") else {
        return;
    };
    let mut moved = Map::new();
    for entry in node
        .get("callbacks")
        .and_then(Node::as_map)
        .unwrap_or_default()
    {
        let reference = entry.value.get("$ref").and_then(Node::as_str);
        let inner = entry.value.as_map().unwrap_or_default();
        if let Some(reference) = reference {
            let mut reference = from.reference(reference);
            moved.insert(entry.key.to_string(), reference["$ref"].take());
        } else if inner.iter().any(|item| item.value.get("$ref").is_some()) {
            moved.insert(entry.key.to_string(), Json::Null);
        }
    }
    map.retain(|name, _| !moved.contains_key(name));
    if !moved.is_empty() {
        extend(out, "callbacks", Json::Object(moved));
    }
}
