//! Drives generated code with values of its document: client, router, client, in one process.
//!
//! Knows the runtime, and JSON. Must not know schemas: values come ready, in a [`plan`]; whether what was written
//! is valid is decided by whoever reads the observations. Used by `cargo xtask prove` alone.

mod bench;
mod desk;
mod frames;
mod parts;
pub mod plan;
mod read;

pub use bench::{Bench, Proof, Taken};
pub use desk::{Desk, Everyone};
pub use parts::{Parts, Shown, no_media};
pub use read::{Reader, Types, read, read_checked, read_main, unread};

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

/// A document: its name, and what was generated for it.
pub type Document = (
    &'static str,
    fn() -> Result<Proof, oas_runtime::v1::client::BuildError>,
);

/// Proves one document: `PLAN SEEN NAME SKIP` are the file with its plan, the file that what was seen is written
/// to, line by line, which of `documents` it is, and how many of its operations are left out.
pub fn main(documents: &[Document]) -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let [plan, seen, name, skip] = args.as_slice() else {
        eprintln!("usage: prove PLAN SEEN NAME SKIP");
        return ExitCode::from(2);
    };
    let document = documents.iter().find(|(other, _)| other == name);
    let proved = match (document, skip.parse()) {
        (Some((_, proof)), Ok(skip)) => prove(*proof, Path::new(plan), Path::new(seen), skip),
        _ => Err(io::Error::other("no such document")),
    };
    match proved {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: {error}");
            ExitCode::from(2)
        }
    }
}

fn prove(
    proof: fn() -> Result<Proof, oas_runtime::v1::client::BuildError>,
    plan: &Path,
    seen: &Path,
    skip: usize,
) -> io::Result<()> {
    let plan: Vec<plan::Operation> = serde_json::from_slice(&fs::read(plan)?)?;
    let mut out = fs::File::create(seen)?;
    let proof = proof().map_err(io::Error::other)?;
    proof.run(plan.get(skip..).unwrap_or_default(), |seen| {
        let mut line = serde_json::to_vec(seen)?;
        line.push(b'\n');
        out.write_all(&line)
    })
}
