//! Enums of values.

use serde_json::Value;

use super::types::Lower;
use crate::ir;
use crate::names::{Kind, Scope};
use crate::resolve::{Schema, Shape};

/// Where documents keep names for values, and words about them.
const NAMES: [&str; 3] = ["x-enum-varnames", "x-enumNames", "x-enum-names"];
const DESCRIPTIONS: [&str; 2] = ["x-enum-descriptions", "x-enumDescriptions"];

impl Lower<'_> {
    pub(super) fn enum_(&mut self, schema: &Schema, values: &[Value]) -> ir::Enum {
        let kind = kind(values);
        let others = matches!(schema.shape, Shape::Known(_));
        let mut scope = Scope::new(&["Unknown", "Other"]);
        let at = schema.place.child("enum");
        let listed = schema.keywords.enumeration.as_deref().unwrap_or_default();
        let names = NAMES.iter().find_map(|key| schema.keywords.extension(key));
        let about = DESCRIPTIONS
            .iter()
            .find_map(|key| schema.keywords.extension(key));
        let mut variants = Vec::with_capacity(values.len());
        for (position, value) in values.iter().enumerate() {
            let index = match listed.get(position) == Some(value) {
                true => position,
                false => listed.iter().position(|v| v == value).unwrap_or(position),
            };
            let text = text(value);
            let given = names.and_then(|n| entry(n, index, &text));
            let place = at.index(index);
            let pin = self.pin(&place);
            let alike = |v: &Value| !v.is_string() && self::text(v) == text;
            let several = kind == ir::EnumKind::Json && value.is_string();
            let apart = (several && values.iter().any(alike)).then(|| format!("Text {text}"));
            let words = given.or(apart.as_deref()).unwrap_or(&text);
            let name = scope.pinned(Kind::Variant, pin, words, &place, self.diags);
            let name = crate::names::VariantName(name);
            let description = about.and_then(|w| entry(w, index, &text));
            variants.push(ir::EnumVariant {
                name,
                description: super::docs::description(description).description,
                wire: wire(kind, value),
            });
        }
        ir::Enum {
            kind,
            variants,
            open: others || !self.is_closed(schema),
            others,
        }
    }

    fn is_closed(&self, schema: &Schema) -> bool {
        if self.config.closed_enums.is_empty() {
            return false;
        }
        let pointer = self.key(&schema.place);
        let name = self.homes.component_name(&schema.place);
        let listed = |s: &String| s == "*" || *s == pointer || Some(s.as_str()) == name;
        self.config.closed_enums.iter().any(listed)
    }
}

fn kind(values: &[Value]) -> ir::EnumKind {
    if values.iter().all(Value::is_string) {
        ir::EnumKind::String
    } else if values.iter().all(Value::is_i64) {
        ir::EnumKind::Int
    } else {
        ir::EnumKind::Json
    }
}

/// What is written for a value: JSON text where an enum has values of several types.
fn wire(kind: ir::EnumKind, value: &Value) -> String {
    match kind {
        ir::EnumKind::Json => value.to_string(),
        ir::EnumKind::String | ir::EnumKind::Int => text(value),
    }
}

/// The string itself, else JSON text.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A list parallel to the values, or a map by value.
fn entry<'v>(list: &'v Value, index: usize, text: &str) -> Option<&'v str> {
    match list {
        Value::Array(list) => list.get(index)?.as_str(),
        Value::Object(map) => map.get(text)?.as_str(),
        _ => None,
    }
    .filter(|text| !text.is_empty())
}
