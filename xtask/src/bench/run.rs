//! What the generated code costs when it runs: programs of `crates/bench`, each of which writes rows of its own.
//!
//! Must not know what they measure.

use std::io;

use super::session::{self, Settings};
use crate::paths;

/// The programs, which take the file to write to.
const PROGRAMS: [&str; 4] = ["models", "server", "client", "instructions"];

/// Builds and runs the programs; one that fails costs its own rows alone. The names of those that failed: some
/// path needs more instructions than its bound, say.
///
/// # Errors
/// If cargo cannot be started.
pub fn run(settings: &Settings) -> io::Result<Vec<&'static str>> {
    let mut failed = Vec::new();
    for name in PROGRAMS {
        if settings
            .only
            .as_ref()
            .is_some_and(|only| !only.is_match(name))
        {
            continue;
        }
        eprintln!("running bench-{name}");
        let file = settings.work.join(format!("run-{name}.json"));
        let mut command = session::cargo();
        command.current_dir(paths::root());
        command.args([
            "run",
            "--quiet",
            "--profile",
            "bench-run",
            "--package",
            "oas-bench",
        ]);
        command
            .args(["--bin", &format!("bench-{name}"), "--"])
            .arg(file);
        if !command.status()?.success() {
            failed.push(name);
        }
    }
    Ok(failed)
}
