//! `oas-codegen generate` and `oas-codegen check`: the same run, which then writes or compares.

use std::io;
use std::num::NonZeroUsize;
use std::path::{Component, Path};
use std::process::ExitCode;

use oas_codegen::config::Config;
use oas_codegen::output::{self, File};
use oas_codegen::{Outcome, emit, pipeline};

use crate::args::{Generate, Part};
use crate::report::Reporter;

/// Writes the crate.
///
/// # Errors
/// If the arguments name what is not there, or the output cannot be written.
pub fn generate(args: &Generate) -> io::Result<ExitCode> {
    run(args, |reporter, files| {
        let written = output::write(&args.out, files)?;
        reporter.written(&args.out, &written)?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Compares the crate.
///
/// # Errors
/// If the arguments name what is not there, or the output cannot be read.
pub fn check(args: &Generate) -> io::Result<ExitCode> {
    run(args, |reporter, files| {
        let drifts = output::check(&args.out, files)?;
        reporter.drift(&args.out, &drifts, &repair(std::env::args().skip(1)))?;
        Ok(if drifts.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    })
}

/// Generates in memory and reports; `finish` gets the files if the document is accepted.
fn run(
    args: &Generate,
    finish: impl FnOnce(&mut Reporter, &[File]) -> io::Result<ExitCode>,
) -> io::Result<ExitCode> {
    let mut reporter = Reporter::new(args.message_format);
    exists(&args.document)?;
    args.config.as_deref().map_or(Ok(()), exists)?;
    let mut config = match pipeline::settings(&args.document, args.config.as_deref()) {
        Ok(config) => config,
        Err(diags) => {
            reporter.diagnostics(&diags)?;
            return Ok(ExitCode::FAILURE);
        }
    };
    config.deny_warnings |= args.deny_warnings;
    let options = options(args, &config)?;
    let outcome = reporter.during("generating", &args.document, || {
        oas_codegen::generate(&args.document, &config, &options)
    });
    reporter.diagnostics(&outcome.diagnostics)?;
    let code = accepted(&outcome, &config, &mut reporter, finish)?;
    reporter.summary(&outcome, &config)?;
    // The process ends, and with it all memory.
    std::mem::forget(outcome);
    Ok(code)
}

fn accepted(
    outcome: &Outcome,
    config: &Config,
    reporter: &mut Reporter,
    finish: impl FnOnce(&mut Reporter, &[File]) -> io::Result<ExitCode>,
) -> io::Result<ExitCode> {
    match outcome.accepted(config) {
        Some(files) => finish(reporter, files),
        None => Ok(ExitCode::FAILURE),
    }
}

/// A path that the command line names must be there: that is usage, not the document's fault.
fn exists(path: &Path) -> io::Result<()> {
    let shown =
        |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    std::fs::metadata(path).map(drop).map_err(shown)
}

/// What the flags say about the output.
fn options(args: &Generate, config: &Config) -> io::Result<emit::Options> {
    let document = args
        .document
        .file_name()
        .unwrap_or(args.document.as_os_str());
    let name = crate_name(args, config)?;
    let mut options = pipeline::crate_options(&name, &document.to_string_lossy(), config);
    let wants = |part| args.only.is_empty() || args.only.contains(&part);
    options.faces.client = wants(Part::Client);
    options.faces.server = wants(Part::Server);
    options.threads = args.threads.and_then(|n| NonZeroUsize::new(n.into()));
    if let (emit::Mode::Crate(krate), Some(path)) = (&mut options.mode, &args.runtime_path) {
        exists(&path.join("Cargo.toml"))?;
        krate.runtime.path = Some(seen_from(&args.out, path)?);
    }
    Ok(options)
}

/// The path `to` as a manifest in the folder `from` writes it: an absolute path stays as it is.
fn seen_from(from: &Path, to: &Path) -> io::Result<String> {
    if to.is_absolute() {
        return Ok(to.to_string_lossy().into_owned());
    }
    let (from, to) = (plain(from)?, plain(to)?);
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from[shared..].iter().map(|_| "..");
    let down = to[shared..].iter().map(String::as_str);
    Ok(up.chain(down).collect::<Vec<_>>().join("/"))
}

/// The parts of an absolute path, `..` undone.
fn plain(path: &Path) -> io::Result<Vec<String>> {
    let mut parts = Vec::new();
    for component in std::path::absolute(path)?.components() {
        match component {
            Component::ParentDir => drop(parts.pop()),
            Component::CurDir => {}
            part => parts.push(part.as_os_str().to_string_lossy().into_owned()),
        }
    }
    Ok(parts)
}

/// The command that brings the output up to date: the same arguments with `generate`.
fn repair(args: impl Iterator<Item = String>) -> String {
    let mut done = false;
    let words = args.map(|arg| {
        if arg == "check" && !done {
            done = true;
            return "generate".to_owned();
        }
        quoted(arg)
    });
    format!("oas-codegen {}", words.collect::<Vec<_>>().join(" "))
}

/// The argument as a shell takes it.
fn quoted(arg: String) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:@+".contains(c);
    if !arg.is_empty() && arg.chars().all(plain) {
        return arg;
    }
    format!("'{}'", arg.replace('\'', r"'\''"))
}

/// The name of the crate: as the flag says, else the settings, else the folder.
fn crate_name(args: &Generate, config: &Config) -> io::Result<String> {
    let given = args.name.as_ref().or(config.name.as_ref()).cloned();
    let folder = || plain(&args.out).map(|parts| parts.last().cloned().unwrap_or_default());
    let name = given.map_or_else(folder, Ok)?;
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let holds = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if starts && holds {
        return Ok(name);
    }
    let message = format!("`{name}` is not a name for a crate: give one with `--name`");
    Err(io::Error::new(io::ErrorKind::InvalidInput, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_path_is_seen_from_the_crate() {
        let seen = seen_from(Path::new("generated/a"), Path::new("crates/oas-runtime")).unwrap();
        assert_eq!(seen, "../../crates/oas-runtime");
        let seen = seen_from(Path::new("a"), Path::new("a/../b")).unwrap();
        assert_eq!(seen, "../b");
    }

    #[test]
    fn an_absolute_path_stays() {
        let path = if cfg!(windows) { r"C:\rt" } else { "/opt/rt" };
        assert_eq!(seen_from(Path::new("a"), Path::new(path)).unwrap(), path);
    }

    #[test]
    fn the_repair_is_the_same_command_with_generate() {
        let args = ["--color", "never", "check", "a b.yaml", "--out", "check"];
        let repair = repair(args.map(str::to_owned).into_iter());
        assert_eq!(
            repair,
            "oas-codegen --color never generate 'a b.yaml' --out check"
        );
    }
}
