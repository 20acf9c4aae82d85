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
        minimum: None,
        maximum: None,
        exclusive_minimum: None,
        exclusive_maximum: None,
        multiple_of: None,
        min_items: None,
        max_items: None,
        unique_items: false,
        min_properties: None,
        max_properties: None,
        inner: None,
    };
}

/// A bound, or a number that is checked against one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// Without a fraction.
    Int(i128),
    /// With one.
    Float(f64),
}
