//! Merging, cycles and depth, on documents of a few lines.

use std::fmt::Write;

use super::*;
use crate::diagnostic::{Code, Diagnostics};
use crate::{document, source};

fn model_of(schemas: &str) -> (Model, Diagnostics) {
    read(&format!(
        r#""paths":{{}},"components":{{"schemas":{schemas}}}"#
    ))
}

fn read(rest: &str) -> (Model, Diagnostics) {
    let text = format!(r#"{{"openapi":"3.1.0","info":{{"title":"t","version":"1"}},{rest}}}"#);
    let mut diags = Diagnostics::default();
    let sources = source::from_text("test.json", &text, &mut diags);
    let document = document::read(&sources, &mut diags).expect("the document is read");
    let model = model(&document, &mut diags).expect("the document is resolved");
    (model, diags)
}

fn component<'m>(model: &'m Model, name: &str) -> &'m Schema {
    let found = model.components.iter().find(|(n, _)| n == name);
    model.schema(found.expect("the component exists").1)
}

fn object(schema: &Schema) -> &Object {
    match &schema.shape {
        Shape::Object(object) => object,
        other => panic!("no object: {other:?}"),
    }
}

fn codes(diags: &Diagnostics) -> Vec<Code> {
    diags.list().iter().map(|d| d.code).collect()
}

#[test]
fn all_of_takes_the_stricter_of_both_and_keeps_places() {
    let (model, diags) = model_of(
        r##"{
        "A": {"type": "object", "required": ["a"], "properties": {
            "a": {"type": "integer", "minimum": 1, "maximum": 9}, "b": {"type": "string"}}},
        "B": {"allOf": [{"$ref": "#/components/schemas/A"}, {"required": ["b"], "properties": {
            "a": {"type": "integer", "minimum": 3, "maximum": 20}}}]}
    }"##,
    );
    assert_eq!(codes(&diags), []);
    let b = object(component(&model, "B"));
    let names: Vec<(&str, bool)> = b
        .properties
        .iter()
        .map(|p| (&*p.wire, p.required))
        .collect();
    assert_eq!(names, [("a", true), ("b", true)]);
    let bounds = &model.schema(b.properties[0].schema).keywords.bounds;
    assert_eq!(bounds.minimum, Some(("3".to_owned(), false)));
    assert_eq!(bounds.maximum, Some(("9".to_owned(), false)));
    let place = b.properties[0].place.pointer();
    assert_eq!(place, "/components/schemas/B/allOf/1/properties/a");
    let place = b.properties[1].place.pointer();
    assert_eq!(place, "/components/schemas/A/properties/b");
}

#[test]
fn null_is_allowed_where_every_part_allows_it_or_the_whole_says_so() {
    let (model, _) = model_of(
        r##"{
        "Null": {"type": ["object", "null"], "properties": {"a": {}}},
        "Both": {"allOf": [{"$ref": "#/components/schemas/Null"},
                           {"type": ["object", "null"], "properties": {"b": {}}}]},
        "One": {"allOf": [{"$ref": "#/components/schemas/Null"}, {"type": "object", "properties": {"b": {}}}]}
    }"##,
    );
    let nullable = |name| component(&model, name).nullable;
    assert_eq!(["Null", "Both", "One"].map(nullable), [true, true, false]);
}

#[test]
fn one_reference_with_annotations_is_another_name() {
    let (model, diags) = model_of(
        r##"{
        "A": {"type": "object", "properties": {"a": {"type": "string"}}},
        "B": {"$ref": "#/components/schemas/A", "description": "b"},
        "C": {"allOf": [{"$ref": "#/components/schemas/A"}], "title": "c"},
        "D": {"type": "object", "properties": {"d": {"$ref": "#/components/schemas/A", "default": {}}}}
    }"##,
    );
    assert_eq!(codes(&diags), []);
    let a = model.components[0].1;
    assert_eq!(component(&model, "B").shape, Shape::Alias(a));
    assert_eq!(component(&model, "C").shape, Shape::Alias(a));
    let d = object(component(&model, "D")).properties[0].schema;
    assert_eq!(model.target(d), a);
    assert!(model.schema(d).keywords.default.is_some());
}

