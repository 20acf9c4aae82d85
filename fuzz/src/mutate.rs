//! Changes documents as documents: values, keys, references, deletions, parts of other documents.
//!
//! Knows JSON and what strange documents hold. Must not know what the targets do with them.

use fastrand::Rng;
use oas_codegen::node::{Node, Notation, Value as Raw, parse};
use serde_json::{Map, Value, json};

/// The largest document that is changed as one; larger ones are changed as bytes.
const LARGEST: usize = 300_000;

/// Changes the document in `data[..size]`, and says how long it is now; `None` if it is none.
pub fn document(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> Option<usize> {
    let mut rng = Rng::with_seed(seed.into());
    let mut tree = read(data.get(..size)?)?;
    for _ in 0..=rng.usize(..3) {
        step(&mut tree, None, &mut rng);
    }
    write(&tree, &mut rng, data, max_size)
}

/// Puts parts of the document `other` into the document `one`, and says how long `out` is.
pub fn cross(one: &[u8], other: &[u8], out: &mut [u8], seed: u32) -> Option<usize> {
    let mut rng = Rng::with_seed(seed.into());
    let (mut tree, other) = (read(one)?, read(other)?);
    for _ in 0..=rng.usize(..3) {
        step(&mut tree, Some(&other), &mut rng);
    }
    let limit = out.len();
    write(&tree, &mut rng, out, limit)
}

/// The document as a value; its YAML is read by this project's own reader.
fn read(bytes: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() < LARGEST)?;
    let json = text.trim_start().starts_with('{');
    let notation = if json { Notation::Json } else { Notation::Yaml };
    let node = parse(text, notation).ok()?;
    node.as_map().map(|_| value(&node))
}

fn write(tree: &Value, rng: &mut Rng, out: &mut [u8], max_size: usize) -> Option<usize> {
    let pretty = rng.bool().then(|| serde_json::to_string_pretty(tree).ok()).flatten();
    let text = pretty.filter(|text| text.len() <= max_size).unwrap_or_else(|| tree.to_string());
    let fits = text.len() <= max_size.min(out.len());
    let place = fits.then(|| out.get_mut(..text.len())).flatten()?;
    place.copy_from_slice(text.as_bytes());
    Some(text.len())
}

fn value(node: &Node) -> Value {
    match node.value() {
        Raw::Null(_) | Raw::Alias(_) | Raw::Large(_) => Value::Null,
        Raw::Bool(value, _) => json!(value),
        Raw::Number(number) => serde_json::from_str(number.text()).unwrap_or(Value::Null),
        Raw::String(text) => json!(text.as_str()),
        Raw::List(items) => items.iter().map(value).collect(),
        Raw::Map(entries) => Value::Object(entries.iter().map(|e| (e.key.to_string(), value(&e.value))).collect()),
    }
}

/// The pointers of everything in `value`.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(i, item)| pointers(item, &format!("{at}/{i}"), out)),
        Value::Object(map) => {
            for (key, item) in map {
                pointers(item, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), out);
            }
        }
        _ => {}
    }
}

/// One change. Parts come from `other`, or from the document itself.
fn step(tree: &mut Value, other: Option<&Value>, rng: &mut Rng) {
    let whole = tree.clone();
    let (mut all, mut from) = (Vec::new(), Vec::new());
    pointers(&whole, "", &mut all);
    let source = other.unwrap_or(&whole);
    pointers(source, "", &mut from);
    let Some(place) = rng.choice(&all).and_then(|at| tree.pointer_mut(at)) else {
        return;
    };
    let part = rng.choice(&from).and_then(|at| source.pointer(at)).cloned().unwrap_or_default();
    let new = match rng.usize(..8) {
        0..=2 => part,
        3 | 4 => reference(rng, &all),
        _ => strange(rng),
    };
    change(place, new, rng);
}

fn reference(rng: &mut Rng, all: &[String]) -> Value {
    let schema = |pointer: &&String| pointer.starts_with("/components/") && pointer.matches('/').count() == 3;
    let components: Vec<&String> = all.iter().filter(schema).collect();
    let component = rng.choice(components).filter(|_| rng.u8(..3) > 0);
    let Some(pointer) = component.or_else(|| rng.choice(all)) else {
        return Value::Null;
    };
    match rng.usize(..8) {
        0 => json!({"$ref": format!("#{pointer}/x")}),
        1 => json!({"$ref": format!("fuzzed.json#{pointer}"), "description": "beside", "nullable": true}),
        _ => json!({"$ref": format!("#{pointer}")}),
    }
}

/// Changes a pair of an object, or an item of a list, or the value itself.
fn change(place: &mut Value, new: Value, rng: &mut Rng) {
    let what = rng.usize(..8);
    match place {
        Value::Object(map) if !map.is_empty() => {
            let key = map.keys().nth(rng.usize(..map.len())).cloned().unwrap_or_default();
            match what {
                0 | 1 => drop(map.shift_remove(&key)),
                2 => drop(map.insert(name(rng), new)),
                3 => rename(map, &key, name(rng)),
                4 => rename(map, &key, other_case(&key)),
                5 => double(map, &key, rng),
                _ => drop(map.insert(key, new)),
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let at = rng.usize(..items.len());
            match what {
                0 | 1 => drop(items.remove(at)),
                2 => items.push(items[at].clone()),
                3 => items.insert(at, new),
                4 => rng.shuffle(items),
                _ => items[at] = new,
            }
        }
        Value::String(text) if what < 3 => *text = format!("{text}{}", name(rng)),
        value => *value = new,
    }
}

fn rename(map: &mut Map<String, Value>, key: &str, name: String) {
    if let Some(value) = map.shift_remove(key) {
        map.insert(name, value);
    }
}

/// The same thing twice under names that are almost one.
fn double(map: &mut Map<String, Value>, key: &str, rng: &mut Rng) {
    let value = map.get(key).cloned().unwrap_or_default();
    let suffix = ["_", "2", "Input", "Request", "Error", "-", ".", "{x}"];
    let name = format!("{key}{}", suffix[rng.usize(..suffix.len())]);
    map.insert(name, value);
}

fn other_case(name: &str) -> String {
    let turn = |c: char| if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() };
    name.chars().map(turn).collect()
}

