//! Reads values into types, and says which types take them.
//!
//! Knows the runtime, and JSON. Must not know schemas: which values to read comes from a [`plan`](crate::plan).

use std::env;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use oas_runtime::v1 as rt;

use crate::plan::Probe;

/// Reads JSON into a type.
pub type Reader = fn(&[u8]) -> Result<(), String>;

/// A document: its name, and the readers of its types.
pub type Types = (&'static str, fn() -> &'static [Reader]);

/// The reader of a type without rules.
///
/// # Errors
/// Why the type does not take it.
pub fn read<T: rt::FromWire>(json: &[u8]) -> Result<(), String> {
    let value: Result<T, _> = rt::json::read(json);
    value.map(drop).map_err(|error| error.to_string())
}

/// The reader of a type with rules, which are checked.
///
/// # Errors
/// Why the type does not take it.
pub fn read_checked<T: rt::FromWire + rt::Validate>(json: &[u8]) -> Result<(), String> {
    let value: T = rt::json::read(json).map_err(|error| error.to_string())?;
    rt::validate(&value).map_err(|violations| violations.to_string())
}

/// In place of the reader of a type that is never JSON.
///
/// # Errors
/// Always.
pub fn unread(_json: &[u8]) -> Result<(), String> {
    Err("it is not read from JSON".to_owned())
}

/// Reads what a plan says: `PROBES ANSWERS NAME SKIP` are the file with a probe per line, the file that the answers
/// are written to, one per line, which of `documents` it is, and how many probes are left out.
pub fn read_main(documents: &[Types]) -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let [probes, answers, name, skip] = args.as_slice() else {
        eprintln!("usage: read PROBES ANSWERS NAME SKIP");
        return ExitCode::from(2);
    };
    let document = documents.iter().find(|(other, _)| other == name);
    let done = match (document, skip.parse()) {
        (Some((_, readers)), Ok(skip)) => {
            answer(readers(), Path::new(probes), Path::new(answers), skip)
        }
        _ => Err(io::Error::other("no such document")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: {error}");
            ExitCode::from(2)
        }
    }
}

fn answer(readers: &[Reader], probes: &Path, answers: &Path, skip: usize) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(answers)?);
    for line in BufReader::new(File::open(probes)?).lines().skip(skip) {
        let probe: Probe = serde_json::from_str(&line?)?;
        let reader = readers.get(probe.ty).copied().unwrap_or(unread);
        // Where the program ends in the reader, the answers before it are there.
        let read = std::panic::catch_unwind(|| reader(probe.json.as_bytes()));
        let read = read.unwrap_or_else(|_| Err("it panics".to_owned()));
        serde_json::to_writer(&mut out, &read.err())?;
        out.write_all(b"\n")?;
    }
    out.flush()
}
