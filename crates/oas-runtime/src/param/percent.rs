//! Percent-encoding by RFC 3986.

use super::{ParamError, ParamProblem};

/// Which characters stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Letters, digits and `-._~`.
    Unreserved,
    /// Those and the reserved ones that mean nothing in the value of a query.
    ReservedInQuery,
    /// As before, but for the comma, which separates values.
    ReservedInList,
    /// Everything (headers).
    All,
}

impl Keep {
    const fn keeps(self, byte: u8) -> bool {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            return true;
        }
        match self {
            Self::Unreserved => false,
            Self::ReservedInList => byte != b',' && is_harmless_in_query(byte),
            Self::ReservedInQuery => is_harmless_in_query(byte),
            Self::All => true,
        }
    }
}

/// Reserved, and neither ends the query (`#`) nor the pair (`&`) nor reads as a space (`+`).
const fn is_harmless_in_query(byte: u8) -> bool {
    matches!(
        byte,
        b':' | b'/'
            | b'?'
            | b'['
            | b']'
            | b'@'
            | b'!'
            | b'$'
            | b'\''
            | b'('
            | b')'
            | b'*'
            | b','
            | b';'
            | b'='
    )
}

/// Appends `text`, encoded.
pub fn encode(out: &mut String, text: &str, keep: Keep) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    if keep == Keep::All {
        out.push_str(text);
        return;
    }
    for &byte in text.as_bytes() {
        if keep.keeps(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// Decodes a part of a path.
///
/// # Errors
/// When a `%` is not followed by two hexadecimal digits, or the bytes are not UTF-8.
pub fn decode(text: &str) -> Result<String, ParamError> {
    decode_bytes(text, false)
}

/// Decodes a part of a query, where `+` is a space.
///
/// # Errors
/// As [`decode`].
pub fn decode_query(text: &str) -> Result<String, ParamError> {
    decode_bytes(text, true)
}

fn decode_bytes(text: &str, plus: bool) -> Result<String, ParamError> {
    let malformed = || ParamError::new(ParamProblem::Encoding);
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes().iter();
    while let Some(&byte) = rest.next() {
        match byte {
            b'%' => {
                let mut digit = || rest.next().and_then(|&b| char::from(b).to_digit(16));
                let (high, low) = (
                    digit().ok_or_else(malformed)?,
                    digit().ok_or_else(malformed)?,
                );
                bytes.push(u8::try_from(high * 16 + low).map_err(|_| malformed())?);
            }
            b'+' if plus => bytes.push(b' '),
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).map_err(|_| malformed())
}
