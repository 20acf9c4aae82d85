//! A graph of schemas, its shape chosen by the input.
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
        2 => json!({"$ref": format!("fuzzed.json#/components/schemas/S{name}{tail}")}),
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

fuzz_target!(|bytes: &[u8]| {
    let mut choices = Choices(bytes);
    let version = ["3.0.3", "3.1.0"][choices.below(2)];
    let mut schemas = Map::new();
    for i in 0..NAMES {
        schemas.insert(format!("S{i}"), schema(&mut choices, 5));
    }
    let content = json!({"application/json": {"schema": schema(&mut choices, 5)}});
    let document = json!({
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"post": {
            "parameters": [{"name": "q", "in": "query", "schema": schema(&mut choices, 3)}],
            "requestBody": {"content": content.clone()},
            "responses": {"200": {"description": "d", "content": content}},
        }}},
        "components": {"schemas": schemas},
    });
    run("fuzzed.json", document.to_string().as_bytes());
});
