//! Bodies, and what is refused before a handler sees them.

use super::*;
use crate::form::Encoding;
use crate::json;
use crate::multipart::{self, FilePart};
use crate::v1 as rt;

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct Pet {
    #[wire(min_length = 2)]
    name: String,
    age: Option<i64>,
}

#[derive(rt::Validate)]
struct PutPet {
    #[wire(check)]
    body: Pet,
}

static PUT: Operation = Operation {
    body: &["application/json"],
    body_required: true,
    statuses: &[200],
    ..Operation::new("put", "PUT", "/pet")
};
static PUT_400: Operation = Operation {
    statuses: &[200, 400],
    ..Operation {
        path: "/pet400",
        ..PUT
    }
};
static PUT_ALL: Operation = Operation {
    statuses: &[200, 4],
    ..Operation {
        path: "/pet4xx",
        ..PUT
    }
};
static PUT_422: Operation = Operation {
    statuses: &[200, 422],
    ..Operation {
        path: "/pet422",
        ..PUT
    }
};
static OPTIONAL: Operation = Operation {
    body: &["application/json", "text/*"],
    ..Operation::new("optional", "POST", "/optional")
};

fn put<T>(_: Arc<T>, incoming: Incoming<()>) -> Serving {
    incoming.serve_open(
        |parts| {
            Some(PutPet {
                body: parts.json()?,
            })
        },
        |request| async move { Reply::json(200, &request.body) },
    )
}

fn optional<T>(_: Arc<T>, incoming: Incoming<()>) -> Serving {
    echo(incoming, |parts| {
        if !parts.has_body() {
            return Some(Read(json!("none")));
        }
        Some(Read(
            match parts.media(&["application/json", "text/*"])? {
                0 => json!({ "json": parts.json::<Value>()? }),
                _ => json!({ "text": parts.text()? }),
            },
        ))
    })
}

fn router<T: Service>(implementation: T) -> Router {
    router_of(implementation, &[&PUT, &PUT_400, &PUT_ALL, &PUT_422], put)
}

const JSON: &str = "application/json";

