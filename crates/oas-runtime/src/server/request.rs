//! What a request does on the server's side; derived with `Request` and `Content`.
//!
//! What is generic here is compiled once per operation, and is therefore as little as possible.

use super::incoming::{Incoming, Serving};
use super::{Answer, Parts};
use crate::body::BodyError;
use crate::reply::{DefaultError, Outcome, Reply, ReplyReader, Undeclared};
use crate::request::{Content, Request};
use crate::success::Success as _;
use crate::wire::{FromWire, ToWire};
use std::sync::Arc;

/// A request that can be served.
pub trait ServeRequest: Request {
    /// Reads parameters and body; `None` where the parts hold a reason.
    fn receive(parts: &mut Parts) -> Option<Self>;

    /// Writes a success.
    #[inline]
    fn answer(value: Self::Ok) -> Answer {
        Self::Success::write(&value).into()
    }
}

/// A body of several media types that can be received.
pub trait ReceiveContent: Content {
    /// Reads it; `None` where the parts hold a reason.
    fn receive(parts: &mut Parts) -> Option<Self>;
}

/// What a method of a generated trait returns: `async fn` with a `Result` is written for it.
pub trait Handling<T, E>: Future<Output = Result<T, E>> + Send {}

impl<F, T, E> Handling<T, E> for F where F: Future<Output = Result<T, E>> + Send {}

/// An error of the application that ends any operation: with it, `?` works in every method.
pub trait IntoReply {
    /// The reply; where an operation declares its status, its body must fit.
    fn into_reply(self) -> Reply;
}

/// A body that cannot be read further ends a method as it would have kept it from being called:
/// by what [`Service::refuse`](super::Service::refuse) makes of it.
impl IntoReply for BodyError {
    fn into_reply(self) -> Reply {
        Self::into_reply(self)
    }
}

impl<E: IntoReply> From<E> for Undeclared {
    fn from(error: E) -> Self {
        Self::Other(error.into_reply())
    }
}

impl<T: FromWire + ToWire, E: IntoReply> From<E> for DefaultError<T> {
    fn from(error: E) -> Self {
        fail(error.into_reply(), Self::Other)
    }
}

/// What an operation's error is for a reply of the application: the declared outcome of its
/// status, or `other` (a variant that holds any reply) where its body does not fit.
pub fn fail<E: Outcome>(reply: Reply, other: fn(Reply) -> E) -> E {
    let mut reader = ReplyReader::new(reply);
    match E::read(&mut reader) {
        Some(outcome) => outcome,
        None => other(reader.into_parts().0),
    }
}

/// How the outcome of the operation of `request` is written.
#[doc(hidden)]
pub fn __writer<R: ServeRequest>(_: &R) -> fn(Result<R::Ok, R::Error>) -> Answer {
    |outcome| match outcome {
        Ok(value) => R::answer(value),
        Err(error) => error.write().into(),
    }
}

/// Who calls, as a method of a trait takes it: a principal, perhaps one, or nobody.
pub trait CallerOf<P>: Sized {
    /// `None`: the caller must be known, and is not.
    fn of(principal: Option<P>) -> Option<Self>;
}

/// Somebody.
#[derive(Debug)]
pub struct Known<P>(pub P);

impl<P> CallerOf<P> for Known<P> {
    fn of(principal: Option<P>) -> Option<Self> {
        principal.map(Self)
    }
}

impl<P> CallerOf<P> for Option<P> {
    fn of(principal: Option<P>) -> Option<Self> {
        Some(principal)
    }
}

impl<P> CallerOf<P> for () {
    fn of(_: Option<P>) -> Option<Self> {
        Some(())
    }
}

/// Reads the request, and hands it to the implementation with the caller.
pub(super) fn serve<T, P: Send + 'static, C: CallerOf<P>, R: ServeRequest>(
    handle: fn(Arc<T>, C, R) -> Serving,
    api: Arc<T>,
    mut incoming: Incoming<P>,
) -> Serving {
    let Some(caller) = C::of(incoming.take_caller()) else {
        return incoming.refuse_unknown();
    };
    match incoming.receive(R::receive) {
        Some(request) => handle(api, caller, request),
        None => incoming.refuse_held(),
    }
}

/// The route of one method of a trait: `route!(Pets::list_pets)` where nobody is asked who calls. In
/// an API with security, `route!(Pets::list_pets, principal)`, or `optional` or `open`.
///
/// Each is a function of its own: rustc takes its time over many closures in one.
#[doc(hidden)]
#[macro_export]
macro_rules! __route {
    ($group:ident::$method:ident) => {{
        fn route<T_: $group>() -> $crate::v1::server::Route<T_, ()> {
            $crate::v1::server::__handle!(T_, $group::$method, (), ())
        }
        route()
    }};
    ($group:ident::$method:ident, open) => {{
        fn route<T_: $group<Principal = P_>, P_: ::core::marker::Send + 'static>()
        -> $crate::v1::server::Route<T_, P_> {
            $crate::v1::server::__handle!(T_, $group::$method, (), ())
        }
        route()
    }};
    ($group:ident::$method:ident, principal) => {{
        fn route<T_: $group<Principal = P_>, P_: ::core::marker::Send + 'static>()
        -> $crate::v1::server::Route<T_, P_> {
            use $crate::v1::server::Known;
            $crate::v1::server::__handle!(
                T_,
                $group::$method,
                Known(principal),
                Known<P_>,
                principal
            )
        }
        route()
    }};
    ($group:ident::$method:ident, optional) => {{
        fn route<T_: $group<Principal = P_>, P_: ::core::marker::Send + 'static>()
        -> $crate::v1::server::Route<T_, P_> {
            $crate::v1::server::__handle!(
                T_,
                $group::$method,
                principal,
                ::core::option::Option<P_>,
                principal
            )
        }
        route()
    }};
}
pub use __route;

/// Calls the method with what it takes, and writes how it ends.
#[doc(hidden)]
#[macro_export]
macro_rules! __handle {
    ($api:ident, $group:ident::$method:ident, $caller:pat, $ty:ty $(, $principal:ident)?) => {
        $crate::v1::server::Route::of(|api: ::std::sync::Arc<$api>, $caller: $ty, request| {
            ::std::boxed::Box::pin(async move {
                let write = $crate::v1::server::__writer(&request);
                write(<$api as $group>::$method(&api, $($principal,)? request).await)
            })
        })
    };
}
pub use __handle;
