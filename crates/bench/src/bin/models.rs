//! Decoding, encoding and validation, in turns with serde's derives.
//!
//! `bench-models [FILE [ROUNDS [WORD]]]`: writes the rows to FILE; measures only what has WORD in its name.

use std::time::Duration;

use oas_bench::{Part, Row, Target, cases, interleaved};

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let file = args.next();
    let rounds = args.next().and_then(|rounds| rounds.parse().ok());
    let (rounds, word) = (rounds.unwrap_or(31), args.next().unwrap_or_default());
    let mut part = Part::default();
    part.notes.push(
        "Models: nanoseconds of the thread's processor time for one call, medians of rounds in turns; the ratio is \
         the median of the rounds' ratios. Both types implement serde's traits, and both are read and written by \
         serde_json, in one binary with cargo's usual release settings."
            .to_owned(),
    );
    for case in cases() {
        if !case.name.contains(&word) {
            continue;
        }
        let rounds = interleaved(&case, rounds, Duration::from_millis(8));
        part.push(Row {
            section: if case.name.contains("validate") {
                "Validation"
            } else if case.name.starts_with("decode") {
                "Decoding"
            } else {
                "Encoding"
            },
            name: case.name,
            unit: "ns",
            peer: case.peer,
            target: Some(Target::AtMost(case.target)),
            command: "cargo run --profile bench-run -p oas-bench --bin bench-models".to_owned(),
            ..Row::of_rounds(&rounds)
        });
    }
    part.save(file.as_deref())
}
