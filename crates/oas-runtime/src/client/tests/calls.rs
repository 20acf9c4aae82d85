//! What is sent, and what comes of the answer.

use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Request;
use axum::response::{IntoResponse, Redirect};
use axum::routing::{any, get as on_get, post};
use http::StatusCode;

use super::*;
use crate::client::{BuildError, RequestError};

/// Answers with what it was sent: method, URI, and the named headers.
async fn mirror(request: Request) -> impl IntoResponse {
    let header = |name: &str| {
        let value = request.headers().get(name);
        value
            .map_or("-", |value| value.to_str().unwrap_or("?"))
            .to_owned()
    };
    let names = ["accept", "x-trace", "cookie", "x-all", "authorization"];
    let sent: Vec<String> = names.into_iter().map(header).collect();
    let line = format!("{} {} {}", request.method(), request.uri(), sent.join(" "));
    (
        [("content-type", "application/json; charset=utf-8")],
        format!("{line:?}"),
    )
}

#[tokio::test]
async fn parameters_go_where_they_belong_and_the_path_is_appended() {
    let core = Core::new(
        BaseUrl::from("http://localhost/beta/"),
        Config::default()
            .header("X-All", "yes")
            .transport(Router::new().fallback(mirror)),
    );
    let core = core.unwrap();
    let mut out = core.start(&GET);
    out.param(0, "a/b c");
    out.param(1, &vec!["x".to_owned(), "y&z".to_owned()]);
    out.param(2, &7);
    out.param(3, &Some("s;t".to_owned()));
    let sent = out.call::<_, Failure>(read_text).await.unwrap();
    assert_eq!(
        *sent,
        "GET http://localhost/beta/things/a%2Fb%20c?tags=x&tags=y%26z \
         application/json 7 session=s%3Bt yes -"
    );
    assert_eq!(sent.status(), StatusCode::OK);
    assert!(sent.headers().contains_key("content-type"));
}

#[tokio::test]
async fn a_body_that_is_expected_and_empty_has_a_length() {
    static EMPTY: Operation = Operation::new("start", "POST", "/");
    async fn length(request: Request) -> impl IntoResponse {
        let length = request.headers().get("content-length");
        let length = length.map(|length| length.to_str().unwrap_or_default().to_owned());
        (
            [("content-type", "application/json")],
            format!("{:?}", length.unwrap_or_default()),
        )
    }
    let core = local(Router::new().fallback(length));
    let sent = core.start(&EMPTY).call::<_, Failure>(read_text).await;
    assert_eq!(*sent.unwrap(), "0");
    let sent = call_get(&core, "1").await;
    assert_eq!(*sent.unwrap(), "");
    #[cfg(feature = "reqwest")]
    {
        let base = serve(Router::new().fallback(length)).await;
        let core = Core::new(base.into(), Config::default()).unwrap();
        let sent = core.start(&EMPTY).call::<_, Failure>(read_text).await;
        assert_eq!(*sent.unwrap(), "0");
        let sent = call_get(&core, "1").await;
        assert_eq!(*sent.unwrap(), "");
    }
}

#[tokio::test]
async fn absent_parameters_are_not_sent() {
    let core = local(Router::new().fallback(mirror));
    let mut out = core.start(&GET);
    out.param(0, &1);
    out.param(1, &None::<Vec<String>>);
    out.param(2, &None::<String>);
    let sent = out
        .call::<_, Failure>(read_text)
        .header("X-Trace", "own")
        .await;
    assert_eq!(
        *sent.unwrap(),
        "GET http://localhost/things/1 application/json own - - -"
    );
}

#[tokio::test]
async fn required_parameters_are_sent_even_if_null_or_empty() {
    static STRICT: Operation = Operation {
        params: &[Param::query("a").required(), Param::query("b").required()],
        ..Operation::new("strict", "GET", "/")
    };
    let core = local(Router::new().fallback(mirror));
    let mut out = core.start(&STRICT);
    out.param(0, &None::<i32>);
    out.param(1, &Vec::<i32>::new());
    let sent = out.call::<_, Failure>(read_text).await.unwrap();
    assert!(
        sent.starts_with("GET http://localhost/?a=null&b= "),
        "{}",
        *sent
    );
}

