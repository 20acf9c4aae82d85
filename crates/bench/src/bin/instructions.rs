//! Counts the instructions of the hot paths by valgrind, and fails where one needs more than its bound.
//!
//! `bench-instructions [FILE]`: writes the rows to FILE. The bounds are in `crates/bench/instructions.json`.

use std::io;
use std::process::ExitCode;

use oas_bench::{Part, Row, Spread, Target, bounds, build, can_count, count};

fn main() -> io::Result<ExitCode> {
    let file = std::env::args().nth(1);
    if !can_count() {
        println!("there is no valgrind: nothing is counted");
        return Ok(ExitCode::SUCCESS);
    }
    let bench_hot = build()?;
    let mut part = Part::default();
    part.notes.push(
        "Instructions: of one call, the mean of a hundred, counted by callgrind; the target is the bound in \
         crates/bench/instructions.json, above which the program fails."
            .to_owned(),
    );
    let mut exceeded = false;
    for (name, bound) in bounds()? {
        let count = count(&bench_hot, &name)?;
        exceeded |= count > bound;
        part.push(Row {
            section: "Instructions",
            name,
            unit: "",
            ours: Spread::of(&[count as f64]),
            target: Some(Target::AtMost(bound as f64)),
            command: "cargo run --profile bench-run -p oas-bench --bin bench-instructions"
                .to_owned(),
            ..Row::default()
        });
    }
    part.save(file.as_deref())?;
    Ok(match exceeded {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    })
}
