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
    // The probe has nothing to give, so this is always an error.
    let _: Result<T, ParamError> = T::read(Probe(&asked));
    asked.get()
}

struct Probe<'a>(&'a Cell<Asked>);

const NOTHING: ParamError = ParamError::new(ParamProblem::Missing);

impl<'de> de::Deserializer<'de> for Probe<'_> {
    type Error = ParamError;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, ParamError> {
        self.0.set(Asked::Any);
        Err(NOTHING)
    }

    fn deserialize_map<V: Visitor<'de>>(self, _: V) -> Result<V::Value, ParamError> {
        self.0.set(Asked::Map);
        Err(NOTHING)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, ParamError> {
        self.0.set(Asked::Struct(fields));
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

    fn deserialize_str<V: Visitor<'de>>(self, _: V) -> Result<V::Value, ParamError> {
        Err(NOTHING)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, ParamError> {
        Err(NOTHING)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, _: V) -> Result<V::Value, ParamError> {
        Err(NOTHING)
    }

    fn deserialize_string<V: Visitor<'de>>(self, _: V) -> Result<V::Value, ParamError> {
        Err(NOTHING)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, _: V) -> Result<V::Value, ParamError> {
        Err(NOTHING)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, _: V) -> Result<V::Value, ParamError> {
        Err(NOTHING)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, _: V) -> Result<V::Value, ParamError> {
        Err(NOTHING)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, _: V) -> Result<V::Value, ParamError> {
        Err(NOTHING)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, ParamError> {
        Err(NOTHING)
    }

    // Never first where it matters: no object begins like these.
    forward_to_deserialize_any! {
        i8 i16 i128 u8 u16 u32 u64 u128 f32 char bytes byte_buf unit unit_struct
        tuple_struct identifier ignored_any
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
            "Field" => visitor.visit_enum(self),
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

impl<'de> EnumAccess<'de> for Absent {
    type Error = ParamError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), ParamError> {
        Ok((seed.deserialize("Absent".into_deserializer())?, self))
    }
}

impl<'de> VariantAccess<'de> for Absent {
    type Error = ParamError;

    fn unit_variant(self) -> Result<(), ParamError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, ParamError> {
        Err(NOTHING)
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
