//! Documents made to hurt end in an answer: output or diagnostics, without a panic, an overflow of the
//! stack, a hang, or more memory than a build may take.
//!
//! Small by default. `OAS_HEAVY=1` takes the sizes that the requirements name and measures time and memory;
//! that is meant for an optimised build: `OAS_HEAVY=1 cargo test --release -p oas-codegen --test robust`.

use std::fmt::Write as _;
use std::time::Instant;

use oas_codegen::config::Config;
use oas_codegen::diagnostic::render;
use oas_codegen::{Outcome, emit, generate};

/// `small` in the normal run, `full` where the machine may be kept busy.
fn size(small: usize, full: usize) -> usize {
    if std::env::var_os("OAS_HEAVY").is_some() {
        full
    } else {
        small
    }
}

/// Runs the whole pipeline and renders all that it says.
fn answer(name: &str, text: &str) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let start = Instant::now();
    let config = Config::default();
    let outcome = generate(&path, &config, &emit::Options::new_crate("robust", name));
    let formats = [
        render::Format::Human { color: false },
        render::Format::Short,
        render::Format::Json,
    ];
    for format in formats {
        let _ = render::report(&outcome.diagnostics, format);
    }
    let said = outcome.diagnostics.list().len();
    eprintln!(
        "{name}: {} bytes, {said} diagnostics, {:?}, peak {} KB",
        text.len(),
        start.elapsed(),
        peak()
    );
    assert!(
        outcome.files.is_some() || outcome.diagnostics.has_errors(),
        "{name}: neither output nor an error"
    );
    outcome
}

/// The most memory that this process has held, in KB; 0 where the system does not say.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0)
}

fn refused(name: &str, text: &str) {
    let outcome = answer(name, text);
    assert!(outcome.files.is_none(), "{name} was accepted");
}

fn accepted(name: &str, text: &str) {
    let outcome = answer(name, text);
    let said = render::report(&outcome.diagnostics, render::Format::Short);
    assert!(
        outcome.files.is_some(),
        "{name}: {}",
        said.chars().take(2000).collect::<String>()
    );
}

/// A document with one operation that answers with the schema `S0`, and these schemas.
fn document(schemas: &str) -> String {
    format!(
        r##"{{"openapi":"3.0.3","info":{{"title":"t","version":"1"}},"paths":{{"/a":{{"get":{{"operationId":"a","responses":{{"200":{{"description":"d","content":{{"application/json":{{"schema":{{"$ref":"#/components/schemas/S0"}}}}}}}}}}}}}}}},"components":{{"schemas":{{{schemas}}}}}}}"##
    )
}

/// `count` schemas, each made from its number.
fn schemas(count: usize, one: impl Fn(usize) -> String) -> String {
    let each: Vec<String> = (0..count).map(|i| format!("\"S{i}\":{}", one(i))).collect();
    document(&each.join(","))
}

#[test]
fn nesting_beyond_reason_is_refused_in_both_languages() {
    let depth = 100_000;
    refused("brackets.json", &"[".repeat(depth));
    refused(
        "closed.json",
        &format!("{}{}", "[".repeat(depth), "]".repeat(depth)),
    );
    refused("objects.json", &"{\"a\":".repeat(depth));
    refused("flow.yaml", &"[".repeat(depth));
    refused("maps.yaml", &"{a: ".repeat(depth));
    refused("dashes.yaml", &"- ".repeat(depth));
    refused("keys.yaml", &"? ".repeat(depth));
    let mut steps = String::new();
    for i in 0..size(400, 5_000) {
        let _ = writeln!(steps, "{:i$}a:", "");
    }
    refused("steps.yaml", &steps);
}

