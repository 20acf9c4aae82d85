//! The comparisons of models: decoding, encoding, validation.
//!
//! Knows the models and their texts; must not know how they are measured.

use std::hint::black_box;

use oas_runtime::v1 as rt;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::measure::Case;
use crate::{shapes, structs, texts};

/// What decoding a struct may cost.
const DECODE: f64 = 1.15;
/// What encoding a struct may cost.
const ENCODE: f64 = 1.1;
/// What is to be ahead of serde.
const AHEAD: f64 = 1.0;

fn case(
    name: String,
    target: f64,
    peer: &'static str,
    ours: impl Fn() + 'static,
    theirs: impl Fn() + 'static,
) -> Case {
    Case {
        name,
        target,
        peer,
        ours: Box::new(ours),
        theirs: Box::new(theirs),
    }
}

fn read<T: DeserializeOwned>(text: &str) -> T {
    match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => panic!("{text}: {error}"),
    }
}

/// Reads `text` by both, through serde_json and serde's traits.
fn decode<O: DeserializeOwned, T: DeserializeOwned>(name: &str, text: &str, target: f64) -> Case {
    let (a, b) = (text.to_owned(), text.to_owned());
    // Both can read it.
    let _: (O, T) = (read(text), read(text));
    case(
        format!("decode {name}"),
        target,
        "serde derive",
        move || drop(black_box(read::<O>(black_box(&a)))),
        move || drop(black_box(read::<T>(black_box(&b)))),
    )
}

/// Writes what `text` holds by both; what they write must be equal.
fn encode<O, T>(name: &str, text: &str, target: f64) -> Case
where
    O: DeserializeOwned + Serialize + 'static,
    T: DeserializeOwned + Serialize + 'static,
{
    let (ours, theirs): (O, T) = (read(text), read(text));
    let write = |value: &dyn Fn() -> serde_json::Result<Vec<u8>>| value().unwrap_or_default();
    assert_eq!(
        String::from_utf8_lossy(&write(&|| serde_json::to_vec(&ours))),
        String::from_utf8_lossy(&write(&|| serde_json::to_vec(&theirs))),
        "{name}"
    );
    case(
        format!("encode {name}"),
        target,
        "serde derive",
        move || drop(black_box(serde_json::to_vec(black_box(&ours)))),
        move || drop(black_box(serde_json::to_vec(black_box(&theirs)))),
    )
}

/// Reads and validates against reading alone.
fn validate<T: rt::FromWire + rt::Validate>(name: &str, text: &str) -> Case {
    let (a, b) = (text.to_owned(), text.to_owned());
    case(
        format!("decode and validate {name}"),
        1.1,
        "decoding alone",
        move || {
            let value = rt::json::read::<T>(black_box(a.as_bytes()));
            let valid = value.is_ok_and(|value| rt::validate(black_box(&value)).is_ok());
            assert!(valid, "the example is valid");
        },
        move || {
            let value = rt::json::read::<T>(black_box(b.as_bytes()));
            assert!(value.is_ok_and(|value| {
                black_box(&value);
                true
            }));
        },
    )
}

macro_rules! structs {
    ($cases:ident: $($name:ident $label:literal)*) => {$(
        let text = texts::object(stringify!($name));
        $cases.push(decode::<structs::ours::$name, structs::theirs::$name>($label, &text, DECODE));
        $cases.push(encode::<structs::ours::$name, structs::theirs::$name>($label, &text, ENCODE));
    )*};
}

/// Every comparison of models.
#[must_use]
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    structs! { cases: Three "3 fields" Twelve "12 fields" Forty "40 fields" TwoHundred "200 fields" }
    let text = texts::shuffled("Twelve");
    cases.push(decode::<structs::ours::Twelve, structs::theirs::Twelve>(
        "12 fields in another order",
        &text,
        DECODE,
    ));
    let text = texts::shuffled("Forty");
    cases.push(decode::<structs::ours::Forty, structs::theirs::Forty>(
        "40 fields in another order",
        &text,
        DECODE,
    ));
    let text = texts::undeclared("Twelve");
    cases.push(decode::<structs::ours::Twelve, structs::theirs::Twelve>(
        "12 fields among undeclared ones",
        &text,
        DECODE,
    ));
    shapes(&mut cases);
    let text = texts::object("Twelve");
    cases.push(validate::<shapes::checked::Twelve>("12 fields", &text));
    cases.push(validate::<shapes::checked::Patterned>(
        "12 fields, one with a pattern",
        &text,
    ));
    cases
}

fn shapes(cases: &mut Vec<Case>) {
    use shapes::{ours, theirs};
    type Map = std::collections::BTreeMap<String, i64>;
    /// A map by our traits, as a field of a model has it.
    struct OurMap(rt::Map<i64>);
    impl<'de> Deserialize<'de> for OurMap {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            rt::FromWire::read(deserializer).map(Self)
        }
    }
    impl Serialize for OurMap {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            rt::ToWire::write(&self.0, serializer)
        }
    }
    type Pair<T> = Vec<T>;
    let both = |cases: &mut Vec<Case>, decode: Case, encode: Case| cases.extend([decode, encode]);
    both(
        cases,
        decode::<Pair<ours::Payment>, Pair<theirs::Payment>>(
            "unions, tag first",
            texts::TAG_FIRST,
            AHEAD,
        ),
        encode::<Pair<ours::Payment>, Pair<theirs::Payment>>("unions", texts::TAG_FIRST, AHEAD),
    );
    cases.push(decode::<Pair<ours::Payment>, Pair<theirs::Payment>>(
        "unions, tag last",
        texts::TAG_LAST,
        AHEAD,
    ));
    both(
        cases,
        decode::<Pair<ours::Status>, Pair<theirs::Status>>(
            "open enums, listed",
            texts::LISTED,
            AHEAD,
        ),
        encode::<Pair<ours::Status>, Pair<theirs::Status>>("open enums", texts::UNLISTED, AHEAD),
    );
    cases.push(decode::<Pair<ours::Status>, Pair<theirs::Status>>(
        "open enums, some unlisted",
        texts::UNLISTED,
        AHEAD,
    ));
    both(
        cases,
        decode::<ours::Dates, theirs::Dates>("dates", texts::DATES, AHEAD),
        encode::<ours::Dates, theirs::Dates>("dates", texts::DATES, AHEAD),
    );
    both(
        cases,
        decode::<OurMap, Map>("a map", texts::MAP, AHEAD),
        encode::<OurMap, Map>("a map", texts::MAP, AHEAD),
    );
    both(
        cases,
        decode::<ours::Labels, theirs::Labels>("further properties", texts::LABELS, AHEAD),
        encode::<ours::Labels, theirs::Labels>("further properties", texts::LABELS, AHEAD),
    );
    both(
        cases,
        decode::<ours::Patch, theirs::Patch>("three-state fields", texts::PATCH, DECODE),
        encode::<ours::Patch, theirs::Patch>("three-state fields", texts::PATCH, ENCODE),
    );
}