#[tokio::test]
async fn what_cannot_be_sent_is_an_error_that_names_it_and_sends_nothing() {
    let count = Count::default();
    let counted = count.clone();
    let core = local(Router::new().fallback(move || async move {
        counted.one();
    }));
    let error = get(&core, "..").await.unwrap_err();
    assert!(
        matches!(error, Error::Request(RequestError::Param("id", _))),
        "{error}"
    );
    let error = call_get(&core, "1")
        .header("X-Secret", "a\nb")
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "the header `X-Secret` cannot be sent");
    assert_eq!(count.total(), 0);
}

#[tokio::test]
async fn forms_and_multipart_bodies_are_sent_and_read() {
    type Fields = std::collections::BTreeMap<String, String>;
    let echo = |request: Request| async move {
        let media_type = request.headers()["content-type"].clone();
        let body = axum::body::to_bytes(request.into_body(), 1000)
            .await
            .unwrap();
        ([("content-type", media_type)], body)
    };
    let core = local(Router::new().fallback(echo));
    let fields = Fields::from([("a b".to_owned(), "c&d".to_owned())]);
    let mut out = core.start(&POST);
    out.form(&fields, &[]);
    let form = out
        .call::<Fields, Failure>(|reply| reply.form(&[]))
        .await
        .unwrap();
    assert_eq!(*form, fields);
    let mut out = core.start(&POST);
    out.multipart("multipart/form-data", &fields, &[]);
    let parts = out
        .call::<Fields, Failure>(|reply| reply.multipart(&[]))
        .await
        .unwrap();
    assert_eq!(*parts, fields);
    let mut out = core.start(&POST);
    out.text("text/*", &12);
    let number = out
        .call::<i32, Failure>(|reply| reply.parsed_text())
        .await
        .unwrap();
    assert_eq!(
        (*number, &number.headers()["content-type"]),
        (12, &"text/plain; charset=utf-8".parse().unwrap())
    );
}

#[tokio::test]
async fn a_declared_failure_is_typed_and_an_undeclared_one_is_other() {
    let core = local(
        Router::new()
            .route(
                "/things/1",
                on_get(|| async { (StatusCode::NOT_FOUND, "[\"gone\"]") }),
            )
            .route(
                "/things/2",
                on_get(|| async { (StatusCode::IM_A_TEAPOT, "short") }),
            )
            .route(
                "/things/3",
                on_get(|| async { (StatusCode::CREATED, "\"new\"") }),
            ),
    );
    let error = get(&core, "1").await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert_eq!(error.to_string(), "the API answered 404 Not Found");
    assert_eq!(
        error.into_api().unwrap(),
        Failure::NotFound(vec!["gone".to_owned()])
    );
    for (id, status, body) in [("2", 418, "short"), ("3", 201, "\"new\"")] {
        let error = get(&core, id).await.unwrap_err();
        assert!(error.headers().is_some());
        let Some(Failure::Other(reply)) = error.api() else {
            panic!("{error:?}");
        };
        assert_eq!(
            (reply.status.as_u16(), &*reply.body),
            (status, body.as_bytes())
        );
    }
}

