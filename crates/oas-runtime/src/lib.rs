//! What generated crates call.
