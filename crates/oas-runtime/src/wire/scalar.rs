//! Strings, booleans and numbers.
//!
//! Knows how documents write them: `1.0` and `1e2` are integers. Must not know records or unions.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer, Unexpected};
use serde::ser::Serializer;

use super::{Buf, FromWire, Rank, ToWire};

impl FromWire for String {
    type Form = crate::wire::form::Own;
    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn rank(value: &Buf) -> Rank {
        Rank::when(value.as_str().is_some())
    }
}

impl ToWire for String {
    type Form = crate::wire::form::Own;
    #[inline]
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl ToWire for str {
    type Form = crate::wire::form::Own;
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl FromWire for bool {
    type Form = crate::wire::form::Own;
    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn rank(value: &Buf) -> Rank {
        Rank::when(matches!(value, Buf::Bool(_)))
    }
}

impl ToWire for bool {
    type Form = crate::wire::form::Own;
    #[inline]
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(*self)
    }
}

/// What the visitor of integers needs to know about one.
trait Int: TryFrom<i128> + TryFrom<u64> + TryFrom<i64> {
    const WHAT: &'static str;
}

struct IntVisitor<T>(PhantomData<T>);

/// The integer that `value` is, if it is one.
pub(super) fn integral(value: f64) -> Option<i128> {
    // 2^127, the first float that is too great.
    const END: f64 = 170_141_183_460_469_231_731_687_303_715_884_105_728.0;
    // The cast is exact: integral and within bounds.
    (value.fract() == 0.0 && (-END..END).contains(&value)).then_some(value as i128)
}

impl<T: Int> de::Visitor<'_> for IntVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::WHAT)
    }

    #[inline]
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<T, E> {
        T::try_from(value).map_err(|_| E::invalid_value(Unexpected::Signed(value), &self))
    }

    #[inline]
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<T, E> {
        T::try_from(value).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<T, E> {
        T::try_from(value).map_err(|_| E::invalid_value(Unexpected::Other("integer"), &self))
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<T, E> {
        let value = i128::try_from(value).ok();
        value
            .and_then(|value| T::try_from(value).ok())
            .ok_or_else(|| E::invalid_value(Unexpected::Other("integer"), &self))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<T, E> {
        integral(value)
            .and_then(|value| T::try_from(value).ok())
            .ok_or_else(|| E::invalid_type(Unexpected::Float(value), &self))
    }
}

macro_rules! integers {
    ($($ty:ident $read:ident $write:ident $what:literal;)*) => {$(
        impl Int for $ty {
            const WHAT: &'static str = $what;
        }
        impl FromWire for $ty {
            type Form = $crate::wire::form::Own;
            #[inline]
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.$read(IntVisitor(PhantomData))
            }
            fn rank(value: &Buf) -> Rank {
                Rank::when(value.as_integer().is_some_and(|value| Self::try_from(value).is_ok()))
            }
        }
        impl ToWire for $ty {
            type Form = $crate::wire::form::Own;
            #[inline]
            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.$write(*self)
            }
        }
    )*};
}
integers! {
    i8 deserialize_i8 serialize_i8 "an 8-bit integer";
    i16 deserialize_i16 serialize_i16 "a 16-bit integer";
    i32 deserialize_i32 serialize_i32 "a 32-bit integer";
    i64 deserialize_i64 serialize_i64 "a 64-bit integer";
    i128 deserialize_i128 serialize_i128 "a 128-bit integer";
    u8 deserialize_u8 serialize_u8 "an integer from 0 to 255";
    u16 deserialize_u16 serialize_u16 "an integer from 0 to 65535";
    u32 deserialize_u32 serialize_u32 "a 32-bit integer that is not negative";
    u64 deserialize_u64 serialize_u64 "a 64-bit integer that is not negative";
}

macro_rules! floats {
    ($($ty:ident $write:ident)*) => {$(
        impl FromWire for $ty {
            type Form = $crate::wire::form::Own;
            #[inline]
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::deserialize(deserializer)
            }
            fn rank(value: &Buf) -> Rank {
                Rank::when(value.is_number())
            }
        }
        impl ToWire for $ty {
            type Form = $crate::wire::form::Own;
            #[inline]
            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.$write(*self)
            }
        }
    )*};
}
floats! { f32 serialize_f32 f64 serialize_f64 }
