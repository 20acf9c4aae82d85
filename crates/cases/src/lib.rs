//! Documents of `specs/cases` as their users compile them; `tests` calls and serves them in one process.

/// Bodies of every kind, in requests and answers.
pub mod bodies {
    include!(concat!(env!("OUT_DIR"), "/bodies.rs"));
}

/// Streams whose items OpenAPI 3.2 describes.
pub mod item_schema {
    include!(concat!(env!("OUT_DIR"), "/item_schema.rs"));
}

/// Any number of statuses, ranges, `default`.
pub mod responses {
    include!(concat!(env!("OUT_DIR"), "/responses.rs"));
}

/// Strings and numbers with formats.
pub mod formats {
    include!(concat!(env!("OUT_DIR"), "/formats.rs"));
}

/// Defaults of every type.
pub mod defaults {
    include!(concat!(env!("OUT_DIR"), "/defaults.rs"));
}

/// What the API's owner sends to those who subscribed.
pub mod webhooks {
    include!(concat!(env!("OUT_DIR"), "/webhooks.rs"));
}

/// Server-sent events, lines of JSON, uploads and downloads.
pub mod streams {
    include!(concat!(env!("OUT_DIR"), "/streams.rs"));
}
