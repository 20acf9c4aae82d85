//! The schemas of a document as `jsonschema` takes them: one dialect, one direction, references by number.
//!
//! Read from the document itself, not from what the generator made of it. Knows JSON Schema and the differences
//! of OpenAPI 3.0. Must not know operations.

use std::collections::BTreeMap;

use oas_codegen::place::SourceId;
use serde_json::{Map, Value, json};

use super::files::{At, Files};
use super::listed::listed;

/// Who reads a value: it decides what `readOnly` and `writeOnly` mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Sent by the client.
    Request,
    /// Sent by the server.
    Reply,
}

impl Direction {
    /// The keyword of properties that are not sent in this direction.
    fn hidden(self) -> &'static str {
        match self {
            Self::Request => "readOnly",
            Self::Reply => "writeOnly",
        }
    }
}

/// Schemas of one direction, by number.
pub struct Schemas<'a> {
    files: &'a Files,
    direction: Direction,
    numbers: BTreeMap<String, usize>,
    definitions: Vec<Value>,
    waiting: Vec<(usize, At<'a>, Option<At<'a>>)>,
    /// The `$defs` around what is converted: some documents take them for the document's.
    around: Option<At<'a>>,
    patterns: BTreeMap<String, bool>,
}

/// The keywords with a schema, with a list of schemas, and with a map of schemas.
const ONE: &[&str] = &[
    "items",
    "additionalProperties",
    "propertyNames",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "unevaluatedProperties",
    "unevaluatedItems",
];
const LIST: &[&str] = &["allOf", "oneOf", "anyOf", "prefixItems"];
const MAP: &[&str] = &["properties", "patternProperties", "dependentSchemas"];
/// Counts.
const COUNTS: &[&str] = &[
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "minContains",
    "maxContains",
];
/// What is taken as it is.
const PLAIN: &[&str] = &[
    "const",
    "format",
    "default",
    "example",
    "examples",
    "contentEncoding",
    "contentMediaType",
    "dependentRequired",
];
/// Formats that stand under `pattern` by mistake.
const FORMATS: &[&str] = &[
    "date-time",
    "date",
    "time",
    "duration",
    "uuid",
    "email",
    "uri",
    "ipv4",
    "ipv6",
];
const TYPES: &[&str] = &[
    "object", "array", "string", "number", "integer", "boolean", "null",
];

impl<'a> Schemas<'a> {
    /// No schemas yet.
    pub fn new(files: &'a Files, direction: Direction) -> Self {
        Self {
            files,
            direction,
            numbers: BTreeMap::new(),
            definitions: Vec::new(),
            waiting: Vec::new(),
            around: None,
            patterns: BTreeMap::new(),
        }
    }

    /// Adds a schema, and all that it refers to; its number.
    pub fn add(&mut self, schema: At<'a>) -> usize {
        let first = self.definitions.len();
        let number = first;
        self.definitions.push(Value::Null);
        self.waiting.push((number, schema, None));
        while let Some((number, schema, around)) = self.waiting.pop() {
            self.around = around;
            let mut converted = self.convert(schema, 0);
            if number != first
                && let Some(component) = converted.as_object_mut()
            {
                component.insert("x-component".into(), true.into());
            }
            self.definitions[number] = converted;
        }
        first
    }

    /// Adds the schema of any string that is not empty.
    pub fn text(&mut self) -> usize {
        self.definitions
            .push(json!({ "type": ["string"], "minLength": 1 }));
        self.definitions.len() - 1
    }

    /// All of them: what `{"$ref": "#/$defs/N"}` refers to is at N.
    pub fn definitions(&self) -> &[Value] {
        &self.definitions
    }

    /// The schema that a reference names, by its number.
    fn target(&mut self, file: SourceId, reference: &str) -> Option<usize> {
        if let Some((place, target)) = self.files.target(file, reference) {
            let key = format!("{}#{}", place.source().0, place.pointer());
            return Some(self.number(key, target, None));
        }
        let name = reference.strip_prefix("#/$defs/")?;
        let target = self.around?.get(name)?;
        Some(self.number(format!("{:p}", target.value), target, self.around))
    }

