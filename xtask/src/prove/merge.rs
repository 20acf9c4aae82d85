//! Several schemas for one value as one: what each says, together.
//!
//! Not exact: a value that is drawn from the result is validated. Knows JSON Schema alone.

use serde_json::{Map, Value};

/// Adds what `from` says to what is known.
pub fn merge(flat: &mut Map<String, Value>, from: &Map<String, Value>) {
    for (keyword, value) in from {
        match keyword.as_str() {
            "$ref" | "allOf" | "oneOf" | "anyOf" | "x-tag" | "x-tags" | "x-children" => {}
            "const" => narrow(flat, "enum", std::slice::from_ref(value)),
            "enum" => narrow(flat, "enum", value.as_array().map_or(&[], Vec::as_slice)),
            "type" => narrow_types(flat, value),
            "required" => extend(flat, "required", value),
            "properties" | "patternProperties" => merge_properties(flat, keyword, value),
            "minimum" | "minLength" | "minItems" | "minProperties" | "exclusiveMinimum" => {
                tighten(flat, keyword, value, |old, new| new > old);
            }
            "maximum" | "maxLength" | "maxItems" | "maxProperties" | "exclusiveMaximum" => {
                tighten(flat, keyword, value, |old, new| new < old);
            }
            "items" => {
                let both = match flat.remove("items") {
                    Some(old) => serde_json::json!({ "allOf": [old, value] }),
                    None => value.clone(),
                };
                flat.insert("items".into(), both);
            }
            "additionalProperties" => {
                let old = flat.get(keyword);
                if !matches!(old, Some(Value::Bool(false) | Value::Object(_))) {
                    flat.insert(keyword.clone(), value.clone());
                }
            }
            _ => {
                flat.entry(keyword.clone()).or_insert_with(|| value.clone());
            }
        }
    }
}

fn narrow(flat: &mut Map<String, Value>, keyword: &str, values: &[Value]) {
    let kept = match flat.get(keyword).and_then(Value::as_array) {
        Some(old) => old
            .iter()
            .filter(|value| values.contains(value))
            .cloned()
            .collect(),
        None => values.to_vec(),
    };
    flat.insert(keyword.to_owned(), Value::Array(kept));
}

fn narrow_types(flat: &mut Map<String, Value>, types: &Value) {
    let types = types.as_array().map_or(&[][..], Vec::as_slice);
    let within = |a: &Value, list: &[Value]| {
        list.contains(a) || a == "integer" && list.contains(&"number".into())
    };
    let kept = match flat.get("type").and_then(Value::as_array) {
        Some(old) => {
            let from_old = old.iter().filter(|name| within(name, types));
            let from_new = types
                .iter()
                .filter(|name| within(name, old) && !old.contains(name));
            from_old.chain(from_new).cloned().collect()
        }
        None => types.to_vec(),
    };
    flat.insert("type".into(), Value::Array(kept));
}

fn extend(flat: &mut Map<String, Value>, keyword: &str, names: &Value) {
    let known = flat
        .entry(keyword.to_owned())
        .or_insert_with(|| Value::Array(Vec::new()));
    if let (Some(known), Some(names)) = (known.as_array_mut(), names.as_array()) {
        known.extend(names.iter().cloned());
    }
}

fn merge_properties(flat: &mut Map<String, Value>, keyword: &str, properties: &Value) {
    let known = flat
        .entry(keyword.to_owned())
        .or_insert_with(|| Value::Object(Map::new()));
    let (Some(known), Some(properties)) = (known.as_object_mut(), properties.as_object()) else {
        return;
    };
    for (name, schema) in properties {
        let both = match known.remove(name) {
            Some(old) if old == *schema => old,
            Some(old) => serde_json::json!({ "allOf": [old, schema] }),
            None => schema.clone(),
        };
        known.insert(name.clone(), both);
    }
}

fn tighten(
    flat: &mut Map<String, Value>,
    keyword: &str,
    value: &Value,
    is_tighter: fn(f64, f64) -> bool,
) {
    let old = flat.get(keyword).and_then(Value::as_f64);
    let new = value.as_f64();
    if old.zip(new).is_none_or(|(old, new)| is_tighter(old, new)) {
        flat.insert(keyword.to_owned(), value.clone());
    }
}

/// A whole number, however it is written.
pub fn whole(value: &Value) -> Option<i128> {
    let exact = value
        .as_i64()
        .map(i128::from)
        .or(value.as_u64().map(i128::from));
    exact.or_else(|| value.as_f64().map(|number| number as i128))
}
