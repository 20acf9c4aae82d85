//! What people and tools see.

use super::*;
use crate::place::SourceId;
use crate::source;

fn one(text: &str, pointer: &str) -> Diagnostics {
    let mut diags = Diagnostics::default();
    source::from_text("api.yaml", text, &mut diags);
    let at = Place::from_pointer(SourceId::ROOT, pointer);
    let other = Place::from_pointer(SourceId::ROOT, "/a");
    diags
        .warning(Code::Unsupported, &at, "something is odd")
        .note_at(&other, "compare this")
        .note("it may be on purpose")
        .help("write something else");
    diags
}

#[test]
fn human_diagnostics_have_an_excerpt_notes_and_help() {
    let diags = one("a: 1\nb:\n  c: two\n", "/b/c");
    let text = render::human(&diags, &diags.list()[0], false);
    assert_eq!(
        text,
        "\
warning[OAS0002]: something is odd
 --> api.yaml:3:6
  |
3 |   c: two
  |      ^^^
  |
  = note: it may be on purpose
  = help: write something else
note: compare this
 --> api.yaml:1:4
  |
1 | a: 1
  |    -
"
    );
}

#[test]
fn short_and_json_name_file_line_and_column() {
    let diags = one("a: 1\nb:\n  c: two\n", "/b/c");
    let diagnostic = &diags.list()[0];
    assert_eq!(
        render::short(&diags, diagnostic),
        "api.yaml:3:6: warning[OAS0002]: something is odd\n"
    );
    let json: serde_json::Value = serde_json::from_str(&render::json(&diags, diagnostic)).unwrap();
    assert_eq!(json["spans"][0]["line_start"], 3);
    assert_eq!(json["spans"][0]["column_end"], 9);
    assert_eq!(json["spans"][0]["pointer"], "/b/c");
    assert_eq!(json["children"][0]["spans"][0]["line_start"], 1);
}

#[test]
fn a_long_line_is_not_quoted() {
    let text = format!("{{\"a\": 1, \"b\": \"{}\"}}", "x".repeat(10_000));
    let diags = one(&text, "/b");
    let text = render::human(&diags, &diags.list()[0], false);
    assert!(text.len() < 400, "{text}");
    assert!(text.contains("--> api.yaml:1:15"), "{text}");
}

#[test]
fn many_of_a_kind_are_counted_and_sorted() {
    let mut diags = Diagnostics::default();
    source::from_text("api.yaml", &"- 1\n".repeat(30), &mut diags);
    let root = Place::root(SourceId::ROOT);
    for index in (0..30).rev() {
        diags.warning(
            Code::Unsupported,
            &root.index(index),
            format!("item {index}"),
        );
    }
    let text = render::report(&diags, render::Format::Human { color: false });
    assert!(text.starts_with("warning[OAS0002]: item 0\n"), "{text}");
    assert!(text.contains("25 more of this kind"), "{text}");
    let lines = render::report(&diags, render::Format::Short);
    assert_eq!(lines.lines().count(), 30);
}
