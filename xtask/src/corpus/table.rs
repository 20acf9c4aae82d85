//! The report on the terminal: a line per document, then the totals.

use std::io::{self, Write};

use super::row::{Row, Totals};

/// Prints the table and the totals to standard output.
///
/// # Errors
/// If standard output cannot be written.
pub fn print(rows: &[Row], totals: &Totals) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    let width = rows
        .iter()
        .map(|row| row.document.len())
        .max()
        .unwrap_or(8)
        .max(8);
    writeln!(
        out,
        "{:width$}  {:13} {:>7} {:>6} {:>7} {:>6} {:>6} {:>5} {:>8}  {:9}  warnings by code",
        "document",
        "result",
        "seconds",
        "MB",
        "lines",
        "ops",
        "left",
        "warn",
        "untyped",
        "compiled"
    )?;
    for row in rows {
        print_row(&mut out, row, width)?;
    }
    print_totals(&mut out, totals)
}

fn print_row(out: &mut impl Write, row: &Row, width: usize) -> io::Result<()> {
    let generated = &row.generated;
    writeln!(
        out,
        "{:width$}  {:13} {:7.2} {:6} {:7} {:6} {:6} {:5} {:8}  {:9}  {}",
        row.document,
        row.verdict.name(),
        row.seconds,
        row.peak_mb,
        generated.lines,
        generated.operations,
        generated.left_out.len(),
        row.warnings(),
        generated.untyped,
        compiled(row),
        row.codes(),
    )?;
    if row.failed() {
        let problem = row.problem().unwrap_or("no reason given");
        for line in problem.lines().take(6) {
            writeln!(out, "    {line}")?;
        }
        if let Some(reason) = &row.accepted {
            writeln!(out, "    accepted: {reason}")?;
        }
    }
    Ok(())
}

/// How the crate compiled.
fn compiled(row: &Row) -> String {
    match &row.compiled {
        None => "-".to_owned(),
        Some(c) if c.errors + c.warnings == 0 => "clean".to_owned(),
        Some(c) => format!("{} errors, {} warnings", c.errors, c.warnings),
    }
}

fn print_totals(out: &mut impl Write, totals: &Totals) -> io::Result<()> {
    writeln!(out)?;
    let compiled = if totals.checked {
        format!(", {} compiled clean", totals.compiled)
    } else {
        String::new()
    };
    writeln!(
        out,
        "{} documents: {} generated{compiled}, {} failures not accepted",
        totals.documents, totals.generated, totals.unaccepted
    )?;
    writeln!(
        out,
        "{:.1} CPU seconds, peak {} MB, {} lines, {} operations, {} left out",
        totals.seconds, totals.peak_mb, totals.lines, totals.operations, totals.left_out
    )?;
    writeln!(
        out,
        "{} of {} uses of types are untyped",
        totals.untyped, totals.typed
    )?;
    for (code, count) in &totals.warnings {
        writeln!(out, "{count:8} warnings {code}")?;
    }
    out.flush()
}
