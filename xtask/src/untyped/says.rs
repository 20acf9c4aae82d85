//! Whether a schema, as the document writes it, says more of a place than "any JSON".
//!
//! Reads the document itself, not what the generator made of it. Must not know types.

use std::collections::BTreeSet;

use oas_codegen::ir::UntypedPart;
use oas_codegen::place::Place;
use serde_json::Value;

use crate::prove::files::{At, Files};

/// Schemas are followed so deep.
const DEEPEST: usize = 24;

/// Keywords that say something of a list's items, and of an object's members.
const ITEMS: &[&str] = &["items", "prefixItems", "contains"];
const MEMBERS: &[&str] = &["properties", "patternProperties", "additionalProperties"];

/// Looks at one place of a document.
pub struct Says<'a> {
    files: &'a Files,
    part: UntypedPart,
    seen: BTreeSet<Place>,
}

impl<'a> Says<'a> {
    /// For a place of which `part` takes any JSON.
    pub fn new(files: &'a Files, part: UntypedPart) -> Self {
        Self {
            files,
            part,
            seen: BTreeSet::new(),
        }
    }

    /// Whether the schema restricts that part.
    pub fn more(&mut self, schema: At<'a>) -> bool {
        self.below(schema, 0)
    }

    fn below(&mut self, schema: At<'a>, depth: usize) -> bool {
        if depth > DEEPEST {
            return false;
        }
        let Some(keywords) = schema.value.as_object() else {
            return schema.value == &Value::Bool(false);
        };
        if let Some(reference) = keywords.get("$ref").and_then(Value::as_str) {
            let target = self.files.target(schema.file, reference);
            if let Some((place, target)) = target
                && self.seen.insert(place)
                && self.below(target, depth + 1)
            {
                return true;
            }
        }
        if self.own(schema) {
            return true;
        }
        let all = schema.get("allOf").into_iter().flat_map(At::items);
        let all: Vec<At<'_>> = all.collect();
        if all.into_iter().any(|part| self.below(part, depth + 1)) {
            return true;
        }
        ["oneOf", "anyOf"].into_iter().any(|keyword| {
            let list = schema.get(keyword).into_iter().flat_map(At::items);
            let list: Vec<At<'_>> = list.collect();
            !list.is_empty() && list.into_iter().all(|one| self.below(one, depth + 1))
        })
    }

    /// What the keywords of this very schema say of the part.
    fn own(&self, schema: At<'a>) -> bool {
        let says = |keyword: &&str| {
            schema
                .get(keyword)
                .is_some_and(|at| is_restriction(at.value))
        };
        let has = |keyword: &&str| schema.get(keyword).is_some();
        match self.part {
            UntypedPart::Items => ITEMS.iter().any(says),
            UntypedPart::Values => MEMBERS.iter().any(says),
            UntypedPart::Others => says(&"additionalProperties"),
            UntypedPart::Value => {
                ["type", "enum", "const"].iter().any(has)
                    || ITEMS.iter().chain(MEMBERS).any(says)
                    || ["pattern", "minLength", "maxLength"].iter().any(has)
                    || ["minimum", "maximum", "multipleOf"].iter().any(has)
            }
        }
    }
}

/// Whether the value of a keyword allows less than everything.
fn is_restriction(value: &Value) -> bool {
    match value {
        Value::Bool(allowed) => !allowed,
        Value::Object(map) => !map.is_empty(),
        Value::Array(list) => list.iter().any(is_restriction),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oas_codegen::place::SourceId;
    use serde_json::json;

    fn more(part: UntypedPart, schema: &Value) -> bool {
        let files = Files::new(oas_codegen::source::Sources::default());
        let at = At {
            file: SourceId::ROOT,
            value: schema,
        };
        Says::new(&files, part).more(at)
    }

    #[test]
    fn annotations_say_nothing() {
        for schema in [
            json!({}),
            json!(true),
            json!({ "description": "x", "nullable": true, "example": 1 }),
            json!({ "anyOf": [{ "type": "string" }, {}] }),
        ] {
            assert!(!more(UntypedPart::Value, &schema), "{schema}");
        }
        assert!(!more(
            UntypedPart::Items,
            &json!({ "type": "array", "items": {} })
        ));
        let open = json!({ "type": "object", "additionalProperties": true });
        assert!(!more(UntypedPart::Values, &open));
    }

    #[test]
    fn types_and_parts_say_more() {
        for schema in [
            json!({ "type": "string" }),
            json!({ "allOf": [{ "enum": [1] }] }),
            json!({ "oneOf": [{ "type": "string" }, { "type": "array" }] }),
        ] {
            assert!(more(UntypedPart::Value, &schema), "{schema}");
        }
        let tuple = json!({ "type": "array", "prefixItems": [{ "type": "string" }] });
        assert!(more(UntypedPart::Items, &tuple));
        let map = json!({ "additionalProperties": { "type": "string" } });
        assert!(more(UntypedPart::Values, &map));
    }
}
