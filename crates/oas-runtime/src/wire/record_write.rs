//! Writing structs with named properties.
//!
//! The counterpart of `record`; must not know JSON's text.

use serde::ser::{SerializeMap, SerializeStruct, SerializeTuple, Serializer};

use super::{Entries, Out, Record, Tags, ToWire};
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
    let readable = serializer.is_human_readable();
    let target = if !readable {
        Target::Tuple(serializer.serialize_tuple(table.items())?)
    } else if table.undeclared.maps() > 0 {
        Target::Map(serializer.serialize_map(None)?)
    } else {
        let length = table.fields.len() + usize::from(tags.is_some());
        Target::Struct(serializer.serialize_struct(table.name, length)?)
    };
    let mut writer = Writer::<S> {
        target,
        readable,
        error: None,
    };
    if readable && tags.is_some() {
        for tag in Tags::pending(tags, |key| table.fields.contains(&key)) {
            writer.field(tag.key, tag.value);
        }
    }
    value.write(&mut writer);
    match (writer.error, writer.target) {
        (Some(error), _) => Err(error),
        (None, Target::Struct(out)) => out.end(),
        (None, Target::Map(out)) => out.end(),
        (None, Target::Tuple(out)) => out.end(),
    }
}

enum Target<S: Serializer> {
    Struct(S::SerializeStruct),
    Map(S::SerializeMap),
    /// For formats without property names, which get the map of undeclared properties last.
    Tuple(S::SerializeTuple),
}

struct Writer<S: Serializer> {
    target: Target<S>,
    /// Absent fields can be left out: the format has property names.
    readable: bool,
    error: Option<S::Error>,
}

impl<S: Serializer> Writer<S> {
    #[inline]
    fn field<T: ToWire + ?Sized>(&mut self, name: &'static str, value: &T) {
        if self.error.is_some() {
            return;
        }
        let result = match &mut self.target {
            Target::Struct(out) => out.serialize_field(name, &Out(value)),
            Target::Map(out) => out.serialize_entry(name, &Out(value)),
            Target::Tuple(out) => out.serialize_element(&Out(value)),
        };
        if let Err(error) = result {
            self.error = Some(error);
        }
    }

    fn skip(&mut self, name: &'static str) {
        if let (None, Target::Struct(out)) = (&self.error, &mut self.target)
            && let Err(error) = out.skip_field(name)
        {
            self.error = Some(error);
        }
    }
}

impl<S: Serializer> Sink for Writer<S> {
    #[inline]
    fn put<T: ToWire>(&mut self, name: &'static str, value: &T) {
        self.field(name, value);
    }

    #[inline]
    fn opt<T: ToWire>(&mut self, name: &'static str, value: &Option<T>) {
        match value {
            Some(value) if self.readable => self.field(name, value),
            None if self.readable => self.skip(name),
            value => self.field(name, value),
        }
    }

    #[inline]
    fn tri<T: ToWire>(&mut self, name: &'static str, value: &Field<T>) {
        match value {
            Field::Value(value) if self.readable => self.field(name, value),
            Field::Absent if self.readable => self.skip(name),
            value => self.field(name, value),
        }
    }

    fn extra<M: Entries<Value: ToWire> + ToWire>(&mut self, value: &M) {
        match &mut self.target {
            Target::Struct(_) | Target::Tuple(_) => self.field("", value),
            Target::Map(out) => {
                for (name, value) in value.entries() {
                    if self.error.is_none() {
                        self.error = out.serialize_entry(name, &Out(value)).err();
                    }
                }
            }
        }
    }
}
