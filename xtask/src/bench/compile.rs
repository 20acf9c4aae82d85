//! What compiling costs: the generated crates, and applications of them after a change of their own.
//!
//! Must not know what is in the crates.

use std::cell::Cell;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::crates::{self, Crates};
use super::generate::{commands, rust_lines};
use super::measure::{self, Plan, Prepare, Samples};
use super::peers::OPENAPI_TO_RUST;
use super::row::{Row, Spread, Target};
use super::session::{self, Session};

const CRATE: &str = "The generated crate";
const APPLICATION: &str = "Applications, after a change of their own";
const LINES: &str = "Lines of output";

/// Names, how the file's path ends, and the features of three tags.
const DOCUMENTS: [(&str, &str, Option<&str>); 4] = [
    (
        "GitHub",
        "api.github.com.json",
        Some("tag-repos,tag-issues,tag-pulls"),
    ),
    ("Stripe", "stripe.com.json", None),
    ("OpenAI", "openai-openapi__openapi.yaml", None),
    ("Box", "npm__box.com.json", None),
];

/// What is measured of each document, as it is selected by.
const STEPS: [&str; 6] = [
    "lines",
    "crate",
    "three tags",
    "applications, idle",
    "applications, calls",
    "applications, serves",
];

/// A crate with its features, as a step of cargo.
struct Step<'a> {
    crates: &'a Crates,
    tool: &'a str,
    kind: &'a str,
    /// Instead of the default ones.
    features: Option<&'a str>,
}

/// Measures the part.
///
/// # Errors
/// If something cannot be written.
pub fn run(session: &mut Session) -> io::Result<()> {
    session.note(
        "CPU of cargo and all it starts, with everything built that the crate depends on; the default profile `dev`. \
         The generated crates are compiled as a whole, the applications incrementally, as cargo does by default. \
         The peer's crate has models and client; its server is compared where it generates one. \
         Applications are made of the signatures that each tool generates, and alike: values come from a function \
         that can give any type. One that calls nothing shows what of it cargo, the start of rustc and the linker take. Before each run a file is touched, or in an application a constant changed.",
    );
    for (name, end, tags) in DOCUMENTS {
        if session.quick && name != "Box" {
            continue;
        }
        let Some(path) = session.document(end) else {
            continue;
        };
        if STEPS
            .iter()
            .any(|step| session.wants(&format!("{name}: {step}")))
        {
            document(session, name, &path, tags)?;
        }
    }
    Ok(())
}

fn document(session: &mut Session, name: &str, path: &Path, tags: Option<&str>) -> io::Result<()> {
    session.say(&format!("{name}: generating and building dependencies"));
    let prepared = Crates::generate(session, name, path).and_then(|crates| {
        crates::workspace(&crates.work)?;
        Ok(crates)
    });
    let crates = match prepared {
        Ok(crates) => crates,
        Err(error) => return session.attempt(&format!("{name}: crate"), |_| Err(error)),
    };
    session.attempt(&format!("{name}: lines"), |_| lines(&crates, name))?;
    session.attempt(&format!("{name}: crate"), |session| {
        libraries(session, &crates, name)
    })?;
    if let Some(tags) = tags {
        session.attempt(&format!("{name}: three tags"), |session| {
            three_tags(session, &crates, path, name, tags)
        })?;
    }
    session.attempt(&format!("{name}: applications, idle"), |session| {
        application(session, &crates, name, "idle")
    })?;
    session.attempt(&format!("{name}: applications, calls"), |session| {
        application(session, &crates, name, "calls")
    })?;
    session.attempt(&format!("{name}: applications, serves"), |session| {
        application(session, &crates, name, "serves")
    })
}

