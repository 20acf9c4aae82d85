//! What is written in any style is read back as it was, for values of many kinds.

use super::read::{self, Expect, Pairs};
use super::{Format, Found, ParamError, ParamProblem, Reader, to_value, write};
use crate::operation::{Location, Style};
use crate::wire::{FromWire, Out, ToWire};
use std::collections::BTreeMap;
use std::fmt::Debug;

/// A small deterministic source of random numbers (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }

    fn text(&mut self, alphabet: &[&str]) -> String {
        let length = self.below(5);
        (0..length)
            .map(|_| alphabet[self.below(alphabet.len())])
            .collect()
    }

    fn list(&mut self, alphabet: &[&str]) -> Vec<String> {
        let length = self.below(4);
        (0..length).map(|_| self.text(alphabet)).collect()
    }

    fn map(&mut self, alphabet: &[&str]) -> BTreeMap<String, String> {
        let length = self.below(4);
        (0..length)
            .map(|_| (self.text(alphabet), self.text(alphabet)))
            .collect()
    }
}

const ANY: [&str; 24] = [
    "a",
    "B",
    "7",
    ",",
    ".",
    ";",
    "=",
    "&",
    "+",
    "%",
    "%2C",
    "|",
    " ",
    "/",
    "?",
    "#",
    "[",
    "]",
    "\"",
    "{",
    "null",
    "\u{e9}",
    "\u{1f980}",
    "\n",
];
/// What a header can hold, without what separates its parts or is trimmed.
const HEADER: [&str; 8] = ["a", "B", "7", ".", "%", "/", "\u{e9}", "x y"];

const STYLES: [(Location, Style); 11] = [
    (Location::Path, Style::Simple),
    (Location::Path, Style::Label),
    (Location::Path, Style::Matrix),
    (Location::Query, Style::Form),
    (Location::Query, Style::SpaceDelimited),
    (Location::Query, Style::PipeDelimited),
    (Location::Query, Style::DeepObject),
    (Location::Header, Style::Simple),
    (Location::Cookie, Style::Form),
    (Location::Query, Style::Simple),
    (Location::Cookie, Style::Simple),
];

#[derive(Debug, Clone, Copy)]
struct Case {
    location: Location,
    format: Format,
    object: bool,
}

fn round_trip<T: ToWire + FromWire>(case: Case, value: &T) -> Result<Option<T>, ParamError> {
    let Case {
        location,
        format,
        object,
    } = case;
    let name = "n\u{e9} m";
    let value = to_value(&Out(value))?.unwrap();
    let mut text = String::new();
    match location {
        Location::Path => write::path(&mut text, name, format, &value)?,
        Location::Query => write::query(&mut text, name, format, &value)?,
        Location::Header => text = write::header(format.explode, &value)?,
        Location::Cookie => write::cookie(&mut text, name, format.explode, &value),
    }
    let read = |found: Found<'_>| found.read(false, |reader: Reader<'_>| T::read(reader));
    let expect = match object {
        true => Expect::Object(&|_| true),
        false => Expect::Value,
    };
    match location {
        Location::Path => {
            assert!(
                text.is_ascii() && !text.contains(['/', '?', '#', ' ']),
                "{text}"
            );
            read(read::path(&text, name, format, expect)?).map(Some)
        }
        Location::Query => {
            assert!(text.is_ascii() && !text.contains(['#', ' ']), "{text}");
            Pairs::of_query(&text)
                .find(name, format, expect)?
                .map(read)
                .transpose()
        }
        Location::Header => read(read::header(&text, format.explode)).map(Some),
        Location::Cookie => {
            let pairs = Pairs::of_cookies(&text);
            pairs.find(name, format, expect)?.map(read).transpose()
        }
    }
}

/// Every style; what a style cannot write is an error of the writer.
fn check<T: ToWire + FromWire + PartialEq + Debug>(
    object: bool,
    seeds: usize,
    make: impl Fn(&mut Random, &[&str]) -> Option<T>,
) {
    let mut written = 0;
    for (location, style) in STYLES {
        for (explode, allow_reserved) in
            [(false, false), (true, false), (false, true), (true, true)]
        {
            let format = Format {
                style,
                explode,
                allow_reserved,
            };
            let case = Case {
                location,
                format,
                object,
            };
            let mut random = Random(0x9E37_79B9_7F4A_7C15);
            for _ in 0..seeds {
                let alphabet: &[&str] = match location {
                    Location::Header => &HEADER,
                    _ => &ANY,
                };
                let Some(value) = make(&mut random, alphabet) else {
                    continue;
                };
                match round_trip(case, &value) {
                    Ok(read) => {
                        assert_eq!(read.as_ref(), Some(&value), "{case:?}");
                        written += 1;
                    }
                    Err(error) => assert!(
                        matches!(
                            error.problem(),
                            ParamProblem::Delimiter | ParamProblem::Unwritable
                        ),
                        "{case:?} {value:?}: {error}"
                    ),
                }
            }
        }
    }
    assert!(written > seeds * 20, "{written}");
}

#[test]
fn texts_survive_in_every_style() {
    check(false, 300, |random, alphabet| Some(random.text(alphabet)));
}

#[test]
fn lists_of_texts_survive_in_every_style() {
    // An empty list is not sent, and a list of one empty text looks like an empty list.
    let tells = |list: &Vec<String>| !list.is_empty() && *list != [""];
    check(false, 300, |random, alphabet| {
        Some(random.list(alphabet)).filter(tells)
    });
}

#[test]
fn objects_survive_in_every_style() {
    check(true, 300, |random, alphabet| {
        // An empty name is none in `deepObject` (`[]`) and in cookies.
        let tells = |map: &BTreeMap<String, String>| !map.is_empty() && !map.contains_key("");
        Some(random.map(alphabet)).filter(tells)
    });
}

#[test]
fn numbers_survive_in_every_style() {
    let number = |random: &mut Random| f64::from(random.below(2000) as u32) / 8.0 - 100.0;
    check(false, 100, |random, _| Some(number(random)));
    check(false, 100, |random, _| {
        Some(vec![number(random), 1e300, number(random), -5.5e-9])
    });
    check(false, 100, |random, _| {
        Some(vec![i64::MIN, i64::MAX, random.below(99) as i64])
    });
    check(false, 20, |random, _| {
        Some(vec![Some(random.below(9) as i64), None, Some(1)])
    });
}
