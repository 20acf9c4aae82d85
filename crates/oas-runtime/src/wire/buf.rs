//! A value that is kept to be read later, for unions that must look before they know what to read.
//!
//! Knows serde's data model; must not know records or unions.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, IntoDeserializer};

/// Any value. Keys keep their order, and the ones given twice; texts without escapes are borrowed
/// from the text that is read.
#[derive(Debug, Clone, PartialEq)]
pub enum Buf<'de> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A negative integer.
    I64(i64),
    /// An integer.
    U64(u64),
    /// An integer beyond 64 bits.
    I128(i128),
    /// A number with a fraction or an exponent.
    F64(f64),
    /// A string.
    Str(Cow<'de, str>),
    /// Bytes, in formats that have them.
    Bytes(Vec<u8>),
    /// An array.
    Seq(Vec<Buf<'de>>),
    /// An object.
    Map(Vec<(Cow<'de, str>, Buf<'de>)>),
}

impl<'de> Buf<'de> {
    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The integer, `1.0` included.
    #[must_use]
    pub fn as_integer(&self) -> Option<i128> {
        match self {
            Self::I64(value) => Some(i128::from(*value)),
            Self::U64(value) => Some(i128::from(*value)),
            Self::I128(value) => Some(*value),
            Self::F64(value) => super::scalar::integral(*value),
            _ => None,
        }
    }

    /// Whether it is a number.
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(
            self,
            Self::I64(_) | Self::U64(_) | Self::I128(_) | Self::F64(_)
        )
    }

    /// The value of a property; the first, should there be more.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// What it is, for an error that says what was expected instead.
    fn unexpected(&self) -> de::Unexpected<'_> {
        match self {
            Self::Null => de::Unexpected::Unit,
            Self::Bool(value) => de::Unexpected::Bool(*value),
            Self::I64(value) => de::Unexpected::Signed(*value),
            Self::U64(value) => de::Unexpected::Unsigned(*value),
            Self::I128(_) => de::Unexpected::Other("integer"),
            Self::F64(value) => de::Unexpected::Float(*value),
            Self::Str(text) => de::Unexpected::Str(text),
            Self::Bytes(bytes) => de::Unexpected::Bytes(bytes),
            Self::Seq(_) => de::Unexpected::Seq,
            Self::Map(_) => de::Unexpected::Map,
        }
    }

    /// Reads the value, as often as wanted.
    pub(crate) fn reader<E>(&self) -> BufReader<'_, 'de, E> {
        BufReader(self, PhantomData)
    }
}

pub(super) struct BufVisitor;

/// How serde_json hands over numbers where a crate somewhere asks for `arbitrary_precision`.
const NUMBER_AS_TEXT: &str = "$serde_json::private::Number";

fn number<'de, E: de::Error>(text: &str) -> Result<Buf<'de>, E> {
    let integer = text
        .parse()
        .map(Buf::U64)
        .or_else(|_| text.parse().map(Buf::I64));
    let integer = integer.or_else(|_| text.parse().map(Buf::I128));
    integer
        .ok()
        .or_else(|| text.parse().ok().map(Buf::F64))
        .ok_or_else(|| E::invalid_type(de::Unexpected::Other("number"), &"a number"))
}

