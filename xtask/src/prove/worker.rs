//! One step for one document, in a process of its own: limits first, then the step, then what came of it as JSON
//! on standard output.
//!
//! Knows how steps are started and limited. Must not know what they do.

use std::fmt::Display;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::thread;

use clap::Args;
use rlimit::Resource;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wait4::Wait4;

use super::{judge, prepare, workspace};
use crate::untyped::check;

/// The stack of a step: documents may nest deeply.
const STACK: usize = 256 * 1024 * 1024;
/// Address space beyond the memory that may be in use: stacks and the allocator's reserve.
const SLACK_MB: u64 = 4096;

/// The argument that `prove` gives.
#[derive(Debug, Args)]
pub struct Worker {
    task: String,
}

/// A step, and what it may take.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Task {
    /// Where everything is written.
    pub work: PathBuf,
    /// What each process may take.
    pub limits: Limits,
    /// What is to be done.
    pub step: Step,
}

/// What a process may take.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Limits {
    /// CPU seconds.
    pub seconds: u64,
    /// Megabytes.
    pub megabytes: u64,
}

/// What is to be done.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Step {
    /// Generate a document, and draw what is to be sent.
    Prepare(prepare::Document),
    /// Generate the types of a document, and draw what they are to read.
    PrepareTypes(prepare::Document),
    /// Compile the workspace as it is.
    Build,
    /// Run the program on a document's plan, and judge what came of it.
    Judge {
        /// The document's name.
        name: String,
        /// The program.
        package: String,
        /// The row to fill.
        path: String,
    },
    /// Let the types of a document read what was drawn, and judge what they take.
    JudgeTypes(prepare::Document),
}

/// What a step took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Used {
    /// CPU seconds, its own and of what it started.
    pub seconds: f64,
    /// The most memory at a time.
    pub megabytes: u64,
}

/// Does the step.
///
/// # Errors
/// If the limits cannot be set, or the step fails.
pub fn run(args: &Worker) -> io::Result<ExitCode> {
    let task: Task = serde_json::from_str(&args.task)?;
    limit(Resource::CPU, task.limits.seconds)?;
    limit(
        Resource::AS,
        (task.limits.megabytes + SLACK_MB) * 1024 * 1024,
    )?;
    let thread = thread::Builder::new().stack_size(STACK);
    let answer = thread.spawn(move || answer(&task))?.join();
    let text = answer.unwrap_or_else(|_| Err(io::Error::other("a panic")))?;
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn answer(task: &Task) -> io::Result<String> {
    let work = &task.work;
    Ok(match &task.step {
        Step::Prepare(document) => serde_json::to_string(&prepare::prepare(work, document)?)?,
        Step::PrepareTypes(document) => serde_json::to_string(&check::prepare(work, document)?)?,
        Step::JudgeTypes(document) => serde_json::to_string(&check::judge(work, document)?)?,
        Step::Build => serde_json::to_string(&workspace::build(work)?)?,
        Step::Judge {
            name,
            package,
            path,
        } => {
            let program = workspace::program(work, package);
            let row = judge::judge(work, &program, name, path, task.limits)?;
            serde_json::to_string(&row)?
        }
    })
}

fn limit(resource: Resource, value: u64) -> io::Result<()> {
    let hard = rlimit::getrlimit(resource)?.1;
    rlimit::setrlimit(resource, value.min(hard), hard)
}

impl Task {
    /// Starts a process for it and waits; `Err` holds how it ended if it ended badly.
    ///
    /// # Errors
    /// If the process cannot be started.
    pub fn start<T: DeserializeOwned>(&self) -> io::Result<(Result<T, String>, Used)> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("prove-step")
            .arg(serde_json::to_string(self)?)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut said = Vec::new();
        if let Some(pipe) = child.stdout.as_mut() {
            pipe.read_to_end(&mut said)?;
        }
        let ended = child.wait4()?;
        let used = Used {
            seconds: (ended.rusage.utime + ended.rusage.stime).as_secs_f64(),
            megabytes: ended.rusage.maxrss / (1024 * 1024),
        };
        let answer = match ended.status.success() {
            true => serde_json::from_slice(&said).map_err(text),
            false => Err(text(ended.status)),
        };
        Ok((answer, used))
    }
}

fn text(error: impl Display) -> String {
    error.to_string()
}
