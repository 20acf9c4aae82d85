//! What carries requests: reqwest, or any service of `http` types, boxed.

#[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
use std::any::Any;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri};
use tower_service::Service;

use super::error::{BoxError, Failure, RequestError, TransportError, TransportKind};
use crate::body::{Body, BodyError, Gathered};

type Carried = Pin<Box<dyn Future<Output = Result<Response<Body>, BoxError>> + Send>>;

/// A transport: `reqwest`, or any `tower` service of `http` types.
#[derive(Clone)]
pub struct Transport(Carrier);

#[derive(Clone)]
enum Carrier {
    /// Without a service around it: nothing is boxed or converted.
    #[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
    Reqwest(Arc<super::reqwest::Direct>),
    Service(Arc<dyn Carry>),
}

/// What is sent.
pub(super) struct Departure<'a> {
    pub(super) method: Method,
    pub(super) url: &'a str,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
}

/// What came back, its body not read.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Arrived,
}

/// A body of an answer.
pub(super) enum Arrived {
    #[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
    Reqwest(::reqwest::Response),
    Body(Body),
}

impl Arrived {
    /// The body, to be read as it comes.
    pub(super) fn into_body(self) -> Body {
        match self {
            #[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
            Self::Reqwest(response) => Body::new(::reqwest::Body::from(response)),
            Self::Body(body) => body,
        }
    }

    /// The whole body, if it has no more than `limit` bytes.
    pub(super) fn whole(self, limit: u64) -> Whole {
        Whole {
            body: self,
            gathered: Gathered::new(limit),
            limit,
        }
    }

    /// How many bytes there are at least, as far as is known.
    fn least(&self) -> u64 {
        match self {
            #[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
            Self::Reqwest(response) => response.content_length().unwrap_or(0),
            Self::Body(body) => http_body::Body::size_hint(body).lower(),
        }
    }

    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        match self {
            #[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
            Self::Reqwest(response) => super::reqwest::poll_piece(response, cx),
            Self::Body(body) => {
                let piece = body.poll_piece(cx);
                piece.map(|piece| piece.map(|piece| piece.map_err(BodyError::into_source)))
            }
        }
    }
}

/// Reads a body. Named, so that it takes no more room than what it holds.
pub(super) struct Whole {
    body: Arrived,
    gathered: Gathered,
    limit: u64,
}

impl Future for Whole {
    type Output = Result<Bytes, Failure>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let too_long = Poll::Ready(Err(Failure::BodyLimit(this.limit)));
        if this.body.least() > this.limit {
            return too_long;
        }
        loop {
            match ready!(this.body.poll_piece(cx)) {
                None => return Poll::Ready(Ok(this.gathered.take())),
                Some(Ok(piece)) => {
                    if this.gathered.push(piece).is_none() {
                        return too_long;
                    }
                }
                Some(Err(source)) => {
                    let error = TransportError::new(TransportKind::Body, source);
                    return Poll::Ready(Err(error.into()));
                }
            }
        }
    }
}

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
        #[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
        if let Some(reqwest) = (&service as &dyn Any).downcast_ref::<super::reqwest::Reqwest>() {
            let direct = super::reqwest::Direct::new(reqwest);
            return Self(Carrier::Reqwest(Arc::new(direct)));
        }
        Self(Carrier::Service(Arc::new(Shared(Mutex::new(service)))))
    }

    /// Sends it; what comes back is to be waited for.
    pub(super) fn send(&self, departure: Departure<'_>) -> Result<Sending, RequestError> {
        match &self.0 {
            #[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
            Carrier::Reqwest(reqwest) => reqwest.carry(departure).map(Sending::Reqwest),
            Carrier::Service(service) => {
                let mut request = Request::new(departure.body);
                *request.method_mut() = departure.method;
                *request.uri_mut() =
                    Uri::try_from(departure.url).map_err(|_| RequestError::Address)?;
                *request.headers_mut() = departure.headers;
                Ok(Sending::Service(service.carry(request)))
            }
        }
    }
}

/// A request on its way. Named, so that no future has to hold what it was made from.
pub(super) enum Sending {
    #[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
    Reqwest(super::reqwest::Carried),
    Service(Carried),
}

impl Future for Sending {
    type Output = Result<Answer, Failure>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            #[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
            Self::Reqwest(carried) => Pin::new(carried).poll(cx).map(super::reqwest::answer),
            Self::Service(carried) => carried.as_mut().poll(cx).map(answer),
        }
    }
}

fn answer(response: Result<Response<Body>, BoxError>) -> Result<Answer, Failure> {
    let response = response.map_err(|source| TransportError::new(kind(&source), source))?;
    let (parts, body) = response.into_parts();
    Ok(Answer {
        status: parts.status,
        headers: parts.headers,
        body: Arrived::Body(body),
    })
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Transport")
    }
}

trait Carry: Send + Sync {
    fn carry(&self, request: Request<Body>) -> Carried;
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
    fn carry(&self, request: Request<Body>) -> Carried {
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
pub(super) fn kind(error: &BoxError) -> TransportKind {
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
