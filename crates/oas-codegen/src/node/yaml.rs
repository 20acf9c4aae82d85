//! YAML text -> tree, with spans in characters, from the events of `saphyr-parser`.
//!
//! Aliases are shared, not copied; merge keys apply; tags of the core schema are honoured, others are errors.

use super::{Entry, MAX_DEPTH, MAX_VALUES, Node, Span, SyntaxError, Text, Value, scalar, too_many};
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, StrInput, Tag};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many nodes aliases and merge keys may add to what is written.
const MAX_EXPANSION: usize = 1_000_000;

/// Reads one YAML document.
pub(super) fn parse(text: &str) -> Result<Node, SyntaxError> {
    let mut builder = Builder::default();
    let mut parser: Parser<'_, StrInput<'_>> = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|e| scan_error(&e))?;
        builder.event(event, units(span))?;
    }
    builder.root.ok_or_else(|| SyntaxError {
        at: Span::default(),
        message: "the document is empty".into(),
    })
}

fn scan_error(error: &ScanError) -> SyntaxError {
    let at = unit(error.marker().index());
    SyntaxError {
        at: Span { start: at, end: at },
        message: error.info().to_owned(),
    }
}

fn unit(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn units(span: saphyr_parser::Span) -> Span {
    Span {
        start: unit(span.start.index()),
        end: unit(span.end.index()),
    }
}

/// A collection that is not closed yet.
struct Frame {
    start: Span,
    anchor: usize,
    /// Nodes so far, for the limit on expansion.
    size: usize,
    open: Open,
}

enum Open {
    List(Vec<Node>),
    Map(Vec<Entry>, Option<(Text, Span)>),
}

#[derive(Default)]
struct Builder {
    frames: Vec<Frame>,
    anchors: BTreeMap<usize, (Arc<Node>, usize)>,
    expanded: usize,
    values: usize,
    documents: usize,
    root: Option<Node>,
}

impl Builder {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), SyntaxError> {
        match event {
            Event::Scalar(text, style, anchor, tag) => self.scalar(text, style, anchor, tag, span),
            Event::SequenceStart(anchor, tag) => {
                core_tag(tag.as_deref(), "seq", span)?;
                self.open(Open::List(Vec::new()), anchor, span)
            }
            Event::MappingStart(anchor, tag) => {
                core_tag(tag.as_deref(), "map", span)?;
                self.open(Open::Map(Vec::new(), None), anchor, span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::DocumentStart(_) => {
                self.documents += 1;
                match self.documents {
                    1 => Ok(()),
                    _ => Err(error(
                        span,
                        "a second document begins here; one is expected",
                    )),
                }
            }
            Event::DocumentEnd | Event::StreamStart | Event::StreamEnd | Event::Nothing => Ok(()),
        }
    }

    fn open(&mut self, open: Open, anchor: usize, start: Span) -> Result<(), SyntaxError> {
        if let Some(Frame {
            open: Open::Map(_, None),
            ..
        }) = self.frames.last()
        {
            return Err(error(start, "a key must be a scalar"));
        }
        if self.frames.len() > MAX_DEPTH {
            let message = format!("values nest more than {MAX_DEPTH} levels deep");
            return Err(error(start, message));
        }
        self.frames.push(Frame {
            start,
            anchor,
            size: 1,
            open,
        });
        Ok(())
    }

    fn close(&mut self, end: Span) -> Result<(), SyntaxError> {
        let Some(frame) = self.frames.pop() else {
            return Err(error(end, "a collection ends that was not begun"));
        };
        let span = Span {
            start: frame.start.start,
            end: end.end,
        };
        let mut size = frame.size;
        let value = match frame.open {
            Open::List(items) => Value::List(items.into()),
            Open::Map(entries, _) => Value::Map(self.merge(entries, &mut size)?.into()),
        };
        self.push(Node::new(value, span), frame.anchor, size)
    }

    fn scalar(
        &mut self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<Cow<'_, Tag>>,
        span: Span,
    ) -> Result<(), SyntaxError> {
        if let Some(Frame {
            open: Open::Map(_, key @ None),
            ..
        }) = self.frames.last_mut()
        {
            *key = Some((text.into(), span));
            return Ok(());
        }
        let value = match tag.as_deref() {
            Some(tag) => tagged(&text, tag, span)?,
            None if style == ScalarStyle::Plain => scalar::plain(&text),
            None => Value::String(text.into()),
        };
        self.push(Node::new(value, span), anchor, 1)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), SyntaxError> {
        let Some((node, size)) = self.anchors.get(&anchor).cloned() else {
            return Err(error(span, "this alias stands inside its own anchor"));
        };
        if let Some(Frame {
            open: Open::Map(_, key @ None),
            ..
        }) = self.frames.last_mut()
        {
            let text = node
                .as_text()
                .ok_or_else(|| error(span, "a key must be a scalar"))?;
            *key = Some((text.into(), span));
            return Ok(());
        }
        self.expand(size, span)?;
        let depth = self.frames.len() + depth(&node);
        if depth > MAX_DEPTH {
            let message = format!("values nest more than {MAX_DEPTH} levels deep");
            return Err(error(span, message));
        }
        self.push(Node::new(Value::Alias(node), span), 0, size)
    }

    fn expand(&mut self, size: usize, span: Span) -> Result<(), SyntaxError> {
        self.expanded = self.expanded.saturating_add(size);
        match self.expanded > MAX_EXPANSION {
            true => Err(error(span, "aliases expand to more than a million values")),
            false => Ok(()),
        }
    }

    /// Puts a finished node where it belongs.
    fn push(&mut self, node: Node, anchor: usize, size: usize) -> Result<(), SyntaxError> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(error(node.span, too_many()));
        }
        let node = match anchor {
            0 => node,
            _ => {
                let span = node.span;
                let shared = Arc::new(node);
                self.anchors.insert(anchor, (Arc::clone(&shared), size));
                // The anchored value itself is looked through like an alias of equal span.
                Node::new(Value::Alias(shared), span)
            }
        };
        match self.frames.last_mut() {
            None => self.root = Some(node),
            Some(frame) => {
                frame.size = frame.size.saturating_add(size);
                match &mut frame.open {
                    Open::List(items) => items.push(node),
                    Open::Map(entries, key) => match key.take() {
                        Some((key, key_span)) => entries.push(Entry {
                            key,
                            key_span,
                            value: node,
                        }),
                        None => return Err(error(node.span, "a value without a key")),
                    },
                }
            }
        }
        Ok(())
    }

    /// Applies `<<`: keys that the mapping does not have itself.
    fn merge(&mut self, entries: Vec<Entry>, size: &mut usize) -> Result<Vec<Entry>, SyntaxError> {
        if !entries.iter().any(|e| &*e.key == "<<") {
            return Ok(entries);
        }
        let (merges, mut own): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|e| &*e.key == "<<");
        for merge in merges {
            let span = merge.value.span;
            let sources: Vec<&Node> = match merge.value.value() {
                Value::List(items) => items.iter().collect(),
                _ => vec![&merge.value],
            };
            for source in sources {
                let Some(pairs) = source.as_map() else {
                    return Err(error(
                        span,
                        "a merge key takes a mapping or a list of mappings",
                    ));
                };
                self.expand(pairs.len(), span)?;
                *size = size.saturating_add(pairs.len());
                for pair in pairs {
                    if own.iter().any(|e| e.key == pair.key) {
                        continue;
                    }
                    let value = Node::new(Value::Alias(Arc::new(pair.value.clone())), span);
                    own.push(Entry {
                        key: pair.key.clone(),
                        key_span: merge.key_span,
                        value,
                    });
                }
            }
        }
        Ok(own)
    }
}

