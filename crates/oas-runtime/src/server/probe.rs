//! What a type asks a deserializer for first, and what it makes of nothing.
//!
//! A parameter that is an exploded object has no name of its own in a query: whether to look for a
//! name depends on its type.

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
    /// An object.
    Object,
    /// Anything at all.
    Any,
}

/// What `T` asks for.
pub(super) fn asked<T: FromWire>() -> Asked {
    let asked = Cell::new(Asked::Value);
    // The probe has nothing to give, so this is always an error.
    let _: Result<T, ParamError> = T::read(Probe { asked: &asked });
    asked.get()
}

#[derive(Clone, Copy)]
struct Probe<'a> {
    asked: &'a Cell<Asked>,
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
        self.asked.set(Asked::Object);
        Err(NOTHING)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, ParamError> {
        self.asked.set(Asked::Object);
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

    nothing! {
        deserialize_bool() deserialize_char() deserialize_str() deserialize_string()
        deserialize_bytes() deserialize_byte_buf() deserialize_unit() deserialize_seq()
        deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128()
        deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
        deserialize_f32() deserialize_f64() deserialize_identifier() deserialize_ignored_any()
        deserialize_tuple(usize) deserialize_unit_struct(&'static str)
        deserialize_tuple_struct(&'static str, usize)
        deserialize_enum(&'static str, &'static [&'static str])
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