fn lines(crates: &Crates, name: &str) -> io::Result<Vec<Row>> {
    let server = crates.folder("ours", "").join("src/server.rs");
    let server = fs::read_to_string(server)?.lines().count() as f64;
    let (all, theirs) = (count(crates, "ours", "")?, count(crates, "theirs", "")?);
    let without = Spread::of(&[all.median - server]);
    let against = format!("{name}, models, client and server, against models and client");
    let mut rows = vec![
        line_row(format!("{name}, models and client"), without, theirs),
        line_row(against, all, theirs),
    ];
    match &crates.served {
        Ok(refused) => {
            let name = format!("{name}, models, client and server");
            let theirs = count(crates, "theirs", "server")?;
            let both = line_row(name, count(crates, "ours", "")?, theirs);
            rows.push(both.note(format!(
                "{OPENAPI_TO_RUST} serves all but {refused} operations."
            )));
        }
        Err(why) => {
            let last = rows.len() - 1;
            rows[last].note = format!("{OPENAPI_TO_RUST} generates no server for {name}: {why}");
        }
    }
    Ok(rows)
}

fn count(crates: &Crates, tool: &str, kind: &str) -> io::Result<Spread> {
    rust_lines(&crates.folder(tool, kind)).map(Spread::exact)
}

fn line_row(name: String, ours: Spread, theirs: Spread) -> Row {
    Row::new(LINES, name, "lines", ours)
        .against(OPENAPI_TO_RUST, theirs)
        .target(Target::AtMost(0.5))
}

/// `cargo check` and `cargo build` of the generated crates.
fn libraries(session: &mut Session, crates: &Crates, name: &str) -> io::Result<Vec<Row>> {
    let step = |tool, features| Step {
        crates,
        tool,
        kind: "",
        features,
    };
    let steps = [
        step("ours", Some("client")),
        step("theirs", None),
        step("ours", Some("client,server")),
        step("ours", Some("")),
    ];
    let mut rows = Vec::new();
    // What the models alone cost is looked at once.
    for (verb, steps) in [("check", &steps[..]), ("build", &steps[..3])] {
        let works: Vec<Prepare> = steps
            .iter()
            .map(|step| touched(session, step, verb))
            .collect();
        let samples = measure::in_turns(&works, plan(session, 45))?;
        for (at, what, bound) in [(0, "client", 0.3), (2, "client and server", 0.5)] {
            let pair = [samples[at].clone(), samples[1].clone()];
            rows.push(row(
                CRATE,
                format!("{name}: `cargo {verb}`, {what}"),
                &pair,
                bound,
            ));
        }
        if let Some(models) = samples.get(3) {
            let name = format!("{name}: `cargo {verb}`, models, requests and errors alone");
            rows.push(Row::new(CRATE, name, "s", models.cpu()).command(&models.shown));
        }
    }
    Ok(rows)
}

/// `cargo check` of the client of three tags, against that of all.
fn three_tags(
    session: &mut Session,
    crates: &Crates,
    path: &Path,
    name: &str,
    tags: &str,
) -> io::Result<Vec<Row>> {
    crates.with_setting(session, path, "tags", "tag_features = true")?;
    let some = format!("client,{tags}");
    let step = |kind, features| Step {
        crates,
        tool: "ours",
        kind,
        features,
    };
    let steps = [step("tags", Some(some.as_str())), step("", Some("client"))];
    let works: Vec<Prepare> = steps
        .iter()
        .map(|step| touched(session, step, "check"))
        .collect();
    let samples = measure::in_turns(&works, plan(session, 45))?;
    let row = Row::new(
        CRATE,
        format!("{name}: `cargo check`, client of three tags"),
        "s",
        samples[0].cpu(),
    )
    .against("ours with all tags", samples[1].cpu())
    .command(commands(&samples));
    Ok(vec![row])
}

