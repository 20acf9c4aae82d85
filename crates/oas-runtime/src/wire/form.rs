//! How kinds of types are read and written, once for each kind: what `#[derive(Wire)]` names instead of writing it out.
//!
//! A type in its impls names its form alone, which rustc checks far faster than functions that would call it.
//! Must not know what is in any kind.

use std::marker::PhantomData;

use serde::de::{Deserializer, MapAccess};
use serde::ser::{Error as _, Serializer};

use super::{
    Buf, FromWire, IntEnum, JsonEnum, Rank, Record, Rest, StrEnum, Tags, ToWire, Union, enums,
    record, record_write, union,
};
use crate::validate::Validate;

/// How a kind of types is read.
pub trait ReadForm<T> {
    /// The type itself says how it is read.
    const OWN: bool = false;

    /// [`FromWire::read`]
    ///
    /// # Errors
    /// The deserializer's, where the data is not what the schema says.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>;

    /// Reads an object, of which a union has read the beginning.
    ///
    /// # Errors
    /// As `read`.
    fn read_rest<'de, A: MapAccess<'de>>(rest: Rest<'_, 'de, A>) -> Result<T, A::Error> {
        Self::read(rest.replay())
    }

    /// [`FromWire::rank`]
    fn rank(value: &Buf) -> Rank;
}

/// How a kind of types is written.
pub trait WriteForm<T: ?Sized> {
    /// [`ToWire::write`]
    ///
    /// # Errors
    /// The serializer's.
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error>;

    /// [`ToWire::write_tagged`]
    ///
    /// # Errors
    /// The serializer's, and one of its own where the value is not an object.
    fn write_tagged<S: Serializer>(
        value: &T,
        tags: &Tags<'_>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let _ = (value, tags, serializer);
        Err(S::Error::custom("only an object can carry a discriminator"))
    }
}

/// The form of a type whose impls say themselves how it is read and written, with `read` and `write`: by this one
/// it is neither, and what would read or write it does not compile.
///
/// ```
/// use oas_runtime::v1 as rt;
///
/// struct Even(u8);
///
/// impl rt::FromWire for Even {
///     type Form = rt::wire::form::Own;
///
///     fn read<'de, D: rt::wire::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
///         u8::read(from).map(|half| Self(2 * half))
///     }
/// }
///
/// assert_eq!(rt::json::read::<Even>(b"2").map(|even| even.0), Ok(4));
/// ```
///
/// ```compile_fail,E0080
/// use oas_runtime::v1 as rt;
///
/// struct Even(u8);
///
/// impl rt::FromWire for Even {
///     type Form = rt::wire::form::Own;
/// }
///
/// assert!(rt::json::read::<Even>(b"2").is_err());
/// ```
///
/// ```compile_fail,E0080
/// use oas_runtime::v1 as rt;
///
/// struct Even(u8);
///
/// impl rt::ToWire for Even {
///     type Form = rt::wire::form::Own;
/// }
///
/// assert!(rt::json::write(&Even(2)).is_err());
/// ```
#[derive(Debug)]
pub enum Own {}

impl<T: FromWire> ReadForm<T> for Own {
    const OWN: bool = true;

    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }

    fn read_rest<'de, A: MapAccess<'de>>(rest: Rest<'_, 'de, A>) -> Result<T, A::Error> {
        T::read(rest.replay())
    }

    fn rank(value: &Buf) -> Rank {
        let _ = value;
        Rank::ANY
    }
}

impl<T: ToWire + ?Sized> WriteForm<T> for Own {
    fn write<S: Serializer>(_: &T, _: S) -> Result<S::Ok, S::Error> {
        const { panic!("a type whose form is its own must say how it is written: implement `write`") }
    }
}

/// A [`Record`].
#[derive(Debug)]
pub enum Struct {}

impl<T: Record> ReadForm<T> for Struct {
    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        record::read(deserializer)
    }

    fn read_rest<'de, A: MapAccess<'de>>(rest: Rest<'_, 'de, A>) -> Result<T, A::Error> {
        record::read_rest(rest)
    }

    fn rank(value: &Buf) -> Rank {
        record::rank(T::TABLE, value)
    }
}

impl<T: Record> WriteForm<T> for Struct {
    #[inline]
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        record_write::write(value, None, serializer)
    }

    fn write_tagged<S: Serializer>(
        value: &T,
        tags: &Tags<'_>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        record_write::write(value, Some(tags), serializer)
    }
}

/// A [`Union`].
#[derive(Debug)]
pub enum Choice {}

impl<T: Union + Validate> ReadForm<T> for Choice {
    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        union::read(deserializer)
    }

    fn rank(value: &Buf) -> Rank {
        union::rank::<T>(value)
    }
}

impl<T: Union> WriteForm<T> for Choice {
    #[inline]
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        union::write(value, None, serializer)
    }

    fn write_tagged<S: Serializer>(
        value: &T,
        tags: &Tags<'_>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        union::write(value, Some(tags), serializer)
    }
}

/// A [`StrEnum`].
#[derive(Debug)]
pub enum Text {}

impl<T: StrEnum> ReadForm<T> for Text {
    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(enums::StrVisitor(PhantomData))
    }

    fn rank(value: &Buf) -> Rank {
        enums::rank_str::<T>(value)
    }
}

impl<T: StrEnum> WriteForm<T> for Text {
    #[inline]
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(value.as_ref())
    }
}

/// An [`IntEnum`].
#[derive(Debug)]
pub enum Integer {}

impl<T: IntEnum> ReadForm<T> for Integer {
    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        enums::read_int(deserializer)
    }

    fn rank(value: &Buf) -> Rank {
        enums::rank_int::<T>(value)
    }
}

impl<T: IntEnum> WriteForm<T> for Integer {
    #[inline]
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(value.value())
    }
}

/// A [`JsonEnum`].
#[derive(Debug)]
pub enum Json {}

impl<T: JsonEnum> ReadForm<T> for Json {
    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        enums::read_json(deserializer)
    }

    fn rank(_: &Buf) -> Rank {
        Rank::ANY
    }
}

impl<T: JsonEnum> WriteForm<T> for Json {
    #[inline]
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        enums::write_json(value, serializer)
    }
}
