//! `Secret`: a credential that does not show itself.

use std::fmt;

use secrecy::zeroize::Zeroize;
use secrecy::{ExposeSecret, SecretBox};
use serde::de::Deserializer;
use serde::ser::Serializer;

use crate::wire::{Buf, FromWire, Out, Rank, ToWire};

/// A credential: written to the wire, but never shown.
///
/// `Debug` is redacted, there is no `Display`, equality takes the same time wherever two secrets
/// differ, and the memory is zeroed on drop. Buffers on the way to and from the wire are not.
///
/// ```
/// use oas_runtime::v1::Secret;
///
/// let key = Secret::from("dk778Y".to_owned());
/// assert_eq!(key.expose(), "dk778Y");
/// assert_eq!(format!("{key:?}"), "Secret([REDACTED])");
/// ```
pub struct Secret<T: Zeroize>(SecretBox<T>);

impl<T: Zeroize> Secret<T> {
    /// A secret.
    pub fn new(value: T) -> Self {
        Self(SecretBox::new(Box::new(value)))
    }

    /// The value. Name it where it is needed, and nowhere else.
    #[must_use]
    pub fn expose(&self) -> &T {
        self.0.expose_secret()
    }
}

impl<T: Zeroize> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl From<&str> for Secret<String> {
    fn from(value: &str) -> Self {
        Self::new(value.to_owned())
    }
}

impl<T: Zeroize + Clone> Clone for Secret<T> {
    fn clone(&self) -> Self {
        Self::new(self.expose().clone())
    }
}

impl<T: Zeroize + Default> Default for Secret<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([REDACTED])")
    }
}

impl<T: Zeroize + ToWire> PartialEq for Secret<T> {
    /// Takes time by the length of the values, not by where they differ.
    fn eq(&self, other: &Self) -> bool {
        let (mut a, mut b) = (self.text(), other.text());
        let same = same_bytes(&a, &b);
        a.zeroize();
        b.zeroize();
        same
    }
}

impl<T: Zeroize + ToWire> Eq for Secret<T> {}

impl<T: Zeroize + ToWire> Secret<T> {
    /// What is compared and hashed: the value as JSON, of whatever type it is.
    fn text(&self) -> Vec<u8> {
        serde_json::to_vec(&Out(self.expose())).unwrap_or_default()
    }
}

#[inline(never)]
fn same_bytes(a: &[u8], b: &[u8]) -> bool {
    let difference = a.iter().zip(b).fold(0, |sum, (a, b)| sum | (a ^ b));
    // The optimizer may not learn that one difference decides.
    a.len() == b.len() && std::hint::black_box(difference) == 0
}

impl<T: Zeroize + ToWire> std::hash::Hash for Secret<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let mut text = self.text();
        text.hash(state);
        text.zeroize();
    }
}

/// The error without what it says of the value, but with the line and column where it has them.
#[cold]
fn redacted<E: serde::de::Error>(error: &E) -> E {
    let message = error.to_string();
    let place = message.rfind(" at line ").map_or("", |at| &message[at..]);
    let is_place = place
        .split(' ')
        .skip(1)
        .enumerate()
        .all(|(index, word)| match index {
            0 => word == "at",
            1 => word == "line",
            3 => word == "column",
            _ => word.bytes().all(|byte| byte.is_ascii_digit()),
        });
    let place = if is_place && place.split(' ').count() == 6 {
        place
    } else {
        ""
    };
    E::custom(format_args!(
        "invalid type: another kind of value, expected a secret{place}"
    ))
}

impl<T: Zeroize + FromWire> FromWire for Secret<T> {
    type Form = crate::wire::form::Own;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = T::read(deserializer);
        value.map(Self::new).map_err(|error| redacted(&error))
    }

    fn rank(value: &Buf) -> Rank {
        T::rank(value)
    }
}

impl<T: Zeroize + ToWire> ToWire for Secret<T> {
    type Form = crate::wire::form::Own;
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.expose().write(serializer)
    }
}

impl<'de, T: Zeroize + FromWire> serde::Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(deserializer)
    }
}

impl<T: Zeroize + ToWire> serde::Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.write(serializer)
    }
}
