//! What is sent again, and what is not.

use std::time::{Duration, Instant};

use axum::Router;
use axum::response::IntoResponse;
use http::StatusCode;

use super::*;
use crate::client::RetryPolicy;

/// Answers `status` to all requests but those from the `good`th on.
fn flaky(status: u16, good: usize, after: &'static str, count: &Count) -> Router {
    let count = count.clone();
    Router::new().fallback(move || async move {
        if count.one() >= good {
            return "\"fine\"".into_response();
        }
        let status = StatusCode::from_u16(status).unwrap();
        (status, [("retry-after", after)], "busy").into_response()
    })
}

fn quick(retries: u32) -> Config {
    Config::default().retry(RetryPolicy::times(retries).first_delay(Duration::from_millis(1)))
}

#[tokio::test]
async fn a_call_is_sent_once_unless_asked() {
    let count = Count::default();
    let core = local(flaky(503, 1, "", &count));
    assert!(get(&core, "1").await.is_err());
    assert_eq!(count.total(), 1);
}

#[tokio::test]
async fn temporary_failures_are_tried_again_up_to_the_limit() {
    for (status, retries, sent, good) in [
        (503, 2, 3, true),
        (429, 2, 3, true),
        (502, 1, 2, false),
        (500, 2, 1, false),
        (404, 2, 1, false),
    ] {
        let count = Count::default();
        let core = local_with(flaky(status, 2, "", &count), quick(retries));
        assert_eq!(get(&core, "1").await.is_ok(), good, "{status}");
        assert_eq!(count.total(), sent, "{status}");
    }
}

#[tokio::test]
async fn what_is_not_idempotent_is_sent_again_only_with_a_key() {
    let count = Count::default();
    let core = local_with(flaky(503, 1, "", &count), quick(3));
    assert!(call_post(&core, "x").await.is_err());
    assert_eq!(count.total(), 1);
    let count = Count::default();
    let core = local_with(flaky(503, 1, "", &count), quick(3));
    assert!(call_post(&core, "x").idempotency_key("k-1").await.is_ok());
    assert_eq!(count.total(), 2);
}

#[tokio::test]
async fn a_stream_is_never_sent_twice() {
    let count = Count::default();
    let core = local_with(flaky(503, 1, "", &count), quick(3));
    let mut out = core.start(&POST);
    out.stream(
        "text/plain",
        crate::client::Body::stream(super::calls::Pieces(vec!["x"])),
    );
    let call = out.call::<_, Failure>(read_text).idempotency_key("k-1");
    assert!(call.await.is_err());
    assert_eq!(count.total(), 1);
}

#[tokio::test]
async fn retry_after_is_waited_for() {
    let count = Count::default();
    let core = local_with(flaky(429, 1, "1", &count), quick(1));
    let began = Instant::now();
    assert!(get(&core, "1").await.is_ok());
    assert!(began.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn an_answer_comes_rather_than_a_timeout_when_there_is_no_time_to_wait() {
    let count = Count::default();
    let core = local_with(
        flaky(429, 1, "20", &count),
        quick(1).timeout(Duration::from_secs(10)),
    );
    let error = get(&core, "1").await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::TOO_MANY_REQUESTS));
    assert_eq!(count.total(), 1);
}

#[tokio::test]
async fn a_call_can_have_a_policy_of_its_own() {
    let count = Count::default();
    let core = local(flaky(503, 1, "", &count));
    let policy = RetryPolicy::times(1).first_delay(Duration::from_millis(1));
    assert!(call_get(&core, "1").retry(policy).await.is_ok());
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn a_missing_connection_is_tried_again() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(30)).await;
        let listener = tokio::net::TcpListener::bind(address).await.unwrap();
        let router = Router::new().fallback(|| async { "\"late\"" });
        axum::serve(listener, router).await
    });
    let policy = RetryPolicy::times(20).longest_delay(Duration::from_millis(20));
    let config = Config::default().retry(policy);
    let core = Core::new(BaseUrl::from(format!("http://{address}")), config).unwrap();
    assert_eq!(*get(&core, "1").await.unwrap(), "late");
}
