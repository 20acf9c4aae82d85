//! Lists, maps, boxes and nullable values of wire types.
//!
//! Must not know records or unions.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

#[cfg(feature = "ordered")]
use indexmap::IndexMap;
use serde::de::{self, Deserializer};
use serde::ser::{SerializeMap, Serializer};

use super::{Buf, FromWire, Out, Rank, ReadForm, Rest, Seed, Tags, ToWire};

/// The form of boxes, lists and what may be null.
#[derive(Debug)]
pub enum Held {}

impl<T: FromWire> FromWire for Box<T> {
    type Form = Held;
}

impl<T: FromWire> ReadForm<Box<T>> for Held {
    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<T>, D::Error> {
        match T::Form::read(deserializer) {
            Ok(value) => Ok(Box::new(value)),
            Err(error) => Err(error),
        }
    }

    #[inline]
    fn read_rest<'de, A: de::MapAccess<'de>>(rest: Rest<'_, 'de, A>) -> Result<Box<T>, A::Error> {
        match T::read_rest(rest) {
            Ok(value) => Ok(Box::new(value)),
            Err(error) => Err(error),
        }
    }

    fn rank(value: &Buf) -> Rank {
        T::rank(value)
    }
}

impl<T: ToWire + ?Sized> ToWire for Box<T> {
    type Form = crate::wire::form::Own;
    #[inline]
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).write(serializer)
    }

    fn write_tagged<S: Serializer>(
        &self,
        tags: &Tags<'_>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        (**self).write_tagged(tags, serializer)
    }
}

impl<T: FromWire> FromWire for Option<T> {
    type Form = Held;
}

impl<T: FromWire> ReadForm<Option<T>> for Held {
    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_option(OptionVisitor(PhantomData))
    }

    fn rank(value: &Buf) -> Rank {
        match value {
            Buf::Null => Rank::EXACT,
            value => T::rank(value),
        }
    }
}

impl<T: ToWire> ToWire for Option<T> {
    type Form = crate::wire::form::Own;
    #[inline]
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => serializer.serialize_some(&Out(value)),
            None => serializer.serialize_none(),
        }
    }

    fn write_tagged<S: Serializer>(
        &self,
        tags: &Tags<'_>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.write_tagged(tags, serializer),
            None => serializer.serialize_none(),
        }
    }
}

struct OptionVisitor<T>(PhantomData<T>);

impl<'de, T: FromWire> de::Visitor<'de> for OptionVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("option")
    }

    #[inline]
    fn visit_unit<E: de::Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    #[inline]
    fn visit_none<E: de::Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        match T::Form::read(deserializer) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(error),
        }
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: FromWire> de::Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    #[inline]
    fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        // A hint comes from the sender, so it buys no more than a small allocation.
        let mut list = Vec::with_capacity(items.size_hint().unwrap_or(0).min(64));
        loop {
            match items.next_element_seed(Seed(PhantomData)) {
                Ok(Some(item)) => list.push(item),
                Ok(None) => return Ok(list),
                Err(error) => return Err(error),
            }
        }
    }
}

impl<T: FromWire> FromWire for Vec<T> {
    type Form = Held;
}

impl<T: FromWire> ReadForm<Vec<T>> for Held {
    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
        deserializer.deserialize_seq(ListVisitor(PhantomData))
    }

    fn rank(value: &Buf) -> Rank {
        match value {
            Buf::Seq(items) => Rank::of_items(items.iter().map(T::rank)),
            _ => Rank::NO,
        }
    }
}

impl<T: ToWire> ToWire for Vec<T> {
    type Form = crate::wire::form::Own;
    #[inline]
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Out))
    }
}

impl<T: ToWire> ToWire for [T] {
    type Form = crate::wire::form::Own;
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Out))
    }
}

/// A map from property names, as records collect undeclared properties in.
pub trait Entries: Default {
    /// What the properties hold.
    type Value;

    /// A map of entries; a later one of the same name replaces an earlier one.
    fn collect(entries: Vec<(String, Self::Value)>) -> Self;

    /// Puts an entry; a later one of the same name replaces an earlier one.
    fn put(&mut self, name: String, value: Self::Value);

    /// How many entries there are.
    fn count(&self) -> usize;

    /// The entries.
    fn entries(&self) -> impl Iterator<Item = (&str, &Self::Value)>;
}

macro_rules! entries {
    ($map:ident) => {
        impl<T> Entries for $map<String, T> {
            type Value = T;

            fn collect(entries: Vec<(String, T)>) -> Self {
                entries.into_iter().collect()
            }

            #[inline]
            fn put(&mut self, name: String, value: T) {
                self.insert(name, value);
            }

            #[inline]
            fn count(&self) -> usize {
                self.len()
            }

            #[inline]
            fn entries(&self) -> impl Iterator<Item = (&str, &T)> {
                self.iter().map(|(name, value)| (name.as_str(), value))
            }
        }

        impl<T: FromWire> FromWire for $map<String, T> {
            type Form = $crate::wire::form::Own;
            #[inline]
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                read_entries(deserializer)
            }

            fn rank(value: &Buf) -> Rank {
                rank_entries(value, T::rank)
            }
        }

        impl<T: ToWire> ToWire for $map<String, T> {
            type Form = $crate::wire::form::Own;
            #[inline]
            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                write_entries(self, None, serializer)
            }

            fn write_tagged<S: Serializer>(
                &self,
                tags: &Tags<'_>,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                write_entries(self, Some(tags), serializer)
            }
        }
    };
}

entries!(BTreeMap);
#[cfg(feature = "ordered")]
entries!(IndexMap);

struct MapVisitor<M>(PhantomData<M>);

impl<'de, M: Entries<Value: FromWire>> de::Visitor<'de> for MapVisitor<M> {
    type Value = M;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut entries: A) -> Result<M, A::Error> {
        // Made at once, a tree is built from sorted entries and not searched for each.
        let mut list = Vec::new();
        while let Some(name) = entries.next_key()? {
            list.push((name, entries.next_value_seed(Seed(PhantomData))?));
        }
        Ok(M::collect(list))
    }
}

#[inline]
pub(super) fn read_entries<'de, M, D>(deserializer: D) -> Result<M, D::Error>
where
    M: Entries<Value: FromWire>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_map(MapVisitor(PhantomData))
}

#[inline]
pub(super) fn write_entries<M, S>(
    map: &M,
    tags: Option<&Tags<'_>>,
    serializer: S,
) -> Result<S::Ok, S::Error>
where
    M: Entries<Value: ToWire>,
    S: Serializer,
{
    let mut out = match tags {
        None => serializer.serialize_map(Some(map.count()))?,
        Some(tags) => {
            let declares = |key: &str| map.entries().any(|(name, _)| name == key);
            let pending = || Tags::pending(Some(tags), declares);
            let mut out = serializer.serialize_map(Some(map.count() + pending().count()))?;
            for tag in pending() {
                out.serialize_entry(tag.key, tag.value)?;
            }
            out
        }
    };
    for (name, value) in map.entries() {
        // One by one: what writes an entry at once is not inlined.
        out.serialize_key(name)?;
        out.serialize_value(&Out(value))?;
    }
    out.end()
}

/// A map that has properties ranks behind a record that declares them all.
pub(super) fn rank_entries(value: &Buf, rank: fn(&Buf) -> Rank) -> Rank {
    match value {
        Buf::Map(entries) => {
            let worst = Rank::of_items(entries.iter().map(|(_, value)| rank(value)));
            if worst == Rank::EXACT {
                Rank::object(0, usize::from(!entries.is_empty()))
            } else {
                worst
            }
        }
        _ => Rank::NO,
    }
}
