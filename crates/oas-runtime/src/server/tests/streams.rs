//! Bodies that handlers read as they come.

use super::*;
use crate::body::{BodyError, BodyProblem};
use crate::frames::Frame;
use crate::multipart::FilePart;
use crate::v1 as rt;
use futures_core::Stream;
use std::pin::Pin;
use std::task::{Context, Poll};

static BYTES: Operation = Operation {
    body: &["application/json", "application/octet-stream", "image/*"],
    body_streams: &["application/octet-stream", "image/*"],
    body_required: true,
    statuses: &[200, 400, 413],
    ..Operation::new("bytes", "POST", "/bytes")
};

static PARTS: Operation = Operation {
    body: &["multipart/form-data"],
    body_streams: &["multipart/form-data"],
    body_required: true,
    statuses: &[200, 400],
    ..Operation::new("parts", "POST", "/parts")
};

static LINES: Operation = Operation {
    body: &["application/x-ndjson"],
    body_streams: &["application/x-ndjson"],
    ..Operation::new("lines", "POST", "/lines")
};

#[derive(Debug, rt::Wire)]
struct Upload {
    #[wire(min_length = 2)]
    title: String,
    file: FilePart,
}

enum Body {
    Json(String),
    Bytes(rt::Body),
    Parts(rt::Multipart<Upload>),
    Lines(rt::Items<u32>),
}

impl rt::Validate for Body {
    fn validate(&self, _: &mut rt::Check) {}
}

fn read(parts: &mut Parts) -> Option<Body> {
    Some(match parts.operation().id {
        "bytes" => match parts.media(BYTES.body)? {
            0 => Body::Json(parts.json()?),
            _ => Body::Bytes(parts.body()?),
        },
        "parts" => Body::Parts(parts.parts()?),
        _ => Body::Lines(parts.items(Frame::Lines)?),
    })
}

/// Reads what there is, as a handler does.
async fn handle(body: Body) -> Result<Value, BodyError> {
    Ok(match body {
        Body::Json(text) => json!(text),
        Body::Bytes(mut body) => {
            let media_type = body.content_type().map(str::to_owned);
            let (mut pieces, mut size) = (0, 0);
            while let Some(piece) = body.next().await {
                size += piece?.len();
                pieces += 1;
            }
            json!([media_type, pieces > 0, size])
        }
        Body::Parts(mut body) => {
            let mut seen = Vec::new();
            while let Some(part) = body.next().await {
                let mut part = part?;
                let head = json!([part.name(), part.file_name(), part.content_type()]);
                let mut size = 0;
                while let Some(piece) = part.next().await {
                    size += piece?.len();
                }
                seen.push(json!([head, size]));
            }
            json!(seen)
        }
        Body::Lines(items) => json!(items.all().await?),
    })
}

fn serve(_: Arc<Shaped>, incoming: Incoming<()>) -> Serving {
    incoming.serve_open(read, |body| async move {
        match handle(body).await {
            Ok(value) => Reply::json(200, &value),
            Err(error) => error.into_reply(),
        }
    })
}

fn serve_at_once(_: Arc<Shaped>, incoming: Incoming<()>) -> Serving {
    incoming.serve_open(read, |body| async move {
        let Body::Parts(body) = body else {
            return Reply::empty(500);
        };
        match body.read().await {
            Ok(upload) => {
                let size = upload.file.body.len();
                Reply::json(200, &json!([upload.title, upload.file.file_name, size]))
            }
            Err(error) => error.into_reply(),
        }
    })
}

fn router() -> Router {
    router_of(Shaped, &[&BYTES, &PARTS, &LINES], serve)
}

/// So many pieces of 100 bytes, then perhaps an error.
struct Pieces(usize, bool);

impl Stream for Pieces {
    type Item = Result<rt::Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(match (self.0, self.1) {
            (0, true) => {
                self.1 = false;
                Some(Err(std::io::Error::other("cut")))
            }
            (0, false) => None,
            _ => {
                self.0 -= 1;
                Some(Ok(vec![b'x'; 100].into()))
            }
        })
    }
}

fn pieces(count: usize, breaks: bool) -> axum::body::Body {
    axum::body::Body::from_stream(Pieces(count, breaks))
}

