//! Schemas: the keywords of 3.1 in the form of 3.0.

use super::types::{TYPES, applies, fits, keywords_of, meant_format, meant_type};
use super::{EXTENSION, Origin, bounds, extend, meant_list, text, value};
use crate::document::objects::{Is, Object, Since};
use crate::media::{Class, classify};
use crate::node::{Entry, Node, Value};
use serde_json::{Map, Value as Json};

/// Rewrites a schema; `true` is `{}`, `false` is `{not: {}}`.
pub(super) fn schema(node: &Node, from: Origin<'_>) -> Option<Json> {
    match node.value() {
        Value::Bool(true, _) => Some(Json::Object(Map::new())),
        Value::Bool(false, _) => {
            let mut out = Map::new();
            out.insert("not".into(), Json::Object(Map::new()));
            Some(Json::Object(out))
        }
        Value::Map(entries) => Some(of_map(node, entries, from)),
        _ => None,
    }
}

fn of_map(node: &Node, entries: &[Entry], from: Origin<'_>) -> Json {
    let reference = reference(node);
    if let (Some(reference), [_]) = (reference, entries) {
        return from.reference(reference);
    }
    let mut schema = Rewrite::new(node, from);
    for entry in entries {
        schema.keyword(entry);
    }
    bounds::bounds(&mut schema.out, node, schema.types == ["integer"]);
    if let Some(reference) = reference {
        schema.all_of(from.reference(reference));
    }
    schema.finish()
}

/// The target of `$ref` or `$dynamicRef`.
fn reference(node: &Node) -> Option<&str> {
    let of = |key| node.get(key).and_then(Node::as_str);
    of("$ref").or_else(|| of("$dynamicRef"))
}

/// A schema on its way.
struct Rewrite<'a> {
    node: &'a Node,
    from: Origin<'a>,
    out: Map<String, Json>,
    /// Without null; empty: any.
    types: Vec<&'a str>,
    null: bool,
}

impl<'a> Rewrite<'a> {
    fn new(node: &'a Node, from: Origin<'a>) -> Self {
        let written: Vec<&str> = match node.get("type") {
            Some(one) => match one.as_list() {
                Some(list) => list.iter().filter_map(type_name).collect(),
                None => type_name(one).into_iter().collect(),
            },
            None => Vec::new(),
        };
        let mut types: Vec<&str> = Vec::new();
        let mut format = None;
        for name in &written {
            let ty = if TYPES.contains(name) {
                name
            } else if let Some((
                ty @ ("string" | "integer" | "number" | "boolean" | "array" | "object"),
                meant,
            )) = meant_type(name)
            {
                format = format.or(meant);
                ty
            } else {
                continue;
            };
            if !types.contains(&ty) {
                types.push(ty);
            }
        }
        if types.contains(&"number") {
            types.retain(|name| *name != "integer");
        }
        let mut out = Map::with_capacity(node.as_map().map_or(0, <[Entry]>::len));
        out.extend(format.map(|format| ("format".to_owned(), Json::String(format.to_owned()))));
        Self {
            node,
            from,
            out,
            null: written.contains(&"null"),
            types,
        }
    }

    fn keyword(&mut self, entry: &Entry) {
        let name = &*entry.key;
        let node = &entry.value;
        if name.starts_with("x-") {
            if name != EXTENSION
                && let Some(value) = node.data()
            {
                self.out.insert(name.to_owned(), value);
            }
            return;
        }
        if !applies(name, &self.types) {
            return;
        }
        let (node, from) = self.from.list(name, node).unwrap_or((node, self.from));
        let outside = std::mem::replace(&mut self.from, from);
        self.value(name, node);
        self.from = outside;
    }

    fn value(&mut self, name: &str, node: &Node) {
        match name {
            "example" | "examples" if node.is_large() => {}
            "enum" | "examples" => self.values(name, node),
            "default" | "example" | "const" => self.data(name, node),
            "oneOf" | "anyOf" => self.branches(name, node),
            "properties" => {
                let properties = Is::Map(super::Names::Any, &Is::Ref(Object::Schema));
                let (node, from) = self
                    .from
                    .include(node, properties)
                    .unwrap_or((node, self.from));
                self.properties(node, from);
            }
            "required" => self.required(node),
            "items" if node.as_list().is_some() => {
                if let Some(items) = value(node, Is::List(&Is::Ref(Object::Schema)), self.from) {
                    extend(&mut self.out, "prefixItems", items);
                }
            }
            "allOf" | "prefixItems" => self.parts(name, node),
            "discriminator" => self.discriminator(node),
            "$defs" | "definitions" => {}
            "pattern" => match node.as_str().and_then(meant_format) {
                Some(format) => {
                    let format = Json::String(format.to_owned());
                    self.out.entry("format").or_insert(format);
                }
                None => self.plain(name, node),
            },
            _ => self.plain(name, node),
        }
    }

