//! The program itself: its help, its trial token, and how it starts and stops.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Output, Stdio};

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_okta-mfa-server"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("OKTA_MFA_")) {
        command.env_remove(name);
    }
    command
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn run(args: &[&str], secret: Option<&str>) -> Output {
    let mut command = command();
    command.args(args);
    if let Some(secret) = secret {
        command.env("OKTA_MFA_JWT_SECRET", secret);
    }
    command.output().unwrap()
}

#[test]
fn help_names_every_variable_and_teaches_how_to_try_it() {
    let output = run(&["--help"], Some("a secret that help must not repeat"));
    let help = text(&output.stdout);
    for part in [
        "OKTA_MFA_LISTEN",
        "OKTA_MFA_DATABASE",
        "OKTA_MFA_JWT_SECRET=",
        "curl -X PUT",
        "/health",
    ] {
        assert!(help.contains(part), "{part}: {help}");
    }
    assert!(output.status.success() && !help.contains("must not repeat"));
}

#[test]
fn what_is_missing_or_wrong_is_said_and_the_status_is_not_0() {
    for (args, secret, said) in [
        (
            &["--listen", "0.0.0.0:0", "--database", ":memory:"][..],
            None,
            "no key to verify tokens with",
        ),
        (&["--database", ":memory:"], Some("short"), "at least 32"),
        (&["--jwt-algorithm", "rs256"], None, "--jwt-public-key-file"),
        (
            &["--database", "/no/such/folder/db"],
            None,
            "/no/such/folder/db",
        ),
        (&["--address-limit", "x"], None, "100/10s"),
        (&["--log", "="], None, "log filter"),
        (&["token"], None, "no key"),
    ] {
        let output = run(args, secret);
        assert!(!output.status.success(), "{args:?}");
        assert!(
            text(&output.stderr).contains(said),
            "{args:?}: {}",
            text(&output.stderr)
        );
        assert!(!text(&output.stderr).contains("panicked"), "{args:?}");
    }
}

#[test]
fn the_token_command_prints_a_token_and_nothing_else() {
    let output = run(
        &["token", "--tenant", "other"],
        Some("a secret of more than thirty-two bytes"),
    );
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{output:?}"
    );
    assert_eq!(text(&output.stdout).trim_end().split('.').count(), 3);
}

#[cfg(unix)]
#[test]
fn without_a_key_it_serves_with_the_token_that_it_prints_until_it_is_asked_to_stop() {
    let mut child = command()
        .args(["--listen", "127.0.0.1:0", "--database", ":memory:"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let url = lines
        .find(|line| line.contains("curl -X PUT http://"))
        .unwrap();
    let authorization = lines.find(|line| line.contains("Authorization")).unwrap();
    let authorization = authorization.split('\'').nth(1).unwrap();
    let (address, path) = url
        .split("http://")
        .nth(1)
        .unwrap()
        .split_once('/')
        .unwrap();
    let path = path.trim_end_matches([' ', '\\']);
    let mut stream = TcpStream::connect(address).unwrap();
    let head =
        "Host: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close";
    write!(
        stream,
        "PUT /{path} HTTP/1.1\r\n{authorization}\r\n{head}\r\n\r\n{{}}"
    )
    .unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    assert!(response.starts_with("HTTP/1.1 200 OK"), "{response}");
    assert!(
        Command::new("kill")
            .arg(child.id().to_string())
            .status()
            .unwrap()
            .success()
    );
    assert!(child.wait().unwrap().success());
    assert!(lines.any(|line| line.contains("stopped")));
}
