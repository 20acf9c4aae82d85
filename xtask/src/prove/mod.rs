//! `cargo xtask prove`: what is generated says what the document says. Random values of the document's schemas go
//! from client to router and back, and are compared on both ends.

mod accepted;
mod draw;
pub mod files;
mod merge;
mod operations;
mod plan;
mod report;
mod schemas;
mod text;
mod workspace;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use clap::Args;
use oas_codegen::config::Config;
use oas_codegen::diagnostic::Diagnostics;
use oas_codegen::{pipeline, source};
use oas_prove::plan::{Cause, Observation, Seen};
use serde_json::json;

use crate::{documents, paths};
use accepted::Accepted;
use files::Files;
use plan::{Checks, Plan};
use report::{Row, State};
use workspace::{Package, Workspace};

/// Proves that generated code means what its document says.
///
/// For every operation: 8 random requests, and 2 replies for each declared status, drawn from the schemas as the
/// document writes them; sent from the generated client to the generated router and back, in one process; compared
/// on both ends; and what the models write is validated against the schemas.
///
/// Exit status: 0 if all is equal save what `xtask/prove-accepted.toml` accepts; 1 if not.
#[derive(Debug, Args)]
pub struct Prove {
    /// The folder; its `manifest.csv` says which documents, or all that look like OpenAPI.
    #[arg(value_name = "DIR", default_value = "specs/cases")]
    dir: PathBuf,

    /// Only documents whose path contains this; may be given more than once.
    #[arg(long, value_name = "TEXT")]
    filter: Vec<String>,

    /// Leave out documents larger than this, in kilobytes.
    #[arg(long, value_name = "KB")]
    max_size: Option<u64>,

    /// Compile all documents into one program: quicker for small ones, but one that does not compile spoils all.
    #[arg(long)]
    together: bool,

    /// Where the report goes, as JSON.
    #[arg(long, value_name = "FILE", default_value = "target/prove/report.json")]
    report: PathBuf,

    /// Where crates are written and compiled.
    #[arg(long, value_name = "DIR", default_value = "target/prove", hide = true)]
    work: PathBuf,
}

/// A document on its way.
struct Document {
    path: String,
    name: String,
    package: String,
    plan: Plan,
}

/// Runs the command.
///
/// # Errors
/// If the folder cannot be read, or the crates cannot be written, compiled or run.
pub fn run(args: &Prove) -> io::Result<ExitCode> {
    let accepted = Accepted::load(&paths::root().join("xtask/prove-accepted.toml"))?;
    let work = match args.work.is_absolute() {
        true => args.work.clone(),
        false => paths::root().join(&args.work),
    };
    let (mut rows, mut documents, mut packages) = (Vec::new(), Vec::new(), Vec::<Package>::new());
    for path in documents::chosen(&args.dir, &args.filter, args.max_size)? {
        let text = path.to_string_lossy().into_owned();
        match prepare(&args.dir, &path, args.together, &work) {
            Err(state) => rows.push(Row::new(&text, state)),
            Ok((document, files)) => {
                let files = (document.name.clone(), files);
                match packages
                    .iter_mut()
                    .find(|package| package.name == document.package)
                {
                    Some(package) => package.documents.push(files),
                    None => packages.push(Package {
                        name: document.package.clone(),
                        documents: vec![files],
                    }),
                }
                documents.push(document);
            }
        }
    }
    let workspace = Workspace::write(&work, &packages)?;
    eprintln!("compiling {} documents", documents.len());
    let built = workspace.build()?;
    let plans = work.join("plans");
    fs::create_dir_all(&plans)?;
    for document in &documents {
        let plan = serde_json::to_vec(&document.plan.operations)?;
        fs::write(plans.join(format!("{}.plan.json", document.name)), plan)?;
    }
    let mut ran = BTreeSet::new();
    for package in packages
        .iter()
        .filter(|package| built.contains(&package.name))
    {
        match workspace.run(&package.name, &plans) {
            Ok(()) => {
                ran.insert(package.name.clone());
            }
            Err(error) => eprintln!("error: {error}"),
        }
    }
    for document in documents {
        rows.push(
            match (
                built.contains(&document.package),
                ran.contains(&document.package),
            ) {
                (false, _) => Row::new(&document.path, State::NotCompiled),
                (true, false) => Row::new(&document.path, State::NotRun),
                (true, true) => judge(document, &plans)?,
            },
        );
    }
    rows.sort_by(|a, b| a.document.cmp(&b.document));
    for row in &mut rows {
        row.accept(&accepted);
    }
    report::finish(&rows, &accepted, &paths::root().join(&args.report))
}

