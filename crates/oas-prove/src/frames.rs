//! Bodies that are items: compared item by item.
//!
//! Knows server-sent events and lines of JSON. Must not know who wrote them.

use std::collections::BTreeMap;

use oas_runtime::v1 as rt;
use serde_json::Value;

/// What differs between two bodies of server-sent events.
pub(crate) fn differ_as_events(given: &str, written: &[u8]) -> Option<String> {
    differ(&events(given), &events(&String::from_utf8_lossy(written)))
}

/// What differs between two bodies of lines of JSON.
pub(crate) fn differ_as_lines(given: &str, written: &[u8]) -> Option<String> {
    differ(&lines(given), &lines(&String::from_utf8_lossy(written)))
}

fn differ(given: &[Value], written: &[Value]) -> Option<String> {
    if given.len() != written.len() {
        return Some(format!("{} items became {}", given.len(), written.len()));
    }
    let mut pairs = given.iter().zip(written);
    pairs.find_map(|(given, written)| rt::json::compare(given, written).err())
}

/// Each event as an object of its fields; data that is JSON as JSON.
fn events(text: &str) -> Vec<Value> {
    let blocks = text.split("\n\n").filter(|block| !block.trim().is_empty());
    let event = |block: &str| {
        let mut fields: BTreeMap<&str, String> = BTreeMap::new();
        for line in block.lines() {
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            fields
                .entry(name)
                .and_modify(|text| {
                    text.push('\n');
                    text.push_str(value);
                })
                .or_insert_with(|| value.to_owned());
        }
        let fields = fields.into_iter();
        let fields = fields.map(|(name, text)| (name.to_owned(), json_or_text(&text)));
        Value::Object(fields.collect())
    };
    blocks.map(event).collect()
}

fn lines(text: &str) -> Vec<Value> {
    let lines = text.lines().map(|line| line.trim_start_matches('\u{1e}'));
    let lines = lines.filter(|line| !line.trim().is_empty());
    lines.map(json_or_text).collect()
}

fn json_or_text(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}
