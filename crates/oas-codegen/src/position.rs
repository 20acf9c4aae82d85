//! Place -> line and column, computed only when something is shown.
//!
//! Knows: `place`, `node`, `source`. A place that was rewritten is found where it is really written.

use crate::node::{Entry, Node, Notation, Span, Value};
use crate::place::{Part, Place, SourceId};
use crate::source::{Source, Sources};
use std::ops::Range;

/// Where a place stands in its text.
#[derive(Debug, Clone)]
pub struct Location<'a> {
    /// The file.
    pub source: &'a Source,
    /// The bytes to underline: never empty unless at a line's end, never more than a line.
    pub range: Range<usize>,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What an alias on the way names: the bytes to underline there.
    pub anchor: Option<Range<usize>>,
}

/// Finds a place; `None` if its file is not among the sources.
#[must_use]
pub fn locate<'a>(sources: &'a Sources, place: &Place) -> Option<Location<'a>> {
    let found = find(sources, place)?;
    let source = found.source;
    let range = underlined(source, found.span);
    Some(Location {
        line: source.lines().line(&source.text, range.start) + 1,
        column: column(source, range.start),
        anchor: found.anchor.map(|span| underlined(source, span)),
        range,
        source,
    })
}

/// The column of a byte, from 1, in characters.
#[must_use]
pub fn column(source: &Source, byte: usize) -> usize {
    let lines = source.lines();
    let start = lines
        .range(&source.text, lines.line(&source.text, byte))
        .start;
    let index = |byte| lines.char_of_byte(&source.text, byte);
    index(byte).saturating_sub(index(start)) + 1
}

struct Found<'a> {
    source: &'a Source,
    span: Span,
    anchor: Option<Span>,
}

/// Walks the tree as far as the place goes in it, also into what a `$ref` on the way includes.
fn find<'a>(sources: &'a Sources, place: &Place) -> Option<Found<'a>> {
    let source = sources.get(place.source())?;
    let Some(tree) = source.tree() else {
        return Some(Found {
            source,
            span: source.broken_at.unwrap_or_default(),
            anchor: None,
        });
    };
    let mut walk = Walk {
        sources,
        id: place.source(),
        node: tree,
        entry: None,
        alias: None,
    };
    let segments = place.steps();
    let mut rest = segments.as_slice();
    let mut whole = true;
    while let [(segment, nth), tail @ ..] = rest {
        rest = tail;
        if walk.step(segment, *nth) {
            continue;
        }
        // `anyOf/0` and the like that rewriting put in.
        match (*segment, tail) {
            ("allOf" | "anyOf", [_, tail @ ..]) => rest = tail,
            _ if walk.include(segment) => {
                walk.step(segment, *nth);
            }
            _ => {
                whole = false;
                break;
            }
        }
    }
    walk.found(whole && place.part() == Part::Key)
}

struct Walk<'a> {
    sources: &'a Sources,
    /// The file that `node` is in.
    id: SourceId,
    node: &'a Node,
    /// The pair whose value `node` is.
    entry: Option<&'a Entry>,
    /// The first alias on the way.
    alias: Option<Span>,
}

impl<'a> Walk<'a> {
    /// Goes to what a `$ref` here includes, if the child is there.
    fn include(&mut self, segment: &str) -> bool {
        let Some((node, id)) = self.sources.included(self.node, self.id) else {
            return false;
        };
        let is_there = match node.as_list() {
            Some(items) => segment.parse::<usize>().is_ok_and(|i| i < items.len()),
            None => node.get(segment).is_some(),
        };
        if is_there {
            (self.node, self.id, self.entry, self.alias) = (node, id, None, None);
        }
        is_there
    }

    /// Goes to a child; `false` if there is none.
    fn step(&mut self, segment: &str, nth: u32) -> bool {
        let node = self.node;
        let next = match node.value() {
            Value::List(items) => {
                let item = segment.parse::<usize>().ok().and_then(|i| items.get(i));
                item.map(|item| (item, None))
            }
            Value::Map(entries) => {
                let mut same = entries.iter().filter(|entry| &*entry.key == segment);
                same.nth(nth as usize)
                    .map(|entry| (&entry.value, Some(entry)))
            }
            _ => None,
        };
        let Some((next, entry)) = next else {
            return false;
        };
        if node.is_alias() && node.target().span != node.span && self.alias.is_none() {
            self.alias = Some(node.span);
        }
        (self.node, self.entry) = (next, entry);
        true
    }

