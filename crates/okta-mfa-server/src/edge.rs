//! What every request passes before and after the API: its tracking id, the
//! limits that do not depend on who calls, a deadline, and a log line.
//!
//! Knows HTTP, but not the API. Logs neither bodies, nor headers, nor what a
//! caller can put into a target that the server does not know.

use std::any::Any;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, Method};
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::Sleep;
use tracing::field::Empty;
use tracing::{Instrument as _, Span};

use crate::failure::Failure;
use crate::limits::{Limiter, address_key};
use crate::settings::Settings;
use crate::tracking::TrackingId;

/// How much more than the limit of a body is read and thrown away, so that the
/// caller is through with sending when the answer comes.
const DISCARDED_BODIES: usize = 32;

/// The limits at the edge.
#[derive(Debug)]
pub struct Edge {
    addresses: Limiter<IpAddr>,
    trusted_proxies: u8,
    max_head: usize,
    max_body: usize,
    body_timeout: Duration,
    request_timeout: Duration,
}

impl Edge {
    /// The edge that the settings describe.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        Self {
            addresses: Limiter::new(settings.address_limit, settings.limit_keys),
            trusted_proxies: settings.trusted_proxies,
            max_head: settings.max_head,
            max_body: settings.max_body,
            body_timeout: settings.body_timeout,
            request_timeout: settings.request_timeout,
        }
    }

    /// Refuses what is refused whoever calls.
    fn admit(&self, request: &Request, address: IpAddr) -> Result<(), Failure> {
        self.addresses
            .check(&address_key(address))
            .map_err(Failure::TooManyRequests)?;
        if head_bytes(request) > self.max_head {
            return Err(Failure::Malformed(
                "The head of the request is too large.".into(),
            ));
        }
        Ok(())
    }

    async fn answer(&self, request: Request, next: Next, address: IpAddr) -> Response {
        if let Err(failure) = self.admit(&request, address) {
            return failure.response();
        }
        let deadline = Instant::now() + self.body_timeout;
        let request = request.map(|body| Body::new(Bounded::new(body, self.max_body, deadline)));
        match tokio::time::timeout(self.request_timeout, next.run(request)).await {
            Ok(response) => response,
            Err(_) => {
                tracing::error!("the request took too long");
                Failure::Internal.response()
            }
        }
    }
}

/// The middleware around everything that the server answers.
pub async fn pass(State(edge): State<Arc<Edge>>, request: Request, next: Next) -> Response {
    let id = TrackingId::new();
    let started = Instant::now();
    let address = caller_address(&request, edge.trusted_proxies);
    let span = tracing::info_span!(
        "request",
        tracking_id = %id,
        method = known_method(request.method()),
        path = Empty,
        address = %address,
        tenant = Empty,
        subject = Empty,
    );
    let answer = async {
        let response = edge.answer(request, next, address).await;
        let status = response.status().as_u16();
        let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        if status < 500 {
            tracing::info!(status, elapsed_ms, "answered");
        } else {
            tracing::error!(status, elapsed_ms, "answered");
        }
        response
    };
    id.scope(answer.instrument(span)).await
}

/// Notes which route was taken. A target that is no route is never logged.
pub async fn note_route(request: Request, next: Next) -> Response {
    if let Some(path) = request.extensions().get::<MatchedPath>() {
        Span::current().record("path", path.as_str());
    }
    next.run(request).await
}

/// The answer to a panic. What the panic says is not logged: it may hold anything.
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Failure::Internal.response()
}

/// The address of the caller: of the connection, or what the proxies in front say.
fn caller_address(request: &Request, trusted_proxies: u8) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| {
        peer.ip()
    });
    forwarded_address(request.headers(), trusted_proxies).unwrap_or(peer)
}

fn forwarded_address(headers: &HeaderMap, trusted_proxies: u8) -> Option<IpAddr> {
    let back = usize::from(trusted_proxies).checked_sub(1)?;
    let lists = headers
        .get_all("x-forwarded-for")
        .iter()
        .rev()
        .filter_map(|list| list.to_str().ok());
    lists
        .flat_map(|list| list.rsplit(','))
        .nth(back)?
        .trim()
        .parse()
        .ok()
}

fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::PUT => "PUT",
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn head_bytes(request: &Request) -> usize {
    // ": " and a line end for each header.
    let headers: usize = request
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    let target = request
        .uri()
        .path_and_query()
        .map_or(0, |target| target.as_str().len());
    headers + target
}

