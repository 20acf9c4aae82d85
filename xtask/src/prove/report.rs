//! What came of each document: a table for people, JSON for programs, and the exit status.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

use oas_prove::plan::Cause;
use serde::Serialize;

use super::accepted::Accepted;

/// How far a document came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// All the way.
    Proved,
    /// There is nothing to prove.
    NoOperations,
    /// The document is wrong.
    NotGenerated,
    /// What was generated does not compile.
    NotCompiled,
    /// The program did not end well.
    NotRun,
}

/// A document.
#[derive(Debug, Serialize)]
pub struct Row {
    /// Its path.
    pub document: String,
    /// How far it came.
    pub state: State,
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
    /// What differs.
    pub differences: Vec<Difference>,
    #[serde(skip)]
    used: BTreeSet<usize>,
}

/// Something that differs, in one operation.
#[derive(Debug, Clone, Serialize)]
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
            operations: 0,
            requests: 0,
            equal_requests: 0,
            replies: 0,
            equal_replies: 0,
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
            }
        }
    }

    fn is_good(&self) -> bool {
        let state = matches!(self.state, State::Proved | State::NoOperations);
        state && self.differences.iter().all(|d| d.accepted.is_some())
    }
}

/// Prints the table, writes the report, decides the exit status.
///
/// # Errors
/// If the report cannot be written.
pub fn finish(rows: &[Row], accepted: &Accepted, path: &Path) -> io::Result<ExitCode> {
    println!(
        "{:<52} {:>5} {:>13} {:>13}  differences",
        "document", "ops", "requests", "replies"
    );
    for row in rows {
        let state = match row.state {
            State::Proved => by_cause(row),
            other => format!("{other:?}"),
        };
        println!(
            "{:<52} {:>5} {:>6}/{:<6} {:>6}/{:<6}  {state}",
            row.document,
            row.operations,
            row.equal_requests,
            row.requests,
            row.equal_replies,
            row.replies
        );
    }
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
    let sum = |count: fn(&Row) -> usize| rows.iter().map(count).sum::<usize>();
    println!(
        "{} documents, {} operations; equal: {} of {} requests, {} of {} replies",
        rows.len(),
        sum(|row| row.operations),
        sum(|row| row.equal_requests),
        sum(|row| row.requests),
        sum(|row| row.equal_replies),
        sum(|row| row.replies),
    );
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, serde_json::to_string_pretty(rows)?)?;
    let used = rows
        .iter()
        .flat_map(|row| row.used.iter().copied())
        .collect();
    let documents = rows.iter().map(|row| row.document.as_str()).collect();
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

/// `RequestDiffers 3 (1 accepted)`
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
