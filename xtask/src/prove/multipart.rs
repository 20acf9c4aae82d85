//! Which parts of a multipart body are files.
//!
//! Knows schemas as the document writes them. Must not know bodies.

use serde_json::Value;

use super::files::{At, Files};

/// What a property is where it is not null, if that is one schema.
pub fn not_null<'a>(files: &'a Files, property: At<'a>) -> Option<At<'a>> {
    let property = files.follow(property)?;
    let alternatives = property.get("anyOf").or_else(|| property.get("oneOf"));
    let is_null = |at: &At<'_>| at.value.get("type").is_some_and(|name| name == "null");
    let others = alternatives.into_iter().flat_map(At::items);
    let others: Vec<At<'_>> = others.filter(|at| !is_null(at)).collect();
    match others[..] {
        [only] => files.follow(only),
        _ => Some(property),
    }
}

/// Whether a part is one file or a list of them, as alternatives say.
pub fn is_one_or_more<'a>(files: &'a Files, part: At<'a>) -> bool {
    let alternatives = part.get("anyOf").or_else(|| part.get("oneOf"));
    let alternatives = alternatives.into_iter().flat_map(At::items);
    let lists: Vec<Option<bool>> = alternatives
        .map(|alternative| {
            let alternative = files.follow(alternative)?;
            let items = alternative
                .get("items")
                .and_then(|items| files.follow(items));
            is_file(items.unwrap_or(alternative)).then_some(items.is_some())
        })
        .collect();
    lists.contains(&Some(true)) && !lists.contains(&None)
}

/// Whether nothing says what a part is.
pub fn is_untyped(part: At<'_>) -> bool {
    let words = ["title", "description", "deprecated", "example", "examples"];
    let mut keys = part.members().map(|(key, _)| key);
    keys.all(|key| words.contains(&key) || key.starts_with("x-"))
}

/// Whether a part is sent as a file.
pub fn is_file(part: At<'_>) -> bool {
    let text = |key: &str| part.value.get(key).and_then(Value::as_str);
    let is_raw = |media: &str| {
        let kinds = ["image/", "audio/", "video/", "font/"];
        let is_text = ["+xml", "+json"].iter().any(|end| media.ends_with(end));
        media == "application/octet-stream"
            || kinds.iter().any(|kind| media.starts_with(kind)) && !is_text
    };
    text("format") == Some("binary")
        || text("contentEncoding").is_none() && text("contentMediaType").is_some_and(is_raw)
}
