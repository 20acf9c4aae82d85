//! Streams of items as text: server-sent events, and lines of JSON.
//!
//! Knows how they are cut and put together; must not know where the bytes come from.

mod codec;

use std::collections::VecDeque;
use std::time::Duration;

pub use codec::{Event, Frame};

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

    /// How many bytes there are of the line that has not ended.
    pub(crate) fn len_of_rest(&self) -> usize {
        self.partial.len()
    }

    /// The last line, if nothing ended it.
    pub(crate) fn rest(&mut self) -> Option<Vec<u8>> {
        (!self.partial.is_empty()).then(|| std::mem::take(&mut self.partial))
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

/// An event as it came.
#[derive(Debug, Default)]
pub(crate) struct RawEvent {
    pub(crate) data: Vec<u8>,
    pub(crate) name: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) retry: Option<Duration>,
}

/// What a line holds: without the mark that begins a text of a sequence (RFC 7464); `None` for
/// a blank one.
pub(crate) fn item_line(line: &[u8]) -> Option<&[u8]> {
    let line = line.strip_prefix(b"\x1e").unwrap_or(line).trim_ascii();
    (!line.is_empty()).then_some(line)
}

/// Assembles events from lines, as the HTML standard has it.
#[derive(Debug, Default)]
pub(crate) struct EventParser {
    event: RawEvent,
    has_data: bool,
    begun: bool,
    /// The last `id`, of the events that have ended.
    pub(crate) last_id: Option<String>,
    /// The last `retry`.
    pub(crate) retry: Option<Duration>,
}

impl EventParser {
    /// The event that `line` ends.
    pub(crate) fn line(&mut self, line: &[u8]) -> Option<RawEvent> {
        let line = match std::mem::replace(&mut self.begun, true) {
            false => line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line),
            true => line,
        };
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            if event.id.is_some() {
                self.last_id.clone_from(&event.id);
            }
            return std::mem::take(&mut self.has_data).then_some(event);
        }
        let colon = line.iter().position(|&byte| byte == b':');
        let (field, value) = match colon {
            Some(colon) => (&line[..colon], &line[colon + 1..]),
            None => (line, &[][..]),
        };
        self.field(field, value.strip_prefix(b" ").unwrap_or(value));
        None
    }

    fn field(&mut self, field: &[u8], value: &[u8]) {
        let text = || String::from_utf8_lossy(value).into_owned();
        let event = &mut self.event;
        match field {
            b"data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    event.data.push(b'\n');
                }
                event.data.extend_from_slice(value);
            }
            b"event" => event.name = Some(text()),
            b"id" if !value.contains(&0) => event.id = Some(text()),
            b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                event.retry = text().parse().ok().map(Duration::from_millis);
                self.retry = event.retry.or(self.retry);
            }
            _ => {}
        }
    }

    /// How many bytes the event has so far.
    pub(crate) fn len(&self) -> usize {
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        self.event.data.len() + text(&self.event.name) + text(&self.event.id)
    }

    /// Begins anew on another connection: what has not ended is dropped.
    pub(crate) fn restart(&mut self) {
        self.event = RawEvent::default();
        (self.has_data, self.begun) = (false, false);
    }
}
