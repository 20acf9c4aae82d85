//! The constraints of one place, as a constant.

use super::Pattern;

/// What is checked of a value; `#[derive(Wire)]` writes it as a constant.
///
/// A rule looks only at values of its kind: `min_length` at strings, `minimum` at numbers. Null
/// and absent values satisfy all rules.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// In characters.
    pub min_length: Option<u64>,
    /// In characters.
    pub max_length: Option<u64>,
    /// The pattern; a function because a constant cannot hold what is compiled once.
    pub pattern: Option<fn() -> &'static Pattern>,
    /// The form of a text that stays a `String`.
    pub format: Option<TextFormat>,
    /// The least number.
    pub minimum: Option<Number>,
    /// The greatest number.
    pub maximum: Option<Number>,
    /// Numbers are greater.
    pub exclusive_minimum: Option<Number>,
    /// Numbers are less.
    pub exclusive_maximum: Option<Number>,
    /// Numbers are multiples.
    pub multiple_of: Option<Number>,
    /// Of a list.
    pub min_items: Option<u64>,
    /// Of a list.
    pub max_items: Option<u64>,
    /// Of a list.
    pub unique_items: bool,
    /// Of a list: the kinds of the item at each place, as `string|null`; the last are those of all further items.
    pub positions: &'static [&'static str],
    /// Of an object or map.
    pub min_properties: Option<u64>,
    /// Of an object or map.
    pub max_properties: Option<u64>,
    /// Of the items of a list, or of the values of a map.
    pub inner: Option<&'static Rules>,
}

impl Rules {
    /// Nothing is checked.
    pub const NONE: Self = Self {
        min_length: None,
        max_length: None,
        pattern: None,
        format: None,
        minimum: None,
        maximum: None,
        exclusive_minimum: None,
        exclusive_maximum: None,
        multiple_of: None,
        min_items: None,
        max_items: None,
        unique_items: false,
        positions: &[],
        min_properties: None,
        max_properties: None,
        inner: None,
    };
}

/// The form of a text. What is refused cannot be of it; what passes need not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFormat {
    /// `name@host`
    Email,
    /// A URI: a scheme, and no spaces.
    Uri,
}

impl TextFormat {
    pub(super) fn fits(self, text: &str) -> bool {
        let plain = |text: &str| !text.contains(|c: char| c.is_whitespace() || c.is_control());
        match self {
            Self::Email => match text.rsplit_once('@') {
                Some((name, host)) => {
                    let quoted = name.starts_with('"') && name.ends_with('"') && name.len() > 2;
                    !name.is_empty() && !host.is_empty() && plain(host) && (quoted || plain(name))
                }
                None => false,
            },
            Self::Uri => match text.split_once(':') {
                Some((scheme, _)) => {
                    let letter = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
                    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                        && scheme.chars().all(letter)
                        && plain(text)
                }
                None => false,
            },
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Email => "an email address",
            Self::Uri => "a URI",
        }
    }
}

/// A bound, or a number that is checked against one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// Without a fraction.
    Int(i128),
    /// With one.
    Float(f64),
}