/// Generates a document and draws its plan.
fn prepare(
    dir: &Path,
    path: &Path,
    together: bool,
    work: &Path,
) -> Result<(Document, Vec<oas_codegen::output::File>), State> {
    let mut full = dir.join(path);
    let text = path.to_string_lossy().into_owned();
    let name: String = text
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect();
    let name = format!("d_{name}");
    let settings = full.with_extension("toml");
    let settings = settings.is_file().then_some(settings.as_path());
    let config = match settings {
        Some(settings) => pipeline::settings(&full, Some(settings)),
        None => Ok(Config::default()),
    };
    let config = config.map_err(|_| State::NotGenerated)?;
    let mut outcome = pipeline::prove(&full, &config);
    let is_proof = |file: &oas_codegen::output::File| file.path.ends_with("proof.rs");
    if !outcome.files.iter().flatten().any(is_proof)
        && let Some(extended) = extended(&full, &config)
    {
        full = work.join("extended").join(format!("{name}.json"));
        workspace::put(&full, &extended).map_err(|_| State::NotGenerated)?;
        outcome = pipeline::prove(&full, &config);
    }
    let files = outcome.accepted(&config).ok_or(State::NotGenerated)?;
    if !files.iter().any(is_proof) {
        return Err(State::NoOperations);
    }
    let sources = source::load(&full, &config, &mut Diagnostics::default());
    let package = match together {
        true => "prove_all".to_owned(),
        false => format!("prove_{name}"),
    };
    let document = Document {
        plan: plan::draw(&Files::new(sources), &text),
        path: text,
        name,
        package,
    };
    Ok((document, files.to_vec()))
}

/// A document without operations, with one for each of its schemas.
fn extended(path: &Path, config: &Config) -> Option<String> {
    let sources = source::load(path, config, &mut Diagnostics::default());
    let mut document = Files::new(sources).root().value.clone();
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

/// Counts what was equal, and lists what was not.
fn judge(document: Document, plans: &Path) -> io::Result<Row> {
    let seen = fs::read(plans.join(format!("{}.seen.json", document.name)))?;
    let seen: Vec<Seen> = serde_json::from_slice(&seen)?;
    let mut row = Row::new(&document.path, State::Proved);
    let Plan {
        operations,
        checks,
        mut requests,
        mut replies,
    } = document.plan;
    for ((planned, checks), seen) in operations.iter().zip(&checks).zip(seen) {
        let title = format!("{} {}", seen.method, seen.path);
        row.operations += 1;
        for undrawn in &checks.undrawn {
            row.differ(&title, Cause::NotDrawn, undrawn.clone());
        }
        let Some(observations) = seen.exchanges else {
            row.differ(&title, Cause::OperationMissing, String::new());
            continue;
        };
        for (index, (exchange, observation)) in
            planned.exchanges.iter().zip(observations).enumerate()
        {
            let media = exchange.media.as_deref();
            let invalid = invalid(
                checks,
                index,
                media,
                &observation,
                &mut requests,
                &mut replies,
            );
            let faults = observation
                .faults
                .into_iter()
                .map(|fault| (fault.cause, fault.detail));
            let all: Vec<(Cause, String)> = faults.chain(invalid).collect();
            row.count(&all);
            for (cause, detail) in all {
                row.differ(&title, cause, detail);
            }
        }
    }
    row.group();
    Ok(row)
}

/// What the models wrote that is not valid against the document.
fn invalid(
    checks: &Checks,
    index: usize,
    media: Option<&str>,
    observation: &Observation,
    requests: &mut schemas::Validators,
    replies: &mut schemas::Validators,
) -> Vec<(Cause, String)> {
    let mut found = Vec::new();
    for (key, value) in &observation.parts {
        if let Some(number) = checks.part(key, media)
            && let Some(why) = requests.problem(number, value)
        {
            found.push((Cause::RequestInvalid, format!("{key} {why}")));
        }
    }
    if let (Some(Some(number)), Some(value)) = (checks.replies.get(index), &observation.reply)
        && let Some(why) = replies.problem(*number, value)
    {
        found.push((Cause::ReplyInvalid, why));
    }
    found
}
