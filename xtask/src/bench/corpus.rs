//! All documents of the corpus through both generators: the sums, and the documents where we are the slower one.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::generate::{ours, theirs};
use super::measure::{self, Prepare, Samples};
use super::peers::OPENAPI_TO_RUST;
use super::row::{Row, Spread, Target};
use super::session::Session;
use crate::documents;

const SECTION: &str = "Whole corpus";

/// Megabytes that no document may take.
const MOST_MEMORY: f64 = 600.0;
/// Rounds of a document, fewer if they take longer than this together.
const ROUNDS: usize = 3;
const PATIENCE: Duration = Duration::from_secs(2);
/// A document that is over in no time, where chance would decide, has more rounds: so many, or what this time allows.
const SMALL_ROUNDS: usize = 25;
const SMALL_PATIENCE: Duration = Duration::from_millis(600);

/// What became of one document.
struct Outcome {
    name: String,
    ours: Option<Samples>,
    theirs: Option<Samples>,
}

/// Generates every document with both.
///
/// # Errors
/// If the corpus cannot be read.
pub fn measure(session: &mut Session) -> io::Result<Vec<Row>> {
    let Some(corpus) = session.corpus().map(Path::to_path_buf) else {
        return Ok(Vec::new());
    };
    let kilobytes = session.quick.then_some(50);
    let found = documents::chosen(&corpus, &[], kilobytes)?;
    let mut outcomes: Vec<Outcome> = Vec::new();
    for (at, document) in found.iter().enumerate() {
        session.say(&format!(
            "{SECTION}: {} of {}: {}",
            at + 1,
            found.len(),
            document.display()
        ));
        outcomes.push(one(session, &corpus, document));
    }
    Ok(rows(&outcomes))
}

fn one(session: &Session, corpus: &Path, document: &PathBuf) -> Outcome {
    let path = corpus.join(document);
    let works = [
        ours(session, &path, "corpus", 1),
        theirs(session, &path, "corpus"),
    ];
    let rounds = session.plan(1).rounds.min(ROUNDS);
    let mut both = works.map(|work| Some((work, Samples::default())));
    let start = Instant::now();
    for round in 0..SMALL_ROUNDS {
        let patience = if round < rounds {
            PATIENCE
        } else {
            SMALL_PATIENCE
        };
        if round > 0 && (session.quick || start.elapsed() > patience) {
            break;
        }
        for tool in &mut both {
            *tool = tool.take().and_then(again);
        }
    }
    let [ours, theirs] = both.map(|tool| tool.map(|(_, samples)| samples));
    Outcome {
        name: document.display().to_string(),
        ours,
        theirs,
    }
}

/// One more run; `None` if the document is refused.
fn again<'a>((work, mut samples): (Prepare<'a>, Samples)) -> Option<(Prepare<'a>, Samples)> {
    let mut command = work().ok()?;
    measure::once(&mut command, &mut samples).ok()?;
    Some((work, samples))
}

fn rows(outcomes: &[Outcome]) -> Vec<Row> {
    let both = outcomes
        .iter()
        .filter_map(|outcome| Some((outcome, outcome.ours.as_ref()?, outcome.theirs.as_ref()?)));
    let both: Vec<_> = both.collect();
    let sum = |cpus: Vec<Spread>| Spread {
        median: cpus.iter().map(|cpu| cpu.median).sum(),
        min: cpus.iter().map(|cpu| cpu.min).sum(),
        max: cpus.iter().map(|cpu| cpu.max).sum(),
        runs: cpus.iter().map(|cpu| cpu.runs).min().unwrap_or_default(),
    };
    let slower: Vec<String> = both
        .iter()
        .filter(|(_, ours, theirs)| ours.cpu().median > theirs.cpu().median)
        .map(|(outcome, ours, theirs)| {
            let (ours, theirs) = (ours.cpu().median, theirs.cpu().median);
            format!(
                "`{}` ({:.1} ms against {:.1} ms)",
                outcome.name,
                ours * 1e3,
                theirs * 1e3
            )
        })
        .collect();
    let generated = |ours: bool| {
        let made = |o: &&Outcome| {
            if ours {
                o.ours.is_some()
            } else {
                o.theirs.is_some()
            }
        };
        outcomes.iter().filter(made).count()
    };
    let note = format!(
        "{} documents, of which we generate {} and {OPENAPI_TO_RUST} {}; the sum is over the {} that both do. \
         We take more CPU for {}.",
        outcomes.len(),
        generated(true),
        generated(false),
        both.len(),
        listed(&slower)
    );
    let time = Row::new(SECTION, "sum of CPU", "s", sum(both.iter().map(|b| b.1.cpu()).collect()))
        .against(OPENAPI_TO_RUST, sum(both.iter().map(|b| b.2.cpu()).collect()))
        .target(Target::AtMost(0.5))
        .command("oas-codegen generate DOCUMENT --out DIR --threads 1\nopenapi-to-rust generate DOCUMENT --output-dir DIR --quiet")
        .note(note);
    vec![time, memory(outcomes)]
}

/// The document that takes the most memory, and those that take too much.
fn memory(outcomes: &[Outcome]) -> Row {
    let peaks = || {
        outcomes
            .iter()
            .filter_map(|o| Some((&o.name, o.ours.as_ref()?.memory())))
    };
    let most = peaks().max_by(|a, b| a.1.median.total_cmp(&b.1.median));
    let (name, peak) = most.map_or(("", Spread::default()), |(name, peak)| {
        (name.as_str(), peak)
    });
    let over: Vec<String> = peaks()
        .filter(|(_, peak)| peak.median > MOST_MEMORY)
        .map(|(name, peak)| format!("`{name}` ({:.0} MiB)", peak.median))
        .collect();
    Row::new(SECTION, "most memory for one document", "MiB", peak)
        .target(Target::AtMost(MOST_MEMORY))
        .note(format!(
            "`{name}`; more than {MOST_MEMORY} MiB: {}.",
            listed(&over)
        ))
}

fn listed(items: &[String]) -> String {
    if items.is_empty() {
        return "none".to_owned();
    }
    items.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_refuses_is_not_in_the_sum() {
        let run = || {
            let mut samples = Samples::default();
            let mut rustc = std::process::Command::new("rustc");
            measure::once(rustc.arg("--version"), &mut samples).unwrap();
            Some(samples)
        };
        let outcome = |name: &str, ours, theirs| Outcome {
            name: name.to_owned(),
            ours,
            theirs,
        };
        let rows = rows(&[outcome("a", run(), run()), outcome("b", run(), None)]);
        assert!(rows[0].note.starts_with(
            "2 documents, of which we generate 2 and openapi-to-rust 1; the sum is over the 1"
        ));
        assert!(rows[1].reached().unwrap());
    }
}
