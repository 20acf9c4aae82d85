//! The derive against serde's: the same values are read and the same texts written.

use std::collections::BTreeMap;

use oas_runtime::v1 as rt;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

/// Declares a struct twice: for the derive here, and for serde's.
macro_rules! twice {
    ($name:ident { $($(#[wire $wire:tt])? $(#[serde $serde:tt])? $field:ident: $ty:ty,)* }) => {
        mod ours {
            use super::*;
            #[derive(Debug, Clone, PartialEq, rt::Wire)]
            pub struct $name { $($(#[wire $wire])? pub $field: $ty,)* }
        }
        mod theirs {
            use super::*;
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            pub struct $name { $($(#[serde $serde])? pub $field: $ty,)* }
        }
    };
}

fn nine() -> u16 {
    9
}

twice!(Thing {
    id: i64,
    #[wire(rename = "nickName")]
    #[serde(rename = "nickName", default, skip_serializing_if = "Option::is_none")]
    nick_name: Option<String>,
    #[wire(default = 9)]
    #[serde(default = "nine")]
    lives: u16,
    list: Vec<Option<bool>>,
    map: BTreeMap<String, (u8, f64)>,
    #[serde(rename = "type")]
    r#type: String,
});

/// A JSON text near to a `Thing`: its properties in any order, some missing, some wrong, others.
fn near() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("1".to_owned()),
        Just("-7".to_owned()),
        Just("1.5".to_owned()),
        Just("70000".to_owned()),
        Just("\"text\"".to_owned()),
        Just("\"\\u00e9\\n\"".to_owned()),
        Just("[]".to_owned()),
        Just("[true, null]".to_owned()),
        Just("{}".to_owned()),
        Just(r#"{"a": [1, 2.5]}"#.to_owned()),
        Just("false".to_owned()),
    ];
    let good = |name: &str, value: &'static str| (Just(name.to_owned()), Just(value.to_owned()));
    let entry = prop_oneof![
        4 => good("id", "3"),
        4 => good("list", "[true, null]"),
        4 => good("map", r#"{"a": [1, 2.5], "b": [0, 1]}"#),
        4 => good("type", "\"x\""),
        2 => good("nickName", "\"n\""),
        2 => good("lives", "3"),
        1 => (prop_oneof![Just("id"), Just("lives"), Just("map"), Just("list"), Just("other"), Just("")]
            .prop_map(str::to_owned), value),
    ];
    proptest::collection::vec(entry, 0..9).prop_map(|entries| {
        let entries: Vec<String> = entries
            .into_iter()
            .map(|(name, value)| format!("\"{name}\": {value}"))
            .collect();
        format!("{{{}}}", entries.join(", "))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_texts_are_read_and_written(text in near()) {
        let ours: Result<ours::Thing, _> = serde_json::from_str(&text);
        let theirs: Result<theirs::Thing, _> = serde_json::from_str(&text);
        prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{}: {:?} {:?}", text, ours, theirs);
        if let (Ok(ours), Ok(theirs)) = (&ours, &theirs) {
            let written = serde_json::to_string(theirs).unwrap();
            prop_assert_eq!(serde_json::to_string(ours).unwrap(), written.clone());
            prop_assert_eq!(&rt::json::write(ours).unwrap()[..], written.as_bytes());
        }
        if let Err(error) = rt::json::read::<ours::Thing>(text.as_bytes()) {
            let value: rt::Value = serde_json::from_str(&text).unwrap();
            prop_assert!(value.pointer(&error.pointer).is_some(), "{}: {}", text, error);
        }
    }

    /// Whatever the bytes, reading ends in a value or an error that quotes none of them.
    #[test]
    fn any_bytes_have_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        let _ = rt::json::read::<ours::Thing>(&bytes);
        let mut text = br#"{"id": 3, "type": "#.to_vec();
        text.extend_from_slice(&bytes);
        let _ = rt::json::read::<ours::Thing>(&text);
    }
}
