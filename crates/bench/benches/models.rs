//! The comparisons of models by criterion, for a closer look at one of them.

use criterion::{Criterion, criterion_group, criterion_main};

fn models(criterion: &mut Criterion) {
    for case in oas_bench::cases() {
        let mut group = criterion.benchmark_group(&case.name);
        group.bench_function("ours", |bencher| bencher.iter(&case.ours));
        group.bench_function("serde", |bencher| bencher.iter(&case.theirs));
        group.finish();
    }
}

criterion_group!(benches, models);
criterion_main!(benches);
