//! Items in frames: typed on one side, bytes on the other.

use std::time::Duration;

use bytes::Bytes;
use serde::de::value::Error as ValueError;
use serde::de::{IgnoredAny, IntoDeserializer};
use serde_json::Value;

use super::RawEvent;
use crate::json::{self, DecodeError};
use crate::wire::{FromWire, ToWire};

/// How the items of a stream are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// Server-sent events whose data is the item as JSON.
    Events,
    /// Server-sent events whose data is the item, as text.
    TextEvents,
    /// Server-sent events that are items themselves: objects of `data`, `event`, `id` and `retry`.
    WholeEvents,
    /// A line of JSON for each item.
    Lines,
    /// A line of JSON for each item, with the mark of RFC 7464 before it.
    Sequence,
}

/// An item of a stream with what an event says beside its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event<T> {
    /// The item.
    pub data: T,
    /// `event`: its kind. It is one line: a line break or NUL in it is written as a space.
    pub name: Option<String>,
    /// `id`: what a client names when it reconnects. It is one line, as the name is.
    pub id: Option<String>,
    /// `retry`: how long a client waits before it reconnects.
    pub retry: Option<Duration>,
}

impl<T> Event<T> {
    /// An event that is data alone.
    pub const fn new(data: T) -> Self {
        Self {
            data,
            name: None,
            id: None,
            retry: None,
        }
    }

    /// The same with a kind.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The same with an id.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The same with a delay for reconnecting.
    #[must_use]
    pub const fn with_retry(mut self, delay: Duration) -> Self {
        self.retry = Some(delay);
        self
    }
}

impl<T> From<T> for Event<T> {
    fn from(data: T) -> Self {
        Self::new(data)
    }
}

impl Frame {
    /// Whether items are server-sent events.
    pub(crate) const fn is_events(self) -> bool {
        matches!(self, Self::Events | Self::TextEvents | Self::WholeEvents)
    }

    /// Reads an item.
    pub(crate) fn read<T: FromWire>(self, event: &RawEvent) -> Result<T, DecodeError> {
        match self {
            Self::Events | Self::Lines | Self::Sequence => json::read(&event.data),
            Self::TextEvents => text_item(&event.data),
            Self::WholeEvents => whole_item(event),
        }
    }

    /// Writes an item; `None` where it cannot be JSON.
    pub(crate) fn write<T: ToWire>(self, event: &Event<T>) -> Option<Bytes> {
        let mut out = Vec::new();
        match self {
            Self::Lines | Self::Sequence => {
                if self == Self::Sequence {
                    out.push(0x1e);
                }
                out.extend_from_slice(&json::write(&event.data).ok()?);
                out.push(b'\n');
            }
            Self::Events => {
                push_head(&mut out, event);
                push_field(&mut out, "data", &json::write(&event.data).ok()?);
                out.push(b'\n');
            }
            Self::TextEvents => {
                push_head(&mut out, event);
                push_field(
                    &mut out,
                    "data",
                    crate::reply::text_of(&event.data)?.as_bytes(),
                );
                out.push(b'\n');
            }
            Self::WholeEvents => push_whole(&mut out, event)?,
        }
        Some(out.into())
    }
}

fn text_item<T: FromWire>(data: &[u8]) -> Result<T, DecodeError> {
    let wrong = || DecodeError::at("", "text", "something else");
    let text = std::str::from_utf8(data).map_err(|_| wrong())?;
    T::read(IntoDeserializer::<ValueError>::into_deserializer(text)).map_err(|_| wrong())
}

/// An event as an object. Its data is JSON, or else text; several APIs declare the object and
/// send only what its `data` would be.
fn whole_item<T: FromWire>(event: &RawEvent) -> Result<T, DecodeError> {
    let text = || Value::from(String::from_utf8_lossy(&event.data)).to_string();
    let Ok(json) = std::str::from_utf8(&event.data) else {
        return json::read(object(event, &text()).as_bytes());
    };
    if serde_json::from_str::<IgnoredAny>(json).is_err() {
        return json::read(object(event, &text()).as_bytes());
    }
    let first = match json::read(object(event, json).as_bytes()) {
        Ok(item) => return Ok(item),
        Err(error) => error,
    };
    let json = json.trim_ascii_start();
    let second = match json.starts_with('{') {
        true => json::read(json.as_bytes()).ok(),
        false => None,
    };
    let third = || json::read(object(event, &text()).as_bytes()).ok();
    second.or_else(third).ok_or(first)
}

/// The event as an object, whose `data` is given as JSON.
fn object(event: &RawEvent, data: &str) -> String {
    let mut out = format!("{{\"data\":{data}");
    for (key, value) in [("event", &event.name), ("id", &event.id)] {
        if let Some(value) = value {
            out.push_str(&format!(",\"{key}\":{}", Value::from(value.as_str())));
        }
    }
    if let Some(retry) = event.retry {
        out.push_str(&format!(",\"retry\":{}", retry.as_millis()));
    }
    out.push('}');
    out
}

/// Writes an object of `data`, `event`, `id` and `retry`.
fn push_whole<T: ToWire>(out: &mut Vec<u8>, event: &Event<T>) -> Option<()> {
    let written = json::write(&event.data).ok()?;
    let Value::Object(mut object) = serde_json::from_slice(&written).ok()? else {
        return None;
    };
    let mut text = |key: &str| match object.remove(key) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text),
        Some(other) => Some(other.to_string()),
    };
    let data = text("data");
    let head = Event {
        data: (),
        name: text("event").or_else(|| event.name.clone()),
        id: text("id").or_else(|| event.id.clone()),
        retry: text("retry")
            .and_then(|retry| retry.parse().ok())
            .map(Duration::from_millis)
            .or(event.retry),
    };
    push_head(out, &head);
    push_field(out, "data", data.unwrap_or_default().as_bytes());
    out.push(b'\n');
    Some(())
}

fn push_head<T>(out: &mut Vec<u8>, event: &Event<T>) {
    // A name or an id is one line.
    let line = |text: &str| text.replace(['\r', '\n', '\0'], " ");
    if let Some(name) = &event.name {
        push_field(out, "event", line(name).as_bytes());
    }
    if let Some(id) = &event.id {
        push_field(out, "id", line(id).as_bytes());
    }
    if let Some(retry) = event.retry {
        push_field(out, "retry", retry.as_millis().to_string().as_bytes());
    }
}

/// A field, in as many lines as its value has.
fn push_field(out: &mut Vec<u8>, name: &str, value: &[u8]) {
    let text = String::from_utf8_lossy(value).replace("\r\n", "\n");
    for line in text.split(['\n', '\r']) {
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b": ");
        out.extend_from_slice(line.as_bytes());
        out.push(b'\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_an_id_are_one_line() {
        let event = Event::new(()).with_name("a\r\nb").with_id("c\0\nd");
        let mut out = Vec::new();
        push_head(&mut out, &event);
        assert_eq!(String::from_utf8_lossy(&out), "event: a  b\nid: c  d\n");
    }
}
