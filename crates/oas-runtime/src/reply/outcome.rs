//! How an operation ends, typed: read by the client, written by the server.

use std::error::Error;
use std::fmt::{self, Display, Formatter};

use super::{Reply, ReplyReader, StatusCode};
use crate::wire::{FromWire, ToWire};

/// How an operation ends: one variant per declared status, and in errors one for all others. The
/// derive of this name implements it.
pub trait Outcome: Sized {
    /// The declared statuses: `404`; `4` for `4XX`; `0` for `default`.
    const STATUSES: &'static [u16] = &[];

    /// Whether the body of one may be read as it comes, not whole.
    const STREAMS: bool = false;

    /// Reads what the status declares; `None` when the reader holds an error.
    fn read(reply: &mut ReplyReader) -> Option<Self>;

    /// The reply that says it.
    fn write(&self) -> Reply;

    /// Its status.
    fn status(&self) -> StatusCode {
        self.write().status
    }
}

/// What a response carries: headers and a body, or a body of several media types. The derives
/// `Payload` and `Content` implement it.
pub trait Payload: Sized {
    /// Whether a body may be read as it comes, not whole.
    const STREAMS: bool = false;

    /// Reads it; `None` when the reader holds an error.
    fn read(reply: &mut ReplyReader) -> Option<Self>;

    /// The reply that says it.
    fn write(&self, status: u16) -> Reply;
}

/// The error of an operation that declares none.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Undeclared {
    /// A status that the document does not declare.
    Other(Reply),
}

impl Outcome for Undeclared {
    fn read(reply: &mut ReplyReader) -> Option<Self> {
        Some(Self::Other(reply.take()))
    }

    fn write(&self) -> Reply {
        let Self::Other(reply) = self;
        reply.clone()
    }
}

crate::v1::impl_error!(Undeclared);

/// The error of an operation that declares one answer for all statuses, `default`, with a JSON body.
///
/// Section "Responses Object" of OpenAPI: `default` stands for all statuses that have no answer of their own.
///
/// ```
/// # use oas_runtime::v1 as rt;
/// type ShowPetError = rt::DefaultError<String>;
///
/// fn say(error: &ShowPetError) -> String {
///     match error {
///         ShowPetError::Default(status, message) => format!("{status}: {message}"),
///         other => other.to_string(),
///     }
/// }
/// # let error = ShowPetError::Default(rt::StatusCode::NOT_FOUND, "no such pet".to_owned());
/// # assert_eq!(say(&error), "404 Not Found: no such pet");
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum DefaultError<T> {
    /// Any status, with what the document declares for all.
    Default(StatusCode, T),
    /// A body that is not what the document declares, as an application answers it.
    Other(Reply),
}

impl<T: FromWire + ToWire> Outcome for DefaultError<T> {
    const STATUSES: &'static [u16] = &[0];

    fn read(reply: &mut ReplyReader) -> Option<Self> {
        Some(Self::Default(reply.status_code(), reply.json()?))
    }

    fn write(&self) -> Reply {
        match self {
            Self::Default(status, body) => Reply::json(status.as_u16(), body),
            Self::Other(reply) => reply.clone(),
        }
    }
}

impl<T: FromWire + ToWire> Display for DefaultError<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.status(), f)
    }
}

impl<T: FromWire + ToWire + fmt::Debug> Error for DefaultError<T> {}

/// Implements `Display` (`429 Too Many Requests`) and `Error` for an [`Outcome`].
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_error {
    ($($error:ty),* $(,)?) => {$(
        impl ::core::fmt::Display for $error {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&$crate::v1::Outcome::status(self), f)
            }
        }

        impl ::core::error::Error for $error {}
    )*};
}
pub use __impl_error;
