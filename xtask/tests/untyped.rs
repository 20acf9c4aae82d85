//! Every type of `specs/cases`, compiled into one program: it takes the values that its schema allows, and none of
//! another kind.

use std::error::Error;
use std::path::Path;
use std::process::Command;

#[test]
fn every_type_takes_what_its_schema_allows() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("untyped");
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["untyped", "specs/cases", "--check", "--together", "--work"])
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
