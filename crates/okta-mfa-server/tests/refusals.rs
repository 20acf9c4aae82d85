//! Every refusal over real HTTP: its status, and a body that the page documents.

mod support;

use serde_json::{Value, json};
use support::{Answer, EXAMPLE, PATH, Server, token, token_with};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

const JSON: &str = "Content-Type: application/json\r\n";

fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\n{JSON}")
}

/// Asserts the shape of a 400; returns the sentences of its causes.
fn bad_request(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 400, "{answer:?}");
    let body = answer.json_as_tracked("");
    let keys: Vec<_> = body
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert!(
        keys.iter()
            .all(|key| ["detailCode", "trackingId", "messages", "causes"].contains(key)),
        "{body}"
    );
    assert!(
        body["detailCode"].as_str().unwrap().starts_with("400."),
        "{body}"
    );
    assert_eq!(body["messages"].as_array().unwrap().len(), 1, "{body}");
    let messages = body["messages"]
        .as_array()
        .unwrap()
        .iter()
        .chain(body["causes"].as_array().unwrap());
    for message in messages {
        assert_eq!(
            (&message["locale"], &message["localeOrigin"]),
            (&json!("en-US"), &json!("DEFAULT"))
        );
    }
    let causes = body["causes"].as_array().unwrap().iter();
    causes
        .map(|cause| cause["text"].as_str().unwrap().to_owned())
        .collect()
}

