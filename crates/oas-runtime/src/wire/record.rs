//! Structs with named properties: the loop over properties, once for all of them.
//!
//! A type supplies a [`Table`] and four small functions (see [`Record`]); what they call holds the
//! first error and does nothing from then on, so that they need neither `?` nor `Result`.
//! Must not know JSON's text or unions.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, IgnoredAny, MapAccess};

use super::{Buf, Entries, FromWire, In, Rank, stack};
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
    /// A place for each field, the maps of undeclared properties last; by default they are empty.
    type Slots: Default;
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

impl<'de, A: MapAccess<'de>> MapSource<A, A::Error> {
    #[inline]
    fn next<T: FromWire>(&mut self, take: impl FnOnce(T)) {
        match self.map.next_value() {
            Ok(In(value)) => take(value),
            Err(error) => hold(&mut self.error, error),
        }
    }
}

impl<'de, A: MapAccess<'de>> Source<'de> for MapSource<A, A::Error> {
    #[inline]
    fn put<T: FromWire>(&mut self, slot: &mut Option<T>) {
        self.next(|value| *slot = Some(value));
    }

    #[inline]
    fn opt<T: FromWire>(&mut self, slot: &mut Option<T>) {
        self.next(|value| *slot = Some(value));
    }

    fn lenient<T: FromWire>(&mut self, slot: &mut Option<T>) {
        self.next(|value| *slot = value);
    }

    #[inline]
    fn tri<T: FromWire>(&mut self, slot: &mut Field<T>) {
        self.next(|value: Option<T>| *slot = value.map_or(Field::Null, Field::Value));
    }

    #[inline]
    fn extra<M: Entries<Value: FromWire> + FromWire>(&mut self, slot: &mut Option<M>) {
        let name = std::mem::take(&mut self.undeclared);
        self.next(|value| slot.get_or_insert_default().put(name, value));
    }
}

#[cold]
#[inline(never)]
fn hold<E>(slot: &mut Option<E>, error: E) {
    slot.get_or_insert(error);
}

/// Reads a record.
///
/// # Errors
/// The deserializer's; a missing required property, one given twice, a value of the wrong kind.
#[inline]
pub(super) fn read<'de, T: Record, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    // As a struct, a format may hide the keys that are not listed, or take an array.
    deserializer.deserialize_map(RecordVisitor(PhantomData))
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

struct RecordVisitor<T>(PhantomData<T>);

impl<'de, T: Record> de::Visitor<'de> for RecordVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        // One bit per field, on the stack; only the size that a type needs is compiled.
        if const { T::TABLE.fields.len() <= 64 } {
            read_map::<T, A, 1>(map)
        } else if const { T::TABLE.fields.len() <= 1024 } {
            read_map::<T, A, 16>(map)
        } else {
            read_map::<T, A, 1024>(map)
        }
    }
}

#[inline]
fn read_map<'de, T: Record, A: MapAccess<'de>, const WORDS: usize>(map: A) -> Result<T, A::Error> {
    let table = T::TABLE;
    if const { size_of::<T>() > LARGE } && stack::is_used_up() {
        return Err(too_deep());
    }
    let mut source = MapSource {
        map,
        undeclared: String::new(),
        error: None,
    };
    let mut slots = T::Slots::default();
    let mut seen = [0_u64; WORDS];
    let mut expected = 0;
    loop {
        let key = Key {
            table,
            expected,
            find: T::find,
            undeclared: &mut source.undeclared,
        };
        let Some(index) = source.map.next_key_seed(key)? else {
            return T::finish(slots).ok_or_else(|| missing(table, &seen));
        };
        if index < table.fields.len() {
            let (word, bit) = (&mut seen[index / 64 % WORDS], 1 << (index % 64));
            if *word & bit != 0 {
                return Err(duplicate(table, index));
            }
            *word |= bit;
            expected = index + 1;
        } else if index == SKIP {
            source.map.next_value::<IgnoredAny>()?;
            continue;
        }
        T::set(&mut slots, index, &mut source);
        if let Some(error) = source.error {
            return Err(error);
        }
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
fn missing<E: de::Error>(table: &Table, seen: &[u64]) -> E {
    let mut required = table.required.iter().map(|index| usize::from(*index));
    let absent = required.find(|index| {
        seen.get(index / 64)
            .is_none_or(|word| word >> (index % 64) & 1 == 0)
    });
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
    find: fn(&str) -> usize,
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
        let index = (self.find)(name);
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

/// A property that a record did not declare.
pub(crate) struct Noted {
    /// Its name.
    pub name: String,
    /// The record says that there are no others.
    pub closed: bool,
}

/// How many properties were skipped, since no record on the way declares them.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Skipped {
    /// By records that say that there are no others.
    pub closed: usize,
    /// In all.
    pub all: usize,
}

impl Skipped {
    /// Runs `read`, and returns beside its result what it skipped.
    pub fn by<T>(read: impl FnOnce() -> T) -> (T, Self) {
        let outer = SKIPPED.take();
        let value = read();
        (value, SKIPPED.replace(outer))
    }

    /// Takes it into account where something around it is read.
    pub fn count(self) {
        let sum = SKIPPED.get();
        SKIPPED.set(Self {
            closed: sum.closed.saturating_add(self.closed),
            all: sum.all.saturating_add(self.all),
        });
    }
}

thread_local! {
    static SKIPPED: Cell<Skipped> = const { Cell::new(Skipped { closed: 0, all: 0 }) };
    static WATCHED: Cell<bool> = const { Cell::new(false) };
    static NOTED: RefCell<Vec<Noted>> = const { RefCell::new(Vec::new()) };
}

/// So many are kept; more tell nothing new.
const MAX_NOTED: usize = 64;

fn note(name: &str, closed: bool) {
    let skipped = Skipped {
        closed: usize::from(closed),
        all: 1,
    };
    skipped.count();
    if WATCHED.get() {
        NOTED.with_borrow_mut(|noted| {
            let known = |noted: &Noted| noted.name == name && noted.closed == closed;
            if noted.len() < MAX_NOTED && !noted.iter().any(known) {
                noted.push(Noted {
                    name: name.to_owned(),
                    closed,
                });
            }
        });
    }
}

/// Runs `read`, and returns beside its result the properties that records on the way did not
/// declare and skipped.
pub(crate) fn watch_undeclared<T>(read: impl FnOnce() -> T) -> (T, Vec<Noted>) {
    let outer = (WATCHED.replace(true), NOTED.take());
    let value = read();
    WATCHED.set(outer.0);
    (value, NOTED.replace(outer.1))
}
