//! Plain scalars: YAML's core schema, and numbers that keep their source text.

use super::{Text, Value};

/// A number as written. Nothing is rounded until somebody asks for a float.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number(Text);

impl Number {
    /// A number written as `text`, which must be a number of JSON or of YAML's core schema.
    pub(crate) fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The source text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The integer, also of `1.0` and `1e2`; `None` for fractions and beyond 128 bits.
    #[must_use]
    pub fn as_i128(&self) -> Option<i128> {
        let text = self.0.strip_prefix('+').unwrap_or(&self.0);
        if let Some(hex) = text.strip_prefix("0x") {
            return i128::from_str_radix(hex, 16).ok();
        }
        if let Some(octal) = text.strip_prefix("0o") {
            return i128::from_str_radix(octal, 8).ok();
        }
        text.parse().ok().or_else(|| integral(text))
    }

    /// The nearest float.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        if self.0.starts_with("0x") || self.0.starts_with("0o") {
            #[allow(clippy::cast_precision_loss)]
            return self.as_i128().map(|n| n as f64);
        }
        self.0.parse().ok().filter(|f: &f64| f.is_finite())
    }

    /// Whether it is written without fraction and exponent.
    #[must_use]
    pub fn is_integer_literal(&self) -> bool {
        self.0.starts_with("0x") || !self.0.contains(['.', 'e', 'E'])
    }

    /// The number as JSON: an integer where it is written as one and fits 64 bits, else the nearest float.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        if self.is_integer_literal()
            && let Some(n) = self.as_i128()
        {
            if let Ok(n) = i64::try_from(n) {
                return n.into();
            }
            if let Ok(n) = u64::try_from(n) {
                return n.into();
            }
        }
        self.as_f64().map_or(serde_json::Value::Null, Into::into)
    }
}

/// The integer that a decimal with fraction or exponent denotes, if it denotes one.
fn integral(text: &str) -> Option<i128> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let shift = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    if digits == 0 {
        return Some(0);
    }
    let shift = u32::try_from(shift).ok()?;
    digits.checked_mul(10i128.checked_pow(shift)?)
}

/// What a plain scalar is in YAML's core schema.
pub(super) fn plain(text: &str) -> Value {
    match text {
        "" => Value::Null(""),
        "~" => Value::Null("~"),
        "null" => Value::Null("null"),
        "Null" => Value::Null("Null"),
        "NULL" => Value::Null("NULL"),
        "true" => Value::Bool(true, "true"),
        "True" => Value::Bool(true, "True"),
        "TRUE" => Value::Bool(true, "TRUE"),
        "false" => Value::Bool(false, "false"),
        "False" => Value::Bool(false, "False"),
        "FALSE" => Value::Bool(false, "FALSE"),
        _ if is_number(text) => Value::Number(Number::new(text)),
        _ => Value::String(text.into()),
    }
}

/// Whether `text` is a number of the core schema that JSON can hold; `.inf` and `.nan` are text here,
/// and so are digits with leading zeros, which would not read back as they were written.
fn is_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    if !matches!(bytes.first(), Some(b'0'..=b'9' | b'-' | b'+' | b'.')) {
        return false;
    }
    if let Some(hex) = text.strip_prefix("0x") {
        return !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit());
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return !octal.is_empty() && octal.bytes().all(|b| matches!(b, b'0'..=b'7'));
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let exponent_ok = exponent.is_none_or(|e| {
        let e = e.strip_prefix(['-', '+']).unwrap_or(e);
        !e.is_empty() && digits(e)
    });
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    let some_digit = !whole.is_empty() || fraction.is_some_and(|f| !f.is_empty());
    exponent_ok && some_digit && !leading_zero && digits(whole) && fraction.is_none_or(digits)
}
