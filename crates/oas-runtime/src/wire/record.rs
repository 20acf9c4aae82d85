//! Structs with named properties: the loop over properties, once for all of them.
//!
//! A type supplies a [`Table`] and four small functions (see [`Record`]); what they call holds the
//! first error and does nothing from then on, so that they need neither `?` nor `Result`.
//! Must not know JSON's text or unions.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, IgnoredAny, MapAccess, Visitor as _};

use super::buf::Properties;
use super::empty::Empty;
use super::undeclared::note;
use super::{Buf, Entries, FromWire, Rank, Rest, Seed, stack};
use crate::model::Field;

/// What becomes of properties that the table does not list.
#[derive(Debug, Clone, Copy)]
pub enum Undeclared {
    /// They are skipped.
    Ignore,
    /// They are skipped, and a reader that asks is told: `additionalProperties: false`.
    Report,
    /// They go into the map in the last slot.
    Collect,
    /// They go into the map that the function picks, if it picks one; so many maps are in the last slots.
    CollectSome(usize, fn(&str) -> Option<usize>),
}

impl Undeclared {
    /// The number of maps.
    pub(super) const fn maps(self) -> usize {
        match self {
            Self::Ignore | Self::Report => 0,
            Self::Collect => 1,
            Self::CollectSome(maps, _) => maps,
        }
    }
}

/// The fixed description of a record.
#[derive(Debug)]
pub struct Table {
    /// The type's name.
    pub name: &'static str,
    /// Property names, in declaration order.
    pub fields: &'static [&'static str],
    /// The properties that must be there, by index, ascending.
    pub required: &'static [u16],
    /// What becomes of others.
    pub undeclared: Undeclared,
    /// Discriminators that no field holds, each with the value that is written; any value is read.
    pub tags: &'static [(&'static str, &'static str)],
}

impl Table {
    /// The index of the property `name`, or the number of fields.
    fn find(&self, name: &str) -> usize {
        let known = self.fields.iter().position(|field| *field == name);
        known.unwrap_or(self.fields.len())
    }

    fn is_tag(&self, name: &str) -> bool {
        self.tags.iter().any(|(tag, _)| *tag == name)
    }
}

/// A struct with named properties; implemented by `#[derive(Wire)]`.
pub trait Record: Sized {
    /// The description.
    const TABLE: &'static Table;
    /// A place for each field, the maps of undeclared properties last.
    type Slots: Empty;
    /// The index of the property `name`, or the number of fields.
    fn find(name: &str) -> usize {
        Self::TABLE.find(name)
    }
    /// Reads field `index` into its place.
    fn set<'de, S: Source<'de>>(slots: &mut Self::Slots, index: usize, source: &mut S);
    /// The struct; `None` only where a required field is missing.
    fn finish(slots: Self::Slots) -> Option<Self>;
    /// Hands the fields to `sink`, in table order.
    fn write<W: super::Sink>(&self, sink: &mut W);
}

/// Where [`Record::set`] gets a value from: the entries of a map.
pub trait Source<'de> {
    /// A value that must be there.
    fn put<T: FromWire>(&mut self, slot: &mut Option<T>);
    /// A value that may be missing, but is not null.
    fn opt<T: FromWire>(&mut self, slot: &mut Option<T>);
    /// A value that may be missing, and where null says the same.
    fn lenient<T: FromWire>(&mut self, slot: &mut Option<T>);
    /// A value that may be missing or null.
    fn tri<T: FromWire>(&mut self, slot: &mut Field<T>);
    /// The current undeclared property.
    fn extra<M: Entries<Value: FromWire> + FromWire>(&mut self, slot: &mut Option<M>);
}

struct MapSource<A, E> {
    map: A,
    undeclared: String,
    error: Option<E>,
}

/// Reads the next value, or holds the error. No function, since it would be one for each type.
macro_rules! next {
    ($source:ident, $value:ident => $take:expr) => {
        match $source.map.next_value_seed(Seed(PhantomData)) {
            Ok($value) => $take,
            Err(error) => hold(&mut $source.error, error),
        }
    };
}

/// The record of what was read. No function, as [`next!`].
macro_rules! finish {
    ($slots:expr, $seen:expr) => {
        match T::finish($slots) {
            Some(record) => Ok(record),
            None => Err(missing(T::TABLE, &$seen)),
        }
    };
}

impl<'de, A: MapAccess<'de>> Source<'de> for MapSource<A, A::Error> {
    #[inline]
    fn put<T: FromWire>(&mut self, slot: &mut Option<T>) {
        next!(self, value => *slot = Some(value));
    }

    #[inline]
    fn opt<T: FromWire>(&mut self, slot: &mut Option<T>) {
        next!(self, value => *slot = Some(value));
    }

    fn lenient<T: FromWire>(&mut self, slot: &mut Option<T>) {
        next!(self, value => *slot = value);
    }

    #[inline]
    fn tri<T: FromWire>(&mut self, slot: &mut Field<T>) {
        next!(self, value => *slot = match value {
            Some(value) => Field::Value(value),
            None => Field::Null,
        });
    }

    #[inline]
    fn extra<M: Entries<Value: FromWire> + FromWire>(&mut self, slot: &mut Option<M>) {
        let name = std::mem::take(&mut self.undeclared);
        next!(self, value => slot.get_or_insert_default().put(name, value));
    }
}

