//! Holds the hot paths to their bounds, where there is a valgrind to count instructions.

use std::io::Write as _;

use oas_bench::{bounds, build, can_count, count};

#[test]
fn no_hot_path_needs_more_instructions_than_its_bound() -> std::io::Result<()> {
    if !can_count() {
        // Not by a macro, whose text no one sees of a test that passes.
        return writeln!(
            std::io::stderr(),
            "skipped: there is no valgrind to count instructions"
        );
    }
    let bench_hot = build()?;
    let mut exceeded = Vec::new();
    for (name, bound) in bounds()? {
        let count = count(&bench_hot, &name)?;
        if count > bound {
            exceeded.push(format!("{name}: {count} instructions, {bound} at most"));
        }
    }
    assert!(
        exceeded.is_empty(),
        "{}\nWho makes a path dearer on purpose raises its bound in crates/bench/instructions.json.",
        exceeded.join("\n")
    );
    Ok(())
}
