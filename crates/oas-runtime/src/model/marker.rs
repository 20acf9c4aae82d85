//! Types that hold little or nothing: null alone, nothing at all, an unlisted value.

use std::fmt;

use serde::de::{self, Deserializer, Unexpected};
use serde::ser::Serializer;

use crate::wire::{Buf, FromWire, Rank, ToWire, serde_by_wire};

/// The value of an open enum that the document does not list.
///
/// It is made by reading, or by the `From<String>` of its enum, which looks among the listed
/// values first: an unlisted value is never one that is listed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(String);

impl UnknownValue {
    /// For the code that `#[derive(Wire)]` writes.
    #[doc(hidden)]
    #[must_use]
    pub fn __new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A value that cannot be: the schema `false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Never {}

impl FromWire for Never {
    type Form = crate::wire::form::Own;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <de::IgnoredAny as de::Deserialize>::deserialize(deserializer)?;
        Err(de::Error::invalid_type(
            Unexpected::Other("value"),
            &"nothing",
        ))
    }

    fn rank(_value: &Buf) -> Rank {
        Rank::NO
    }
}

impl ToWire for Never {
    type Form = crate::wire::form::Own;
    fn write<S: Serializer>(&self, _serializer: S) -> Result<S::Ok, S::Error> {
        match *self {}
    }
}

/// Null, where a schema allows nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Null;

struct NullVisitor;

impl de::Visitor<'_> for NullVisitor {
    type Value = Null;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null")
    }

    fn visit_unit<E>(self) -> Result<Null, E> {
        Ok(Null)
    }
}

impl FromWire for Null {
    type Form = crate::wire::form::Own;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_unit(NullVisitor)
    }

    fn rank(value: &Buf) -> Rank {
        Rank::when(*value == Buf::Null)
    }
}

impl ToWire for Null {
    type Form = crate::wire::form::Own;
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

serde_by_wire!(Never);
serde_by_wire!(Null);
