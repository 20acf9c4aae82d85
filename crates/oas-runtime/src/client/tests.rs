//! Calls against hand-written servers: over HTTP, and in the same process.

mod auth;
mod calls;
mod reconnect;
mod retries;
mod streams;
mod uploads;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;

use crate::client::{BaseUrl, Config, Core, Error};
use crate::operation::{Operation, Param};
use crate::reply::{Outcome, Reply, ReplyReader};

/// The failures of the operations below.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Failure {
    NotFound(Vec<String>),
    Other(Reply),
}

impl Outcome for Failure {
    fn read(reply: &mut ReplyReader) -> Option<Self> {
        Some(match reply.status() {
            404 => Self::NotFound(reply.json()?),
            _ => Self::Other(reply.take()),
        })
    }

    fn write(&self) -> Reply {
        match self {
            Self::NotFound(body) => Reply::json(404, body),
            Self::Other(reply) => reply.clone(),
        }
    }
}

crate::v1::impl_error!(Failure);

pub(super) static GET: Operation = Operation {
    params: &[
        Param::path("id"),
        Param::query("tags"),
        Param::header("X-Trace"),
        Param::cookie("session"),
    ],
    statuses: &[200, 404],
    accept: "application/json",
    ..Operation::new("getThing", "GET", "/things/{id}")
};

pub(super) static POST: Operation = Operation {
    body: &["application/json"],
    statuses: &[200],
    ..Operation::new("addThing", "POST", "/things")
};

pub(super) type Outcomes<T> = Result<crate::reply::Response<T>, Error<Failure>>;

/// What the thing with that id is called.
pub(super) async fn get(core: &Core, id: &str) -> Outcomes<String> {
    call_get(core, id).await
}

pub(super) fn call_get(core: &Core, id: &str) -> super::Call<String, Failure> {
    let mut out = core.start(&GET);
    out.param(0, id);
    out.call(read_text)
}

pub(super) fn call_post(core: &Core, body: &str) -> super::Call<String, Failure> {
    let mut out = core.start(&POST);
    out.json(body);
    out.call(read_text)
}

pub(super) fn read_text(reply: &mut ReplyReader) -> Option<String> {
    Some(match reply.status() {
        200 => reply.json()?,
        _ => return None,
    })
}

/// Serves `router` on a port of its own; its address.
#[cfg(feature = "reqwest")]
pub(super) async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// A client of `router` in this process.
pub(super) fn local(router: Router) -> Core {
    local_with(router, Config::default())
}

pub(super) fn local_with(router: Router, config: Config) -> Core {
    Core::new(BaseUrl::from("http://localhost"), config.transport(router)).unwrap()
}

/// How often something happened.
#[derive(Debug, Clone, Default)]
pub(super) struct Count(Arc<AtomicUsize>);

impl Count {
    /// One more; how often it happened before.
    pub(super) fn one(&self) -> usize {
        self.0.fetch_add(1, Ordering::SeqCst)
    }

    pub(super) fn total(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}
