//! Decides every document of the folder that `OAS_CORPUS` names: no panic, and a count of what was found.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use oas_codegen::config::Config;
use oas_codegen::diagnostic::{Diagnostics, Severity, render};
use oas_codegen::{analyze, document, lower, resolve, source};

fn documents(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_document = |path: &PathBuf| {
        let extension = path.extension().and_then(|e| e.to_str());
        matches!(extension, Some("json" | "yaml" | "yml"))
    };
    let mut found: Vec<PathBuf> = entries.map(|e| e.path()).filter(is_document).collect();
    found.extend(
        Some(folder.join("digitalocean/DigitalOcean-public.v2.yaml")).filter(|p| p.exists()),
    );
    found.sort();
    found
}

#[test]
fn every_document_of_the_corpus_is_decided() {
    let Some(folder) = std::env::var_os("OAS_CORPUS") else {
        eprintln!("skipped: OAS_CORPUS names no folder of documents");
        return;
    };
    let wanted = std::env::var("OAS_ONLY").unwrap_or_default();
    let mut counts: BTreeMap<(Severity, String), (usize, usize)> = BTreeMap::new();
    let (mut decided, mut operations, mut types, mut examples, mut left_out) = (0, 0, 0, 0, 0);
    let paths = documents(Path::new(&folder));
    for path in paths
        .iter()
        .filter(|p| p.to_string_lossy().contains(&wanted))
    {
        let config = Config::default();
        let mut diags = Diagnostics::default();
        let sources = source::load(path, &config, &mut diags);
        let api = document::read(&sources, &mut diags)
            .and_then(|document| resolve::model(&document, &mut diags))
            .and_then(|model| lower::api(&model, &config, &mut diags));
        if let Some(mut api) = api.filter(|_| !diags.has_errors()) {
            analyze::run(&mut api, true);
            decided += 1;
            operations += api.operations.len();
            types += api.types.len();
            examples += api.examples.len();
            left_out += api.left_out.len();
        }
        let mut seen = BTreeMap::new();
        for d in diags.list() {
            *seen.entry((d.severity, d.code.to_string())).or_insert(0) += 1;
        }
        for (key, count) in seen {
            let entry = counts.entry(key).or_default();
            entry.0 += count;
            entry.1 += 1;
        }
        if let Some(how) = std::env::var_os("OAS_SHOW") {
            let format = if how == "human" {
                render::Format::Human { color: false }
            } else {
                render::Format::Short
            };
            eprint!("{}", render::report(&diags, format));
        }
    }
    eprintln!(
        "{decided} of {} documents, {operations} operations ({left_out} left out), {types} types, {examples} examples",
        paths.len()
    );
    for ((severity, code), (count, documents)) in counts {
        eprintln!("{severity:?} {code}: {count} in {documents} documents");
    }
    assert!(decided > 0);
}
