//! The types of JSON Schema: their names, the names that can only mean them, and the keywords that speak of them.

use crate::diagnostic::closest;
use serde_json::Value as Json;

/// The types of JSON Schema, without null.
pub(in crate::document) const TYPES: [&str; 6] =
    ["string", "number", "integer", "boolean", "array", "object"];

/// Whether a keyword can say anything about one of `types` (none: any).
pub(in crate::document) fn applies(name: &str, types: &[&str]) -> bool {
    let any = |of: &[&str]| types.is_empty() || types.iter().any(|ty| of.contains(ty));
    match name {
        "minLength" | "maxLength" | "pattern" | "contentEncoding" | "contentMediaType"
        | "contentSchema" => any(&["string"]),
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
            any(&["number", "integer"])
        }
        "items" | "prefixItems" | "minItems" | "maxItems" | "uniqueItems" | "contains"
        | "minContains" | "maxContains" | "unevaluatedItems" => any(&["array"]),
        "properties"
        | "required"
        | "additionalProperties"
        | "patternProperties"
        | "propertyNames"
        | "minProperties"
        | "maxProperties"
        | "dependentRequired"
        | "dependentSchemas"
        | "unevaluatedProperties" => any(&["object"]),
        _ => true,
    }
}

/// The type and format that a name which is no type can only mean; an empty type is any value.
pub(in crate::document) fn meant_type(name: &str) -> Option<(&'static str, Option<&'static str>)> {
    let lower = name.to_ascii_lowercase();
    Some(match lower.as_str() {
        "file" | "binary" => ("string", Some("binary")),
        "str" | "text" | "string" => ("string", None),
        "date" => ("string", Some("date")),
        "datetime" | "date-time" | "timestamp" => ("string", Some("date-time")),
        "uuid" => ("string", Some("uuid")),
        "int" | "int32" | "int64" | "long" | "integer" => ("integer", None),
        "float" | "double" | "decimal" | "number" => ("number", None),
        "bool" | "boolean" => ("boolean", None),
        "map" | "dict" | "object" => ("object", None),
        "list" | "array" => ("array", None),
        "any" | "mixed" => ("", None),
        _ => return closest(name, TYPES).map(|ty| (ty, None)),
    })
}

/// The format that is meant where its name is written as a pattern.
pub(in crate::document) fn meant_format(pattern: &str) -> Option<&'static str> {
    let formats = [
        "date-time",
        "date",
        "time",
        "duration",
        "uuid",
        "email",
        "uri",
        "ipv4",
        "ipv6",
    ];
    formats.into_iter().find(|format| *format == pattern)
}

/// The keywords that say something about one type only.
pub(super) fn keywords_of(ty: &str) -> &'static [&'static str] {
    match ty {
        "string" => &["minLength", "maxLength", "pattern", "format"],
        "number" | "integer" => &[
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ],
        "array" => &["items", "minItems", "maxItems", "uniqueItems"],
        "object" => &[
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
            "maxProperties",
        ],
        _ => &[],
    }
}

/// Whether a value is of a type.
pub(super) fn fits(value: &Json, ty: &str) -> bool {
    match ty {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => {
            value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|f| f.fract() == 0.0)
        }
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        _ => value.is_object(),
    }
}
