//! Reads every document of the folder that `OAS_CORPUS` names: no panic, an answer for each, and how long it took.

use oas_codegen::config::Config;
use oas_codegen::diagnostic::{Diagnostics, Severity, render};
use oas_codegen::{document, source};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let extension = path
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        if matches!(extension, "json" | "yaml" | "yml") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn every_document_of_the_corpus_is_read() {
    let Some(folder) = std::env::var_os("OAS_CORPUS") else {
        eprintln!("skipped: OAS_CORPUS names no folder of documents");
        return;
    };
    let folder = PathBuf::from(folder);
    let mut paths = documents(&folder);
    paths.extend(
        Some(folder.join("digitalocean/DigitalOcean-public.v2.yaml")).filter(|p| p.exists()),
    );
    let mut slowest = (Duration::ZERO, PathBuf::new());
    let mut unread = Vec::new();
    for path in &paths {
        let start = Instant::now();
        let mut diags = Diagnostics::default();
        let sources = source::load(path, &Config::default(), &mut diags);
        let loaded = start.elapsed();
        let document = document::read(&sources, &mut diags);
        let took = start.elapsed();
        if std::env::var_os("OAS_TIMES").is_some() {
            eprintln!(
                "{:>7.1} {:>7.1} ms {}",
                loaded.as_secs_f64() * 1e3,
                took.as_secs_f64() * 1e3,
                path.display()
            );
        }
        if took > slowest.0 {
            slowest = (took, path.clone());
        }
        if std::env::var_os("OAS_SHOW").is_some() {
            eprint!("{}", render::report(&diags, render::Format::Short));
        }
        for d in diags
            .list()
            .iter()
            .filter(|d| d.severity == Severity::Error)
        {
            unread.push(format!(
                "{}: {} {:?} {}",
                path.display(),
                d.code,
                d.at,
                d.message
            ));
        }
        assert!(document.is_some(), "{}: {:?}", path.display(), diags.list());
    }
    eprintln!("{} documents; slowest {:?}", paths.len(), slowest);
    for line in &unread {
        eprintln!("{line}");
    }
    assert!(unread.is_empty(), "{} errors", unread.len());
}
