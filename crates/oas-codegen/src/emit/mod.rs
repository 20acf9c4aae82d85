//! Decided IR -> text of files, one function per emitted item. The only user of quote, syn and prettyplease.
//!
//! Knows: `ir`. Must not know: openapiv3, the document, the file system.
//! Functions are named for what they return: `struct_item`, `method`, `router_fn`.

mod attrs;
mod client;
mod examples;
mod manifest;
mod markdown;
mod models;
mod operations;
mod parts;
mod print;
mod proof;
mod prose;
mod readers;
mod root;
mod scope;
mod server;
mod size;
mod surface;
#[cfg(test)]
mod tests;

use std::num::NonZeroUsize;

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::Api;
use crate::output::File;
use crate::place::{Place, SourceId};

pub use proof::proof;
pub use readers::readers;

use print::Piece;
use scope::Context;

/// What the caller decides about the output.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// A crate, or one file to include.
    pub mode: Mode,
    /// The file name of the document, for the banner.
    pub document: String,
    /// Which faces are written; types are written always.
    pub faces: Faces,
    /// How many threads `generate` works on; `None`: as many as there are cores. The output is the same.
    pub threads: Option<NonZeroUsize>,
}

/// The form of the output.
#[derive(Debug, Clone, PartialEq)]
pub enum Mode {
    /// A crate of its own.
    Crate(Crate),
    /// One self-contained file for `include!`.
    Include {
        /// The file's name.
        file: String,
    },
}

/// A generated crate.
#[derive(Debug, Clone, PartialEq)]
pub struct Crate {
    /// The package name.
    pub name: String,
    /// The package version; `None`: the document's, where it is one that Cargo takes.
    pub version: Option<String>,
    /// How it is cut into files.
    pub layout: Layout,
    /// How the crate gets `oas-runtime`.
    pub runtime: Runtime,
    /// The name of the feature with the client.
    pub client_feature: String,
    /// The name of the feature with the server.
    pub server_feature: String,
    /// The command that writes the crate again, for the check that it fits its runtime.
    pub command: String,
}

/// How a crate is cut into files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// One file each for models, operations, client and server.
    #[default]
    Flat,
    /// In each of these a file per group, for what only its operations need.
    Tags,
    /// The same, each group with a feature of its own.
    TagFeatures,
}

/// Where the runtime comes from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Runtime {
    /// Its version; `None`: the generator's.
    pub version: Option<String>,
    /// Its folder, as seen from the crate.
    pub path: Option<String>,
}

/// Which faces are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Faces {
    /// `client`
    pub client: bool,
    /// `server`
    pub server: bool,
}

impl Default for Faces {
    fn default() -> Self {
        Self {
            client: true,
            server: true,
        }
    }
}

impl Options {
    /// A crate `name` made from `document`, with both faces.
    #[must_use]
    pub fn new_crate(name: impl Into<String>, document: impl Into<String>) -> Self {
        Self {
            mode: Mode::Crate(Crate {
                name: name.into(),
                version: None,
                layout: Layout::Flat,
                runtime: Runtime::default(),
                client_feature: "client".to_owned(),
                server_feature: "server".to_owned(),
                command: "oas-codegen generate".to_owned(),
            }),
            document: document.into(),
            faces: Faces::default(),
            threads: None,
        }
    }

    /// One file made from `document`, with both faces.
    #[must_use]
    pub fn new_include(file: impl Into<String>, document: impl Into<String>) -> Self {
        Self {
            mode: Mode::Include { file: file.into() },
            document: document.into(),
            faces: Faces::default(),
            threads: None,
        }
    }

    /// The crate's name in paths.
    fn crate_ident(&self) -> String {
        match &self.mode {
            Mode::Crate(krate) => krate.name.replace('-', "_"),
            Mode::Include { file: _ } => "self".to_owned(),
        }
    }
}

/// Everything that is written for `api`, in a stable order.
///
/// A defect of the generator, tokens that do not parse, is reported as an error that names the item.
#[must_use]
pub fn files(api: &Api, options: &Options, diags: &mut Diagnostics) -> Vec<File> {
    let cx = Context::new(api, options);
    let mut written = Written {
        head: format!("// {}\n\n", banner(options)),
        files: Vec::new(),
        problems: Vec::new(),
    };
    match &options.mode {
        Mode::Crate(krate) => write_crate(&cx, krate, &mut written),
        Mode::Include { file } => {
            written.print(vec![(file.clone(), root::include_pieces(&cx))]);
        }
    }
    if written.problems.is_empty() {
        return written.files;
    }
    for print::Unprintable(why) in written.problems {
        let message = format!("the generator wrote Rust that does not parse: {why}");
        diags
            .error(Code::Internal, &Place::root(SourceId::ROOT), message)
            .help("this is a defect of oas-codegen, please report it");
    }
    Vec::new()
}

/// What is written so far.
struct Written {
    head: String,
    files: Vec<File>,
    problems: Vec<print::Unprintable>,
}

impl Written {
    /// Adds files of Rust. What they are made of is then freed, before that of others is made.
    fn print(&mut self, files: Vec<(String, Vec<Piece<'_>>)>) {
        let (paths, pieces): (Vec<String>, Vec<Vec<Piece<'_>>>) = files.into_iter().unzip();
        match print::texts(&self.head, &pieces) {
            Ok(texts) => {
                let files = paths.into_iter().zip(texts);
                self.files
                    .extend(files.map(|(path, text)| File::new(path, text)));
            }
            Err(problems) => self.problems.extend(problems),
        }
    }
}

/// The files of a crate, module by module.
fn write_crate<'a>(cx: &'a Context<'a>, krate: &'a Crate, written: &mut Written) {
    written.files.extend([
        File::new("Cargo.toml", manifest::text(cx, krate)),
        File::new("api.txt", surface::text(cx)),
        File::new("rustfmt.toml", manifest::rustfmt(cx)),
    ]);
    let file = |path: String, docs: &str, mut pieces: Vec<Piece<'a>>| {
        let docs = docs
            .lines()
            .map(|line| format!("//! {line}").trim_end().to_owned() + "\n");
        pieces.insert(0, Piece::Text(docs.collect()));
        (path, pieces)
    };
    let lib = file(
        "src/lib.rs".to_owned(),
        &root::docs(cx),
        root::pieces(cx, krate),
    );
    written.print(vec![lib]);
    for face in parts::faces(cx) {
        let path = format!("src/{}.rs", face.module);
        let mut files = vec![file(path, face.docs, (face.pieces)(cx, None))];
        for part in parts::of(cx, face) {
            let docs = format!(
                "The part of `{}` that only `{}` needs.",
                face.module, part.group.name
            );
            let path = format!("src/{}/{}.rs", face.module, part.module);
            files.push(file(path, &docs, (face.pieces)(cx, Some(part.index))));
        }
        written.print(files);
    }
    if !cx.api.examples.is_empty() {
        let path = "tests/examples.rs".to_owned();
        written.print(vec![file(path, examples::DOCS, examples::pieces(cx))]);
    }
}

/// The line that every file begins with, after the comment mark.
fn banner(options: &Options) -> String {
    format!(
        "{} {}. Do not edit.",
        crate::output::BANNER,
        one_line(&options.document)
    )
}

/// Text of the document on one line.
fn one_line(text: &str) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    text.chars()
        .map(clean)
        .collect::<String>()
        .trim()
        .to_owned()
}
