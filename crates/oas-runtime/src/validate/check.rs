//! The walk over a value: where it is, and what it found.

use serde::Serialize;

use super::probe::Probe;
use super::{Rules, Violation, Violations};
use crate::wire::{Out, ToWire};

/// So many violations are kept: enough to repair a request, too few to be a burden.
const MAX_VIOLATIONS: usize = 100;

/// Collects violations while a value is walked.
#[derive(Debug, Default)]
pub struct Check {
    pointer: String,
    violations: Vec<Violation>,
}

impl Check {
    /// At the root, with no violations.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Goes down to a property or item; give what it returns to [`leave`](Self::leave).
    pub fn enter(&mut self, step: &str) -> usize {
        let outer = self.pointer.len();
        self.pointer.push('/');
        for char in step.chars() {
            match char {
                '~' => self.pointer.push_str("~0"),
                '/' => self.pointer.push_str("~1"),
                char => self.pointer.push(char),
            }
        }
        outer
    }

    /// Goes down to an item.
    pub fn enter_item(&mut self, index: usize) -> usize {
        let outer = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&index.to_string());
        outer
    }

    /// Goes back up.
    pub fn leave(&mut self, outer: usize) {
        self.pointer.truncate(outer);
    }

    /// Whether more violations are kept.
    #[must_use]
    pub fn wants_more(&self) -> bool {
        self.violations.len() < MAX_VIOLATIONS
    }

    /// Reports a violation here. `message` is a sentence without its subject, and has no value.
    pub fn report(&mut self, message: impl Into<String>) {
        if self.wants_more() {
            self.violations
                .push(Violation::new(self.pointer.clone(), message));
        }
    }

    /// Reports a value that an enum or union does not list.
    pub fn unlisted(&mut self) {
        self.report("is not one of the listed values");
    }

    /// Checks `value` by `rules`.
    pub fn value<T: ToWire + ?Sized>(&mut self, value: &T, rules: &'static Rules) {
        // What is wrong is reported here; an error tells only that the walk ended early.
        let _ = Out(value).serialize(Probe::new(self, rules));
    }

    /// The violations, should there be any.
    ///
    /// # Errors
    /// Where there are.
    pub fn finish(self) -> Result<(), Violations> {
        if self.violations.is_empty() {
            Ok(())
        } else {
            Err(Violations(self.violations))
        }
    }
}
