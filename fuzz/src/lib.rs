//! What the fuzz targets share: running the stages on a value, and reading decisions from bytes.

use oas_codegen::config::Config;
use oas_codegen::diagnostic::{Code, render};
use oas_codegen::{Outcome, emit, generate};

/// Runs the whole pipeline on a text and renders what it says.
///
/// # Panics
/// If the generator found a defect of its own.
pub fn run(name: &str, text: &[u8]) {
    let folder = std::env::temp_dir().join(format!("oas-codegen-fuzz-{}", std::process::id()));
    let path = folder.join(name);
    if std::fs::create_dir_all(&folder).is_err() || std::fs::write(&path, text).is_err() {
        return;
    }
    let mut options = emit::Options::new_crate("fuzzed", name);
    options.threads = std::num::NonZeroUsize::new(1);
    let outcome = generate(&path, &Config::default(), &options);
    check(&outcome);
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
        let [a, b, rest @ ..] = self.0 else {
            self.0 = &[];
            return 0;
        };
        self.0 = rest;
        (usize::from(*a) << 8 | usize::from(*b)) % limit.max(1)
    }

    /// Whether there are any left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
