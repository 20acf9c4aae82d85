//! Documents of `specs/cases` as their users compile them; `tests` calls and serves them in one process.

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

/// Server-sent events and lines of JSON.
pub mod streams {
    include!(concat!(env!("OUT_DIR"), "/streams.rs"));
}
