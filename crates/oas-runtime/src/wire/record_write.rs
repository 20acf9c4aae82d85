//! Writing structs with named properties.
//!
//! The counterpart of `record`; must not know JSON's text.

use serde::ser::{Error as _, SerializeMap, SerializeStruct, SerializeTuple, Serializer};

use super::{Entries, Out, Record, Table, Tags, ToWire};
use crate::model::Field;

/// Where [`Record::write`] sends the fields; the method says how absence is written.
pub trait Sink {
    /// Always written.
    fn put<T: ToWire>(&mut self, name: &'static str, value: &T);
    /// Left out where `None`.
    fn opt<T: ToWire>(&mut self, name: &'static str, value: &Option<T>);
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
pub fn write_record<T: Record, S: Serializer>(
    value: &T,
    tags: Option<&Tags<'_>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let table = T::TABLE;
    if !serializer.is_human_readable() {
        return write_items(value, serializer);
    }
    // A writer of its own for each way to write, so that no field asks which it is; only one of
    // these two is compiled for a type.
    if const { T::TABLE.undeclared.maps() > 0 } {
        let mut writer = Writer::new(Open(serializer.serialize_map(None)?));
        writer.lead(tags, table);
        value.write(&mut writer);
        writer.done()?.0.end()
    } else {
        let length = table.fields.len() + usize::from(tags.is_some());
        let mut writer = Writer::new(Closed(serializer.serialize_struct(table.name, length)?));
        writer.lead(tags, table);
        value.write(&mut writer);
        writer.done()?.0.end()
    }
}

/// Formats without property names get every field, and the maps of undeclared properties last.
fn write_items<T: Record, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let out = serializer.serialize_tuple(T::TABLE.items())?;
    let mut writer = Items { out, error: None };
    value.write(&mut writer);
    match writer.error {
        Some(error) => Err(error),
        None => writer.out.end(),
    }
}

/// Where properties go.
trait Object {
    type Error;
    fn property<T: ToWire + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Self::Error>;
    fn absent(&mut self, name: &'static str) -> Result<(), Self::Error>;
    fn undeclared<T: ToWire>(&mut self, name: &str, value: &T) -> Result<(), Self::Error>;
}

/// As the fields of a struct.
struct Closed<S>(S);

impl<S: SerializeStruct> Object for Closed<S> {
    type Error = S::Error;

    #[inline]
    fn property<T: ToWire + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), S::Error> {
        self.0.serialize_field(name, &Out(value))
    }

    #[inline]
    fn absent(&mut self, name: &'static str) -> Result<(), S::Error> {
        self.0.skip_field(name)
    }

    fn undeclared<T: ToWire>(&mut self, _name: &str, _value: &T) -> Result<(), S::Error> {
        // A record with maps of undeclared properties is written as a map.
        Err(S::Error::custom("a struct has declared properties only"))
    }
}

/// As the entries of a map.
struct Open<S>(S);

impl<S: SerializeMap> Object for Open<S> {
    type Error = S::Error;

    #[inline]
    fn property<T: ToWire + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), S::Error> {
        self.0.serialize_entry(name, &Out(value))
    }

    #[inline]
    fn absent(&mut self, _name: &'static str) -> Result<(), S::Error> {
        Ok(())
    }

    #[inline]
    fn undeclared<T: ToWire>(&mut self, name: &str, value: &T) -> Result<(), S::Error> {
        self.0.serialize_entry(name, &Out(value))
    }
}

struct Writer<O: Object> {
    out: O,
    error: Option<O::Error>,
}

impl<O: Object> Writer<O> {
    #[inline]
    fn new(out: O) -> Self {
        Self { out, error: None }
    }

    /// The discriminators, save those that the record writes itself.
    #[inline]
    fn lead(&mut self, tags: Option<&Tags<'_>>, table: &Table) {
        if tags.is_some() {
            for tag in Tags::pending(tags, |key| table.fields.contains(&key)) {
                self.put(tag.key, &tag.value);
            }
        }
    }

    #[inline]
    fn done(self) -> Result<O, O::Error> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.out),
        }
    }
}

impl<O: Object> Sink for Writer<O> {
    #[inline]
    fn put<T: ToWire>(&mut self, name: &'static str, value: &T) {
        if self.error.is_none()
            && let Err(error) = self.out.property(name, value)
        {
            self.error = Some(error);
        }
    }

    #[inline]
    fn opt<T: ToWire>(&mut self, name: &'static str, value: &Option<T>) {
        match value {
            Some(value) => self.put(name, value),
            None => self.skip(name),
        }
    }

    #[inline]
    fn tri<T: ToWire>(&mut self, name: &'static str, value: &Field<T>) {
        match value {
            Field::Value(value) => self.put(name, value),
            Field::Null => self.put(name, &None::<&T>),
            Field::Absent => self.skip(name),
        }
    }

    #[inline]
    fn extra<M: Entries<Value: ToWire> + ToWire>(&mut self, value: &M) {
        for (name, value) in value.entries() {
            if self.error.is_none() {
                self.error = self.out.undeclared(name, value).err();
            }
        }
    }
}

impl<O: Object> Writer<O> {
    #[inline]
    fn skip(&mut self, name: &'static str) {
        if self.error.is_none()
            && let Err(error) = self.out.absent(name)
        {
            self.error = Some(error);
        }
    }
}

struct Items<S: SerializeTuple> {
    out: S,
    error: Option<S::Error>,
}

impl<S: SerializeTuple> Items<S> {
    fn item<T: ToWire>(&mut self, value: &T) {
        if self.error.is_none() {
            self.error = self.out.serialize_element(&Out(value)).err();
        }
    }
}

impl<S: SerializeTuple> Sink for Items<S> {
    fn put<T: ToWire>(&mut self, _name: &'static str, value: &T) {
        self.item(value);
    }

    fn opt<T: ToWire>(&mut self, _name: &'static str, value: &Option<T>) {
        self.item(value);
    }

    fn tri<T: ToWire>(&mut self, _name: &'static str, value: &Field<T>) {
        self.item(value);
    }

    fn extra<M: Entries<Value: ToWire> + ToWire>(&mut self, value: &M) {
        self.item(value);
    }
}