/// Keys, most of them OpenAPI's.
fn name(rng: &mut Rng) -> String {
    let names = [
        "", "x-a", "x-rust-name", "x-rust-type", "x-secret", "$ref", "$id", "$anchor", "type", "allOf", "oneOf", "anyOf", "items", "properties",
        "required", "nullable", "const", "enum", "default", "readOnly", "writeOnly", "discriminator", "additionalProperties", "format",
        "200", "default", "4XX", "204", "content", "in", "name", "schema", "/a/{b}/{b}", "/{a}", "/a?b={c}", "/a/{b}.{c}#d", "a b", "Self",
        "self", "é", "pattern", "minimum", "exclusiveMinimum", "multipleOf", "maxLength", "uniqueItems", "prefixItems", "not", "if", "$defs",
        "definitions", "patternProperties", "propertyNames", "callbacks", "webhooks", "links", "security", "securitySchemes", "servers",
        "variables", "style", "explode", "allowReserved", "encoding", "headers", "application/json", "multipart/form-data",
        "application/x-www-form-urlencoded", "text/event-stream", "application/octet-stream", "*/*", "text/*", "application/xml", "example",
        "examples", "deprecated", "tags", "operationId", "mapping", "propertyName", "get", "query", "additionalOperations", "itemSchema",
        "Content-Type", "Authorization", "Retry-After", "$self", "parameters", "requestBody", "responses", "components", "openapi",
    ];
    names[rng.usize(..names.len())].to_owned()
}

/// Values that documents have where they should not.
fn strange(rng: &mut Rng) -> Value {
    let list = [
        Value::Null, json!(true), json!(false), json!(-1), json!(0), json!(1.5), json!(1e300), json!(u64::MAX), json!(i64::MIN), json!(""),
        json!("\u{0}\u{1}\u{202e}*/`"), json!("string"), json!("object"), json!("array"), json!("date-time"), json!("byte"), json!("binary"),
        json!("[("), json!("/a/{b}"), json!("fn"), json!("Self"), json!("3.2.0"), json!("3.0.0"), json!("path"), json!("query"), json!("cookie"),
        json!("deepObject"), json!("matrix"), json!("é".repeat(300)), json!("\"}#\n'//"), json!("{$request.body#/a}"), json!("https://{h}/{p}"),
        json!([]), json!({}), json!([null]), json!([{}]), json!({"type": "string"}), json!({"type": ["string", "null"]}),
        json!({"type": ["array", "object", "integer", "null"]}), json!({"type": "array"}), json!({"type": "array", "items": {"type": "integer"}}),
        json!({"allOf": []}), json!({"oneOf": [{"type": "null"}]}), json!({"oneOf": [{"type": "string"}, {"type": "integer"}]}),
        json!({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}), json!({"const": {"a": 1}}), json!({"const": null}),
        json!({"enum": ["a", "A", "", null]}), json!({"enum": [1, 1.0, "1", [], {}]}), json!({"enum": [true]}), json!({"": {"": {}}}),
        json!({"type": "object", "properties": {"a": {"type": "string", "readOnly": true}, "A": {"writeOnly": true}}, "required": ["a", "zz"]}),
        json!({"type": "object", "additionalProperties": {"type": "number"}}), json!({"type": "object", "additionalProperties": false}),
        json!({"type": "object", "patternProperties": {"^[a-z": {}}}), json!({"prefixItems": [{}, {"type": "string"}], "items": false}),
        json!({"type": "integer", "minimum": 5, "maximum": 1, "default": "x"}), json!({"type": "string", "pattern": "(?<=a)\\p{L}+$", "default": "b"}),
        json!({"name": "b", "in": "path", "required": true, "schema": {"type": "array", "items": {"type": "string"}}, "style": "label", "explode": true}),
        json!({"name": "q", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}}),
        json!({"content": {"multipart/form-data": {"schema": {"type": "object", "properties": {"f": {"type": "string", "format": "binary"}}}}}}),
        json!({"content": {"text/event-stream": {"schema": {"type": "string"}}, "application/json": {}}}),
        json!({"200": {"description": "d", "headers": {"Set-Cookie": {"schema": {"type": "array", "items": {}}}}}, "2XX": {"description": "d"}}),
        json!({"propertyName": "a", "mapping": {"x": "#/components/schemas/A", "y": "B", "z": "other.json"}}),
        json!([{"a": []}, {"a": ["s"], "b": []}, {}]), json!({"type": "apiKey", "in": "header", "name": "Authorization"}),
    ];
    let at = rng.usize(..list.len());
    list.into_iter().nth(at).unwrap_or_default()
}
