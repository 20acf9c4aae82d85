//! The repository's own commands: one subcommand, one file.

mod accepted;
mod bench;
mod codegen;
mod corpus;
mod documents;
mod paths;
mod prove;
mod untyped;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "The repository's own commands")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure what generating, compiling and running cost, beside others that do the same.
    Bench(bench::Bench),
    /// Write the crates of `specs/*/openapi.yaml` below `generated/`, or check that they are current.
    Codegen(codegen::Codegen),
    /// Put every document of a folder through the generator, each in a process of its own.
    Corpus(corpus::Corpus),
    /// Send random values of each document's schemas through its client and router, and compare.
    Prove(prove::Prove),
    /// Count the places whose type takes any JSON, beside those of another tool.
    Untyped(untyped::Untyped),
    /// One document of the corpus; started by `corpus`.
    #[command(hide = true)]
    CorpusDocument(corpus::worker::Worker),
    /// A step for one document; started by `prove`.
    #[command(hide = true)]
    ProveStep(prove::worker::Worker),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Bench(args) => bench::run(&args),
        Command::Codegen(args) => codegen::run(&args),
        Command::Corpus(args) => corpus::run(&args),
        Command::Prove(args) => prove::run(&args),
        Command::Untyped(args) => untyped::run(&args),
        Command::CorpusDocument(args) => corpus::worker::run(&args),
        Command::ProveStep(args) => prove::worker::run(&args),
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::from(2)
    })
}
