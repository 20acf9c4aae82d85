//! Serves the operations of a document: generated traits call this, on axum.
//!
//! Knows axum and `http`. Must not know any document: what an operation is comes as data
//! ([`Operation`]) and as one function per operation.
//!
//! A request is matched with an operation, its caller is authenticated, its body is received, and
//! only then the operation's function reads it and calls the implementation. What fails before
//! that is a [`Refusal`], which the implementation answers in one place ([`Service::refuse`]).

mod answer;
mod auth;
mod dispatch;
mod incoming;
mod parts;
mod probe;
mod receive;
mod refusal;
mod request;
mod table;
mod tags;

#[cfg(test)]
mod tests;

pub use answer::Answer;
pub use auth::{Anyone, Authenticator, Credential, Credentials, Rejection};
pub use dispatch::{Options, Routes, open_router, router};
pub use incoming::{Incoming, Serving};
pub use parts::Parts;
pub use refusal::{Reason, Refusal};
pub use request::{
    __handle, __route as route, __writer, CallerOf, Handling, IntoReply, Known, ReceiveContent,
    ServeRequest, fail,
};
pub use tags::__switch as switch;

use crate::operation::Operation;
use crate::reply::Reply;
use std::sync::Arc;

/// What every implementation of a generated trait is.
pub trait Service: Send + Sync + 'static {
    /// Answers a request that does not reach its handler.
    ///
    /// As provided: `application/problem+json` (RFC 9457) with the natural status. A document that
    /// declares shapes of its own for errors is honoured by making them here, with
    /// [`Refusal::answer_status`] as the status.
    fn refuse(&self, refusal: &Refusal) -> Reply {
        refusal.problem()
    }
}

impl<T: Service + ?Sized> Service for Arc<T> {
    fn refuse(&self, refusal: &Refusal) -> Reply {
        (**self).refuse(refusal)
    }
}

/// An operation and the function that serves it.
pub struct Route<T, P> {
    operation: &'static Operation,
    serve: Serve<T, P>,
}

/// Reads the request, calls the implementation, writes the answer.
type Serve<T, P> = Box<dyn Fn(Arc<T>, Incoming<P>) -> Serving + Send + Sync>;

impl<T: 'static, P: Send + 'static> Route<T, P> {
    /// A route that is served by hand.
    #[must_use]
    pub fn new(operation: &'static Operation, serve: fn(Arc<T>, Incoming<P>) -> Serving) -> Self {
        let serve = Box::new(serve);
        Self { operation, serve }
    }

    /// The route of a request: `handle` calls a method of the implementation. [`route!`] writes it.
    #[must_use]
    pub fn of<C, R>(handle: fn(Arc<T>, C, R) -> Serving) -> Self
    where
        C: CallerOf<P> + 'static,
        R: ServeRequest + 'static,
    {
        let serve = Box::new(move |api, incoming| request::serve(handle, api, incoming));
        let operation = R::OPERATION;
        Self { operation, serve }
    }
}

impl<T, P> std::fmt::Debug for Route<T, P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Route").field(&self.operation.id).finish()
    }
}
