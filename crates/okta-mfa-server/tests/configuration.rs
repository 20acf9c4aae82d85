//! What a `PUT` leaves behind, over real HTTP.

mod support;

use std::time::Duration;

use serde_json::{Value, json};
use support::{EXAMPLE, PATH, Server, token};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

const KEY: &str = "d-the-access-key-of-acme-Y";

async fn put(server: &Server, tenant: &str, body: Value) -> Value {
    let answer = server.put(&token(tenant, "ann"), body.to_string()).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

#[tokio::test]
async fn the_example_of_the_page_is_answered_with_its_key_masked() {
    let server = Server::start(&[]).await;
    let answer = server.put(&token("acme", "ann"), EXAMPLE).await;
    assert_eq!(answer.status, 200);
    let mut expected: Value = serde_json::from_str(EXAMPLE).unwrap();
    expected["accessKey"] = "q******y".into();
    assert_eq!(answer.json(), expected);
    let second = json!({
        "mfaMethod": "okta-verify", "enabled": true, "host": "www.example.com",
        "accessKey": KEY, "identityAttribute": "email"
    });
    let mut expected = second.clone();
    expected["accessKey"] = "d******Y".into();
    assert_eq!(put(&server, "acme", second).await, expected);
}

#[tokio::test]
async fn put_replaces_everything_but_the_key() {
    let server = Server::start(&[]).await;
    let full = json!({ "enabled": true, "host": "example.com", "accessKey": KEY, "identityAttribute": "email" });
    for rest in [
        json!({}),
        json!({ "host": null, "identityAttribute": null, "mfaMethod": null }),
    ] {
        put(&server, "acme", full.clone()).await;
        let expected = json!({
            "mfaMethod": "okta-verify", "enabled": false, "host": null,
            "accessKey": "d******Y", "identityAttribute": null
        });
        assert_eq!(put(&server, "acme", rest).await, expected);
    }
}

#[tokio::test]
async fn the_key_is_kept_replaced_or_cleared() {
    let server = Server::start(&[]).await;
    let shown = async |body: Value| put(&server, "acme", body).await["accessKey"].clone();
    assert_eq!(shown(json!({})).await, Value::Null);
    assert_eq!(shown(json!({ "accessKey": KEY })).await, "d******Y");
    assert_eq!(shown(json!({ "accessKey": "d******Y" })).await, "d******Y");
    assert_eq!(shown(json!({})).await, "d******Y");
    // Of the form of a mask, but not that of the stored key: a new key (of 8 characters, shown as such).
    assert_eq!(shown(json!({ "accessKey": "a******b" })).await, "********");
    assert_eq!(shown(json!({ "accessKey": "short" })).await, "********");
    assert_eq!(shown(json!({ "accessKey": "********" })).await, "********");
    assert_eq!(shown(json!({ "accessKey": null })).await, Value::Null);
    // Nothing is stored now, so the old mask is a key like any other.
    assert_eq!(shown(json!({ "accessKey": "d******Y" })).await, "********");
}

#[tokio::test]
async fn the_key_that_was_kept_is_the_whole_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.sqlite3");
    let server = Server::start(&["--database", path.to_str().unwrap()]).await;
    put(&server, "acme", json!({ "accessKey": KEY })).await;
    put(
        &server,
        "acme",
        json!({ "accessKey": "d******Y", "host": "example.com" }),
    )
    .await;
    put(&server, "acme", json!({})).await;
    let database = rusqlite::Connection::open(&path).unwrap();
    let stored = || -> Option<String> {
        database
            .query_row(
                "SELECT access_key FROM okta_config WHERE tenant = 'acme'",
                [],
                |row| row.get(0),
            )
            .unwrap()
    };
    assert_eq!(stored().as_deref(), Some(KEY));
    put(&server, "acme", json!({ "accessKey": null })).await;
    assert_eq!(stored(), None);
}

#[tokio::test]
async fn a_configuration_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.sqlite3");
    let args = ["--database", path.to_str().unwrap()];
    let first = Server::start(&args).await;
    put(&first, "acme", json!({ "accessKey": KEY })).await;
    first.stop().await.unwrap();
    let second = Server::start(&args).await;
    assert_eq!(
        put(&second, "acme", json!({})).await["accessKey"],
        "d******Y"
    );
}

#[tokio::test]
async fn tenants_are_told_apart_by_the_token_and_by_nothing_else() {
    let server = Server::start(&[]).await;
    put(&server, "acme", json!({ "accessKey": KEY })).await;
    assert_eq!(
        put(&server, "other", json!({})).await["accessKey"],
        Value::Null
    );
    let head = format!(
        "Host: acme.api.identitynow.com\r\nX-Tenant: acme\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n",
        token("other", "ann")
    );
    let answer = server
        .raw(format!("PUT {PATH} HTTP/1.1\r\n{head}\r\n{{}}").as_bytes())
        .await;
    assert_eq!(answer.json()["accessKey"], Value::Null);
    put(&server, "other", json!({ "accessKey": null })).await;
    assert_eq!(
        put(&server, "acme", json!({})).await["accessKey"],
        "d******Y"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn many_requests_at_once_are_all_answered_and_each_is_whole() {
    let server = std::sync::Arc::new(
        Server::start(&["--subject-limit", "off", "--address-limit", "off"]).await,
    );
    let tasks: Vec<_> = (0..64)
        .map(|n| {
            let server = server.clone();
            tokio::spawn(async move {
                let tenant = format!("tenant-{}", n % 4);
                let name = format!("value-{n}");
                let body = json!({ "host": name, "identityAttribute": name, "enabled": true });
                let answer = put(&server, &tenant, body).await;
                assert_eq!(
                    (
                        answer["host"].as_str(),
                        answer["identityAttribute"].as_str()
                    ),
                    (Some(&*name), Some(&*name))
                );
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test]
async fn a_shutdown_lets_the_request_in_flight_finish_and_takes_no_other() {
    let server = Server::start(&[]).await;
    let address = server.address;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "PUT {PATH} HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{{",
        token("acme", "ann")
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let done = server.stop();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!done.is_finished());
    assert!(TcpStream::connect(address).await.is_err());
    stream.write_all(b"}").await.unwrap();
    let answer = support::Answer::read(&mut stream).await;
    assert_eq!(answer.status, 200);
    done.await.unwrap();
}

#[tokio::test]
async fn a_shutdown_does_not_wait_for_idle_connections_nor_for_ever() {
    let server = Server::start(&["--shutdown-timeout", "1"]).await;
    let _idle = TcpStream::connect(server.address).await.unwrap();
    let mut stuck = TcpStream::connect(server.address).await.unwrap();
    let head = format!(
        "PUT {PATH} HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{{",
        token("acme", "ann")
    );
    stuck.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    tokio::time::timeout(Duration::from_secs(5), server.stop())
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn the_health_endpoint_needs_no_token() {
    let server = Server::start(&["--base-path", "/"]).await;
    let answer = server.send("GET", "/health", "", b"").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "ok\n"));
    let head = format!(
        "Authorization: Bearer {}\r\nContent-Type: application/json\r\n",
        token("acme", "ann")
    );
    assert_eq!(
        server
            .send("PUT", "/mfa/okta-verify/config", &head, b"{}")
            .await
            .status,
        200
    );
}
