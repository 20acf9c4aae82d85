//! The `oas-codegen` command: reads the command line, runs one subcommand, and turns what came of it into
//! an exit status: 0 success, 1 the document is wrong or the output out of date, 2 wrong usage.

mod args;
mod explain;
mod generate;
mod report;

use std::io;
use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Color, Command};

/// Tokens are many small allocations, a fifth of the time with the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.color {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
    let result = match &cli.command {
        Command::Generate(args) => generate::generate(args),
        Command::Check(args) => generate::check(args),
        Command::Explain(args) => explain::run(args),
    };
    result.unwrap_or_else(|error| failed(&error))
}

/// What could not be done at all. A reader that went away (`oas-codegen explain | head`) is no failure.
fn failed(error: &io::Error) -> ExitCode {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return ExitCode::SUCCESS;
    }
    anstream::eprintln!("error: {error}");
    ExitCode::from(2)
}
