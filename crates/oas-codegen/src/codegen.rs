//! The way in from `build.rs`: a builder that writes one file to `OUT_DIR` and speaks to Cargo.
//!
//! Knows: `pipeline` and what Cargo reads from a build script. Must not know: the stages.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::{env, fmt};

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, render};
use crate::{emit, output, pipeline};

/// A change of the settings in code.
type Change = Box<dyn FnOnce(&mut Config)>;

/// Generates Rust from an OpenAPI document in a build script.
///
/// The code is **one self-contained file** in `OUT_DIR`, with the modules `models`, `operations`,
/// `client` and `server`. It can be included anywhere, in editions 2021 and 2024, and names nothing
/// but [`oas_runtime`](https://docs.rs/oas-runtime), which the crate must depend on.
///
/// # Examples
///
/// `Cargo.toml`:
///
/// ```toml
/// [dependencies]
/// oas-runtime = { version = "0.1", features = ["client", "server"] }
///
/// [build-dependencies]
/// oas-codegen = "0.1"
/// ```
///
/// `build.rs`:
///
/// ```no_run
/// fn main() -> Result<(), oas_codegen::Failed> {
///     oas_codegen::Codegen::new("openapi.yaml").generate()
/// }
/// ```
///
/// `src/lib.rs`:
///
/// ```ignore
/// pub mod petstore {
///     include!(concat!(env!("OUT_DIR"), "/openapi.rs"));
/// }
/// ```
///
/// With settings in code, and for a client alone:
///
/// ```no_run
/// fn main() -> Result<(), oas_codegen::Failed> {
///     oas_codegen::Codegen::new("openapi.yaml")
///         .config_file("codegen.toml")
///         .configure(|config| {
///             config.include.push("tag:Pets".to_owned());
///             config.plain_option = true;
///         })
///         .server(false)
///         .out_file("petstore.rs")
///         .generate()
/// }
/// ```
#[must_use = "nothing is generated until `generate` is called"]
pub struct Codegen {
    document: PathBuf,
    config_file: Option<PathBuf>,
    configure: Vec<Change>,
    faces: emit::Faces,
    out_file: Option<String>,
    out_dir: Option<PathBuf>,
}

impl Codegen {
    /// A build script for `document`, a path from the package's folder (where `Cargo.toml` is).
    pub fn new(document: impl Into<PathBuf>) -> Self {
        Self {
            document: document.into(),
            config_file: None,
            configure: Vec::new(),
            faces: emit::Faces::default(),
            out_file: None,
            out_dir: None,
        }
    }