    /// Keywords that the table alone explains.
    fn plain(&mut self, name: &str, node: &Node) {
        let Some(key) = Object::Schema.key(name) else {
            return;
        };
        if matches!(key.is, Is::Types | Is::Exclusive | Is::Number) || name.starts_with('$') {
            return;
        }
        let Some(value) = value(node, key.is, self.from) else {
            return;
        };
        if name == "xml" || key.since != Since::V30 {
            extend(&mut self.out, name, value);
        } else {
            self.out.insert(name.to_owned(), value);
        }
    }

    /// Lists of schemas that are not alternatives.
    fn parts(&mut self, name: &str, node: &Node) {
        let Some(items) = meant_list(name, node).items() else {
            return;
        };
        let parts = items.into_iter().filter_map(|n| schema(n, self.from));
        let parts: Vec<Json> = parts.collect();
        match name {
            _ if parts.is_empty() => {}
            "allOf" => {
                self.out.insert(name.to_owned(), Json::Array(parts));
            }
            _ => extend(&mut self.out, name, Json::Array(parts)),
        }
    }

    /// A value of the schema: where strings are expected, a plain scalar is its source text.
    fn datum(&self, node: &Node) -> Json {
        match self.types.as_slice() {
            ["string"] => text(node).unwrap_or_else(|| node.to_json()),
            _ => node.to_json(),
        }
    }

    fn values(&mut self, name: &str, node: &Node) {
        let Some(items) = meant_list(name, node).items() else {
            return;
        };
        let values = Json::Array(items.iter().map(|item| self.datum(item)).collect());
        match name {
            "examples" => extend(&mut self.out, name, values),
            _ if items.is_empty() => {}
            _ => {
                self.out.insert(name.to_owned(), values);
            }
        }
    }

    fn data(&mut self, name: &str, node: &Node) {
        let value = self.datum(node);
        if name == "const" {
            self.null |= value.is_null();
            extend(&mut self.out, name, value.clone());
            if self.node.get("enum").is_none() {
                self.out.insert("enum".into(), Json::Array(vec![value]));
            }
        } else if value.is_null() {
            extend(&mut self.out, name, value);
        } else {
            self.out.insert(name.to_owned(), value);
        }
    }

    /// A branch that allows null alone makes the whole nullable.
    fn branches(&mut self, name: &str, node: &Node) {
        let Some(items) = meant_list(name, node).items() else {
            return;
        };
        let (null, others): (Vec<&Node>, Vec<&Node>) =
            items.into_iter().partition(|item| is_null_schema(item));
        self.null |= !null.is_empty();
        let branches: Vec<Json> = others
            .into_iter()
            .filter_map(|branch| schema(branch, self.from))
            .collect();
        if branches.is_empty() {
            if !null.is_empty() {
                self.only_null();
            }
        } else {
            self.out.insert(name.to_owned(), Json::Array(branches));
        }
    }

    fn only_null(&mut self) {
        self.null = true;
        self.out
            .insert("enum".into(), Json::Array(vec![Json::Null]));
    }

    /// The properties; `required: true` in one of them, as old drafts had it, makes it required here.
    fn properties(&mut self, node: &Node, from: Origin<'_>) {
        let mut map = Map::new();
        for entry in node.as_map().unwrap_or_default() {
            let any = || (!entry.value.is_null()).then(|| Json::Object(Map::new()));
            if let Some(property) = schema(&entry.value, from).or_else(any) {
                map.insert(entry.key.to_string(), property);
            }
            if entry.value.get("required").and_then(Node::as_bool) == Some(true) {
                self.require(&entry.key);
            }
        }
        self.out.insert("properties".into(), Json::Object(map));
    }

    fn required(&mut self, node: &Node) {
        for name in meant_list("required", node).items().unwrap_or_default() {
            if let Some(name) = name.as_text()
                && node.as_bool().is_none()
            {
                self.require(name);
            }
        }
    }

    fn require(&mut self, name: &str) {
        let list = self
            .out
            .entry("required")
            .or_insert_with(|| Json::Array(Vec::new()));
        if let Json::Array(list) = list
            && !list.iter().any(|known| known.as_str() == Some(name))
        {
            list.push(Json::String(name.to_owned()));
        }
    }

