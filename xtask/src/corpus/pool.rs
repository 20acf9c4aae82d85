//! Runs a worker process per document, several at a time, and turns each ending into a row.
//!
//! Knows nothing of the generator: what the worker did it says itself, on standard output.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use wait4::{ResUse, Wait4};

use super::row::{Generated, Row, Verdict};
use super::worker::TOO_LATE;

/// What ends a process that has used up its CPU, on every Unix.
const SIGXCPU: i32 = 24;

/// What one document may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// CPU seconds.
    pub seconds: u64,
    /// Megabytes of resident memory.
    pub megabytes: u64,
}

/// Generates all documents into folders below `out`; rows are in the order of `documents`.
///
/// # Errors
/// If a process cannot be started.
pub fn generate(
    dir: &Path,
    documents: &[PathBuf],
    out: &Path,
    limits: Limits,
    jobs: usize,
) -> io::Result<Vec<Row>> {
    let bar = progress(documents.len());
    let names = crate_names(documents);
    let next = AtomicUsize::new(0);
    let rows: Mutex<Vec<(usize, io::Result<Row>)>> = Mutex::default();
    thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, documents.len()) {
            scope.spawn(|| {
                while let Some((index, document)) = take(&next, documents) {
                    bar.set_message(document.display().to_string());
                    let row = generate_one(dir, document, &names[index], out, limits);
                    bar.inc(1);
                    rows.lock()
                        .unwrap_or_else(|e| e.into_inner())
                        .push((index, row));
                }
            });
        }
    });
    bar.finish_and_clear();
    let mut rows = rows.into_inner().unwrap_or_else(|e| e.into_inner());
    rows.sort_by_key(|(index, _)| *index);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The next document that nobody has taken.
fn take<'a>(next: &AtomicUsize, documents: &'a [PathBuf]) -> Option<(usize, &'a Path)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    documents.get(index).map(|path| (index, path.as_path()))
}

/// A bar on a terminal, nothing elsewhere.
fn progress(length: usize) -> ProgressBar {
    let target = if io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {eta} {wide_msg}");
    let bar = ProgressBar::with_draw_target(Some(length as u64), target);
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// A valid crate name for a document.
fn crate_name(document: &str) -> String {
    let stem = document.rsplit_once('.').map_or(document, |(stem, _)| stem);
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    let words: String = stem.chars().map(plain).collect();
    let words: Vec<&str> = words.split('-').filter(|word| !word.is_empty()).collect();
    format!("corpus-{}", words.join("-"))
}

/// The crates' names, each its own: `a/b.json` and `a-b.json` must not write into one folder.
fn crate_names(documents: &[PathBuf]) -> Vec<String> {
    let natural = documents
        .iter()
        .map(|document| crate_name(&document.to_string_lossy()));
    let natural: Vec<String> = natural.collect();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let unique = |name: &String| {
        let numbered = (2..).map(|n| format!("{name}-{n}"));
        let mut numbered = numbered.filter(|other| !natural.contains(other));
        let mut own = name.clone();
        while !taken.insert(own.clone()) {
            own = numbered.next().unwrap_or_default();
        }
        own
    };
    natural.iter().map(unique).collect()
}

fn generate_one(
    dir: &Path,
    document: &Path,
    krate: &str,
    out: &Path,
    limits: Limits,
) -> io::Result<Row> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("corpus-document")
        .arg(dir.join(document))
        .args(["--out".as_ref(), out.join(krate).as_os_str()])
        .args(["--name", krate])
        .args(["--seconds", &limits.seconds.to_string()])
        .args(["--megabytes", &limits.megabytes.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let (said, complaint) = read_both(&mut child)?;
    let used = child.wait4()?;
    let row = judge(&said, &complaint, &used, limits);
    Ok(Row {
        document: document.to_string_lossy().into_owned(),
        krate: krate.to_owned(),
        ..row
    })
}

/// Both outputs, read side by side so that neither pipe fills up.
fn read_both(child: &mut Child) -> io::Result<(String, String)> {
    let mut stderr = child.stderr.take();
    let complaint = thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = stderr.as_mut().map(|pipe| pipe.read_to_end(&mut bytes));
        read.transpose().map(|_| bytes)
    });
    let mut said = Vec::new();
    if let Some(pipe) = child.stdout.as_mut() {
        pipe.read_to_end(&mut said)?;
    }
    let complaint = complaint.join().unwrap_or_else(|_| Ok(Vec::new()))?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok((text(said), text(complaint)))
}

/// Turns an ending into a row.
fn judge(said: &str, complaint: &str, used: &ResUse, limits: Limits) -> Row {
    let seconds = (used.rusage.utime + used.rusage.stime).as_secs_f64();
    let peak_mb = used.rusage.maxrss / (1024 * 1024);
    let answer = serde_json::from_str::<Generated>(said).ok();
    let late = seconds >= limits.seconds as f64
        || used.status.signal() == Some(SIGXCPU)
        || used.status.code() == Some(i32::from(TOO_LATE));
    let verdict = match &answer {
        _ if late => Verdict::TimedOut,
        _ if peak_mb > limits.megabytes || complaint.contains("memory allocation") => {
            Verdict::OutOfMemory
        }
        Some(answer) if used.status.success() && answer.ok => Verdict::Generated,
        Some(_) if used.status.success() => Verdict::Refused,
        _ => Verdict::Crashed,
    };
    let mut generated = answer.unwrap_or_default();
    generated.errors.extend(match verdict {
        Verdict::Generated | Verdict::Refused => None,
        Verdict::TimedOut => Some(format!("more than {} s of CPU", limits.seconds)),
        Verdict::OutOfMemory => Some(format!("more than {} MB of memory", limits.megabytes)),
        Verdict::Crashed => {
            let first: Vec<&str> = complaint.lines().take(3).collect();
            Some(format!("{}: {}", used.status, first.join(" ")))
        }
    });
    Row {
        verdict,
        seconds,
        peak_mb,
        generated,
        ..Row::default()
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{crate_name, crate_names};

    #[test]
    fn a_crate_name_is_made_of_the_path() {
        assert_eq!(
            crate_name("npm__ably.io__platform.json"),
            "corpus-npm-ably-io-platform"
        );
        assert_eq!(crate_name("a/B.v2.yaml"), "corpus-a-b-v2");
    }

    #[test]
    fn every_document_has_a_crate_of_its_own() {
        let documents = ["a/b.json", "a-b.json", "a-b-2.json", "a_b.json"];
        let names = crate_names(&documents.map(PathBuf::from));
        let expected = ["corpus-a-b", "corpus-a-b-3", "corpus-a-b-2", "corpus-a-b-4"];
        assert_eq!(names, expected);
    }
}
