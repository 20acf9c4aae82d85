//! A diagnostic as one line of JSON, in the form of rustc's `--error-format json`, with the pointer added.

use super::{Diagnostic, Diagnostics, render};
use crate::place::Place;
use crate::position;
use crate::source::Source;
use serde_json::{Value, json};
use std::ops::Range;

/// One object and a newline.
pub(super) fn line(diags: &Diagnostics, diagnostic: &Diagnostic) -> String {
    let mut children = Vec::new();
    if let Some(at) = position::locate(diags.sources(), &diagnostic.at)
        && let Some(anchor) = &at.anchor
    {
        let spans = [shown(at.source, anchor, &diagnostic.at, false)];
        children.push(
            json!({"message": render::ANCHOR, "code": null, "level": "note", "spans": spans, "children": []}),
        );
    }
    for (place, note) in &diagnostic.notes {
        let spans: Vec<Value> = place.iter().filter_map(|p| span(diags, p, false)).collect();
        children.push(
            json!({"message": note, "code": null, "level": "note", "spans": spans, "children": []}),
        );
    }
    if let Some(help) = &diagnostic.help {
        children.push(
            json!({"message": help, "code": null, "level": "help", "spans": [], "children": []}),
        );
    }
    let object = json!({
        "message": diagnostic.message,
        "code": {"code": diagnostic.code.to_string(), "explanation": diagnostic.code.explanation()},
        "level": render::severity(diags.level(diagnostic.severity)),
        "spans": span(diags, &diagnostic.at, true).into_iter().collect::<Vec<_>>(),
        "children": children,
        "rendered": render::human(diags, diagnostic, false),
    });
    format!("{object}\n")
}

fn span(diags: &Diagnostics, place: &Place, primary: bool) -> Option<Value> {
    let at = position::locate(diags.sources(), place)?;
    Some(shown(at.source, &at.range, place, primary))
}

fn shown(source: &Source, range: &Range<usize>, place: &Place, primary: bool) -> Value {
    let line = source.lines().line(&source.text, range.start) + 1;
    let column = position::column(source, range.start);
    let text = source.text.get(range.clone()).unwrap_or_default();
    json!({
        "file_name": source.path.display().to_string(),
        "pointer": place.pointer(),
        "byte_start": range.start,
        "byte_end": range.end,
        "line_start": line,
        "line_end": line,
        "column_start": column,
        "column_end": column + text.chars().count(),
        "is_primary": primary,
    })
}
