//! The last step for a document: run the program on its plan, and say what differs.
//!
//! Knows the plan and what was seen. Must not know how either was made.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use oas_prove::plan::{Cause, Fault, Observation, Operation, Seen};

use super::plan::{Checks, Judge, Judging};
use super::prepare::{checks_file, plan_file};
use super::report::{Row, State};
use super::worker::Limits;

/// How often the program is started again behind an operation that ended it.
const RESTARTS: usize = 20;

/// Counts what was equal, and lists what was not.
///
/// # Errors
/// If the program cannot be started, or the files cannot be read.
pub fn judge(
    work: &Path,
    program: &Path,
    name: &str,
    path: &str,
    limits: Limits,
) -> io::Result<Row> {
    let plan: Vec<Operation> = serde_json::from_slice(&fs::read(plan_file(work, name))?)?;
    let judging: Judging = serde_json::from_slice(&fs::read(checks_file(work, name))?)?;
    let seen = seen(work, program, name, &plan, limits)?;
    let mut row = Row::new(path, State::Proved);
    let (mut requests, mut replies) = (judging.requests.judge(), judging.replies.judge());
    for ((planned, checks), seen) in plan.iter().zip(&judging.checks).zip(seen) {
        let title = seen.key;
        row.operations += 1;
        for undrawn in &checks.undrawn {
            row.differ(&title, Cause::NotDrawn, undrawn.clone());
        }
        let Some(observations) = seen.exchanges else {
            row.differ(&title, Cause::OperationMissing, String::new());
            continue;
        };
        let exchanges = planned.exchanges.iter().zip(observations);
        for (index, (exchange, observation)) in exchanges.enumerate() {
            let media = exchange.media.as_deref();
            let invalid = invalid(
                checks,
                index,
                media,
                &observation,
                &mut requests,
                &mut replies,
            );
            let faults = observation.faults.into_iter();
            let faults = faults.map(|fault| (fault.cause, fault.detail));
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

/// Runs the program; again behind an operation that ended it.
fn seen(
    work: &Path,
    program: &Path,
    name: &str,
    plan: &[Operation],
    limits: Limits,
) -> io::Result<Vec<Seen>> {
    let file = work.join("plans").join(format!("{name}.seen.jsonl"));
    let mut seen = Vec::new();
    for _ in 0..RESTARTS {
        let mut child = Command::new(program)
            .arg(plan_file(work, name))
            .arg(&file)
            .args([name, &seen.len().to_string()])
            .stdin(Stdio::null())
            .spawn()?;
        let deadline = Instant::now() + Duration::from_secs(limits.seconds * 5);
        let status = wait(&mut child, deadline)?;
        for line in BufReader::new(File::open(&file)?).lines() {
            let line = line?;
            seen.extend(serde_json::from_str::<Seen>(&line).ok());
        }
        let Some(next) = plan.get(seen.len()) else {
            break;
        };
        let ended = Fault {
            cause: Cause::Panic,
            detail: format!("the program ended with {status}"),
        };
        let observation = Observation {
            faults: vec![ended],
            ..Observation::default()
        };
        seen.push(Seen {
            key: next.key.clone(),
            exchanges: Some(vec![observation]),
        });
    }
    Ok(seen)
}

fn wait(child: &mut std::process::Child, deadline: Instant) -> io::Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if Instant::now() > deadline {
            child.kill()?;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// What the models wrote that is not valid against the document.
fn invalid(
    checks: &Checks,
    index: usize,
    media: Option<&str>,
    observation: &Observation,
    requests: &mut Judge,
    replies: &mut Judge,
) -> Vec<(Cause, String)> {
    let mut found = Vec::new();
    for (key, value) in &observation.parts {
        let Some(number) = checks.part(key, media) else {
            continue;
        };
        for value in checks.judged(key, media, value) {
            if let Some(why) = requests.problem(number, value) {
                found.push((Cause::RequestInvalid, format!("{key} {why}")));
            }
        }
    }
    if let (Some(Some(number)), Some(value)) = (checks.replies.get(index), &observation.reply)
        && let Some(why) = replies.problem(*number, value)
    {
        found.push((Cause::ReplyInvalid, why));
    }
    found
}
