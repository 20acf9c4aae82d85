//! What a second run does when nothing changed: it should write no file, and cargo should compile nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use serde_json::Value;

use super::measure;
use super::row::{Row, Spread, Target};
use super::session::{self, Session};
use crate::paths;

const SECTION: &str = "Nothing changed";

/// Generates and builds the Okta crate, and does both again.
///
/// # Errors
/// If one of them fails.
pub fn measure(session: &mut Session) -> io::Result<Vec<Row>> {
    let work = session.work.join("nothing");
    measure::remove(&work)?;
    let krate = work.join("okta");
    let mut generate = Command::new(session::release("oas-codegen"));
    let document = paths::root().join("specs/okta-mfa/openapi.yaml");
    generate
        .arg("generate")
        .arg(document)
        .arg("--out")
        .arg(&krate);
    generate
        .arg("--runtime-path")
        .arg(paths::root().join("crates/oas-runtime"));
    measure::quiet(&mut generate)?;
    fs::write(
        work.join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"okta\"]\n",
    )?;
    fs::copy(paths::root().join("Cargo.lock"), work.join("Cargo.lock"))?;
    let mut build = session::cargo();
    build.args(["build", "--message-format", "json", "--manifest-path"]);
    build.arg(work.join("Cargo.toml"));
    build.arg("--target-dir").arg(session.work.join("target"));
    measure::quiet(&mut build)?;
    let before = times(&krate)?;
    // What is written within the resolution of the file system's clock would look untouched.
    std::thread::sleep(std::time::Duration::from_millis(20));
    measure::quiet(&mut generate)?;
    let touched = differing(&before, &times(&krate)?);
    let compiled = compiled(&measure::quiet(&mut build)?);
    let row = |name: &str, unit, count: usize, command: &Command| {
        Row::new(SECTION, name, unit, Spread::exact(count as u64))
            .target(Target::AtMost(0.0))
            .command(measure::shown(command))
    };
    Ok(vec![
        row(
            "files written or touched by a second run",
            "files",
            touched,
            &generate,
        ),
        row(
            "crates compiled by `cargo build` after it",
            "crates",
            compiled,
            &build,
        ),
    ])
}

/// When each file and folder below `folder` was changed.
fn times(folder: &Path) -> io::Result<BTreeMap<PathBuf, SystemTime>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            }
            found.insert(entry.path(), entry.metadata()?.modified()?);
        }
    }
    Ok(found)
}

/// How many entries were changed, added or removed.
fn differing<T: PartialEq>(before: &BTreeMap<PathBuf, T>, after: &BTreeMap<PathBuf, T>) -> usize {
    let changed = after
        .iter()
        .filter(|(path, time)| before.get(*path) != Some(time));
    let removed = before.keys().filter(|path| !after.contains_key(*path));
    changed.count() + removed.count()
}

/// How many crates cargo's messages say were not fresh.
fn compiled(messages: &str) -> usize {
    let stale = |line: &&str| {
        serde_json::from_str::<Value>(line).is_ok_and(|message| message["fresh"] == false)
    };
    messages.lines().filter(stale).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_added_and_removed_files_are_counted() {
        let map = |entries: &[(&str, u8)]| -> BTreeMap<PathBuf, u8> {
            entries
                .iter()
                .map(|(path, time)| (PathBuf::from(path), *time))
                .collect()
        };
        let before = map(&[("a", 1), ("b", 1), ("c", 1)]);
        assert_eq!(differing(&before, &map(&[("a", 1), ("b", 2), ("d", 1)])), 3);
        assert_eq!(differing(&before, &before), 0);
    }

    #[test]
    fn crates_that_are_not_fresh_are_counted() {
        let messages =
            "{\"reason\":\"compiler-artifact\",\"fresh\":true}\n{\"fresh\":false}\nnoise\n";
        assert_eq!(compiled(messages), 1);
    }
}
