//! The first step for a document: generate it, draw what is to be sent, and write both down.
//!
//! Knows the generator and the plan. Must not know how crates are compiled.

use std::path::{Path, PathBuf};
use std::{fs, io};

use oas_codegen::config::Config;
use oas_codegen::diagnostic::{Diagnostics, Severity, render};
use oas_codegen::{Outcome, output, pipeline, source};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::files::Files;
use super::plan::{self, Plan};
use super::workspace::put;

/// A document to prepare.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Document {
    /// The folder.
    pub dir: PathBuf,
    /// Its path in the folder.
    pub path: PathBuf,
    /// Its name, a Rust identifier.
    pub name: String,
    /// The package that it goes into.
    pub package: String,
    /// How many of its operations are proved, at most.
    pub operations: Option<usize>,
}

/// What came of it.
#[derive(Debug, Serialize, Deserialize)]
pub enum Prepared {
    /// It can be compiled.
    Ready {
        /// How many operations the document has.
        declared: usize,
    },
    /// There is nothing to prove.
    NoOperations,
    /// The document is wrong: the first error.
    NotGenerated(String),
}

impl Document {
    /// The document at `path` in `dir`.
    pub fn new(dir: &Path, path: &Path, together: bool, operations: Option<usize>) -> Self {
        let plain = |c: char| match c.is_ascii_alphanumeric() {
            true => c.to_ascii_lowercase(),
            false => '_',
        };
        let name: String = path.to_string_lossy().chars().map(plain).collect();
        Self {
            dir: dir.to_owned(),
            path: path.to_owned(),
            package: match together {
                true => "prove_all".to_owned(),
                false => format!("prove_{name}"),
            },
            name: format!("d_{name}"),
            operations,
        }
    }

    /// As the report has it.
    pub fn title(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }
}

/// Where the plan of a document is.
pub fn plan_file(work: &Path, name: &str) -> PathBuf {
    work.join("plans").join(format!("{name}.plan.json"))
}

/// Where what judges it is.
pub fn checks_file(work: &Path, name: &str) -> PathBuf {
    work.join("plans").join(format!("{name}.checks.json"))
}

/// Generates a document, and writes its files and its plan below `work`.
///
/// # Errors
/// If the disk fails.
pub fn prepare(work: &Path, document: &Document) -> io::Result<Prepared> {
    let mut full = document.dir.join(&document.path);
    let settings = full.with_extension("toml");
    let config = match settings.is_file() {
        true => pipeline::settings(&full, Some(&settings)),
        false => Ok(Config::default()),
    };
    let Ok(mut config) = config else {
        return Ok(Prepared::NotGenerated("its settings are wrong".to_owned()));
    };
    let mut files = Files::new(source::load(&full, &config, &mut Diagnostics::default()));
    if plan::operations(&files).is_empty()
        && let Some(extended) = extended(&files)
    {
        full = work
            .join("extended")
            .join(format!("{}.json", document.name));
        put(&full, &extended)?;
        files = Files::new(source::load(&full, &config, &mut Diagnostics::default()));
    }
    let all = plan::operations(&files);
    let declared = all.len();
    let sample = document.operations.filter(|limit| *limit < declared);
    if let Some(limit) = sample {
        let paths = all.iter().filter(|key| key.contains(" /"));
        config.include = spread(&paths.cloned().collect::<Vec<_>>(), limit);
    }
    let outcome = pipeline::prove(&full, &config);
    let Some(generated) = outcome.accepted(&config) else {
        return Ok(Prepared::NotGenerated(first_error(&outcome)));
    };
    if !generated.iter().any(|file| file.path.ends_with("proof.rs")) {
        return Ok(Prepared::NoOperations);
    }
    write(work, document, generated)?;
    let chosen =
        |title: &str| config.include.is_empty() || config.include.iter().any(|one| one == title);
    save(
        work,
        &document.name,
        &plan::draw(&files, &document.title(), chosen),
    )?;
    Ok(Prepared::Ready { declared })
}

/// So many of them, evenly spread.
fn spread(all: &[String], limit: usize) -> Vec<String> {
    let limit = limit.clamp(1, all.len().max(1));
    let chosen = (0..limit).filter_map(|index| all.get(index * all.len() / limit));
    chosen.cloned().collect()
}

fn first_error(outcome: &Outcome) -> String {
    let list = outcome.diagnostics.list();
    let mut errors = list.iter().filter(|d| d.severity == Severity::Error);
    let first = errors.next();
    first.map_or_else(String::new, |error| {
        render::short(&outcome.diagnostics, error)
    })
}

fn write(work: &Path, document: &Document, files: &[output::File]) -> io::Result<()> {
    let dir = work
        .join(&document.package)
        .join("src")
        .join(&document.name);
    for file in files {
        put(&dir.join(&file.path), &file.text)?;
    }
    Ok(())
}

fn save(work: &Path, name: &str, plan: &Plan) -> io::Result<()> {
    fs::create_dir_all(work.join("plans"))?;
    fs::write(plan_file(work, name), serde_json::to_vec(&plan.operations)?)?;
    fs::write(checks_file(work, name), serde_json::to_vec(&plan.judging)?)
}

/// A document without operations, with one for each of its schemas.
fn extended(files: &Files) -> Option<String> {
    let mut document = files.root().value.clone();
    let schemas = document.pointer("/components/schemas")?.as_object()?;
    let operation = |name: &String| {
        let pointer = name.replace('~', "~0").replace('/', "~1");
        let schema = json!({ "$ref": format!("#/components/schemas/{pointer}") });
        let content = json!({ "application/json": { "schema": schema } });
        json!({ "put": {
            "requestBody": { "required": true, "content": content },
            "responses": { "200": { "description": "The same.", "content": content } },
        } })
    };
    let paths = schemas.keys().enumerate();
    let paths = paths.map(|(index, name)| (format!("/schemas/{index}"), operation(name)));
    let paths: serde_json::Map<_, _> = paths.collect();
    document
        .as_object_mut()?
        .insert("paths".into(), paths.into());
    Some(document.to_string())
}
