//! Seed documents with values, keys and references changed and parts removed.
#![no_main]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use oas_codegen::node::{Node, Notation, Value as Raw, parse};
use oas_codegen_fuzz::{Choices, run};
use serde_json::{Map, Value, json};

const LARGEST: u64 = 200_000;

static SEEDS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let mut folders = vec![specs.join("okta-mfa"), specs.join("cases"), specs.join("invalid")];
    folders.extend(std::env::var_os("OAS_CORPUS").map(PathBuf::from));
    let mut paths: Vec<PathBuf> = folders
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flat_map(|entries| entries.flatten())
        .filter(|entry| entry.metadata().is_ok_and(|m| m.is_file() && m.len() < LARGEST))
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    let texts = paths.iter().filter_map(|path| std::fs::read_to_string(path).ok());
    let tree = |text: String| {
        let notation = if text.trim_start().starts_with('{') { Notation::Json } else { Notation::Yaml };
        parse(&text, notation).ok().map(|node| value(&node))
    };
    texts.filter_map(tree).collect()
});

fn value(node: &Node) -> Value {
    match node.value() {
        Raw::Null(_) | Raw::Alias(_) | Raw::Large(_) => Value::Null,
        Raw::Bool(value, _) => json!(value),
        Raw::Number(number) => serde_json::from_str(number.text()).unwrap_or(Value::Null),
        Raw::String(text) => json!(text),
        Raw::List(items) => items.iter().map(value).collect(),
        Raw::Map(entries) => Value::Object(entries.iter().map(|e| (e.key.to_string(), value(&e.value))).collect()),
    }
}

/// Values that documents have where they should not.
fn strange(choices: &mut Choices<'_>) -> Value {
    let list = [
        Value::Null, json!(true), json!(-1), json!(1.5), json!(1e300), json!(u64::MAX), json!(""), json!("\u{0}\u{1}\u{202e}*/`"),
        json!("string"), json!("object"), json!("array"), json!("date-time"), json!("[("), json!("/a/{b}"), json!("fn"), json!("Self"),
        json!([]), json!({}), json!([null]), json!([{}]), json!({"type": "string"}), json!({"type": ["string", "null"]}),
        json!({"type": "array"}), json!({"allOf": []}), json!({"oneOf": [{"type": "null"}]}), json!({"$ref": "#/components/schemas/Error"}),
        json!({"const": {"a": 1}}), json!({"enum": ["a", "A", "", null]}), json!({"": {"": {}}}), json!("é".repeat(300)),
    ];
    let at = choices.below(list.len());
    list.into_iter().nth(at).unwrap_or_default()
}

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

/// Changes a pair of an object, or an item of a list.
fn change(parent: &mut Value, choices: &mut Choices<'_>, whole: &Value, all: &[String]) {
    let pointer = &all[choices.below(all.len())];
    let other = || whole.pointer(pointer).cloned().unwrap_or_default();
    let what = choices.below(6);
    match parent {
        Value::Object(map) if !map.is_empty() => {
            let key = map.keys().nth(choices.below(map.len())).cloned().unwrap_or_default();
            match what {
                0 => drop(map.shift_remove(&key)),
                1 => drop(map.insert(key, strange(choices))),
                2 => drop(map.insert(key, json!({"$ref": format!("#{pointer}")}))),
                3 => drop(map.insert(key, other())),
                4 => rename(map, &key, choices),
                _ => drop(map.insert(key.to_uppercase(), other())),
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let at = choices.below(items.len());
            match what {
                0 => drop(items.remove(at)),
                1 => items[at] = strange(choices),
                2 => items[at] = json!({"$ref": format!("#{pointer}")}),
                3 => items[at] = other(),
                _ => items.push(items[at].clone()),
            }
        }
        value => *value = strange(choices),
    }
}

fn rename(map: &mut Map<String, Value>, key: &str, choices: &mut Choices<'_>) {
    let names = [
        "", "x-a", "$ref", "type", "allOf", "oneOf", "anyOf", "items", "properties", "required", "nullable", "const", "enum", "default",
        "readOnly", "writeOnly", "discriminator", "additionalProperties", "format", "200", "default", "4XX", "content", "in", "name",
        "schema", "/a/{b}/{b}", "a b", "Self", "self", "é", "pattern", "minimum", "prefixItems", "not", "$defs", "callbacks", "security",
    ];
    let name = names[choices.below(names.len())];
    if let Some(value) = map.shift_remove(key) {
        map.insert(name.to_owned(), value);
    }
}

fuzz_target!(|bytes: &[u8]| {
    let mut choices = Choices(bytes);
    let Some(seed) = SEEDS.get(choices.below(SEEDS.len())) else {
        return;
    };
    let mut document = seed.clone();
    for _ in 0..8 {
        if choices.is_empty() {
            break;
        }
        let mut all = Vec::new();
        pointers(&document, "", &mut all);
        let whole = document.clone();
        let at = all[choices.below(all.len())].clone();
        if let Some(parent) = document.pointer_mut(&at) {
            change(parent, &mut choices, &whole, &all);
        }
    }
    run("fuzzed.json", document.to_string().as_bytes());
});