/// The depth of an anchored value; it is at most `MAX_DEPTH`, because it was read.
fn depth(node: &Node) -> usize {
    match node.value() {
        Value::List(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Map(entries) => 1 + entries.iter().map(|e| depth(&e.value)).max().unwrap_or(0),
        _ => 0,
    }
}

fn tagged(text: &str, tag: &Tag, span: Span) -> Result<Value, SyntaxError> {
    if tag.handle == "!" && tag.suffix.is_empty() {
        return Ok(Value::String(text.into()));
    }
    if !tag.is_yaml_core_schema() {
        return Err(error(span, format!("unknown tag `{tag}`")));
    }
    let value = scalar::plain(text);
    let fits = match (tag.suffix.as_str(), &value) {
        ("str", _) => return Ok(Value::String(text.into())),
        ("null", Value::Null(_)) | ("bool", Value::Bool(..)) => true,
        ("int", Value::Number(n)) => n.as_i128().is_some(),
        ("float", Value::Number(_)) => true,
        ("null" | "bool" | "int" | "float", _) => false,
        (suffix, _) => return Err(error(span, format!("unknown tag `!!{suffix}`"))),
    };
    match fits {
        true => Ok(value),
        false => Err(error(span, format!("not a value of `!!{}`", tag.suffix))),
    }
}

fn core_tag(tag: Option<&Tag>, expected: &str, span: Span) -> Result<(), SyntaxError> {
    match tag {
        None => Ok(()),
        Some(tag) if tag.is_yaml_core_schema() && tag.suffix == expected => Ok(()),
        Some(tag) => Err(error(span, format!("unknown tag `{tag}`"))),
    }
}

fn error(at: Span, message: impl Into<String>) -> SyntaxError {
    SyntaxError {
        at,
        message: message.into(),
    }
}
