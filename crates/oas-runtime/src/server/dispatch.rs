//! Routes requests to operations, as an axum router.
//!
//! Generic over the authenticator and its principal, not over operations.

use super::auth::{self, Anyone, Authenticator, Caller, Rejection};
use super::incoming::refused;
use super::parts::Parts;
use super::receive::receive;
use super::refusal::{Reason, Refusal};
use super::table::{Match, Table};
use super::{Answer, Incoming, Route, Service, Serving};
use crate::operation::Operation;
use axum::Router;
use axum::body::Body;
use axum::body::HttpBody as _;
use axum::response::Response;
use http::header::CONTENT_LENGTH;
use http::{Method, Request};
use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

/// Limits of a router.
///
/// A layer can change them, also for a part of a larger router:
///
/// ```
/// # fn layered(router: oas_runtime::v1::axum::Router) -> oas_runtime::v1::axum::Router {
/// use oas_runtime::v1::{axum::Extension, server::Options};
///
/// let router = router.layer(Extension(Options::default().body_limit(64 * 1024)));
/// # router
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Options {
    /// How many bytes a body may have that is read at once; 2 MiB.
    pub body_limit: usize,
    /// How many bytes a body may have that a handler reads as it comes; no limit, since it is the
    /// handler's to stop reading.
    pub stream_limit: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            body_limit: 2 * 1024 * 1024,
            stream_limit: u64::MAX,
        }
    }
}

impl Options {
    /// The same with another limit of bodies that are read at once, in bytes.
    #[must_use]
    pub const fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// The same with a limit of bodies that handlers read as they come, in bytes.
    #[must_use]
    pub const fn stream_limit(mut self, bytes: u64) -> Self {
        self.stream_limit = bytes;
        self
    }
}

/// The operations of one or several implementations, on their way into one router.
pub struct Routes<P> {
    endpoints: Vec<Endpoint<P>>,
}

struct Endpoint<P> {
    operation: &'static Operation,
    serve: Box<dyn Fn(Incoming<P>) -> Serving + Send + Sync>,
    service: Arc<dyn Service>,
}

impl<P: Send + 'static> Routes<P> {
    /// No operations.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            endpoints: Vec::new(),
        }
    }

    /// These and the operations of `implementation`.
    #[must_use]
    pub fn with<T: Service>(mut self, implementation: Arc<T>, routes: Vec<Route<T, P>>) -> Self {
        for Route { operation, serve } in routes {
            let api = Arc::clone(&implementation);
            self.endpoints.push(Endpoint {
                operation,
                serve: Box::new(move |incoming| serve(Arc::clone(&api), incoming)),
                service: Arc::clone(&implementation) as Arc<dyn Service>,
            });
        }
        self
    }

    /// The router.
    pub fn into_router<A>(self, authenticator: A, options: Options) -> Router
    where
        A: Authenticator<Principal = P>,
    {
        let table = Table::new(self.endpoints.iter().map(|endpoint| endpoint.operation));
        let shapes = table.shapes();
        let api: Arc<dyn Dispatch> = Arc::new(Api {
            table,
            endpoints: self.endpoints,
            authenticator,
            options,
        });
        let mut router = Router::new().without_v07_checks();
        for shape in shapes {
            let api = Arc::clone(&api);
            let service = tower::service_fn(move |request| Arc::clone(&api).call(request));
            router = router.route_service(&shape, service);
        }
        router
    }
}

impl<P: Send + 'static> Default for Routes<P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<P> fmt::Debug for Routes<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = self.endpoints.iter().map(|endpoint| endpoint.operation.id);
        f.debug_list().entries(ids).finish()
    }
}

/// The router of one implementation, with the usual limits.
pub fn router<T, A>(
    implementation: Arc<T>,
    authenticator: A,
    routes: Vec<Route<T, A::Principal>>,
) -> Router
where
    T: Service,
    A: Authenticator,
{
    Routes::new()
        .with(implementation, routes)
        .into_router(authenticator, Options::default())
}

/// The router of an implementation of a document without security.
pub fn open_router<T: Service>(implementation: Arc<T>, routes: Vec<Route<T, ()>>) -> Router {
    router(implementation, Anyone, routes)
}

type Answering = std::pin::Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

/// Keeps axum's code out of what is compiled per API.
trait Dispatch: Send + Sync {
    fn call(self: Arc<Self>, request: Request<Body>) -> Answering;
}

struct Api<A: Authenticator> {
    table: Table,
    endpoints: Vec<Endpoint<A::Principal>>,
    authenticator: A,
    options: Options,
}

impl<A: Authenticator> Dispatch for Api<A> {
    fn call(self: Arc<Self>, request: Request<Body>) -> Answering {
        let is_head = request.method() == Method::HEAD;
        Box::pin(async move {
            let response = self.answer(request).await.into_response();
            Ok(if is_head {
                without_body(response)
            } else {
                response
            })
        })
    }
}

impl<A: Authenticator> Api<A> {
    async fn answer(&self, request: Request<Body>) -> Answer {
        let (head, body) = request.into_parts();
        let (endpoint, captures) = match self.table.find(&head) {
            Match::Operation(index, captures) => (self.endpoints.get(index), captures),
            Match::OtherMethods(allow) => {
                return self.no_operation(Reason::MethodNotAllowed { allow });
            }
            Match::Nothing => return self.no_operation(Reason::NotFound),
        };
        let Some(endpoint) = endpoint else {
            return self.no_operation(Reason::NotFound);
        };
        let operation = endpoint.operation;
        let refuse = |reason| {
            let refusal = Refusal::new(Some(operation), reason);
            Answer::from(refused(&*endpoint.service, &refusal))
        };
        let caller = match auth::identify(&self.authenticator, operation, &head).await {
            Caller::Known(principal) => Some(principal),
            Caller::Anonymous => None,
            Caller::Rejected(rejection) => return refuse(rejection.into()),
        };
        let options = head.extensions.get().copied().unwrap_or(self.options);
        let body = match receive(operation, &head, body, options, &endpoint.service).await {
            Ok(body) => body,
            Err(reason) => return refuse(reason),
        };
        let parts = Parts::new(operation, head, captures, body);
        let service = Arc::clone(&endpoint.service);
        (endpoint.serve)(Incoming::new(caller, parts, service)).await
    }

    fn no_operation(&self, reason: Reason) -> Answer {
        let refusal = Refusal::new(None, reason);
        match self.endpoints.first() {
            Some(endpoint) => refused(&*endpoint.service, &refusal).into(),
            None => refusal.problem().into(),
        }
    }
}

/// What `HEAD` is answered: as `GET`, but for the body.
fn without_body(response: Response) -> Response {
    let (mut head, body) = response.into_parts();
    if let Some(length) = body.size_hint().exact() {
        head.headers
            .entry(CONTENT_LENGTH)
            .or_insert_with(|| length.into());
    }
    Response::from_parts(head, Body::empty())
}

impl From<Rejection> for Reason {
    fn from(rejection: Rejection) -> Self {
        match rejection {
            Rejection::Unauthenticated => Self::Unauthenticated,
            Rejection::Forbidden => Self::Forbidden,
            Rejection::TooManyRequests { retry_after } => Self::TooManyRequests { retry_after },
            Rejection::Unavailable { retry_after } => Self::Unavailable { retry_after },
        }
    }
}