#[tokio::test]
async fn a_body_over_the_limit_of_whole_ones_is_read_as_it_comes() {
    let request = with_body("POST", "/bytes", "image/png", pieces(100, false));
    let got = send(&router(), request).await;
    assert_eq!(got.json(), json!(["image/png", true, 10_000]));
    // Another media type of the same operation is read whole, up to its limit.
    let request = with_body("POST", "/bytes", "application/json", "\"a\"");
    assert_eq!(send(&router(), request).await.json(), json!("a"));
    let request = with_body("POST", "/bytes", "application/json", pieces(100, false));
    assert_eq!(send(&router(), request).await.status, 413);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_refused_in_the_declared_shape() {
    let request = with_body(
        "POST",
        "/bytes",
        "application/octet-stream",
        pieces(3, true),
    );
    let got = send(&router(), request).await;
    assert_eq!(got.status, 400);
    assert!(got.json()["error"].is_string(), "{}", got.text);
}

#[tokio::test]
async fn a_limit_of_streams_holds_while_they_are_read() {
    let limited = router().layer(axum::Extension(Options::default().stream_limit(500)));
    let request = |count| with_body("POST", "/bytes", "image/png", pieces(count, false));
    assert_eq!(send(&limited, request(5)).await.status, 200);
    let got = send(&limited, request(6)).await;
    assert_eq!(got.status, 413);
    assert!(got.json()["error"].is_string(), "{}", got.text);
}

#[tokio::test]
async fn no_bytes_are_a_body_of_bytes_and_no_parts() {
    let request = with_body("POST", "/bytes", "image/png", "");
    assert_eq!(
        send(&router(), request).await.json(),
        json!(["image/png", false, 0])
    );
    let request = with_body("POST", "/parts", "multipart/form-data; boundary=b", "");
    assert_eq!(send(&router(), request).await.status, 400);
}

const UPLOAD: &str = "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nRex\r\n--b\r\n\
    Content-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\
    Content-Type: image/png\r\n\r\n0123456789\r\n--b--\r\n";

fn upload(body: impl Into<axum::body::Body>) -> axum::http::Request<axum::body::Body> {
    with_body("POST", "/parts", "multipart/form-data; boundary=b", body)
}

#[tokio::test]
async fn parts_are_read_one_after_the_other() {
    let got = send(&router(), upload(UPLOAD)).await;
    let expected = json!([
        [["title", null, null], 3],
        [["file", "a.png", "image/png"], 10]
    ]);
    assert_eq!(got.json(), expected);
    let got = send(&router(), upload(&UPLOAD[..UPLOAD.len() - 6])).await;
    assert_eq!(got.status, 400);
    let request = with_body("POST", "/parts", "multipart/form-data", UPLOAD);
    assert_eq!(send(&router(), request).await.status, 400);
}

#[tokio::test]
async fn parts_are_read_at_once_and_checked() {
    let router = router_of(Shaped, &[&PARTS], serve_at_once);
    let got = send(&router, upload(UPLOAD)).await;
    assert_eq!(got.json(), json!(["Rex", "a.png", 10]));
    for wrong in [
        UPLOAD.replace("Rex", "R"),
        UPLOAD.replace("\"title\"", "\"other\""),
        UPLOAD.replace("0123456789", &"0".repeat(2000)),
    ] {
        let got = send(&router, upload(wrong.clone())).await;
        assert!(matches!(got.status, 400 | 413), "{wrong}: {}", got.status);
        assert!(got.json()["error"].is_string(), "{}", got.text);
    }
}

#[tokio::test]
async fn items_are_read_as_they_come() {
    let request = |text: &'static str| with_body("POST", "/lines", "application/x-ndjson", text);
    assert_eq!(
        send(&router(), request("1\n2\n\n3")).await.json(),
        json!([1, 2, 3])
    );
    let got = send(&router(), request("1\nx\n")).await;
    assert_eq!(got.status, 400);
    assert!(got.json()["error"].is_string(), "{}", got.text);
}

#[tokio::test]
async fn a_body_made_here_is_read_part_by_part_as_well() {
    let upload = Upload {
        title: "T".to_owned(),
        file: FilePart::new("abc").with_name("a.txt"),
    };
    let mut body = rt::Multipart::from(upload);
    let part = body.next().await.unwrap().unwrap();
    assert_eq!(part.name(), "title");
    assert_eq!(part.text().await.unwrap(), "T");
    let part = body.next().await.unwrap().unwrap();
    assert_eq!(part.file_name(), Some("a.txt"));
    let file: FilePart = part.read().await.unwrap();
    assert_eq!(file.bytes().await.unwrap(), "abc");
    assert!(body.next().await.is_none());
}

#[test]
fn what_is_wrong_with_a_body_is_no_secret_of_it() {
    let error = BodyError::from(BodyProblem::malformed("a number", "text"));
    assert_eq!(error.into_reply().status, 400);
}
