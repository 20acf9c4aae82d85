//! What all parts share: the settings, where things are, and the file that a part's rows are kept in.
//!
//! Must not know what is measured.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use regex::Regex;

use super::measure::{self, Plan};
use super::peers::Peers;
use super::read;
use super::row::{Part, Row};
use crate::{documents, paths};

/// After this, the least number of rounds of one comparison is enough.
const PATIENCE: Duration = Duration::from_secs(20);

/// One part being measured.
pub struct Session {
    /// Where everything is written.
    pub work: PathBuf,
    /// The generators to compare with.
    pub peers: Peers,
    /// Whether to leave out what takes long.
    pub quick: bool,
    only: Option<Regex>,
    runs: usize,
    corpus: Option<PathBuf>,
    file: PathBuf,
    part: Part,
    progress: ProgressBar,
}

/// What the command line says.
pub struct Settings {
    /// The folder of everything.
    pub work: PathBuf,
    /// The folder of the peers.
    pub peers: PathBuf,
    /// One run, and nothing large.
    pub quick: bool,
    /// Only what this matches.
    pub only: Option<Regex>,
    /// Rounds that count.
    pub runs: usize,
}

impl Session {
    /// Begins a part: from nothing, or, if only some of it is measured, from what is known.
    ///
    /// # Errors
    /// If a peer cannot be installed, or the part's file cannot be read.
    pub fn begin(settings: Settings, part: &str) -> io::Result<Self> {
        let peers = Peers::find(&settings.peers)?;
        let file = settings.work.join(format!("{part}.json"));
        let known = settings.only.is_some() && file.is_file();
        let corpus = std::env::var_os("OAS_CORPUS").map(PathBuf::from);
        if corpus.is_none() {
            eprintln!("OAS_CORPUS is not set: what needs real documents is left out");
        }
        Ok(Self {
            part: if known { read(&file)? } else { Part::default() },
            work: settings.work,
            peers,
            quick: settings.quick,
            only: settings.only,
            runs: settings.runs,
            corpus,
            file,
            progress: progress(),
        })
    }

    /// Whether a comparison is asked for.
    pub fn wants(&self, what: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.is_match(what))
    }

    /// Measures `what` if it is asked for, and keeps its rows. A failure costs this comparison alone.
    ///
    /// # Errors
    /// If the rows cannot be kept.
    pub fn attempt(
        &mut self,
        what: &str,
        measure: impl FnOnce(&mut Self) -> io::Result<Vec<Row>>,
    ) -> io::Result<()> {
        if !self.wants(what) {
            return Ok(());
        }
        self.say(what);
        match measure(self) {
            Ok(rows) => {
                let done = format!("not measured: {what}: ");
                self.part.notes.retain(|note| !note.starts_with(&done));
                self.part.merge(rows);
            }
            Err(error) => {
                self.progress
                    .suspend(|| eprintln!("error: {what}: {error}"));
                let first = error.to_string();
                let first = first.lines().next().unwrap_or_default();
                self.note(format!("not measured: {what}: {first}"));
            }
        }
        self.save()
    }

    /// Shows what is being done.
    pub fn say(&self, what: &str) {
        if self.progress.is_hidden() {
            eprintln!("{what}");
        } else {
            self.progress.set_message(what.to_owned());
        }
    }

    /// Says something once, above the tables.
    pub fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.part.notes.contains(&note) {
            self.part.notes.push(note);
        }
    }

    /// Writes the part as it is now.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self) -> io::Result<()> {
        fs::create_dir_all(&self.work)?;
        fs::write(&self.file, serde_json::to_string_pretty(&self.part)?)
    }

    /// How often to run a comparison; `factor` times as often as usual for what is over in no time.
    pub fn plan(&self, factor: usize) -> Plan {
        Plan {
            rounds: if self.quick { 1 } else { self.runs * factor },
            warm: !self.quick,
            patience: PATIENCE,
            least: 3,
        }
    }

    /// The folder of real documents.
    pub fn corpus(&self) -> Option<&Path> {
        self.corpus.as_deref()
    }

    /// The document of the corpus whose path ends so.
    pub fn document(&self, end: &str) -> Option<PathBuf> {
        let corpus = self.corpus.as_ref()?;
        let found = documents::chosen(corpus, &[end.to_owned()], None).ok()?;
        let path = found
            .into_iter()
            .find(|path| path.to_string_lossy().ends_with(end))?;
        Some(corpus.join(path))
    }

    /// Our command on a document: one thread unless said.
    pub fn ours(&self, document: &Path, out: &Path, threads: u16) -> Command {
        let mut command = Command::new(release("oas-codegen"));
        command.arg("generate").arg(document).arg("--out").arg(out);
        command.args([
            "--message-format",
            "short",
            "--threads",
            &threads.to_string(),
        ]);
        command
    }
}

/// A program of this repository, in its release build.
pub fn release(name: &str) -> PathBuf {
    paths::root().join("target/release").join(name)
}

/// Builds what is measured.
///
/// # Errors
/// If cargo fails.
pub fn build() -> io::Result<()> {
    let mut command = cargo();
    command.current_dir(paths::root());
    command.args([
        "build",
        "--release",
        "--quiet",
        "--package",
        "oas-codegen-cli",
    ]);
    command.args(["--bins", "--example", "floor"]);
    command
        .arg("--target-dir")
        .arg(paths::root().join("target"));
    measure::quiet(&mut command).map(drop)
}

/// Cargo, without flags of the caller's.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for flag in ["RUSTFLAGS", "CARGO_TARGET_DIR", "CARGO_INCREMENTAL"] {
        command.env_remove(flag);
    }
    command
}

/// A line that says what is going on, on a terminal.
fn progress() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}");
    let progress = ProgressBar::new_spinner();
    progress.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    progress.enable_steady_tick(Duration::from_millis(200));
    progress
}
