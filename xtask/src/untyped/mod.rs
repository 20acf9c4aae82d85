//! `cargo xtask untyped`: the places of each document whose Rust type takes any JSON, ours beside those of
//! `openapi-to-rust`.

mod accepted;
mod answers;
pub mod check;
mod places;
mod probes;
mod says;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use clap::Args;
use oas_codegen::config::Config;
use oas_codegen::diagnostic::Diagnostics;
use oas_codegen::ir;
use oas_codegen::place::Place;
use oas_codegen::{document, lower, resolve, source};
use serde::Serialize;

use crate::prove::files::{At, Files};
use crate::prove::worker::Limits;
use crate::{documents, paths};
use accepted::Accepted;
use check::{Check, Verdict};
use says::Says;

/// Counts the places whose Rust type takes any JSON, ours beside those of `openapi-to-rust`.
///
/// A place is a value, the items of a list, or the members of an object that a document declares once; its type
/// takes any JSON where it is `serde_json::Value` (`Value`, `Vec<Value>`, a map of `Value`). Ours are listed by
/// the generator as it decides; each is then looked up in the document itself, to see whether the schema there
/// says more: a type, values, items, members. The other side is what `openapi-to-rust generate
/// --report-untyped` counts and calls recoverable, the fields of its types of these three shapes. Documents that
/// it refuses are listed and count on neither side.
///
/// With `--check`, a type of ours counts only if it does what its schema says. The other tool names its own types,
/// not places of the document, and so every place that has a type is asked, whichever tool counts it: the types are
/// compiled, and read values drawn from the schema that `jsonschema` accepts, and the same with null, a boolean, an
/// integer, a number, a string, a list or an object in the place, as far as `jsonschema` rejects it. A place that
/// refuses the former or takes the latter is listed with its pointer and the cause, and counts as untyped.
///
/// Exit status: 0 if ours where the schema says more are fewer than half of what the other tool counts, and
/// fewer than half of what it calls recoverable; without the other tool, if no place fails its check save those in
/// `xtask/untyped-accepted.toml`, and every type could be checked; 1 if not.
#[derive(Debug, Args)]
pub struct Untyped {
    /// The folder; its `manifest.csv` says which documents, or all that look like OpenAPI.
    #[arg(env = "OAS_CORPUS", value_name = "DIR")]
    dir: PathBuf,

    /// The program to compare with; without it, ours alone are listed.
    #[arg(long, value_name = "PATH")]
    peer: Option<PathBuf>,

    /// Only documents whose path contains this; may be given more than once.
    #[arg(long, value_name = "TEXT")]
    filter: Vec<String>,

    /// Leave out documents larger than this, in kilobytes.
    #[arg(long, value_name = "KB")]
    max_size: Option<u64>,

    /// List each of our places where the schema says more.
    #[arg(long)]
    list: bool,

    /// Compile our types, and count those as untyped that do not do what their schemas say.
    #[arg(long)]
    check: bool,

    /// Compile all documents into one program: quicker for small ones, but one that does not compile spoils all.
    #[arg(long, requires = "check")]
    together: bool,

    /// Seconds of CPU that a step of a document may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    time: u64,

    /// Megabytes that a step of a document may take.
    #[arg(long, value_name = "MB", default_value_t = 4_000)]
    memory: u64,

    /// Where the report goes, as JSON.
    #[arg(
        long,
        value_name = "FILE",
        default_value = "target/untyped/report.json"
    )]
    report: PathBuf,

    /// Where crates are written and compiled.
    #[arg(
        long,
        value_name = "DIR",
        default_value = "target/untyped",
        hide = true
    )]
    work: PathBuf,
}

/// Counts of one document or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
struct Count {
    /// Places whose type takes any JSON.
    all: usize,
    /// Those among them of which the schema says more.
    more: usize,
}

impl std::ops::AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.all += other.all;
        self.more += other.more;
    }
}

/// What is known of a document.
#[derive(Debug, Serialize)]
struct Row {
    document: PathBuf,
    /// `None` where we refuse it.
    ours: Option<Count>,
    /// Ours where the schema says more.
    places: Vec<String>,
    /// `None` where the other tool refuses it, or is not asked.
    theirs: Option<Count>,
    /// What was checked.
    checked: Option<Verdict>,
}

