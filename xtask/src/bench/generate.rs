//! What generating costs: CPU and memory on real and on synthetic documents, threads, growth, and doing nothing.
//!
//! Must not know how processes are measured.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::measure::{self, Plan, Prepare, Samples};
use super::peers::{OAS3_GEN, OPENAPI_TO_RUST};
use super::row::{Row, Spread, Target};
use super::session::{self, Session};
use super::{corpus, nothing, synthetic};
use crate::paths;

const CPU: &str = "CPU from start to exit";
const MEMORY: &str = "Peak memory";
const LINES: &str = "Lines written";

/// A document, and what of openapi-to-rust's CPU and memory it may cost.
struct Document {
    name: &'static str,
    end: &'static str,
    cpu: f64,
    memory: Option<f64>,
}

const GITHUB: &str = "api.github.com.json";

const DOCUMENTS: [Document; 5] = [
    Document {
        name: "GitHub",
        end: GITHUB,
        cpu: 0.5,
        memory: None,
    },
    Document {
        name: "Stripe",
        end: "stripe.com.json",
        cpu: 0.5,
        memory: Some(0.5),
    },
    Document {
        name: "Kubernetes",
        end: "kubernetes.io.json",
        cpu: 0.5,
        memory: Some(0.5),
    },
    Document {
        name: "EC2",
        end: "ec2.json",
        cpu: 0.5,
        memory: Some(0.5),
    },
    Document {
        name: "OpenAI",
        end: "openai-openapi__openapi.yaml",
        cpu: 0.25,
        memory: Some(0.25),
    },
];

/// Operations of the synthetic documents; the last one is as large as Microsoft's, 20 MB.
const SIZES: [usize; 3] = [100, 1_000, 10_000];

/// Measures the part.
///
/// # Errors
/// If something cannot be written.
pub fn run(session: &mut Session) -> io::Result<()> {
    session.note(
        "The release build on one thread, writing models, client and server, where the peer writes models and client. \
         Memory is what the system counts; nothing below the few MiB of the measuring process can be told apart.",
    );
    session.attempt("Okta MFA", okta)?;
    for document in &DOCUMENTS {
        if let Some(path) = session.document(document.end) {
            session.attempt(document.name, |session| compared(session, document, &path))?;
        }
    }
    if let Some(path) = session.document(GITHUB) {
        session.attempt("GitHub, oas3-gen and floor", |session| {
            others(session, &path)
        })?;
        session.attempt("Two threads", |session| threads(session, &path))?;
    }
    session.attempt("Growth", growth)?;
    session.attempt("Nothing changed", nothing::measure)?;
    session.attempt("Whole corpus", corpus::measure)
}

/// The folder that a tool writes into, emptied before each run.
fn out(session: &Session, tool: &str, name: &str) -> PathBuf {
    session.work.join("out").join(format!("{tool}-{name}"))
}

/// One run of ours.
pub fn ours<'a>(session: &'a Session, document: &'a Path, name: &str, threads: u16) -> Prepare<'a> {
    let out = out(session, "ours", name);
    Box::new(move || {
        measure::remove(&out)?;
        Ok(session.ours(document, &out, threads))
    })
}

/// One run of openapi-to-rust.
pub fn theirs<'a>(session: &'a Session, document: &'a Path, name: &str) -> Prepare<'a> {
    let out = out(session, "theirs", name);
    Box::new(move || {
        measure::remove(&out)?;
        Ok(session.peers.openapi_to_rust(document, &out))
    })
}

fn okta(session: &mut Session) -> io::Result<Vec<Row>> {
    let path = paths::root().join("specs/okta-mfa/openapi.yaml");
    let works = [
        ours(session, &path, "okta", 1),
        theirs(session, &path, "okta"),
    ];
    let samples = measure::in_turns(&works, session.plan(3))?;
    let ours = Row::new(CPU, "Okta MFA, one operation", "ms", samples[0].cpu_ms())
        .target(Target::AtMost(10.0))
        .command(&samples[0].shown);
    let both = Row::new(CPU, "Okta MFA beside the peer", "ms", samples[0].cpu_ms())
        .against(OPENAPI_TO_RUST, samples[1].cpu_ms())
        .command(commands(&samples));
    Ok(vec![ours, both])
}

