//! What is wrong, where, and what to do: collected, not stopped at.
//!
//! Knows: `place`, and `source` for what places mean to people. Rendering is in `render`.

pub mod codes;
mod json;
pub mod render;
mod suggest;

#[cfg(test)]
mod tests;

use crate::place::Place;
use crate::source::Sources;
pub use codes::Code;
use rustc_hash::FxHashSet as HashSet;
pub use suggest::closest;

/// How bad it is. An error means that nothing is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document is wrong; nothing is written.
    Error,
    /// Something was repaired, ignored or left out; the rest is generated.
    Warning,
}

/// One problem.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// How bad.
    pub severity: Severity,
    /// Which kind, stable across versions.
    pub code: Code,
    /// Where.
    pub at: Place,
    /// One sentence without a full stop, lower case first, as rustc writes.
    pub message: String,
    /// Other places that matter, and remarks without a place.
    pub notes: Vec<(Option<Place>, String)>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Adds a note at another place.
    pub fn note_at(&mut self, at: &Place, text: impl Into<String>) -> &mut Self {
        self.notes.push((Some(at.clone()), text.into()));
        self
    }

    /// Adds a note without a place.
    pub fn note(&mut self, text: impl Into<String>) -> &mut Self {
        self.notes.push((None, text.into()));
        self
    }

    /// Says what to do.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help = Some(text.into());
        self
    }
}

/// Proof that an error was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reported(());

/// The problems found so far.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    sources: Sources,
    denied: bool,
}

impl Diagnostics {
    /// Records an error; the returned diagnostic takes notes and help.
    pub fn error(&mut self, code: Code, at: &Place, message: impl Into<String>) -> &mut Diagnostic {
        self.push(Severity::Error, code, at, message.into())
    }

    /// Records a warning; the returned diagnostic takes notes and help.
    pub fn warning(
        &mut self,
        code: Code,
        at: &Place,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(Severity::Warning, code, at, message.into())
    }

    /// Records an error and returns the proof of it.
    pub fn report(&mut self, code: Code, at: &Place, message: impl Into<String>) -> Reported {
        self.error(code, at, message);
        Reported(())
    }

    fn push(
        &mut self,
        severity: Severity,
        code: Code,
        at: &Place,
        message: String,
    ) -> &mut Diagnostic {
        let at = at.clone();
        self.list.push(Diagnostic {
            severity,
            code,
            at,
            message,
            notes: Vec::new(),
            help: None,
        });
        let last = self.list.len() - 1;
        &mut self.list[last]
    }

    /// Takes in what was found elsewhere.
    pub fn extend(&mut self, others: Self) {
        self.list.extend(others.list);
    }

    /// Says what the places mean: the files that were read.
    pub fn set_sources(&mut self, sources: &Sources) {
        self.sources = sources.clone();
    }

    /// The files that the places are in.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Keeps the first of those that say the same of the same place: a part may be read more than once. An error stays,
    /// though what is read elsewhere makes the same a warning.
    pub fn say_once(&mut self) {
        let is_error = |d: &Diagnostic| d.severity == Severity::Error;
        let said = |d: &Diagnostic| (d.code, d.at.clone(), d.message.clone());
        let errors: HashSet<_> = self.list.iter().filter(|d| is_error(d)).map(said).collect();
        let mut heard: HashSet<(Code, Place, String)> = HashSet::default();
        self.list.retain(|d| {
            let what = said(d);
            (is_error(d) || !errors.contains(&what)) && heard.insert(what)
        });
    }

    /// Shows warnings as the errors that they are to whoever denies them.
    pub fn deny_warnings(&mut self) {
        self.denied = true;
    }

    /// The severity that is shown for `severity`.
    #[must_use]
    pub fn level(&self, severity: Severity) -> Severity {
        if self.denied {
            Severity::Error
        } else {
            severity
        }
    }

    /// Whether any error was recorded.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.severity == Severity::Error)
    }

    /// Whether such a problem is already said of that place.
    #[must_use]
    pub fn knows(&self, code: Code, at: &Place) -> bool {
        self.list.iter().any(|d| d.code == code && d.at == *at)
    }

    /// All of them, in the order in which they were found.
    #[must_use]
    pub fn list(&self) -> &[Diagnostic] {
        &self.list
    }
}
