//! The generated client against a server written by hand, which answers with the bytes of the
//! page, and in the ways in which no server should.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use http_body_util::BodyExt as _;
use oas_runtime::v1::client::{Config, Error, OAuth2};
use oas_runtime::v1::{Field, RetryAfter, Secret};
use okta_mfa::client::Client;
use okta_mfa::models::error_message_dto::LocaleOrigin;
use okta_mfa::models::{ErrorResponseDto, MfaOktaConfig};
use okta_mfa::operations::SetMfaOktaConfigError;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

type CallError = Error<SetMfaOktaConfigError>;

const SAVED: &str = r#"{
"mfaMethod": "okta-verify",
"enabled": true,
"host": "www.example.com",
"accessKey": "d******Y",
"identityAttribute": "email"
}"#;

const BAD_REQUEST: &str = r#"{
"detailCode": "400.1 Bad Request Content",
"trackingId": "e7eab60924f64aa284175b9fa3309599",
"messages": [
{
"locale": "en-US",
"localeOrigin": "DEFAULT",
"text": "The request was syntactically correct but its content is semantically invalid."
}
],
"causes": [
{
"locale": "en-US",
"localeOrigin": "DEFAULT",
"text": "The request was syntactically correct but its content is semantically invalid."
}
]
}"#;

const FORBIDDEN: &str = r#"{
"detailCode": "403 Forbidden",
"trackingId": "b21b1f7ce4da4d639f2c62a57171b427",
"messages": [
{
"locale": "en-US",
"localeOrigin": "DEFAULT",
"text": "The server understood the request but refuses to authorize it."
}
]
}"#;

const INTERNAL: &str = r#"{
"detailCode": "500.0 Internal Fault",
"trackingId": "b21b1f7ce4da4d639f2c62a57171b427",
"messages": [
{
"locale": "en-US",
"localeOrigin": "DEFAULT",
"text": "An internal fault occurred."
}
]
}"#;

#[derive(Clone)]
struct Stub {
    status: u16,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
    delay: Duration,
    seen: Arc<Mutex<Vec<Seen>>>,
}

/// A request as the stub got it.
struct Seen {
    line: String,
    headers: http::HeaderMap,
    body: Bytes,
}

impl Stub {
    fn new(status: u16, body: &'static str) -> Self {
        Self {
            status,
            headers: &[],
            body,
            delay: Duration::ZERO,
            seen: Arc::default(),
        }
    }

    /// Starts the stub; a client of it.
    async fn client(&self) -> Client {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(answer).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        client(address)
    }

    /// The one request that was seen.
    fn request(&self) -> Seen {
        let mut seen = self.seen.lock().unwrap();
        assert_eq!(seen.len(), 1);
        seen.pop().unwrap()
    }
}

async fn answer(State(stub): State<Stub>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let line = format!("{} {}", head.method, head.uri);
    let body = body.collect().await.unwrap().to_bytes();
    stub.seen.lock().unwrap().push(Seen {
        line,
        headers: head.headers,
        body,
    });
    tokio::time::sleep(stub.delay).await;
    let mut response = Response::builder().status(stub.status);
    if !stub
        .headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
    {
        response = response.header("Content-Type", "application/json");
    }
    for (name, value) in stub.headers {
        response = response.header(*name, *value);
    }
    response.body(Body::from(stub.body)).unwrap()
}

fn client(address: SocketAddr) -> Client {
    Client::new(format!("http://{address}/beta"))
        .unwrap()
        .with_user_auth(OAuth2::token("the-token"))
}

async fn call(stub: &Stub) -> Result<MfaOktaConfig, CallError> {
    let call = stub
        .client()
        .await
        .set_mfa_okta_config(MfaOktaConfig::default());
    call.await.map(oas_runtime::v1::Response::into_inner)
}

async fn refused(stub: &Stub) -> SetMfaOktaConfigError {
    call(stub).await.unwrap_err().into_api().unwrap()
}

/// Asserts that a model says what the bytes of the page say, when written again.
fn assert_same(model: &impl serde::Serialize, page: &str) {
    assert_eq!(
        serde_json::to_value(model).unwrap(),
        serde_json::from_str::<Value>(page).unwrap()
    );
}

#[tokio::test]
async fn the_example_of_200_is_read() {
    let saved = call(&Stub::new(200, SAVED)).await.unwrap();
    assert_same(&saved, SAVED);
    assert_eq!(saved.host, Field::Value("www.example.com".to_owned()));
    assert_eq!(saved.access_key, Field::Value(Secret::from("d******Y")));
}

