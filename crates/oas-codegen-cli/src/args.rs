//! The command line: what can be asked for, and the help that teaches it.
//!
//! Plain data for clap. Must not know how anything is done.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "oas-codegen", version, about = ABOUT, long_about = LONG_ABOUT, after_long_help = EXAMPLES)]
#[command(propagate_version = true, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// When to use colour; `auto` asks the terminal and respects NO_COLOR.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

const ABOUT: &str =
    "Turns an OpenAPI document into one Rust crate: models, a server trait and a client";

const LONG_ABOUT: &str = "\
Turns an OpenAPI 3.0 or 3.1 document into one Rust crate with three faces that share their types: \
models, a server trait with its axum router, and an async client.

Nothing of the document is dropped in silence: what cannot be represented is reported with file, \
line and column, and the summary at the end says which operations were left out and why.";

const EXAMPLES: &str = "\
Examples:
  oas-codegen generate openapi.yaml --out generated/petstore
  oas-codegen generate openapi.yaml --out petstore --only client
  oas-codegen check openapi.yaml --out generated/petstore     # in CI: exit 1 if out of date
  oas-codegen explain OAS0012

Exit status: 0 success; 1 the document is wrong (nothing is written) or, for `check`, the output \
is out of date; 2 wrong usage.";

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the crate for a document.
    #[command(long_about = GENERATE)]
    Generate(Generate),
    /// Compare a crate with what `generate` would write, and touch nothing.
    #[command(long_about = CHECK)]
    Check(Generate),
    /// Explain a diagnostic code, such as OAS0012; without a code, list all of them.
    Explain(Explain),
}

const GENERATE: &str = "\
Write the crate for a document.

Each file is written whole (to a temporary file, then renamed) and only if its content changes; \
files of an earlier run that are no longer wanted are removed. If the document has an error, \
nothing is written.";

const CHECK: &str = "\
Compare a crate with what `generate` would write with the same arguments, and touch nothing.

Lists every stale, missing and orphaned file with a short diff, names the command that repairs \
them, and exits with 1 if there is any.";

/// The arguments of `generate` and `check`.
#[derive(Debug, Args)]
pub struct Generate {
    /// The OpenAPI document, YAML or JSON; files that it references are found from here.
    pub document: PathBuf,

    /// The folder of the crate.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,

    /// The name of the crate [default: the name of the folder].
    #[arg(long, value_name = "CRATE")]
    pub name: Option<String>,

    /// Settings; an unknown key is an error [default: `codegen.toml` beside the document, if there].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Depend on the `oas-runtime` in this folder instead of the published one.
    #[arg(long, value_name = "DIR")]
    pub runtime_path: Option<PathBuf>,

    /// Generate only this part; may be given more than once. Client and server bring the models.
    #[arg(long, value_name = "PART", value_delimiter = ',')]
    pub only: Vec<Part>,

    /// How diagnostics are shown: for people, one line each, or one JSON object per line.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub message_format: MessageFormat,

    /// Treat warnings as errors: nothing is written if there is any.
    #[arg(long)]
    pub deny_warnings: bool,

    /// Threads to print code with; the output does not depend on it [default: all cores].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,
}

/// The arguments of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The code, as printed in brackets: `OAS0012`; the number alone will do.
    pub code: Option<String>,
}

/// A part of the generated crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// The types of the schemas (always there).
    Models,
    /// The async client.
    Client,
    /// The server trait and its router.
    Server,
}

/// How diagnostics are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// With an excerpt of the document, as rustc does.
    Human,
    /// `file:line:column: severity[code]: message`.
    Short,
    /// One JSON object per line on standard output.
    Json,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
