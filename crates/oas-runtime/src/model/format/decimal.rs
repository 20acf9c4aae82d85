//! rust_decimal: a text.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{self, Deserializer, Unexpected};
use serde::ser::Serializer;

use crate::wire::{Buf, FromWire, Rank, ToWire};

struct DecimalVisitor;

fn parse(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text)
        .or_else(|_| Decimal::from_scientific(text))
        .ok()
}

impl de::Visitor<'_> for DecimalVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal number")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
        parse(text).ok_or_else(|| E::invalid_value(Unexpected::Other("string"), &self))
    }
}

impl FromWire for Decimal {
    type Form = crate::wire::form::Own;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(DecimalVisitor)
    }

    fn rank(value: &Buf) -> Rank {
        Rank::when(value.as_str().and_then(parse).is_some())
    }
}

impl ToWire for Decimal {
    type Form = crate::wire::form::Own;
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
