//! What is logged, and what never is. In a file of its own: the log belongs to the process.

mod support;

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use okta_mfa_server::logging;
use support::{EXAMPLE, PATH, Server, token};
use tracing_subscriber::fmt::MakeWriter;

const KEY: &str = "qw123Y3QlA5UqocYpdU3rEkzrK2D497y";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(
            self.0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
        )
        .unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn a_request_is_logged_with_its_tracking_id_and_without_the_access_key_or_the_token() {
    let log = Log::default();
    let settings = support::settings(&["--log", "trace", "--log-format", "json"]);
    let subscriber = logging::subscriber(&settings, log.clone()).unwrap();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    logging::log_panics();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.sqlite3");
    let server = Server::start(&[
        "--database",
        path.to_str().unwrap(),
        "--subject-limit",
        "off",
    ])
    .await;
    let token = token("acme", "ann");
    let json = format!("Authorization: Bearer {token}\r\nContent-Type: application/json\r\n");

    let mut answers = vec![
        server.put(&token, EXAMPLE).await,
        server
            .put(&token, EXAMPLE.replace("okta-verify", KEY))
            .await,
        server
            .put(
                &token,
                EXAMPLE.replace("example.com", &format!("https://{KEY}")),
            )
            .await,
        server
            .put(&token, format!("{{\"accessKey\":\"{KEY}\""))
            .await,
        server
            .put(&token, format!("{{\"accessKey\":[\"{KEY}\"]}}"))
            .await,
        server
            .put(&token, format!("{{\"enabled\":\"{KEY}\"}}"))
            .await,
        server.put(KEY, EXAMPLE).await,
        server
            .send("PUT", &format!("/beta/{KEY}"), &json, EXAMPLE.as_bytes())
            .await,
        server
            .send(
                "PUT",
                &format!("{PATH}?key={KEY}"),
                &json,
                EXAMPLE.as_bytes(),
            )
            .await,
        server.send(KEY, PATH, &json, EXAMPLE.as_bytes()).await,
        server
            .send("PUT", PATH, &format!("{json}X-Key: {KEY}\r\n"), b"{}")
            .await,
        server
            .send(
                "PUT",
                PATH,
                &json.replace("application/json", KEY),
                EXAMPLE.as_bytes(),
            )
            .await,
    ];
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch("DROP TABLE okta_config")
        .unwrap();
    answers.push(server.put(&token, EXAMPLE).await);
    assert_eq!(answers.last().unwrap().status, 500);

    // From here on, what fails is for people to read again.
    drop(std::panic::take_hook());
    let text = log.text();
    for answer in &answers {
        assert!(
            !answer.body.contains(KEY) && !answer.head.contains(KEY),
            "{answer:?}"
        );
        if let Some(id) =
            serde_json::from_str::<serde_json::Value>(&answer.body).unwrap()["trackingId"].as_str()
        {
            assert!(text.contains(id), "{answer:?}");
        }
    }
    assert!(!text.contains(KEY), "{text}");
    assert!(!text.contains(&token), "{text}");
    let lines: Vec<_> = text
        .lines()
        .filter(|line| line.contains("\"answered\""))
        .collect();
    assert_eq!(lines.len(), answers.len(), "{text}");
    let first: serde_json::Value = serde_json::from_str(lines[0]).unwrap();
    assert_eq!(first["fields"]["status"], 200);
    let span = &first["span"];
    assert_eq!(
        (&span["method"], &span["path"]),
        (&"PUT".into(), &PATH.into()),
        "{first}"
    );
    assert_eq!(
        (&span["tenant"], &span["subject"]),
        (&"acme".into(), &"ann".into()),
        "{first}"
    );
    assert_eq!(
        span["tracking_id"].as_str().map(str::len),
        Some(32),
        "{first}"
    );
    assert!(
        text.contains("no such table"),
        "the cause of a 500 is in the log: {text}"
    );
}
