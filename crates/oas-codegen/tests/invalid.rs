//! One mistake per document in `specs/invalid`; the snapshot is what people see.

use oas_codegen::config::Config;
use oas_codegen::diagnostic::render;
use oas_codegen::emit;
use std::path::{Path, PathBuf};

fn documents() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs/invalid");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    // Relative, as people name a document.
    let mut paths: Vec<PathBuf> = files
        .map(|name| Path::new("../../specs/invalid").join(name))
        .collect();
    paths.sort();
    paths
}

/// The diagnostics of a document, as on a terminal without colour.
fn rendered(path: &Path) -> String {
    let outcome = oas_codegen::generate(
        path,
        &Config::default(),
        &emit::Options::new_include("out.rs", "openapi.yaml"),
    );
    let text = render::report(&outcome.diagnostics, render::Format::Human { color: false });
    let folder = std::fs::canonicalize("../..").unwrap();
    text.replace("../../specs", "specs")
        .replace(&*folder.to_string_lossy(), "[repository]")
}

#[test]
fn every_mistake_is_shown_with_its_place() {
    let documents = documents();
    assert!(documents.len() >= 20);
    for path in documents {
        let name = path
            .file_name()
            .unwrap()
            .to_string_lossy()
            .replace('.', "_");
        let text = rendered(&path);
        assert!(!text.is_empty(), "{name}: nothing is reported");
        insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(name, text);
        });
    }
}

#[test]
fn every_document_says_why_it_exists() {
    for path in documents() {
        let text = std::fs::read_to_string(&path).unwrap();
        let says = text.starts_with("# ") || text.contains("\"x-why\": \"");
        assert!(says, "{}: the first line does not say why", path.display());
    }
}
