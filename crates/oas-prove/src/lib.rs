//! Drives generated code with values of its document: client, router, client, in one process.
//!
//! Knows the runtime, and JSON. Must not know schemas: values come ready, in a [`plan`]; whether what was written
//! is valid is decided by whoever reads the observations. Used by `cargo xtask prove` alone.

mod bench;
mod desk;
mod parts;
pub mod plan;

pub use bench::{Bench, Proof};
pub use desk::{Desk, Everyone};
pub use parts::{Parts, Shown, no_media};

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

/// A document: its name, and what was generated for it.
pub type Document = (
    &'static str,
    fn() -> Result<Proof, oas_runtime::v1::client::BuildError>,
);

/// Proves the documents whose plans are in the folder that the first argument names: `NAME.plan.json` is read,
/// `NAME.seen.json` is written.
pub fn main(documents: &[Document]) -> ExitCode {
    let Some(dir) = env::args_os().nth(1) else {
        eprintln!("usage: prove DIR");
        return ExitCode::from(2);
    };
    for (name, proof) in documents {
        if let Err(error) = prove(Path::new(&dir), name, *proof) {
            eprintln!("{name}: {error}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn prove(
    dir: &Path,
    name: &str,
    proof: fn() -> Result<Proof, oas_runtime::v1::client::BuildError>,
) -> io::Result<()> {
    let text = fs::read(dir.join(format!("{name}.plan.json")))?;
    let plan: Vec<plan::Operation> = serde_json::from_slice(&text)?;
    let proof = proof().map_err(io::Error::other)?;
    let seen = proof.run(&plan)?;
    fs::write(
        dir.join(format!("{name}.seen.json")),
        serde_json::to_vec(&seen)?,
    )
}