fn compared(session: &mut Session, document: &Document, path: &Path) -> io::Result<Vec<Row>> {
    let works = [
        ours(session, path, document.name, 1),
        theirs(session, path, document.name),
    ];
    let samples = measure::in_turns(&works, session.plan(1))?;
    let mut rows = pair(document.name, &samples, document.cpu, document.memory);
    let lines = |tool| rust_lines(&out(session, tool, document.name));
    let (ours, theirs) = (lines("ours")?, lines("theirs")?);
    let written = Row::new(LINES, document.name, "lines", Spread::exact(ours))
        .against(OPENAPI_TO_RUST, Spread::exact(theirs));
    rows.push(written.command(commands(&samples)));
    Ok(rows)
}

/// The rows for CPU and memory of the first two samples.
fn pair(name: &str, samples: &[Samples], cpu: f64, memory: Option<f64>) -> Vec<Row> {
    let commands = commands(&samples[..2]);
    let time = Row::new(CPU, name, "s", samples[0].cpu())
        .against(OPENAPI_TO_RUST, samples[1].cpu())
        .target(Target::AtMost(cpu))
        .command(&commands);
    let mut space = Row::new(MEMORY, name, "MiB", samples[0].memory())
        .against(OPENAPI_TO_RUST, samples[1].memory())
        .command(&commands);
    space.target = memory.map(Target::AtMost);
    vec![time, space]
}

/// GitHub against oas3-gen, and against the least that reading and printing cost.
fn others(session: &mut Session, path: &Path) -> io::Result<Vec<Row>> {
    let written = out(session, "ours", "GitHub");
    let target = out(session, "oas3-gen", "GitHub");
    let oas3: Prepare = Box::new(|| {
        measure::remove(&target)?;
        Ok(session.peers.oas3_gen(path, &target))
    });
    // Our run comes first: the floor is that of what it wrote.
    let floor: Prepare = Box::new(|| {
        let mut command = std::process::Command::new(session::release("examples/floor"));
        command.arg(path).arg(&written);
        Ok(command)
    });
    let works = [ours(session, path, "GitHub", 1), oas3, floor];
    let samples = measure::in_turns(&works, session.plan(1))?;
    let cpu = |name, peer, other: &Samples, bound| {
        Row::new(CPU, name, "s", samples[0].cpu())
            .against(peer, other.cpu())
            .target(Target::AtMost(bound))
            .command(commands(&[samples[0].clone(), other.clone()]))
    };
    let memory = Row::new(MEMORY, "GitHub beside oas3-gen", "MiB", samples[0].memory())
        .against(OAS3_GEN, samples[1].memory())
        .command(commands(&samples[..2]));
    let mut floor = cpu("GitHub, times the floor", "floor", &samples[2], 1.5).note(FLOOR);
    let oas3 = cpu("GitHub beside oas3-gen", OAS3_GEN, &samples[1], 0.6);
    let counted = counted(&works[0], &works[2])?;
    if counted.is_some() {
        floor.target = None;
    }
    Ok([oas3, floor]
        .into_iter()
        .chain(counted)
        .chain([memory])
        .collect())
}

const FLOOR: &str = "the floor is the document read into `openapiv3`, and the code that we write made into tokens, \
                     parsed by syn and printed by prettyplease (tokens are read from text, which stands for `quote`).";

/// The floor by instructions, which are the same whatever else the machine does; `None` where they cannot be counted.
fn counted(ours: &Prepare<'_>, floor: &Prepare<'_>) -> io::Result<Option<Row>> {
    let count = |work: &Prepare<'_>| {
        let command = work()?;
        let count = measure::instructions(&command)?;
        Ok::<_, io::Error>(count.map(|count| (count, measure::shown(&command))))
    };
    let (Some((ours, first)), Some((floor, second))) = (count(ours)?, count(floor)?) else {
        return Ok(None);
    };
    let millions = |count: u64| Spread::exact(count / 1_000_000);
    let row = Row::new(
        "Instructions from start to exit",
        "GitHub, times the floor",
        "million",
        millions(ours),
    )
    .against("floor", millions(floor))
    .target(Target::AtMost(1.5))
    .command(format!(
        "valgrind --tool=callgrind {first}\nvalgrind --tool=callgrind {second}"
    ))
    .note("counted by callgrind: seconds of the two programs vary with the machine's memory, and not alike.");
    Ok(Some(row))
}

