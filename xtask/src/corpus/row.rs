//! What is known of one document after a run, and the totals.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One line of the report.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Row {
    /// The path below the corpus folder.
    pub document: String,
    /// The name of its crate.
    pub krate: String,
    /// How it ended.
    pub verdict: Verdict,
    /// CPU seconds, of the whole process.
    pub seconds: f64,
    /// The largest resident size, in megabytes.
    pub peak_mb: u64,
    /// What the generator said.
    pub generated: Generated,
    /// What the compiler said, with `--compile`.
    pub compiled: Option<Compiled>,
    /// The reason for which a failure is accepted.
    pub accepted: Option<String>,
}

/// How a document ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Files were written.
    Generated,
    /// The document has errors.
    Refused,
    /// More time than allowed.
    TimedOut,
    /// More memory than allowed.
    OutOfMemory,
    /// A panic, a signal, or an answer that is none.
    #[default]
    Crashed,
}

impl Verdict {
    /// As shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Refused => "refused",
            Self::TimedOut => "timed out",
            Self::OutOfMemory => "out of memory",
            Self::Crashed => "crashed",
        }
    }
}

/// What the worker process reports.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Generated {
    /// Whether files were written.
    pub ok: bool,
    /// Lines of Rust.
    pub lines: usize,
    /// Operations in the output.
    pub operations: usize,
    /// Operations and parts that were left out, with the reason.
    pub left_out: Vec<String>,
    /// Warnings by code.
    pub warnings: BTreeMap<String, usize>,
    /// Errors, one line each.
    pub errors: Vec<String>,
    /// Uses of types.
    pub typed: usize,
    /// Uses of a type that accepts any JSON.
    pub untyped: usize,
}

/// What the compiler said of one crate.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Compiled {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// The first of either, rendered.
    pub first: Option<String>,
    /// Whether the compiler came to the end of it.
    #[serde(skip)]
    pub finished: bool,
}

impl Compiled {
    /// With an error where the compiler neither finished nor said why.
    pub fn judged(mut self) -> Self {
        if !self.finished && self.errors == 0 {
            self.errors = 1;
            self.first = Some("the compiler was stopped before this crate".to_owned());
        }
        self
    }
}

impl Row {
    /// Whether the document counts as a failure.
    pub fn failed(&self) -> bool {
        let compiled = self.compiled.as_ref();
        self.verdict != Verdict::Generated || compiled.is_some_and(|c| c.errors + c.warnings > 0)
    }

    /// The sum of the warnings.
    pub fn warnings(&self) -> usize {
        self.generated.warnings.values().sum()
    }

    /// The warnings by code, in one line.
    pub fn codes(&self) -> String {
        let codes = self.generated.warnings.iter();
        let codes: Vec<String> = codes.map(|(code, n)| format!("{n}×{code}")).collect();
        codes.join(" ")
    }

    /// One line that says what went wrong.
    pub fn problem(&self) -> Option<&str> {
        let compiled = self.compiled.as_ref().and_then(|c| c.first.as_deref());
        let first = self.generated.errors.first().map(String::as_str);
        first.or(compiled)
    }
}

/// Sums over all documents.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Totals {
    /// Documents.
    pub documents: usize,
    /// Documents that generated.
    pub generated: usize,
    /// Whether the crates were given to the compiler.
    pub checked: bool,
    /// Documents whose crate compiles without a warning.
    pub compiled: usize,
    /// Failures without a reason in the list.
    pub unaccepted: usize,
    /// CPU seconds.
    pub seconds: f64,
    /// The largest resident size of any, in megabytes.
    pub peak_mb: u64,
    /// Lines of Rust.
    pub lines: usize,
    /// Operations.
    pub operations: usize,
    /// What was left out.
    pub left_out: usize,
    /// Uses of types.
    pub typed: usize,
    /// Uses of a type that accepts any JSON.
    pub untyped: usize,
    /// Warnings by code.
    pub warnings: BTreeMap<String, usize>,
}

impl Totals {
    /// The sums.
    pub fn of(rows: &[Row]) -> Self {
        let mut totals = Self::default();
        for row in rows {
            totals.add(row);
        }
        totals
    }

    fn add(&mut self, row: &Row) {
        let clean = |c: &Compiled| c.errors + c.warnings == 0;
        self.documents += 1;
        self.generated += usize::from(row.verdict == Verdict::Generated);
        self.checked |= row.compiled.is_some();
        self.compiled += usize::from(row.compiled.as_ref().is_some_and(clean));
        self.unaccepted += usize::from(row.failed() && row.accepted.is_none());
        self.seconds += row.seconds;
        self.peak_mb = self.peak_mb.max(row.peak_mb);
        self.lines += row.generated.lines;
        self.operations += row.generated.operations;
        self.left_out += row.generated.left_out.len();
        self.typed += row.generated.typed;
        self.untyped += row.generated.untyped;
        for (code, count) in &row.generated.warnings {
            *self.warnings.entry(code.clone()).or_default() += count;
        }
    }
}
