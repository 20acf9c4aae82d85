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
    /// The steps that lead here: written out only where something is wrong.
    depth: usize,
    near: [Step; NEAR],
    /// Those beyond [`NEAR`].
    far: Vec<Step>,
    /// The keys of maps among the steps.
    keys: String,
    violations: Vec<Violation>,
}

/// So many steps cost no allocation.
const NEAR: usize = 8;

#[derive(Debug, Clone, Copy)]
enum Step {
    Name(&'static str),
    Item(usize),
    /// From where to where in the keys.
    Key(usize, usize),
}

impl Default for Step {
    fn default() -> Self {
        Self::Item(0)
    }
}

impl Check {
    /// At the root, with no violations.
    #[must_use]
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// Goes down to a declared property; give what it returns to [`leave`](Self::leave).
    #[inline]
    pub fn enter(&mut self, name: &'static str) -> usize {
        self.push(Step::Name(name))
    }

    /// Goes down to an entry of a map.
    pub fn enter_key(&mut self, key: &str) -> usize {
        let start = self.keys.len();
        self.keys.push_str(key);
        self.push(Step::Key(start, self.keys.len()))
    }

    /// Goes down to an item.
    #[inline]
    pub fn enter_item(&mut self, index: usize) -> usize {
        self.push(Step::Item(index))
    }

    #[inline]
    fn push(&mut self, step: Step) -> usize {
        let outer = self.depth;
        match self.near.get_mut(outer) {
            Some(near) => *near = step,
            None => self.far.push(step),
        }
        self.depth += 1;
        outer
    }

    /// Goes back up.
    #[inline]
    pub fn leave(&mut self, outer: usize) {
        self.depth = outer;
        if !self.far.is_empty() || !self.keys.is_empty() {
            self.forget();
        }
    }

    /// Drops what belongs to no step any more.
    fn forget(&mut self) {
        self.far.truncate(self.depth.saturating_sub(NEAR));
        let end = self.steps().rev().find_map(|step| match step {
            Step::Key(_, end) => Some(*end),
            Step::Name(_) | Step::Item(_) => None,
        });
        self.keys.truncate(end.unwrap_or(0));
    }

    fn steps(&self) -> impl DoubleEndedIterator<Item = &Step> {
        let near = self.near.get(..self.depth).unwrap_or(&self.near);
        near.iter().chain(&self.far)
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in self.steps() {
            pointer.push('/');
            match *step {
                Step::Item(index) => pointer.push_str(&index.to_string()),
                Step::Name(name) => escape(name, &mut pointer),
                Step::Key(start, end) => {
                    escape(self.keys.get(start..end).unwrap_or_default(), &mut pointer);
                }
            }
        }
        pointer
    }

    /// Whether more violations are kept.
    #[must_use]
    pub fn wants_more(&self) -> bool {
        self.violations.len() < MAX_VIOLATIONS
    }

    /// Reports a violation here. `message` is a sentence without its subject, and has no value.
    #[cold]
    pub fn report(&mut self, message: impl Into<String>) {
        if self.wants_more() {
            self.violations
                .push(Violation::new(self.pointer(), message));
        }
    }

    /// Reports a value that an enum or union does not list.
    pub fn unlisted(&mut self) {
        self.report("is not one of the listed values");
    }

    /// Checks `value` by `rules`.
    #[inline]
    pub fn value<T: ToWire + ?Sized>(&mut self, value: &T, rules: &'static Rules) {
        // What is wrong is reported here; an error tells only that the walk ended early.
        let _ = Out(value).serialize(Probe::new(self, rules));
    }

    /// The violations, should there be any.
    ///
    /// # Errors
    /// Where there are.
    #[inline]
    pub fn finish(self) -> Result<(), Violations> {
        if self.violations.is_empty() {
            Ok(())
        } else {
            Err(Violations(self.violations))
        }
    }
}

/// A step as a JSON pointer has it.
fn escape(step: &str, pointer: &mut String) {
    for char in step.chars() {
        match char {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            char => pointer.push(char),
        }
    }
}