#[tokio::test]
async fn a_body_that_is_not_the_declared_one_is_unexpected_and_kept_but_not_shown() {
    let core = local(
        Router::new()
            .route("/things/1", on_get(|| async { "{\"token\": \"hunter2\"}" }))
            .route(
                "/things/2",
                on_get(|| async { (StatusCode::NOT_FOUND, "<html>hunter2") }),
            ),
    );
    for (id, status) in [("1", 200), ("2", 404)] {
        let error = get(&core, id).await.unwrap_err();
        let source = std::error::Error::source(&error).map(ToString::to_string);
        let shown = format!("{error} {error:?} {source:?}");
        assert!(!shown.contains("hunter2"), "{shown}");
        let Error::Unexpected(unexpected) = error else {
            panic!("{error:?}");
        };
        assert_eq!(unexpected.status().as_u16(), status);
        assert!(unexpected.body().ends_with(b"hunter2") || status == 200);
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_not_read() {
    let router = Router::new().fallback(|| async { format!("{:?}", "x".repeat(98)) });
    let fits = local_with(router.clone(), Config::default().body_limit(100));
    assert_eq!(get(&fits, "1").await.unwrap().len(), 98);
    let core = local_with(router, Config::default().body_limit(99));
    let error = get(&core, "1").await.unwrap_err();
    assert!(matches!(error, Error::BodyLimit(99)), "{error:?}");
}

#[tokio::test]
async fn a_body_of_unknown_length_is_limited_too() {
    let pieces = || async {
        let body = crate::client::Body::stream(Pieces(vec!["\"aaaa", "bbbb", "cccc\""]));
        axum::body::Body::new(body)
    };
    let router = Router::new().fallback(pieces);
    let core = local_with(router.clone(), Config::default().body_limit(14));
    assert_eq!(*get(&core, "1").await.unwrap(), "aaaabbbbcccc");
    let core = local_with(router, Config::default().body_limit(13));
    assert!(matches!(get(&core, "1").await, Err(Error::BodyLimit(13))));
}

#[tokio::test]
async fn a_slow_answer_is_a_timeout() {
    let core = local(Router::new().fallback(|| async {
        tokio::time::sleep(Duration::from_secs(60)).await;
    }));
    let error = call_get(&core, "1")
        .timeout(Duration::from_millis(20))
        .await
        .unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.to_string(), "no response within 20ms");
}

#[tokio::test]
async fn dropping_a_call_cancels_it() {
    let finished = Count::default();
    let counted = finished.clone();
    let core = local(Router::new().fallback(move || async move {
        tokio::time::sleep(Duration::from_millis(30)).await;
        counted.one();
    }));
    let call = call_get(&core, "1").send();
    assert!(
        tokio::time::timeout(Duration::from_millis(5), call)
            .await
            .is_err()
    );
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!(finished.total(), 0);
}

#[tokio::test]
async fn calls_can_be_moved_into_tasks() {
    let core = local(Router::new().fallback(|| async { "\"here\"" }));
    let task = tokio::spawn(call_get(&core, "1").send());
    assert_eq!(*task.await.unwrap().unwrap(), "here");
}

#[test]
fn calls_are_small_and_can_be_sent_whatever_they_return() {
    fn sendable<T: Send + 'static>() {}
    sendable::<crate::client::Call<std::rc::Rc<()>, std::rc::Rc<()>>>();
    sendable::<crate::client::CallFuture<std::rc::Rc<()>, std::rc::Rc<()>>>();
    assert!(size_of::<Error<[u64; 100]>>() <= 64);
    assert!(size_of::<crate::client::Call<[u64; 100], Failure>>() <= 24);
}

#[tokio::test]
async fn redirects_are_followed_unless_a_3xx_is_declared() {
    static KEPT: Operation = Operation {
        follow_redirects: false,
        statuses: &[302],
        ..Operation::new("kept", "GET", "/things/1")
    };
    let core = local(
        Router::new()
            .route("/things/1", on_get(|| async { Redirect::to("2") }))
            .route(
                "/things/2",
                on_get(|| async { Redirect::permanent("/things/3?x=1") }),
            )
            .route("/things/3", any(mirror))
            .route("/things", post(|| async { Redirect::to("/things/3") })),
    );
    let sent = get(&core, "1").await.unwrap();
    assert!(
        sent.starts_with("GET http://localhost/things/3?x=1 "),
        "{}",
        *sent
    );
    let sent = call_post(&core, "body").await.unwrap();
    assert!(
        sent.starts_with("GET http://localhost/things/3 "),
        "{}",
        *sent
    );
    let kept = core.start(&KEPT).call::<String, Failure>(|reply| {
        (reply.status() == 303)
            .then(|| reply.header("Location"))
            .flatten()
    });
    assert_eq!(*kept.await.unwrap(), "2");
}

#[tokio::test]
async fn a_redirect_loop_ends_with_the_redirect() {
    let core = local(Router::new().fallback(|| async { Redirect::to("/things/1") }));
    let error = get(&core, "1").await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::SEE_OTHER));
}

