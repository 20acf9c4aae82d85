//! What a type asks a deserializer for first, and what it makes of nothing.
//!
//! A parameter that is an exploded object has no name of its own in a query: which pairs are
//! its depends on the properties of its type.

use crate::param::{ParamError, ParamProblem};
use crate::wire::FromWire;
use serde::de::{self, DeserializeSeed, EnumAccess, IntoDeserializer, VariantAccess, Visitor};
use serde::forward_to_deserialize_any;
use std::cell::Cell;

/// The first thing that a type asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Anything else.
    Value,
    /// A map, with any keys.
    Map,
    /// A struct with these properties.
    Struct(&'static [&'static str]),
    /// Anything at all.
    Any,
}

/// What `T` asks for.
pub(super) fn asked<T: FromWire>() -> Asked {
    let asked = Cell::new(Asked::Value);
    let probe = |people| Probe {
        asked: &asked,
        people,
    };
    // The probe has nothing to give, so this is always an error.
    let _: Result<T, ParamError> = T::read(probe(true));
    if asked.get() == Asked::Map {
        // A record names its properties to formats that are not for people.
        let _: Result<T, ParamError> = T::read(probe(false));
    }
    asked.get()
}

#[derive(Clone, Copy)]
struct Probe<'a> {
    asked: &'a Cell<Asked>,
    people: bool,
}

const NOTHING: ParamError = ParamError::new(ParamProblem::Missing);

macro_rules! nothing {
    ($($method:ident($($argument:ty),*))*) => {$(
        fn $method<V: Visitor<'de>>(self, $(_: $argument,)* _: V) -> Result<V::Value, ParamError> {
            Err(NOTHING)
        }
    )*};
}

impl<'de> de::Deserializer<'de> for Probe<'_> {
    type Error = ParamError;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, ParamError> {
        self.asked.set(Asked::Any);
        Err(NOTHING)
    }

    fn deserialize_map<V: Visitor<'de>>(self, _: V) -> Result<V::Value, ParamError> {
        self.asked.set(Asked::Map);
        Err(NOTHING)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, ParamError> {
        self.asked.set(Asked::Struct(fields));
        Err(NOTHING)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ParamError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ParamError> {
        match name {
            "Field" => visitor.visit_enum(State {
                name: "Value",
                content: self,
            }),
            _ => Err(NOTHING),
        }
    }

    fn is_human_readable(&self) -> bool {
        self.people
    }

    nothing! {
        deserialize_bool() deserialize_char() deserialize_str() deserialize_string()
        deserialize_bytes() deserialize_byte_buf() deserialize_unit() deserialize_seq()
        deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128()
        deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
        deserialize_f32() deserialize_f64() deserialize_identifier() deserialize_ignored_any()
        deserialize_tuple(usize) deserialize_unit_struct(&'static str)
        deserialize_tuple_struct(&'static str, usize)
    }
}

/// What `T` is where nothing was sent: `None`, or `Absent` of a `Field`.
pub(super) fn absent<T: FromWire>() -> Option<T> {
    T::read(Absent).ok()
}

struct Absent;

impl<'de> de::Deserializer<'de> for Absent {
    type Error = ParamError;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, ParamError> {
        Err(NOTHING)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
        visitor.visit_none()
    }

    /// `Field` is an enum to formats that are not for people.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ParamError> {
        match name {
            "Field" => visitor.visit_enum(State {
                name: "Absent",
                content: self,
            }),
            _ => Err(NOTHING),
        }
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// A state of a `Field`, and what it holds.
struct State<D> {
    name: &'static str,
    content: D,
}

impl<'de, D: de::Deserializer<'de, Error = ParamError>> EnumAccess<'de> for State<D> {
    type Error = ParamError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), ParamError> {
        Ok((seed.deserialize(self.name.into_deserializer())?, self))
    }
}

impl<'de, D: de::Deserializer<'de, Error = ParamError>> VariantAccess<'de> for State<D> {
    type Error = ParamError;

    fn unit_variant(self) -> Result<(), ParamError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, ParamError> {
        seed.deserialize(self.content)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, ParamError> {
        Err(NOTHING)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, ParamError> {
        Err(NOTHING)
    }
}
