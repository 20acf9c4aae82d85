//! The same bytes in every run, and names that stay when a document grows.
//!
//! Always over this repository's documents; over those of the folder `OAS_CORPUS` too: small ones by
//! default, all with `OAS_HEAVY=1`.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use oas_codegen::config::Config;
use oas_codegen::output::File;
use oas_codegen::{emit, generate};
use serde_json::{Map, Value, json};

/// Documents of the corpus that are larger wait for `OAS_HEAVY`.
const SMALL: u64 = 15_000;

fn heavy() -> bool {
    std::env::var_os("OAS_HEAVY").is_some()
}

fn documents() -> Vec<PathBuf> {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs");
    let mut found = vec![specs.join("okta-mfa/openapi.yaml")];
    let corpus = std::env::var_os("OAS_CORPUS").map(PathBuf::from);
    for folder in std::iter::once(specs.join("cases")).chain(corpus) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let is_document = matches!(
                path.extension().and_then(|e| e.to_str()),
                Some("json" | "yaml" | "yml")
            );
            if is_document
                && path.is_file()
                && (heavy() || entry.metadata().is_ok_and(|m| m.len() < SMALL))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn files(path: &Path, threads: Option<usize>) -> Option<Vec<File>> {
    let mut options = emit::Options::new_crate("stable", "openapi.json");
    options.threads = threads.and_then(NonZeroUsize::new);
    let outcome = generate(path, &Config::default(), &options);
    outcome.files
}

#[test]
fn runs_and_threads_change_no_byte() {
    for path in documents() {
        let one = files(&path, Some(1));
        assert!(
            one == files(&path, Some(1)),
            "{}: two runs differ",
            path.display()
        );
        assert!(
            one == files(&path, Some(4)),
            "{}: threads make a difference",
            path.display()
        );
    }
}

/// The document as JSON values; YAML is turned into them by this project's own reader.
fn read(path: &Path) -> Option<Value> {
    let text = std::fs::read_to_string(path).ok()?;
    serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .ok()
        .or_else(|| {
            let notation = oas_codegen::node::Notation::Yaml;
            oas_codegen::node::parse(&text, notation)
                .ok()
                .map(|node| node_value(&node))
        })
}

fn node_value(node: &oas_codegen::node::Node) -> Value {
    use oas_codegen::node::Value as Raw;
    match node.value() {
        Raw::Null(_) | Raw::Alias(_) | Raw::Large(_) => Value::Null,
        Raw::Bool(value, _) => json!(value),
        Raw::Number(number) => serde_json::from_str(number.text()).unwrap_or(Value::Null),
        Raw::String(text) => json!(text),
        Raw::List(items) => items.iter().map(node_value).collect(),
        Raw::Map(entries) => {
            let pairs = entries
                .iter()
                .map(|e| (e.key.to_string(), node_value(&e.value)));
            Value::Object(pairs.collect())
        }
    }
}

/// `api.txt` of a document whose files stand in `folder`.
fn surface(document: &Value, folder: &Path) -> Option<String> {
    let path = folder.join("stable-openapi.json");
    std::fs::write(&path, document.to_string()).unwrap();
    let found = files(&path, None)?;
    let file = found
        .into_iter()
        .find(|file| file.path.ends_with("api.txt"))?;
    Some(String::from_utf8_lossy(file.text.as_ref()).into_owned())
}

fn schemas(document: &mut Value) -> Option<&mut Map<String, Value>> {
    let root = document.as_object_mut()?;
    let components = root.entry("components").or_insert_with(|| json!({}));
    components
        .as_object_mut()?
        .entry("schemas")
        .or_insert_with(|| json!({}))
        .as_object_mut()
}

/// A key with the case of its letters turned around.
fn other_case(name: &str) -> String {
    let turn = |c: char| {
        if c.is_ascii_uppercase() {
            c.to_ascii_lowercase()
        } else {
            c.to_ascii_uppercase()
        }
    };
    name.chars().map(turn).collect()
}

/// The first object schema below a component, and an operation's id.
fn inline(document: &Value) -> Option<Value> {
    let schemas = document.pointer("/components/schemas")?.as_object()?;
    let properties = schemas
        .values()
        .filter_map(|s| s.get("properties")?.as_object());
    let mut inner = properties.flat_map(|p| p.values());
    inner
        .find(|s| s.get("properties").is_some() || s.get("enum").is_some())
        .cloned()
}

fn operation_ids(document: &Value) -> Vec<String> {
    let items = document
        .get("paths")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|p| p.values());
    let operations = items
        .filter_map(Value::as_object)
        .flat_map(|item| item.values());
    operations
        .filter_map(|op| Some(op.get("operationId")?.as_str()?.to_owned()))
        .collect()
}

