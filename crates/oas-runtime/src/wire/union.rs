//! Unions: told apart by a discriminator property, or by shape.
//!
//! Knows records only by the traits; must not know JSON's text.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::slice;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess};
use serde::ser::Serializer;

use super::buf::{BufReader, BufVisitor, KeyReader, within};
use super::shape::read_by_shape;
use super::{Buf, FromWire, Rank, ReadForm, Tags, ToWire};
use crate::validate::Validate;

/// The fixed description of a union.
#[derive(Debug)]
pub struct UnionTable {
    /// The type's name.
    pub name: &'static str,
    /// The discriminator property; `None`: told apart by shape.
    pub tag: Option<&'static str>,
    /// Discriminator values, each with the index of its variant.
    pub tags: &'static [(&'static str, usize)],
    /// The names of the variants, the one for other values last.
    pub variants: &'static [&'static str],
    /// The variants whose content declares the discriminator itself.
    pub keep: &'static [usize],
    /// The last variant takes the values that fit no other.
    pub open: bool,
}

impl UnionTable {
    pub(super) fn other(&self) -> Option<usize> {
        self.open.then(|| self.variants.len().saturating_sub(1))
    }
}

/// A union; implemented by `#[derive(Wire)]`.
pub trait Union: Sized {
    /// The description.
    const TABLE: &'static UnionTable;
    /// Reads the content of variant `index`.
    ///
    /// # Errors
    /// The deserializer's.
    fn read<'de, C: Content<'de>>(index: usize, content: C) -> Result<Self, C::Error>;
    /// How well `value` fits variant `index`.
    fn rank(index: usize, value: &Buf) -> Rank;
    /// Hands the content to `writer`.
    ///
    /// # Errors
    /// The serializer's.
    fn write<S: Serializer>(&self, writer: UnionWriter<'_, S>) -> Result<S::Ok, S::Error>;
}

/// Reads content and makes a variant of it; what [`Union::read`] is made of.
///
/// # Errors
/// The deserializer's.
pub fn variant<'de, T: FromWire, U, C: Content<'de>>(
    content: C,
    make: fn(T) -> U,
) -> Result<U, C::Error> {
    match content.read() {
        Ok(content) => Ok(make(content)),
        Err(error) => Err(error),
    }
}

/// What the content of a variant is read from.
pub trait Content<'de> {
    /// The deserializer's.
    type Error;

    /// Reads it.
    ///
    /// # Errors
    /// The deserializer's.
    fn read<T: FromWire>(self) -> Result<T, Self::Error>;
}

impl<'de, E: de::Error> Content<'de> for BufReader<'_, 'de, E> {
    type Error = E;

    #[inline]
    fn read<T: FromWire>(self) -> Result<T, E> {
        T::Form::read(self)
    }
}

impl<'de, A: MapAccess<'de>> Content<'de> for Rest<'_, 'de, A> {
    type Error = A::Error;

    #[inline]
    fn read<T: FromWire>(self) -> Result<T, A::Error> {
        T::read_rest(self)
    }
}

/// Reads a union. Formats that are not readable have the JSON text, since they may not tell what follows.
///
/// # Errors
/// The deserializer's; a missing or unlisted discriminator; a value that fits no variant.
pub(super) fn read<'de, T: Union + Validate, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    if !deserializer.is_human_readable() {
        let text = String::deserialize(deserializer)?;
        return read_kept::<T, D::Error>(&text_kept(&text)?);
    }
    // Only what the type needs is compiled.
    if const { T::TABLE.tag.is_some() } {
        deserializer.deserialize_map(UnionVisitor(PhantomData))
    } else {
        deserializer.deserialize_any(ShapeVisitor(PhantomData))
    }
}

fn read_kept<T: Union + Validate, E: de::Error>(value: &Buf<'_>) -> Result<T, E> {
    if const { T::TABLE.tag.is_some() } {
        value
            .reader()
            .deserialize_map(UnionVisitor::<T>(PhantomData))
    } else {
        read_by_shape(value)
    }
}

/// The value of a JSON text.
fn text_kept<E: de::Error>(text: &str) -> Result<Buf<'_>, E> {
    let kept = serde_json::from_str(text);
    kept.map_err(|_| E::invalid_value(de::Unexpected::Other("string"), &"JSON text"))
}

/// Keeps a value and reads the union from it, inside the visitor: so the deserializer knows where
/// an error belongs.
struct ShapeVisitor<T>(PhantomData<T>);

macro_rules! kept {
    ($($visit:ident($($value:ty)?);)*) => {$(
        fn $visit<E: de::Error>(self $(, value: $value)?) -> Result<T, E> {
            read_by_shape(&BufVisitor.$visit($({ let value: $value = value; value })?)?)
        }
    )*};
}

