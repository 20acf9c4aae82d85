//! Between client and server: what the handler answers, and what went by.

use std::any::Any;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Body;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use oas_runtime::v1 as rt;
use rt::Bytes;
use rt::Outcome as _;
use rt::client::BoxError;
use tower::ServiceExt as _;

/// What handler, client and bench share.
#[derive(Clone, Default)]
pub struct Desk(Arc<Mutex<State>>);

#[derive(Default)]
pub(crate) struct State {
    /// What the handler is to answer.
    pub(crate) reply: Option<rt::Reply>,
    /// The request that the handler received.
    pub(crate) request: Option<Box<dyn Any + Send>>,
    /// Why the reply could not be read as an outcome.
    pub(crate) unread: Option<String>,
    /// What the client sent: method and target, content type, body.
    pub(crate) sent: Option<(String, Bytes)>,
    /// What the server answered.
    pub(crate) answered: Option<rt::Reply>,
}

impl Desk {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A client's configuration that sends to `router` and notes what goes by.
    #[must_use]
    pub fn config(&self, router: Router) -> rt::client::Config {
        let desk = self.clone();
        let service = tower::service_fn(move |request| desk.clone().carry(router.clone(), request));
        rt::client::Config::default().transport(service)
    }

    async fn carry(
        self,
        router: Router,
        request: Request<rt::client::Body>,
    ) -> Result<Response<Full<Bytes>>, BoxError> {
        let (head, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        self.state().sent = Some((format!("{} {}", head.method, head.uri), body.clone()));
        let request = Request::from_parts(head, Body::from(body));
        let response = router.oneshot(request).await?;
        let (head, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        let reply = rt::Reply::new(head.status, head.headers.clone(), body.clone());
        self.state().answered = Some(reply);
        Ok(Response::from_parts(head, Full::new(body)))
    }

    /// What every handler does: keeps the request, and answers as it is told.
    ///
    /// # Errors
    /// The failure that it is told.
    pub fn serve<R>(&self, request: R, other: fn(rt::Reply) -> R::Error) -> Result<R::Ok, R::Error>
    where
        R: rt::client::CallRequest + Send + 'static,
    {
        let mut state = self.state();
        state.request = Some(Box::new(request));
        let reply = state.reply.clone();
        let reply = reply.unwrap_or_else(|| rt::Reply::empty(500));
        let mut reader = rt::ReplyReader::new(reply.clone());
        let outcome = match R::read(&mut reader) {
            Some(value) => Some(Ok(value)),
            None if reader.error().is_some() => None,
            None => R::Error::read(&mut reader).map(Err),
        };
        match outcome {
            Some(outcome) => outcome,
            None => {
                let why = reader.error().map(ToString::to_string);
                state.unread = Some(why.unwrap_or_else(|| "nothing is declared".to_owned()));
                Err(other(reply))
            }
        }
    }
}

/// Lets everybody in who shows something.
#[derive(Debug)]
pub struct Everyone;

impl rt::server::Authenticator for Everyone {
    type Principal = ();

    async fn authenticate(
        &self,
        _: rt::server::Credentials<'_>,
        _: &[rt::Requirement],
    ) -> Result<(), rt::server::Rejection> {
        Ok(())
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Desk")
    }
}
