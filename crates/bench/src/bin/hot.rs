//! Runs one hot path some times, for valgrind to count its instructions.
//!
//! `bench-hot NAME`: only what `oas_bench_measured` calls is to be counted, which is the path
//! a hundred times. Without a name: the names.

use oas_bench::hot;

/// So often the path is counted: what differs from call to call levels out.
const TIMES: usize = 100;

#[inline(never)]
fn oas_bench_measured(run: &mut dyn FnMut()) {
    for _ in 0..TIMES {
        run();
    }
}

fn main() {
    let name = std::env::args().nth(1);
    for mut path in hot() {
        match &name {
            None => println!("{}", path.name),
            Some(name) if name == path.name => {
                // What is made once (patterns, tables, buffers) is made before.
                (0..TIMES).for_each(|_| (path.run)());
                oas_bench_measured(&mut *path.run);
            }
            Some(_) => {}
        }
    }
}