/// `cargo check` and `cargo build` of an application.
fn application(
    session: &mut Session,
    crates: &Crates,
    name: &str,
    kind: &str,
) -> io::Result<Vec<Row>> {
    let theirs = Step {
        crates,
        tool: "theirs",
        kind,
        features: None,
    };
    let mut tried = Samples::default();
    let possible = kind != "serves" || crates.served.is_ok();
    let failure = match possible {
        true => measure::once(&mut theirs.cargo(session, "check"), &mut tried).err(),
        false => None,
    };
    let both = failure.is_none() && possible;
    if let Some(error) = failure {
        eprintln!("error: {error}");
    }
    let tools = if both {
        &["ours", "theirs"][..]
    } else {
        &["ours"][..]
    };
    let what = match kind {
        "idle" => "calls none",
        "calls" => "calls 20 operations",
        _ => "implements all operations",
    };
    let counter = Cell::new(0_u64);
    let mut rows = Vec::new();
    for verb in ["check", "build"] {
        let steps: Vec<Step> = tools
            .iter()
            .map(|tool| Step {
                crates,
                tool,
                kind,
                features: None,
            })
            .collect();
        let works: Vec<Prepare> = steps
            .iter()
            .map(|step| changed(session, step, verb, &counter))
            .collect();
        let samples = measure::in_turns(&works, plan(session, 15))?;
        let title = format!("{name}: `cargo {verb}`, {what}");
        rows.push(match samples.as_slice() {
            // What cargo, rustc's start and the linker take for it is in all the others.
            [_, _] if kind == "idle" => Row {
                target: None,
                ..row(APPLICATION, title, &samples, 1.0)
            },
            [_, _] => row(APPLICATION, title, &samples, 0.5),
            _ => Row::new(APPLICATION, title, "s", samples[0].cpu()).command(commands(&samples)),
        });
    }
    Ok(rows)
}

fn row(section: &str, name: String, pair: &[Samples], bound: f64) -> Row {
    Row::new(section, name, "s", pair[0].cpu())
        .against(OPENAPI_TO_RUST, pair[1].cpu())
        .target(Target::AtMost(bound))
        .command(commands(pair))
}

/// A round before that builds what is depended on; few are enough where they take long.
fn plan(session: &Session, patience: u64) -> Plan {
    Plan {
        warm: true,
        least: 1,
        patience: Duration::from_secs(patience),
        ..session.plan(1)
    }
}

/// A step on a library whose root was touched.
fn touched<'a>(session: &'a Session, step: &'a Step<'a>, verb: &'a str) -> Prepare<'a> {
    let root = step.crates.folder(step.tool, step.kind).join("src/lib.rs");
    Box::new(move || {
        measure::touch(&root)?;
        Ok(step.cargo(session, verb))
    })
}

/// A step on an application in which a constant was changed.
fn changed<'a>(
    session: &'a Session,
    step: &'a Step<'a>,
    verb: &'a str,
    counter: &'a Cell<u64>,
) -> Prepare<'a> {
    let main = step.crates.folder(step.tool, step.kind).join("src/main.rs");
    Box::new(move || {
        counter.set(counter.get() + 1);
        let text = fs::read_to_string(&main)?;
        fs::write(&main, with_change(&text, counter.get()))?;
        Ok(step.cargo(session, verb))
    })
}

/// The text with another value of the constant.
fn with_change(text: &str, value: u64) -> String {
    let line = |line: &str| match line.starts_with("const CHANGE") {
        true => format!("const CHANGE: u64 = {value};\n"),
        false => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

impl Step<'_> {
    fn cargo(&self, session: &Session, verb: &str) -> Command {
        let mut command = session::cargo();
        command.args([verb, "--quiet", "--manifest-path"]);
        command.arg(self.crates.work.join("Cargo.toml"));
        command.arg("--target-dir").arg(session.work.join("target"));
        command
            .arg("--package")
            .arg(self.crates.package(self.tool, self.kind));
        if let Some(features) = self.features {
            command.args(["--no-default-features", "--features", features]);
        }
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_one_line() {
        let text = "use a;\nconst CHANGE: u64 = 0;\nfn main() {}\n";
        assert_eq!(
            with_change(text, 7),
            "use a;\nconst CHANGE: u64 = 7;\nfn main() {}\n"
        );
    }
}
