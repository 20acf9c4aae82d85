//! One document in a process of its own: limits first, then the generator, then one JSON object that says
//! what came of it.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use clap::Args;
use oas_codegen::config::Config;
use oas_codegen::diagnostic::{Diagnostics, Severity, render};
use oas_codegen::{Outcome, emit, output, pipeline};
use rlimit::Resource;

use super::row::Generated;
use crate::paths;

/// Writable memory beyond what may be in use: the generator's stack, of which little is touched.
const SLACK_MB: u64 = 512;

/// The status of a worker that gave up.
pub const TOO_LATE: u8 = 124;

/// Seconds on the clock per second of CPU that is allowed: other work may run beside this.
const PATIENCE: u64 = 20;

/// The arguments that `corpus` gives.
#[derive(Debug, Args)]
pub struct Worker {
    document: PathBuf,
    #[arg(long)]
    out: PathBuf,
    #[arg(long)]
    name: String,
    #[arg(long)]
    seconds: u64,
    #[arg(long)]
    megabytes: u64,
}

/// Generates the document, writes the crate, and reports on standard output.
///
/// # Errors
/// If the limits cannot be set or the crate cannot be written.
pub fn run(args: &Worker) -> io::Result<ExitCode> {
    limit(Resource::CPU, args.seconds)?;
    limit(Resource::DATA, (args.megabytes + SLACK_MB) * 1024 * 1024)?;
    give_up_after(Duration::from_secs(args.seconds * PATIENCE));
    let generated = generate(args)?;
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &generated)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Ends the process if it does nothing for too long, which takes no CPU.
fn give_up_after(time: Duration) {
    thread::spawn(move || {
        thread::sleep(time);
        std::process::exit(TOO_LATE.into());
    });
}

fn limit(resource: Resource, value: u64) -> io::Result<()> {
    let hard = rlimit::getrlimit(resource)?.1;
    rlimit::setrlimit(resource, value.min(hard), hard)
}

fn generate(args: &Worker) -> io::Result<Generated> {
    let config = match pipeline::settings(&args.document, None) {
        Ok(config) => config,
        Err(diags) => return Ok(describe(&diags)),
    };
    let options = options(args, &config);
    let outcome = oas_codegen::generate(&args.document, &config, &options);
    let mut generated = describe(&outcome.diagnostics);
    if let Some(files) = outcome.accepted(&config) {
        output::write(&args.out, files)?;
        generated.ok = true;
        let rust = files
            .iter()
            .filter(|file| file.path.extension().is_some_and(|e| e == "rs"));
        generated.lines = rust.map(|file| file.text.lines().count()).sum();
    }
    count(&mut generated, &outcome);
    Ok(generated)
}

fn options(args: &Worker, config: &Config) -> emit::Options {
    let document = args.document.file_name().unwrap_or_default();
    let mut options = pipeline::crate_options(&args.name, &document.to_string_lossy(), config);
    if let emit::Mode::Crate(krate) = &mut options.mode {
        let runtime = paths::root().join("crates/oas-runtime");
        krate.runtime.path = Some(runtime.to_string_lossy().into_owned());
    }
    options
}

fn count(generated: &mut Generated, outcome: &Outcome) {
    let Some(summary) = &outcome.summary else {
        return;
    };
    let reason = |left: &oas_codegen::ir::LeftOut| format!("{}: {}", left.what, left.why);
    generated.operations = summary.operations;
    generated.left_out = summary.left_out.iter().map(reason).collect();
    generated.typed = summary.uses;
    generated.untyped = summary.untyped;
}

/// The warnings by code, the errors line by line.
fn describe(diags: &Diagnostics) -> Generated {
    let mut warnings: BTreeMap<String, usize> = BTreeMap::new();
    let mut errors = Vec::new();
    for diagnostic in diags.list() {
        match diagnostic.severity {
            Severity::Warning => *warnings.entry(diagnostic.code.to_string()).or_default() += 1,
            Severity::Error => errors.push(render::short(diags, diagnostic)),
        }
    }
    Generated {
        warnings,
        errors,
        ..Generated::default()
    }
}
