//! The instructions of the hot paths, counted by valgrind, and what each may need at most.
//!
//! `tests/instructions.rs` holds the paths to their bounds, and so does `cargo xtask bench run`.
//! A count does not depend on what else the machine does. It does depend on the compiler, so the bounds leave
//! room of a twentieth; who makes a path dearer than that raises its bound on purpose.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// So often `bench-hot` does what is counted.
const TIMES: u64 = 100;

/// The bounds, by the names of the paths: instructions of one call.
///
/// # Errors
/// If the file is none.
pub fn bounds() -> io::Result<BTreeMap<String, u64>> {
    serde_json::from_str(include_str!("../instructions.json")).map_err(io::Error::from)
}

/// Builds the program whose paths are counted, as an application would be built, with the little that it needs.
///
/// # Errors
/// If it does not build.
pub fn build() -> io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = folder.join("../../target/hot");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(folder)
        .args([
            "build",
            "--quiet",
            "--profile",
            "bench-count",
            "--bin",
            "bench-hot",
        ])
        .args(["--no-default-features", "--features", "hot", "--target-dir"])
        .arg(&target)
        .status()?;
    match status.success() {
        true => Ok(target.join("bench-count/bench-hot")),
        false => Err(io::Error::other("bench-hot does not build")),
    }
}

/// Whether there is a valgrind.
#[must_use]
pub fn can_count() -> bool {
    let version = Command::new("valgrind").arg("--version").output();
    version.is_ok_and(|version| version.status.success())
}

/// The instructions of one call of the path `name`, by the program `bench-hot`.
///
/// # Errors
/// If valgrind cannot be started or counts nothing.
pub fn count(bench_hot: &Path, name: &str) -> io::Result<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg("--toggle-collect=*oas_bench_measured*")
        .arg(bench_hot)
        .arg(name)
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let counted = said
        .lines()
        .find_map(|line| line.split_once("Collected :"))
        .and_then(|(_, count)| count.trim().parse::<u64>().ok());
    match counted {
        Some(count) if count > 0 => Ok(count / TIMES),
        _ => Err(io::Error::other(format!(
            "{name}: nothing was counted: {said}"
        ))),
    }
}
