//! The default transport.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::{Request, Response};
use tower_service::Service;

use super::base_url::BuildError;
use super::config::Config;
use super::error::BoxError;
use super::transport::{Carry, Sending, Transport};
use crate::body::Body;

/// `reqwest` as a `tower` service of `http` types, to put layers around.
///
/// Redirects are followed by the caller, so a `reqwest::Client` that is given here should have
/// `redirect::Policy::none()`.
///
/// ```
/// use oas_runtime::v1::client::{Config, Reqwest};
///
/// let client = reqwest::Client::builder()
///     .redirect(reqwest::redirect::Policy::none())
///     .https_only(true)
///     .build()?;
/// let config = Config::default().transport(Reqwest::new(client));
/// # Ok::<(), reqwest::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Reqwest(::reqwest::Client);

impl Reqwest {
    /// Sends through `client`.
    #[must_use]
    pub fn new(client: ::reqwest::Client) -> Self {
        Self(client)
    }
}

/// The transport of `config`, for a client without one of its own.
pub(super) fn transport(config: &Config) -> Result<Transport, BuildError> {
    let mut builder = ::reqwest::Client::builder()
        .redirect(::reqwest::redirect::Policy::none())
        .referer(false);
    if let Some(timeout) = config.connect_timeout {
        builder = builder.connect_timeout(timeout);
    }
    match builder.build() {
        Ok(client) => Ok(Transport::carried_by(Reqwest(client))),
        Err(error) => Err(BuildError::Transport(error.without_url().to_string())),
    }
}

impl Service<Request<Body>> for Reqwest {
    type Response = Response<::reqwest::Body>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let client = self.0.clone();
        Box::pin(send(client, request))
    }
}

/// The same without a service around it: one allocation less for each request.
impl Carry for Reqwest {
    fn carry(&self, request: Request<Body>) -> Sending {
        let client = self.0.clone();
        Box::pin(async move { Ok(send(client, request).await?.map(Body::new)) })
    }
}

async fn send(
    client: ::reqwest::Client,
    request: Request<Body>,
) -> Result<Response<::reqwest::Body>, BoxError> {
    let request = request.map(|body| match body.whole() {
        Some(bytes) => ::reqwest::Body::from(bytes),
        None => ::reqwest::Body::wrap(body),
    });
    let request = ::reqwest::Request::try_from(request)?;
    match client.execute(request).await {
        Ok(response) => Ok(response.into()),
        Err(error) => Err(error.without_url().into()),
    }
}