    /// A bare string is the property name, as Swagger 2 had it.
    fn discriminator(&mut self, node: &Node) {
        let object = match node.as_str() {
            Some(name) => {
                let mut map = Map::new();
                map.insert("propertyName".into(), Json::String(name.to_owned()));
                Some(Json::Object(map))
            }
            None => value(node, Is::One(Object::Discriminator), self.from),
        };
        let named = |name: &Json| name.as_str().is_some_and(|name| !name.is_empty());
        if let Some(object) = object
            && object.get("propertyName").is_some_and(named)
        {
            self.out.insert("discriminator".into(), object);
        }
    }

    fn all_of(&mut self, branch: Json) {
        let list = self
            .out
            .entry("allOf")
            .or_insert_with(|| Json::Array(Vec::new()));
        if let Json::Array(list) = list {
            list.push(branch);
        }
    }

    fn finish(mut self) -> Json {
        self.content();
        match self.types.as_slice() {
            [] if self.null && self.node.get("type").is_some() => {
                self.only_null();
                extend(
                    &mut self.out,
                    "types",
                    Json::Array(vec![Json::String("null".into())]),
                );
            }
            [] => {}
            [one] => {
                let one = (*one).to_owned();
                self.format(&one);
                self.out.insert("type".into(), Json::String(one));
            }
            _ => self.several_types(),
        }
        if self.null {
            self.out.insert("nullable".into(), Json::Bool(true));
        }
        Json::Object(self.out)
    }

    /// A format says nothing about booleans, arrays and objects; openapiv3 would lose their shape over it.
    fn format(&mut self, ty: &str) {
        let has_none = matches!(ty, "boolean" | "array" | "object");
        if has_none && let Some(format) = self.out.remove("format") {
            extend(&mut self.out, "format", format);
        }
        if !applies("minimum", &[ty]) {
            for key in keywords_of("number") {
                self.out.remove(*key);
            }
        }
    }

    /// base64 in 3.1 is `format: byte` in 3.0; a type of media that is no text stands for raw bytes, which are
    /// `format: binary`.
    fn content(&mut self) {
        if self.node.get("format").is_some() || !(self.types.is_empty() || self.types == ["string"])
        {
            return;
        }
        let of = |key| self.node.get(key).and_then(Node::as_str);
        let format = match (of("contentEncoding"), of("contentMediaType")) {
            (Some(encoding), _) if encoding.eq_ignore_ascii_case("base64") => "byte",
            (None, Some(media)) if classify(media) == Class::Binary => "binary",
            _ => return,
        };
        self.out
            .insert("format".into(), Json::String(format.into()));
    }

    /// Several types are an `anyOf` of one each, which takes along the keywords of its type.
    fn several_types(&mut self) {
        let names = self
            .types
            .iter()
            .map(|name| Json::String((*name).to_owned()))
            .collect();
        let mut branches = Vec::new();
        for ty in &self.types {
            let mut branch = Map::new();
            branch.insert("type".into(), Json::String((*ty).to_owned()));
            for name in keywords_of(ty) {
                if let Some(value) = self.out.get(*name) {
                    branch.insert((*name).to_owned(), value.clone());
                }
            }
            if let Some(Json::Array(values)) = self.out.get("enum") {
                let fitting: Vec<Json> = values.iter().filter(|v| fits(v, ty)).cloned().collect();
                if fitting.is_empty() {
                    continue;
                }
                branch.insert("enum".into(), Json::Array(fitting));
            }
            branches.push(Json::Object(branch));
        }
        for name in TYPES.iter().flat_map(|ty| keywords_of(ty)) {
            self.out.remove(*name);
        }
        self.out.remove("enum");
        extend(&mut self.out, "types", Json::Array(names));
        if self.out.contains_key("anyOf") || self.out.contains_key("oneOf") {
            let mut any = Map::new();
            any.insert("anyOf".into(), Json::Array(branches));
            self.all_of(Json::Object(any));
        } else {
            self.out.insert("anyOf".into(), Json::Array(branches));
        }
    }
}

/// The name of a type; an object with an `enum`, as one document has it, is none.
fn type_name(node: &Node) -> Option<&str> {
    match node.value() {
        Value::Null(_) => Some("null"),
        _ => node.as_str(),
    }
}

/// Whether a schema allows null and nothing else.
pub(in crate::document) fn is_null_schema(node: &Node) -> bool {
    let name = |n: &Node| n.is_null() || n.as_str() == Some("null");
    let by_type = node.get("type").is_some_and(|ty| match ty.as_list() {
        Some([one]) => name(one),
        Some(_) => false,
        None => name(ty),
    });
    let by_const = node.get("const").is_some_and(Node::is_null);
    let by_enum = matches!(node.get("enum").and_then(Node::as_list), Some([one]) if one.is_null());
    by_type || by_const || by_enum
}
