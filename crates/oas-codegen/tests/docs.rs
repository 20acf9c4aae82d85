//! The documentation that is written from the code is current.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use oas_codegen::config;
use oas_codegen::diagnostic::render::{self, Format};
use oas_codegen::diagnostic::{Code, Diagnostics};

/// `docs/diagnostics.md`, from the list of codes.
fn diagnostics() -> String {
    let mut page = String::from(
        "# Diagnostics\n\n\
         Every diagnostic has a code that never changes its meaning. `oas-codegen explain OAS0012` prints the text below.\n\n\
         An error means that the document is wrong: nothing is written. A warning says what was repaired, ignored or left out: the rest is generated, and `--deny-warnings` makes it an error.\n",
    );
    for code in Code::ALL {
        write!(
            page,
            "\n## {code}: {}\n\n{}\n",
            code.title(),
            code.explanation()
        )
        .unwrap();
    }
    page
}

#[test]
fn the_list_of_diagnostics_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/diagnostics.md");
    let wanted = diagnostics();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &wanted).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == wanted,
        "docs/diagnostics.md is stale: run `UPDATE_DOCS=1 cargo test -p oas-codegen --test docs`"
    );
}

#[test]
fn every_code_is_explained() {
    for code in Code::ALL {
        let text = code.explanation();
        assert!(
            text.len() > code.title().len(),
            "{code}: the explanation says less than the title"
        );
        assert!(
            text.ends_with('.'),
            "{code}: the explanation is not a sentence"
        );
    }
}

#[test]
fn codes_are_numbered_once_and_in_order() {
    let numbers: Vec<u16> = Code::ALL.iter().map(|code| *code as u16).collect();
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len(), numbers.len());
}

/// `docs/configuration.md`, and the settings that stand in it.
fn configuration() -> (String, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/configuration.md");
    let page = fs::read_to_string(path).unwrap();
    let block = page.split("```toml\n").nth(1).unwrap();
    let settings = block.split("```").next().unwrap().to_owned();
    (page, settings)
}

#[test]
fn the_documented_settings_are_read() {
    let (_, settings) = configuration();
    let mut diags = Diagnostics::default();
    let config = config::from_text(Path::new("codegen.toml"), settings, &mut diags);
    assert!(
        config.is_some(),
        "{}",
        render::report(&diags, Format::Short)
    );
}

#[test]
fn every_setting_is_documented() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/config/mod.rs");
    let source = fs::read_to_string(source).unwrap();
    let (_, fields) = source.split_once("pub struct Config {").unwrap();
    let (fields, _) = fields.split_once("\n}").unwrap();
    let (_, settings) = configuration();
    let names = fields
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub "));
    for name in names.filter_map(|line| line.split(':').next()) {
        let is_there =
            |line: &str| line.starts_with(&format!("{name} =")) || line == format!("[{name}]");
        assert!(
            settings.lines().any(is_there),
            "`{name}` is not in docs/configuration.md"
        );
    }
}
