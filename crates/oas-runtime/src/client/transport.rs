//! What carries requests: any service of `http` types, boxed.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::{Request, Response};
use tower_service::Service;

use super::error::{BoxError, TransportError, TransportKind};
use crate::body::Body;

pub(super) type Sending = Pin<Box<dyn Future<Output = Result<Response<Body>, BoxError>> + Send>>;

/// A transport: `reqwest`, or any `tower` service of `http` types.
#[derive(Clone)]
pub struct Transport(Arc<dyn Carry>);

impl Transport {
    /// Sends requests through `service`: an `axum::Router`, or a client with `tower` layers.
    pub fn new<S, B>(service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<B>> + Clone + Send + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        Self(Arc::new(Shared(Mutex::new(service))))
    }

    /// Sends requests through what needs no service around it.
    #[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
    pub(super) fn carried_by(carry: impl Carry + 'static) -> Self {
        Self(Arc::new(carry))
    }

    pub(super) async fn send(
        &self,
        request: Request<Body>,
    ) -> Result<Response<Body>, TransportError> {
        let response = self.0.carry(request).await;
        response.map_err(|source| TransportError::new(kind(&source), source))
    }
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Transport")
    }
}

pub(super) trait Carry: Send + Sync {
    fn carry(&self, request: Request<Body>) -> Sending;
}

/// A service that is cloned for each request.
struct Shared<S>(Mutex<S>);

impl<S, B> Carry for Shared<S>
where
    S: Service<Request<Body>, Response = Response<B>> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn carry(&self, request: Request<Body>) -> Sending {
        let mut service = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        Box::pin(async move {
            poll_fn(|cx| service.poll_ready(cx))
                .await
                .map_err(Into::into)?;
            let response = service.call(request).await.map_err(Into::into)?;
            Ok(response.map(Body::new))
        })
    }
}

/// What kind of failure `error` is, as far as its causes tell.
fn kind(error: &BoxError) -> TransportKind {
    #[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
    {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&**error);
        while let Some(error) = cause {
            if let Some(error) = error.downcast_ref::<::reqwest::Error>() {
                return match () {
                    () if error.is_connect() => TransportKind::Connect,
                    () if error.is_timeout() => TransportKind::Timeout,
                    () => TransportKind::Send,
                };
            }
            cause = error.source();
        }
    }
    let _ = error;
    TransportKind::Send
}