impl<'de> de::Visitor<'de> for BufVisitor {
    type Value = Buf<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Buf<'de>, E> {
        Ok(Buf::Null)
    }

    fn visit_none<E>(self) -> Result<Buf<'de>, E> {
        Ok(Buf::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Buf<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Buf<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Buf<'de>, E> {
        Ok(Buf::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Buf<'de>, E> {
        Ok(Buf::I64(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Buf<'de>, E> {
        Ok(Buf::U64(value))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Buf<'de>, E> {
        Ok(Buf::I128(value))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Buf<'de>, E> {
        // Beyond i128 there is no integer type of ours, only a float.
        Ok(i128::try_from(value).map_or(Buf::F64(value as f64), Buf::I128))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Buf<'de>, E> {
        Ok(Buf::F64(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Buf<'de>, E> {
        Ok(Buf::Str(Cow::Owned(value.to_owned())))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Buf<'de>, E> {
        Ok(Buf::Str(Cow::Borrowed(value)))
    }

    fn visit_string<E>(self, value: String) -> Result<Buf<'de>, E> {
        Ok(Buf::Str(Cow::Owned(value)))
    }

    fn visit_bytes<E>(self, value: &[u8]) -> Result<Buf<'de>, E> {
        Ok(Buf::Bytes(value.to_vec()))
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Buf<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Buf::Seq(list))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Buf<'de>, A::Error> {
        let mut entries = Vec::new();
        while let Some(KeyText(name)) = map.next_key()? {
            if entries.is_empty() && name == NUMBER_AS_TEXT {
                return number(&map.next_value::<String>()?);
            }
            entries.push((name, map.next_value()?));
        }
        Ok(Buf::Map(entries))
    }
}

impl<'de> Deserialize<'de> for Buf<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BufVisitor)
    }
}

/// A key as text: some formats have integers and booleans for keys.
struct KeyText<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for KeyText<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = match deserializer.deserialize_any(BufVisitor)? {
            Buf::Str(text) => text,
            Buf::Bool(value) => Cow::Owned(value.to_string()),
            key => match key.as_integer() {
                Some(value) => Cow::Owned(value.to_string()),
                None => {
                    return Err(de::Error::invalid_type(
                        de::Unexpected::Other("key"),
                        &"a string",
                    ));
                }
            },
        };
        Ok(Self(key))
    }
}

/// Reads a [`Buf`] that stays.
pub(crate) struct BufReader<'a, 'de, E>(&'a Buf<'de>, PhantomData<E>);

impl<'de, E: de::Error> Deserializer<'de> for BufReader<'_, 'de, E> {
    type Error = E;

