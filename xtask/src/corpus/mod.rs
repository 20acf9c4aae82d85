//! `cargo xtask corpus`: every document of a folder through the generator, each in a process of its own.

mod accepted;
mod compile;
mod html;
mod pool;
mod row;
mod table;
pub mod worker;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use clap::Args;
use serde::Serialize;

use crate::{documents, paths};
use accepted::Accepted;
use row::{Row, Totals};

/// Generates every document of a folder and reports on each.
///
/// Exit status: 0 if every document generates (and compiles without a warning, with `--compile`) save
/// those in `xtask/corpus-accepted.toml`; 1 if not, or if an entry there is no longer needed.
#[derive(Debug, Args)]
pub struct Corpus {
    /// The folder; its `manifest.csv` says which documents, or all that look like OpenAPI.
    #[arg(env = "OAS_CORPUS", value_name = "DIR")]
    dir: PathBuf,

    /// Check the generated crates, with client and server, in one workspace.
    #[arg(long)]
    compile: bool,

    /// Only documents whose path contains this; may be given more than once.
    #[arg(long, value_name = "TEXT")]
    filter: Vec<String>,

    /// Leave out documents larger than this, in kilobytes.
    #[arg(long, value_name = "KB")]
    max_size: Option<u64>,

    /// Documents at a time [default: all cores].
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,

    /// Where the report goes: FILE.json and FILE.html.
    #[arg(long, value_name = "FILE", default_value = "target/corpus/report")]
    report: PathBuf,

    /// Seconds of CPU that a document may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    time: u64,

    /// Megabytes that a document may take.
    #[arg(long, value_name = "MB", default_value_t = 600)]
    memory: u64,
}

/// The report, as JSON.
#[derive(Serialize)]
struct Report<'a> {
    totals: &'a Totals,
    documents: &'a [Row],
}

/// Runs the command.
///
/// # Errors
/// If the folder cannot be read, or the report cannot be written.
pub fn run(args: &Corpus) -> io::Result<ExitCode> {
    let accepted: Accepted = crate::accepted::load("corpus-accepted.toml")?;
    let documents = documents::chosen(&args.dir, &args.filter, args.max_size)?;
    if documents.is_empty() {
        return Err(io::Error::other("there is no document to generate"));
    }
    let work = paths::root().join("target/corpus");
    let limits = pool::Limits {
        seconds: args.time,
        megabytes: args.memory,
    };
    let jobs = args.jobs.unwrap_or_else(cores);
    let mut rows = pool::generate(&args.dir, &documents, &work.join("crates"), limits, jobs)?;
    if args.compile {
        compile::check(&work, &mut rows)?;
    }
    for row in rows.iter_mut().filter(|row| row.failed()) {
        row.accepted = accepted.reason(&row.document).map(str::to_owned);
    }
    finish(args, &rows, &accepted)
}

/// Prints the table, writes the report, and decides the exit status.
fn finish(args: &Corpus, rows: &[Row], accepted: &Accepted) -> io::Result<ExitCode> {
    let totals = Totals::of(rows);
    table::print(rows, &totals)?;
    write_report(&args.report, rows, &totals)?;
    let unneeded: Vec<&str> = accepted.unneeded(rows).collect();
    for path in &unneeded {
        eprintln!("error: `{path}` is accepted as a failure, but it passes: remove its entry");
    }
    let good = totals.unaccepted == 0 && unneeded.is_empty();
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Writes the report twice: for programs and for people.
fn write_report(path: &Path, rows: &[Row], totals: &Totals) -> io::Result<()> {
    let path = paths::root().join(path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let report = Report {
        totals,
        documents: rows,
    };
    let json = path.with_extension("json");
    let page = path.with_extension("html");
    fs::write(&json, serde_json::to_string_pretty(&report)?)?;
    fs::write(&page, html::page(rows, totals)?)?;
    eprintln!("report: {} and {}", json.display(), page.display());
    Ok(())
}

/// The cores of this machine.
fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