#[tokio::test]
async fn a_body_reaches_the_handler() {
    let router = router(Plain);
    for media_type in [
        JSON,
        "Application/JSON; charset=utf-8",
        "application/vnd.pet+json",
    ] {
        let body = r#"{"name":"Rex","age":2.0,"extra":1}"#;
        let got = send(&router, with_body("PUT", "/pet", media_type, body)).await;
        assert_eq!(
            (got.status, got.json()),
            (200, json!({ "name": "Rex", "age": 2 }))
        );
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_body_is_refused_with_the_natural_status() {
    let router = router(Plain);
    let large = format!(r#"{{"name":"{}"}}"#, "x".repeat(2000));
    for (media_type, body, status) in [
        (JSON, "{", 400),
        (JSON, r#"{"name":7}"#, 400),
        (JSON, r#"{}"#, 400),
        (JSON, r#"{"name":"R"}"#, 400),
        (JSON, "", 400),
        ("text/plain", r#"{"name":"Rex"}"#, 415),
        (JSON, large.as_str(), 413),
    ] {
        let got = send(
            &router,
            with_body("PUT", "/pet", media_type, body.to_owned()),
        )
        .await;
        assert_eq!(got.status, status, "{body}");
        assert_eq!(got.header("content-type"), Some("application/problem+json"));
        assert_eq!(got.json()["status"], status);
    }
    let mut untyped = with_body("PUT", "/pet", JSON, r#"{"name":"Rex"}"#);
    untyped.headers_mut().remove("content-type");
    assert_eq!(send(&router, untyped).await.status, 415);
}

#[tokio::test]
async fn a_declared_400_stands_in_for_what_is_not_declared() {
    let router = router(Shaped);
    for (path, media, malformed, invalid) in [
        ("/pet", 415, 400, 400),
        ("/pet400", 400, 400, 400),
        ("/pet4xx", 415, 400, 400),
        ("/pet422", 415, 400, 422),
    ] {
        for (media_type, body, status) in [
            ("text/plain", "x", media),
            (JSON, "{", malformed),
            (JSON, r#"{"name":"R"}"#, invalid),
        ] {
            let got = send(&router, with_body("PUT", path, media_type, body)).await;
            assert_eq!(got.status, status, "{path} {body}");
            assert!(got.json()["error"].is_string());
        }
    }
}

#[tokio::test]
async fn refusals_name_places_and_never_values() {
    let router = router(Plain);
    for (body, place) in [
        (r#"{"name":{"secret":"hunter2"}}"#, "/name"),
        (r#"{"name":"Rex","age":"hunter2"}"#, "/age"),
        (r#"{"name":"Rex","age": hunter2}"#, ""),
    ] {
        let got = send(&router, with_body("PUT", "/pet", JSON, body)).await;
        assert!(
            !got.text.contains("hunter2") && !got.text.contains("line"),
            "{}",
            got.text
        );
        assert!(
            got.json()["detail"].as_str().unwrap().contains(place),
            "{}",
            got.text
        );
    }
    let got = send(&router, with_body("PUT", "/pet", JSON, r#"{"name":"R"}"#)).await;
    assert_eq!(got.json()["errors"][0]["pointer"], "/body/name");
}

#[derive(rt::Wire)]
#[wire(closed)]
struct Closed {
    name: Option<String>,
}

#[derive(rt::Validate)]
struct PutClosed {
    #[wire(check)]
    body: Closed,
}

#[tokio::test]
async fn undeclared_properties_of_closed_objects_are_refused() {
    fn closed<T>(_: Arc<T>, incoming: Incoming<()>) -> Serving {
        incoming.serve_open(
            |parts| {
                Some(PutClosed {
                    body: parts.json()?,
                })
            },
            |request| async move { Reply::json(200, &request.body.name) },
        )
    }
    let router = router_of(Plain, &[&PUT], closed);
    let got = send(&router, with_body("PUT", "/pet", JSON, r#"{"name":"a"}"#)).await;
    assert_eq!(got.json(), json!("a"));
    let got = send(
        &router,
        with_body("PUT", "/pet", JSON, r#"{"name":"a","nam/e":1}"#),
    )
    .await;
    assert_eq!(got.status, 400);
    assert_eq!(got.json()["errors"][0]["pointer"], "/body/nam~1e");
}

#[tokio::test]
async fn a_body_without_a_length_is_limited_too() {
    let router = router(Plain);
    let chunks = std::iter::repeat_n(Ok::<_, std::fmt::Error>("x".repeat(300)), 10);
    let body = Body::from_stream(Iter(chunks));
    let got = send(&router, with_body("PUT", "/pet", JSON, body)).await;
    assert_eq!(got.status, 413);
}

#[tokio::test]
async fn optional_bodies_and_several_media_types() {
    let router = router_of(Plain, &[&OPTIONAL], optional);
    assert_eq!(
        send(&router, request("POST", "/optional")).await.json(),
        json!("none")
    );
    let got = send(&router, with_body("POST", "/optional", JSON, "[1]")).await;
    assert_eq!(got.json(), json!({ "json": [1] }));
    let got = send(&router, with_body("POST", "/optional", "text/csv", "a,b")).await;
    assert_eq!(got.json(), json!({ "text": "a,b" }));
    let got = send(&router, with_body("POST", "/optional", "image/png", "x")).await;
    assert_eq!(got.status, 415);
}

#[derive(Debug, rt::Wire)]
struct Upload {
    title: String,
    tags: Option<Vec<String>>,
    count: Option<i64>,
    pet: Option<Pet>,
    file: Option<FilePart>,
    files: Option<Vec<FilePart>>,
}

fn upload() -> Upload {
    Upload {
        title: "a \"quoted\"\r\n--title & more=1".into(),
        tags: Some(vec!["x,y".into(), "z".into()]),
        count: Some(3),
        pet: Some(Pet {
            name: "Rex".into(),
            age: None,
        }),
        file: Some(FilePart::new(vec![0, 159, 146, 150]).with_name("a\"b.bin")),
        files: Some(vec![
            FilePart::new("one").with_content_type("text/plain"),
            FilePart::new("\r\n--oas-").with_name("\u{e9}.txt"),
        ]),
    }
}

/// A file as its parts.
fn file(file: &FilePart) -> (Option<&str>, Option<&str>, rt::Bytes) {
    let (name, media_type) = (file.file_name.as_deref(), file.content_type.as_deref());
    (name, media_type, file.body.whole().unwrap_or_default())
}

/// Everything that is in it.
fn compared(upload: &Upload) -> impl PartialEq + std::fmt::Debug + '_ {
    let files = upload.file.iter().chain(upload.files.iter().flatten());
    let files: Vec<_> = files.map(file).collect();
    (
        &upload.title,
        &upload.tags,
        &upload.count,
        &upload.pet,
        files,
    )
}

#[test]
fn multipart_bodies_survive_a_round_trip() {
    let (content_type, body) = multipart::write(&upload(), &[]).unwrap();
    let mut expected = upload();
    let octets = |file: &mut FilePart, name: &str| {
        file.content_type
            .get_or_insert("application/octet-stream".into());
        file.file_name.get_or_insert(name.into());
    };
    octets(expected.file.as_mut().unwrap(), "file");
    for file in expected.files.as_mut().unwrap() {
        octets(file, "files");
    }
    let read: Upload = multipart::read(&content_type, &body, &[]).unwrap();
    assert_eq!(compared(&read), compared(&expected));
    for cut in 0..body.len() - 4 {
        assert!(
            multipart::read::<Upload>(&content_type, &body[..cut], &[]).is_err(),
            "{cut}"
        );
    }
}

#[test]
fn multipart_bodies_of_others_are_read() {
    let body = "preamble\r\n--b \r\ncontent-disposition: form-data; name=title\r\n\r\nT\r\n--b\r\n\
        Content-Disposition: form-data; name=\"pet\"\r\nContent-Type: application/json\r\n\r\n\
        {\"name\":\"Rex\"}\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; \
        filename=\"x\"; filename*=UTF-8''%C3%A9\r\n\r\n\r\n--b--\r\nepilogue";
    let read: Upload =
        multipart::read("multipart/form-data; boundary=b", body.as_bytes(), &[]).unwrap();
    assert_eq!(read.title, "T");
    assert_eq!(read.pet.unwrap().name, "Rex");
    let file = read.file.unwrap();
    assert_eq!(
        (file.file_name.as_deref(), file.body.len()),
        (Some("\u{e9}"), Some(0))
    );
    for bad in ["", "--b", "--b\r\n\r\n", "--b\r\nx\r\n--b--"] {
        let read =
            multipart::read::<Upload>("multipart/form-data; boundary=b", bad.as_bytes(), &[]);
        assert!(read.is_err(), "{bad:?}");
    }
}

#[test]
fn forms_survive_a_round_trip_in_every_style() {
    use crate::operation::Style;
    let mut value = upload();
    (value.file, value.files) = (None, None);
    let deep: &[Encoding] = &[Encoding::new("pet").style(Style::DeepObject, true)];
    let pipes: &[Encoding] = &[Encoding::new("tags").style(Style::PipeDelimited, false)];
    let commas: &[Encoding] = &[
        Encoding::new("tags").style(Style::Form, false),
        Encoding::new("pet").style(Style::Form, false),
    ];
    for (encodings, part) in [
        (&[][..], "&tags=x%2Cy&tags=z&"),
        (deep, "&pet%5Bname%5D=Rex"),
        (pipes, "&tags=x%2Cy%7Cz&"),
        (commas, "&tags=x%2Cy,z&count=3&pet=name,Rex"),
    ] {
        let text = crate::form::write(&value, encodings).unwrap();
        assert!(text.contains(part), "{text}");
        let read = crate::form::read::<Upload>(&text, encodings).unwrap();
        assert_eq!(compared(&read), compared(&value), "{text}");
    }
    assert!(crate::form::read::<Upload>("title=%zz", &[]).is_err());
    assert!(crate::form::read::<Upload>("count=1", &[]).is_err());
}

#[tokio::test]
async fn streams_are_written_item_by_item() {
    let pets = || {
        let pet = Pet {
            name: "Re\nx".into(),
            age: Some(1),
        };
        rt::Items::new(Iter(std::iter::repeat_n(Ok::<_, std::fmt::Error>(pet), 2)))
    };
    for (answer, media_type, text) in [
        (
            Reply::items(200, "text/event-stream", rt::Frame::Events, &pets()),
            "text/event-stream",
            "data: {\"name\":\"Re\\nx\",\"age\":1}\n\n",
        ),
        (
            Reply::items(200, "application/x-ndjson", rt::Frame::Lines, &pets()),
            "application/x-ndjson",
            "{\"name\":\"Re\\nx\",\"age\":1}\n",
        ),
    ] {
        let response = super::super::Answer::from(answer).into_response();
        assert_eq!(response.headers()["content-type"], media_type);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, text.repeat(2));
    }
    let failing = Iter(std::iter::once(Err::<Pet, _>(std::io::Error::other(
        "gone",
    ))));
    let failing = rt::Items::new(failing);
    let reply = Reply::items(200, "text/event-stream", rt::Frame::Events, &failing);
    let response = super::super::Answer::from(reply).into_response();
    assert!(response.into_body().collect().await.is_err());
    assert!(json::read::<Pet>(b"{\"name\":\"x\"}").is_ok());
}

/// A stream of what is there.
struct Iter<I>(I);

impl<I: Iterator + Unpin> futures_core::Stream for Iter<I> {
    type Item = I::Item;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<I::Item>> {
        std::task::Poll::Ready(self.0.next())
    }
}
