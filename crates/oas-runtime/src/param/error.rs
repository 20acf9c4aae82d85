//! What is wrong with a parameter. Never holds a value that was sent.

use std::fmt;

/// Why a parameter could not be written or read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParamError {
    problem: ParamProblem,
    expected: Option<String>,
}

/// The kind of a [`ParamError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParamProblem {
    /// Not the text of the wanted type.
    Invalid,
    /// A property of the object is missing.
    Missing,
    /// Sent several times where one value is expected.
    Repeated,
    /// Not valid percent-encoding of UTF-8.
    Encoding,
    /// The value holds the character that the style separates values with.
    Delimiter,
    /// The style has no form for this value.
    Unwritable,
}

impl ParamError {
    /// An error that says no more than its kind.
    #[must_use]
    pub const fn new(problem: ParamProblem) -> Self {
        Self {
            problem,
            expected: None,
        }
    }

    /// What is wrong.
    #[must_use]
    pub const fn problem(&self) -> ParamProblem {
        self.problem
    }

    /// What was expected instead, if that is known (`an integer`).
    #[must_use]
    pub fn expected(&self) -> Option<&str> {
        self.expected.as_deref()
    }

    pub(crate) fn expecting(expected: impl fmt::Display) -> Self {
        Self {
            problem: ParamProblem::Invalid,
            expected: Some(expected.to_string()),
        }
    }
}

impl fmt::Display for ParamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.problem {
            ParamProblem::Invalid => "not a valid value",
            ParamProblem::Missing => "a required property is missing",
            ParamProblem::Repeated => "sent more than once",
            ParamProblem::Encoding => "not valid percent-encoding",
            ParamProblem::Delimiter => "contains the delimiter of its style",
            ParamProblem::Unwritable => "has no form in its style",
        };
        f.write_str(text)?;
        match &self.expected {
            Some(expected) => write!(f, ": expected {expected}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ParamError {}

impl serde::ser::Error for ParamError {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::new(ParamProblem::Unwritable)
    }
}

/// The texts that serde would make contain the value, so they are not kept.
impl serde::de::Error for ParamError {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::new(ParamProblem::Invalid)
    }

    fn invalid_type(_: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self::expecting(expected)
    }

    fn invalid_value(_: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self::expecting(expected)
    }

    fn invalid_length(_: usize, expected: &dyn serde::de::Expected) -> Self {
        Self::expecting(expected)
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::new(ParamProblem::Invalid)
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::new(ParamProblem::Invalid)
    }

    fn missing_field(_: &'static str) -> Self {
        Self::new(ParamProblem::Missing)
    }
}
