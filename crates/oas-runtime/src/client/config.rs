//! What all calls of a client have in common.

use std::time::Duration;

use bytes::Bytes;
use http::header::{HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use http::{Request, Response};
use tower_service::Service;

use super::base_url::BuildError;
use super::error::BoxError;
use super::retry::RetryPolicy;
use super::transport::Transport;
use crate::body::Body;

/// What all calls of a client have in common.
///
/// ```
/// use oas_runtime::v1::client::{Config, RetryPolicy};
/// use std::time::Duration;
///
/// let config = Config::default()
///     .timeout(Duration::from_secs(10))
///     .retry(RetryPolicy::times(2))
///     .user_agent("inventory/1.4");
/// ```
#[derive(Debug, Clone)]
pub struct Config {
    pub(super) timeout: Option<Duration>,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) body_limit: u64,
    pub(super) retry: RetryPolicy,
    pub(super) headers: HeaderMap,
    pub(super) transport: Option<Transport>,
    error: Option<BuildError>,
}

impl Default for Config {
    fn default() -> Self {
        let agent = concat!("oas-runtime/", env!("CARGO_PKG_VERSION"));
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, HeaderValue::from_static(agent));
        Self {
            timeout: Some(Duration::from_secs(60)),
            connect_timeout: Some(Duration::from_secs(10)),
            body_limit: 32 * 1024 * 1024,
            retry: RetryPolicy::none(),
            headers,
            transport: None,
            error: None,
        }
    }
}

impl Config {
    /// How long a call may take, retries and all: a minute by default. For a stream, how long
    /// until its first byte.
    #[must_use]
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// How long connecting may take: 10 s by default. A transport of your own has its own.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.connect_timeout = timeout.into();
        self
    }

    /// How many bytes the body of a response, or an item of a stream, may have: 32 MiB by default.
    #[must_use]
    pub fn body_limit(mut self, bytes: u64) -> Self {
        self.body_limit = bytes;
        self
    }

    /// When calls are sent again: not at all by default.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// The `User-Agent`.
    #[must_use]
    pub fn user_agent(self, agent: &str) -> Self {
        self.header(USER_AGENT.as_str(), agent)
    }

    /// A header that every call sends.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            (Ok(name), Ok(value)) => {
                self.headers.insert(name, value);
            }
            _ => self.error = Some(BuildError::Header(name.to_owned())),
        }
        self
    }

    /// Sends requests through `service` instead of `reqwest`: an `axum::Router` in the same
    /// process, a client of your own, either with `tower` layers around it.
    #[must_use]
    pub fn transport<S, B>(mut self, service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<B>> + Clone + Send + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.transport = Some(Transport::new(service));
        self
    }

    /// The transport, made here if none was given.
    pub(super) fn take_transport(&mut self) -> Result<Transport, BuildError> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        match self.transport.take() {
            Some(transport) => Ok(transport),
            #[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
            None => super::reqwest::transport(self),
            #[cfg(not(all(feature = "reqwest", not(target_family = "wasm"))))]
            None => Err(BuildError::NoTransport),
        }
    }
}