    fn number(&mut self, key: String, target: At<'a>, around: Option<At<'a>>) -> usize {
        if let Some(&number) = self.numbers.get(&key) {
            return number;
        }
        let number = self.definitions.len();
        self.definitions.push(Value::Null);
        self.numbers.insert(key, number);
        self.waiting.push((number, target, around));
        number
    }

    fn convert(&mut self, at: At<'a>, depth: usize) -> Value {
        let outer = self.around;
        self.around = at.get("$defs").or(outer);
        let converted = self.converted(at, depth);
        self.around = outer;
        converted
    }

    fn converted(&mut self, at: At<'a>, depth: usize) -> Value {
        let Some(schema) = at.value.as_object() else {
            return Value::Bool(at.value.as_bool().unwrap_or(true));
        };
        if depth > 100 {
            return Value::Bool(true);
        }
        let mut out = Map::new();
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let Some(number) = self.target(at.file, reference) else {
                return Value::Bool(true);
            };
            out.insert("$ref".into(), reference_to(number));
            if self.files.is_3_0 {
                return or_null(schema, out);
            }
        }
        self.applicators(at, depth, &mut out);
        self.assertions(schema, &mut out);
        self.hide(at, &mut out);
        self.discriminate(at, &mut out);
        or_null(schema, out)
    }

    fn applicators(&mut self, at: At<'a>, depth: usize, out: &mut Map<String, Value>) {
        for &keyword in ONE {
            if let Some(schema) = at.get(keyword)
                && (schema.value.is_object() || schema.value.is_boolean())
            {
                let schema = self.convert(schema, depth + 1);
                out.insert(keyword.into(), schema);
            }
        }
        for &keyword in LIST {
            if let Some(list) = at.get(keyword)
                && list.value.as_array().is_some_and(|list| !list.is_empty())
            {
                let list = list.items().map(|schema| self.convert(schema, depth + 1));
                out.insert(keyword.into(), list.collect());
            }
        }
        for &keyword in MAP {
            // Some documents have the whole map elsewhere.
            if let Some(map) = at.get(keyword).and_then(|map| self.files.follow(map))
                && map.value.is_object()
            {
                let mut converted = Map::new();
                for (name, schema) in map.members() {
                    if keyword != "patternProperties" || self.is_pattern(name) {
                        converted.insert(name.into(), self.convert(schema, depth + 1));
                    }
                }
                out.insert(keyword.into(), Value::Object(converted));
            }
        }
    }

    fn is_pattern(&mut self, pattern: &str) -> bool {
        let valid = || jsonschema::validator_for(&json!({ "pattern": pattern })).is_ok();
        *self
            .patterns
            .entry(pattern.to_owned())
            .or_insert_with(valid)
    }

    fn assertions(&mut self, schema: &Map<String, Value>, out: &mut Map<String, Value>) {
        for &keyword in COUNTS {
            if let Some(count) = schema.get(keyword).and_then(Value::as_u64) {
                out.insert(keyword.into(), count.into());
            }
        }
        for &keyword in PLAIN {
            if let Some(value) = schema.get(keyword) {
                out.insert(keyword.into(), value.clone());
            }
        }
        if let Some(pattern) = schema.get("pattern").and_then(Value::as_str)
            && FORMATS.contains(&pattern)
        {
            // Nobody means texts that contain the word.
            out.entry("format").or_insert_with(|| pattern.into());
        } else if let Some(pattern) = schema.get("pattern").and_then(Value::as_str)
            && self.is_pattern(pattern)
        {
            out.insert("pattern".into(), pattern.into());
        }
        if let Some(values) = listed(schema) {
            out.insert("enum".into(), values.into());
        }
        if schema.get("uniqueItems") == Some(&Value::Bool(true)) {
            out.insert("uniqueItems".into(), true.into());
        }
        if let Some(required) = schema.get("required").and_then(Value::as_array) {
            let names = required.iter().filter(|name| name.is_string()).cloned();
            out.insert("required".into(), names.collect());
        }
        let numbers = [
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ];
        for keyword in numbers {
            if let Some(number) = schema.get(keyword).filter(|value| value.is_number()) {
                out.insert(keyword.into(), number.clone());
            }
        }
        for (exclusive, bound) in [
            ("exclusiveMinimum", "minimum"),
            ("exclusiveMaximum", "maximum"),
        ] {
            if schema.get(exclusive) == Some(&Value::Bool(true))
                && let Some(number) = out.remove(bound)
            {
                out.insert(exclusive.into(), number);
            }
        }
        self.types(schema, out);
    }

    fn types(&self, schema: &Map<String, Value>, out: &mut Map<String, Value>) {
        let known = |name: &Value| name.as_str().is_some_and(|name| TYPES.contains(&name));
        // `null` without quotes is meant to be the name.
        let name = |name: &Value| match name {
            Value::Null => Value::from("null"),
            other => other.clone(),
        };
        let mut types: Vec<Value> = match schema.get("type") {
            Some(Value::Array(types)) => types.iter().map(name).filter(known).collect(),
            Some(name) if known(name) => vec![name.clone()],
            _ => return,
        };
        let listed = schema.get("enum").and_then(Value::as_array);
        let lists_null = listed.is_some_and(|values| values.contains(&Value::Null));
        let nullable = schema.get("nullable") == Some(&Value::Bool(true));
        if (nullable || lists_null && self.files.is_3_0) && !types.contains(&"null".into()) {
            types.push("null".into());
        }
        out.insert("type".into(), types.into());
    }

    /// Leaves out what is not sent in this direction.
    fn hide(&self, at: At<'a>, out: &mut Map<String, Value>) {
        let mut hidden: Vec<&str> = Vec::new();
        self.hidden_below(at, 0, &mut hidden);
        for name in hidden {
            if let Some(Value::Object(properties)) = out.get_mut("properties") {
                properties.remove(name);
            }
            if let Some(Value::Array(required)) = out.get_mut("required") {
                required.retain(|required| required != name);
            }
            for part in out
                .get_mut("allOf")
                .and_then(Value::as_array_mut)
                .into_iter()
                .flatten()
            {
                if let Some(Value::Array(required)) = part.get_mut("required") {
                    required.retain(|required| required != name);
                }
            }
        }
    }

    fn hidden_below(&self, at: At<'a>, depth: usize, hidden: &mut Vec<&'a str>) {
        if depth > 8 {
            return;
        }
        for (name, property) in at.get("properties").into_iter().flat_map(At::members) {
            let keyword = self.direction.hidden();
            let is_hidden = |at: At<'_>| at.value.get(keyword) == Some(&Value::Bool(true));
            let target = self.files.follow(property).is_some_and(is_hidden);
            let in_all = property.get("allOf").is_some_and(|all| {
                all.items()
                    .any(|part| is_hidden(part) || self.files.follow(part).is_some_and(is_hidden))
            });
            if is_hidden(property) || target || in_all {
                hidden.push(name);
            }
        }
        for part in at.get("allOf").into_iter().flat_map(At::items) {
            if let Some(part) = self.files.follow(part) {
                self.hidden_below(part, depth + 1, hidden);
            }
        }
    }

    /// Notes the tag of each alternative (`x-tags`), or the schemas that extend this one (`x-children`).
    fn discriminate(&mut self, at: At<'a>, out: &mut Map<String, Value>) {
        let Some(discriminator) = at.get("discriminator") else {
            return;
        };
        let Some(property) = discriminator
            .get("propertyName")
            .and_then(|name| name.value.as_str())
        else {
            return;
        };
        let alternatives = at.get("oneOf").or_else(|| at.get("anyOf"));
        let branches: Vec<At<'a>> = match alternatives {
            Some(alternatives) => alternatives.items().collect(),
            None => self.children(at),
        };
        let tags = branches
            .iter()
            .map(|branch| self.tag(discriminator, *branch));
        let tags: Value = tags.collect();
        // The tag says which alternative is meant, also where a value would fit several.
        if !out.contains_key("anyOf")
            && let Some(alternatives) = out.remove("oneOf")
        {
            out.insert("anyOf".into(), alternatives);
        }
        out.insert("x-tag".into(), property.into());
        out.insert("x-tags".into(), tags);
        if alternatives.is_none() {
            let refs = branches.into_iter().map(|branch| self.convert(branch, 90));
            let refs: Value = refs.collect();
            out.insert("x-children".into(), refs);
        }
    }

    fn tag(&self, discriminator: At<'a>, branch: At<'a>) -> Value {
        let Some(reference) = branch.value.get("$ref").and_then(Value::as_str) else {
            return Value::Null;
        };
        let place = self
            .files
            .target(branch.file, reference)
            .map(|(place, _)| place);
        let same = |at: At<'_>| {
            let text = at.value.as_str().unwrap_or_default();
            let named = format!("#/components/schemas/{text}");
            let target = self.files.target(at.file, text);
            let target = target.or_else(|| self.files.target(at.file, &named));
            text == reference || place.is_some() && target.map(|(place, _)| place) == place
        };
        let mapping = discriminator
            .get("mapping")
            .into_iter()
            .flat_map(At::members);
        let mapped = mapping.into_iter().find(|(_, target)| same(*target));
        let name = reference.rsplit('/').next().unwrap_or_default();
        let vendors = || {
            let target = self.files.follow(branch)?;
            target.value.get("x-ms-discriminator-value")?.as_str()
        };
        let mapped = mapped.map(|(tag, _)| tag).or_else(vendors);
        Value::from(mapped.unwrap_or(name))
    }

    /// References to the components whose `allOf` has this schema.
    fn children(&self, parent: At<'a>) -> Vec<At<'a>> {
        let root = self.files.root();
        let components = root
            .get("components")
            .and_then(|components| components.get("schemas"));
        let extends = |schema: At<'a>| {
            let parts = schema.get("allOf").into_iter().flat_map(At::items);
            let mut parts = parts.filter(|part| part.value.get("$ref").is_some());
            parts.any(|part| {
                let target = self.files.follow(part);
                target.is_some_and(|target| std::ptr::eq(target.value, parent.value))
            })
        };
        let children = components.into_iter().flat_map(At::members);
        let children = children.filter(|(_, schema)| extends(*schema));
        let value = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        children
            .map(|(name, _)| At {
                file: SourceId::ROOT,
                // The tree has no such node: a few bytes are kept for the length of the run.
                value: Box::leak(Box::new(value(name))),
            })
            .collect()
    }
}

