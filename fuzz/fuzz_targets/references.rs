//! A graph of schemas and other components in two files, its shape chosen by the input.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oas_codegen_fuzz::{Choices, run};
use serde_json::{Map, Value, json};

const NAMES: usize = 6;

fn reference(choices: &mut Choices<'_>) -> Value {
    let name = choices.below(NAMES + 1);
    let tail = ["", "", "", "/properties/a", "/items", "/allOf/0", "/oneOf/1", "/additionalProperties", "/properties/a/properties/b"];
    let tail = tail[choices.below(tail.len())];
    match choices.below(24) {
        0 => json!({"$ref": "#/components"}),
        1 => json!({"$ref": "#"}),
        2 | 5 => json!({"$ref": format!("fuzzed.json#/components/schemas/S{name}{tail}")}),
        6 | 7 => json!({"$ref": format!("other.json#/components/schemas/S{name}{tail}")}),
        8 => json!({"$ref": "other.json"}),
        3 => json!({"$ref": "#/paths/~1a/get/responses/200/content/application~1json/schema"}),
        4 => json!({"$ref": format!("#/components/schemas/S{name}{tail}"), "description": "d", "nullable": true}),
        _ => json!({"$ref": format!("#/components/schemas/S{name}{tail}")}),
    }
}

fn schema(choices: &mut Choices<'_>, depth: usize) -> Value {
    if depth == 0 || choices.is_empty() {
        return json!({"type": "string"});
    }
    let next = |choices: &mut Choices<'_>| schema(choices, depth - 1);
    match choices.below(16) {
        0..=4 => reference(choices),
        5 => json!({"type": "array", "items": next(choices)}),
        6 => json!({"type": "object", "properties": {"a": next(choices), "b": next(choices)}, "required": ["a"]}),
        7 => json!({"allOf": [next(choices), next(choices)]}),
        8 => json!({"oneOf": [next(choices), next(choices)]}),
        9 => json!({"anyOf": [next(choices), next(choices), {"type": "null"}]}),
        10 => json!({"additionalProperties": next(choices)}),
        11 => json!({"oneOf": [reference(choices), reference(choices)], "discriminator": {"propertyName": "a"}}),
        12 => json!({"type": "object", "discriminator": {"propertyName": "a"}, "properties": {"a": {"type": "string"}}, "allOf": [next(choices)]}),
        13 => json!({"type": "object", "properties": {"a": {"readOnly": true, "allOf": [next(choices)]}}}),
        14 => json!({"type": "array", "prefixItems": [next(choices), next(choices)], "items": false}),
        _ => json!({"type": "object", "properties": {"a": next(choices)}, "patternProperties": {"^x": next(choices)}}),
    }
}

/// A component of another kind, or a reference to one.
fn component(choices: &mut Choices<'_>, kind: &str) -> Value {
    let name = choices.below(3);
    match choices.below(5) {
        1 => json!({"$ref": format!("#/components/{kind}/C{name}")}),
        2 => json!({"$ref": format!("other.json#/components/{kind}/C{name}")}),
        3 => json!({"$ref": format!("fuzzed.json#/components/{kind}/C{name}"), "description": "d"}),
        _ => written(choices, kind),
    }
}

fn written(choices: &mut Choices<'_>, kind: &str) -> Value {
    let content = |choices: &mut Choices<'_>| json!({"application/json": {"schema": schema(choices, 3)}});
    match kind {
        "parameters" => json!({"name": "q", "in": "query", "schema": schema(choices, 3)}),
        "headers" => json!({"schema": schema(choices, 2)}),
        "requestBodies" => json!({"content": content(choices)}),
        "responses" => json!({"description": "d", "headers": {"X-H": component(choices, "headers")}, "content": content(choices)}),
        "callbacks" => json!({"{$request.body#/a}": component(choices, "pathItems")}),
        _ => json!({"post": operation(choices)}),
    }
}

fn operation(choices: &mut Choices<'_>) -> Value {
    let mut operation = json!({
        "parameters": [component(choices, "parameters")],
        "requestBody": component(choices, "requestBodies"),
        "responses": {"200": component(choices, "responses"), "default": component(choices, "responses")},
    });
    if choices.below(4) == 1 {
        operation["callbacks"] = json!({"c": component(choices, "callbacks")});
    }
    operation
}

fn file(choices: &mut Choices<'_>, version: &str) -> Value {
    let mut components = Map::new();
    let schemas = (0..NAMES).map(|i| (format!("S{i}"), schema(choices, 5)));
    components.insert("schemas".to_owned(), Value::Object(schemas.collect()));
    for kind in ["parameters", "headers", "requestBodies", "responses", "callbacks", "pathItems"] {
        let named = (0..3).map(|i| (format!("C{i}"), component(choices, kind)));
        components.insert(kind.to_owned(), Value::Object(named.collect()));
    }
    json!({
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"post": operation(choices)}, "/b": component(choices, "pathItems")},
        "components": components,
    })
}

fuzz_target!(|bytes: &[u8]| {
    let mut choices = Choices(bytes);
    let version = ["3.0.3", "3.1.0"][choices.below(2)];
    let root = file(&mut choices, version).to_string();
    let other = file(&mut choices, version).to_string();
    run(&[("fuzzed.json", root.as_bytes()), ("other.json", other.as_bytes())]);
});
