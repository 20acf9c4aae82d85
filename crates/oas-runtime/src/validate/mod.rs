//! Constraints of schemas, checked after reading: every violation, each with its place.
//!
//! Decoding takes what can be held; what a schema further asks (lengths, bounds, patterns, listed
//! values, closed objects) is checked here, so that a client can keep what a server need not take.
//! Knows the wire traits; must not know HTTP.

mod check;
mod compare;
mod descend;
mod kind;
mod pattern;
mod plain;
mod probe;
mod rules;

#[cfg(test)]
mod tests;

use std::fmt;

pub use check::Check;
pub use pattern::Pattern;
pub use rules::{Number, Rules, TextFormat};

/// A type whose values can be checked against their schema; implemented by `#[derive(Wire)]` and
/// `#[derive(Validate)]`.
///
/// ```
/// use oas_runtime::v1 as rt;
///
/// #[derive(rt::Wire)]
/// struct Pet {
///     #[wire(min_length = 1, pattern = "^[a-z]+$")]
///     name: String,
///     #[wire(max_items = 2, inner(minimum = 0))]
///     ages: Option<Vec<i32>>,
/// }
///
/// let pet = Pet { name: "Rex".to_owned(), ages: Some(vec![1, -2]) };
/// let violations = rt::validate(&pet).unwrap_err();
/// let shown: Vec<_> = violations.iter().map(ToString::to_string).collect();
/// assert_eq!(shown, [
///     "/name: does not match the pattern ^[a-z]+$",
///     "/ages/1: is less than 0",
/// ]);
/// ```
pub trait Validate {
    /// Reports every violation to `check`; there is none unless a type says so.
    #[inline]
    fn validate(&self, check: &mut Check) {
        let _ = check;
    }
}

/// Checks a value against its schema.
///
/// # Errors
/// Where it violates the schema.
pub fn validate<T: Validate + ?Sized>(value: &T) -> Result<(), Violations> {
    let mut check = Check::new();
    value.validate(&mut check);
    check.finish()
}

/// One place where a value violates its schema. It does not hold the value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// Where, as a JSON pointer.
    pub pointer: String,
    /// What is wrong, as a sentence without its subject.
    pub message: String,
}

impl Violation {
    /// A violation at a place.
    #[must_use]
    pub fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            message: message.into(),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.message)
    }
}

/// The violations of a value: at least one, at most 100.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// The violations as a list.
    #[must_use]
    pub fn into_vec(self) -> Vec<Violation> {
        self.0
    }
}

impl std::ops::Deref for Violations {
    type Target = [Violation];

    fn deref(&self) -> &[Violation] {
        &self.0
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}
