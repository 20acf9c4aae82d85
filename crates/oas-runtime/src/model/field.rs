//! `Field`: a property that can be absent, null, or a value.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, VariantAccess};
use serde::ser::Serializer;

use crate::wire::{Buf, FromWire, Out, Rank, Tags, ToWire, serde_by_wire};

/// A property that is optional *and* nullable: absent, null, or a value.
///
/// The three stay distinct on the wire in both directions, which is what a PATCH needs.
///
/// ```
/// use oas_runtime::v1 as rt;
///
/// #[derive(Debug, Default, PartialEq, rt::Wire)]
/// struct Patch {
///     host: rt::Field<String>,
/// }
///
/// let keep: Patch = rt::json::read(b"{}")?;
/// let clear: Patch = rt::json::read(br#"{"host":null}"#)?;
/// let set: Patch = rt::json::read(br#"{"host":"example.com"}"#)?;
/// assert!(keep.host.is_absent());
/// assert!(clear.host.is_null());
/// assert_eq!(set.host.value().map(String::as_str), Some("example.com"));
/// assert_eq!(set, Patch { host: "example.com".to_owned().into() });
/// # Ok::<(), rt::json::DecodeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Field<T> {
    /// The property is not there.
    #[default]
    Absent,
    /// The property is null.
    Null,
    /// The property has a value.
    Value(T),
}

impl<T> Field<T> {
    /// Whether the property is not there.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the property is null.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether the property has a value.
    #[must_use]
    pub const fn is_value(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// The value.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value, to be changed.
    #[must_use]
    pub const fn value_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value; null and absent are both `None`.
    #[must_use]
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// `None` where absent, `Some(None)` where null.
    ///
    /// ```
    /// use oas_runtime::v1::Field;
    ///
    /// assert_eq!(Field::<u8>::Absent.into_nested(), None);
    /// assert_eq!(Field::<u8>::Null.into_nested(), Some(None));
    /// assert_eq!(Field::Value(1).into_nested(), Some(Some(1)));
    /// ```
    #[must_use]
    pub fn into_nested(self) -> Option<Option<T>> {
        match self {
            Self::Absent => None,
            Self::Null => Some(None),
            Self::Value(value) => Some(Some(value)),
        }
    }

    /// The same with a reference to the value.
    #[must_use]
    pub const fn as_ref(&self) -> Field<&T> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(value),
        }
    }

    /// The same with a mutable reference to the value.
    #[must_use]
    pub const fn as_mut(&mut self) -> Field<&mut T> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(value),
        }
    }

    /// The same with the value dereferenced: `Field<String>` to `Field<&str>`.
    pub fn as_deref(&self) -> Field<&T::Target>
    where
        T: std::ops::Deref,
    {
        self.as_ref().map(T::deref)
    }

    /// The same with the value mapped.
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(map(value)),
        }
    }

    /// The value, or `default` where null or absent.
    #[must_use]
    pub fn unwrap_or(self, default: T) -> T {
        self.into_option().unwrap_or(default)
    }

    /// The value, or what `default` makes where null or absent.
    pub fn unwrap_or_else(self, default: impl FnOnce() -> T) -> T {
        self.into_option().unwrap_or_else(default)
    }

    /// The value, or the type's default where null or absent.
    #[must_use]
    pub fn unwrap_or_default(self) -> T
    where
        T: Default,
    {
        self.into_option().unwrap_or_default()
    }

    /// Takes what is there and leaves the property absent.
    #[must_use]
    pub fn take(&mut self) -> Self {
        std::mem::take(self)
    }

    /// Puts a value and returns what was there.
    pub fn replace(&mut self, value: T) -> Self {
        std::mem::replace(self, Self::Value(value))
    }

    /// Itself, or `other` where absent. Null is kept: it says something.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match self {
            Self::Absent => other,
            present => present,
        }
    }

    /// The value; `value` is put first where null or absent.
    pub fn get_or_insert(&mut self, value: T) -> &mut T {
        self.get_or_insert_with(|| value)
    }

    /// The value; what `make` makes is put first where null or absent.
    pub fn get_or_insert_with(&mut self, make: impl FnOnce() -> T) -> &mut T {
        if !self.is_value() {
            *self = Self::Value(make());
        }
        match self {
            Self::Value(value) => value,
            // The value was put just now.
            Self::Absent | Self::Null => unreachable!(),
        }
    }

    /// The value as an iterator of none or one.
    pub fn iter(&self) -> std::option::IntoIter<&T> {
        self.value().into_iter()
    }
}

