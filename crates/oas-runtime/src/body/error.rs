//! Why a body that is read as it comes cannot be read further.
//!
//! Holds places and kinds, never what was sent.

use std::error::Error as StdError;
use std::fmt;

use super::Refuser;
use crate::json::DecodeError;
use crate::reply::Reply;
use crate::validate::Violations;

/// Any error.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// Why a body, or an item or part of it, could not be read.
///
/// In a handler `?` turns it into the answer that the same request would have got, had its body
/// been read before: what `Service::refuse` makes of it.
#[derive(Debug)]
pub struct BodyError {
    problem: BodyProblem,
    answer: Option<Box<Reply>>,
}

/// What is wrong with a body.
#[derive(Debug)]
#[non_exhaustive]
pub enum BodyProblem {
    /// The connection broke, or whoever makes the body gave up; the body has ended.
    Broken(BoxError),
    /// The body, or the item or part of it, has more bytes than that; the body has ended.
    TooLong(u64),
    /// The item or part is not what the document declares; a stream of items goes on.
    Malformed(DecodeError),
    /// It is readable, but not what its schema allows.
    Invalid(Violations),
}

impl BodyError {
    /// What is wrong.
    #[must_use]
    pub const fn problem(&self) -> &BodyProblem {
        &self.problem
    }

    /// Whether there was more than there may be.
    #[must_use]
    pub const fn is_too_long(&self) -> bool {
        matches!(self.problem, BodyProblem::TooLong(_))
    }

    /// Whether the connection broke, or whoever makes the body gave up.
    #[must_use]
    pub const fn is_broken(&self) -> bool {
        matches!(self.problem, BodyProblem::Broken(_))
    }

    /// What a body passed on of a source's error: itself, if it was one before.
    pub(crate) fn of(error: BoxError) -> Self {
        match error.downcast::<Self>() {
            Ok(same) => *same,
            Err(other) => BodyProblem::Broken(other).into(),
        }
    }

    /// The error of what broke off, or this one.
    #[cfg(feature = "client-core")]
    pub(crate) fn into_source(self) -> BoxError {
        match self.problem {
            BodyProblem::Broken(source) => source,
            _ => self.into(),
        }
    }

    /// The answer to the request whose body it is: as the server made it, otherwise a bare
    /// status.
    #[must_use]
    pub fn into_reply(self) -> Reply {
        match self.answer {
            Some(answer) => *answer,
            None => Reply::empty(match self.problem {
                BodyProblem::TooLong(_) => 413,
                _ => 400,
            }),
        }
    }

    /// The same with the answer of a server.
    pub(crate) fn answered(mut self, refuse: Option<&Refuser>) -> Self {
        if let (None, Some(refuse)) = (&self.answer, refuse) {
            self.answer = Some(Box::new(refuse(&self.problem)));
        }
        self
    }
}

impl BodyProblem {
    pub(crate) fn malformed(expected: &str, found: &'static str) -> Self {
        Self::Malformed(DecodeError::at("", expected, found))
    }
}

impl From<BodyProblem> for BodyError {
    fn from(problem: BodyProblem) -> Self {
        Self {
            problem,
            answer: None,
        }
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            BodyProblem::Broken(error) => write!(f, "the body broke off: {error}"),
            BodyProblem::TooLong(bytes) => write!(f, "there are more than {bytes} bytes"),
            BodyProblem::Malformed(error) => error.fmt(f),
            BodyProblem::Invalid(violations) => violations.fmt(f),
        }
    }
}

impl StdError for BodyError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.problem {
            BodyProblem::Broken(error) => Some(&**error),
            BodyProblem::Malformed(error) => Some(error),
            BodyProblem::Invalid(violations) => Some(violations),
            BodyProblem::TooLong(_) => None,
        }
    }
}
