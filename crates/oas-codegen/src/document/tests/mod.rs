//! What openapiv3 would lose is found again.

mod keywords;

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
    serde_json::to_value(component(&document, "S")).unwrap()
}

fn component(document: &Document, name: &str) -> ReferenceOr<openapiv3::Schema> {
    let root = Place::root(crate::place::SourceId::ROOT);
    let at = root.child("components").child("schemas").child(name);
    document.parse_schema(&at).unwrap()
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

#[test]
fn branches_of_null_make_the_whole_nullable() {
    assert_eq!(
        schema("anyOf:\n  - type: string\n  - type: 'null'"),
        json!({"anyOf": [{"type": "string"}], "nullable": true})
    );
    assert_eq!(
        schema("type: 'null'"),
        json!({"nullable": true, "enum": [null], "x-oas-codegen": {"types": ["null"]}})
    );
}

#[test]
fn boolean_schemas_and_const_have_a_form() {
    assert_eq!(schema("not: true"), json!({"not": {}}));
    assert_eq!(
        schema("items: false\ntype: array")["items"],
        json!({"not": {}})
    );
    assert_eq!(
        schema("const: 5"),
        json!({"enum": [5], "x-oas-codegen": {"const": 5}})
    );
}

#[test]
fn tuples_keep_their_schemas_rewritten() {
    let tuple = json!([{"type": "string", "nullable": true}, {"$ref": "#/x"}]);
    let written = "type: array\nprefixItems:\n  - type: [string, 'null']\n  - $ref: '#/x'";
    assert_eq!(schema(written)["x-oas-codegen"]["prefixItems"], tuple);
    let draft4 = "type: array\nitems:\n  - type: [string, 'null']\n  - $ref: '#/x'";
    assert_eq!(schema(draft4)["x-oas-codegen"]["prefixItems"], tuple);
}

#[test]
fn base64_and_raw_bytes_have_the_formats_of_3_0() {
    assert_eq!(
        schema("type: string\ncontentEncoding: base64")["format"],
        "byte"
    );
    assert_eq!(
        schema("type: string\ncontentMediaType: application/octet-stream")["format"],
        "binary"
    );
    assert_eq!(schema("contentMediaType: image/png")["format"], "binary");
    for text in [
        "text/html",
        "application/json",
        "image/svg+xml",
        "application/vnd.a+json; v=1",
    ] {
        let written = format!("type: string\ncontentMediaType: {text}");
        assert_eq!(schema(&written).get("format"), None, "{text}");
    }
}

#[test]
fn a_flag_in_a_property_makes_it_required() {
    let back = schema("type: object\nproperties:\n  a: {type: string, required: true}\n  b: {}");
    assert_eq!(back["required"], json!(["a"]));
}

#[test]
fn order_and_null_are_kept() {
    let back =
        schema("type: object\nproperties: {z: {}, a: {}}\ndefault: null\nexample: {z: 1, a: 2}");
    let properties: Vec<_> = back["properties"].as_object().unwrap().keys().collect();
    assert_eq!(properties, ["z", "a"]);
    assert_eq!(back["x-oas-codegen"]["default"], json!(null));
    assert_eq!(back["example"].to_string(), r#"{"z":1,"a":2}"#);
}

const WHOLE: &str = r##"
openapi: 3.1.0
info: {title: t, version: '1'}
webhooks:
  w: {post: {responses: {200: {description: d}}}}
components:
  pathItems:
    p: {get: {responses: {200: {description: d}}}}
  securitySchemes:
    m: {type: mutualTLS}
    b: {type: http, scheme: basic}
  callbacks:
    c: {'{$request.query.u}': {$ref: '#/components/pathItems/p'}}
  schemas:
    S: {$defs: {D: {type: [integer, 'null']}}, properties: {x: {$anchor: here, type: string}}}
paths:
  /a:
    post:
      callbacks:
        one: {$ref: '#/components/callbacks/c'}
        two: {'{$request.query.u}': {post: {responses: {200: {description: d}}}}}
      responses: {200: {description: d}, 4xx: {description: d}, default: {$ref: '#/x'}}
"##;

fn first_path(document: &Document) -> ReferenceOr<openapiv3::PathItem> {
    let mut found = Vec::new();
    document.each_path(&mut Diagnostics::default(), |path, _, item, _| {
        assert_eq!(path, "/a");
        found.push(item.clone());
    });
    found.remove(0)
}

#[test]
fn what_openapiv3_has_no_place_for_has_one() {
    let document = document(WHOLE);
    assert_eq!(document.webhooks.len(), 1);
    assert_eq!(document.path_items.len(), 1);
    assert_eq!(document.mutual_tls, ["m"]);
    let components = document.openapi.components.as_ref().unwrap();
    assert_eq!(components.security_schemes.len(), 1);
    let ReferenceOr::Item(path) = first_path(&document) else {
        panic!("a path item")
    };
    let post = path.post.as_ref().unwrap();
    assert_eq!(
        post.extensions[EXTENSION],
        json!({"callbacks": {"one": "#/components/callbacks/c"}})
    );
    assert_eq!(post.callbacks.len(), 1);
    assert_eq!(post.responses.responses.len(), 2);
}

#[test]
fn any_place_can_be_read() {
    let document = document(WHOLE);
    let root = Place::root(crate::place::SourceId::ROOT);
    let place = document
        .target(&root, "#/components/schemas/S/$defs/D")
        .unwrap();
    let schema = serde_json::to_value(document.parse_schema(&place).unwrap()).unwrap();
    assert_eq!(schema, json!({"type": "integer", "nullable": true}));
    let place = document.target(&root, "#here").unwrap();
    assert_eq!(place.pointer(), "/components/schemas/S/properties/x");
    let place = document.target(&root, "#/components/callbacks/c").unwrap();
    assert_eq!(document.callback(&place).unwrap().len(), 1);
    assert_eq!(document.target(&root, "#/components/schemas/T"), None);
}

#[test]
fn includes_are_read_in_place_and_their_references_hold() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    write(
        "root.yaml",
        "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /a: {get: {$ref: 'op.yaml#/get'}}\ncomponents:\n  schemas:\n    S:\n      type: object\n      properties: {$ref: 'props.yaml#/all'}\n",
    );
    write(
        "op.yaml",
        "get: {operationId: o, responses: {'200': {$ref: '#/ok'}}}\nok: {description: d}\n",
    );
    write(
        "props.yaml",
        "all:\n  a: {type: string}\n  b: {$ref: '#/other'}\nother: {type: integer}\n",
    );
    let mut diags = Diagnostics::default();
    let config = crate::config::Config::default();
    let sources = source::load(&dir.path().join("root.yaml"), &config, &mut diags);
    let document = read(&sources, &mut diags).unwrap();
    assert!(!diags.has_errors(), "{:?}", diags.list());
    let root = Place::root(crate::place::SourceId::ROOT);

    let schema = serde_json::to_value(component(&document, "S")).unwrap();
    let reference = schema["properties"]["b"]["$ref"].as_str().unwrap();
    let target = document.target(&root, reference).unwrap();
    assert_eq!(
        (target.source().0, target.pointer()),
        (2, "/other".to_owned())
    );

    let ReferenceOr::Item(path) = first_path(&document) else {
        panic!("a path item")
    };
    let reference = path.extensions[EXTENSION]["operations"]["get"]
        .as_str()
        .unwrap();
    let place = document.target(&root, reference).unwrap();
    let operation = document.parse::<openapiv3::Operation>(&place).unwrap();
    assert_eq!(
        operation.into_item().unwrap().operation_id.as_deref(),
        Some("o")
    );

    let below = Place::from_pointer(
        crate::place::SourceId::ROOT,
        "/components/schemas/S/properties/a",
    );
    assert_eq!(
        document.node(&below).unwrap().get("type").unwrap().as_str(),
        Some("string")
    );
}

#[test]
fn a_schema_of_the_greatest_depth_is_read() {
    for (open, close) in [
        ("{\"items\":", "}"),
        ("{\"allOf\":[", "]}"),
        ("{\"properties\":{\"p\":", "}}"),
    ] {
        let levels = (crate::node::MAX_DEPTH - 4) / open.matches(['{', '[']).count();
        let nested = format!("{}true{}", open.repeat(levels), close.repeat(levels));
        let text = format!(
            "{{\"openapi\":\"3.1.0\",\"info\":{{\"title\":\"t\",\"version\":\"1\"}},\"components\":{{\"schemas\":{{\"S\":{nested}}}}}}}"
        );
        let document = document(&text);
        assert_eq!(document.schemas.len(), 1);
        component(&document, "S");
    }
}
