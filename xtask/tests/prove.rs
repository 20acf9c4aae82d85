//! Every document of `specs/cases`, compiled into one program and proved over HTTP semantics: requests and replies
//! arrive as they were sent.

use std::error::Error;
use std::path::Path;
use std::process::Command;

#[test]
fn every_case_means_what_it_says() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prove");
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["prove", "specs/cases", "--together", "--work"])
        .arg(&work)
        .arg("--report")
        .arg(work.join("report.json"))
        .current_dir(root)
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}\n{errors}");
    Ok(())
}
