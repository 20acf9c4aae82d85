//! `cargo xtask untyped`: the places of each document whose Rust type takes any JSON, ours beside those of
//! `openapi-to-rust`.

mod says;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use clap::Args;
use oas_codegen::config::Config;
use oas_codegen::diagnostic::Diagnostics;
use oas_codegen::ir;
use oas_codegen::place::Place;
use oas_codegen::{document, lower, resolve, source};

use crate::documents;
use crate::prove::files::{At, Files};
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
/// Exit status: 0 if ours where the schema says more are fewer than half of what the other tool counts, and
/// fewer than half of what it calls recoverable; 1 if not.
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

    /// List each of our places where the schema says more.
    #[arg(long)]
    list: bool,
}

/// Counts of one document or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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

/// Runs the command.
///
/// # Errors
/// If the folder cannot be read or the other program cannot be started.
pub fn run(args: &Untyped) -> io::Result<ExitCode> {
    let documents = documents::chosen(&args.dir, &args.filter, None)?;
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{:>6} {:>6} {:>6} {:>6}  document",
        "ours", "more", "peer", "more"
    )?;
    let (mut ours, mut theirs, mut refused) = (Count::default(), Count::default(), 0);
    for path in &documents {
        let Some((our, places)) = count_ours(&args.dir.join(path)) else {
            refused += 1;
            writeln!(out, "{:>27}  {}: refused by ours", "", path.display())?;
            continue;
        };
        let their = match &args.peer {
            Some(peer) => count_theirs(peer, &args.dir.join(path))?,
            None => Some(Count::default()),
        };
        let name = path.display();
        match their {
            Some(their) => {
                ours += our;
                theirs += their;
                writeln!(
                    out,
                    "{:6} {:6} {:6} {:6}  {name}",
                    our.all, our.more, their.all, their.more
                )?;
            }
            None => {
                refused += 1;
                writeln!(
                    out,
                    "{:6} {:6} {:>13}  {name}",
                    our.all, our.more, "refused"
                )?;
            }
        }
        for place in places.iter().filter(|_| args.list) {
            writeln!(out, "{:>27}    {place}", "")?;
        }
    }
    writeln!(
        out,
        "{:6} {:6} {:6} {:6}  all but {refused} refused",
        ours.all, ours.more, theirs.all, theirs.more
    )?;
    let half = |theirs: usize| ours.more == 0 || 2 * ours.more < theirs;
    let good = args.peer.is_none() || (half(theirs.all) && half(theirs.more));
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
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
    let scratch = crate::paths::root().join("target/untyped");
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
