//! Holds the code to ARCHITECTURE.md: import directions, who may use which crate, the form of files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the generator, and what each may import of the others.
/// Nothing may import what stands below it.
const STAGES: &[(&str, &[&str])] = &[
    ("place", &[]),
    ("graph", &[]),
    ("lean", &[]),
    ("media", &[]),
    ("threads", &[]),
    ("node", &["place", "threads"]),
    ("config", &["place", "node", "diagnostic", "source"]),
    (
        "source",
        &["place", "threads", "node", "diagnostic", "config"],
    ),
    ("position", &["place", "node", "source"]),
    ("diagnostic", &["place", "node", "source", "position"]),
    (
        "document",
        &[
            "place",
            "media",
            "threads",
            "node",
            "source",
            "position",
            "diagnostic",
            "config",
        ],
    ),
    (
        "resolve",
        &[
            "place",
            "threads",
            "graph",
            "lean",
            "node",
            "source",
            "diagnostic",
            "config",
            "document",
        ],
    ),
    ("names", &["place", "diagnostic"]),
    ("ir", &["place", "lean", "names"]),
    (
        "lower",
        &[
            "place",
            "media",
            "threads",
            "graph",
            "node",
            "diagnostic",
            "config",
            "document",
            "resolve",
            "names",
            "ir",
        ],
    ),
    ("analyze", &["place", "graph", "ir", "names"]),
    ("output", &[]),
    // A defect of the generator itself is a diagnostic too.
    (
        "emit",
        &["place", "threads", "diagnostic", "ir", "names", "output"],
    ),
    ("summary", &["ir"]),
    (
        "pipeline",
        &[
            "place",
            "threads",
            "source",
            "diagnostic",
            "config",
            "document",
            "resolve",
            "ir",
            "lower",
            "analyze",
            "emit",
            "output",
            "summary",
        ],
    ),
    (
        "codegen",
        &["config", "diagnostic", "emit", "output", "pipeline"],
    ),
];

/// Crates, and the only modules that may name them.
const CRATES: &[(&str, &[&str])] = &[
    ("openapiv3", &["document", "resolve"]),
    ("heck", &["names"]),
    ("quote", &["emit"]),
    ("syn", &["config", "emit"]),
    ("prettyplease", &["emit"]),
    ("proc_macro2", &["emit"]),
    ("oas_runtime::path", &["resolve", "lower"]),
    ("oas_runtime::v1", &["lower"]),
    ("saphyr_parser", &["node", "position"]),
    ("toml", &["config"]),
    ("annotate_snippets", &["diagnostic"]),
    ("rayon", &["threads"]),
    ("tempfile", &["output"]),
    ("memchr", &["node", "source"]),
    ("std::fs", &["source", "config", "output"]),
];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All `.rs` files below `dir`, build output left out.
fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("target") && !path.ends_with("snapshots") {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn is_test_file(path: &Path) -> bool {
    path.ends_with("tests.rs") || path.components().any(|c| c.as_os_str() == "tests")
}

/// The code of a file: without comments, and without its `mod tests`, which comes last.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = match text.split_once("#[cfg(test)]\nmod tests {") {
        Some((code, _)) => code.to_owned(),
        None => text,
    };
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.map(|line| format!("{line}\n")).collect()
}

/// The top-level module that a file of the generator belongs to.
fn module(path: &Path) -> String {
    let relative = path.strip_prefix(src()).unwrap();
    let first = relative.components().next().unwrap();
    let name = first.as_os_str().to_str().unwrap();
    name.trim_end_matches(".rs").to_owned()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The modules that `crate::…` paths name, `crate::{a, b::c}` included.
fn imported(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with(|c: char| is_word(c) || c == '$') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(group_heads(group)),
            None => found.extend(head(rest)),
        }
    }
    found
}

fn head(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|c| is_word(*c)).collect();
    (!name.is_empty()).then_some(name)
}

/// The first segments of the paths in a `{…}` group.
fn group_heads(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut expecting = true;
    let mut heads = Vec::new();
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => expecting = true,
            c if expecting && is_word(c) => {
                heads.extend(head(&group[at..]));
                expecting = false;
            }
            _ => {}
        }
    }
    heads
}

#[test]
fn imports_go_one_way() {
    let mut wrong = Vec::new();
    for path in rust_files(&src()) {
        let module = module(&path);
        if module == "lib" || is_test_file(&path) {
            continue;
        }
        let Some((_, allowed)) = STAGES.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!(
                "{}: the stage `{module}` is not in the list",
                path.display()
            ));
            continue;
        };
        for import in imported(&code(&path)) {
            let is_stage = STAGES.iter().any(|(name, _)| *name == import);
            if is_stage && import != module && !allowed.contains(&import.as_str()) {
                wrong.push(format!(
                    "{}: `{module}` may not know `{import}`",
                    path.display()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn crates_are_used_where_they_belong() {
    let mut wrong = Vec::new();
    for path in rust_files(&src()) {
        let module = module(&path);
        if is_test_file(&path) {
            continue;
        }
        let code = code(&path);
        for (name, allowed) in CRATES {
            if names_crate(&code, name) && !allowed.contains(&module.as_str()) {
                wrong.push(format!(
                    "{}: `{module}` may not use `{name}`",
                    path.display()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether `name::`, `use name;` or (for `std::fs`) the path itself stands in the code.
fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = !code[..at].ends_with(|c: char| is_word(c) || c == ':' || c == '"');
        let after = &code[at + name.len()..];
        before && (after.starts_with("::") || after.starts_with(';') && name.contains("::"))
    })
}

#[test]
fn every_file_says_what_it_owns() {
    let mut wrong = Vec::new();
    for dir in ["crates", "xtask"] {
        for path in rust_files(&root().join(dir)) {
            let text = fs::read_to_string(&path).unwrap();
            if !text.starts_with("//!") {
                wrong.push(path.display().to_string());
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "files that do not begin with `//!`:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn files_stay_readable() {
    let mut wrong = Vec::new();
    for dir in ["crates", "xtask"] {
        for path in rust_files(&root().join(dir)) {
            let lines = code_lines(&path);
            if lines > 500 && !is_test_file(&path) {
                wrong.push(format!("{}: {lines} lines", path.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "files over 500 lines:\n{}",
        wrong.join("\n")
    );
}

/// Lines without the `mod tests` at the end.
fn code_lines(path: &Path) -> usize {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next();
    code.unwrap_or_default().lines().count()
}

#[test]
fn no_module_is_a_drawer() {
    for path in rust_files(&root().join("crates"))
        .iter()
        .chain(&rust_files(&root().join("xtask")))
    {
        for name in ["util", "utils", "helpers", "common", "misc"] {
            let is_file = path.file_stem().is_some_and(|stem| stem == name);
            let is_folder = path.components().any(|c| c.as_os_str() == name);
            assert!(
                !is_file && !is_folder,
                "{}: name it after what it owns",
                path.display()
            );
        }
    }
}

#[test]
fn grouped_imports_are_seen() {
    let code = "use crate::{place::Place, ir::{self, Type}, names};\nfn x() { crate::lower::y() }";
    let found: Vec<String> = imported(code).into_iter().collect();
    assert_eq!(found, ["ir", "lower", "names", "place"]);
}
