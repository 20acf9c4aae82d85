//! JSON texts: read and written in one place, with errors that show where and never what.
//!
//! Knows serde_json; must not know HTTP. Everything is read from a slice, so that serde_json's
//! reader is compiled once per type.

mod error;
mod example;
mod locate;
mod number;

use bytes::Bytes;

use crate::wire::{FromWire, In, Out, ToWire, limited, watch_undeclared};

pub use error::{DecodeError, EncodeError};
#[doc(hidden)]
pub use example::compare;
pub use example::example;
pub(crate) use number::same;

/// Reads a JSON text.
///
/// # Errors
/// Where the text is not JSON, nests more than 128 levels (or fewer, where large types would take more than a
/// megabyte of the stack), or is not what the type says.
///
/// ```
/// use oas_runtime::v1::json;
///
/// let error = json::read::<Vec<u8>>(b"[1, 300]").unwrap_err();
/// assert_eq!(error.pointer, "/1");
/// assert_eq!(error.to_string(), "at /1: expected an integer from 0 to 255, found another number");
/// ```
pub fn read<T: FromWire>(text: &[u8]) -> Result<T, DecodeError> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    // A text that is known to be one need not be checked again string by string.
    let checked = match std::str::from_utf8(text) {
        Ok(checked) => checked,
        Err(error) => return Err(DecodeError::not_utf8(text, error.valid_up_to())),
    };
    match limited(|| serde_json::from_str(checked)) {
        Ok(In(value)) => Ok(value),
        Err(error) => Err(DecodeError::new(text, &error)),
    }
}

/// Reads a JSON text, and tells where it has properties that closed objects do not declare
/// (`additionalProperties: false`), as JSON pointers.
///
/// # Errors
/// As [`read`]; an undeclared property is none.
pub fn read_closed<T: FromWire + ToWire>(text: &[u8]) -> Result<(T, Vec<String>), DecodeError> {
    let (value, noted) = watch_undeclared(|| read::<T>(text));
    let value = value?;
    let closed = noted.into_iter().filter(|noted| noted.closed);
    let names: Vec<String> = closed.map(|noted| noted.name).collect();
    if names.is_empty() {
        return Ok((value, Vec::new()));
    }
    let undeclared = locate::undeclared(text, &write(&value).unwrap_or_default(), &names);
    Ok((value, undeclared))
}

/// A value that generated code knows as JSON: the default of a document, which was read when the code was made.
#[doc(hidden)]
#[must_use]
pub fn constant<T: FromWire + Default>(text: &str) -> T {
    read(text.as_bytes()).unwrap_or_default()
}

/// Writes a value as JSON.
///
/// # Errors
/// Where the value has no JSON form: raw bytes that are not a text, a discriminator on a scalar.
pub fn write<T: ToWire + ?Sized>(value: &T) -> Result<Bytes, EncodeError> {
    match serde_json::to_vec(&Out(value)) {
        Ok(text) => Ok(text.into()),
        Err(_) => Err(EncodeError(())),
    }
}