#[cold]
#[inline(never)]
fn hold<E>(slot: &mut Option<E>, error: E) {
    slot.get_or_insert(error);
}

/// How well `value` fits the record: by the required properties that are there, then by how few
/// are undeclared. One that has properties, but none of the record's, fits no better than it fits anything.
pub(super) fn rank(table: &Table, value: &Buf) -> Rank {
    let Buf::Map(entries) = value else {
        return Rank::NO;
    };
    let has = |index: &&u16| {
        let name = table.fields.get(usize::from(**index));
        name.is_some_and(|name| entries.iter().any(|(key, _)| key == name))
    };
    if !table.required.iter().all(|index| has(&index)) {
        return Rank::NO;
    }
    // The value of a discriminator says more than that it is there.
    let selects = |key: &str, value: &Buf| {
        let mut tags = table.tags.iter();
        tags.any(|(tag, listed)| *tag == key && value.as_str() == Some(listed))
    };
    let undeclared = entries
        .iter()
        .filter(|(key, value)| !table.fields.contains(&key.as_ref()) && !selects(key, value));
    let undeclared = undeclared.count();
    if undeclared > 0 && undeclared == entries.len() && table.undeclared.maps() == 0 {
        return Rank::ANY.without(undeclared);
    }
    let weight = if table.undeclared.maps() > 0 {
        usize::from(undeclared > 0)
    } else {
        undeclared
    };
    Rank::object(table.required.len(), weight)
}

/// Reads a record: a missing required property, one given twice, and a value of the wrong kind are errors.
///
/// # Errors
/// The deserializer's.
#[inline]
pub(super) fn read<'de, T: Record, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let (mut slots, mut seen) = (T::Slots::EMPTY, Seen::EMPTY);
    let visitor = RecordVisitor::<T> {
        slots: &mut slots,
        seen: &mut seen,
        last: true,
    };
    // As a struct, a format may hide the keys that are not listed, or take an array.
    match deserializer.deserialize_map(visitor) {
        Ok(()) => finish!(slots, seen),
        Err(error) => Err(error),
    }
}

/// Reads a record of which a union has read the beginning.
///
/// # Errors
/// As [`read`].
pub(super) fn read_rest<'de, T: Record, A: MapAccess<'de>>(
    rest: Rest<'_, 'de, A>,
) -> Result<T, A::Error> {
    let (mut slots, mut seen) = (T::Slots::EMPTY, Seen::EMPTY);
    let before = RecordVisitor::<T> {
        slots: &mut slots,
        seen: &mut seen,
        last: false,
    };
    before.visit_map(Properties::<A::Error>::of(rest.before))?;
    let visitor = RecordVisitor::<T> {
        slots: &mut slots,
        seen: &mut seen,
        last: true,
    };
    match visitor.visit_map(rest.map) {
        Ok(()) => finish!(slots, seen),
        Err(error) => Err(error),
    }
}

/// Reads properties into their places.
struct RecordVisitor<'a, T: Record> {
    slots: &'a mut T::Slots,
    seen: &'a mut Seen,
    /// Nothing comes after these: what is required must have been there.
    last: bool,
}

impl<'de, T: Record> de::Visitor<'de> for RecordVisitor<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        if const { size_of::<T>() > LARGE } && stack::is_used_up() {
            return Err(too_deep());
        }
        let mut source = MapSource {
            map,
            undeclared: String::new(),
            error: None,
        };
        let find = if const { T::TABLE.fields.len() <= MAX_UNMATCHED } {
            None
        } else {
            Some(T::find as fn(&str) -> usize)
        };
        while let Some(index) = next_field(&mut source, T::TABLE, find, self.seen)? {
            T::set(self.slots, index, &mut source);
            if let Some(error) = source.error {
                return Err(error);
            }
        }
        // Here the deserializer still knows where it is.
        if self.last && !self.seen.has_all(const { required(T::TABLE) }, T::TABLE) {
            return Err(missing(T::TABLE, self.seen));
        }
        Ok(())
    }
}

/// So many names are looked for one by one; for more, `#[derive(Wire)]` writes [`Record::find`].
const MAX_UNMATCHED: usize = 8;