    fn deserialize_any<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0 {
            Buf::Null => visitor.visit_unit(),
            Buf::Bool(value) => visitor.visit_bool(*value),
            Buf::I64(value) => visitor.visit_i64(*value),
            Buf::U64(value) => visitor.visit_u64(*value),
            Buf::I128(value) => visitor.visit_i128(*value),
            Buf::F64(value) => visitor.visit_f64(*value),
            Buf::Str(Cow::Borrowed(value)) => visitor.visit_borrowed_str(value),
            Buf::Str(Cow::Owned(value)) => visitor.visit_str(value),
            Buf::Bytes(value) => visitor.visit_bytes(value),
            Buf::Seq(_) => self.deserialize_seq(visitor),
            Buf::Map(_) => self.deserialize_map(visitor),
        }
    }

    // For these a visitor is asked for what it takes alone: what it would say of anything else is compiled for each.

    fn deserialize_map<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0 {
            Buf::Map(entries) => visitor.visit_map(Properties::of(entries)),
            other => Err(E::invalid_type(other.unexpected(), &"an object")),
        }
    }

    fn deserialize_seq<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        let Buf::Seq(items) = self.0 else {
            return Err(E::invalid_type(self.0.unexpected(), &"an array"));
        };
        let mut items = Items {
            rest: items.iter(),
            index: 0,
            error: PhantomData,
        };
        match (visitor.visit_seq(&mut items), items.too_many()) {
            (Ok(value), None) => Ok(value),
            (Ok(_), Some(error)) | (Err(error), _) => Err(error),
        }
    }

    fn deserialize_str<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0 {
            Buf::Str(value) => visitor.visit_str(value),
            other => Err(E::invalid_type(other.unexpected(), &visitor)),
        }
    }

    fn deserialize_string<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0 {
            Buf::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: de::Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, E> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: de::Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, E> {
        match self.0 {
            Buf::Str(text) => text
                .as_ref()
                .into_deserializer()
                .deserialize_enum(name, variants, visitor),
            Buf::Map(entries) => {
                let entries = Properties::of(entries);
                MapAccessDeserializer::new(entries).deserialize_enum(name, variants, visitor)
            }
            _ => self.deserialize_any(visitor),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit
        unit_struct tuple tuple_struct struct identifier ignored_any
    }
}

struct Items<'a, 'de, E> {
    rest: std::slice::Iter<'a, Buf<'de>>,
    index: usize,
    error: PhantomData<E>,
}

impl<E: de::Error> Items<'_, '_, E> {
    fn too_many(&self) -> Option<E> {
        let rest = self.rest.len();
        (rest > 0).then(|| E::invalid_length(self.index + rest, &"a shorter array"))
    }
}

impl<'de, E: de::Error> de::SeqAccess<'de> for Items<'_, 'de, E> {
    type Error = E;

    fn next_element_seed<S: de::DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, E> {
        let Some(item) = self.rest.next() else {
            return Ok(None);
        };
        let index = self.index;
        self.index += 1;
        match seed.deserialize(item.reader::<E>()) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(within(&index, &error)),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

pub(super) struct Properties<'a, 'de, E> {
    rest: std::slice::Iter<'a, (Cow<'de, str>, Buf<'de>)>,
    entry: Option<(&'a str, &'a Buf<'de>)>,
    error: PhantomData<E>,
}

impl<'a, 'de, E> Properties<'a, 'de, E> {
    pub(super) fn of(entries: &'a [(Cow<'de, str>, Buf<'de>)]) -> Self {
        Self {
            rest: entries.iter(),
            entry: None,
            error: PhantomData,
        }
    }
}

impl<'de, E: de::Error> de::MapAccess<'de> for Properties<'_, 'de, E> {
    type Error = E;

    fn next_key_seed<S: de::DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, E> {
        let Some((name, value)) = self.rest.next() else {
            return Ok(None);
        };
        self.entry = Some((name, value));
        seed.deserialize(KeyReader(name, PhantomData)).map(Some)
    }

    fn next_value_seed<S: de::DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, E> {
        let Some((name, value)) = self.entry.take() else {
            return Err(E::custom("a value was asked for before its key"));
        };
        match seed.deserialize(value.reader::<E>()) {
            Ok(value) => Ok(value),
            Err(error) => Err(within(&name, &error)),
        }
    }
}

/// What begins the message of an error below a value that was kept; a JSON pointer and a colon
/// follow.
pub(crate) const WITHIN: &str = "in ";

/// The error with the step that leads to it: a kept value has no line and column.
#[cold]
#[inline(never)]
pub(super) fn within<E: de::Error>(step: &dyn fmt::Display, error: &E) -> E {
    let step = step.to_string().replace('~', "~0").replace('/', "~1");
    let message = error.to_string();
    match message.strip_prefix(WITHIN) {
        Some(rest) if rest.starts_with('/') => E::custom(format_args!("{WITHIN}/{step}{rest}")),
        _ => E::custom(format_args!("{WITHIN}/{step}: {message}")),
    }
}

/// Reads a key, as text or as the number or boolean that it spells.
pub(super) struct KeyReader<'a, 'de, E>(pub(super) &'a Cow<'de, str>, pub(super) PhantomData<E>);

macro_rules! parsed_keys {
    ($($method:ident $visit:ident)*) => {$(
        fn $method<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
            match self.0.parse() {
                Ok(value) => visitor.$visit(value),
                Err(_) => visitor.visit_str(self.0),
            }
        }
    )*};
}

impl<'de, E: de::Error> Deserializer<'de> for KeyReader<'_, 'de, E> {
    type Error = E;

    #[inline]
    fn deserialize_any<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0 {
            Cow::Borrowed(key) => visitor.visit_borrowed_str(key),
            Cow::Owned(key) => visitor.visit_str(key),
        }
    }

    fn deserialize_option<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: de::Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, E> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: de::Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, E> {
        self.0
            .as_ref()
            .into_deserializer()
            .deserialize_enum(name, variants, visitor)
    }

    parsed_keys! {
        deserialize_bool visit_bool
        deserialize_i8 visit_i8 deserialize_i16 visit_i16 deserialize_i32 visit_i32
        deserialize_i64 visit_i64 deserialize_i128 visit_i128
        deserialize_u8 visit_u8 deserialize_u16 visit_u16 deserialize_u32 visit_u32
        deserialize_u64 visit_u64 deserialize_u128 visit_u128
    }

    serde::forward_to_deserialize_any! {
        f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}
