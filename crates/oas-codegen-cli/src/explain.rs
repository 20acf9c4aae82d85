//! `oas-codegen explain`: the text behind a diagnostic code.

use std::io::{self, Write};
use std::process::ExitCode;

use oas_codegen::diagnostic::Code;

use crate::args::Explain;

/// Prints the explanation of one code, or the list of all.
///
/// # Errors
/// If standard output cannot be written.
pub fn run(args: &Explain) -> io::Result<ExitCode> {
    let mut out = anstream::stdout().lock();
    let Some(wanted) = &args.code else {
        for code in Code::ALL {
            writeln!(out, "{code}  {}", code.title())?;
        }
        return Ok(ExitCode::SUCCESS);
    };
    let Some(code) = find(wanted) else {
        let mut err = anstream::stderr().lock();
        writeln!(err, "error: there is no diagnostic `{wanted}`")?;
        writeln!(err, "help: `oas-codegen explain` lists all of them")?;
        return Ok(ExitCode::from(2));
    };
    writeln!(out, "{code}: {}\n\n{}", code.title(), code.explanation())?;
    Ok(ExitCode::SUCCESS)
}

/// The code of `OAS0012`, `oas12` or `12`.
fn find(wanted: &str) -> Option<Code> {
    let digits = wanted.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let number: u16 = digits.parse().ok()?;
    let prefix = &wanted[..wanted.len() - digits.len()];
    (prefix.is_empty() || prefix.eq_ignore_ascii_case("oas"))
        .then(|| Code::ALL.iter().copied().find(|c| *c as u16 == number))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::find;
    use oas_codegen::diagnostic::Code;

    #[test]
    fn a_code_is_found_in_every_spelling() {
        for spelling in ["OAS0001", "oas1", "1", "0001"] {
            assert_eq!(find(spelling), Some(Code::Syntax), "{spelling}");
        }
    }

    #[test]
    fn what_is_no_code_is_not_found() {
        for spelling in ["", "OAS", "E0001", "OAS9999", "OAS-1"] {
            assert_eq!(find(spelling), None, "{spelling}");
        }
    }
}
