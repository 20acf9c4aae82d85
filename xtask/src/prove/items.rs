//! The items of streamed bodies: what stands in a server-sent event, and how it is written.
//!
//! Knows the document's schemas and the HTML standard. Must not know how values are drawn.

use serde_json::Value;

use super::files::{At, Files};

/// What stands in a server-sent event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// JSON is its data.
    Json,
    /// Text is its data.
    Text,
    /// It is an object of its data and of what else an event has.
    Whole,
}

/// What stands in events of a schema.
pub fn event(files: &Files, schema: At<'_>) -> Event {
    let is_whole = |at: At<'_>| {
        let known = ["data", "event", "id", "retry"];
        let names = || at.get("properties").into_iter().flat_map(At::members);
        names().any(|(name, _)| name == "data") && names().all(|(name, _)| known.contains(&name))
    };
    let all = |list: At<'_>| {
        let mut alternatives = list.items().map(|one| files.follow(one));
        alternatives.all(|one| one.is_some_and(is_whole))
    };
    let alternatives = schema.get("oneOf").or_else(|| schema.get("anyOf"));
    let says = |key: &str| schema.value.get(key).is_some();
    match schema.value.get("type").and_then(Value::as_str) {
        Some("string") if !["enum", "const", "format"].into_iter().any(says) => Event::Text,
        _ if is_whole(schema) || alternatives.is_some_and(all) => Event::Whole,
        _ => Event::Json,
    }
}

/// Whether an event can hold all that the object says.
pub fn is_event(item: &Value) -> bool {
    // An event without data is the same as one whose data is empty.
    let data = &item["data"];
    let has_data = !data.is_null() && data.as_str() != Some("");
    // Its name and its id are a line each, the delay is digits.
    let is_line = |name: &str| !item[name].as_str().is_some_and(|text| text.contains('\n'));
    let is_delay = item["retry"].as_i64().is_none_or(|delay| delay >= 0);
    has_data && is_line("event") && is_line("id") && is_delay
}

/// An item as a server-sent event.
pub fn written(item: &Value, event: Event) -> String {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let field = |name: &str, text: String| -> String {
        text.split('\n')
            .map(|line| format!("{name}: {line}\n"))
            .collect()
    };
    let mut out = String::new();
    match (item, event) {
        (Value::Object(fields), Event::Whole) => {
            for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
                out += &field(name, text(value));
            }
        }
        (item, Event::Json) => out += &field("data", item.to_string()),
        (item, _) => out += &field("data", text(item)),
    }
    out.push('\n');
    out
}
