//! The check of types: each definition of a document is compiled, reads values, and is judged by what it takes.
//!
//! Knows the generator, and the steps of `prove`, whose workspace and processes are used. Must not know the other
//! tool.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use oas_codegen::config::{Config, EqualTypes};
use oas_codegen::diagnostic::Diagnostics;
use oas_codegen::{analyze, document, emit, lower, resolve, source};
use serde::{Deserialize, Serialize};

use super::answers::{self, Judged};
use super::probes::{self, Plan};
use super::{find, places};
use crate::prove::files::Files;
use crate::prove::prepare::{Document, checks_file, plan_file};
use crate::prove::worker::{Limits, Step, Task};
use crate::prove::workspace::{self, Main, Packages, put};
use crate::prove::{COMPILING, batches};

/// How often the program is started again behind a value that ended it.
const RESTARTS: usize = 10;

/// What came of preparing a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Prepared {
    /// It can be compiled.
    Ready,
    /// It defines no types.
    NoTypes,
    /// It is refused.
    Refused,
}

/// What is known of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// What its types take.
    Judged(Judged),
    /// The document is refused.
    Refused,
    /// Why they were not asked.
    Not(String),
}

/// Where and how.
pub struct Check {
    /// Where crates are compiled.
    pub work: PathBuf,
    /// What each step may take.
    pub limits: Limits,
    /// Whether all documents go into one program.
    pub together: bool,
}

impl Check {
    /// Checks documents, small ones first, and tells of each.
    ///
    /// # Errors
    /// If the disk fails, or cargo cannot be started.
    pub fn run(
        &self,
        dir: &Path,
        paths: &[PathBuf],
        mut tell: impl FnMut(&Path, &Verdict) -> io::Result<()>,
    ) -> io::Result<BTreeMap<PathBuf, Verdict>> {
        let sized = paths.iter().map(|path| {
            let size = fs::metadata(dir.join(path)).map_or(0, |file| file.len());
            (size, Document::new(dir, path, self.together, None))
        });
        let mut sized: Vec<(u64, Document)> = sized.collect();
        sized.sort_by_key(|(size, _)| *size);
        let (total, mut done, mut verdicts) = (sized.len(), 0, BTreeMap::new());
        for batch in batches(sized, self.together) {
            done += batch.len();
            let last = batch.last().map(Document::title).unwrap_or_default();
            eprintln!("{done} of {total}: to {last}");
            for (path, verdict) in self.batch(batch)? {
                tell(&path, &verdict)?;
                verdicts.insert(path, verdict);
            }
        }
        Ok(verdicts)
    }

    fn batch(&self, documents: Vec<Document>) -> io::Result<Vec<(PathBuf, Verdict)>> {
        let (mut verdicts, mut ready, mut packages) = (Vec::new(), Vec::new(), Packages::new());
        for document in documents {
            let step = Step::PrepareTypes(document.clone());
            let (prepared, _) = self.task(step, self.limits).start::<Prepared>()?;
            let verdict = match prepared {
                Ok(Prepared::Ready) => {
                    let names = packages.entry(document.package.clone()).or_default();
                    names.push(document.name.clone());
                    ready.push(document);
                    continue;
                }
                Ok(Prepared::NoTypes) => Verdict::Judged(Judged::default()),
                Ok(Prepared::Refused) => Verdict::Refused,
                Err(ended) => Verdict::Not(format!("not prepared: {ended}")),
            };
            verdicts.push((document.path, verdict));
        }
        if ready.is_empty() {
            return Ok(verdicts);
        }
        workspace::write(&self.work, &packages, Main::Readers)?;
        let (built, _) = self.task(Step::Build, COMPILING).start::<Vec<String>>()?;
        let built = built.map_err(io::Error::other)?;
        for document in ready {
            let verdict = match built.contains(&document.package) {
                true => self.judge(&document)?,
                false => Verdict::Not("it does not compile".to_owned()),
            };
            verdicts.push((document.path, verdict));
        }
        Ok(verdicts)
    }

