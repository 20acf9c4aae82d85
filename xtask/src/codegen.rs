//! `cargo xtask codegen`: `specs/<api>/openapi.yaml` becomes `generated/<api>`; `--check` compares.
//!
//! Collects: every document is looked at, and every file that differs is listed, before it ends.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use clap::Args;
use oas_codegen::config::Config;
use oas_codegen::diagnostic::Diagnostics;
use oas_codegen::diagnostic::render::{self, Format};
use oas_codegen::output::{self, Drift, File};
use oas_codegen::{Summary, emit, pipeline};

use crate::paths;

/// The command that a stale file asks for.
const REPAIR: &str = "cargo xtask codegen";

/// Writes the crates of `specs/*/openapi.yaml` below `generated/`.
///
/// Exit status: 0 if all is written (or current, with `--check`); 1 if a document is wrong, or an output is
/// out of date; 2 on wrong usage.
#[derive(Debug, Args)]
pub struct Codegen {
    /// The APIs: names of folders in `specs` [default: all that hold an `openapi.yaml`].
    #[arg(value_name = "API")]
    apis: Vec<String>,

    /// Touch nothing; list every stale, missing and orphaned file, and fail if there is any.
    #[arg(long)]
    check: bool,
}

/// Runs the command.
///
/// # Errors
/// If an API that is named does not exist, or the disk fails.
pub fn run(args: &Codegen) -> io::Result<ExitCode> {
    let root = paths::root();
    // Diagnostics show paths from the root, wherever the command was started.
    env::set_current_dir(&root)?;
    let all = documented()?;
    let unknown = args.apis.iter().find(|api| !all.contains(*api));
    if let Some(api) = unknown {
        return Err(io::Error::other(format!(
            "there is no `specs/{api}/openapi.yaml`"
        )));
    }
    let chosen: Vec<&String> = all
        .iter()
        .filter(|api| args.apis.is_empty() || args.apis.contains(api))
        .collect();
    let mut run = Run::default();
    for api in chosen {
        run.api(api, args.check)?;
    }
    if args.apis.is_empty() {
        run.orphans(&all, args.check)?;
    }
    run.finish()
}

/// The folders of `specs` that hold a document.
fn documented() -> io::Result<BTreeSet<String>> {
    let folders = names(Path::new("specs"))?;
    let holds = |name: &String| document(name).is_file();
    Ok(folders.into_iter().filter(holds).collect())
}

fn document(api: &str) -> PathBuf {
    ["specs", api, "openapi.yaml"].iter().collect()
}

/// The folders in `dir`; none if it does not exist.
fn names(dir: &Path) -> io::Result<BTreeSet<String>> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        entries => entries?,
    };
    let mut found = BTreeSet::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.insert(entry.file_name().to_string_lossy().into_owned());
        }
    }
    Ok(found)
}

/// What came of the documents so far.
#[derive(Default)]
struct Run {
    wrong: usize,
    stale: usize,
}

impl Run {
    fn api(&mut self, api: &str, check: bool) -> io::Result<()> {
        let document = document(api);
        let config = match pipeline::settings(&document, None) {
            Ok(config) => config,
            Err(diags) => return self.refuse(&diags),
        };
        let options = options(api, &document, &config);
        let outcome = oas_codegen::generate(&document, &config, &options);
        match outcome.accepted(&config) {
            None => self.refuse(&outcome.diagnostics),
            Some(files) => {
                show(&outcome.diagnostics)?;
                self.output(api, files, outcome.summary.as_ref(), check)
            }
        }
    }

    fn refuse(&mut self, diags: &Diagnostics) -> io::Result<()> {
        self.wrong += 1;
        show(diags)
    }

    fn output(
        &mut self,
        api: &str,
        files: &[File],
        summary: Option<&Summary>,
        check: bool,
    ) -> io::Result<()> {
        let out: PathBuf = ["generated", api].iter().collect();
        let mut err = anstream::stderr().lock();
        if check {
            let drifts = output::check(&out, files)?;
            self.stale += drifts.len();
            for Drift { path, kind } in drifts {
                let path = out.join(path);
                writeln!(err, "{}", Drift { path, kind })?;
            }
            return Ok(());
        }
        let written = output::write(&out, files)?;
        let operations = summary.map_or(0, |s| s.operations);
        writeln!(
            err,
            "{}: {operations} operations, {} files, {} changed",
            out.display(),
            files.len(),
            written.written.len() + written.removed.len()
        )?;
        for left in summary.map_or(&[][..], |s| &s.left_out) {
            writeln!(err, "  left out: {}: {}", left.what, left.why)?;
        }
        Ok(())
    }

    /// Crates in `generated` whose document is gone.
    fn orphans(&mut self, documented: &BTreeSet<String>, check: bool) -> io::Result<()> {
        for name in names(Path::new("generated"))?.difference(documented) {
            let folder = Path::new("generated").join(name);
            let mut err = anstream::stderr().lock();
            if check {
                self.stale += 1;
                writeln!(
                    err,
                    "{}: orphaned: there is no specs/{name}/openapi.yaml",
                    folder.display()
                )?;
            } else {
                fs::remove_dir_all(&folder)?;
                writeln!(
                    err,
                    "{}: removed: there is no specs/{name}/openapi.yaml",
                    folder.display()
                )?;
            }
        }
        Ok(())
    }

    fn finish(&self) -> io::Result<ExitCode> {
        let mut err = anstream::stderr().lock();
        if self.stale > 0 {
            writeln!(
                err,
                "error: generated code is out of date: {} differences",
                self.stale
            )?;
            writeln!(err, "help: run `{REPAIR}`")?;
        }
        if self.wrong > 0 {
            writeln!(
                err,
                "error: {} documents are wrong; nothing was written for them",
                self.wrong
            )?;
        }
        let good = self.stale + self.wrong == 0;
        Ok(if good {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

/// A crate of this repository: it takes the runtime from here.
fn options(api: &str, document: &Path, config: &Config) -> emit::Options {
    let name = config.name.as_deref().unwrap_or(api);
    let mut options = pipeline::crate_options(name, &document.to_string_lossy(), config);
    if let emit::Mode::Crate(krate) = &mut options.mode {
        krate.runtime.path = Some("../../crates/oas-runtime".to_owned());
        krate.command = REPAIR.to_owned();
    }
    options
}

fn show(diags: &Diagnostics) -> io::Result<()> {
    let text = render::report(diags, Format::Human { color: true });
    anstream::stderr().lock().write_all(text.as_bytes())
}
