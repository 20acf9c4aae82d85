//! What a request does on the client's side; derived with `Request` and `Content`.
//!
//! Knows outgoing requests and replies; must not know transports.

use crate::reply::{Outcome, ReplyReader};
use crate::request::{Content, Request};

use super::outgoing::Outgoing;

/// A request that can be sent.
pub trait CallRequest: Request {
    /// Puts parameters and body in their places.
    fn send(&self, out: &mut Outgoing);

    /// Reads a success; `None` for a status that is none, or where the reader holds an error.
    fn read(reply: &mut ReplyReader) -> Option<Self::Ok>;
}

/// A body of several media types that can be sent.
pub trait SendContent: Content {
    /// Puts the body in its place.
    fn send(&self, out: &mut Outgoing);
}

/// Reads a success that is an enum of responses. What is declared as a failure is none of its
/// `default`.
pub fn read_outcome<R>(reply: &mut ReplyReader) -> Option<R::Ok>
where
    R: Request,
    R::Ok: Outcome,
{
    if <R::Ok as Outcome>::STATUSES.contains(&0) && R::fails(reply.status()) {
        return None;
    }
    <R::Ok as Outcome>::read(reply)
}