impl<T: Clone> Field<&T> {
    /// The same with the value cloned.
    #[must_use]
    pub fn cloned(self) -> Field<T> {
        self.map(T::clone)
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Field<T> {
    /// `None` is null: what is to be absent is not named.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl From<&str> for Field<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

impl<T> From<Field<T>> for Option<T> {
    fn from(field: Field<T>) -> Self {
        field.into_option()
    }
}

impl<T> IntoIterator for Field<T> {
    type Item = T;
    type IntoIter = std::option::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.into_option().into_iter()
    }
}

/// Formats that leave nothing out hold all three states.
const STATES: &[&str] = &["Absent", "Null", "Value"];

struct StateVisitor<T>(PhantomData<T>);

impl<'de, T: FromWire> de::Visitor<'de> for StateVisitor<T> {
    type Value = Field<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field that may be absent or null")
    }

    fn visit_enum<A: de::EnumAccess<'de>>(self, access: A) -> Result<Field<T>, A::Error> {
        let (state, content) = access.variant::<State>()?;
        match state {
            State::Absent => content.unit_variant().map(|()| Field::Absent),
            State::Null => content.unit_variant().map(|()| Field::Null),
            State::Value => {
                let crate::wire::In(value) = content.newtype_variant()?;
                Ok(Field::Value(value))
            }
        }
    }
}

enum State {
    Absent,
    Null,
    Value,
}

impl<'de> de::Deserialize<'de> for State {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(StateNameVisitor)
    }
}

struct StateNameVisitor;

impl de::Visitor<'_> for StateNameVisitor {
    type Value = State;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`Absent`, `Null` or `Value`")
    }

    fn visit_u64<E: de::Error>(self, index: u64) -> Result<State, E> {
        match index {
            0 => Ok(State::Absent),
            1 => Ok(State::Null),
            2 => Ok(State::Value),
            _ => Err(E::invalid_value(de::Unexpected::Unsigned(index), &self)),
        }
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<State, E> {
        let index = STATES.iter().position(|state| *state == name);
        self.visit_u64(index.map_or(u64::MAX, |index| index as u64))
    }
}

impl<T: FromWire> FromWire for Field<T> {
    type Form = crate::wire::form::Own;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            Option::<T>::read(deserializer).map(Self::from)
        } else {
            deserializer.deserialize_enum("Field", STATES, StateVisitor(PhantomData))
        }
    }

    fn rank(value: &Buf) -> Rank {
        Option::<T>::rank(value)
    }
}

impl<T: ToWire> ToWire for Field<T> {
    type Form = crate::wire::form::Own;
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self, serializer.is_human_readable()) {
            (Self::Value(value), true) => serializer.serialize_some(&Out(value)),
            (Self::Null | Self::Absent, true) => serializer.serialize_none(),
            (Self::Absent, false) => serializer.serialize_unit_variant("Field", 0, STATES[0]),
            (Self::Null, false) => serializer.serialize_unit_variant("Field", 1, STATES[1]),
            (Self::Value(value), false) => {
                serializer.serialize_newtype_variant("Field", 2, STATES[2], &Out(value))
            }
        }
    }

    fn write_tagged<S: Serializer>(
        &self,
        tags: &Tags<'_>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.write_tagged(tags, serializer),
            Self::Absent | Self::Null => serializer.serialize_none(),
        }
    }
}

serde_by_wire!(generic T: Field<T>);
