//! A success that the document declares for several statuses, with the one that it came with.
//!
//! Knows statuses; must not know how replies are read or written.

use std::ops::{Deref, DerefMut};

use http::StatusCode;

/// What an operation answers whose only success is `default` or a range such as `2XX`: which
/// status it is goes along, both ways.
///
/// A value alone is one with status 200:
///
/// ```
/// use oas_runtime::v1 as rt;
///
/// let usual: rt::WithStatus<&str> = "pet".into();
/// let created = rt::WithStatus::new(rt::StatusCode::CREATED, "pet");
/// assert_eq!(usual.status, rt::StatusCode::OK);
/// assert_eq!(created.len(), 3);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WithStatus<T> {
    /// The status.
    pub status: StatusCode,
    /// What comes with it.
    pub value: T,
}

impl<T> WithStatus<T> {
    /// A value with a status of its own.
    pub const fn new(status: StatusCode, value: T) -> Self {
        Self { status, value }
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> From<T> for WithStatus<T> {
    fn from(value: T) -> Self {
        Self::new(StatusCode::OK, value)
    }
}

impl<T> Deref for WithStatus<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for WithStatus<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}