fn threads(session: &mut Session, path: &Path) -> io::Result<Vec<Row>> {
    let one = |name| ours(session, path, name, 1);
    let works = [
        vec![one("one")],
        vec![ours(session, path, "two", 2)],
        vec![one("one"), one("other")],
    ];
    let samples = measure::groups_in_turns(&works, session.plan(2))?;
    let row = |name, first: Spread| Row::new("Threads", name, "s", first);
    let gained = row(
        "GitHub, one thread against two, on the clock",
        samples[0].elapsed(),
    )
    .against("ours with two threads", samples[1].elapsed())
    .target(Target::AtLeast(1.6))
    .command(commands(&samples[..2]));
    let ceiling = row(
        "GitHub twice, one after the other against both at once",
        samples[0].elapsed().times(2.0),
    )
    .against("both at once", samples[2].elapsed())
    .command(commands(&[samples[0].clone(), samples[2].clone()]))
    .note(
        "two processes that share nothing, of one thread each: what the second processor of this machine adds at most.",
    );
    Ok(vec![gained, ceiling])
}

/// Documents that differ in size alone; the largest one is the comparison with Microsoft's size, too.
fn growth(session: &mut Session) -> io::Result<Vec<Row>> {
    let sizes = if session.quick {
        &SIZES[..2]
    } else {
        &SIZES[..]
    };
    let folder = session.work.join("documents");
    let documents = sizes
        .iter()
        .map(|size| synthetic::document(&folder, *size))
        .collect::<io::Result<Vec<_>>>()?;
    let mut works = Vec::new();
    for (size, path) in sizes.iter().zip(&documents) {
        works.push(ours(session, path, &size.to_string(), 1));
        works.push(theirs(session, path, &size.to_string()));
    }
    // The largest takes so long that what a first run is slower by does not matter, and what the system does beside
    // (clearing memory, writing files) varies so much that two rounds are too few.
    let plan = Plan {
        warm: false,
        least: 5,
        ..session.plan(1)
    };
    let samples = measure::in_turns(&works, plan)?;
    drop(works);
    let mut rows = Vec::new();
    if let ([.., path], [.., _, _]) = (documents.as_slice(), samples.as_slice())
        && sizes.len() == SIZES.len()
    {
        let megabytes = fs::metadata(path)?.len() / 1_000_000;
        let name = format!("Microsoft-sized, synthetic ({megabytes} MB, 10,000 operations)");
        rows.extend(pair(&name, &samples[samples.len() - 2..], 0.5, Some(0.5)));
    }
    for (at, size) in sizes.windows(2).enumerate() {
        for (tool, who) in [(0, "oas-codegen"), (1, OPENAPI_TO_RUST)] {
            let (small, large) = (&samples[2 * at + tool], &samples[2 * at + 2 + tool]);
            let name = format!("{who}: {} operations against {}", size[1], size[0]);
            let mut row = Row::new("Growth", name, "s", large.cpu())
                .against(&format!("{} operations", size[0]), small.cpu())
                .command(commands(&[large.clone(), small.clone()]));
            row.target = (tool == 0).then_some(Target::AtMost(11.0));
            rows.push(row);
        }
    }
    Ok(rows)
}

/// The commands of several samples, a line each.
pub fn commands(samples: &[Samples]) -> String {
    let lines: Vec<&str> = samples.iter().map(|sample| sample.shown.as_str()).collect();
    lines.join("\n")
}

/// Lines of the Rust files below a folder, tests apart.
///
/// # Errors
/// If a file cannot be read.
pub fn rust_lines(folder: &Path) -> io::Result<u64> {
    let mut lines = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && path.file_name().is_none_or(|name| name != "tests") {
            lines += rust_lines(&path)?;
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            lines += fs::read_to_string(&path)?.lines().count() as u64;
        }
    }
    Ok(lines)
}