/// The index of the next property that has a place.
#[inline]
fn next_field<'de, A: MapAccess<'de>>(
    source: &mut MapSource<A, A::Error>,
    table: &'static Table,
    find: Option<fn(&str) -> usize>,
    seen: &mut Seen,
) -> Result<Option<usize>, A::Error> {
    loop {
        let key = Key {
            table,
            expected: seen.expected,
            find,
            undeclared: &mut source.undeclared,
        };
        let Some(index) = source.map.next_key_seed(key)? else {
            return Ok(None);
        };
        if index < table.fields.len() {
            if !seen.insert(index) {
                return Err(duplicate(table, index));
            }
            return Ok(Some(index));
        }
        if index != SKIP {
            return Ok(Some(index));
        }
        source.map.next_value::<IgnoredAny>()?;
    }
}

/// The bits of the required fields among the first 64.
const fn required(table: &Table) -> u64 {
    let (mut bits, mut at) = (0, 0);
    while at < table.required.len() {
        if table.required[at] < 64 {
            bits |= 1 << table.required[at];
        }
        at += 1;
    }
    bits
}

/// The fields that were there: a bit for each.
struct Seen {
    first: u64,
    more: Vec<u64>,
    /// The one after the last: tried first.
    expected: usize,
}

impl Seen {
    const EMPTY: Self = Self {
        first: 0,
        more: Vec::new(),
        expected: 0,
    };

    /// Whether what is required was there: of the first 64 the `bits`.
    #[inline]
    fn has_all(&self, bits: u64, table: &Table) -> bool {
        let more = table.required.last().is_some_and(|last| *last >= 64);
        self.first & bits == bits
            && (!more || table.required.iter().all(|index| self.has((*index).into())))
    }

    /// Whether it was not there yet.
    #[inline]
    fn insert(&mut self, index: usize) -> bool {
        let word = match index / 64 {
            0 => &mut self.first,
            word => self.word(word - 1),
        };
        let bit = 1 << (index % 64);
        let new = *word & bit == 0;
        *word |= bit;
        self.expected = index + 1;
        new
    }

    fn word(&mut self, word: usize) -> &mut u64 {
        if self.more.len() <= word {
            self.more.resize(word + 1, 0);
        }
        &mut self.more[word]
    }

    fn has(&self, index: usize) -> bool {
        let word = match index / 64 {
            0 => Some(&self.first),
            word => self.more.get(word - 1),
        };
        word.is_some_and(|word| word >> (index % 64) & 1 != 0)
    }
}

/// Smaller records nest 128 levels in what the stack has.
const LARGE: usize = 512;

#[cold]
#[inline(never)]
fn too_deep<E: de::Error>() -> E {
    E::invalid_value(de::Unexpected::Other("value"), &"fewer levels")
}

#[cold]
#[inline(never)]
fn duplicate<E: de::Error>(table: &Table, index: usize) -> E {
    E::duplicate_field(table.fields[index])
}

#[cold]
#[inline(never)]
fn missing<E: de::Error>(table: &Table, seen: &Seen) -> E {
    let mut required = table.required.iter().map(|index| usize::from(*index));
    let absent = required.find(|index| !seen.has(*index));
    match absent.and_then(|index| table.fields.get(index)) {
        Some(name) => E::missing_field(name),
        None => E::custom("a required property is missing"),
    }
}

/// The index of a property whose value nobody wants.
const SKIP: usize = usize::MAX;

/// Turns a property name into a field index: one above for each map that collects, or [`SKIP`].
struct Key<'a> {
    table: &'static Table,
    /// The field that comes next in declaration order: tried first.
    expected: usize,
    /// Where there is more than looking for it in the table.
    find: Option<fn(&str) -> usize>,
    undeclared: &'a mut String,
}

impl<'de> de::DeserializeSeed<'de> for Key<'_> {
    type Value = usize;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        // Formats without names of their own know no identifiers.
        deserializer.deserialize_str(self)
    }
}

impl de::Visitor<'_> for Key<'_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property name")
    }

    #[inline]
    fn visit_str<E: de::Error>(self, name: &str) -> Result<usize, E> {
        if self
            .table
            .fields
            .get(self.expected)
            .is_some_and(|field| *field == name)
        {
            return Ok(self.expected);
        }
        let index = match self.find {
            Some(find) => find(name),
            None => self.table.find(name),
        };
        if index < self.table.fields.len() {
            return Ok(index);
        }
        Ok(self.undeclared(name))
    }

    fn visit_bytes<E: de::Error>(self, name: &[u8]) -> Result<usize, E> {
        self.visit_str(&String::from_utf8_lossy(name))
    }
}

impl Key<'_> {
    #[inline(never)]
    fn undeclared(self, name: &str) -> usize {
        if self.table.is_tag(name) {
            return SKIP;
        }
        let map = match self.table.undeclared {
            Undeclared::Ignore => {
                note(name, false);
                None
            }
            Undeclared::Report => {
                note(name, true);
                None
            }
            Undeclared::Collect => Some(0),
            Undeclared::CollectSome(_, pick) => pick(name),
        };
        let Some(map) = map else {
            return SKIP;
        };
        name.clone_into(self.undeclared);
        self.table.fields.len() + map
    }
}
