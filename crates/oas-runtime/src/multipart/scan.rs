//! A multipart body as it comes: where parts begin and end.
//!
//! Knows boundaries and heads; must not know what parts are, nor where the bytes come from.

use bytes::{Buf as _, Bytes, BytesMut};

use super::find;

/// How long the head of a part may be.
const LONGEST_HEAD: usize = 16 * 1024;

/// Cuts what is pushed into heads and pieces of content.
#[derive(Debug)]
pub(super) struct Scanner {
    /// `\r\n--boundary`
    delimiter: Vec<u8>,
    buffer: BytesMut,
    state: State,
    ended: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first part.
    Preamble,
    /// After a delimiter.
    Delimited,
    Head,
    Content,
    Done,
}

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A part begins: its head.
    Head(String),
    /// Some of its content.
    Content(Bytes),
    /// The part has ended.
    PartEnd,
    /// The body has ended.
    End,
    /// More has to be pushed first.
    More,
}

/// The body is no multipart body.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed;

impl Scanner {
    pub(super) fn new(boundary: &str) -> Option<Self> {
        if boundary.is_empty() || boundary.len() > 200 {
            return None;
        }
        let mut buffer = BytesMut::new();
        // The first delimiter may lack the line break before it.
        buffer.extend_from_slice(b"\r\n");
        Some(Self {
            delimiter: format!("\r\n--{boundary}").into_bytes(),
            buffer,
            state: State::Preamble,
            ended: false,
        })
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Nothing will be pushed any more.
    pub(super) fn end(&mut self) {
        self.ended = true;
    }

    pub(super) fn next(&mut self) -> Result<Found, Malformed> {
        loop {
            return match self.state {
                State::Preamble => match find(&self.buffer, &self.delimiter) {
                    Some(at) => {
                        self.buffer.advance(at + self.delimiter.len());
                        self.state = State::Delimited;
                        continue;
                    }
                    None => {
                        self.keep_tail();
                        self.more()
                    }
                },
                State::Delimited => match self.delimited()? {
                    true => continue,
                    false => self.more(),
                },
                State::Head => self.head(),
                State::Content => self.content(),
                State::Done => Ok(Found::End),
            };
        }
    }

    fn more(&self) -> Result<Found, Malformed> {
        match self.ended {
            true => Err(Malformed),
            false => Ok(Found::More),
        }
    }

    /// Drops what can be no part of a delimiter.
    fn keep_tail(&mut self) {
        let whole = self.buffer.len().saturating_sub(self.delimiter.len() - 1);
        self.buffer.advance(whole);
    }

    /// What follows a delimiter: `--` ends the body, a line break begins a part.
    fn delimited(&mut self) -> Result<bool, Malformed> {
        if self.buffer.len() < 2 {
            return Ok(false);
        }
        if self.buffer.starts_with(b"--") {
            self.buffer.clear();
            self.state = State::Done;
            return Ok(true);
        }
        // Spaces may stand before the line break.
        let Some(end) = find(&self.buffer, b"\r\n") else {
            return match self.buffer.len() > LONGEST_HEAD {
                true => Err(Malformed),
                false => Ok(false),
            };
        };
        if !self.buffer[..end].iter().all(u8::is_ascii_whitespace) {
            return Err(Malformed);
        }
        self.buffer.advance(end);
        self.state = State::Head;
        Ok(true)
    }

    fn head(&mut self) -> Result<Found, Malformed> {
        // The line break of the delimiter is still there, as a head may be empty.
        let Some(end) = find(&self.buffer, b"\r\n\r\n") else {
            return match self.buffer.len() > LONGEST_HEAD {
                true => Err(Malformed),
                false => self.more(),
            };
        };
        let head = self.buffer.split_to(end);
        self.buffer.advance(4);
        let head = std::str::from_utf8(&head).map_err(|_| Malformed)?;
        let head = head.trim().to_owned();
        self.state = State::Content;
        Ok(Found::Head(head))
    }

    fn content(&mut self) -> Result<Found, Malformed> {
        match find(&self.buffer, &self.delimiter) {
            Some(0) => {
                self.buffer.advance(self.delimiter.len());
                self.state = State::Delimited;
                Ok(Found::PartEnd)
            }
            Some(at) => Ok(Found::Content(self.buffer.split_to(at).freeze())),
            None => {
                let sure = self.buffer.len().saturating_sub(self.delimiter.len() - 1);
                match sure {
                    0 => self.more(),
                    sure => Ok(Found::Content(self.buffer.split_to(sure).freeze())),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that is found in `body`, pushed in pieces of `size`.
    fn scan(body: &[u8], size: usize) -> Result<Vec<(String, Vec<u8>)>, Malformed> {
        let mut scanner = Scanner::new("b").ok_or(Malformed)?;
        let mut parts = Vec::new();
        let mut pieces = body.chunks(size);
        loop {
            match scanner.next()? {
                Found::Head(head) => parts.push((head, Vec::new())),
                Found::Content(content) => match parts.last_mut() {
                    Some((_, whole)) => whole.extend_from_slice(&content),
                    None => return Err(Malformed),
                },
                Found::PartEnd => {}
                Found::End => return Ok(parts),
                Found::More => match pieces.next() {
                    Some(piece) => scanner.push(piece),
                    None => scanner.end(),
                },
            }
        }
    }

    #[test]
    fn parts_are_the_same_however_the_body_is_cut() {
        let body = "preamble\r\n--b \r\nA: 1\r\nB: 2\r\n\r\none\r\n--\r\n-bb\r\n--b\r\n\r\n\r\n\r\n--b--\r\nepilogue";
        for size in 1..body.len() {
            let found = scan(body.as_bytes(), size).unwrap_or_default();
            assert_eq!(found.len(), 2, "{size}");
            assert_eq!(found[0].0, "A: 1\r\nB: 2");
            assert_eq!(found[0].1, b"one\r\n--\r\n-bb");
            assert_eq!(found[1], (String::new(), b"\r\n".to_vec()));
        }
    }

    #[test]
    fn a_body_that_ends_early_or_has_an_endless_head_is_malformed() {
        for body in [
            "",
            "--b",
            "--bb\r\n\r\n\r\n--b--",
            "--b\r\nA: 1",
            "--b\r\nA: 1\r\n\r\nx",
            "--b\r\n\r\nx\r\n--b",
        ] {
            assert_eq!(scan(body.as_bytes(), 3), Err(Malformed), "{body}");
        }
        let endless = format!("--b\r\nA: {}", "x".repeat(LONGEST_HEAD));
        assert_eq!(scan(endless.as_bytes(), 100), Err(Malformed));
        assert_eq!(scan(b"--b--", 1), Ok(Vec::new()));
    }
}