#[test]
fn nested_schemas_end_in_an_answer() {
    let keywords = [
        ("items", r#"{"type":"array","items":"#, "}"),
        ("properties", r#"{"type":"object","properties":{"p":"#, "}}"),
        ("all_of", r#"{"allOf":["#, "]}"),
        (
            "all_of_pairs",
            r#"{"allOf":[{"type":"object","properties":{"q":{"type":"string"}}},"#,
            "]}",
        ),
        ("one_of", r#"{"oneOf":[{"type":"string"},"#, "]}"),
        ("any_of", r#"{"anyOf":[{"type":"integer"},"#, "]}"),
        ("maps", r#"{"type":"object","additionalProperties":"#, "}"),
        ("not", r#"{"not":"#, "}"),
    ];
    for (name, open, close) in keywords {
        for depth in [20, 60, 120, 500, 100_000] {
            let schema = format!(
                "{}{}{}",
                open.repeat(depth),
                r#"{"type":"string"}"#,
                close.repeat(depth)
            );
            answer(
                &format!("{name}_{depth}.json"),
                &document(&format!("\"S0\":{schema}")),
            );
        }
    }
}

#[test]
fn nested_values_end_in_an_answer() {
    for depth in [100, 1_000, 100_000] {
        let value = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        for keyword in ["default", "example", "x-anything"] {
            answer(
                &format!("{keyword}_{depth}.json"),
                &document(&format!(
                    r#""S0":{{"type":"array","items":{{}},"{keyword}":{value}}}"#
                )),
            );
        }
    }
}

#[test]
fn chains_of_references_end_in_an_answer() {
    let count = size(200, 10_000);
    let next = |i: usize| {
        if i + 1 == count {
            r#"{"type":"string"}"#.to_owned()
        } else {
            format!(r##"{{"$ref":"#/components/schemas/S{}"}}"##, i + 1)
        }
    };
    answer("chain.json", &schemas(count, next));
    let property = |i: usize| format!(r#"{{"type":"object","properties":{{"next":{}}}}}"#, next(i));
    accepted("chain_of_properties.json", &schemas(count, property));
    let merged = |i: usize| {
        format!(
            r#"{{"allOf":[{},{{"type":"object","properties":{{"p{i}":{{"type":"string"}}}}}}]}}"#,
            next(i)
        )
    };
    answer("chain_of_all_of.json", &schemas(size(100, 10_000), merged));
    let union = |i: usize| {
        format!(
            r#"{{"oneOf":[{},{{"type":"object","properties":{{"p{i}":{{"type":"string"}}}}}}]}}"#,
            next(i)
        )
    };
    answer("chain_of_one_of.json", &schemas(count, union));
    let list = |i: usize| format!(r#"{{"type":"array","items":{}}}"#, next(i));
    answer("chain_of_items.json", &schemas(count, list));
}

#[test]
fn cycles_of_references_end_in_an_answer() {
    let count = size(200, 10_000);
    let next = |i: usize| {
        format!(
            r##"{{"$ref":"#/components/schemas/S{}"}}"##,
            (i + 1) % count
        )
    };
    refused("cycle.json", &schemas(count, next));
    let property = |i: usize| {
        format!(
            r#"{{"type":"object","required":["next"],"properties":{{"next":{}}}}}"#,
            next(i)
        )
    };
    answer("cycle_of_required.json", &schemas(count, property));
    let optional = |i: usize| format!(r#"{{"type":"object","properties":{{"next":{}}}}}"#, next(i));
    accepted("cycle_of_properties.json", &schemas(count, optional));
    let read_only = |i: usize| {
        format!(
            r#"{{"type":"object","properties":{{"id":{{"type":"string","readOnly":true}},"next":{}}}}}"#,
            next(i)
        )
    };
    accepted("cycle_of_split.json", &schemas(count, read_only));
    for keyword in ["allOf", "oneOf", "anyOf"] {
        answer(
            &format!("cycle_of_{keyword}.json"),
            &schemas(count, |i| format!(r#"{{"{keyword}":[{}]}}"#, next(i))),
        );
    }
    answer(
        "cycle_of_items.json",
        &schemas(count, |i| {
            format!(r#"{{"type":"array","items":{}}}"#, next(i))
        }),
    );
    answer(
        "cycle_of_not.json",
        &schemas(count, |i| format!(r#"{{"not":{}}}"#, next(i))),
    );
}

#[test]
fn references_to_all_others_end_in_an_answer() {
    // Each level holds two of the next: what follows both ways doubles with every level.
    let count = size(60, 400);
    let both = |keyword: &str, i: usize| {
        let next = format!(r##"{{"$ref":"#/components/schemas/S{}"}}"##, i + 1);
        if i + 1 == count {
            r#"{"type":"object"}"#.to_owned()
        } else {
            format!(r#"{{"{keyword}":[{next},{next}]}}"#)
        }
    };
    for keyword in ["allOf", "oneOf", "anyOf"] {
        answer(
            &format!("doubling_{keyword}.json"),
            &schemas(count, |i| both(keyword, i)),
        );
    }
    let every = size(60, 200);
    let all = |i: usize| {
        let properties: Vec<String> = (0..every)
            .map(|j| format!(r##""p{j}":{{"$ref":"#/components/schemas/S{j}"}}"##))
            .collect();
        format!(
            r#"{{"type":"object","properties":{{{},"r{i}":{{"type":"string","readOnly":true}}}}}}"#,
            properties.join(",")
        )
    };
    accepted("all_to_all.json", &schemas(every, all));
}

#[test]
fn paths_through_references_end_in_an_answer() {
    let deep = |text: &str| document(&format!(r##""S0":{{"$ref":"{text}"}}"##));
    refused(
        "long_pointer.json",
        &deep(&format!(
            "#{}",
            "/properties/a".repeat(size(5_000, 100_000))
        )),
    );
    refused(
        "inside_itself.json",
        &deep("#/components/schemas/S0/properties/a"),
    );
    let winding = r##""S0":{"type":"object","properties":{"a":{"$ref":"#/components/schemas/S0/properties/b"},"b":{"$ref":"#/components/schemas/S0/properties/a"}}}"##;
    refused("winding.json", &document(winding));
}

#[test]
fn alias_bombs_are_refused() {
    let mut bomb = String::from(
        "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\nx-a: &a0 [1,1,1,1,1,1,1,1,1,1]\n",
    );
    for i in 1..30 {
        let _ = writeln!(
            bomb,
            "x-a{i}: &a{i} [{}]",
            vec![format!("*a{}", i - 1); 10].join(",")
        );
    }
    refused("lists.yaml", &bomb);
    let mut merges = String::from(
        "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\nx-a: &a0 {k: 1}\n",
    );
    for i in 1..size(400, 100_000) {
        let _ = writeln!(merges, "x-a{i}: &a{i} {{<<: *a{}, k{i}: 1}}", i - 1);
    }
    answer("merges.yaml", &merges);
    refused("self.yaml", "openapi: &a [*a]\n");
    refused("undefined.yaml", "openapi: *nothing\n");
}

#[test]
fn wide_documents_end_in_an_answer() {
    let count = size(400, 100_000);
    let text = |i: usize| {
        format!(
            r#"{{"type":"object","description":"{}","properties":{{"a":{{"type":"string"}}}}}}"#,
            "word ".repeat(i % 7 + 80)
        )
    };
    answer("wide.json", &schemas(count, text));
    let mut paths = String::from("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n");
    for i in 0..size(50, 20_000) {
        let _ = writeln!(
            paths,
            "  /a{i}/{{id}}:\n    get:\n      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]\n      responses:\n        '200': {{description: d}}"
        );
    }
    accepted("paths.yaml", &paths);
    let values: Vec<String> = (0..size(400, 100_000))
        .map(|i| format!("\"v{i}\""))
        .collect();
    accepted(
        "values.json",
        &document(&format!(
            r#""S0":{{"type":"string","enum":[{}]}}"#,
            values.join(",")
        )),
    );
    let equal: Vec<String> = (0..size(100, 5_000))
        .map(|i| format!("\"{}x\"", "-".repeat(i)))
        .collect();
    accepted(
        "equal_values.json",
        &document(&format!(
            r#""S0":{{"type":"string","enum":[{}]}}"#,
            equal.join(",")
        )),
    );
    let properties: Vec<String> = (0..size(100, 5_000))
        .map(|i| format!(r#""{}x":{{"type":"string"}}"#, "-".repeat(i)))
        .collect();
    answer(
        "equal_names.json",
        &document(&format!(
            r#""S0":{{"type":"object","properties":{{{}}}}}"#,
            properties.join(",")
        )),
    );
    let wrong: Vec<String> = (0..size(200, 50_000))
        .map(|i| format!(r#""p{i}":{{"type":"wrong"}}"#))
        .collect();
    answer(
        "wrong_types.json",
        &document(&format!(
            r#""S0":{{"type":"object","properties":{{{}}}}}"#,
            wrong.join(",")
        )),
    );
}

#[test]
fn big_texts_end_in_an_answer() {
    let bytes = size(200_000, 50_000_000);
    let one = format!(
        r#"{{"type":"object","description":"{}"}}"#,
        "word ".repeat(bytes / 5)
    );
    accepted("description.json", &document(&format!("\"S0\":{one}")));
    refused("garbage.yaml", &"garbage: [\u{7}".repeat(bytes / 11));
    refused("garbage.json", &"\"garbage\", ".repeat(bytes / 11));
    let example: Vec<String> = (0..bytes / 20)
        .map(|i| format!(r#"{{"a":{i},"b":"x"}}"#))
        .collect();
    answer(
        "example.json",
        &document(&format!(
            r#""S0":{{"type":"array","items":{{"type":"object"}},"example":[{}]}}"#,
            example.join(",")
        )),
    );
}
