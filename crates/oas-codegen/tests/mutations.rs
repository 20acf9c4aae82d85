//! Broken documents end in an answer: no panic, whatever is cut, doubled or replaced.

use oas_codegen::diagnostic::{Code, Diagnostics, render};
use oas_codegen::{document, source};
use std::path::{Path, PathBuf};

/// A small generator of numbers, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap()
    }
}

const PIECES: [&str; 22] = [
    "null",
    "[]",
    "{}",
    "true",
    "-1",
    "1e400",
    "\"\"",
    "'",
    "\"",
    "\n",
    ": ",
    "- ",
    "&a ",
    "*a",
    "<<: *a",
    "!!str ",
    "$ref: '#/'",
    "\"$ref\": \"#/components\"",
    "\\ud800",
    "é",
    "99999999999999999999999999999999999999999999",
    "type: [string, 'null']",
];

/// The text with one to three lines or pieces changed.
fn mutated(text: &str, numbers: &mut Numbers) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for _ in 0..=numbers.below(3) {
        let at = numbers.below(lines.len());
        let line = lines[at].clone();
        let cut = line
            .char_indices()
            .map(|(i, _)| i)
            .nth(numbers.below(line.len()))
            .unwrap_or(0);
        let piece = PIECES[numbers.below(PIECES.len())];
        match numbers.below(6) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, line),
            2 => lines[at] = format!("{}{piece}{}", &line[..cut], &line[cut..]),
            3 => lines[at] = line[..cut].to_owned(),
            4 => {
                lines[at] = line
                    .split_once(':')
                    .map_or(piece.to_owned(), |(key, _)| format!("{key}: {piece}"))
            }
            _ => {
                let other = numbers.below(lines.len());
                lines.swap(at, other);
            }
        }
        if lines.is_empty() {
            lines.push(piece.to_owned());
        }
    }
    lines.join(["\n", "\r\n"][numbers.below(2)])
}

fn read(name: &str, text: &str) {
    let mut diags = Diagnostics::default();
    let sources = source::from_text(name, text, &mut diags);
    let _ = document::read(&sources, &mut diags);
    // What is wrong must be found before openapiv3 stumbles over it.
    let unread = diags.list().iter().find(|d| d.code == Code::Unread);
    assert!(unread.is_none(), "{unread:?} in\n{text}");
    for format in [
        render::Format::Human { color: false },
        render::Format::Short,
        render::Format::Json,
    ] {
        let _ = render::report(&diags, format);
    }
}

/// The documents of this repository; those that `OAS_MUTATE` names beside them.
fn documents() -> Vec<PathBuf> {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs");
    let mut found = vec![specs.join("okta-mfa/openapi.yaml")];
    for folder in ["cases", "invalid"] {
        let entries = std::fs::read_dir(specs.join(folder))
            .into_iter()
            .flatten()
            .flatten();
        found.extend(
            entries
                .map(|entry| entry.path())
                .filter(|path| path.is_file()),
        );
    }
    let more =
        std::env::var_os("OAS_MUTATE").map(|all| std::env::split_paths(&all).collect::<Vec<_>>());
    found.extend(more.into_iter().flatten());
    found.sort();
    found
}

#[test]
fn mutated_documents_end_in_an_answer() {
    let rounds = std::env::var("OAS_ROUNDS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(20);
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for path in documents() {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        for _ in 0..rounds {
            read(&name, &mutated(&text, &mut numbers));
        }
    }
}
