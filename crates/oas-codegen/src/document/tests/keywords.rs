//! Puts every key of the table through and finds it again: openapiv3 may lose nothing.

use crate::diagnostic::Diagnostics;
use crate::document::objects::{self, Is, Object, Since};
use crate::document::read;
use crate::source;
use serde_json::{Value as Json, json};

const OBJECTS: [Object; 25] = [
    Object::Root,
    Object::Info,
    Object::Contact,
    Object::License,
    Object::Server,
    Object::ServerVariable,
    Object::Components,
    Object::PathItem,
    Object::Operation,
    Object::ExternalDocs,
    Object::Parameter,
    Object::RequestBody,
    Object::MediaType,
    Object::Encoding,
    Object::Response,
    Object::Example,
    Object::Link,
    Object::Header,
    Object::Tag,
    Object::Schema,
    Object::Discriminator,
    Object::Xml,
    Object::SecurityScheme,
    Object::OAuthFlows,
    Object::OAuthFlow,
];

/// Keys that are not carried, and why.
fn not_carried(object: Object, key: &str) -> bool {
    match (object, key) {
        // They name places and dialects; references to them are resolved in the tree.
        (Object::Schema, key) if key.starts_with('$') => true,
        (Object::Schema, "definitions") => true,
        // Read into fields of their own, or tested below.
        (Object::PathItem, "$ref") | (Object::Root, "openapi") => true,
        // Rewritten; tested below.
        (Object::Schema, "nullable" | "type" | "const") => true,
        // The one style of a header.
        (Object::Header, "style") => true,
        // Either of the two; tested below.
        (Object::Parameter | Object::Header, "content") | (Object::Link, "operationRef") => true,
        _ => false,
    }
}

/// The smallest object.
fn base(object: Object) -> Json {
    match object {
        Object::Root => json!({"openapi": "3.1.0", "info": base(Object::Info), "paths": {}}),
        Object::Info => json!({"title": "t", "version": "1"}),
        Object::License | Object::Tag => json!({"name": "n"}),
        Object::Server | Object::ExternalDocs => json!({"url": "/u"}),
        Object::ServerVariable => json!({"default": "d"}),
        Object::Operation => json!({"responses": {}}),
        Object::Parameter => json!({"name": "n", "in": "query"}),
        Object::RequestBody => json!({"content": {"a/b": {}}}),
        Object::Response => json!({"description": "d"}),
        Object::Link => json!({"operationId": "o"}),
        Object::Discriminator => json!({"propertyName": "p"}),
        Object::SecurityScheme => json!({"type": "oauth2", "flows": {}}),
        _ => json!({}),
    }
}

fn sample(object: Object, key: &str, is: Is) -> Json {
    match (object, key) {
        (Object::Parameter | Object::Encoding, "style") => return json!("spaceDelimited"),
        (Object::Parameter, "in") => return json!("cookie"),
        (Object::SecurityScheme, "type") => return json!("oauth2"),
        _ => {}
    }
    match is {
        Is::Text | Is::Word => json!("sample"),
        Is::Bool => json!(true),
        Is::Count | Is::Number => json!(7),
        Is::Data => json!({"sample": 1}),
        Is::Texts => json!(["sample"]),
        Is::DataList => json!(["sample", 2]),
        Is::Types => json!("string"),
        Is::Exclusive => json!(7),
        Is::BoolOrSchema => json!(false),
        Is::One(object) | Is::Ref(object) => base(object),
        Is::List(is) => json!([sample(object, key, *is)]),
        Is::Map(objects::Names::Paths, is) => json!({"/sample": sample(object, key, *is)}),
        Is::Map(objects::Names::Statuses, is) => json!({"200": sample(object, key, *is)}),
        Is::Map(_, is) => json!({"sample": sample(object, key, *is)}),
    }
}

