//! What the user sees of a run: diagnostics, progress, changes, the summary.
//!
//! For people everything goes to standard error; `--message-format json` writes one object per line to
//! standard output. Must not know how anything is generated.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write};
use std::path::Path;
use std::time::Duration;

use indicatif::ProgressBar;
use oas_codegen::Outcome;
use oas_codegen::config::Config;
use oas_codegen::diagnostic::render::{self, Format};
use oas_codegen::diagnostic::{Diagnostics, Severity};
use oas_codegen::output::{Drift, DriftKind, Written};
use serde_json::json;

use crate::args::MessageFormat;

/// Shows things in the format that was asked for.
pub struct Reporter {
    format: MessageFormat,
}

impl Reporter {
    /// A reporter.
    pub fn new(format: MessageFormat) -> Self {
        Self { format }
    }

    /// Does `work` under a spinner, which shows on a terminal only.
    pub fn during<T>(&self, verb: &'static str, what: &Path, work: impl FnOnce() -> T) -> T {
        // A spinner takes a thread.
        if self.format == MessageFormat::Json || !io::stderr().is_terminal() {
            return work();
        }
        let spinner = ProgressBar::new_spinner();
        spinner.set_message(format!("{verb} {}", what.display()));
        spinner.enable_steady_tick(Duration::from_millis(120));
        let done = work();
        spinner.finish_and_clear();
        done
    }

    /// All diagnostics.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn diagnostics(&self, diags: &Diagnostics) -> io::Result<()> {
        let format = match self.format {
            // The stream takes the colours away where they are not wanted.
            MessageFormat::Human => Format::Human { color: true },
            MessageFormat::Short => Format::Short,
            MessageFormat::Json => Format::Json,
        };
        let text = render::report(diags, format);
        match self.format {
            MessageFormat::Human | MessageFormat::Short => {
                anstream::stderr().lock().write_all(text.as_bytes())
            }
            MessageFormat::Json => io::stdout().lock().write_all(text.as_bytes()),
        }
    }

    /// What was written.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn written(&self, out: &Path, written: &Written) -> io::Result<()> {
        let changed = written.written.len();
        let removed = written.removed.len();
        let files = changed + written.unchanged;
        match self.format {
            MessageFormat::Json => self.object(&json!({
                "kind": "written", "out": out, "files": files, "changed": changed, "removed": removed,
            })),
            MessageFormat::Human | MessageFormat::Short => {
                let (dir, files) = (out.display(), counted(files, "file"));
                let removed = if removed > 0 { format!(", {removed} removed") } else { String::new() };
                writeln!(anstream::stderr().lock(), "{dir}: {files}, {changed} changed{removed}")
            }
        }
    }

    /// What is out of date.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn drift(&self, out: &Path, drifts: &[Drift], repair: &str) -> io::Result<()> {
        if self.format == MessageFormat::Json {
            return drifts
                .iter()
                .try_for_each(|drift| self.drift_object(out, drift));
        }
        let mut err = anstream::stderr().lock();
        for Drift { path, kind } in drifts {
            let path = out.join(path);
            writeln!(err, "{}: {}", kind_name(kind), path.display())?;
            if let (DriftKind::Stale { diff }, MessageFormat::Human) = (kind, self.format) {
                writeln!(err, "{diff}")?;
            }
        }
        if !drifts.is_empty() {
            let differ = if drifts.len() == 1 {
                "differs"
            } else {
                "differ"
            };
            writeln!(
                err,
                "error: {} {differ} from what is generated",
                counted(drifts.len(), "file")
            )?;
            writeln!(err, "help: run `{repair}`")?;
        }
        Ok(())
    }

    fn drift_object(&self, out: &Path, Drift { path, kind }: &Drift) -> io::Result<()> {
        let diff = match kind {
            DriftKind::Stale { diff } => Some(diff),
            DriftKind::Missing | DriftKind::Orphaned => None,
        };
        let (file, state) = (out.join(path), kind_name(kind));
        self.object(&json!({ "kind": "drift", "file": file, "state": state, "diff": diff }))
    }

    /// The closing lines: what was generated, what was left out and why.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn summary(&self, outcome: &Outcome, config: &Config) -> io::Result<()> {
        let list = outcome.diagnostics.list();
        let errors = list
            .iter()
            .filter(|d| d.severity == Severity::Error)
            .count();
        let warnings = list.len() - errors;
        let left_out = outcome.summary.as_ref().map_or(&[][..], |s| &s.left_out);
        let operations = outcome.summary.as_ref().map(|s| s.operations);
        if self.format == MessageFormat::Json {
            let left_out: Vec<_> = left_out
                .iter()
                .map(|l| json!({"what": l.what, "why": l.why}))
                .collect();
            return self.object(&json!({
                "kind": "summary", "errors": errors, "warnings": warnings,
                "warnings_denied": config.deny_warnings,
                "operations": operations, "left_out": left_out,
            }));
        }
        let mut text = String::new();
        if let Some(operations) = operations {
            let _ = write!(text, "{} generated", counted(operations, "operation"));
            if !left_out.is_empty() {
                let _ = write!(text, ", {} left out", left_out.len());
            }
        } else {
            text.push_str("nothing written");
        }
        for (count, what) in [(errors, "error"), (warnings, "warning")] {
            if count > 0 {
                let _ = write!(text, ", {}", counted(count, what));
            }
        }
        let mut err = anstream::stderr().lock();
        writeln!(err, "{text}")?;
        for left in left_out {
            writeln!(err, "  left out: {}: {}", left.what, left.why)?;
        }
        if config.deny_warnings && errors == 0 && warnings > 0 {
            writeln!(err, "error: warnings are denied, so nothing is written")?;
        }
        Ok(())
    }

    fn object(&self, value: &serde_json::Value) -> io::Result<()> {
        writeln!(io::stdout().lock(), "{value}")
    }
}

fn kind_name(kind: &DriftKind) -> &'static str {
    match kind {
        DriftKind::Missing => "missing",
        DriftKind::Orphaned => "orphaned",
        DriftKind::Stale { .. } => "stale",
    }
}

/// `1 file`, `2 files`.
fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
