//! A request that reached its operation: read, then handed to the implementation.
//!
//! What is generic here is compiled once per operation, and is therefore as little as possible.

use super::parts::Parts;
use super::refusal::{Reason, Refusal};
use super::{Answer, Service};
use crate::reply::Reply;
use crate::validate::Validate;
use std::fmt;
use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;

/// An answer on its way.
pub type Serving = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// A request whose caller is known and whose body is there.
pub struct Incoming<P> {
    caller: Option<P>,
    parts: Parts,
    service: Arc<dyn Service>,
}

impl<P: Send + 'static> Incoming<P> {
    pub(super) fn new(caller: Option<P>, parts: Parts, service: Arc<dyn Service>) -> Self {
        Self {
            caller,
            parts,
            service,
        }
    }

    /// Serves an operation that needs a caller.
    pub fn serve<Q, A, F>(
        mut self,
        read: fn(&mut Parts) -> Option<Q>,
        handle: impl FnOnce(P, Q) -> F,
    ) -> Serving
    where
        Q: Validate,
        A: Into<Answer>,
        F: Future<Output = A> + Send + 'static,
    {
        let Some(caller) = self.caller.take() else {
            return self.refuse(Reason::Unauthenticated);
        };
        match self.receive(read) {
            Some(request) => answer(handle(caller, request)),
            None => self.refuse_held(),
        }
    }

    /// Serves an operation that anonymous callers may call, too.
    pub fn serve_optional<Q, A, F>(
        mut self,
        read: fn(&mut Parts) -> Option<Q>,
        handle: impl FnOnce(Option<P>, Q) -> F,
    ) -> Serving
    where
        Q: Validate,
        A: Into<Answer>,
        F: Future<Output = A> + Send + 'static,
    {
        let caller = self.caller.take();
        match self.receive(read) {
            Some(request) => answer(handle(caller, request)),
            None => self.refuse_held(),
        }
    }

    /// Serves an operation without security.
    pub fn serve_open<Q, A, F>(
        mut self,
        read: fn(&mut Parts) -> Option<Q>,
        handle: impl FnOnce(Q) -> F,
    ) -> Serving
    where
        Q: Validate,
        A: Into<Answer>,
        F: Future<Output = A> + Send + 'static,
    {
        match self.receive(read) {
            Some(request) => answer(handle(request)),
            None => self.refuse_held(),
        }
    }

    pub(super) fn take_caller(&mut self) -> Option<P> {
        self.caller.take()
    }

    /// Reads the request and checks it; `None` where a reason is held.
    pub(super) fn receive<Q: Validate>(&mut self, read: fn(&mut Parts) -> Option<Q>) -> Option<Q> {
        let request = read(&mut self.parts)?;
        self.parts.check(&request).then_some(request)
    }

    pub(super) fn refuse_unknown(self) -> Serving {
        self.refuse(Reason::Unauthenticated)
    }

    pub(super) fn refuse_held(mut self) -> Serving {
        let reason = self.parts.take_reason();
        self.refuse(reason)
    }

    fn refuse(self, reason: Reason) -> Serving {
        let refusal = Refusal::new(Some(self.parts.operation()), reason);
        Box::pin(ready(refused(&*self.service, &refusal).into()))
    }
}

fn answer<A: Into<Answer>>(handled: impl Future<Output = A> + Send + 'static) -> Serving {
    Box::pin(async move { handled.await.into() })
}

/// The implementation's answer to a refusal, with the headers that HTTP wants.
pub(super) fn refused(service: &dyn Service, refusal: &Refusal) -> Reply {
    let mut reply = service.refuse(refusal);
    refusal.complete(&mut reply);
    reply
}

impl<P> fmt::Debug for Incoming<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Incoming")
            .field(&self.parts.operation().id)
            .finish()
    }
}
