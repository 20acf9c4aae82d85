//! Whether values are valid against schemas, by their numbers.
//!
//! Knows `jsonschema` and the converted schemas. Must not know the document.

use std::collections::BTreeMap;

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use super::schemas::reference_to;

/// How many validators are kept: each holds all that its schema leads to.
const KEPT: usize = 24;

/// Validators, made as they are needed.
pub struct Validators {
    registry: Option<Registry<'static>>,
    made: BTreeMap<usize, Option<Validator>>,
    formats: bool,
}

impl Validators {
    /// For schemas by number; a schema that is none is not validated.
    pub fn new(definitions: &[Value]) -> Self {
        let bundle = json!({ "$defs": definitions });
        let registry = Registry::new().add("prove:schemas", bundle);
        Self {
            registry: registry.and_then(|registry| registry.prepare()).ok(),
            made: BTreeMap::new(),
            formats: false,
        }
    }

    /// The same, where `oneOf` does not ask that the other alternatives do not fit: many documents list
    /// alternatives that no value tells apart.
    pub fn relaxed(definitions: &[Value]) -> Self {
        let definitions: Vec<Value> = definitions.iter().map(relax).collect();
        Self::new(&definitions)
    }

    /// The same, where a text must have the form of its `format`, too.
    pub fn with_formats(self) -> Self {
        Self {
            formats: true,
            ..self
        }
    }

    /// Why `value` is not valid against schema `number`.
    pub fn problem(&mut self, number: usize, value: &Value) -> Option<String> {
        let registry = self.registry.as_ref()?;
        if self.made.len() >= KEPT && !self.made.contains_key(&number) {
            self.made.clear();
        }
        let formats = self.formats;
        let make = || {
            let schema = json!({ "$ref": reference_to(number) });
            jsonschema::options()
                .with_registry(registry)
                .should_validate_formats(formats)
                .build(&schema)
                .ok()
        };
        let validator = self.made.entry(number).or_insert_with(make).as_ref()?;
        let error = validator.iter_errors(value).next()?;
        Some(format!("at {}: {error:.300}", error.instance_path()))
    }
}

fn relax(schema: &Value) -> Value {
    match schema {
        Value::Object(object) => {
            let any = object.contains_key("anyOf");
            let pair = |(key, value): (&String, &Value)| {
                let key = match key.as_str() {
                    "oneOf" if !any => "anyOf",
                    other => other,
                };
                (key.to_owned(), relax(value))
            };
            Value::Object(object.iter().map(pair).collect())
        }
        Value::Array(items) => items.iter().map(relax).collect(),
        other => other.clone(),
    }
}
