//! A diagnostic as one line of JSON, in the form of rustc's `--error-format json`, with the pointer added.

use super::{Diagnostic, Diagnostics, render};
use crate::place::Place;
use crate::position::{self, Location};
use serde_json::{Value, json};

/// One object and a newline.
pub(super) fn line(diags: &Diagnostics, diagnostic: &Diagnostic) -> String {
    let mut children = Vec::new();
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
        "level": render::severity(diagnostic.severity),
        "spans": span(diags, &diagnostic.at, true).into_iter().collect::<Vec<_>>(),
        "children": children,
        "rendered": render::human(diags, diagnostic, false),
    });
    format!("{object}\n")
}

fn span(diags: &Diagnostics, place: &Place, primary: bool) -> Option<Value> {
    let at = position::locate(diags.sources(), place)?;
    Some(json!({
        "file_name": at.source.path.display().to_string(),
        "pointer": place.pointer(),
        "byte_start": at.range.start,
        "byte_end": at.range.end,
        "line_start": at.line,
        "line_end": at.line,
        "column_start": at.column,
        "column_end": column_end(&at),
        "is_primary": primary,
    }))
}

fn column_end(at: &Location<'_>) -> usize {
    let text = at.source.text.get(at.range.clone()).unwrap_or_default();
    at.column + text.chars().count()
}