    /// Reads settings from this file, a path from the package's folder.
    /// Without this call, `codegen.toml` beside the document is read if it is there.
    pub fn config_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.config_file = Some(path.into());
        self
    }

    /// Changes the settings in code, after those of the file.
    pub fn configure(mut self, change: impl FnOnce(&mut Config) + 'static) -> Self {
        self.configure.push(Box::new(change));
        self
    }

    /// Whether to generate the client; it needs the feature `client` of `oas-runtime`. On by default.
    pub fn client(mut self, wanted: bool) -> Self {
        self.faces.client = wanted;
        self
    }

    /// Whether to generate the server; it needs the feature `server` of `oas-runtime`. On by default.
    pub fn server(mut self, wanted: bool) -> Self {
        self.faces.server = wanted;
        self
    }

    /// Generates neither client nor server.
    pub fn models_only(self) -> Self {
        self.client(false).server(false)
    }

    /// The name of the file in `OUT_DIR`; by default that of the document, with `.rs`.
    pub fn out_file(mut self, name: impl Into<String>) -> Self {
        self.out_file = Some(name.into());
        self
    }

    /// Writes to this folder instead of `OUT_DIR`, for use outside a build script.
    pub fn out_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(path.into());
        self
    }

    /// Generates the file and tells Cargo what to watch and what to show.
    ///
    /// - `cargo::rerun-if-changed` is printed for every file that was read, the settings among them, and
    ///   for those that were looked for and not found: the build is repeated when one of them changes.
    /// - Each warning is a `cargo::warning`, each error a `cargo::error`, with file, line and column.
    ///   Errors are also shown on standard error with an excerpt of the document.
    /// - The file is replaced as a whole, and only if its content changes.
    ///
    /// # Errors
    /// If the document or the settings have an error, or the file cannot be written. Return it from
    /// `main`: the build fails.
    pub fn generate(self) -> Result<(), Failed> {
        let mut cargo = Cargo::default();
        let result = self.run(&mut cargo);
        cargo
            .say()
            .map_err(|e| Failed(format!("cannot speak to Cargo: {e}")))?;
        result
    }

    fn run(self, cargo: &mut Cargo) -> Result<(), Failed> {
        let (folder, file) = (self.folder()?, self.file_name());
        let given = self.config_file.as_deref();
        cargo.watch(&self.document);
        cargo.watch(&pipeline::settings_file(&self.document, given));
        let mut config = pipeline::settings(&self.document, given).map_err(|diags| {
            cargo.show(&diags);
            Failed::at(&diags)
        })?;
        self.configure
            .into_iter()
            .for_each(|change| change(&mut config));
        let mut options = emit::Options::new_include(file, shown(&self.document));
        options.faces = self.faces;
        let outcome = pipeline::generate(&self.document, &config, &options);
        let sources = outcome.diagnostics.sources();
        sources
            .files()
            .chain(sources.missing())
            .for_each(|path| cargo.watch(path));
        cargo.show(&outcome.diagnostics);
        match outcome.accepted(&config) {
            Some(files) => write(&folder, files),
            None => Err(Failed::at(&outcome.diagnostics)),
        }
    }

    fn folder(&self) -> Result<PathBuf, Failed> {
        let folder = self
            .out_dir
            .clone()
            .or_else(|| env::var_os("OUT_DIR").map(PathBuf::from));
        let missing =
            "OUT_DIR is not set: call this from a build script, or give a folder with `out_dir`";
        folder.ok_or_else(|| Failed(missing.to_owned()))
    }

    fn file_name(&self) -> String {
        if let Some(name) = &self.out_file {
            return name.clone();
        }
        let stem = self.document.file_stem().unwrap_or("openapi".as_ref());
        format!("{}.rs", stem.to_string_lossy())
    }
}

/// The document's name in the banner: without folders, so that it is the same on every machine.
fn shown(document: &Path) -> String {
    let name = document.file_name().unwrap_or(document.as_os_str());
    name.to_string_lossy().into_owned()
}

/// Others may have written to the folder too: a build script can generate several files.
fn write(folder: &Path, files: &[output::File]) -> Result<(), Failed> {
    let written = output::add(folder, files);
    written
        .map(drop)
        .map_err(|e| Failed(format!("cannot write the output: {e}")))
}

/// What Cargo is told, collected so that nothing else can get between the lines.
#[derive(Debug, Default)]
struct Cargo {
    watched: BTreeSet<PathBuf>,
    lines: Vec<String>,
    excerpts: String,
}

impl Cargo {
    fn watch(&mut self, path: &Path) {
        if self.watched.insert(path.to_path_buf()) {
            self.lines
                .push(format!("cargo::rerun-if-changed={}", path.display()));
        }
    }

    /// A line per diagnostic, and excerpts for those that fail the build.
    fn show(&mut self, diags: &Diagnostics) {
        for diagnostic in diags.list() {
            let fatal = diags.level(diagnostic.severity) == Severity::Error;
            let kind = if fatal { "error" } else { "warning" };
            // A line break would end the instruction.
            let line = render::short(diags, diagnostic)
                .trim_end()
                .replace('\n', " ");
            self.lines.push(format!("cargo::{kind}={line}"));
            if fatal {
                self.excerpts
                    .push_str(&render::human(diags, diagnostic, false));
            }
        }
    }

    fn say(&self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for line in &self.lines {
            writeln!(out, "{line}")?;
        }
        out.flush()?;
        io::stderr().lock().write_all(self.excerpts.as_bytes())
    }
}

/// Why a build script has no output. Its `Debug` is its `Display`: that is what Rust prints for an error
/// that `main` returns.
pub struct Failed(String);

impl Failed {
    /// The first problem stands for all: the others were shown already.
    fn at(diags: &Diagnostics) -> Self {
        let fatal = |d: &&Diagnostic| diags.level(d.severity) == Severity::Error;
        let mut list = diags.list().iter().filter(fatal);
        let first = list
            .next()
            .map(|d| render::short(diags, d).trim_end().to_owned());
        let more = match list.count() {
            0 => String::new(),
            n => format!(" (and {n} more)"),
        };
        Self(format!("{}{more}", first.unwrap_or_default()))
    }
}

impl fmt::Debug for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failed {}
