//! Foreign types for the formats of strings, as the document writes them.
//!
//! Knows each crate's parser and printer; what they call is in their own file.

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "decimal")]
mod decimal;
mod duration;
#[cfg(feature = "jiff")]
mod jiff;
mod net;
#[cfg(test)]
mod tests;
mod text;
#[cfg(feature = "time")]
mod time;
mod time_of_day;
#[cfg(feature = "url")]
mod url;
#[cfg(feature = "uuid")]
mod uuid;

use std::fmt;

use serde::de::{self, Deserializer};

pub use duration::{IsoDuration, ParseError};
pub(crate) use text::text_format;
pub use time_of_day::TimeOfDay;

/// Reads a string by `parse`; an error says `what` was expected, not what was found.
pub(crate) fn read_text<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    what: &'static str,
    parse: fn(&str) -> Option<T>,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(TextVisitor { what, parse })
}

struct TextVisitor<T> {
    what: &'static str,
    parse: fn(&str) -> Option<T>,
}

impl<T> de::Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        (self.parse)(text).ok_or_else(|| E::invalid_value(de::Unexpected::Other("string"), &self))
    }
}
