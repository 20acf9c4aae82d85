//! How an operation ends, typed: read by the client, written by the server.

use super::{Reply, ReplyReader, StatusCode};

/// An error type of an operation: one variant per declared status, and one for all others.
pub trait Outcome: Sized {
    /// Reads what the status declares; `None` when the reader holds an error.
    fn read(reply: &mut ReplyReader) -> Option<Self>;

    /// The reply that says it.
    fn write(&self) -> Reply;

    /// Its status.
    fn status(&self) -> StatusCode {
        self.write().status
    }
}

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
