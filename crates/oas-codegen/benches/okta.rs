//! One run of the generator on the Okta MFA document, and how it splits over the stages.
//!
//! `cargo bench -p oas-codegen --bench okta`

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use oas_codegen::config::Config;
use oas_codegen::diagnostic::Diagnostics;
use oas_codegen::{analyze, document, emit, lower, resolve, source};

fn okta() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs/okta-mfa/openapi.yaml")
}

fn options() -> emit::Options {
    let mut options = emit::Options::new_crate("okta-mfa", "openapi.yaml");
    options.threads = std::num::NonZeroUsize::new(1);
    options
}

fn whole(c: &mut Criterion) {
    let (path, config, options) = (okta(), Config::default(), options());
    c.bench_function("okta/whole", |b| {
        b.iter(|| oas_codegen::generate(black_box(&path), &config, &options));
    });
}

fn stages(c: &mut Criterion) {
    let (path, config, options) = (okta(), Config::default(), options());
    let mut diags = Diagnostics::default();
    let sources = source::load(&path, &config, &mut diags);
    let doc = document::read(&sources, &mut diags).expect("the document is right");
    let model = resolve::model(&doc, &mut diags).expect("the document is right");
    let api = lower::api(&model, &config, &mut diags).expect("the document is right");
    let mut frozen = api.clone();
    analyze::run(&mut frozen, true);
    let mut group = c.benchmark_group("okta/stages");
    group.bench_function("source", |b| {
        b.iter(|| source::load(black_box(&path), &config, &mut Diagnostics::default()));
    });
    group.bench_function("document", |b| {
        b.iter(|| document::read(black_box(&sources), &mut Diagnostics::default()));
    });
    group.bench_function("resolve", |b| {
        b.iter(|| resolve::model(black_box(&doc), &mut Diagnostics::default()));
    });
    group.bench_function("lower", |b| {
        b.iter(|| lower::api(black_box(&model), &config, &mut Diagnostics::default()));
    });
    group.bench_function("analyze", |b| {
        b.iter_batched_ref(
            || api.clone(),
            |api| analyze::run(api, true),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("emit", |b| {
        b.iter(|| emit::files(black_box(&frozen), &options, &mut Diagnostics::default()));
    });
    group.finish();
}

criterion_group!(benches, whole, stages);
criterion_main!(benches);
