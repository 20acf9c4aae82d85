//! What came of each document: a table for people, JSON for programs, and the exit status.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

use oas_prove::plan::Cause;
use serde::{Deserialize, Serialize};

use super::accepted::Accepted;

/// How far a document came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// All the way.
    Proved,
    /// There is nothing to prove.
    NoOperations,
    /// The document is wrong.
    NotGenerated,
    /// Generating or drawing did not end well.
    NotPrepared,
    /// What was generated does not compile.
    NotCompiled,
    /// The program, or what judges it, did not end well.
    NotRun,
}

impl State {
    /// Whether trying again cannot change it.
    pub fn is_end(self) -> bool {
        matches!(self, Self::Proved | Self::NoOperations)
    }
}

/// A document.
#[derive(Debug, Serialize, Deserialize)]
pub struct Row {
    /// Its path.
    pub document: String,
    /// How far it came.
    pub state: State,
    /// Why it came no further.
    pub note: String,
    /// How many operations the document has.
    pub declared: usize,
    /// How many operations were tried.
    pub operations: usize,
    /// How many requests were sent.
    pub requests: usize,
    /// How many of them arrived equal.
    pub equal_requests: usize,
    /// How many replies came back.
    pub replies: usize,
    /// How many of them arrived equal.
    pub equal_replies: usize,
    /// Seconds of CPU, without compiling.
    pub seconds: f64,
    /// The most megabytes of a step, without compiling.
    pub peak_mb: u64,
    /// What differs.
    pub differences: Vec<Difference>,
    #[serde(skip)]
    used: BTreeSet<usize>,
}

/// Something that differs, in one operation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Difference {
    /// `GET /pets`
    pub operation: String,
    /// The kind.
    pub cause: Cause,
    /// The first of them.
    pub detail: String,
    /// How often.
    pub times: usize,
    /// Why it is accepted.
    pub accepted: Option<String>,
}

/// All documents together.
#[derive(Debug, Default, Serialize)]
struct Totals {
    documents: usize,
    proved: usize,
    /// Of the documents that were proved.
    declared: usize,
    operations: usize,
    requests: usize,
    equal_requests: usize,
    replies: usize,
    equal_replies: usize,
    /// Of documents by how far they came.
    states: BTreeMap<String, usize>,
    /// Of differences: all, and those that are accepted.
    causes: BTreeMap<Cause, (usize, usize)>,
}

/// The report, as JSON.
#[derive(Serialize)]
struct Report<'a> {
    totals: &'a Totals,
    documents: &'a [Row],
}

fn concerns_reply(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::ReplyNotRead
            | Cause::ReplyDiffers
            | Cause::ReplyValueDiffers
            | Cause::StatusDiffers
            | Cause::HeaderDiffers
            | Cause::ReplyInvalid
    )
}

impl Row {
    /// A document of which nothing was seen yet.
    pub fn new(document: &str, state: State) -> Self {
        Self {
            document: document.to_owned(),
            state,
            note: String::new(),
            declared: 0,
            operations: 0,
            requests: 0,
            equal_requests: 0,
            replies: 0,
            equal_replies: 0,
            seconds: 0.0,
            peak_mb: 0,
            differences: Vec::new(),
            used: BTreeSet::new(),
        }
    }

    /// Counts an exchange with what differs in it.
    pub fn count(&mut self, faults: &[(Cause, String)]) {
        let arrived = faults.iter().all(|(cause, _)| {
            concerns_reply(*cause)
                || *cause == Cause::RequestDiffers
                || *cause == Cause::RequestValueDiffers
                || *cause == Cause::RequestInvalid
        });
        let request = faults.iter().all(|(cause, _)| concerns_reply(*cause));
        self.requests += 1;
        self.equal_requests += usize::from(request);
        self.replies += usize::from(arrived);
        self.equal_replies +=
            usize::from(arrived && faults.iter().all(|(cause, _)| !concerns_reply(*cause)));
    }

    /// Notes a difference.
    pub fn differ(&mut self, operation: &str, cause: Cause, detail: String) {
        self.differences.push(Difference {
            operation: operation.to_owned(),
            cause,
            detail,
            times: 1,
            accepted: None,
        });
    }

    /// One difference per operation and cause.
    pub fn group(&mut self) {
        let mut grouped: BTreeMap<(String, Cause), Difference> = BTreeMap::new();
        for difference in self.differences.drain(..) {
            let key = (difference.operation.clone(), difference.cause);
            grouped
                .entry(key)
                .and_modify(|first| first.times += 1)
                .or_insert(difference);
        }
        self.differences = grouped.into_values().collect();
    }

