//! Diagnostics as people and tools read them: with excerpts, in one line, or as JSON.
//!
//! Knows: `position`. The only user of annotate-snippets. Colour is the caller's decision.

use super::{Code, Diagnostic, Diagnostics, Severity, json};
use crate::place::Place;
use crate::position::{self, Location};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

/// How many of one code are shown with an excerpt before the rest is counted.
pub const MOST_OF_A_KIND: usize = 5;

/// The note at the anchor of an alias.
pub(super) const ANCHOR: &str = "the value is written here, at the anchor";

/// Lines longer than this are not quoted; minified JSON is one line.
const MAX_QUOTED: usize = 400;

/// How diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// As rustc does: message, place, excerpt, notes, help.
    Human {
        /// With terminal colours.
        color: bool,
    },
    /// `file:line:column: severity[code]: message`
    Short,
    /// One JSON object per line.
    Json,
}

/// All diagnostics, sorted by file and position. In the human format, warnings of one kind beyond
/// [`MOST_OF_A_KIND`] are counted, not shown; errors and the other formats are complete.
#[must_use]
pub fn report(diags: &Diagnostics, format: Format) -> String {
    let mut out = String::new();
    let mut hidden: BTreeMap<Code, usize> = BTreeMap::new();
    let mut shown: BTreeMap<Code, usize> = BTreeMap::new();
    for diagnostic in in_order(diags) {
        let count = shown.entry(diagnostic.code).or_default();
        *count += 1;
        match format {
            Format::Human { .. }
                if *count > MOST_OF_A_KIND && diagnostic.severity == Severity::Warning =>
            {
                *hidden.entry(diagnostic.code).or_default() += 1;
            }
            Format::Human { color } => {
                out += &human(diags, diagnostic, color);
                out.push('\n');
            }
            Format::Short => out += &short(diags, diagnostic),
            Format::Json => out += &json(diags, diagnostic),
        }
    }
    let level = severity(diags.level(Severity::Warning));
    for (code, count) in &hidden {
        let title = code.title();
        let _ = writeln!(out, "{level}[{code}]: {count} more of this kind: {title}");
    }
    if !hidden.is_empty() {
        out += "  = help: the formats `short` and `json` list all of them\n\n";
    }
    out
}

/// The diagnostics sorted by file and position, errors first at one place.
#[must_use]
pub fn in_order(diags: &Diagnostics) -> Vec<&Diagnostic> {
    let key = |d: &Diagnostic| {
        let at =
            position::locate(diags.sources(), &d.at).map_or(0, |location| location.range.start);
        (d.at.source(), at, d.severity)
    };
    let mut list: Vec<&Diagnostic> = diags.list().iter().collect();
    list.sort_by_cached_key(|d| key(d));
    list
}

/// One line: `file:line:column: severity[code]: message`.
#[must_use]
pub fn short(diags: &Diagnostics, diagnostic: &Diagnostic) -> String {
    let severity = severity(diags.level(diagnostic.severity));
    let Diagnostic { code, message, .. } = diagnostic;
    match position::locate(diags.sources(), &diagnostic.at) {
        Some(at) => format!("{}: {severity}[{code}]: {message}\n", header(&at)),
        None => format!("{severity}[{code}]: {message}\n"),
    }
}

/// One JSON object in one line, in the form of rustc's `--error-format json`.
#[must_use]
pub fn json(diags: &Diagnostics, diagnostic: &Diagnostic) -> String {
    json::line(diags, diagnostic)
}

/// With excerpt, notes and help.
#[must_use]
pub fn human(diags: &Diagnostics, diagnostic: &Diagnostic, color: bool) -> String {
    let level = match diags.level(diagnostic.severity) {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.code.to_string());
    let mut first = Group::with_title(title);
    let mut others = Vec::new();
    if let Some(at) = position::locate(diags.sources(), &diagnostic.at) {
        first = excerpt(first, &at, &at.range, AnnotationKind::Primary);
        if let Some(anchor) = &at.anchor {
            let title = Level::NOTE.secondary_title(ANCHOR);
            others.push(excerpt(
                Group::with_title(title),
                &at,
                anchor,
                AnnotationKind::Context,
            ));
        }
    }
    for (place, note) in &diagnostic.notes {
        match place
            .as_ref()
            .and_then(|place| position::locate(diags.sources(), place))
        {
            Some(at) => {
                let title = Level::NOTE.secondary_title(note.as_str());
                others.push(excerpt(
                    Group::with_title(title),
                    &at,
                    &at.range,
                    AnnotationKind::Context,
                ));
            }
            None => first = first.element(Level::NOTE.message(note.as_str())),
        }
    }
    if let Some(help) = &diagnostic.help {
        first = first.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut groups = vec![first];
    groups.append(&mut others);
    let mut text = renderer.decor_style(DecorStyle::Ascii).render(&groups);
    text.push('\n');
    text
}

/// Adds the line of `range` to a group, or only its position where the line is too long to quote.
fn excerpt<'a>(
    group: Group<'a>,
    at: &Location<'a>,
    range: &Range<usize>,
    kind: AnnotationKind,
) -> Group<'a> {
    let path = at.source.path.to_string_lossy();
    let lines = at.source.lines();
    let line = lines.line(&at.source.text, range.start);
    let whole = lines.range(&at.source.text, line);
    let text = at.source.text.get(whole.clone()).unwrap_or_default();
    if text.len() > MAX_QUOTED || at.source.text.is_empty() {
        let origin = Origin::path(path).line(line + 1);
        return group.element(origin.char_column(position::column(at.source, range.start)));
    }
    let within = |byte: usize| byte.saturating_sub(whole.start).min(text.len());
    let inside = within(range.start)..within(range.end.max(range.start));
    group.element(
        Snippet::source(text)
            .line_start(line + 1)
            .path(path)
            .annotation(kind.span(inside)),
    )
}

/// `file:line:column`
pub(super) fn header(at: &Location<'_>) -> String {
    format!("{}:{}:{}", at.source.path.display(), at.line, at.column)
}

pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// The long text of a code: its title, and what it means.
#[must_use]
pub fn explain(code: Code) -> String {
    format!("{code}: {}\n\n{}\n", code.title(), code.explanation())
}

/// `file:line:column` of a place, or its pointer where the file is not known.
#[must_use]
pub fn place(diags: &Diagnostics, place: &Place) -> String {
    match position::locate(diags.sources(), place) {
        Some(at) => header(&at),
        None => format!("#{}", place.pointer()),
    }
}
