//! Types that travel as text and have one spelling.

/// Implements the wire traits by a parser and a printer.
macro_rules! text_format {
    ($($ty:ty, $what:literal, $parse:expr, $print:expr;)*) => {$(
        impl $crate::wire::FromWire for $ty {
            type Form = $crate::wire::form::Own;
            fn read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::model::format::read_text(deserializer, $what, $parse)
            }

            fn rank(value: &$crate::wire::Buf) -> $crate::wire::Rank {
                let parse: fn(&str) -> Option<Self> = $parse;
                $crate::wire::Rank::when(value.as_str().and_then(parse).is_some())
            }
        }
        impl $crate::wire::ToWire for $ty {
            type Form = $crate::wire::form::Own;
            fn write<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let print: fn(&Self) -> String = $print;
                serializer.serialize_str(&print(self))
            }
        }
    )*};
}
pub(crate) use text_format;
