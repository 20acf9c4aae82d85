//! Streams of items as text: server-sent events, and lines of JSON.
//!
//! Knows how they are cut and put together; must not know where the bytes come from.

use std::collections::VecDeque;

/// The data of an event that ends the stream, as several APIs have it.
pub(crate) const DONE: &[u8] = b"[DONE]";

/// Cuts bytes into lines that end with `\n`, `\r\n` or `\r`.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    whole: VecDeque<Vec<u8>>,
    partial: Vec<u8>,
    after_cr: bool,
}

impl Lines {
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            match byte {
                b'\n' if self.after_cr => {}
                b'\n' | b'\r' => self.whole.push_back(std::mem::take(&mut self.partial)),
                _ => self.partial.push(byte),
            }
            self.after_cr = byte == b'\r';
        }
    }

    /// The next line that has ended.
    pub(crate) fn pop(&mut self) -> Option<Vec<u8>> {
        self.whole.pop_front()
    }
}

/// What reading piece by piece needs besides.
#[cfg(feature = "client-core")]
impl Lines {
    /// How many bytes there are of the line that has not ended.
    pub(crate) fn len_of_rest(&self) -> usize {
        self.partial.len()
    }

    /// The last line, if nothing ended it.
    pub(crate) fn rest(&mut self) -> Option<Vec<u8>> {
        (!self.partial.is_empty()).then(|| std::mem::take(&mut self.partial))
    }

    pub(crate) fn clear(&mut self) {
        self.whole.clear();
        self.partial.clear();
    }
}

/// The data of all events of a text.
pub(crate) fn events(text: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let mut lines = Lines::default();
    lines.push(text);
    let mut parser = EventParser::default();
    let data = std::iter::from_fn(move || {
        loop {
            if let Some(data) = parser.line(&lines.pop()?) {
                return Some(data);
            }
        }
    });
    data.take_while(|data| data != DONE)
}

/// All lines of a text that are not blank.
pub(crate) fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let lines = text.split(|&byte| matches!(byte, b'\n' | b'\r'));
    lines.filter(|line| !line.trim_ascii().is_empty())
}

/// Appends an event whose data is one line.
pub(crate) fn push_event(out: &mut Vec<u8>, data: &[u8]) {
    out.extend_from_slice(b"data: ");
    out.extend_from_slice(data);
    out.extend_from_slice(b"\n\n");
}

/// Appends a line.
pub(crate) fn push_line(out: &mut Vec<u8>, line: &[u8]) {
    out.extend_from_slice(line);
    out.push(b'\n');
}

/// Assembles events from lines, as the HTML standard has it.
#[derive(Debug, Default)]
pub(crate) struct EventParser {
    data: Vec<u8>,
    has_data: bool,
    begun: bool,
    event: Option<String>,
    /// The `event` of the event that ended last.
    pub(crate) last_event: Option<String>,
    /// The last `id`.
    pub(crate) last_id: Option<String>,
}

impl EventParser {
    /// The data of the event that `line` ends.
    pub(crate) fn line(&mut self, line: &[u8]) -> Option<Vec<u8>> {
        let line = match std::mem::replace(&mut self.begun, true) {
            false => line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line),
            true => line,
        };
        if line.is_empty() {
            let event = self.event.take();
            let data = std::mem::take(&mut self.data);
            return std::mem::take(&mut self.has_data).then(|| {
                self.last_event = event;
                data
            });
        }
        let colon = line.iter().position(|&byte| byte == b':');
        let (field, value) = match colon {
            Some(colon) => (&line[..colon], &line[colon + 1..]),
            None => (line, &[][..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"data" => {
                if self.has_data {
                    self.data.push(b'\n');
                }
                self.has_data = true;
                self.data.extend_from_slice(value);
            }
            b"event" => self.event = Some(String::from_utf8_lossy(value).into_owned()),
            b"id" if !value.contains(&0) => {
                self.last_id = Some(String::from_utf8_lossy(value).into_owned());
            }
            _ => {}
        }
        None
    }
}

#[cfg(feature = "client-core")]
impl EventParser {
    /// How many bytes the data of the event has so far.
    pub(crate) fn len(&self) -> usize {
        self.data.len()
    }
}