impl<'de, T: Union + Validate> de::Visitor<'de> for ShapeVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one of the alternatives")
    }

    kept! {
        visit_unit();
        visit_none();
        visit_bool(bool);
        visit_i64(i64);
        visit_u64(u64);
        visit_i128(i128);
        visit_u128(u128);
        visit_f64(f64);
        visit_str(&str);
        visit_borrowed_str(&'de str);
        visit_string(String);
        visit_bytes(&[u8]);
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, items: A) -> Result<T, A::Error> {
        read_by_shape(&BufVisitor.visit_seq(items)?)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<T, A::Error> {
        read_by_shape(&BufVisitor.visit_map(entries)?)
    }
}

/// How well `value` fits the union: as its best variant does.
#[must_use]
pub(super) fn rank<T: Union>(value: &Buf) -> Rank {
    let table = T::TABLE;
    let Some(tag) = table.tag else {
        let ranks = (0..table.variants.len()).map(|index| T::rank(index, value));
        return ranks.max().unwrap_or(Rank::NO);
    };
    let Some(text) = value.property(tag).and_then(tag_text) else {
        return Rank::NO;
    };
    if table.tags.iter().any(|(listed, _)| *listed == text) {
        Rank::object(1, 0)
    } else if table.open {
        Rank::LOOSE
    } else {
        Rank::NO
    }
}

struct UnionVisitor<T>(PhantomData<T>);

impl<'de, T: Union> de::Visitor<'de> for UnionVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    /// One pass where the discriminator comes first; what precedes it is kept and read again.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let table = T::TABLE;
        let tag = table.tag.unwrap_or_default();
        let mut before = Vec::new();
        loop {
            match map.next_key_seed(TagKey(tag))? {
                None => return Err(de::Error::missing_field(tag)),
                Some(None) => break,
                Some(Some(name)) => before.push((name, map.next_value()?)),
            }
        }
        let (index, kept) = match map.next_value_seed(TagValue(table))? {
            Tag::Listed(found, value) => {
                let (text, index) = table.tags.get(found).copied().unwrap_or_default();
                let kept = table.keep.contains(&index);
                let value = kept.then(|| value.unwrap_or(Buf::Str(Cow::Borrowed(text))));
                (index, value)
            }
            Tag::Unlisted(value) => match table.other() {
                Some(other) => (other, Some(value)),
                None => {
                    let unexpected = match &value {
                        Buf::Str(text) => de::Unexpected::Str(text),
                        _ => de::Unexpected::Other("another value"),
                    };
                    return Err(de::Error::invalid_value(unexpected, &UnlistedTag(table)));
                }
            },
        };
        if let Some(value) = kept {
            before.push((Cow::Borrowed(tag), value));
        }
        let rest = Rest {
            before: &before,
            map,
        };
        T::read(index, rest)
    }
}

struct UnlistedTag(&'static UnionTable);

impl de::Expected for UnlistedTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a listed ")?;
        f.write_str(self.0.tag.unwrap_or("discriminator"))
    }
}

/// `None` for the discriminator, else the name.
struct TagKey(&'static str);

impl<'de> de::DeserializeSeed<'de> for TagKey {
    type Value = Option<Cow<'de, str>>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de> de::Visitor<'de> for TagKey {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property name")
    }

    #[inline]
    fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok((name != self.0).then(|| Cow::Owned(name.to_owned())))
    }

    #[inline]
    fn visit_borrowed_str<E: de::Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok((name != self.0).then_some(Cow::Borrowed(name)))
    }
}

