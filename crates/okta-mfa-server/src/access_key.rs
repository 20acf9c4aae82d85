//! What is shown of an access key, and which key a request leaves in place.
//!
//! Knows nothing of requests, tenants or the database.

use secrecy::{ExposeSecret, SecretString};

/// What is shown of a key that is too short to show any of it.
const HIDDEN: &str = "********";

/// The shortest key, in characters, of which the first and the last are shown.
///
/// Below it the two would be a large part of the key (and a key of eight
/// characters could be its own mask).
const SHOWN_FROM: usize = 9;

/// What a request says about the access key.
#[derive(Debug, Clone)]
pub enum Given {
    /// Nothing: the stored key stays.
    Absent,
    /// Null: the stored key is removed.
    Null,
    /// A new key, or the mask of the stored one as an earlier response showed it.
    Value(SecretString),
}

/// The mask of a key: its first and last character around six stars.
///
/// The number of stars does not tell the length. A key of fewer than nine
/// characters is hidden whole.
#[must_use]
pub fn mask(key: &SecretString) -> String {
    let key = key.expose_secret();
    let mut chars = key.chars();
    match (
        chars.next(),
        chars.next_back(),
        key.chars().nth(SHOWN_FROM - 1),
    ) {
        (Some(first), Some(last), Some(_)) => format!("{first}******{last}"),
        _ => HIDDEN.to_owned(),
    }
}

/// The key to store, given the stored one and what the request says.
///
/// A value that equals the mask of the stored key leaves that key in place, so
/// that a configuration that was read can be written back. A value that only
/// looks like a mask is a key like any other.
#[must_use]
pub fn replacement(stored: Option<&SecretString>, given: &Given) -> Option<SecretString> {
    match (given, stored) {
        (Given::Absent, stored) => stored.cloned(),
        (Given::Null, _) => None,
        (Given::Value(value), Some(key)) if value.expose_secret() == mask(key) => Some(key.clone()),
        (Given::Value(value), _) => Some(value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> SecretString {
        SecretString::from(text)
    }

    fn replaced(stored: Option<&str>, given: Given) -> Option<String> {
        let stored = stored.map(key);
        replacement(stored.as_ref(), &given).map(|key| key.expose_secret().to_owned())
    }

    #[test]
    fn a_key_shows_its_first_and_last_character_around_six_stars() {
        assert_eq!(mask(&key("dw123Y3QlA5UqocYpdU3rEkzrK2D497Y")), "d******Y");
        assert_eq!(mask(&key("123456789")), "1******9");
        assert_eq!(mask(&key("ü23456789…")), "ü******…");
    }

    #[test]
    fn a_short_key_shows_nothing() {
        for short in ["", "a", "ab", "12345678", "d******Y", "ääääääää"] {
            assert_eq!(mask(&key(short)), "********", "{short}");
        }
    }

    #[test]
    fn an_absent_key_and_the_mask_of_the_stored_key_leave_it() {
        let stored = Some("d-the-whole-key-Y");
        assert_eq!(replaced(stored, Given::Absent).as_deref(), stored);
        assert_eq!(
            replaced(stored, Given::Value(key("d******Y"))).as_deref(),
            stored
        );
        assert_eq!(
            replaced(Some("short"), Given::Value(key("********"))).as_deref(),
            Some("short")
        );
    }

    #[test]
    fn a_value_that_only_looks_like_a_mask_is_a_new_key() {
        let other = Given::Value(key("a******b"));
        assert_eq!(
            replaced(Some("d-the-whole-key-Y"), other.clone()).as_deref(),
            Some("a******b")
        );
        assert_eq!(replaced(None, other).as_deref(), Some("a******b"));
    }

    #[test]
    fn null_removes_the_key() {
        assert_eq!(replaced(Some("d-the-whole-key-Y"), Given::Null), None);
        assert_eq!(replaced(None, Given::Absent), None);
    }
}
