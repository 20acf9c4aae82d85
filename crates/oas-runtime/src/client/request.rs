//! What a request does on the client's side; derived with `Request` and `Content`.
//!
//! Knows outgoing requests and replies; must not know transports.

use crate::reply::ReplyReader;
use crate::request::{Content, Request};
use crate::success::Success as _;

use super::outgoing::Outgoing;

/// A request that can be sent.
pub trait CallRequest: Request {
    /// Puts parameters and body in their places, where there are any.
    fn send(&self, out: &mut Outgoing) {
        let _ = out;
    }

    /// Reads a success; `None` for a status that is none, or where the reader holds an error.
    #[inline]
    fn read(reply: &mut ReplyReader) -> Option<Self::Ok> {
        Self::Success::read(reply)
    }
}

/// A body of several media types that can be sent.
pub trait SendContent: Content {
    /// Puts the body in its place.
    fn send(&self, out: &mut Outgoing);
}