    fn found(&self, key: bool) -> Option<Found<'a>> {
        let source = self.sources.get(self.id)?;
        let collection = self.node.is_collection();
        let empty = self.node.span.start == self.node.span.end;
        let span = match self.entry {
            Some(entry) if key || collection || empty => entry.key_span,
            _ => self.node.span,
        };
        Some(Found {
            source,
            span: self.alias.unwrap_or(span),
            anchor: self.alias.map(|_| span),
        })
    }
}

/// The first line of a span, in bytes, without the space at its end.
fn underlined(source: &Source, span: Span) -> Range<usize> {
    let text = &source.text;
    let byte = |unit: u32| match source.notation {
        Notation::Yaml => source.lines().byte_of_char(text, unit as usize),
        Notation::Json | Notation::Toml => (unit as usize).min(text.len()),
    };
    let start = byte(span.start);
    let line = source.lines().range(text, source.lines().line(text, start));
    let end = byte(span.end).min(line.end).max(start);
    let shown = text.get(start..end).unwrap_or_default().trim_end();
    let least = text
        .get(start..line.end.max(start))
        .and_then(|s| s.chars().next());
    start..start + shown.len().max(least.map_or(0, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source;

    fn at(text: &str, pointer: &str, key: bool) -> (usize, usize, String) {
        let sources = source::from_text("t.yaml", text, &mut Diagnostics::default());
        let place = Place::from_pointer(SourceId::ROOT, pointer);
        let place = if key { place.as_key() } else { place };
        let found = locate(&sources, &place).unwrap();
        (found.line, found.column, text[found.range].to_owned())
    }

    const YAML: &str = "é: ü\npaths:\n  '/a/{b}':\n    get: {x: yes, y: [1, two]}\n    post:\n";

    #[test]
    fn keys_and_values_are_found_in_characters() {
        assert_eq!(at(YAML, "/é", false), (1, 4, "ü".into()));
        assert_eq!(
            at(YAML, "/paths/~1a~1{b}/get/y/1", false),
            (4, 26, "two".into())
        );
        assert_eq!(at(YAML, "/paths/~1a~1{b}", true), (3, 3, "'/a/{b}'".into()));
        assert_eq!(
            at(YAML, "/paths/~1a~1{b}/post", false),
            (5, 5, "post".into())
        );
    }

    #[test]
    fn columns_of_a_long_line_are_counted_in_characters() {
        for filler in ["a", "é"] {
            let filler = filler.repeat(5000);
            let text = format!("{{\n\"{filler}\": 1, \"x\": 2}}");
            assert_eq!(at(&text, "/x", false), (2, 5013, "2".into()));
        }
    }

    #[test]
    fn what_rewriting_put_in_is_skipped() {
        let pointer = "/paths/~1a~1{b}/get/anyOf/1/x";
        assert_eq!(at(YAML, pointer, false), (4, 14, "yes".into()));
        assert_eq!(
            at(YAML, "/paths/nothing/here", false),
            (2, 1, "paths".into())
        );
    }

    #[test]
    fn json_is_found_by_the_same_walk() {
        let text = "{\n  \"a\": [\"ä\", {\"b\": 12}]\n}";
        assert_eq!(at(text, "/a/1/b", false), (2, 20, "12".into()));
        assert_eq!(at(text, "/a/1/b", true), (2, 15, "\"b\"".into()));
    }

    #[test]
    fn a_place_under_an_alias_is_the_alias_with_its_anchor() {
        let text = "a: &x {b: 1}\nc: *x\n";
        let sources = source::from_text("t.yaml", text, &mut Diagnostics::default());
        let place = Place::from_pointer(SourceId::ROOT, "/c/b");
        let found = locate(&sources, &place).unwrap();
        assert_eq!((found.line, &text[found.range]), (2, "*x"));
        assert_eq!(&text[found.anchor.unwrap()], "1");
    }
}
