//! Strings of a schema: by pattern, by format, by length, or as an example shows them.
//!
//! Knows one flattened schema. Must not know where the string goes.

use std::collections::BTreeMap;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::text::{self, Letters, Random};

/// How often a string of a pattern is drawn before it is given up.
const ATTEMPTS: usize = 60;

/// Draws strings.
#[derive(Default)]
pub struct Strings {
    /// The last pattern that no string could be drawn for.
    pub hard: Option<String>,
    patterns: BTreeMap<String, Option<Validator>>,
}

impl Strings {
    /// A string of `flat`.
    pub fn draw(
        &mut self,
        random: &mut Random,
        flat: &Map<String, Value>,
        letters: Letters,
        may_be_empty: bool,
    ) -> Option<String> {
        let count = |keyword: &str| flat.get(keyword).and_then(Value::as_u64);
        if let Some(pattern) = flat.get("pattern").and_then(Value::as_str) {
            // A pattern beside a format says less than the format, as a rule: of base64 the alphabet.
            if let Some(format) = flat.get("format").and_then(Value::as_str)
                && let Some(text) = text::formatted(random, format)
                && self.fits(pattern, &text, flat)
            {
                return Some(text);
            }
            let drawn = self.matching(random, pattern, flat, may_be_empty);
            let drawn = drawn.or_else(|| shown(random, flat));
            if drawn.is_none() {
                self.hard = Some(pattern.to_owned());
            }
            return drawn;
        }
        let encoding = flat.get("contentEncoding").and_then(Value::as_str);
        if let Some(format) = flat.get("format").and_then(Value::as_str).or(encoding)
            && let Some(text) = text::formatted(random, format)
        {
            return Some(text);
        }
        let least = u64::from(!may_be_empty);
        let min = count("minLength").unwrap_or(0).max(least).min(5_000);
        let max = count("maxLength").unwrap_or(10_000).min(10_000);
        Some(text::plain(random, letters, min as usize, max as usize))
    }

    /// Whether a text is of the pattern, and of a length that is allowed.
    fn fits(&mut self, pattern: &str, text: &str, flat: &Map<String, Value>) -> bool {
        let count = |keyword: &str| flat.get(keyword).and_then(Value::as_u64);
        let lengths = count("minLength").unwrap_or(0)..=count("maxLength").unwrap_or(u64::MAX);
        let known = self.patterns.entry(pattern.to_owned());
        let validator =
            known.or_insert_with(|| jsonschema::validator_for(&json!({ "pattern": pattern })).ok());
        lengths.contains(&(text.chars().count() as u64))
            && validator
                .as_ref()
                .is_none_or(|validator| validator.is_valid(&Value::from(text)))
    }

    /// A string of a pattern, of a length that is allowed.
    fn matching(
        &mut self,
        random: &mut Random,
        pattern: &str,
        flat: &Map<String, Value>,
        may_be_empty: bool,
    ) -> Option<String> {
        let count = |keyword: &str| flat.get(keyword).and_then(Value::as_u64);
        let least = u64::from(!may_be_empty);
        let lengths =
            count("minLength").unwrap_or(0).max(least)..=count("maxLength").unwrap_or(u64::MAX);
        let known = self.patterns.entry(pattern.to_owned());
        let validator =
            known.or_insert_with(|| jsonschema::validator_for(&json!({ "pattern": pattern })).ok());
        let fits = |text: &String| {
            let valid = |validator: &Validator| validator.is_valid(&Value::from(text.as_str()));
            lengths.contains(&(text.chars().count() as u64)) && validator.as_ref().is_none_or(valid)
        };
        let mut drawn = (0..ATTEMPTS).map_while(|_| {
            let text = text::matching(random, pattern)?;
            Some([repeated(&text, *lengths.start()), text])
        });
        drawn.find_map(|two| two.into_iter().rev().find(&fits))
    }
}

/// As often as it takes to be of a length: a pattern may leave that to the other keywords.
fn repeated(text: &str, length: u64) -> String {
    let length = usize::try_from(length.min(5_000)).unwrap_or_default();
    text.chars().cycle().take(length).collect()
}

/// An example of the document, where nothing better is known.
fn shown(random: &mut Random, flat: &Map<String, Value>) -> Option<String> {
    let examples = flat.get("examples").and_then(Value::as_array);
    let examples = examples.into_iter().flatten();
    let examples = examples.chain(flat.get("example"));
    let examples = examples.chain(flat.get("default"));
    let texts: Vec<&str> = examples.filter_map(Value::as_str).collect();
    random.of(&texts).map(|text| (*text).to_owned())
}

/// Whether a value can be a parameter by itself.
pub fn is_text(value: &Value) -> bool {
    let is_left_out = |text: &str| text.is_empty() || is_dots(text);
    !value.is_array() && !value.is_object() && !value.as_str().is_some_and(is_left_out)
}

/// Whether a text, as a segment of a path, would lead elsewhere: a client refuses to send it.
pub fn is_dots(text: &str) -> bool {
    matches!(text, "." | "..")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Letters, Random, Strings, is_text};

    #[test]
    fn what_a_path_cannot_hold_is_no_parameter() {
        let values = [json!(""), json!("."), json!(".."), json!([1])];
        assert!(!values.iter().any(is_text));
        assert!([json!("..."), json!(1)].iter().all(is_text));
    }

    #[test]
    fn the_length_of_a_pattern_is_that_of_the_schema() {
        let mut random = Random::new("lengths");
        for pattern in ["[a-f0-9]+", "^[a-f0-9]*$"] {
            let schema = json!({ "pattern": pattern, "minLength": 40, "maxLength": 40 });
            let flat = schema.as_object().expect("an object");
            for _ in 0..50 {
                let text = Strings::default().draw(&mut random, flat, Letters::Word, false);
                assert!(jsonschema::is_valid(&schema, &json!(text.expect(pattern))));
            }
        }
    }
}
