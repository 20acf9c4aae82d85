//! The command `okta-mfa-server`; everything is in the library.

use std::process::ExitCode;

use okta_mfa_server::settings::{Command, CommandLine};

fn main() -> ExitCode {
    let line = CommandLine::read();
    let result = match line.command {
        Some(Command::Token(request)) => okta_mfa_server::keys::issue(&request)
            .map(|token| println!("{token}"))
            .map_err(Into::into),
        None => okta_mfa_server::run(line.settings),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("okta-mfa-server: {error}");
            ExitCode::FAILURE
        }
    }
}
