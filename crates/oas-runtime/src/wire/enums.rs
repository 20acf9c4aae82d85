//! Enums of strings, integers, or any JSON values; closed or open.
//!
//! Must not know records or unions.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, Unexpected};
use serde::ser::Serializer;
use serde_json::Value;

use super::{Buf, FromWire, Rank, ToWire};
use crate::json;

/// An enum of strings; implemented by `#[derive(Wire)]`.
pub trait StrEnum: Sized + AsRef<str> {
    /// The listed values.
    const VALUES: &'static [&'static str];
    /// The variant of a value; for one that is not listed the one for others, `None` where the enum is closed.
    fn of(text: &str) -> Option<Self>;
}

/// An enum of integers; implemented by `#[derive(Wire)]`.
pub trait IntEnum: Sized {
    /// The variant of a listed value.
    fn listed(value: i64) -> Option<Self>;
    /// The variant for other values; `None` where the enum is closed.
    fn unlisted(value: i64) -> Option<Self>;
    /// The value.
    fn value(&self) -> i64;
}

/// An enum of any JSON values; implemented by `#[derive(Wire)]`.
pub trait JsonEnum: Sized {
    /// The listed values as JSON text, in the order of the variants.
    const VALUES: &'static [&'static str];
    /// The variant of a listed value.
    fn listed(index: usize) -> Option<Self>;
    /// The variant for other values; `None` where the enum is closed.
    fn unlisted(value: Value) -> Option<Self>;
    /// The index of the listed value, or the other value.
    fn value(&self) -> Result<usize, &Value>;
}

/// A text that is not the name of any variant of a closed enum. It does not hold the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnlistedValue {
    listed: &'static [&'static str],
}

impl UnlistedValue {
    /// None of `listed`.
    #[must_use]
    pub const fn new(listed: &'static [&'static str]) -> Self {
        Self { listed }
    }
}

impl fmt::Display for UnlistedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        one_of(self.listed, f)
    }
}

impl std::error::Error for UnlistedValue {}

/// `one of "a", "b"`, cut short where the list is long.
fn one_of(values: &[&str], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("one of ")?;
    for (index, value) in values.iter().take(12).enumerate() {
        let separator = if index == 0 { "" } else { " or " };
        write!(f, "{separator}`{value}`")?;
    }
    if values.len() > 12 {
        f.write_str(" or others")?;
    }
    Ok(())
}

/// Reads an enum of strings: what is no string, or one that a closed enum does not list, is an error.
pub(super) struct StrVisitor<T>(pub PhantomData<T>);

impl<T: StrEnum> de::Visitor<'_> for StrVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        one_of(T::VALUES, f)
    }

    #[inline]
    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        match T::of(text) {
            Some(value) => Ok(value),
            None => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }
}

/// How well `value` fits an enum of strings: a listed value better than another.
#[must_use]
pub(super) fn rank_str<T: StrEnum>(value: &Buf) -> Rank {
    match value.as_str() {
        Some(text) if T::VALUES.contains(&text) => Rank::EXACT,
        Some(text) if T::of(text).is_some() => Rank::LOOSE,
        _ => Rank::NO,
    }
}

/// The variant of a value of an open enum.
///
/// # Panics
/// On an unlisted value of a closed enum, for which `#[derive(Wire)]` does not call it.
pub fn open_str<T: StrEnum>(text: &str) -> T {
    T::of(text).unwrap_or_else(|| unreachable!("the enum is open"))
}

/// The variant of a value of an open enum.
///
/// # Panics
/// As [`open_str`].
pub fn open_int<T: IntEnum>(value: i64) -> T {
    T::listed(value)
        .or_else(|| T::unlisted(value))
        .unwrap_or_else(|| unreachable!("the enum is open"))
}

/// Reads an enum of integers.
///
/// # Errors
/// The deserializer's; not an integer, or one that a closed enum does not list.
pub(super) fn read_int<'de, T: IntEnum, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let value = i64::read(deserializer)?;
    T::listed(value)
        .or_else(|| T::unlisted(value))
        .ok_or_else(|| de::Error::invalid_value(Unexpected::Signed(value), &"a listed integer"))
}

/// How well `value` fits an enum of integers: a listed value better than another.
#[must_use]
pub(super) fn rank_int<T: IntEnum>(value: &Buf) -> Rank {
    match value
        .as_integer()
        .and_then(|value| i64::try_from(value).ok())
    {
        Some(value) if T::listed(value).is_some() => Rank::EXACT,
        Some(value) if T::unlisted(value).is_some() => Rank::LOOSE,
        _ => Rank::NO,
    }
}

/// Reads an enum of any JSON values.
///
/// # Errors
/// The deserializer's; a value that a closed enum does not list.
pub(super) fn read_json<'de, T: JsonEnum, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let value = Value::read(deserializer)?;
    let is_value = |text: &&'static str| {
        serde_json::from_str(text).is_ok_and(|listed: Value| json::same(&listed, &value))
    };
    let listed = T::VALUES.iter().position(is_value);
    listed
        .and_then(T::listed)
        .or_else(|| T::unlisted(value))
        .ok_or_else(|| de::Error::invalid_value(Unexpected::Other("value"), &"a listed value"))
}

/// Writes an enum of any JSON values.
///
/// # Errors
/// The serializer's.
pub(super) fn write_json<T: JsonEnum, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value.value() {
        Err(other) => other.write(serializer),
        Ok(index) => {
            let text = T::VALUES.get(index).copied().unwrap_or("null");
            let listed: Value = serde_json::from_str(text).map_err(serde::ser::Error::custom)?;
            listed.write(serializer)
        }
    }
}
