//! Text -> checked document: changed as a document, and as bytes.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use oas_codegen::diagnostic::{Code, Diagnostics, render};
use oas_codegen::{document, source};
use oas_codegen_fuzz::mutate;

// Half of the changes are those of bytes, which keep YAML what it is.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let changed = (seed % 2 == 0).then(|| mutate::document(data, size, max_size, seed)).flatten();
    changed.unwrap_or_else(|| fuzzer_mutate(data, size, max_size))
});

fuzz_target!(|text: &str| {
    for name in ["fuzzed.yaml", "fuzzed.json"] {
        let mut diags = Diagnostics::default();
        let sources = source::from_text(name, text, &mut diags);
        let _ = document::read(&sources, &mut diags);
        for format in [render::Format::Human { color: false }, render::Format::Json] {
            let _ = render::report(&diags, format);
        }
        let unread = diags.list().iter().find(|d| d.code == Code::Unread);
        assert!(unread.is_none(), "openapiv3 stumbles: {unread:?}");
    }
});