#[test]
fn contradicting_types_are_reported_once_and_the_later_is_used() {
    let (model, diags) =
        model_of(r##"{"A": {"allOf": [{"type": "string"}, {"type": "integer"}]}}"##);
    assert_eq!(codes(&diags), [Code::AllOfConflict]);
    assert_eq!(component(&model, "A").shape, Shape::Integer);
}

#[test]
fn references_that_lead_only_to_themselves_are_errors() {
    for schemas in [
        r##"{"A": {"$ref": "#/components/schemas/A"}}"##,
        r##"{"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}"##,
        r##"{"A": {"allOf": [{"$ref": "#/components/schemas/A"}, {"properties": {"a": {}}}]}}"##,
    ] {
        let (_, diags) = model_of(schemas);
        assert!(codes(&diags).contains(&Code::ReferenceCycle), "{schemas}");
    }
}

#[test]
fn a_chain_of_ten_thousand_references_ends_in_an_answer() {
    let mut schemas = String::from("{");
    for n in 0..10_000 {
        let next = (n + 1) % 10_000;
        let _ = write!(
            schemas,
            r##""S{n}": {{"type": "object", "properties": {{"next": {{"$ref": "#/components/schemas/S{next}"}}}}}},"##
        );
    }
    schemas.push_str(r#""Last": {}}"#);
    let (model, diags) = model_of(&schemas);
    assert_eq!(codes(&diags), []);
    assert_eq!(model.components.len(), 10_001);
    let config = crate::config::Config::default();
    let mut diags = Diagnostics::default();
    let mut api = crate::lower::api(&model, &config, &mut diags).expect("it lowers");
    crate::analyze::run(&mut api, false);
    let boxed = |def: &crate::ir::TypeDef| match &def.kind {
        crate::ir::TypeKind::Struct(s) => {
            matches!(s.fields[0].ty, crate::ir::Type::Boxed(_))
        }
        _ => false,
    };
    let boxes = api.types.iter().filter(|def| boxed(def)).count();
    // One breaks the cycle; the others stand where twelve structs hold each other.
    assert_eq!(boxes, 1 + 10_000 / 13);
}

#[test]
fn a_discriminated_base_knows_the_schemas_that_extend_it() {
    let (model, _) = model_of(
        r##"{
        "Pet": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}},
                "discriminator": {"propertyName": "kind", "mapping": {"c": "Cat"}}},
        "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"lives": {}}}]},
        "Lion": {"allOf": [{"$ref": "#/components/schemas/Cat"}, {"properties": {"pride": {}}}]}
    }"##,
    );
    let Shape::Union(union) = &component(&model, "Pet").shape else {
        panic!("no union");
    };
    let tags: Vec<&[String]> = union.variants.iter().map(|v| &v.tags[..]).collect();
    assert_eq!(tags, [["Pet"], ["c"], ["Lion"]]);
    assert_eq!(object(component(&model, "Lion")).properties.len(), 3);
}

#[test]
fn a_tag_that_nobody_declares_is_written_unless_other_properties_are_refused() {
    let (model, _) = model_of(
        r##"{
        "Pet": {"type": "object", "properties": {"name": {}}, "discriminator": {"propertyName": "kind"}},
        "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"lives": {}}}]},
        "Fox": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"kind": {}}}]},
        "Closed": {"type": "object", "properties": {"name": {}}, "additionalProperties": false,
                   "discriminator": {"propertyName": "kind"}},
        "Dog": {"allOf": [{"$ref": "#/components/schemas/Closed"},
                          {"properties": {"age": {}}, "additionalProperties": false}]},
        "Bird": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"wings": {}}}],
                 "discriminator": {"propertyName": "order"}},
        "Owl": {"allOf": [{"$ref": "#/components/schemas/Bird"}, {"properties": {"ears": {}}}]}
    }"##,
    );
    let tags = |name| object(component(&model, name)).tags.clone();
    let both = [("kind", "Bird"), ("order", "Owl")].map(|(k, v)| (k.to_owned(), v.to_owned()));
    assert_eq!(*tags("Owl"), both);
    assert_eq!(*tags("Cat"), [("kind".to_owned(), "Cat".to_owned())]);
    assert_eq!([&*tags("Dog"), &*tags("Fox")], [&[], &[]]);
}

#[test]
fn what_leaves_no_property_unevaluated_is_closed() {
    let (model, _) = model_of(
        r##"{
        "Open": {"type": "object", "properties": {"a": {}}},
        "Sealed": {"allOf": [{"$ref": "#/components/schemas/Open"}, {"properties": {"b": {}}}],
                   "unevaluatedProperties": false},
        "Shut": {"allOf": [{"$ref": "#/components/schemas/Open"}], "unevaluatedProperties": false}
    }"##,
    );
    let additional = |name| object(component(&model, name)).additional;
    assert_eq!(additional("Sealed"), Additional::Closed);
    assert_eq!(additional("Shut"), Additional::Closed);
    assert_ne!(additional("Open"), Additional::Closed);
}

#[test]
fn media_types_that_charset_tells_apart_are_one_unless_they_have_schemas_of_their_own() {
    let content = r#"{"a/json":{},"a/json; charset=utf-8":{"schema":{"type":"string"}},
        "A/JSON;charset=utf-16":{"schema":{"type":"integer"}},"a/json;v=1":{}}"#;
    let (model, diags) = read(&format!(
        r#""paths":{{"/a":{{"get":{{"responses":{{"200":{{"description":"","content":{content}}}}}}}}}}}"#
    ));
    let media = &model.operations[0].responses[0].content;
    let names: Vec<&str> = media.iter().map(|m| m.media_type.as_str()).collect();
    assert_eq!(names, ["a/json", "A/JSON;charset=utf-16", "a/json;v=1"]);
    let shape = |id: Option<SchemaId>| id.map(|id| model.schema(id).shape.clone());
    assert_eq!(shape(media[0].schema), Some(Shape::String));
    assert_eq!(codes(&diags), [Code::MediaTypeTwice]);
}