    /// Marks what is accepted.
    pub fn accept(&mut self, accepted: &Accepted) {
        for difference in &mut self.differences {
            let Difference {
                operation,
                cause,
                detail,
                ..
            } = &difference;
            if let Some((index, reason)) =
                accepted.reason(&self.document, operation, *cause, detail)
            {
                self.used.insert(index);
                difference.accepted = Some(reason.to_owned());
            } else {
                difference.accepted = None;
            }
        }
    }

    fn is_good(&self) -> bool {
        self.state.is_end() && self.differences.iter().all(|d| d.accepted.is_some())
    }
}

impl Totals {
    fn of(rows: &[Row]) -> Self {
        let mut totals = Self::default();
        for row in rows {
            totals.documents += 1;
            totals.proved += usize::from(row.state == State::Proved);
            totals.declared += row.declared;
            totals.operations += row.operations;
            totals.requests += row.requests;
            totals.equal_requests += row.equal_requests;
            totals.replies += row.replies;
            totals.equal_replies += row.equal_replies;
            *totals.states.entry(format!("{:?}", row.state)).or_default() += 1;
            for difference in &row.differences {
                let (all, accepted) = totals.causes.entry(difference.cause).or_default();
                *all += difference.times;
                *accepted += difference.accepted.as_ref().map_or(0, |_| difference.times);
            }
        }
        totals
    }

    fn print(&self) {
        println!(
            "{} documents, {} proved, {} of {} operations; equal: {} of {} requests, {} of {} replies",
            self.documents,
            self.proved,
            self.operations,
            self.declared,
            self.equal_requests,
            self.requests,
            self.equal_replies,
            self.replies,
        );
        for (state, count) in &self.states {
            println!("{count:>8} {state}");
        }
        for (cause, (all, accepted)) in &self.causes {
            println!("{all:>8} {cause:?}, {accepted} of them accepted");
        }
    }
}

/// Prints the head of the table.
pub fn head() {
    println!(
        "{:<52} {:>9} {:>13} {:>13} {:>6} {:>5}  differences",
        "document", "ops", "requests", "replies", "s", "MB"
    );
}

/// Prints a row of the table.
pub fn line(row: &Row) {
    let state = match row.state {
        State::Proved => by_cause(row),
        other => format!("{other:?} {:.200}", row.note),
    };
    println!(
        "{:<52} {:>4}/{:<4} {:>6}/{:<6} {:>6}/{:<6} {:>6.1} {:>5}  {state}",
        row.document,
        row.operations,
        row.declared,
        row.equal_requests,
        row.requests,
        row.equal_replies,
        row.replies,
        row.seconds,
        row.peak_mb,
    );
}

/// Prints what differs and the totals, writes the report, decides the exit status.
///
/// # Errors
/// If the report cannot be written.
pub fn finish(rows: &[Row], accepted: &Accepted, path: &Path) -> io::Result<ExitCode> {
    for row in rows {
        for difference in row.differences.iter().filter(|d| d.accepted.is_none()) {
            println!(
                "{}: {}: {:?} ({}): {:.600}",
                row.document,
                difference.operation,
                difference.cause,
                difference.times,
                difference.detail
            );
        }
    }
    let totals = Totals::of(rows);
    totals.print();
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let report = Report {
        totals: &totals,
        documents: rows,
    };
    fs::write(path, serde_json::to_string_pretty(&report)?)?;
    let used = rows
        .iter()
        .flat_map(|row| row.used.iter().copied())
        .collect();
    // A sample may leave out the operation that an entry is about.
    let whole = rows.iter().filter(|row| row.operations >= row.declared);
    let documents = whole.map(|row| row.document.as_str()).collect();
    let unneeded = accepted.unneeded(&documents, &used);
    for document in &unneeded {
        println!("error: an accepted difference of `{document}` is gone: remove its entry");
    }
    let good = unneeded.is_empty() && rows.iter().all(Row::is_good);
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// `RequestDiffers 3`
fn by_cause(row: &Row) -> String {
    let mut causes: BTreeMap<Cause, usize> = BTreeMap::new();
    for difference in &row.differences {
        *causes.entry(difference.cause).or_default() += difference.times;
    }
    let texts: Vec<String> = causes
        .iter()
        .map(|(cause, times)| format!("{cause:?} {times}"))
        .collect();
    texts.join(", ")
}
