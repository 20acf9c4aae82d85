//! Bodies that are sent as they come.

use axum::Router;
use axum::extract::Request;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};

use super::calls::Pieces;
use super::*;
use crate::body::Body;
use crate::frames::Frame;
use crate::items::Items;
use crate::multipart::{FilePart, Multipart};
use crate::v1 as rt;

#[derive(Debug, rt::Wire)]
struct Upload {
    title: String,
    file: FilePart,
}

/// Answers with the length and the media type that were announced, and the text that came.
fn mirror() -> Router {
    Router::new().fallback(|request: Request| async move {
        let (head, body) = request.into_parts();
        let text = |name| {
            let value = head.headers.get(name);
            let value = value.map_or("-", |value| value.to_str().unwrap_or("?"));
            value.to_owned()
        };
        let (length, media_type) = (text(CONTENT_LENGTH), text(CONTENT_TYPE));
        let body = Body::new(body).bytes().await.unwrap();
        let body = String::from_utf8_lossy(&body).into_owned();
        serde_json::json!([length, media_type, body]).to_string()
    })
}

async fn sent(core: &Core, fill: impl FnOnce(&mut crate::client::Outgoing)) -> Vec<String> {
    let mut out = core.start(&POST);
    fill(&mut out);
    let call: crate::client::Call<Vec<String>, Failure> = out.call(|reply| match reply.status() {
        200 => reply.json(),
        _ => None,
    });
    call.await.unwrap().into_inner()
}

fn stream() -> Body {
    Body::stream(Pieces(vec!["one ", "two"]))
}

#[tokio::test]
async fn a_media_type_fills_a_range_and_changes_nothing_else() {
    let core = local(mirror());
    for (declared, given, expected) in [
        ("image/*", "image/png", "image/png"),
        ("*/*", "text/csv", "text/csv"),
        ("*/*", "", "application/octet-stream"),
        ("application/pdf", "text/csv", "application/pdf"),
        (
            "text/csv",
            "text/csv; header=absent",
            "text/csv; header=absent",
        ),
    ] {
        let body = match given {
            "" => Body::from("x"),
            given => Body::from("x").with_content_type(given),
        };
        let got = sent(&core, |out| out.body(declared, &body)).await;
        assert_eq!(got[1..], [expected.to_owned(), "x".to_owned()]);
    }
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn a_known_length_is_announced_and_an_unknown_one_is_not() {
    let core = Core::new(serve(mirror()).await.into(), Config::default()).unwrap();
    for (body, length, text) in [
        (Body::from("abc"), "3", "abc"),
        (stream(), "-", "one two"),
        (stream().with_length(7), "7", "one two"),
        (Body::reader(&b"read"[..]), "-", "read"),
    ] {
        let got = sent(&core, |out| out.body("application/octet-stream", &body)).await;
        assert_eq!((got[0].as_str(), got[2].as_str()), (length, text));
    }
}

#[tokio::test]
async fn items_are_sent_as_they_come() {
    let core = local(mirror());
    let items = Items::from(vec![1, 2]);
    let got = sent(&core, |out| {
        out.items("application/jsonl", Frame::Lines, &items)
    })
    .await;
    assert_eq!(got[1..], ["application/jsonl", "1\n2\n"]);
    // They are gone then.
    let got = sent(&core, |out| {
        out.items("application/jsonl", Frame::Lines, &items)
    })
    .await;
    assert_eq!(got[2], "");
}

#[tokio::test]
async fn files_are_sent_as_they_come_between_the_other_parts() {
    let core = local(mirror());
    for (file, whole) in [(Body::from("one two"), true), (stream(), false)] {
        let upload = Multipart::from(Upload {
            title: "T".to_owned(),
            file: FilePart::new(file.with_content_type("text/csv")).with_name("a.csv"),
        });
        let got = sent(&core, |out| out.parts("multipart/form-data", &upload, &[])).await;
        let boundary = got[1].split_once("boundary=").unwrap().1;
        let expected = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nT\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\
             Content-Type: text/csv\r\n\r\none two\r\n--{boundary}--\r\n"
        );
        assert_eq!(got[2], expected, "{whole}");
    }
}

#[tokio::test]
async fn a_stream_among_the_parts_is_never_sent_twice() {
    let count = Count::default();
    let seen = count.clone();
    let router = Router::new().fallback(move || async move {
        seen.one();
        http::StatusCode::SERVICE_UNAVAILABLE
    });
    let policy = crate::client::RetryPolicy::times(2).first_delay(std::time::Duration::ZERO);
    let core = local_with(router, Config::default().retry(policy));
    for (file, times) in [(stream(), 1), (Body::from("one"), 4)] {
        let upload = Multipart::from(Upload {
            title: "T".to_owned(),
            file: FilePart::new(file),
        });
        let mut out = core.start(&POST);
        out.parts("multipart/form-data", &upload, &[]);
        let call = out.call::<_, Failure>(read_text).idempotency_key("k");
        assert!(call.await.is_err());
        assert_eq!(count.total(), times);
    }
}

#[test]
fn a_stream_has_no_place_in_json() {
    let upload = Upload {
        title: "T".to_owned(),
        file: FilePart::new(stream()),
    };
    assert!(crate::json::write(&upload).is_err());
}