fn unauthorized(answer: &Answer) -> String {
    assert_eq!(answer.status, 401, "{answer:?}");
    assert!(
        answer
            .header("www-authenticate")
            .unwrap()
            .starts_with("Bearer"),
        "{answer:?}"
    );
    let body = answer.json();
    assert_eq!(body.as_object().unwrap().len(), 1, "{body}");
    body["error"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn without_a_token_the_answer_is_401() {
    let server = Server::start(&[]).await;
    for head in [
        String::new(),
        "Authorization: \r\n".to_owned(),
        "Authorization: Bearer\r\n".to_owned(),
        "Authorization: Bearer \r\n".to_owned(),
        "Authorization: Basic dXNlcjpwYXNz\r\n".to_owned(),
        format!("Authorization: {}\r\n", token("acme", "ann")),
        format!("X-Authorization: Bearer {}\r\n", token("acme", "ann")),
    ] {
        let answer = server
            .send("PUT", PATH, &format!("{head}{JSON}"), EXAMPLE.as_bytes())
            .await;
        let error = unauthorized(&answer);
        assert!(
            error.starts_with("JWT validation failed: "),
            "{head}: {error}"
        );
    }
}

#[tokio::test]
async fn an_expired_token_is_answered_in_the_words_of_the_page() {
    let server = Server::start(&[]).await;
    let answer = server
        .put(&token_with(|token| token.expires_in = -60), EXAMPLE)
        .await;
    assert_eq!(answer.status, 401);
    assert_eq!(
        answer.json(),
        json!({ "error": "JWT validation failed: JWT is expired" })
    );
}

#[tokio::test]
async fn a_token_that_is_not_accepted_is_answered_with_401() {
    let server = Server::start(&["--jwt-issuer", "https://issuer", "--tenant-claim", "org"]).await;
    let good = token_with(|token| {
        token.jwt_issuer = Some("https://issuer".into());
        token.tenant_claim = "org".into();
    });
    assert_eq!(server.put(&good, EXAMPLE).await.status, 200);
    for wrong in [
        "not.a.token".to_owned(),
        good[..good.len() - 4].to_owned(),
        token_with(|token| token.tenant_claim = "org".into()),
        token_with(|token| token.jwt_issuer = Some("https://issuer".into())),
        token_with(|token| {
            token.jwt_secret = Some("a secret that the server does not have".into())
        }),
    ] {
        let error = unauthorized(&server.put(&wrong, EXAMPLE).await);
        assert!(!error.contains(&wrong), "{error}");
    }
}

#[tokio::test]
async fn a_token_without_the_scope_is_answered_as_in_the_example() {
    let server = Server::start(&[]).await;
    for scope in [
        "",
        "idn:mfa-configuration:read",
        "idn:mfa-configuration:manage:x",
        "other",
    ] {
        let answer = server
            .put(&token_with(|token| token.scope = scope.into()), EXAMPLE)
            .await;
        assert_eq!(answer.status, 403, "{scope}");
        let example = json!({
            "detailCode": "403 Forbidden",
            "trackingId": "b21b1f7ce4da4d639f2c62a57171b427",
            "messages": [{
                "locale": "en-US",
                "localeOrigin": "DEFAULT",
                "text": "The server understood the request but refuses to authorize it."
            }]
        });
        assert_eq!(
            answer.json_as_tracked("b21b1f7ce4da4d639f2c62a57171b427"),
            example
        );
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_answered_with_400() {
    let server = Server::start(&[]).await;
    let token = token("acme", "ann");
    for body in [
        "",
        " ",
        "{",
        "{\"host\":}",
        "null",
        "[]",
        "7",
        "\"text\"",
        "{} {}",
        "{\"enabled\":\"yes\"}",
        "{\"enabled\":null}",
        "{\"host\":7}",
        "{\"accessKey\":{\"secret-value\":1}}",
        "{\"host\":\"\\ud800\"}",
    ] {
        let answer = server.put(&token, body).await;
        bad_request(&answer);
        assert!(!answer.body.contains("secret-value"), "{answer:?}");
    }
    let invalid_utf8 = server
        .send("PUT", PATH, &bearer(&token), b"{\"host\":\"\xff\"}")
        .await;
    bad_request(&invalid_utf8);
    let deep = format!("{{\"x\":{}{}}}", "[".repeat(20_000), "]".repeat(20_000));
    // What the document does not declare is ignored, however deep it is.
    assert_eq!(server.put(&token, deep).await.status, 200);
}

#[tokio::test]
async fn another_media_type_is_answered_with_400() {
    let server = Server::start(&[]).await;
    let token = token("acme", "ann");
    for media_type in [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "x",
    ] {
        let head = format!("Authorization: Bearer {token}\r\nContent-Type: {media_type}\r\n");
        bad_request(&server.send("PUT", PATH, &head, EXAMPLE.as_bytes()).await);
    }
    for media_type in ["application/json; charset=utf-8", "APPLICATION/JSON"] {
        let head = format!("Authorization: Bearer {token}\r\nContent-Type: {media_type}\r\n");
        assert_eq!(
            server
                .send("PUT", PATH, &head, EXAMPLE.as_bytes())
                .await
                .status,
            200,
            "{media_type}"
        );
    }
}

#[tokio::test]
async fn too_large_a_body_is_answered_with_400_and_the_limit_itself_is_accepted() {
    let server = Server::start(&["--max-body", "1000"]).await;
    let token = token("acme", "ann");
    let padded = |length: usize| format!("{{}}{}", " ".repeat(length - 2));
    assert_eq!(server.put(&token, padded(1000)).await.status, 200);
    for length in [1001, 20_000] {
        bad_request(&server.put(&token, padded(length)).await);
    }
    let chunked = format!(
        "PUT {PATH} HTTP/1.1\r\nHost: test\r\n{}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n{}0\r\n\r\n",
        bearer(&token),
        format!("1f4\r\n{}\r\n", " ".repeat(500)).repeat(3),
    );
    bad_request(&server.raw(chunked.as_bytes()).await);
}

#[tokio::test]
async fn too_large_a_head_is_answered_with_400() {
    let server = Server::start(&["--max-head", "2000"]).await;
    let head = format!(
        "{}X-Padding: {}\r\n",
        bearer(&token("acme", "ann")),
        "x".repeat(2000)
    );
    bad_request(&server.send("PUT", PATH, &head, EXAMPLE.as_bytes()).await);
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_answered_with_400() {
    let server = Server::start(&["--body-timeout", "1"]).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = format!(
        "PUT {PATH} HTTP/1.1\r\nHost: test\r\n{}Content-Length: 100\r\nConnection: close\r\n\r\n{{",
        bearer(&token("acme", "ann"))
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    bad_request(&Answer::read(&mut stream).await);
}

#[tokio::test]
async fn every_rule_that_is_broken_is_a_cause() {
    let server = Server::start(&[]).await;
    let token = token("acme", "ann");
    for (body, causes) in [
        (json!({ "mfaMethod": "duo-web" }), &["mfaMethod"][..]),
        (json!({ "mfaMethod": "" }), &["mfaMethod"]),
        (json!({ "host": "https://example.com" }), &["host"]),
        (json!({ "host": "a_b" }), &["host"]),
        (json!({ "accessKey": "" }), &["accessKey"]),
        (
            json!({ "mfaMethod": "x", "host": "", "accessKey": "a\nb", "identityAttribute": "" }),
            &["mfaMethod", "host", "accessKey", "identityAttribute"],
        ),
    ] {
        let answer = server.put(&token, body.to_string()).await;
        let found = bad_request(&answer);
        let names: Vec<_> = found
            .iter()
            .map(|cause| cause.split(' ').next().unwrap())
            .collect();
        assert_eq!(names, causes, "{body}");
        let answer = answer.json();
        assert_eq!(answer["detailCode"], "400.1 Bad Request Content");
        assert_eq!(
            answer["messages"][0]["text"],
            "The request was syntactically correct but its content is semantically invalid."
        );
    }
    for body in [
        json!({}),
        json!({ "mfaMethod": null, "host": "192.0.2.1" }),
        json!({ "host": "2001:db8::1", "more": 1 }),
    ] {
        assert_eq!(
            server.put(&token, body.to_string()).await.status,
            200,
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_subject_that_asks_too_often_is_answered_with_429() {
    let server = Server::start(&["--subject-limit", "2/1h"]).await;
    let ann = token("acme", "ann");
    for _ in 0..2 {
        assert_eq!(server.put(&ann, EXAMPLE).await.status, 200);
    }
    let answer = server.put(&ann, EXAMPLE).await;
    assert_eq!(answer.status, 429);
    assert_eq!(answer.json(), json!({ "message": " Rate Limit Exceeded " }));
    let seconds: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1795..=1800).contains(&seconds), "{seconds}");
    // Another subject, and the same name in another tenant, are counted apart.
    assert_eq!(server.put(&token("acme", "bob"), EXAMPLE).await.status, 200);
    assert_eq!(
        server.put(&token("other", "ann"), EXAMPLE).await.status,
        200
    );
    // What is wrong with the request does not matter any more, nor is it free before.
    assert_eq!(server.put(&ann, "{").await.status, 429);
    let eve = token("acme", "eve");
    assert_eq!(server.put(&eve, "{").await.status, 400);
    assert_eq!(server.put(&eve, "{").await.status, 400);
    assert_eq!(server.put(&eve, "{").await.status, 429);
}

#[tokio::test]
async fn an_address_that_asks_too_often_is_answered_with_429_before_its_token_is_looked_at() {
    let server = Server::start(&["--address-limit", "3/1h", "--trusted-proxies", "1"]).await;
    let from = |address: &str| format!("X-Forwarded-For: {address}\r\n{JSON}");
    for _ in 0..3 {
        unauthorized(&server.send("PUT", PATH, &from("198.51.100.1"), b"{}").await);
    }
    let answer = server.send("PUT", PATH, &from("198.51.100.1"), b"{}").await;
    assert_eq!(
        (answer.status, answer.json()),
        (429, json!({ "message": " Rate Limit Exceeded " }))
    );
    assert!(
        answer
            .header("retry-after")
            .unwrap()
            .parse::<u64>()
            .unwrap()
            > 1000
    );
    unauthorized(&server.send("PUT", PATH, &from("198.51.100.2"), b"{}").await);
    unauthorized(
        &server
            .send("PUT", PATH, &from("203.0.113.9, 198.51.100.3"), b"{}")
            .await,
    );
}

#[tokio::test]
async fn paths_and_methods_that_are_not_of_the_api_are_refused_in_its_shape() {
    let server = Server::start(&[]).await;
    for path in [
        "/",
        "/beta",
        "/mfa/okta-verify/config",
        "/beta/mfa/okta-verify",
        "/beta/mfa/duo-web/config",
        "/%00",
    ] {
        let answer = server
            .send(
                "PUT",
                path,
                &bearer(&token("acme", "ann")),
                EXAMPLE.as_bytes(),
            )
            .await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.json()["detailCode"], "404 Not Found", "{path}");
    }
    for method in ["GET", "POST", "PATCH", "DELETE", "BREW"] {
        let answer = server
            .send(
                method,
                PATH,
                &bearer(&token("acme", "ann")),
                EXAMPLE.as_bytes(),
            )
            .await;
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.header("allow"), Some("PUT"), "{method}");
        assert_eq!(
            answer.json()["detailCode"],
            "405 Method Not Allowed",
            "{method}"
        );
    }
}

#[tokio::test]
async fn a_failure_of_the_database_is_answered_as_in_the_example() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.sqlite3");
    let server = Server::start(&["--database", path.to_str().unwrap()]).await;
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch("DROP TABLE okta_config")
        .unwrap();
    let answer = server.put(&token("acme", "ann"), EXAMPLE).await;
    assert_eq!(answer.status, 500);
    let example = json!({
        "detailCode": "500.0 Internal Fault",
        "trackingId": "b21b1f7ce4da4d639f2c62a57171b427",
        "messages": [{ "locale": "en-US", "localeOrigin": "DEFAULT", "text": "An internal fault occurred." }]
    });
    assert_eq!(
        answer.json_as_tracked("b21b1f7ce4da4d639f2c62a57171b427"),
        example
    );
}

#[tokio::test]
async fn refusals_of_requests_with_large_bodies_reach_their_callers() {
    let server = Server::start(&[]).await;
    let body = vec![b' '; 300_000];
    for _ in 0..5 {
        unauthorized(&server.send("PUT", PATH, JSON, &body).await);
        bad_request(
            &server
                .send("PUT", PATH, &bearer(&token("acme", "ann")), &body)
                .await,
        );
    }
}

#[tokio::test]
async fn each_error_has_a_tracking_id_of_its_own() {
    let server = Server::start(&[]).await;
    let token = token("acme", "ann");
    let mut ids = std::collections::BTreeSet::new();
    for _ in 0..10 {
        let Value::String(id) = server.put(&token, "{").await.json()["trackingId"].take() else {
            panic!("no id")
        };
        ids.insert(id);
    }
    assert_eq!(ids.len(), 10);
}