#[tokio::test]
async fn the_examples_of_400_403_and_500_are_read() {
    let SetMfaOktaConfigError::BadRequest(dto) = refused(&Stub::new(400, BAD_REQUEST)).await else {
        panic!()
    };
    assert_same(&dto, BAD_REQUEST);
    let SetMfaOktaConfigError::Forbidden(dto) = refused(&Stub::new(403, FORBIDDEN)).await else {
        panic!()
    };
    assert_same(&dto, FORBIDDEN);
    let SetMfaOktaConfigError::InternalServerError(dto) = refused(&Stub::new(500, INTERNAL)).await
    else {
        panic!()
    };
    assert_same(&dto, INTERNAL);
}

#[tokio::test]
async fn the_example_of_401_is_read() {
    let body = r#"{ "error": "JWT validation failed: JWT is expired" }"#;
    let SetMfaOktaConfigError::Unauthorized(body) = refused(&Stub::new(401, body)).await else {
        panic!()
    };
    assert_eq!(
        body.error.as_deref(),
        Some("JWT validation failed: JWT is expired")
    );
}

#[tokio::test]
async fn the_example_of_429_is_read_with_seconds_a_date_or_neither() {
    let seconds: &[(&str, &str)] = &[("Retry-After", "30")];
    let date: &[(&str, &str)] = &[("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT")];
    let neither: &[(&str, &str)] = &[("Retry-After", "soon")];
    for headers in [seconds, date, neither, &[]] {
        let stub = Stub {
            headers,
            ..Stub::new(429, r#"{ "message": " Rate Limit Exceeded " }"#)
        };
        let error = call(&stub).await.unwrap_err();
        assert_eq!(
            error.headers().unwrap().get("retry-after").is_some(),
            !headers.is_empty()
        );
        let SetMfaOktaConfigError::TooManyRequests(limited) = error.into_api().unwrap() else {
            panic!()
        };
        assert_eq!(
            limited.body.message.as_deref(),
            Some(" Rate Limit Exceeded ")
        );
        match headers.first().map(|(_, value)| *value) {
            Some("30") => assert_eq!(limited.retry_after, Some(RetryAfter::Seconds(30))),
            Some(value) if value.starts_with("Wed") => {
                assert!(
                    matches!(limited.retry_after, Some(RetryAfter::At(_))),
                    "{limited:?}"
                );
            }
            _ => assert_eq!(limited.retry_after, None),
        }
    }
}

#[tokio::test]
async fn a_status_that_is_not_declared_is_other_with_all_that_came() {
    let stub = Stub {
        headers: &[("Content-Type", "text/html"), ("X-Cause", "teapot")],
        ..Stub::new(418, "<h1>no coffee</h1>")
    };
    let SetMfaOktaConfigError::Other(reply) = refused(&stub).await else {
        panic!()
    };
    assert_eq!(
        (reply.status.as_u16(), &reply.headers["x-cause"]),
        (418, &"teapot".parse().unwrap())
    );
    assert_eq!(&reply.body[..], b"<h1>no coffee</h1>");
    assert!(matches!(
        refused(&Stub::new(404, "{}")).await,
        SetMfaOktaConfigError::Other(_)
    ));
}

#[tokio::test]
async fn a_declared_status_whose_body_does_not_parse_is_unexpected() {
    for (status, body) in [
        (200, "<html>"),
        (200, ""),
        (200, "[]"),
        (200, r#"{"enabled":"secret-value"}"#),
        (400, "<h1>Bad</h1>"),
        (401, "null"),
        (429, "{"),
        (500, r#"{"messages":{"text":"secret-value"}}"#),
    ] {
        let error = call(&Stub::new(status, body)).await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(
            !shown.contains("secret-value") && !shown.contains("<h"),
            "{shown}"
        );
        let Error::Unexpected(unexpected) = error else {
            panic!("{status} {body}: {error:?}")
        };
        assert_eq!(
            (unexpected.status().as_u16(), &unexpected.body()[..]),
            (status, body.as_bytes())
        );
    }
    let html = Stub {
        headers: &[("Content-Type", "text/html")],
        ..Stub::new(500, "<h1>Bad Gateway</h1>")
    };
    assert!(matches!(
        call(&html).await.unwrap_err(),
        Error::Unexpected(_)
    ));
}

#[tokio::test]
async fn values_that_the_document_does_not_list_survive_and_nulls_too() {
    let body = r#"{"messages":[
        {"locale":null,"localeOrigin":"USER_PROFILE","text":"a"},
        {"localeOrigin":null},
        {"localeOrigin":"REQUEST"},
        {}
    ],"added":"later"}"#;
    let SetMfaOktaConfigError::BadRequest(dto) = refused(&Stub::new(400, body)).await else {
        panic!()
    };
    let origins: Vec<_> = dto
        .messages
        .iter()
        .flatten()
        .map(|message| message.locale_origin.clone())
        .collect();
    let [
        Field::Value(unknown),
        Field::Null,
        Field::Value(LocaleOrigin::Request),
        Field::Absent,
    ] = &origins[..]
    else {
        panic!("{origins:?}")
    };
    assert!(matches!(unknown, LocaleOrigin::Unknown(_)));
    assert_eq!(unknown.as_str(), "USER_PROFILE");
    assert_same(
        &dto.messages,
        &serde_json::from_str::<Value>(body).unwrap()["messages"].to_string(),
    );
    assert_eq!(
        LocaleOrigin::from("REQUEST".to_owned()),
        LocaleOrigin::Request
    );
}

#[tokio::test]
async fn a_connection_that_drops_is_a_transport_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let partly = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"host\":";
        for answer in [&b""[..], b"HTTP/1.1 200", partly] {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await.unwrap();
            stream.write_all(answer).await.unwrap();
        }
    });
    for _ in 0..3 {
        let error = client(address)
            .set_mfa_okta_config(MfaOktaConfig::default())
            .await
            .unwrap_err();
        assert!(
            matches!(error, Error::Transport(_)) && !error.is_connect(),
            "{error:?}"
        );
    }
    // The listener is gone now.
    let error = client(address)
        .set_mfa_okta_config(MfaOktaConfig::default())
        .await
        .unwrap_err();
    assert!(error.is_connect(), "{error:?}");
}

