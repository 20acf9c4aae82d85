//! `cargo xtask bench`: what generating, compiling and running cost, beside others that do the same.
//!
//! Each part measures and writes its rows to `target/bench/<part>.json`; the page is made of those files, so parts
//! may be measured at different times. Must not know how a part measures.

mod machine;
mod page;
mod plot;
#[allow(dead_code, reason = "what measures comes with its parts")]
mod row;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use clap::{Args, ValueEnum};

use crate::paths;
use row::Part;

/// Measures, and writes docs/bench.md with its plots from all that was measured so far.
///
/// Parts are measured one by one, and each is kept in `target/bench/<part>.json`.
#[derive(Debug, Args)]
pub struct Bench {
    /// What to measure; `page` only writes the page anew.
    #[arg(value_name = "PART", default_value = "all")]
    parts: Vec<Name>,

    /// The page; its plots go to the folder beside it that is named like it.
    #[arg(long, value_name = "FILE", default_value = "docs/bench.md")]
    report: PathBuf,
}

/// A part of the measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// The time and memory of generators.
    Generate,
    /// The time that rustc takes for what they write.
    Compile,
    /// What the generated code costs when it runs.
    Run,
    /// All of these.
    All,
    /// None of these: the page from what was measured before.
    Page,
}

/// Runs the command.
///
/// # Errors
/// If something cannot be started, measured or written.
pub fn run(args: &Bench) -> io::Result<ExitCode> {
    let _ = &args.parts;
    let page = page::Page::load(&folder())?;
    page.write(&paths::root().join(&args.report))?;
    Ok(ExitCode::SUCCESS)
}

/// Where everything is kept.
fn folder() -> PathBuf {
    paths::root().join("target/bench")
}

/// Reads the file of a part.
fn read(path: &Path) -> io::Result<Part> {
    let text = fs::read_to_string(path)?;
    serde_json::from_str(&text)
        .map_err(|error| io::Error::other(format!("{}: {error}", path.display())))
}
