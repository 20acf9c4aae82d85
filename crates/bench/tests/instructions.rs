//! No hot path needs more instructions than it may; skipped where there is no valgrind.

use oas_bench::{bounds, build, can_count, count};

#[test]
fn no_hot_path_needs_more_instructions_than_its_bound() {
    if !can_count() {
        eprintln!("skipped: there is no valgrind");
        return;
    }
    let bench_hot = build().unwrap();
    let bounds = bounds().unwrap();
    let mut exceeded = Vec::new();
    for (name, bound) in bounds {
        let count = count(&bench_hot, &name).unwrap();
        println!("{name}: {count} instructions, at most {bound}");
        if count > bound {
            exceeded.push(format!("{name}: {count} instructions, at most {bound}"));
        }
    }
    let advice =
        "make it cheaper, or raise the bound in crates/bench/instructions.json and say why";
    assert!(exceeded.is_empty(), "{exceeded:#?}\n{advice}");
}
