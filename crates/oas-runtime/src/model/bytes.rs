//! Raw bytes inside models: `format: binary` in a JSON body is a string of bytes as they are.

use bytes::Bytes;
use serde::de::Deserializer;
use serde::ser::Serializer;

use crate::wire::{Buf, FromWire, Rank, ToWire};

impl FromWire for Bytes {
    type Form = crate::wire::form::Own;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::read(deserializer).map(Self::from)
    }

    fn rank(value: &Buf) -> Rank {
        String::rank(value)
    }
}

impl ToWire for Bytes {
    type Form = crate::wire::form::Own;
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(self) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => Err(serde::ser::Error::custom("bytes in a text must be UTF-8")),
        }
    }
}