#[tokio::test]
async fn a_slow_answer_is_a_timeout_of_the_call_or_of_the_client() {
    let stub = Stub {
        delay: Duration::from_secs(20),
        ..Stub::new(200, SAVED)
    };
    let client = stub.client().await;
    let call = client
        .set_mfa_okta_config(MfaOktaConfig::default())
        .timeout(Duration::from_millis(50));
    let error = call.await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = Config::default().timeout(Duration::from_millis(50));
    let client =
        Client::with_config(format!("http://{}", listener.local_addr().unwrap()), config).unwrap();
    let client = client.with_user_auth(OAuth2::token("the-token"));
    let error = client
        .set_mfa_okta_config(MfaOktaConfig::default())
        .await
        .unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn absent_null_and_a_value_are_three_things_on_the_wire() {
    for (host, sent) in [
        (Field::Absent, json!({ "enabled": false })),
        (Field::Null, json!({ "enabled": false, "host": null })),
        (
            Field::Value("h".to_owned()),
            json!({ "enabled": false, "host": "h" }),
        ),
    ] {
        let stub = Stub::new(200, "{}");
        let config = MfaOktaConfig {
            host: host.clone(),
            ..MfaOktaConfig::default()
        };
        let saved = stub
            .client()
            .await
            .set_mfa_okta_config(config.clone())
            .await
            .unwrap();
        assert_eq!(saved.into_inner(), MfaOktaConfig::default());
        let request = stub.request();
        assert_eq!(
            serde_json::from_slice::<Value>(&request.body).unwrap(),
            sent
        );
        assert_eq!(
            serde_json::from_value::<MfaOktaConfig>(sent).unwrap(),
            config
        );
    }
}

#[tokio::test]
async fn the_request_is_what_the_document_says() {
    let stub = Stub::new(200, SAVED);
    let config = MfaOktaConfig {
        access_key: Secret::from("the-access-key").into(),
        ..MfaOktaConfig::default()
    };
    stub.client()
        .await
        .set_mfa_okta_config(config)
        .header("X-Request", "7")
        .await
        .unwrap();
    let request = stub.request();
    assert_eq!(request.line, "PUT /beta/mfa/okta-verify/config");
    for (name, value) in [
        ("authorization", "Bearer the-token"),
        ("content-type", "application/json"),
        ("accept", "application/json"),
        ("x-request", "7"),
    ] {
        assert_eq!(
            request.headers.get(name).map(http::HeaderValue::as_bytes),
            Some(value.as_bytes()),
            "{name}"
        );
    }
    assert_eq!(
        &request.body[..],
        br#"{"enabled":false,"accessKey":"the-access-key"}"#
    );
}

#[test]
fn nothing_shows_the_access_key() {
    let key = "qw123Y3QlA5UqocYpdU3rEkzrK2D497y";
    let config = MfaOktaConfig {
        access_key: Secret::from(key).into(),
        ..MfaOktaConfig::default()
    };
    let request = okta_mfa::operations::SetMfaOktaConfigRequest::from(config.clone());
    let client = Client::new("http://localhost")
        .unwrap()
        .with_user_auth(OAuth2::token(key));
    let call = client.set_mfa_okta_config(config.clone());
    for shown in [
        format!("{config:?}"),
        format!("{config:#?}"),
        format!("{request:?}"),
        format!("{client:?}"),
        format!("{call:?}"),
    ] {
        assert!(!shown.contains(key), "{shown}");
    }
    assert!(serde_json::to_string(&config).unwrap().contains(key));
}

#[test]
fn an_error_of_a_call_is_small_and_says_what_happened() {
    assert!(size_of::<CallError>() <= 64);
    let error = SetMfaOktaConfigError::Forbidden(ErrorResponseDto::default());
    assert_eq!(error.to_string(), "403 Forbidden");
    let _: &dyn std::error::Error = &error;
}