/// A document that holds the object.
fn wrap(object: Object, json: Json) -> Json {
    let (key, value) = match object {
        Object::Root => return json,
        Object::Info => ("info", json),
        Object::Contact => {
            return wrap(
                Object::Info,
                json!({"title": "t", "version": "1", "contact": json}),
            );
        }
        Object::License => {
            return wrap(
                Object::Info,
                json!({"title": "t", "version": "1", "license": json}),
            );
        }
        Object::Server => ("servers", json!([json])),
        Object::ServerVariable => {
            return wrap(
                Object::Server,
                json!({"url": "/u", "variables": {"v": json}}),
            );
        }
        Object::Components => ("components", json),
        Object::PathItem => ("paths", json!({"/p": json})),
        Object::Operation => return wrap(Object::PathItem, json!({"get": json})),
        Object::ExternalDocs => ("externalDocs", json),
        Object::Parameter => return wrap(Object::Components, json!({"parameters": {"c": json}})),
        Object::RequestBody => {
            return wrap(Object::Components, json!({"requestBodies": {"c": json}}));
        }
        Object::MediaType => return wrap(Object::RequestBody, json!({"content": {"a/b": json}})),
        Object::Encoding => return wrap(Object::MediaType, json!({"encoding": {"p": json}})),
        Object::Response => return wrap(Object::Components, json!({"responses": {"c": json}})),
        Object::Example => return wrap(Object::Components, json!({"examples": {"c": json}})),
        Object::Link => return wrap(Object::Components, json!({"links": {"c": json}})),
        Object::Header => return wrap(Object::Components, json!({"headers": {"c": json}})),
        Object::Tag => ("tags", json!([json])),
        Object::Schema => return wrap(Object::Components, json!({"schemas": {"c": json}})),
        Object::Discriminator => return wrap(Object::Schema, json!({"discriminator": json})),
        Object::Xml => return wrap(Object::Schema, json!({"xml": json})),
        Object::SecurityScheme => {
            return wrap(Object::Components, json!({"securitySchemes": {"c": json}}));
        }
        Object::OAuthFlows => {
            return wrap(
                Object::SecurityScheme,
                json!({"type": "oauth2", "flows": json}),
            );
        }
        Object::OAuthFlow => return wrap(Object::OAuthFlows, json!({"authorizationCode": json})),
    };
    let mut root = base(Object::Root);
    root[key] = value;
    root
}

/// All that was read, as JSON.
fn read_back(root: &Json) -> Json {
    let mut diags = Diagnostics::default();
    let sources = source::from_text("t.json", &root.to_string(), &mut diags);
    let document = read(&sources, &mut diags).unwrap();
    assert!(
        diags
            .list()
            .iter()
            .all(|d| d.code != crate::diagnostic::Code::Unread),
        "{root}: {:?}",
        diags.list()
    );
    let mut openapi = document.openapi.clone();
    document.each_path(&mut diags, |path, _, item, diags| {
        assert!(
            diags
                .list()
                .iter()
                .all(|d| d.code != crate::diagnostic::Code::Unread)
        );
        openapi.paths.paths.insert(path.to_owned(), item.clone());
    });
    let names = document.schemas.iter();
    let schemas: serde_json::Map<String, Json> = names
        .map(|name| (name.clone(), json!(super::component(&document, name))))
        .collect();
    json!({
        "openapi": openapi,
        "schemas": schemas,
        "webhooks": document.webhooks,
        "pathItems": document.path_items,
    })
}

fn holds(json: &Json, key: &str) -> bool {
    match json {
        Json::Object(map) => map.iter().any(|(name, value)| {
            let empty = matches!(value, Json::Array(a) if a.is_empty())
                || matches!(value, Json::Object(o) if o.is_empty() && key != "not");
            name == key && !empty && !value.is_null() || holds(value, key)
        }),
        Json::Array(items) => items.iter().any(|item| holds(item, key)),
        _ => false,
    }
}

/// A security scheme of the type that has the key.
fn security_scheme(key: &str) -> Json {
    match key {
        "name" | "in" => json!({"type": "apiKey", "name": "n", "in": "header"}),
        "scheme" | "bearerFormat" => {
            json!({"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
        }
        "openIdConnectUrl" => json!({"type": "openIdConnect", "openIdConnectUrl": "u"}),
        "flows" => json!({"type": "oauth2", "flows": {"implicit": base(Object::OAuthFlow)}}),
        _ => json!({"type": "oauth2", "flows": {}, "description": "d"}),
    }
}

#[test]
fn every_key_of_every_object_is_found_again() {
    let mut lost = Vec::new();
    for object in OBJECTS {
        for key in object.keys() {
            if key.since == Since::V32 || not_carried(object, key.name) {
                continue;
            }
            let json = match object {
                Object::SecurityScheme => security_scheme(key.name),
                _ => {
                    let mut json = base(object);
                    json[key.name] = match sample(object, key.name, key.is) {
                        Json::Object(map) if map.is_empty() => json!({"x-sample": 1}),
                        Json::Array(items) if items == [json!({})] => json!([{"x-sample": 1}]),
                        Json::Object(map) if map.get("sample") == Some(&json!({})) => {
                            json!({"sample": {"x-sample": 1}})
                        }
                        sample => sample,
                    };
                    json
                }
            };
            let back = read_back(&wrap(object, json.clone()));
            if !holds(&back, key.name) {
                lost.push(format!("{object:?}.{}: {json} -> {back}", key.name));
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}
