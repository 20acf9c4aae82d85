//! Constraints: attributes to a constant of `validate::Rules`.

use crate::attrs::{Attr, AttrValue};
use crate::error::Error;

/// The constraint keys, for the help of errors.
pub const KEYS: &[&str] = &[
    "min_length",
    "max_length",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "exclusive_minimum",
    "exclusive_maximum",
    "multiple_of",
    "min_items",
    "max_items",
    "unique_items",
    "positions",
    "min_properties",
    "max_properties",
    "inner",
    "check",
];

/// What is checked of a field or variant.
#[derive(Default)]
pub struct Rules {
    /// The fields of `Rules` that are not empty, as Rust.
    fields: String,
    /// The type has checks of its own.
    pub check: bool,
}

impl Rules {
    /// Takes the argument if it is a constraint.
    pub fn take(&mut self, attr: &Attr) -> Result<bool, Error> {
        match attr.key.as_str() {
            "min_length" | "max_length" | "min_items" | "max_items" | "min_properties"
            | "max_properties" => self.push(&attr.key, &some(attr.tokens()?)),
            "unique_items" => {
                attr.flag()?;
                self.push("unique_items", "true");
            }
            "positions" => {
                let kinds = attr.list()?.iter().map(Attr::string);
                let kinds = kinds.collect::<Result<Vec<_>, _>>()?;
                self.push("positions", &format!("&[{}]", kinds.join(",")));
            }
            "minimum" | "maximum" | "exclusive_minimum" | "exclusive_maximum" | "multiple_of" => {
                self.push(&attr.key, &some(&number(attr)?));
            }
            "pattern" => {
                let pattern = attr.string()?;
                self.push("pattern", &some(&pattern_fn(pattern)));
            }
            "format" => {
                let format = attr.string()?;
                let variant = match format.trim_matches('"') {
                    "email" => "Email",
                    "uri" => "Uri",
                    _ => {
                        return Err(Error::at(
                            attr.span,
                            "`format` is `email` or `uri`".to_owned(),
                        ));
                    }
                };
                let path = "::oas_runtime::v1::validate::TextFormat";
                self.push("format", &some(&format!("{path}::{variant}")));
            }
            "inner" => {
                let inner = Self::parse(attr.list()?)?;
                self.check |= inner.check;
                if let Some(rules) = inner.constant() {
                    self.push("inner", &some(&rules));
                }
            }
            "check" => {
                attr.flag()?;
                self.check = true;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn parse(attrs: &[Attr]) -> Result<Self, Error> {
        let mut rules = Self::default();
        for attr in attrs {
            if !rules.take(attr)? {
                return Err(attr.unknown(KEYS));
            }
        }
        Ok(rules)
    }

    fn push(&mut self, field: &str, value: &str) {
        self.fields.push_str(&format!("{field}: {value},"));
    }

    /// `&Rules { … }`, where there are any.
    pub fn constant(&self) -> Option<String> {
        (!self.fields.is_empty()).then(|| {
            let path = "::oas_runtime::v1::validate::Rules";
            format!("&{path} {{ {} ..{path}::NONE }}", self.fields)
        })
    }
}

fn some(value: &str) -> String {
    format!("::core::option::Option::Some({value})")
}

/// A function that returns the pattern, which is compiled when it is first needed.
pub fn pattern_fn(pattern: &str) -> String {
    let path = "::oas_runtime::v1::validate::Pattern";
    format!(
        "{{ fn pattern() -> &'static {path} {{ static PATTERN: {path} = {path}::new({pattern}); &PATTERN }} pattern }}"
    )
}

/// A bound as `Number::Int(…)` or `Number::Float(…)`.
fn number(attr: &Attr) -> Result<String, Error> {
    let AttrValue::Tokens(text) = &attr.value else {
        return Err(Error::at(
            attr.span,
            format!("`{0}` needs a number: `{0} = 1`", attr.key),
        ));
    };
    let path = "::oas_runtime::v1::validate::Number";
    let text = text.replace([' ', '_'], "");
    if text.parse::<i128>().is_ok() {
        Ok(format!("{path}::Int({text})"))
    } else if text.parse::<f64>().is_ok() {
        let text = if text.contains(['.', 'e', 'E']) {
            text
        } else {
            format!("{text}.0")
        };
        Ok(format!("{path}::Float({text})"))
    } else {
        Err(Error::at(
            attr.span,
            format!("`{}` needs a number without a suffix", attr.key),
        ))
    }
}
