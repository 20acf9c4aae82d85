//! The types that models are made of, beside Rust's own.
//!
//! Knows the wire traits; must not know HTTP.

mod base64;
mod bytes;
mod field;
mod format;
mod marker;
mod secret;

pub use base64::Base64;
pub use field::Field;
pub use format::{IsoDuration, ParseError, TimeOfDay};
pub use marker::{Never, Null, UnknownValue};
pub use secret::Secret;

/// A value of any kind.
pub type Value = serde_json::Value;

/// An object used as a map.
pub type Map<T> = std::collections::BTreeMap<String, T>;

/// An object used as a map, in the order of arrival.
#[cfg(feature = "ordered")]
pub type OrderedMap<T> = indexmap::IndexMap<String, T>;
