//! `Base64`: bytes that travel as base64 text.

use std::fmt;

use bytes::Bytes;
use serde::de::{self, Deserializer};
use serde::ser::Serializer;

use crate::wire::{Buf, FromWire, Rank, ToWire, serde_by_wire};

/// Bytes that travel as base64 text (`format: byte`).
///
/// Written with padding in the standard alphabet; read in either alphabet, padded or not.
///
/// ```
/// use oas_runtime::v1::{Base64, json};
///
/// let bytes: Base64 = json::read(br#""aGVsbG8=""#)?;
/// assert_eq!(&bytes[..], b"hello");
/// # Ok::<(), json::DecodeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Base64(pub Bytes);

impl Base64 {
    /// Reads base64 text, in either alphabet, padded or not.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        decode(text).map(Self::from)
    }
}

impl std::ops::Deref for Base64 {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Base64 {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Bytes> for Base64 {
    fn from(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self(Bytes::copy_from_slice(bytes))
    }
}

impl fmt::Display for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&encode(&self.0))
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let mut group = 0_u32;
        for index in 0..3 {
            group = group << 8 | u32::from(chunk.get(index).copied().unwrap_or(0));
        }
        for index in 0..4 {
            let digit = (group >> (18 - 6 * index) & 63) as usize;
            let padding = index > chunk.len();
            text.push(if padding {
                '='
            } else {
                char::from(ALPHABET[digit])
            });
        }
    }
    text
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=').as_bytes();
    if text.len() - digits.len() > 2 || digits.len() % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3 + 2);
    for chunk in digits.chunks(4) {
        let mut group = 0_u32;
        for digit in chunk {
            group = group << 6 | u32::from(digit_value(*digit)?);
        }
        group <<= 6 * (4 - chunk.len());
        let [_, decoded @ ..] = group.to_be_bytes();
        bytes.extend_from_slice(&decoded[..chunk.len() - 1]);
    }
    Some(bytes)
}

const fn digit_value(digit: u8) -> Option<u8> {
    Some(match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

struct TextVisitor;

impl de::Visitor<'_> for TextVisitor {
    type Value = Base64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("base64 text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Base64, E> {
        Base64::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Other("string"), &self))
    }
}

impl FromWire for Base64 {
    type Form = crate::wire::form::Own;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }

    fn rank(value: &Buf) -> Rank {
        Rank::when(value.as_str().is_some())
    }
}

impl ToWire for Base64 {
    type Form = crate::wire::form::Own;
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&encode(&self.0))
    }
}

serde_by_wire!(Base64);

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn text_of_every_length_comes_back() {
        for length in 0..70_u8 {
            let bytes: Vec<u8> = (0..length).map(|byte| byte.wrapping_mul(83)).collect();
            assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }
    }

    #[test]
    fn both_alphabets_are_read_with_and_without_padding() {
        assert_eq!(encode(&[0xfb, 0xff]), "+/8=");
        for text in ["+/8=", "+/8", "-_8=", "-_8"] {
            assert_eq!(decode(text), Some(vec![0xfb, 0xff]), "{text}");
        }
        for text in ["a", "a===", "é", "a b=", "====", "=a=="] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
