//! A server on a socket of its own, tokens for it, and requests written out byte by byte.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::net::SocketAddr;

use okta_mfa_server::settings::{self, Settings, TokenRequest};
use okta_mfa_server::{app, keys, serve};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The secret of the servers under test.
pub const SECRET: &str = "the secret of the servers under test";
/// The path of the one operation.
pub const PATH: &str = "/beta/mfa/okta-verify/config";
/// The example of the page for a request.
pub const EXAMPLE: &str = r#"{
  "mfaMethod": "okta-verify",
  "enabled": true,
  "host": "example.com",
  "accessKey": "qw123Y3QlA5UqocYpdU3rEkzrK2D497y",
  "identityAttribute": "email"
}"#;

/// A running server.
pub struct Server {
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    done: JoinHandle<()>,
}

/// Settings from arguments, in memory unless they say otherwise.
pub fn settings(args: &[&str]) -> Settings {
    let memory = ["--database", ":memory:"];
    let memory = if args.contains(&"--database") {
        &[][..]
    } else {
        &memory[..]
    };
    let mut settings = settings::from_args(args.iter().chain(memory).copied()).unwrap();
    settings.jwt_secret = Some(SECRET.into());
    settings
}

impl Server {
    /// Starts a server with these arguments.
    pub async fn start(args: &[&str]) -> Self {
        let settings = settings(args);
        let router = app(&settings).unwrap();
        Self::serve(router, settings).await
    }

    /// Serves any router in the way of the server.
    pub async fn serve(router: axum::Router, settings: Settings) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let done = tokio::spawn(async move {
            let stopped = async { stopped.await.unwrap_or(()) };
            serve::run(listener, router, &settings, stopped).await;
        });
        Self {
            address,
            stop,
            done,
        }
    }

    /// The base URL of the API.
    pub fn url(&self) -> String {
        format!("http://{}/beta", self.address)
    }

    /// Asks the server to stop; the handle ends when it has.
    pub fn stop(self) -> JoinHandle<()> {
        self.stop.send(()).unwrap();
        self.done
    }

    /// Sends a `PUT` of a body with a token.
    pub async fn put(&self, token: &str, body: impl Into<String>) -> Answer {
        let head = format!("Authorization: Bearer {token}\r\nContent-Type: application/json\r\n");
        self.send("PUT", PATH, &head, body.into().as_bytes()).await
    }

    /// Sends a request with these header lines.
    pub async fn send(&self, method: &str, path: &str, head: &str, body: &[u8]) -> Answer {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: test\r\n{head}Content-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        self.raw(&[head.as_bytes(), body].concat()).await
    }

    /// Sends bytes and reads what comes until the connection is closed.
    pub async fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        // The server may answer and close before everything is written.
        let _ = stream.write_all(bytes).await;
        Answer::read(&mut stream).await
    }
}

/// A response as it stood on the wire.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// Reads one response of a connection that is closed after it.
    pub async fn read(stream: &mut TcpStream) -> Self {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text
            .split_once("\r\n\r\n")
            .unwrap_or_else(|| panic!("no response: {text:?}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self {
            status,
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        assert_eq!(
            self.header("content-type"),
            Some("application/json"),
            "{self:?}"
        );
        serde_json::from_str(&self.body).unwrap()
    }

    /// The body as JSON, its tracking id replaced by that of the page's example.
    pub fn json_as_tracked(&self, tracking_id: &str) -> Value {
        let mut body = self.json();
        let found = body["trackingId"]
            .as_str()
            .unwrap_or_else(|| panic!("{self:?}"));
        assert!(
            found.len() == 32 && found.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{found}"
        );
        body["trackingId"] = tracking_id.into();
        body
    }
}

/// A token with the scope of the API.
pub fn token(tenant: &str, subject: &str) -> String {
    token_with(|request| {
        request.tenant = tenant.to_owned();
        request.subject = subject.to_owned();
    })
}

/// A token that differs from a good one.
pub fn token_with(change: impl FnOnce(&mut TokenRequest)) -> String {
    let mut request = TokenRequest {
        tenant: "acme".to_owned(),
        subject: "ann".to_owned(),
        scope: "idn:mfa-configuration:manage".to_owned(),
        expires_in: 60,
        jwt_issuer: None,
        jwt_audience: None,
        tenant_claim: settings::DEFAULT_TENANT_CLAIM.to_owned(),
        jwt_secret_file: None,
        jwt_secret: Some(SECRET.into()),
    };
    change(&mut request);
    keys::issue(&request).unwrap()
}
