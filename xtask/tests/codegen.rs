//! `cargo xtask codegen --check` on this repository.

use std::process::Command;

fn xtask(args: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(args)
        .output()
        .unwrap()
}

#[test]
fn generated_code_is_current() {
    let output = xtask(&["codegen", "--check"]);
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{text}");
}

#[test]
fn an_unknown_api_is_wrong_usage() {
    let output = xtask(&["codegen", "--check", "nothing-like-this"]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(
        text.contains("specs/nothing-like-this/openapi.yaml"),
        "{text}"
    );
}
