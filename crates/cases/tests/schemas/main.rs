//! What schemas mean: values read by the generated models, written back, and checked.

mod alternatives;
mod circles;
mod defaults;
mod enums;
mod formats;
mod merged;
mod repaired;
mod tuples;

use oas_runtime::v1 as rt;
use rt::{FromWire, ToWire};
use serde_json::Value;

/// What a JSON text is once it has been read and written.
fn again<T: FromWire + ToWire>(text: &str) -> Result<Value, Box<dyn std::error::Error>> {
    let value: T = rt::json::read(text.as_bytes())?;
    Ok(serde_json::from_slice(&rt::json::write(&value)?)?)
}

/// The violations of a value, one line each.
fn violations<T: rt::Validate>(value: &T) -> Vec<String> {
    let violations = rt::validate(value).err().into_iter();
    violations
        .flat_map(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>())
        .collect()
}
