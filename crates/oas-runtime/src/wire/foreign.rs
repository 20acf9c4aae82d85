//! Types that only serde knows, lent to the wire traits.
//!
//! Must not know records or unions.

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::{FromWire, ToWire};

/// Reads a foreign type through its own `Deserialize`.
#[derive(Debug)]
pub struct Foreign<T>(pub T);

impl<T: for<'a> Deserialize<'a>> FromWire for Foreign<T> {
    type Form = crate::wire::form::Own;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

impl<T: Serialize> ToWire for Foreign<T> {
    type Form = crate::wire::form::Own;
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Writes a foreign value through its own `Serialize`.
#[derive(Debug)]
pub struct ForeignRef<'a, T: ?Sized>(pub &'a T);

impl<T: Serialize + ?Sized> ToWire for ForeignRef<'_, T> {
    type Form = crate::wire::form::Own;
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
