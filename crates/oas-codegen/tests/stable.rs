//! The same bytes in every run, and names that stay when a document grows.
//!
//! Always over this repository's documents; over those of the folder `OAS_CORPUS` too: small ones by
//! default, all with `OAS_HEAVY=1`, for which `--profile corpus` is the one to take.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use oas_codegen::config::Config;
use oas_codegen::output::File;
use oas_codegen::{Outcome, emit, generate};
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
    let listed = corpus.as_deref().filter(|_| heavy()).map(in_folders);
    found.extend(listed.into_iter().flatten());
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

/// The documents that the corpus' manifest finds in folders of their own.
fn in_folders(corpus: &Path) -> Vec<PathBuf> {
    let manifest = std::fs::read_to_string(corpus.join("manifest.csv")).unwrap_or_default();
    let paths = manifest.lines().filter_map(|line| line.split(',').nth(1));
    let nested = paths.filter(|path| path.contains('/'));
    nested.map(|path| corpus.join(path)).collect()
}

fn outcome(path: &Path, threads: Option<usize>) -> Outcome {
    let mut options = emit::Options::new_crate("stable", "openapi.json");
    options.threads = threads.and_then(NonZeroUsize::new);
    generate(path, &Config::default(), &options)
}

fn files(path: &Path, threads: Option<usize>) -> Option<Vec<File>> {
    outcome(path, threads).files
}

/// What `look` finds in the documents, several looked at at a time; in the order of the documents.
fn broken(look: impl Fn(&Path) -> Vec<String> + Sync) -> Vec<String> {
    let documents = documents();
    let next = AtomicUsize::new(0);
    let found: Mutex<Vec<(usize, Vec<String>)>> = Mutex::default();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(path) = documents.get(index) else {
                        return;
                    };
                    found.lock().unwrap().push((index, look(path)));
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap();
    assert_eq!(found.len(), documents.len());
    found.sort();
    found.into_iter().flat_map(|(_, broken)| broken).collect()
}

#[test]
fn runs_and_threads_change_no_byte() {
    let broken = broken(|path| {
        let one = files(path, Some(1));
        let mut differ = Vec::new();
        if one != files(path, Some(1)) {
            differ.push(format!("{}: two runs differ", path.display()));
        }
        if one != files(path, Some(4)) {
            differ.push(format!("{}: threads make a difference", path.display()));
        }
        differ
    });
    assert!(broken.is_empty(), "{}", broken.join("\n"));
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
                .map(|node| node.to_json())
        })
}

/// A folder with a copy of the document at `path` and of all files that it names, and where the copy is.
fn copied(path: &Path) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let parent = path.parent().unwrap();
    let diags = outcome(path, None).diagnostics;
    for file in diags.sources().files() {
        let to = folder.path().join(file.strip_prefix(parent).unwrap());
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(file, to).unwrap();
    }
    let root = folder.path().join(path.file_name().unwrap());
    (folder, root)
}

/// `api.txt` of `document`, once it stands at `path`.
fn surface(document: &Value, path: &Path) -> Option<String> {
    // Copies keep the mode of what they are copied from.
    let _ = std::fs::remove_file(path);
    std::fs::write(path, document.to_string()).unwrap();
    let found = files(path, None)?;
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
    add("an inline type equal to another", &|doc| {
        let equal = inline(doc)?;
        let owner = json!({"type": "object", "properties": {"zzInner": equal}});
        schemas(doc)?.insert("ZzOwner".into(), owner);
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

/// What additions to the document at `path` change.
fn disturbed(path: &Path) -> Vec<String> {
    let (_folder, copy) = copied(path);
    let before = read(path).and_then(|document| Some((surface(&document, &copy)?, document)));
    let Some((before, document)) = before else {
        let refused = files(path, None).is_none();
        let lost = (!refused).then(|| format!("{}: the copy gives nothing", path.display()));
        return lost.into_iter().collect();
    };
    let mut broken = Vec::new();
    for (what, document) in grown(&document) {
        let Some(after) = surface(&document, &copy) else {
            broken.push(format!("{}: {what}: no output any more", path.display()));
            continue;
        };
        let gone = lost(&before, &after);
        if !gone.is_empty() {
            let some = &gone[..gone.len().min(4)];
            let count = gone.len();
            broken.push(format!(
                "{}: {what}: {count} lines, {some:?}",
                path.display()
            ));
        }
    }
    broken
}

#[test]
fn what_is_added_renames_nothing() {
    let broken = broken(disturbed);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