    fn judge(&self, document: &Document) -> io::Result<Verdict> {
        let step = Step::JudgeTypes(document.clone());
        let (judged, _) = self.task(step, self.limits).start::<Judged>()?;
        Ok(match judged {
            Ok(judged) => Verdict::Judged(judged),
            Err(ended) => Verdict::Not(format!("not judged: {ended}")),
        })
    }

    fn task(&self, step: Step, limits: Limits) -> Task {
        Task {
            work: self.work.clone(),
            limits,
            step,
        }
    }
}

/// Generates the types of a document and what reads them, and draws what is to be read.
///
/// # Errors
/// If the disk fails.
pub fn prepare(work: &Path, asked: &Document) -> io::Result<Prepared> {
    let path = asked.dir.join(&asked.path);
    let (config, mut diags) = (Config::default(), Diagnostics::default());
    let sources = source::load(&path, &config, &mut diags);
    let decided = (|| {
        let document = document::read(&sources, &mut diags)?;
        let model = resolve::model(&document, &mut diags)?;
        diags.set_sources(&sources);
        lower::api(&model, &config, &mut diags).filter(|_| !diags.has_errors())
    })();
    let Some(mut api) = decided else {
        return Ok(Prepared::Refused);
    };
    if api.types.is_empty() {
        return Ok(Prepared::NoTypes);
    }
    analyze::run(&mut api, config.equal_types == EqualTypes::Once);
    let files = Files::new(sources);
    let (plan, values) = probes::draw(&files, &asked.title(), places::definitions(&api), |def| {
        find(&files, def.place)
    });
    api.operations.clear();
    let mut options = emit::Options::new_include("api.rs", asked.title());
    (options.faces.client, options.faces.server) = (false, false);
    let dir = work.join(&asked.package).join("src").join(&asked.name);
    for file in emit::files(&api, &options, &mut diags) {
        put(&dir.join(&file.path), &file.text)?;
    }
    put(
        &dir.join("readers.rs"),
        &emit::readers(&api).unwrap_or_default(),
    )?;
    fs::create_dir_all(work.join("plans"))?;
    let mut lines = Vec::new();
    for value in values {
        serde_json::to_writer(&mut lines, &value)?;
        lines.push(b'\n');
    }
    fs::write(plan_file(work, &asked.name), lines)?;
    fs::write(checks_file(work, &asked.name), serde_json::to_vec(&plan)?)?;
    Ok(Prepared::Ready)
}

/// Runs the program, and judges its answers.
///
/// # Errors
/// If the program cannot be started, or the files cannot be read.
pub fn judge(work: &Path, document: &Document) -> io::Result<Judged> {
    let plan: Plan = serde_json::from_slice(&fs::read(checks_file(work, &document.name))?)?;
    let file = work
        .join("plans")
        .join(format!("{}.answers.jsonl", document.name));
    let mut answers: Vec<Option<String>> = Vec::new();
    for _ in 0..RESTARTS {
        let status = Command::new(workspace::program(work, &document.package))
            .arg(plan_file(work, &document.name))
            .arg(&file)
            .args([&document.name, &answers.len().to_string()])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        for line in BufReader::new(File::open(&file)?).lines() {
            answers.extend(serde_json::from_str::<Option<String>>(&line?).ok());
        }
        if answers.len() >= plan.expected.len() {
            break;
        }
        answers.push(Some(format!("the program ended with {status}")));
    }
    Ok(answers::judge(&plan, &answers))
}

/// Writes what was found of each document as JSON.
///
/// # Errors
/// If the disk fails.
pub fn report(path: &Path, rows: &impl Serialize) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut file = File::create(path)?;
    serde_json::to_writer_pretty(&mut file, rows)?;
    file.write_all(b"\n")
}