/// A body of at most so many bytes that arrives before a deadline.
struct Bounded {
    body: Body,
    /// What may still be read.
    left: usize,
    /// What is still thrown away after the limit, and whether that has begun.
    discard: usize,
    too_large: bool,
    deadline: Pin<Box<Sleep>>,
}

impl Bounded {
    fn new(body: Body, limit: usize, deadline: Instant) -> Self {
        Self {
            body,
            left: limit,
            discard: limit.saturating_mul(DISCARDED_BODIES),
            too_large: false,
            deadline: Box::pin(tokio::time::sleep_until(deadline.into())),
        }
    }

    /// Counts a frame; `None` when it is thrown away.
    fn count(&mut self, frame: Frame<Bytes>) -> Option<Frame<Bytes>> {
        let bytes = frame.data_ref().map_or(0, Bytes::len);
        match self.left.checked_sub(bytes) {
            Some(left) if !self.too_large => {
                self.left = left;
                Some(frame)
            }
            _ => {
                self.too_large = true;
                self.discard = self.discard.saturating_sub(bytes);
                None
            }
        }
    }
}

type BodyError = Box<dyn std::error::Error + Send + Sync>;

impl HttpBody for Bounded {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        loop {
            let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) else {
                return match self.deadline.as_mut().poll(context) {
                    Poll::Ready(()) => Poll::Ready(Some(Err("the body took too long".into()))),
                    Poll::Pending => Poll::Pending,
                };
            };
            let result = match frame {
                Some(Ok(frame)) => match self.count(frame) {
                    Some(frame) => Some(Ok(frame)),
                    None if self.discard > 0 => continue,
                    None => Some(Err("the body is too large".into())),
                },
                Some(Err(error)) => Some(Err(error.into())),
                None if self.too_large => Some(Err("the body is too large".into())),
                None => None,
            };
            return Poll::Ready(result);
        }
    }

    fn size_hint(&self) -> SizeHint {
        // An upper bound beyond the limit would only make others refuse in their own way.
        SizeHint::default()
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    fn request(headers: &[(&str, &str)]) -> Request {
        let mut request = Request::builder().uri("/a?b");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        request
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 9], 80))));
        request
    }

    fn address(proxies: u8, headers: &[(&str, &str)]) -> String {
        caller_address(&request(headers), proxies).to_string()
    }

    #[test]
    fn forwarded_addresses_count_only_from_trusted_proxies() {
        let headers = [
            ("X-Forwarded-For", "198.51.100.1, 198.51.100.2"),
            ("x-forwarded-for", "2001:db8::3"),
        ];
        assert_eq!(address(0, &headers), "192.0.2.9");
        assert_eq!(address(1, &headers), "2001:db8::3");
        assert_eq!(address(2, &headers), "198.51.100.2");
        assert_eq!(address(3, &headers), "198.51.100.1");
        assert_eq!(address(4, &headers), "192.0.2.9");
        assert_eq!(address(1, &[("x-forwarded-for", "unknown")]), "192.0.2.9");
    }

    #[test]
    fn the_head_is_target_and_headers() {
        assert_eq!(head_bytes(&request(&[("name", "value")])), 4 + 4 + 5 + 4);
    }

    async fn read(body: Body, limit: usize) -> Result<usize, String> {
        let deadline = Instant::now() + Duration::from_millis(50);
        let collected = Bounded::new(body, limit, deadline).collect().await;
        collected
            .map(|body| body.to_bytes().len())
            .map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn a_body_is_read_up_to_its_limit() {
        assert_eq!(read(Body::from("12345"), 5).await, Ok(5));
        assert_eq!(
            read(Body::from("123456"), 5).await,
            Err("the body is too large".to_owned())
        );
        assert_eq!(
            read(Body::from("1".repeat(10_000)), 5).await,
            Err("the body is too large".to_owned())
        );
        assert_eq!(read(Body::empty(), 5).await, Ok(0));
    }

    #[tokio::test]
    async fn a_body_that_does_not_come_ends_at_its_deadline() {
        struct Never;
        impl HttpBody for Never {
            type Data = Bytes;
            type Error = std::convert::Infallible;

            fn poll_frame(
                self: Pin<&mut Self>,
                _: &mut Context<'_>,
            ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
                Poll::Pending
            }
        }
        assert_eq!(
            read(Body::new(Never), 5).await,
            Err("the body took too long".to_owned())
        );
    }
}
