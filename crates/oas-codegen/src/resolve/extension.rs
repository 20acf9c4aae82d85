//! What `document` keeps in `x-oas-codegen`, put back into the keywords.

use openapiv3::{ReferenceOr, Schema};
use serde_json::{Map, Value};

use super::keywords::{Child, Keywords, Kind, child};
use crate::place::Place;

/// Puts `extra` into `out`; `strict` says which bounds are exclusive.
pub(super) fn apply(out: &mut Keywords, extra: &Map<String, Value>, strict: (bool, bool)) {
    let at = out.place.clone();
    for (key, value) in extra {
        match key.as_str() {
            "types" if out.any_of.is_empty() && out.all_of.is_empty() => out.types = kinds(value),
            "const" => out.enumeration = Some(vec![value.clone()]),
            "default" => out.default = Some(Box::new(value.clone())),
            "format" => out.format = value.as_str().map(str::to_owned),
            // What alternatives evaluate is not known before one is chosen.
            "unevaluatedProperties"
                if is_never(value, &at) && out.one_of.is_empty() && out.any_of.is_empty() =>
            {
                out.closed = true;
            }
            "prefixItems" => out.prefix_items = schemas(value, &at.child(key)),
            "patternProperties" => out.patterns = patterns(value, &at.child(key)),
            "examples" => out
                .examples
                .extend(value.as_array().cloned().unwrap_or_default()),
            "contentMediaType" => out.content_media_type = value.as_str().map(str::to_owned),
            "contentEncoding" => out.content_encoding = value.as_str().map(str::to_owned),
            "propertyNames"
            | "contains"
            | "minContains"
            | "maxContains"
            | "dependentRequired"
            | "dependentSchemas"
            | "if"
            | "then"
            | "else"
            | "unevaluatedItems"
            | "unevaluatedProperties"
            | "contentSchema" => out.ignored.push(key.clone()),
            _ => bound(out, key, value, strict),
        }
    }
}

fn bound(out: &mut Keywords, key: &str, value: &Value, strict: (bool, bool)) {
    let Some(text) = number(value) else { return };
    let bounds = &mut out.bounds;
    match key {
        "minimum" => bounds.minimum = Some((text, strict.0)),
        "maximum" => bounds.maximum = Some((text, strict.1)),
        "multipleOf" => bounds.multiple_of = Some(text),
        _ => {}
    }
}

fn number(value: &Value) -> Option<String> {
    match value {
        Value::Number(n) => Some(n.to_string()),
        Value::String(s) => Some(s.clone()),
        _ => None,
    }
}

fn texts(value: &Value) -> Vec<String> {
    let list = value.as_array().into_iter().flatten();
    list.filter_map(|v| v.as_str().map(str::to_owned)).collect()
}

fn kinds(value: &Value) -> Vec<Kind> {
    texts(value).iter().filter_map(|t| Kind::parse(t)).collect()
}

fn schema(value: &Value, at: &Place) -> Option<Child> {
    let schema: ReferenceOr<Schema> = serde_json::from_value(value.clone()).ok()?;
    Some(child(&schema, at))
}

/// Whether a schema takes nothing, as `false` does.
fn is_never(value: &Value, at: &Place) -> bool {
    matches!(schema(value, at), Some(Child::Inline(inline)) if inline.never)
}

fn schemas(value: &Value, at: &Place) -> Vec<Child> {
    let list = value.as_array().into_iter().flatten().enumerate();
    list.filter_map(|(i, v)| schema(v, &at.index(i))).collect()
}

fn patterns(value: &Value, at: &Place) -> Vec<(String, Child)> {
    let list = value.as_object().into_iter().flatten();
    list.filter_map(|(k, v)| Some((k.clone(), schema(v, &at.child(k))?)))
        .collect()
}
