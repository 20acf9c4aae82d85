//! What the fuzz targets share: running the stages on files, and reading decisions from bytes.

pub mod mutate;

use std::hash::{DefaultHasher, Hash, Hasher};

use oas_codegen::config::{Config, Dates, Decimals, EqualTypes, Maps, Traits};
use oas_codegen::diagnostic::{Code, render};
use oas_codegen::{Outcome, emit, generate};

/// Runs the whole pipeline on the first of `files`, which may refer to the others, and renders what it says.
///
/// # Panics
/// If the generator found a defect of its own.
pub fn run(files: &[(&str, &[u8])]) {
    let folder = std::env::temp_dir().join(format!("oas-codegen-fuzz-{}", std::process::id()));
    if std::fs::create_dir_all(&folder).is_err() {
        return;
    }
    for (name, text) in files {
        if std::fs::write(folder.join(name), text).is_err() {
            return;
        }
    }
    let Some((name, text)) = files.first() else {
        return;
    };
    let mut options = emit::Options::new_crate("fuzzed", *name);
    options.threads = std::num::NonZeroUsize::new(1);
    let outcome = generate(&folder.join(name), &config(text), &options);
    check(&outcome);
}

/// Settings that depend on the text alone, so that an input stays reproducible; mostly the defaults.
fn config(text: &[u8]) -> Config {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let bits = hasher.finish();
    let mut config = Config::default();
    if bits & 3 != 0 {
        return config;
    }
    config.plain_option = bits & 4 != 0;
    config.keep_unknown_fields = bits & 8 != 0;
    config.dates = [Dates::Chrono, Dates::Jiff, Dates::Time, Dates::String][(bits >> 4 & 3) as usize];
    config.decimals = if bits & 64 == 0 { Decimals::RustDecimal } else { Decimals::String };
    config.maps = if bits & 128 == 0 { Maps::Sorted } else { Maps::Ordered };
    config.closed_enums = if bits & 256 == 0 { Vec::new() } else { vec!["*".to_owned()] };
    config.exclude = if bits & 512 == 0 { Vec::new() } else { vec!["GET /a".to_owned(), "tag:default".to_owned()] };
    config.equal_types = if bits & 1024 == 0 { EqualTypes::Once } else { EqualTypes::Each };
    config.traits = if bits & 2048 == 0 { Traits::Compare } else { Traits::Debug };
    config
}

fn check(outcome: &Outcome) {
    let formats = [render::Format::Human { color: false }, render::Format::Short, render::Format::Json];
    for format in formats {
        let _ = render::report(&outcome.diagnostics, format);
    }
    let defect = |code: Code| matches!(code, Code::Internal | Code::Unread);
    let found = outcome.diagnostics.list().iter().find(|d| defect(d.code));
    assert!(found.is_none(), "a defect: {found:?}");
    assert!(outcome.files.is_some() || outcome.diagnostics.has_errors(), "neither output nor an error");
}

/// Decisions, made from the fuzzer's bytes; zero when they are used up.
pub struct Choices<'a>(pub &'a [u8]);

impl Choices<'_> {
    /// A number below `limit`, which may be 0.
    pub fn below(&mut self, limit: usize) -> usize {
        let [a, rest @ ..] = self.0 else {
            self.0 = &[];
            return 0;
        };
        self.0 = rest;
        usize::from(*a) % limit.max(1)
    }

    /// Whether there are any left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