impl Row {
    /// The places that do not do what their schemas say.
    fn failed(&self) -> &[answers::Failure] {
        match &self.checked {
            Some(Verdict::Judged(judged)) => &judged.failed,
            _ => &[],
        }
    }
}

/// Runs the command.
///
/// # Errors
/// If the folder cannot be read or the other program cannot be started.
pub fn run(args: &Untyped) -> io::Result<ExitCode> {
    let documents = documents::chosen(&args.dir, &args.filter, args.max_size)?;
    let mut checked = match args.check {
        true => check(args, &documents)?,
        false => BTreeMap::new(),
    };
    let accepted: Accepted = crate::accepted::load("untyped-accepted.toml")?;
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{:>6} {:>6} {:>6} {:>6} {:>7} {:>6}  document",
        "ours", "more", "peer", "more", "checked", "failed"
    )?;
    let mut rows = Vec::new();
    for path in &documents {
        let full = args.dir.join(path);
        let (ours, places) = count_ours(&full).unzip();
        let theirs = match &args.peer {
            Some(peer) => count_theirs(peer, &full)?,
            None => Some(Count::default()),
        };
        let row = Row {
            document: path.clone(),
            ours,
            places: places.unwrap_or_default(),
            theirs,
            checked: checked.remove(path),
        };
        show(&mut out, &row, &accepted, args.list)?;
        rows.push(row);
    }
    check::report(&paths::root().join(&args.report), &rows)?;
    let good = total(&mut out, &rows, &accepted, args.peer.is_some())?;
    Ok(match good {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Compiles the types and lets them read; each document is told of on standard error as soon as it is known.
fn check(args: &Untyped, documents: &[PathBuf]) -> io::Result<BTreeMap<PathBuf, Verdict>> {
    let check = Check {
        work: paths::root().join(&args.work),
        limits: Limits {
            seconds: args.time,
            megabytes: args.memory,
        },
        together: args.together,
    };
    check.run(&args.dir, documents, |path, verdict| {
        match verdict {
            Verdict::Judged(judged) => eprintln!(
                "  {}: {} places, {} failed, {} without a value",
                path.display(),
                judged.places,
                judged.failed.len(),
                judged.undrawn.len()
            ),
            Verdict::Refused => eprintln!("  {}: refused", path.display()),
            Verdict::Not(why) => eprintln!("  {}: {why}", path.display()),
        }
        Ok(())
    })
}

fn show(out: &mut impl Write, row: &Row, accepted: &Accepted, list: bool) -> io::Result<()> {
    let count = |count: Option<Count>| match count {
        Some(count) => format!("{:6} {:6}", count.all, count.more),
        None => format!("{:>13}", "refused"),
    };
    let judged = match &row.checked {
        None => format!("{:>7} {:>6}", "", ""),
        Some(Verdict::Judged(judged)) => format!("{:7} {:6}", judged.places, judged.failed.len()),
        Some(Verdict::Refused) => format!("{:>14}", "refused"),
        Some(Verdict::Not(_)) => format!("{:>14}", "not checked"),
    };
    let (ours, theirs) = (count(row.ours), count(row.theirs));
    writeln!(out, "{ours} {theirs} {judged}  {}", row.document.display())?;
    if let Some(Verdict::Not(why)) = &row.checked {
        writeln!(out, "{:>44}  {why}", "")?;
    }
    for place in row.places.iter().filter(|_| list) {
        writeln!(out, "{:>44}  {place}", "")?;
    }
    for failure in row.failed() {
        let answers::Failure { pointer, part, why } = failure;
        writeln!(out, "{:>44}  {pointer} ({part}): {why}", "")?;
        if let Some((_, reason)) = accepted.reason(&row.document, pointer) {
            writeln!(out, "{:>44}    accepted: {reason}", "")?;
        }
    }
    Ok(())
}

/// The last lines, and whether all is good.
fn total(
    out: &mut impl Write,
    rows: &[Row],
    accepted: &Accepted,
    compared: bool,
) -> io::Result<bool> {
    let (mut ours, mut theirs, mut refused) = (Count::default(), Count::default(), 0);
    let (mut checked, mut undrawn, mut failed, mut unchecked) = (0, 0, 0, 0);
    let (mut used, mut open) = (BTreeSet::new(), 0);
    for row in rows {
        match (row.ours, row.theirs) {
            (Some(our), Some(their)) => {
                ours += our;
                // A place that does not do what its schema says has no type that counts.
                ours.more += row.failed().len();
                theirs += their;
            }
            _ => refused += 1,
        }
        failed += row.failed().len();
        for failure in row.failed() {
            match accepted.reason(&row.document, &failure.pointer) {
                Some((entry, _)) => _ = used.insert(entry),
                None => open += 1,
            }
        }
        match &row.checked {
            Some(Verdict::Judged(judged)) => {
                checked += judged.places;
                undrawn += judged.undrawn.len();
            }
            Some(Verdict::Not(_)) => unchecked += 1,
            Some(Verdict::Refused) | None => {}
        }
    }
    writeln!(
        out,
        "{:6} {:6} {:6} {:6} {checked:7} {failed:6}  all but {refused} refused",
        ours.all, ours.more, theirs.all, theirs.more
    )?;
    if checked > 0 {
        writeln!(
            out,
            "{checked} places checked, {failed} failed, {} of them accepted; for {undrawn} no value was drawn; \
             {unchecked} documents were not checked",
            failed - open
        )?;
    }
    let documents: Vec<&Path> = rows.iter().map(|row| row.document.as_path()).collect();
    let unneeded = match checked > 0 {
        true => accepted.unneeded(&documents, &used),
        false => Vec::new(),
    };
    for entry in &unneeded {
        writeln!(out, "accepted, and no longer needed: {entry}")?;
    }
    let half = |theirs: usize| ours.more == 0 || 2 * ours.more < theirs;
    Ok(match compared {
        true => half(theirs.all) && half(theirs.more),
        false => open == 0 && unchecked == 0 && unneeded.is_empty(),
    })
}

/// Our places, and those of which the schema says more; `None` for a document that is refused.
fn count_ours(path: &Path) -> Option<(Count, Vec<String>)> {
    let config = Config::default();
    let mut diags = Diagnostics::default();
    let sources = source::load(path, &config, &mut diags);
    let document = document::read(&sources, &mut diags)?;
    let model = resolve::model(&document, &mut diags)?;
    let api = lower::api(&model, &config, &mut diags).filter(|_| !diags.has_errors())?;
    drop((document, model));
    let files = Files::new(sources);
    let says = |untyped: &&ir::Untyped| {
        let at = find(&files, &untyped.place);
        at.is_some_and(|at| Says::new(&files, untyped.part).more(at))
    };
    let more = api.untyped.iter().filter(says);
    let more: Vec<String> = more
        .map(|untyped| format!("{} ({:?})", untyped.place.pointer(), untyped.part))
        .collect();
    let count = Count {
        all: api.untyped.len(),
        more: more.len(),
    };
    Some((count, more))
}

/// What the document writes at a place.
fn find<'a>(files: &'a Files, place: &Place) -> Option<At<'a>> {
    let reference = format!("#{}", place.pointer());
    files.target(place.source(), &reference).map(|(_, at)| at)
}

/// What `openapi-to-rust` counts; `None` for a document that it refuses.
fn count_theirs(peer: &Path, path: &Path) -> io::Result<Option<Count>> {
    let scratch = paths::root().join("target/untyped");
    let output = Command::new(peer)
        .arg("generate")
        .arg(path)
        .arg("--output-dir")
        .arg(scratch)
        .args(["--report-untyped", "--dry-run"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(output.status.success().then(|| reported(&text)))
}

/// `untyped: 48 field(s), 3 of them recoverable`; nothing where there are none.
fn reported(text: &str) -> Count {
    let line = text.lines().find_map(|line| line.strip_prefix("untyped: "));
    let mut numbers = line
        .unwrap_or_default()
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|word| word.parse().ok());
    Count {
        all: numbers.next().unwrap_or_default(),
        more: numbers.next().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_of_the_other_tool_is_read() {
        let text = "untyped: 48 field(s), 3 of them recoverable\n     16  AnySchema\n";
        assert_eq!(reported(text), Count { all: 48, more: 3 });
        assert_eq!(reported("Would generate 4 file(s)"), Count::default());
    }
}
