//! Tests of the server, by raw requests.

mod auth;
mod bodies;
mod params;
mod routing;
mod streams;

use super::{Anyone, Incoming, Options, Parts, Refusal, Route, Routes, Service, Serving};
use crate::operation::Operation;
use crate::reply::Reply;
use axum::Router;
use axum::body::Body;
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt as _;

/// An answer, as a client sees it.
#[derive(Debug)]
struct Got {
    status: u16,
    headers: http::HeaderMap,
    text: String,
}

impl Got {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

async fn send(router: &Router, request: Request<Body>) -> Got {
    let response = router.clone().oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Got {
        status: head.status.as_u16(),
        headers: head.headers,
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

fn request(method: &str, uri: &str) -> Request<Body> {
    let builder = Request::builder().method(method).uri(uri);
    builder.body(Body::empty()).unwrap()
}

fn with_body(method: &str, uri: &str, media_type: &str, body: impl Into<Body>) -> Request<Body> {
    let builder = Request::builder().method(method).uri(uri);
    let builder = builder.header("Content-Type", media_type);
    builder.body(body.into()).unwrap()
}

async fn get(router: &Router, uri: &str) -> Got {
    send(router, request("GET", uri)).await
}

/// Answers refusals as provided.
struct Plain;

impl Service for Plain {}

/// Answers refusals in a shape of its own.
struct Shaped;

impl Service for Shaped {
    fn refuse(&self, refusal: &Refusal) -> Reply {
        let body = json!({ "error": refusal.detail() });
        Reply::json(refusal.answer_status().as_u16(), &body)
    }
}

/// The router of operations that all are served in the same way.
fn router_of<T: Service>(
    implementation: T,
    operations: &[&'static Operation],
    serve: fn(Arc<T>, Incoming<()>) -> Serving,
) -> Router {
    let routes = operations
        .iter()
        .map(|operation| Route::new(operation, serve));
    Routes::new()
        .with(Arc::new(implementation), routes.collect())
        .into_router(Anyone, Options::default().body_limit(1000))
}

/// Whatever was read, as JSON.
#[derive(Debug)]
struct Read(Value);

impl crate::validate::Validate for Read {
    fn validate(&self, _: &mut crate::validate::Check) {}
}

/// Answers with what `read` makes of the request.
fn echo<P: Send + 'static>(incoming: Incoming<P>, read: fn(&mut Parts) -> Option<Read>) -> Serving {
    incoming.serve_open(read, |Read(value)| async move { Reply::json(200, &value) })
}
