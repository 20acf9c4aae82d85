//! Documents of `specs/cases` as their users compile them; `tests` calls and serves them in one process.

/// One schema merged with several.
pub mod all_of_apart {
    include!(concat!(env!("OUT_DIR"), "/all_of_apart.rs"));
}

/// Enums of values of one type, and of several.
pub mod enums {
    include!(concat!(env!("OUT_DIR"), "/enums.rs"));
}

/// Equal types, written once.
pub mod equal_types {
    include!(concat!(env!("OUT_DIR"), "/equal_types.rs"));
}

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

/// Defaults of `oneOf` and `anyOf`.
pub mod default_of_alternatives {
    include!(concat!(env!("OUT_DIR"), "/default_of_alternatives.rs"));
}

/// Bases with a discriminator, and what extends them.
pub mod hierarchy {
    include!(concat!(env!("OUT_DIR"), "/hierarchy.rs"));
}

/// `readOnly` and `writeOnly`.
pub mod read_write {
    include!(concat!(env!("OUT_DIR"), "/read_write.rs"));
}

/// Lists and maps that contain themselves.
pub mod recursion_of_lists {
    include!(concat!(env!("OUT_DIR"), "/recursion_of_lists.rs"));
}

/// Schemas with mistakes that can only mean one thing.
pub mod schemas_repaired {
    include!(concat!(env!("OUT_DIR"), "/schemas_repaired.rs"));
}

/// `prefixItems` without a fixed length.
pub mod tuples_open {
    include!(concat!(env!("OUT_DIR"), "/tuples_open.rs"));
}

/// Unions that hold each other directly.
pub mod unions_in_a_circle {
    include!(concat!(env!("OUT_DIR"), "/unions_in_a_circle.rs"));
}

/// Objects inside of parameters and headers.
pub mod parameters_nested {
    include!(concat!(env!("OUT_DIR"), "/parameters_nested.rs"));
}

/// Parts of multipart bodies that have no type.
pub mod parts_untyped {
    include!(concat!(env!("OUT_DIR"), "/parts_untyped.rs"));
}