/// The text of a discriminator: a string, an integer in decimal, a boolean.
fn tag_text<'a>(value: &'a Buf<'_>) -> Option<Cow<'a, str>> {
    match value {
        Buf::Str(text) => Some(Cow::Borrowed(text)),
        Buf::Bool(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
        value => value.as_integer().map(|n| Cow::Owned(n.to_string())),
    }
}

/// What stood where the discriminator is.
enum Tag<'de> {
    /// The index into [`UnionTable::tags`], and the value where it is no string.
    Listed(usize, Option<Buf<'de>>),
    /// Another value.
    Unlisted(Buf<'de>),
}

struct TagValue(&'static UnionTable);

impl TagValue {
    fn other<'de, E: de::Error>(self, value: Buf<'de>) -> Result<Tag<'de>, E> {
        let text = tag_text(&value).unwrap_or_default();
        let found = self.0.tags.iter().position(|(tag, _)| *tag == text);
        match (found, &value) {
            (Some(found), _) => Ok(Tag::Listed(found, Some(value))),
            (None, _) if self.0.open => Ok(Tag::Unlisted(value)),
            (None, Buf::Bool(flag)) => Err(E::invalid_type(de::Unexpected::Bool(*flag), &self)),
            (None, _) => Err(E::invalid_type(de::Unexpected::Float(0.0), &self)),
        }
    }
}

impl<'de> de::DeserializeSeed<'de> for TagValue {
    type Value = Tag<'de>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> de::Visitor<'de> for TagValue {
    type Value = Tag<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    #[inline]
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        let found = self.0.tags.iter().position(|(tag, _)| *tag == text);
        Ok(match found {
            Some(found) => Tag::Listed(found, None),
            None => Tag::Unlisted(Buf::Str(Cow::Owned(text.to_owned()))),
        })
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        self.other(Buf::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        self.other(Buf::I64(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        self.other(Buf::U64(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        self.other(Buf::F64(value))
    }
}

/// An object that has been read up to its discriminator.
pub struct Rest<'a, 'de, A> {
    /// The entries before the discriminator, and the discriminator itself where the content declares it.
    pub(super) before: &'a [(Cow<'de, str>, Buf<'de>)],
    /// What comes after it.
    pub(super) map: A,
}

impl<'a, 'de, A: MapAccess<'de>> Rest<'a, 'de, A> {
    /// The whole object, for content that is no record.
    pub(super) fn replay(self) -> MapAccessDeserializer<Replay<'a, 'de, A>> {
        MapAccessDeserializer::new(Replay {
            before: self.before.iter(),
            entry: None,
            map: self.map,
        })
    }
}

/// The entries before the discriminator, then the rest of the live map.
pub(super) struct Replay<'a, 'de, A> {
    before: slice::Iter<'a, (Cow<'de, str>, Buf<'de>)>,
    entry: Option<&'a (Cow<'de, str>, Buf<'de>)>,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Replay<'_, 'de, A> {
    type Error = A::Error;

    #[inline]
    fn next_key_seed<K: de::DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        self.entry = self.before.next();
        match self.entry {
            None => self.map.next_key_seed(seed),
            Some((name, _)) => seed.deserialize(KeyReader(name, PhantomData)).map(Some),
        }
    }

    #[inline]
    fn next_value_seed<V: de::DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, A::Error> {
        match self.entry {
            None => self.map.next_value_seed(seed),
            Some((name, value)) => match seed.deserialize(value.reader::<A::Error>()) {
                Ok(value) => Ok(value),
                Err(error) => Err(within(name, &error)),
            },
        }
    }
}

/// What [`Union::write`] hands its content to.
#[derive(Debug)]
pub struct UnionWriter<'a, S> {
    serializer: S,
    table: &'static UnionTable,
    outer: Option<&'a Tags<'a>>,
}

/// Writes a union, behind the discriminators of the unions around it; in formats that are not readable as JSON text.
///
/// # Errors
/// The serializer's; content that cannot carry a discriminator.
pub(super) fn write<T: Union, S: Serializer>(
    value: &T,
    outer: Option<&Tags<'_>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let table = T::TABLE;
    if serializer.is_human_readable() {
        return value.write(UnionWriter {
            serializer,
            table,
            outer,
        });
    }
    let mut text = Vec::new();
    let written = value.write(UnionWriter {
        serializer: &mut serde_json::Serializer::new(&mut text),
        table,
        outer,
    });
    match (written, std::str::from_utf8(&text)) {
        (Ok(()), Ok(text)) => serializer.serialize_str(text),
        _ => Err(no_json()),
    }
}

#[cold]
fn no_json<E: serde::ser::Error>() -> E {
    E::custom("the value has no JSON form")
}

impl<S: Serializer> UnionWriter<'_, S> {
    /// Writes the content of variant `index`, with its discriminator where it has one.
    ///
    /// # Errors
    /// The serializer's; content that cannot carry a discriminator.
    pub fn content<T: ToWire>(self, index: usize, value: &T) -> Result<S::Ok, S::Error> {
        let Self {
            serializer,
            table,
            outer,
        } = self;
        let tag = table.tags.iter().find(|(_, variant)| *variant == index);
        match (table.tag, tag, outer) {
            (Some(key), Some((tag, _)), outer) => {
                let keep = table.keep.contains(&index);
                value.write_tagged(
                    &Tags {
                        key,
                        value: tag,
                        keep,
                        next: outer,
                    },
                    serializer,
                )
            }
            (_, _, Some(outer)) => value.write_tagged(outer, serializer),
            (_, _, None) => value.write(serializer),
        }
    }
}
