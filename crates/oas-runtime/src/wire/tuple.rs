//! Tuples: arrays of a fixed length (`prefixItems`).
//!
//! Must not know records or unions.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer};
use serde::ser::{SerializeTuple, Serializer};

use super::{Buf, FromWire, In, Out, Rank, ToWire};

struct TupleVisitor<T>(PhantomData<T>);

macro_rules! tuples {
    ($($length:literal $what:literal $($name:ident $index:tt)*;)*) => {$(
        impl<'de, $($name: FromWire),*> de::Visitor<'de> for TupleVisitor<($($name,)*)> {
            type Value = ($($name,)*);

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($what)
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let tuple = ($({
                    let item: Option<In<$name>> = items.next_element()?;
                    item.ok_or_else(|| de::Error::invalid_length($index, &$what))?.0
                },)*);
                Ok(tuple)
            }
        }
        impl<$($name: FromWire),*> FromWire for ($($name,)*) {
            type Form = $crate::wire::form::Own;
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_tuple($length, TupleVisitor::<Self>(PhantomData))
            }

            fn rank(value: &Buf) -> Rank {
                match value {
                    Buf::Seq(items) if items.len() == $length => {
                        Rank::of_items([$($name::rank(&items[$index])),*].into_iter())
                    }
                    _ => Rank::NO,
                }
            }
        }
        impl<$($name: ToWire),*> ToWire for ($($name,)*) {
            type Form = $crate::wire::form::Own;
            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut out = serializer.serialize_tuple($length)?;
                $(out.serialize_element(&Out(&self.$index))?;)*
                out.end()
            }
        }
    )*};
}
tuples! {
    1 "an array of 1 item" T0 0;
    2 "an array of 2 items" T0 0 T1 1;
    3 "an array of 3 items" T0 0 T1 1 T2 2;
    4 "an array of 4 items" T0 0 T1 1 T2 2 T3 3;
    5 "an array of 5 items" T0 0 T1 1 T2 2 T3 3 T4 4;
    6 "an array of 6 items" T0 0 T1 1 T2 2 T3 3 T4 4 T5 5;
    7 "an array of 7 items" T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6;
    8 "an array of 8 items" T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7;
    9 "an array of 9 items" T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7 T8 8;
    10 "an array of 10 items" T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7 T8 8 T9 9;
    11 "an array of 11 items" T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7 T8 8 T9 9 T10 10;
    12 "an array of 12 items" T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7 T8 8 T9 9 T10 10 T11 11;
}
