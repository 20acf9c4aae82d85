//! `cargo xtask prove`: what is generated says what the document says. Random values of the document's schemas go
//! from client to router and back, and are compared on both ends.

mod accepted;
mod credentials;
pub mod draw;
pub mod files;
mod items;
mod judge;
mod listed;
mod merge;
mod multipart;
mod operations;
mod plan;
pub mod prepare;
mod report;
pub mod schemas;
mod strings;
mod templates;
pub mod text;
pub mod validators;
pub mod worker;
pub mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, io, thread};

use clap::Args;

use crate::{documents, paths};
use accepted::Accepted;
use prepare::{Document, Prepared};
use report::{Row, State};
use worker::{Limits, Step, Task, Used};

/// How much text of documents is compiled at once, and how many documents.
const BATCH_BYTES: u64 = 300_000;
const BATCH_LENGTH: usize = 12;
/// What each rustc may take.
pub const COMPILING: Limits = Limits {
    seconds: 1_800,
    megabytes: 12_000,
};

/// Proves that generated code means what its document says.
///
/// For every operation: 8 random requests, and 2 replies for each declared status, drawn from the schemas as the
/// document writes them; sent from the generated client to the generated router and back, in one process; compared
/// on both ends; and what the models write is validated against the schemas.
///
/// Documents are taken by size, small ones first, and each step of one in a process of its own with limits; a
/// document's row is written as soon as it is known.
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

    /// Prove so many operations of each document at most, evenly spread over it; the report says so.
    #[arg(long, value_name = "N")]
    operations: Option<usize>,

    /// Take over what an interrupted run found; without it, only what is unchanged is not compiled again.
    #[arg(long)]
    resume: bool,

    /// Compile all documents into one program: quicker for small ones, but one that does not compile spoils all.
    #[arg(long)]
    together: bool,

    /// Documents at a time, save for compiling [default: all cores].
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,

    /// Seconds of CPU that a step of a document may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    time: u64,

    /// Megabytes that a step of a document may take.
    #[arg(long, value_name = "MB", default_value_t = 4_000)]
    memory: u64,

    /// Where the report goes, as JSON.
    #[arg(long, value_name = "FILE", default_value = "target/prove/report.json")]
    report: PathBuf,

    /// Where crates are written and compiled.
    #[arg(long, value_name = "DIR", default_value = "target/prove", hide = true)]
    work: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// If the folder cannot be read, or the crates cannot be written, compiled or run.
pub fn run(args: &Prove) -> io::Result<ExitCode> {
    let accepted: Accepted = crate::accepted::load("prove-accepted.toml")?;
    let run = Run {
        work: match args.work.is_absolute() {
            true => args.work.clone(),
            false => paths::root().join(&args.work),
        },
        limits: Limits {
            seconds: args.time,
            megabytes: args.memory,
        },
        jobs: args.jobs.unwrap_or_else(cores),
        accepted,
    };
    fs::create_dir_all(run.work.join("rows"))?;
    report::head();
    let (mut rows, mut waiting) = (Vec::new(), Vec::new());
    for path in documents::chosen(&args.dir, &args.filter, args.max_size)? {
        let document = Document::new(&args.dir, &path, args.together, args.operations);
        match args.resume.then(|| run.known(&document)).flatten() {
            Some(row) => rows.push(run.settle(row)),
            None => {
                let size = fs::metadata(args.dir.join(&path)).map_or(0, |file| file.len());
                waiting.push((size, document));
            }
        }
    }
    waiting.sort_by_key(|(size, _)| *size);
    let (total, mut done) = (waiting.len(), 0);
    for batch in batches(waiting, args.together) {
        done += batch.len();
        eprintln!(
            "{done} of {total}: to {}",
            batch.last().map(Document::title).unwrap_or_default()
        );
        rows.extend(run.batch(batch)?);
    }
    rows.sort_by(|a, b| a.document.cmp(&b.document));
    report::finish(&rows, &run.accepted, &paths::root().join(&args.report))
}

/// Documents that are compiled at once.
pub fn batches(documents: Vec<(u64, Document)>, together: bool) -> Vec<Vec<Document>> {
    let mut batches: Vec<Vec<Document>> = Vec::new();
    let mut bytes = 0;
    for (size, document) in documents {
        bytes += size;
        let fits =
            |batch: &Vec<Document>| together || bytes <= BATCH_BYTES && batch.len() < BATCH_LENGTH;
        match batches.last_mut().filter(|batch| fits(batch)) {
            Some(batch) => batch.push(document),
            None => {
                bytes = size;
                batches.push(vec![document]);
            }
        }
    }
    batches
}

/// The cores of this machine.
fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

