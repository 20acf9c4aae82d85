//! The values of an `enum`, as they are meant.
//!
//! Knows one schema. Must not know where its values go.

use serde_json::{Map, Value};

/// The listed values of a schema, if there are some.
pub fn listed(schema: &Map<String, Value>) -> Option<Vec<Value>> {
    let values = schema.get("enum").and_then(Value::as_array)?;
    if values.is_empty() {
        return None;
    }
    let is_string = schema.get("type").and_then(Value::as_str) == Some("string");
    // The numbers that are listed for a string are meant to be its text.
    let meant = |value: &Value| match value {
        Value::Number(_) | Value::Bool(_) if is_string => Value::from(value.to_string()),
        other => other.clone(),
    };
    let mut values: Vec<Value> = values.iter().map(meant).collect();
    // What may be null is meant to be, though it is not listed.
    if schema.get("nullable") == Some(&Value::Bool(true)) && !values.contains(&Value::Null) {
        values.push(Value::Null);
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::listed;

    #[test]
    fn what_is_listed_is_of_the_type() {
        let of = |schema: Value| listed(schema.as_object().expect("an object"));
        let numbers = json!({ "type": "string", "enum": [1, true, "a"] });
        assert_eq!(
            of(numbers),
            Some(vec![json!("1"), json!("true"), json!("a")])
        );
        let nullable = json!({ "type": "integer", "enum": [1], "nullable": true });
        assert_eq!(of(nullable), Some(vec![json!(1), json!(null)]));
        assert_eq!(of(json!({ "enum": [] })), None);
    }
}
