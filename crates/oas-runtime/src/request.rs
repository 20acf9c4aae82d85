//! What an operation takes, and what makes it an operation: one type, shared by client and server.
//!
//! Knows types and tables; must not know how anything is sent or received.

use crate::operation::Operation;
use crate::reply::{Outcome, Payload};
use crate::success::Success;
use crate::validate::Validate;

/// What an operation takes. The derive of this name implements it, with all that client and server
/// need.
pub trait Request: Validate + Sized {
    /// The operation.
    const OPERATION: &'static Operation;

    /// What a client gets when it succeeds.
    type Ok;

    /// How that is read and written.
    type Success: Success<Self>;

    /// How it fails.
    type Error: Outcome;

    /// Whether `status` is declared as a failure, by itself or by its range.
    #[must_use]
    fn fails(status: u16) -> bool {
        let declared = <Self::Error as Outcome>::STATUSES;
        declared.contains(&status) || declared.contains(&(status / 100))
    }
}

/// A body of several media types. The derive of this name implements it.
pub trait Content: Payload {
    /// The media types, as declared.
    const MEDIA: &'static [&'static str];

    /// Those of a request body that are read as they come, not whole.
    const BODY_STREAMS: &'static [&'static str] = &[];
}

/// What only those need who call.
#[doc(hidden)]
#[cfg(feature = "client-core")]
#[macro_export]
macro_rules! __call {
    ($($items:tt)*) => { $($items)* };
}

/// What only those need who call: nobody here does.
#[doc(hidden)]
#[cfg(not(feature = "client-core"))]
#[macro_export]
macro_rules! __call {
    ($($items:tt)*) => {};
}

/// What only those need who serve.
#[doc(hidden)]
#[cfg(feature = "server")]
#[macro_export]
macro_rules! __serve {
    ($($items:tt)*) => { $($items)* };
}

/// What only those need who serve: nobody here does.
#[doc(hidden)]
#[cfg(not(feature = "server"))]
#[macro_export]
macro_rules! __serve {
    ($($items:tt)*) => {};
}

pub use {__call, __serve};