/// Whether an object has properties; one without is a map, and rightly something else with its first.
fn declares_some(schema: &Value) -> bool {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.is_some_and(|p| !p.is_empty())
}

/// The document with one thing more, for each thing that must not disturb the rest.
fn grown(document: &Value) -> Vec<(&'static str, Value)> {
    let mut out = Vec::new();
    let mut add = |what: &'static str, change: &dyn Fn(&mut Value) -> Option<()>| {
        let mut copy = document.clone();
        if change(&mut copy).is_some() {
            out.push((what, copy));
        }
    };
    let object = || json!({"type": "object", "properties": {"zzNew": {"type": "string"}}});
    add("a schema equal up to case", &|doc| {
        let schemas = schemas(doc)?;
        let name = schemas
            .keys()
            .find(|name| !schemas.contains_key(&other_case(name)))?
            .clone();
        schemas.insert(other_case(&name), object());
        Some(())
    });
    add("a schema equal to an inline type", &|doc| {
        let equal = inline(doc)?;
        schemas(doc)?.insert("ZzEqual".into(), equal);
        Some(())
    });
    for suffix in ["Request", "Error", "Response"] {
        add(
            "a schema that is called as the type of an operation",
            &|doc| {
                let id = operation_ids(doc).into_iter().next()?;
                let name = format!("{id}{suffix}");
                let schemas = schemas(doc)?;
                if schemas.keys().any(|key| key.eq_ignore_ascii_case(&name)) {
                    return None;
                }
                schemas.insert(name, object());
                Some(())
            },
        );
    }
    add("a new operation", &|doc| {
        let operation =
            json!({"operationId": "zzNewOperation", "responses": {"204": {"description": "d"}}});
        doc.get_mut("paths")?
            .as_object_mut()?
            .insert("/zz-new".into(), json!({"get": operation}));
        Some(())
    });
    add("a new property", &|doc| {
        let schemas = schemas(doc)?;
        let owner = schemas.values_mut().find(|s| declares_some(s))?;
        owner
            .get_mut("properties")?
            .as_object_mut()?
            .insert("zzNew".into(), json!({"type": "string"}));
        Some(())
    });
    out
}

/// Lines of `before` that are not in `after`, in order.
fn lost<'a>(before: &'a str, after: &str) -> Vec<&'a str> {
    let mut left: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for line in after.lines() {
        *left.entry(line).or_default() += 1;
    }
    let mut gone = Vec::new();
    for line in before.lines() {
        match left.get_mut(line) {
            Some(count) if *count > 0 => *count -= 1,
            _ => gone.push(line),
        }
    }
    gone
}

#[test]
fn what_is_added_renames_nothing() {
    let mut broken = Vec::new();
    for path in documents() {
        let Some(document) = read(&path) else {
            continue;
        };
        let folder = tempfile::tempdir().unwrap();
        let Some(before) = surface(&document, folder.path()) else {
            continue;
        };
        for (what, document) in grown(&document) {
            let Some(after) = surface(&document, folder.path()) else {
                broken.push(format!("{}: {what}: no output any more", path.display()));
                continue;
            };
            let gone = lost(&before, &after);
            if !gone.is_empty() {
                broken.push(format!(
                    "{}: {what}: {} lines, {:?}",
                    path.display(),
                    gone.len(),
                    &gone[..gone.len().min(4)]
                ));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
