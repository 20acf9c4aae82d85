//! Text -> checked document.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oas_codegen::diagnostic::{Code, Diagnostics, render};
use oas_codegen::{document, source};

fuzz_target!(|text: &str| {
    for name in ["fuzzed.yaml", "fuzzed.json"] {
        let mut diags = Diagnostics::default();
        let sources = source::from_text(name, text, &mut diags);
        let _ = document::read(&sources, &mut diags);
        let _ = render::report(&diags, render::Format::Human { color: false });
        let unread = diags.list().iter().find(|d| d.code == Code::Unread);
        assert!(unread.is_none(), "openapiv3 stumbles: {unread:?}");
    }
});
