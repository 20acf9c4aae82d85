//! Measures everything and prints a table; `cargo xtask bench run` calls it.

use std::time::Duration;

fn main() {
    let filter = std::env::args().nth(1).unwrap_or_default();
    for case in oas_bench::cases() {
        if !case.name.contains(&filter) {
            continue;
        }
        let times = oas_bench::interleaved(&case, 25, Duration::from_millis(8));
        println!(
            "{:42} {:9.1} ns {:9.1} ns  {:.3} [{:.3}..{:.3}] target {:.2} {}",
            case.name, times.ours, times.theirs, times.ratio, times.spread.0, times.spread.1, case.target,
            if times.ratio <= case.target { "" } else { "MISSED" }
        );
    }
}
