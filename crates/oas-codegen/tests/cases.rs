//! Every document of `specs/cases`: its intermediate representation, and all that is written for it.

mod compact;

use std::collections::BTreeSet;
use std::path::Path;

use oas_codegen::diagnostic::{Diagnostics, Severity};
use oas_codegen::{
    analyze,
    config::{Config, EqualTypes, Traits},
    document, ir, lower, resolve, source,
};

fn lowered(path: &Path) -> (Option<ir::Api>, Diagnostics) {
    let config = Config::default();
    let mut diags = Diagnostics::default();
    let sources = source::load(path, &config, &mut diags);
    let api = document::read(&sources, &mut diags)
        .and_then(|document| resolve::model(&document, &mut diags))
        .and_then(|model| lower::api(&model, &config, &mut diags))
        .map(|mut api| {
            analyze::run(&mut api, config.equal_types == EqualTypes::Once);
            api
        });
    (api, diags)
}

fn problems(diags: &Diagnostics) -> String {
    let line = |d: &oas_codegen::diagnostic::Diagnostic| {
        let severity = match d.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        format!("{severity}[{}] {:?}: {}\n", d.code, d.at, d.message)
    };
    diags.list().iter().map(line).collect()
}

#[test]
fn the_okta_document_lowers_without_a_problem() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs/okta-mfa/openapi.yaml");
    let (api, diags) = lowered(&path);
    assert_eq!(problems(&diags), "");
    insta::assert_snapshot!(compact::api(&api.expect("the document lowers")));
}

#[test]
fn every_case_lowers_as_recorded() {
    insta::glob!("../../../specs/cases", "*.yaml", |path| {
        let (api, diags) = lowered(path);
        let text = api.map(|api| compact::api(&api)).unwrap_or_default();
        insta::assert_snapshot!("ir", format!("{}{text}", problems(&diags)));
    });
}

/// `api.txt` first, then the Rust files; `Cargo.toml` and the documentation of modules say nothing new.
fn written(path: &Path, config: &Config) -> String {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let options = oas_codegen::pipeline::crate_options("case", &file, config);
    let outcome = oas_codegen::generate(path, config, &options);
    let files = outcome.files.unwrap_or_default();
    let shown = files
        .iter()
        .filter(|file| file.path.extension() != Some("toml".as_ref()));
    let text = |file: &oas_codegen::output::File| {
        let text = file.text.split_once("\n\n").map_or("", |(_, text)| text);
        format!("=== {}\n{text}\n", file.path.display())
    };
    shown.map(text).collect()
}

#[test]
fn every_case_is_written_as_recorded() {
    insta::glob!("../../../specs/cases", "*.yaml", |path| {
        insta::assert_snapshot!("output", written(path, &Config::default()));
    });
}

#[test]
fn equal_types_are_written_as_the_settings_ask_for() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs/cases/equal_types.yaml");
    let config = Config::default();
    insta::assert_snapshot!(
        "equal_types_by_tag",
        written(&path, &config.clone().tag_features(true))
    );
    insta::assert_snapshot!(
        "equal_types_each",
        written(&path, &config.equal_types(EqualTypes::Each))
    );
}

#[test]
fn types_have_the_traits_that_the_settings_ask_for() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs/cases/bodies.yaml");
    let derives = |traits| {
        let text = written(&path, &Config::default().traits(traits));
        let lines = text.lines().map(str::trim);
        let lines: BTreeSet<&str> = lines.filter(|line| line.starts_with("#[derive(")).collect();
        lines.into_iter().collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!("traits_compare", derives(Traits::Compare));
    insta::assert_snapshot!("traits_clone", derives(Traits::Clone));
    insta::assert_snapshot!("traits_debug", derives(Traits::Debug));
}

#[test]
fn a_crate_is_cut_by_tag_as_recorded() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs/cases/tags.yaml");
    insta::assert_snapshot!(written(&path, &Config::default().tag_features(true)));
}