#[tokio::test]
async fn an_operation_with_a_server_of_its_own_goes_there_unless_the_caller_chose() {
    static ELSEWHERE: Operation = Operation {
        server: Some("http://other.example/v2"),
        ..Operation::new("elsewhere", "GET", "/a")
    };
    let sent = async |base: BaseUrl| {
        let config = Config::default().transport(Router::new().fallback(mirror));
        let core = Core::new(base, config).unwrap();
        let sent = core.start(&ELSEWHERE).call::<_, Failure>(read_text).await;
        sent.unwrap().into_inner()
    };
    let declared = sent(BaseUrl::template("http://{t}.example", &[("t", "api")])).await;
    assert!(
        declared.starts_with("GET http://other.example/v2/a "),
        "{declared}"
    );
    let chosen = sent(BaseUrl::from("http://mine.example")).await;
    assert!(chosen.starts_with("GET http://mine.example/a "), "{chosen}");
}

#[test]
fn a_client_that_cannot_work_cannot_be_made() {
    let config = || Config::default().transport(Router::new());
    let no_url = Core::new(BaseUrl::from("nowhere"), config());
    assert_eq!(no_url.unwrap_err(), BuildError::Relative);
    let bad_header = Core::new(BaseUrl::from("http://a"), config().header("a b", "c"));
    assert_eq!(
        bad_header.unwrap_err(),
        BuildError::Header("a b".to_owned())
    );
}

#[cfg(feature = "reqwest")]
mod over_http {
    use super::*;

    #[tokio::test]
    async fn a_request_with_a_body_is_answered() {
        let base = serve(Router::new().route(
            "/v1/things",
            post(|request: Request| async move {
                let length = request.headers()["content-length"]
                    .to_str()
                    .unwrap()
                    .to_owned();
                let body: Bytes = axum::body::to_bytes(request.into_body(), 100)
                    .await
                    .unwrap();
                format!(
                    "{:?}",
                    format!("{length} {}", String::from_utf8_lossy(&body))
                )
            }),
        ))
        .await;
        let core = Core::new(BaseUrl::from(format!("{base}/v1")), Config::default()).unwrap();
        assert_eq!(*call_post(&core, "hi").await.unwrap(), "4 \"hi\"");
    }

    #[tokio::test]
    async fn a_streamed_body_arrives() {
        let base =
            serve(Router::new().fallback(|body: String| async move { format!("{body:?}") })).await;
        let core = Core::new(BaseUrl::from(base), Config::default()).unwrap();
        let mut out = core.start(&POST);
        out.stream(
            "text/plain",
            crate::client::Body::stream(Pieces(vec!["one ", "two"])),
        );
        assert_eq!(*out.call::<_, Failure>(read_text).await.unwrap(), "one two");
    }

    #[tokio::test]
    async fn no_server_is_a_connection_error_without_the_address() {
        let core = Core::new(BaseUrl::from("http://127.0.0.1:1"), Config::default()).unwrap();
        let error = get(&core, "secret").await.unwrap_err();
        assert!(error.is_connect(), "{error:?}");
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("secret"), "{shown}");
    }

    #[tokio::test]
    async fn a_connection_that_drops_is_a_transport_error() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut buffer = [0; 1024];
                let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut buffer).await;
                let half = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n\"ha";
                let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, half).await;
            }
        });
        let core = Core::new(BaseUrl::from(base), Config::default()).unwrap();
        let error = get(&core, "1").await.unwrap_err();
        assert!(
            matches!(&error, Error::Transport(error) if !error.is_connect()),
            "{error:?}"
        );
        assert_eq!(
            error.to_string(),
            "the response could not be read to its end"
        );
    }
}

/// Pieces of a body.
pub(super) struct Pieces(pub(super) Vec<&'static str>);

impl futures_core::Stream for Pieces {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let next =
            (!self.0.is_empty()).then(|| Ok(Bytes::from_static(self.0.remove(0).as_bytes())));
        std::task::Poll::Ready(next)
    }
}