struct Run {
    work: PathBuf,
    limits: Limits,
    jobs: usize,
    accepted: Accepted,
}

impl Run {
    /// Prepares, compiles and judges some documents.
    fn batch(&self, documents: Vec<Document>) -> io::Result<Vec<Row>> {
        let prepared = self.each(&documents, |document| {
            let step = Step::Prepare(document.clone());
            self.task(step, self.limits).start::<Prepared>()
        })?;
        let (mut rows, mut ready, mut packages) =
            (Vec::new(), Vec::new(), workspace::Packages::new());
        for (document, (answer, used)) in documents.into_iter().zip(prepared) {
            let (state, note) = match answer {
                Ok(Prepared::Ready { declared }) => {
                    let names = packages.entry(document.package.clone()).or_default();
                    names.push(document.name.clone());
                    ready.push((document, declared, used));
                    continue;
                }
                Ok(Prepared::NoOperations) => (State::NoOperations, String::new()),
                Ok(Prepared::NotGenerated(why)) => (State::NotGenerated, why),
                Err(ended) => (State::NotPrepared, ended),
            };
            let mut row = Row::new(&document.title(), state);
            row.note = note;
            rows.push(self.keep(&document, row, used)?);
        }
        if ready.is_empty() {
            return Ok(rows);
        }
        workspace::write(&self.work, &packages, workspace::Main::Proof)?;
        let (built, _) = self.task(Step::Build, COMPILING).start::<Vec<String>>()?;
        let built = built.map_err(io::Error::other)?;
        let judged = self.each(&ready, |(document, ..)| {
            match built.contains(&document.package) {
                true => self.judge(document),
                false => Ok((
                    Row::new(&document.title(), State::NotCompiled),
                    Used::default(),
                )),
            }
        })?;
        for ((document, declared, before), (mut row, used)) in ready.into_iter().zip(judged) {
            row.declared = declared;
            let used = Used {
                seconds: before.seconds + used.seconds,
                megabytes: before.megabytes.max(used.megabytes),
            };
            rows.push(self.keep(&document, row, used)?);
        }
        Ok(rows)
    }

    fn judge(&self, document: &Document) -> io::Result<(Row, Used)> {
        let step = Step::Judge {
            name: document.name.clone(),
            package: document.package.clone(),
            path: document.title(),
        };
        let (answer, used) = self.task(step, self.limits).start::<Row>()?;
        let row = answer.unwrap_or_else(|ended| {
            let mut row = Row::new(&document.title(), State::NotRun);
            row.note = ended;
            row
        });
        Ok((row, used))
    }

    fn task(&self, step: Step, limits: Limits) -> Task {
        Task {
            work: self.work.clone(),
            limits,
            step,
        }
    }

    /// Does something for each of a list, some at a time.
    fn each<T: Sync, O: Send>(
        &self,
        list: &[T],
        what: impl Fn(&T) -> io::Result<O> + Sync,
    ) -> io::Result<Vec<O>> {
        let next = AtomicUsize::new(0);
        let done: Mutex<Vec<(usize, io::Result<O>)>> = Mutex::default();
        thread::scope(|scope| {
            for _ in 0..self.jobs.clamp(1, list.len().max(1)) {
                scope.spawn(|| {
                    while let Some((index, item)) = {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        list.get(index).map(|item| (index, item))
                    } {
                        let result = what(item);
                        let mut done = done.lock().unwrap_or_else(|e| e.into_inner());
                        done.push((index, result));
                    }
                });
            }
        });
        let mut done = done.into_inner().unwrap_or_else(|e| e.into_inner());
        done.sort_by_key(|(index, _)| *index);
        done.into_iter().map(|(_, result)| result).collect()
    }

    fn row_file(&self, document: &Document) -> PathBuf {
        self.work
            .join("rows")
            .join(format!("{}.json", document.name))
    }

    /// What an earlier run found, if it came to the end with as many operations.
    fn known(&self, document: &Document) -> Option<Row> {
        let row: Row = serde_json::from_slice(&fs::read(self.row_file(document)).ok()?).ok()?;
        let wanted = document.operations.unwrap_or(usize::MAX).min(row.declared);
        (row.state.is_end() && row.operations == wanted).then_some(row)
    }

    /// Writes a row for a later run, and shows it.
    fn keep(&self, document: &Document, mut row: Row, used: Used) -> io::Result<Row> {
        (row.seconds, row.peak_mb) = (used.seconds, used.megabytes);
        fs::write(self.row_file(document), serde_json::to_vec_pretty(&row)?)?;
        Ok(self.settle(row))
    }

    fn settle(&self, mut row: Row) -> Row {
        row.accept(&self.accepted);
        report::line(&row);
        row
    }
}
