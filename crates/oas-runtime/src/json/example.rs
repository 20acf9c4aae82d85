//! Examples of a document as tests: what is read must be written back.
//!
//! Called by generated tests only.

use std::net::Ipv6Addr;

use serde_json::Value;

use super::{number, read, write};
use crate::model::{Base64, IsoDuration, TimeOfDay};
use crate::wire::{FromWire, Noted, ToWire, watch_undeclared};

/// Reads `text` as a `T`, writes that, and compares: numbers by value, times by instant; what the
/// type adds (defaults) and what it does not declare count as equal.
///
/// # Errors
/// What does not read, does not write, or is not equal, with its place.
pub fn example<T: FromWire + ToWire>(text: &str) -> Result<(), String> {
    let (value, undeclared) = watch_undeclared(|| read::<T>(text.as_bytes()));
    let value = value.map_err(|error| error.to_string())?;
    let written = write(&value).map_err(|error| error.to_string())?;
    let written = serde_json::from_slice(&written).map_err(|error| error.to_string())?;
    let given: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut compare = Compare {
        pointer: String::new(),
        undeclared,
    };
    compare.values(&given, &written)
}

/// Compares what was written with what was given, as [`example`] does.
///
/// # Errors
/// The first difference, with its place.
pub fn compare(given: &Value, written: &Value) -> Result<(), String> {
    let mut compare = Compare {
        pointer: String::new(),
        undeclared: Vec::new(),
    };
    compare.values(given, written)
}

struct Compare {
    pointer: String,
    undeclared: Vec<Noted>,
}

impl Compare {
    fn values(&mut self, given: &Value, written: &Value) -> Result<(), String> {
        match (given, written) {
            (Value::Object(given), Value::Object(written)) => {
                for (name, value) in given {
                    self.below(name, |this| match written.get(name) {
                        Some(written) => this.values(value, written),
                        None if this.undeclared.iter().any(|noted| noted.name == *name) => Ok(()),
                        None => Err(format!("at {}: not written back", this.pointer)),
                    })?;
                }
                Ok(())
            }
            (Value::Array(given), Value::Array(written)) if given.len() == written.len() => {
                for (index, (value, written)) in given.iter().zip(written).enumerate() {
                    self.below(&index.to_string(), |this| this.values(value, written))?;
                }
                Ok(())
            }
            (given, written) if equal(given, written) => Ok(()),
            (given, written) => Err(format!(
                "at {}: {given} was written back as {written}",
                self.pointer
            )),
        }
    }

    fn below(
        &mut self,
        step: &str,
        compare: impl FnOnce(&mut Self) -> Result<(), String>,
    ) -> Result<(), String> {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer
            .push_str(&step.replace('~', "~0").replace('/', "~1"));
        let result = compare(self);
        self.pointer.truncate(length);
        result
    }
}

fn equal(given: &Value, written: &Value) -> bool {
    match (given, written) {
        (Value::String(given), Value::String(written)) => {
            given == written || same_text(given, written)
        }
        // A decimal is read from a number, and written as text.
        (Value::Number(given), Value::String(written)) => written
            .parse()
            .is_ok_and(|written: f64| given.as_f64() == Some(written)),
        (given, written) => number::same(given, written),
    }
}

/// Whether two texts spell the same instant, address, bytes or number: each has several spellings.
fn same_text(a: &str, b: &str) -> bool {
    fn both<T: PartialEq>(a: &str, b: &str, parse: fn(&str) -> Option<T>) -> bool {
        parse(a).zip(parse(b)).is_some_and(|(a, b)| a == b)
    }
    both(a, b, instant)
        || both(a, b, |text| text.parse::<Ipv6Addr>().ok())
        || both(a, b, |text| text.parse::<f64>().ok())
        || both(a, b, Base64::parse)
        || both(a, b, |text| text.parse::<IsoDuration>().ok())
        || both(a, b, |text| text.parse::<TimeOfDay>().ok())
        // Hexadecimal: UUIDs.
        || (a.eq_ignore_ascii_case(b) && a.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'))
}

/// The nanoseconds of an RFC 3339 date and time since the year zero, leap seconds not counted.
fn instant(text: &str) -> Option<i128> {
    let field = |from: usize, to: usize| -> Option<i64> {
        let digits = text.get(from..to)?;
        digits
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| digits.parse().ok())?
    };
    let is = |at: usize, any: &[u8]| {
        text.as_bytes()
            .get(at)
            .is_some_and(|byte| any.contains(byte))
    };
    let shaped = is(4, b"-") && is(7, b"-") && is(10, b"Tt ") && is(13, b":") && is(16, b":");
    let rest = text.get(19..).filter(|_| shaped)?;
    let end = rest
        .bytes()
        .position(|byte| matches!(byte, b'Z' | b'z' | b'+' | b'-'))?;
    let (fraction, offset) = rest.split_at(end);
    let nanos: String = fraction
        .chars()
        .skip(1)
        .chain("000000000".chars())
        .take(9)
        .collect();
    let minutes = match offset.as_bytes() {
        [b'Z' | b'z'] => 0,
        [sign, h1, h2, b':', m1, m2] => {
            let digit = |byte: &u8| {
                byte.checked_sub(b'0')
                    .filter(|digit| *digit < 10)
                    .map(i64::from)
            };
            let minutes = (digit(h1)? * 10 + digit(h2)?) * 60 + digit(m1)? * 10 + digit(m2)?;
            if *sign == b'-' { -minutes } else { minutes }
        }
        _ => return None,
    };
    let days = days(field(0, 4)?, field(5, 7)?, field(8, 10)?);
    let seconds = days * 86_400 + field(11, 13)? * 3_600 + field(14, 16)? * 60 + field(17, 19)?;
    Some(i128::from(seconds - minutes * 60) * 1_000_000_000 + nanos.parse::<i128>().ok()?)
}

/// Days since the first of March of the year zero.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month < 3 {
        (year - 1, month + 9)
    } else {
        (year, month - 3)
    };
    year * 365 + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (month * 153 + 2) / 5
        + day
}

#[cfg(test)]
mod tests {
    use super::{example, same_text};
    use crate::model::{Base64, Map};

    #[test]
    fn texts_are_equal_by_what_they_spell() {
        assert!(same_text(
            "2024-02-29T23:30:00-01:00",
            "2024-03-01T00:30:00.000Z"
        ));
        assert!(same_text(
            "2023-12-31t23:59:59.5z",
            "2024-01-01T01:59:59.500000+02:00"
        ));
        assert!(!same_text("2024-01-01T00:00:00Z", "2024-01-01T00:00:01Z"));
        assert!(!same_text("2024-01-01T00:00:00Z", "2024-01-01"));
        assert!(same_text("1.50", "1.5"));
        assert!(same_text("A987FBC9-4BED", "a987fbc9-4bed"));
        assert!(!same_text("Yes", "yes"));
    }

    #[test]
    fn examples_read_and_come_back() {
        assert_eq!(example::<Map<f64>>(r#"{"a": 1, "b": 2.50}"#), Ok(()));
        assert_eq!(example::<Vec<Base64>>(r#"["aGk"]"#), Ok(()));
        let wrong = example::<Vec<i64>>(r#"["a"]"#).unwrap_err();
        assert_eq!(wrong, "at /0: expected a 64-bit integer, found a string");
    }
}
