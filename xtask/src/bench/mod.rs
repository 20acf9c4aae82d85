//! `cargo xtask bench`: what generating, compiling and running cost, beside others that do the same.
//!
//! Each part measures and writes its rows to `target/bench/<part>.json`; the page is made of those files, so parts
//! may be measured at different times. Must not know how a part measures.

mod apps;
mod compile;
mod corpus;
mod crates;
mod generate;
mod machine;
mod measure;
mod nothing;
mod page;
mod peers;
mod plot;
mod row;
mod run;
mod session;
mod synthetic;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use clap::{Args, ValueEnum};
use regex::RegexBuilder;

use crate::paths;
use row::Part;
use session::{Session, Settings};

/// Measures, and writes docs/bench.md with its plots from all that was measured so far.
///
/// Parts are measured one by one; each is kept in `target/bench/<part>.json` as it grows. Real documents are those of
/// the folder in OAS_CORPUS; what needs them is left out where it is not set. On a machine that does something else
/// at the same time the figures mean little.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Bench {
    /// What to measure; `page` only writes the page anew.
    #[arg(value_name = "PART", default_value = "all")]
    parts: Vec<Name>,

    /// One run of each, and nothing large: to see that everything works.
    #[arg(long)]
    quick: bool,

    /// Only comparisons whose name this regular expression finds, in any case; the others stay as measured before.
    #[arg(long, value_name = "REGEX")]
    only: Option<String>,

    /// Rounds that count; three are enough for what takes long.
    #[arg(long, value_name = "N", default_value_t = 7)]
    runs: usize,

    /// Measure the release build that is there, instead of making it current first.
    #[arg(long)]
    no_build: bool,

    /// Where the peers are, in its folder `bin`; those that are not there are installed into it.
    #[arg(long, value_name = "DIR", default_value = "target/bench/peers")]
    peers: PathBuf,

    /// The page; its plots go to the folder beside it that is named like it.
    #[arg(long, value_name = "FILE", default_value = "docs/bench.md")]
    report: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  cargo xtask bench                              # everything
  cargo xtask bench generate --only 'GitHub|Growth'
  cargo xtask bench page                         # the page from what was measured before";

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
    let wants = |part| args.parts.contains(&part) || args.parts.contains(&Name::All);
    if !args.no_build && (wants(Name::Generate) || wants(Name::Compile)) {
        session::build()?;
    }
    if wants(Name::Generate) {
        generate::run(&mut Session::begin(args.settings()?, "generate")?)?;
    }
    if wants(Name::Compile) {
        compile::run(&mut Session::begin(args.settings()?, "compile")?)?;
    }
    let failed = match wants(Name::Run) {
        true => run::run(&args.settings()?)?,
        false => Vec::new(),
    };
    let page = page::Page::load(&folder())?;
    let report = paths::root().join(&args.report);
    page.write(&report)?;
    eprintln!("report: {}", report.display());
    for name in &failed {
        eprintln!("error: bench-{name} failed: what it said stands above");
    }
    Ok(match failed.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

impl Bench {
    fn settings(&self) -> io::Result<Settings> {
        let regex = |text: &String| RegexBuilder::new(text).case_insensitive(true).build();
        let only = self.only.as_ref().map(regex).transpose();
        Ok(Settings {
            work: folder(),
            peers: paths::root().join(&self.peers),
            quick: self.quick,
            only: only.map_err(io::Error::other)?,
            runs: self.runs.max(1),
        })
    }
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
