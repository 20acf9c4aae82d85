//! What openapiv3 would lose is found again.

use super::*;
use crate::diagnostic::Diagnostics;
use crate::source;
use serde_json::json;

fn document(text: &str) -> Document {
    let mut diags = Diagnostics::default();
    let sources = source::from_text("test.yaml", text, &mut diags);
    let document = read(&sources, &mut diags);
    assert!(!diags.has_errors(), "{:?}", diags.list());
    document.unwrap()
}

/// The schema as openapiv3 writes it back.
fn schema(yaml: &str) -> serde_json::Value {
    let indented = yaml.replace('\n', "\n      ");
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: t, version: 1.10}}\npaths: {{}}\ncomponents:\n  schemas:\n    S:\n      {indented}\n"
    );
    let document = document(&text);
    assert_eq!(document.openapi.info.version, "1.10");
    let schema = &document.openapi.components.unwrap().schemas["S"];
    serde_json::to_value(schema).unwrap()
}

#[test]
fn type_arrays_become_nullable_or_any_of() {
    assert_eq!(
        schema("type: [string, 'null']"),
        json!({"type": "string", "nullable": true})
    );
    assert_eq!(
        schema("type: [string, integer]\nminLength: 1\nminimum: 2"),
        json!({
            "anyOf": [{"type": "string", "minLength": 1}, {"type": "integer", "minimum": 2}],
            "x-oas-codegen": {"types": ["string", "integer"]},
        })
    );
}

#[test]
fn siblings_of_a_reference_become_all_of() {
    assert_eq!(
        schema("$ref: '#/components/schemas/S'\ndescription: d"),
        json!({"allOf": [{"$ref": "#/components/schemas/S"}], "description": "d"})
    );
}

#[test]
fn bounds_are_exact() {
    assert_eq!(
        schema("type: integer\nminimum: -9223372036854776000\nexclusiveMaximum: 10"),
        json!({
            "type": "integer", "maximum": 10, "exclusiveMaximum": true,
            "x-oas-codegen": {"minimum": "-9223372036854776000"},
        })
    );
    assert_eq!(
        schema("type: integer\nminimum: 1.5"),
        json!({"type": "integer", "minimum": 2})
    );
}

#[test]
fn plain_scalars_are_text_where_strings_are_expected() {
    assert_eq!(
        schema("type: string\nenum: [1.0, 010, true, null]"),
        json!({"type": "string", "enum": ["1.0", "010", "true", null]})
    );
}
