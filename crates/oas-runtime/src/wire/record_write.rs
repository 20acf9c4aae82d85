//! Writing structs with named properties.
//!
//! The counterpart of `record`; must not know JSON's text.

use serde::ser::{SerializeMap, Serializer};

use super::{Entries, Out, Record, Table, Tags, ToWire};
use crate::model::Field;

/// Where [`Record::write`] sends the fields; the method says how absence is written.
pub trait Sink {
    /// Always written.
    fn put<T: ToWire>(&mut self, name: &'static str, value: &T);
    /// Left out where `None`.
    fn opt<T: ToWire>(&mut self, name: &'static str, value: &Option<T>);
    /// Left out where `None`, which is not told from null.
    fn lenient<T: ToWire>(&mut self, name: &'static str, value: &Option<T>);
    /// Left out where absent, null where null.
    fn tri<T: ToWire>(&mut self, name: &'static str, value: &Field<T>);
    /// The entries become properties.
    fn extra<M: Entries<Value: ToWire> + ToWire>(&mut self, value: &M);
}

/// Writes a record, behind the discriminators of the unions around it.
///
/// # Errors
/// The serializer's.
#[inline]
pub(super) fn write<T: Record, S: Serializer>(
    value: &T,
    tags: Option<&Tags<'_>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    // Where the length stands in front it is counted: absent properties are left out everywhere.
    let is_text = serializer.is_human_readable();
    let length = match is_text {
        true => None,
        false => Some(count(value, tags)),
    };
    let mut writer = Writer {
        out: serializer.serialize_map(length)?,
        error: None,
    };
    if tags.is_some() || const { !T::TABLE.tags.is_empty() } {
        writer.tags(T::TABLE, tags, is_text);
    }
    value.write(&mut writer);
    match writer.error {
        Some(error) => Err(error),
        None => writer.out.end(),
    }
}

/// The discriminators, save those that the record writes itself.
fn pending<'a>(
    table: &'static Table,
    tags: Option<&'a Tags<'a>>,
) -> impl Iterator<Item = &'a Tags<'a>> {
    Tags::pending(tags, |key| table.fields.contains(&key))
}

/// The discriminators of the record itself that no union around it writes.
fn own<'a>(
    table: &'static Table,
    tags: Option<&'a Tags<'a>>,
) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    let around = move |key| std::iter::successors(tags, |tags| tags.next).any(|tag| tag.key == key);
    table.tags.iter().filter(move |(key, _)| !around(*key))
}

fn count<T: Record>(value: &T, tags: Option<&Tags<'_>>) -> usize {
    let mut count = Count(pending(T::TABLE, tags).count());
    value.write(&mut count);
    count.0
}

/// How many properties there are.
struct Count(usize);

impl Sink for Count {
    fn put<T: ToWire>(&mut self, _name: &'static str, _value: &T) {
        self.0 += 1;
    }

    fn opt<T: ToWire>(&mut self, _name: &'static str, value: &Option<T>) {
        self.0 += usize::from(value.is_some());
    }

    fn lenient<T: ToWire>(&mut self, name: &'static str, value: &Option<T>) {
        self.opt(name, value);
    }

    fn tri<T: ToWire>(&mut self, _name: &'static str, value: &Field<T>) {
        self.0 += usize::from(!value.is_absent());
    }

    fn extra<M: Entries<Value: ToWire> + ToWire>(&mut self, value: &M) {
        self.0 += value.entries().count();
    }
}

/// A value where null could be: some formats say in front which it is.
struct NotNull<'a, T>(&'a T);

impl<T: ToWire> ToWire for NotNull<'_, T> {
    type Form = super::form::Own;

    #[inline]
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_some(&Out(self.0))
    }
}

/// Writes properties as the entries of a map; holds the first error.
struct Writer<M: SerializeMap> {
    out: M,
    error: Option<M::Error>,
}

impl<M: SerializeMap> Writer<M> {
    /// Writes the discriminators of the unions around a record, and its own.
    fn tags(&mut self, table: &'static Table, tags: Option<&Tags<'_>>, is_text: bool) {
        for tag in pending(table, tags) {
            self.put(tag.key, &tag.value);
        }
        // Binary formats know the type by other means.
        if is_text {
            for (key, value) in own(table, tags) {
                self.put(key, value);
            }
        }
    }
}

impl<M: SerializeMap> Sink for Writer<M> {
    #[inline]
    fn put<T: ToWire>(&mut self, name: &'static str, value: &T) {
        if self.error.is_none()
            && let Err(error) = self.out.serialize_entry(name, &Out(value))
        {
            self.error = Some(error);
        }
    }

    #[inline]
    fn opt<T: ToWire>(&mut self, name: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    #[inline]
    fn lenient<T: ToWire>(&mut self, name: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.put(name, &NotNull(value));
        }
    }

    #[inline]
    fn tri<T: ToWire>(&mut self, name: &'static str, value: &Field<T>) {
        // One call for both: what is written is decided after the name is.
        let value = match value {
            Field::Value(value) => Some(value),
            Field::Null => None,
            Field::Absent => return,
        };
        self.put(name, &value);
    }

    #[inline]
    fn extra<E: Entries<Value: ToWire> + ToWire>(&mut self, value: &E) {
        for (name, value) in value.entries() {
            if self.error.is_none() {
                self.error = self.out.serialize_entry(name, &Out(value)).err();
            }
        }
    }
}
