//! Checks all generated crates in one workspace with one target folder.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::row::{Compiled, Row, Verdict};
use crate::paths;

/// Writes the workspace `work` around the crates that were generated, and checks each.
///
/// # Errors
/// If the workspace cannot be written or cargo cannot be started.
pub fn check(work: &Path, rows: &mut [Row]) -> io::Result<()> {
    let made = |row: &&Row| row.verdict == Verdict::Generated;
    let names: Vec<String> = rows
        .iter()
        .filter(made)
        .map(|row| row.krate.clone())
        .collect();
    write_workspace(work, &names)?;
    let mut found = cargo_check(work)?;
    for row in rows
        .iter_mut()
        .filter(|row| row.verdict == Verdict::Generated)
    {
        let said = found.remove(&row.krate);
        row.compiled = Some(said.unwrap_or_default().judged());
    }
    Ok(())
}

/// The workspace's manifest, and the versions of this repository's lock file.
fn write_workspace(work: &Path, names: &[String]) -> io::Result<()> {
    let members: Vec<String> = names
        .iter()
        .map(|name| format!("    \"crates/{name}\",\n"))
        .collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n\n[profile.dev]\ndebug = false\nincremental = false\n",
        members.concat()
    );
    fs::write(work.join("Cargo.toml"), manifest)?;
    fs::copy(paths::root().join("Cargo.lock"), work.join("Cargo.lock"))?;
    Ok(())
}

/// What the compiler says, by package.
fn cargo_check(work: &Path) -> io::Result<BTreeMap<String, Compiled>> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["check", "--workspace", "--all-features", "--keep-going"])
        .args(["--message-format", "json"])
        .current_dir(work)
        .env("CARGO_TARGET_DIR", work.join("target"))
        .env("RUSTFLAGS", "-Wmissing_docs")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut found = BTreeMap::new();
    let mut read = false;
    if let Some(pipe) = cargo.stdout.take() {
        for line in BufReader::new(pipe).lines() {
            read |= record(&line?, &mut found).is_some();
        }
    }
    let status = cargo.wait()?;
    if !status.success() && !read {
        return Err(io::Error::other("cargo check gave no answer"));
    }
    Ok(found)
}

/// Counts one message; `None` for lines that say nothing of a package.
fn record(line: &str, found: &mut BTreeMap<String, Compiled>) -> Option<()> {
    let value: Value = serde_json::from_str(line).ok()?;
    if value.get("reason").and_then(Value::as_str) == Some("compiler-artifact") {
        let package = package_name(value.get("package_id")?.as_str()?)?;
        found.entry(package.to_owned()).or_default().finished = true;
        return Some(());
    }
    let message = value.get("message")?;
    let level = message.get("level")?.as_str()?;
    let package = package_name(value.get("package_id")?.as_str()?)?;
    let entry = found.entry(package.to_owned()).or_default();
    // The closing "N warnings emitted" has no code and no span.
    let summary = message.get("spans")?.as_array()?.is_empty() && message.get("code")?.is_null();
    match level {
        _ if summary && level == "warning" => return Some(()),
        "error" => entry.errors += 1,
        "warning" => entry.warnings += 1,
        _ => return Some(()),
    }
    if entry.first.is_none() {
        entry.first = message.get("rendered")?.as_str().map(str::to_owned);
    }
    Some(())
}

/// The name in `path+file:///dir/name#0.1.0` or `…#name@0.1.0`.
fn package_name(id: &str) -> Option<&str> {
    let (url, version) = id.rsplit_once('#')?;
    match version.split_once('@') {
        Some((name, _)) => Some(name),
        None => url.rsplit('/').next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_is_counted_for_its_package() {
        let line = r#"{"reason":"compiler-message","package_id":"path+file:///x/corpus-a#0.1.0","message":{"level":"warning","code":{"code":"dead_code"},"spans":[{}],"rendered":"warning: never used"}}"#;
        let mut found = BTreeMap::new();
        record(line, &mut found);
        let entry = &found["corpus-a"];
        assert_eq!((entry.errors, entry.warnings), (0, 1));
        assert_eq!(entry.first.as_deref(), Some("warning: never used"));
    }

    #[test]
    fn what_the_compiler_did_not_come_to_is_not_clean() {
        let id = "path+file:///x/corpus-a#0.1.0";
        let line = format!(r#"{{"reason":"compiler-artifact","package_id":"{id}"}}"#);
        let mut found = BTreeMap::new();
        record(&line, &mut found);
        assert_eq!(found.remove("corpus-a").unwrap().judged().errors, 0);
        assert_eq!(Compiled::default().judged().errors, 1);
    }

    #[test]
    fn the_closing_count_is_no_warning() {
        let line = r#"{"package_id":"path+file:///x/a#corpus-a@0.1.0","message":{"level":"warning","code":null,"spans":[],"rendered":"2 warnings emitted"}}"#;
        let mut found = BTreeMap::new();
        record(line, &mut found);
        assert_eq!(found["corpus-a"].warnings, 0);
    }
}
