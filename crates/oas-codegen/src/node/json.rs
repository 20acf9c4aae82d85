//! JSON text -> tree, with spans in bytes.

use std::sync::mpsc::{Receiver, channel};

use super::large::{Budget, Large};
use super::{Entry, MAX_DEPTH, MAX_VALUES, Node, Number, Span, SyntaxError, Text, Value, too_many};
use crate::threads;

/// The key whose value is read ahead: the later half of most documents.
const AHEAD: &str = "components";

/// Shorter texts are read before another thread has begun.
const LONG: usize = 256 << 10;

/// Reads one JSON text.
pub(super) fn parse(text: &str) -> Result<Node, SyntaxError> {
    if !threads::several() || text.len() < LONG {
        return whole(Reader::new(text, 0));
    }
    let (found, awaited) = channel();
    let mut reader = Reader::new(text, 0);
    reader.ahead = Some(awaited);
    let ahead = move || {
        let _ = found.send(Ahead::of(text));
    };
    threads::beside(ahead, || whole(reader))
}

fn whole(mut reader: Reader<'_>) -> Result<Node, SyntaxError> {
    reader.skip_space();
    let node = reader.value(0)?;
    reader.skip_space();
    match reader.peek() {
        None => Ok(node),
        Some(_) => Err(reader.error("expected the end of the text")),
    }
}

/// Reads a value that begins at `base` of its file, within `depth` others.
pub(super) fn parse_part(text: &str, base: usize, depth: usize) -> Result<Node, SyntaxError> {
    Reader::new(text, base).value(depth)
}

/// A value that was read before what stands before it.
struct Ahead {
    start: usize,
    end: usize,
    node: Node,
    budget: usize,
    values: usize,
}

