//! `--check`: what differs between the files and the folder. Touches nothing.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::{File, orphans};

/// A file of the folder that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// Its path below the folder.
    pub path: PathBuf,
    /// What is wrong with it.
    pub kind: DriftKind,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DriftKind {
    /// It does not exist.
    Missing,
    /// It was generated once and is no longer.
    Orphaned,
    /// Its text differs.
    Stale {
        /// The first differences, as a unified diff from what is there to what should be.
        diff: String,
    },
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.kind {
            DriftKind::Missing => write!(f, "missing: {path}"),
            DriftKind::Orphaned => write!(f, "orphaned: {path}"),
            DriftKind::Stale { diff } => write!(f, "stale: {path}\n{diff}"),
        }
    }
}

/// Everything in `dir` that is not as `files` have it, in the order of the files, orphans last.
///
/// # Errors
/// When something in `dir` cannot be read.
pub fn check(dir: &Path, files: &[File]) -> io::Result<Vec<Drift>> {
    let mut drifts = Vec::new();
    for file in files {
        let kind = match std::fs::read(dir.join(&file.path)) {
            Ok(bytes) if bytes == file.text.as_bytes() => continue,
            Ok(bytes) => DriftKind::Stale {
                diff: short_diff(&String::from_utf8_lossy(&bytes), &file.text),
            },
            Err(error) if is_missing(&error) => DriftKind::Missing,
            Err(error) => return Err(error),
        };
        let path = file.path.clone();
        drifts.push(Drift { path, kind });
    }
    let orphaned = orphans(dir, files)?.into_iter();
    drifts.extend(orphaned.map(|path| Drift {
        path,
        kind: DriftKind::Orphaned,
    }));
    Ok(drifts)
}

fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// A unified diff, cut after some lines.
fn short_diff(old: &str, new: &str) -> String {
    const LINES: usize = 20;
    const DEADLINE: std::time::Duration = std::time::Duration::from_secs(2);
    let diff = TextDiff::configure().timeout(DEADLINE).diff_lines(old, new);
    let text = diff.unified_diff().context_radius(1).to_string();
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() <= LINES {
        return lines.join("\n");
    }
    let more = lines.len() - LINES;
    format!("{}\n… {more} more lines", lines[..LINES].join("\n"))
}
