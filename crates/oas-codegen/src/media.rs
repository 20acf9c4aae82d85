//! Types of media: how content of each is read and written.
//!
//! Imports nothing; must not know documents, schemas or Rust.

/// How a media type is read and written, before its schema is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Json,
    Form,
    Multipart,
    Events,
    Lines,
    Text,
    Binary,
    Wildcard,
}

/// Type and subtype, in lower case, without parameters.
pub fn essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// How content of a media type is read and written.
pub fn classify(media_type: &str) -> Class {
    let essence = essence(media_type);
    match essence.as_str() {
        "application/json" | "text/json" | "json" => Class::Json,
        "application/x-www-form-urlencoded" => Class::Form,
        "text/event-stream" => Class::Events,
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/x-jsonlines"
        | "application/jsonlines"
        | "application/json-lines"
        | "application/stream+json"
        | "application/x-json-stream"
        | "application/json-seq" => Class::Lines,
        "*/*" | "application/*" => Class::Wildcard,
        "application/xml"
        | "application/javascript"
        | "application/yaml"
        | "application/x-yaml"
        | "application/graphql" => Class::Text,
        e if e.ends_with("+json-seq") => Class::Lines,
        e if e.ends_with("+json") => Class::Json,
        e if e.ends_with("+xml") || e.ends_with("+yaml") || e.starts_with("text/") => Class::Text,
        e if e.starts_with("multipart/") => Class::Multipart,
        _ => Class::Binary,
    }
}