impl Ahead {
    /// The value of what looks like the key of the root that is read ahead. Whether it is, the reader of the whole
    /// text knows, who comes to the same place or does not.
    fn of(text: &str) -> Option<Self> {
        let mut reader = Reader::new(text, 0);
        let key = format!("\"{AHEAD}\"");
        reader.at = memchr::memmem::find(text.as_bytes(), key.as_bytes())? + key.len();
        reader.skip_space();
        if reader.peek() != Some(b':') {
            return None;
        }
        reader.at += 1;
        reader.skip_space();
        let start = reader.at;
        Some(Self {
            start,
            node: reader.value(1).ok()?,
            end: reader.at,
            budget: Budget::default().left - reader.budget.left,
            values: reader.values,
        })
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Where `text` begins in its file.
    base: usize,
    /// How much data may still become a tree.
    budget: Budget,
    values: usize,
    ahead: Option<Receiver<Option<Ahead>>>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, base: usize) -> Self {
        Self {
            text,
            at: 0,
            base,
            budget: Budget::default(),
            values: 0,
            ahead: None,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn span(&self, start: usize) -> Span {
        span(self.base + start, self.base + self.at)
    }

    fn error(&self, message: impl Into<String>) -> SyntaxError {
        let len = self.text[self.at.min(self.text.len())..]
            .chars()
            .next()
            .map_or(0, char::len_utf8);
        SyntaxError {
            at: span(self.base + self.at, self.base + self.at + len),
            message: message.into(),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        if depth > MAX_DEPTH {
            return Err(self.error(format!("values nest more than {MAX_DEPTH} levels deep")));
        }
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(self.error(too_many()));
        }
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Value::Bool(true, "true"))?,
            Some(b'f') => self.word("false", Value::Bool(false, "false"))?,
            Some(b'n') => self.word("null", Value::Null("null"))?,
            Some(_) => return Err(self.error("expected a value")),
            None => return Err(self.error("the text ends where a value is expected")),
        };
        Ok(Node::new(value, self.span(start)))
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, SyntaxError> {
        if self.text[self.at..].starts_with(word) {
            self.at += word.len();
            Ok(value)
        } else {
            Err(self.error("expected a value"))
        }
    }

    fn number(&mut self) -> Result<Value, SyntaxError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let zero = self.peek() == Some(b'0');
        let whole = self.digits()?;
        if zero && whole > 1 {
            self.at = start;
            return Err(self.error("a number has no leading zeros in JSON"));
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(Value::Number(Number::new(&self.text[start..self.at])))
    }

    fn digits(&mut self) -> Result<usize, SyntaxError> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        match self.at - start {
            0 => Err(self.error("expected a digit")),
            n => Ok(n),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, SyntaxError> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::List(Box::default()));
        }
        loop {
            self.skip_space();
            items.push(self.value(depth + 1)?);
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return Err(self.error("expected `,` or `]`")),
            }
        }
        self.at += 1;
        Ok(Value::List(items.into()))
    }

    fn map(&mut self, depth: usize) -> Result<Value, SyntaxError> {
        self.at += 1;
        let mut entries = Vec::new();
        self.skip_space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Map(Box::default()));
        }
        loop {
            self.skip_space();
            entries.push(self.entry(depth)?);
            self.skip_space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return Err(self.error("expected `,` or `}`")),
            }
        }
        self.at += 1;
        Ok(Value::Map(entries.into()))
    }

    fn entry(&mut self, depth: usize) -> Result<Entry, SyntaxError> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            return Err(self.error("expected a key in double quotes"));
        }
        let key = self.string()?;
        let key_span = self.span(start);
        self.skip_space();
        if self.peek() != Some(b':') {
            return Err(self.error("expected `:` after the key"));
        }
        self.at += 1;
        self.skip_space();
        let known = match depth == 0 && &*key == AHEAD {
            true => self.known(),
            false => self.large(&key, depth + 1),
        };
        let value = match known {
            Some(value) => value,
            None => self.value(depth + 1)?,
        };
        Ok(Entry {
            key,
            key_span,
            value,
        })
    }

    /// What another thread has read here, unless it would have come to something else after what this one has read.
    fn known(&mut self) -> Option<Node> {
        let ahead = self.ahead.take()?.recv().ok()??;
        let left = self.budget.left.checked_sub(ahead.budget)?;
        let values = self.values + ahead.values;
        if ahead.start != self.at || values > MAX_VALUES {
            return None;
        }
        (self.at, self.budget.left, self.values) = (ahead.end, left, values);
        Some(ahead.node)
    }

    fn large(&mut self, key: &str, depth: usize) -> Option<Node> {
        if !matches!(self.peek(), Some(b'{' | b'[')) {
            return None;
        }
        let start = self.at;
        let base = self.base + start;
        let large = Large::take(key, &self.text[start..], base, depth, &mut self.budget)?;
        self.at += large.len();
        Some(Node::new(Value::Large(Box::new(large)), self.span(start)))
    }

    fn string(&mut self) -> Result<Text, SyntaxError> {
        self.at += 1;
        let start = self.at;
        self.plain_run();
        if self.peek() == Some(b'"') {
            let text = self.text[start..self.at].into();
            self.at += 1;
            return Ok(text);
        }
        let mut out = String::from(&self.text[start..self.at]);
        loop {
            let run = self.at;
            self.plain_run();
            out += &self.text[run..self.at];
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => out.push(self.escape()?),
                Some(_) => return Err(self.error("a control character must be escaped in JSON")),
                None => return Err(self.error("the text ends inside a string")),
            }
        }
        self.at += 1;
        Ok(out.into())
    }

    /// Skips what stands for itself.
    fn plain_run(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let end = rest
            .iter()
            .position(|b| matches!(b, b'"' | b'\\' | 0..=0x1f));
        self.at += end.unwrap_or(rest.len());
    }

    fn escape(&mut self) -> Result<char, SyntaxError> {
        let start = self.at;
        self.at += 1;
        let letter = self.peek();
        let c = match letter {
            Some(b @ (b'"' | b'\\' | b'/')) => char::from(b),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode(start);
            }
            _ => {
                self.at = start;
                return Err(self.error("unknown escape"));
            }
        };
        self.at += 1;
        Ok(c)
    }

    fn unicode(&mut self, start: usize) -> Result<char, SyntaxError> {
        let high = self.hex4(start)?;
        if !(0xd800..0xe000).contains(&high) {
            return char::from_u32(high).ok_or_else(|| self.error("not a character"));
        }
        if high < 0xdc00 && self.text.as_bytes()[self.at..].starts_with(b"\\u") {
            self.at += 2;
            let low = self.hex4(start)?;
            if (0xdc00..0xe000).contains(&low) {
                let code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                return char::from_u32(code).ok_or_else(|| self.error("not a character"));
            }
        }
        Err(SyntaxError {
            at: self.span(start),
            message: "half of a surrogate pair".into(),
        })
    }

    fn hex4(&mut self, start: usize) -> Result<u32, SyntaxError> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4);
        let code = digits.and_then(|digits| {
            digits.iter().try_fold(0, |code, digit| {
                Some(code * 16 + char::from(*digit).to_digit(16)?)
            })
        });
        match code {
            Some(code) => {
                self.at += 4;
                Ok(code)
            }
            None => {
                self.at = start;
                Err(self.error("expected four hexadecimal digits after `\\u`"))
            }
        }
    }
}

fn span(start: usize, end: usize) -> Span {
    let unit = |n| u32::try_from(n).unwrap_or(u32::MAX);
    Span {
        start: unit(start),
        end: unit(end),
    }
}
