//! What documents made to hurt may take: memory, measured where the command is a process of its own, and time
//! only so far that a hang is found.
//!
//! Small by default. `OAS_HEAVY=1` takes the sizes that the requirements name, for an optimised build:
//! `OAS_HEAVY=1 cargo test --release -p oas-codegen-cli --test limits`.

#![cfg(unix)]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use wait4::Wait4 as _;

/// What no document may take.
const MEGABYTES: u64 = 600;

/// Whatever takes this long does not end.
const HANG: Duration = Duration::from_secs(900);

/// `small` in the normal run, `full` where the machine may be kept busy.
fn size(small: usize, full: usize) -> usize {
    match std::env::var_os("OAS_HEAVY") {
        Some(_) => full,
        None => small,
    }
}

/// How the command ended.
struct Ended {
    /// Whether it wrote a crate.
    accepted: bool,
    /// What it said.
    said: String,
    /// The most memory that it held.
    megabytes: u64,
}

/// Runs the command on a document of this name and text.
fn generate(name: &str, text: &str) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), text).unwrap();
    let stderr = folder.path().join("stderr");
    let mut child = Command::new(env!("CARGO_BIN_EXE_oas-codegen"))
        .args([
            "generate",
            name,
            "--out",
            "out",
            "--message-format",
            "short",
        ])
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(File::create(&stderr).unwrap())
        .spawn()
        .unwrap();
    let id = child.id().to_string();
    let (ended, end) = mpsc::channel();
    std::thread::spawn(move || ended.send(child.wait4()));
    let Ok(used) = end.recv_timeout(HANG) else {
        let _ = Command::new("kill").args(["-9", &id]).status();
        panic!("{name} does not end");
    };
    let used = used.unwrap();
    let said = fs::read_to_string(&stderr).unwrap();
    assert!(
        matches!(used.status.code(), Some(0 | 1)),
        "{name}: {}, {said}",
        used.status
    );
    let megabytes = used.rusage.maxrss >> 20;
    println!("{name}: {} bytes, {megabytes} MB", text.len());
    Ended {
        accepted: used.status.success(),
        said,
        megabytes,
    }
}

/// The document is refused at a place, within this much memory.
fn refused(name: &str, text: &str, megabytes: u64) {
    let ended = generate(name, text);
    assert!(!ended.accepted, "{name} was accepted");
    let place = format!("{name}:");
    assert!(ended.said.contains(&place), "{name}: {}", ended.said);
    within(name, &ended, megabytes);
}

/// The document is accepted, within this much memory; what was said.
fn accepted(name: &str, text: &str, megabytes: u64) -> String {
    let ended = generate(name, text);
    assert!(ended.accepted, "{name}: {}", ended.said);
    within(name, &ended, megabytes);
    ended.said
}

fn within(name: &str, ended: &Ended, megabytes: u64) {
    let most = match std::env::var_os("OAS_HEAVY") {
        Some(_) => MEGABYTES,
        None => megabytes,
    };
    let took = ended.megabytes;
    assert!(took <= most, "{name} took {took} MB, more than {most}");
}

/// A document with these schemas, of which an operation answers with `S0`.
fn document(schemas: &str) -> String {
    format!(
        r##"{{"openapi":"3.0.3","info":{{"title":"t","version":"1"}},"paths":{{"/a":{{"get":{{"operationId":"a","responses":{{"200":{{"description":"d","content":{{"application/json":{{"schema":{{"$ref":"#/components/schemas/S0"}}}}}}}}}}}}}}}},"components":{{"schemas":{{{schemas}}}}}}}"##
    )
}

#[test]
fn deep_nesting_is_refused_in_little_memory() {
    let depth = 100_000;
    refused("lists.json", &"[".repeat(depth), 128);
    refused("objects.json", &"{\"a\":".repeat(depth), 128);
    refused("flow.yaml", &"[".repeat(depth), 128);
    refused("dashes.yaml", &"- ".repeat(depth), 128);
}

#[test]
fn an_alias_bomb_is_refused_in_little_memory() {
    let mut bomb = String::from(
        "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\nx-a: &a0 [1,1,1,1,1,1,1,1,1,1]\n",
    );
    for i in 1..30 {
        let level = vec![format!("*a{}", i - 1); 10].join(",");
        let _ = writeln!(bomb, "x-a{i}: &a{i} [{level}]");
    }
    refused("bomb.yaml", &bomb, 128);
}

#[test]
fn a_cycle_of_10_000_references_is_refused_in_little_memory() {
    let count = 10_000;
    let each = |i: usize| {
        let next = (i + 1) % count;
        format!(r##""S{i}":{{"$ref":"#/components/schemas/S{next}"}}"##)
    };
    let schemas: Vec<String> = (0..count).map(each).collect();
    refused("cycle.json", &document(&schemas.join(",")), 200);
}

#[test]
fn an_example_of_megabytes_is_left_out() {
    let item = |i: usize| format!(r#"{{"a":{i},"b":"x"}}"#);
    let items: Vec<String> = (0..size(600_000, 3_200_000)).map(item).collect();
    let schema = format!(
        r#""S0":{{"type":"array","items":{{"type":"object"}},"example":[{}]}}"#,
        items.join(",")
    );
    let said = accepted("example.json", &document(&schema), 160);
    assert!(said.contains("OAS0029"), "{said}");
}

#[test]
fn a_text_of_megabytes_is_generated() {
    let words = "word ".repeat(size(400_000, 10_000_000));
    let schema = format!(r#""S0":{{"type":"object","description":"{words}"}}"#);
    accepted("description.json", &document(&schema), 160);
}

#[test]
fn tens_of_thousands_of_schemas_are_generated() {
    let words = "word ".repeat(95);
    let schema = |i: usize| {
        format!(
            r#""S{i}":{{"type":"object","description":"{words}","properties":{{"a":{{"type":"string"}}}}}}"#
        )
    };
    let schemas: Vec<String> = (0..size(3_000, 90_000)).map(schema).collect();
    accepted("schemas.json", &document(&schemas.join(",")), 200);
}