/// Beside references and compositions, `nullable` is meant to add null, though no rule says so.
fn or_null(schema: &Map<String, Value>, out: Map<String, Value>) -> Value {
    let nullable = schema.get("nullable") == Some(&Value::Bool(true));
    let composed = ["$ref", "allOf", "oneOf", "anyOf"];
    match nullable && composed.iter().any(|keyword| out.contains_key(*keyword)) {
        true => json!({ "anyOf": [{ "type": ["null"] }, out] }),
        false => Value::Object(out),
    }
}

/// The reference to a schema, by its number.
pub fn reference_to(number: usize) -> Value {
    Value::from(format!("prove:schemas#/$defs/{number}"))
}

/// The number that a converted reference means.
pub fn referenced(schema: &Value) -> Option<usize> {
    let reference = schema.get("$ref")?.as_str()?;
    reference.rsplit('/').next()?.parse().ok()
}

/// Whether a schema is of an object without properties.
pub fn is_empty(definitions: &[Value], number: usize) -> bool {
    let mut schema = definitions.get(number);
    for _ in 0..16 {
        match schema.and_then(referenced) {
            Some(next) => schema = definitions.get(next),
            None => break,
        }
    }
    let properties = schema.and_then(|schema| schema.get("properties")?.as_object());
    let others = schema.and_then(|schema| schema.get("additionalProperties"));
    properties.is_none_or(Map::is_empty) && !others.is_some_and(Value::is_object)
}
