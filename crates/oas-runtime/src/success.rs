//! How operations of a kind end well, once for each kind: what `#[derive(Request)]` names instead of writing it out.
//!
//! Knows replies; must not know how anything is sent or received.

use crate::reply::{Outcome, Reply, ReplyReader};
use crate::request::Request;
use crate::wire::{FromWire, ToWire};

/// How a success is read and written.
pub trait Success<R: Request> {
    /// Reads a success; `None` for a status that is none, or where the reader holds an error.
    fn read(reply: &mut ReplyReader) -> Option<R::Ok>;

    /// The reply that says it.
    fn write(value: &R::Ok) -> Reply;
}

/// A body of JSON with this status.
#[derive(Debug)]
pub enum Json<const STATUS: u16> {}

impl<R, const STATUS: u16> Success<R> for Json<STATUS>
where
    R: Request,
    R::Ok: FromWire + ToWire,
{
    fn read(reply: &mut ReplyReader) -> Option<R::Ok> {
        match reply.status() == STATUS {
            true => reply.json(),
            false => None,
        }
    }

    fn write(value: &R::Ok) -> Reply {
        Reply::json(STATUS, value)
    }
}

/// This status, without a body.
#[derive(Debug)]
pub enum Empty<const STATUS: u16> {}

impl<R: Request<Ok = ()>, const STATUS: u16> Success<R> for Empty<STATUS> {
    fn read(reply: &mut ReplyReader) -> Option<()> {
        (reply.status() == STATUS).then_some(())
    }

    fn write((): &()) -> Reply {
        Reply::empty(STATUS)
    }
}

/// Several: an [`Outcome`].
#[derive(Debug)]
pub enum Many {}

impl<R: Request> Success<R> for Many
where
    R::Ok: Outcome,
{
    /// What is declared as a failure is none of its `default`.
    fn read(reply: &mut ReplyReader) -> Option<R::Ok> {
        if <R::Ok as Outcome>::STATUSES.contains(&0) && R::fails(reply.status()) {
            return None;
        }
        <R::Ok as Outcome>::read(reply)
    }

    fn write(value: &R::Ok) -> Reply {
        value.write()
    }
}

/// What the impls of the request say themselves, in `read` and `answer`: this one is never a success.
#[derive(Debug)]
pub enum Own {}

impl<R: Request> Success<R> for Own {
    fn read(_: &mut ReplyReader) -> Option<R::Ok> {
        None
    }

    fn write(_: &R::Ok) -> Reply {
        Reply::empty(500)
    }
}
