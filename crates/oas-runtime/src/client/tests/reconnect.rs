//! Streams that are cut off.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use super::*;
use crate::body::Body;
use crate::client::Reconnect;
use crate::items::{Frame, Items};

static EVENTS: Operation = Operation {
    streams: true,
    ..Operation::new("events", "GET", "/events")
};

/// One connection: what comes, and whether it breaks then.
type Connection = (u16, &'static str, bool);

/// Pieces that end or break.
struct Cut(Option<&'static str>, bool);

impl futures_core::Stream for Cut {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(match (self.0.take(), self.1) {
            (Some(text), _) => Some(Ok(text.into())),
            (None, true) => {
                self.1 = false;
                Some(Err(std::io::Error::other("cut")))
            }
            (None, false) => None,
        })
    }
}

/// Answers with one connection after the other; keeps the `Last-Event-ID`s.
fn line(connections: &'static [Connection]) -> (Router, Arc<Mutex<Vec<String>>>) {
    let ids = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&ids);
    let router = Router::new().fallback(move |request: Request| async move {
        let id = request.headers().get("last-event-id");
        let id = id.map_or("-", |id| id.to_str().unwrap_or("?"));
        let index = {
            let mut seen = seen.lock().unwrap();
            seen.push(id.to_owned());
            seen.len() - 1
        };
        let (status, text, breaks) = connections.get(index).copied().unwrap_or((410, "", false));
        let body = axum::body::Body::new(Body::stream(Cut(Some(text), breaks)));
        let mut response = Response::new(body);
        *response.status_mut() = status.try_into().unwrap();
        let media_type = http::HeaderValue::from_static("text/event-stream");
        response.headers_mut().insert("content-type", media_type);
        response.into_response()
    });
    (router, ids)
}

fn quick(times: u32) -> Reconnect {
    Reconnect::times(times).first_delay(Duration::from_millis(1))
}

async fn read(router: Router, policy: Option<Reconnect>) -> (Vec<u32>, Option<String>) {
    let call: crate::client::Call<Items<u32>, Failure> =
        local(router)
            .start(&EVENTS)
            .call(|reply| match reply.status() {
                200 => reply.items(Frame::Events),
                _ => None,
            });
    let call = match policy {
        Some(policy) => call.reconnect(policy),
        None => call,
    };
    let mut events = call.await.unwrap().into_inner();
    let mut items = Vec::new();
    while let Some(item) = events.next().await {
        match item {
            Ok(item) => items.push(item),
            Err(error) => return (items, Some(error.to_string())),
        }
    }
    (items, None)
}

const CUT: &[Connection] = &[
    (
        200,
        "id: a\nretry: 2\ndata: 1\n\nid: b\ndata: 2\n\nid: c\ndata: 3",
        true,
    ),
    (503, "", false),
    (200, "data: 4\n\nda", true),
    (200, "data: 5\n\ndata: [DONE]\n\n", false),
];

#[tokio::test]
async fn a_stream_that_is_cut_stays_so_unless_asked() {
    let (router, ids) = line(CUT);
    let (items, error) = read(router, None).await;
    assert_eq!(items, [1, 2]);
    assert_eq!(error.as_deref(), Some("the body broke off: cut"));
    assert_eq!(*ids.lock().unwrap(), ["-"]);
}

#[tokio::test]
async fn it_goes_on_after_the_last_event_that_was_whole() {
    let (router, ids) = line(CUT);
    let (items, error) = read(router, Some(quick(2))).await;
    assert_eq!((items, error), (vec![1, 2, 4, 5], None));
    assert_eq!(*ids.lock().unwrap(), ["-", "b", "b", "b"]);
}

#[tokio::test]
async fn attempts_without_an_event_between_them_are_bounded() {
    let (router, ids) = line(CUT);
    let (items, error) = read(router, Some(quick(1))).await;
    assert_eq!(items, [1, 2]);
    assert!(error.unwrap_or_default().contains("503"));
    assert_eq!(ids.lock().unwrap().len(), 2);
    static SILENT: &[Connection] = &[(200, "", true); 9];
    let (router, ids) = line(SILENT);
    let (items, error) = read(router, Some(quick(3))).await;
    assert!(items.is_empty() && error.is_some());
    assert_eq!(ids.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn an_answer_that_is_no_stream_ends_it() {
    static GONE: &[Connection] = &[(200, "data: 1\n\n", true), (404, "", false)];
    let (router, ids) = line(GONE);
    let (items, error) = read(router, Some(quick(5))).await;
    assert_eq!(items, [1]);
    assert!(error.unwrap_or_default().contains("404"));
    assert_eq!(ids.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn the_proper_end_is_the_end_unless_asked() {
    static ENDS: &[Connection] = &[
        (200, "id: 1\ndata: 1\n\n", false),
        (200, "id: 2\ndata: 2\n\n", false),
        (204, "", false),
    ];
    let (router, _) = line(ENDS);
    assert_eq!(read(router, Some(quick(5))).await, (vec![1], None));
    let (router, ids) = line(ENDS);
    let policy = quick(5).also_at_end();
    assert_eq!(read(router, Some(policy)).await, (vec![1, 2], None));
    assert_eq!(*ids.lock().unwrap(), ["-", "1", "2"]);
}

#[tokio::test]
async fn the_delay_that_the_api_asks_for_is_waited_up_to_the_longest() {
    static SLOW: &[Connection] = &[
        (200, "retry: 300\ndata: 1\n\n", true),
        (200, "data: 2\n\ndata: [DONE]\n\n", false),
    ];
    let began = std::time::Instant::now();
    let (router, _) = line(SLOW);
    assert_eq!(read(router, Some(quick(5))).await, (vec![1, 2], None));
    assert!(began.elapsed() >= Duration::from_millis(300));
    let began = std::time::Instant::now();
    let (router, _) = line(SLOW);
    let policy = quick(5).longest_delay(Duration::from_millis(5));
    assert_eq!(read(router, Some(policy)).await, (vec![1, 2], None));
    assert!(began.elapsed() < Duration::from_millis(300));
}
