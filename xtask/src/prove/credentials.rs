//! Which parameters of an operation are the keys of its security schemes: the client sends its credential there.
//!
//! Knows the document as it is written; must not know our types.

use serde_json::Value;

use super::files::{At, Files};

/// The parameters, as `query:key`, that the schemes which `operation` asks for write; header names in lower case.
pub fn keys(files: &Files, operation: At<'_>) -> Vec<String> {
    let root = files.root();
    let Some(asked) = operation.get("security").or_else(|| root.get("security")) else {
        return Vec::new();
    };
    let schemes = root
        .get("components")
        .and_then(|c| c.get("securitySchemes"));
    let names = asked.items().flat_map(At::members).map(|(name, _)| name);
    let schemes = names.filter_map(|name| files.follow(schemes?.get(name)?));
    schemes.filter_map(|scheme| key(scheme.value)).collect()
}

fn key(scheme: &Value) -> Option<String> {
    let text = |key: &str| scheme.get(key).and_then(Value::as_str);
    let is_key = text("type") == Some("apiKey");
    is_key.then_some(of(text("in")?, text("name")?))
}

/// A parameter by its place and name.
pub fn of(location: &str, name: &str) -> String {
    match location {
        "header" => format!("header:{}", name.to_ascii_lowercase()),
        _ => format!("{location}:{name}"),
    }
}
