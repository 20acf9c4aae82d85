//! What an alternative is called that has no name of its own.

use rustc_hash::FxHashMap as HashMap;

use serde_json::Value;

use crate::place::Place;
use crate::resolve::{Model, Object, Schema, Shape};

/// Titles longer than this are sentences.
const MAX_TITLE: usize = 40;

/// The names of what alternatives refer to, by the place of the alternative.
pub(super) fn hints(model: &Model) -> HashMap<&Place, &str> {
    let unions = model
        .schemas
        .iter()
        .filter_map(|schema| match &schema.shape {
            Shape::Union(union) => Some(&union.variants),
            _ => None,
        });
    unions
        .flatten()
        .filter_map(|variant| Some((&variant.place, variant.hint.as_deref()?)))
        .collect()
}

/// The title of an alternative, else what it is; `number` is its place in the list, from one.
pub(super) fn words(model: &Model, schema: Option<&Schema>, number: usize) -> String {
    let Some(schema) = schema else {
        return format!("Variant{number}");
    };
    if let Some(title) = &schema.keywords.title
        && title.len() <= MAX_TITLE
    {
        return title.clone();
    }
    let word = match &schema.shape {
        Shape::Bool => "Bool",
        Shape::Integer => "Integer",
        Shape::Number => "Number",
        Shape::String | Shape::Known(_) => "String",
        Shape::Null => "Null",
        Shape::List(_) | Shape::Tuple(_) => "List",
        Shape::Enum(values) => return of_values(values, number),
        Shape::Object(object) => match tag(model, object) {
            Some(value) => return value.to_owned(),
            None => return of_object(object),
        },
        Shape::Any | Shape::Never | Shape::Union(_) | Shape::Alias(_) => {
            return format!("Variant{number}");
        }
    };
    word.to_owned()
}

/// `words`, with the number where an earlier alternative has the same.
pub(super) fn apart(
    words: String,
    number: usize,
    mut earlier: impl Iterator<Item = String>,
) -> String {
    match earlier.any(|other| other.eq_ignore_ascii_case(&words)) {
        true => format!("{words}{number}"),
        false => words,
    }
}

/// What an object without a name holds: its first property that must be there, else its first.
fn of_object(object: &Object) -> String {
    let required = object.properties.iter().find(|p| p.required);
    match required.or(object.properties.first()) {
        Some(property) => format!("With {}", property.wire),
        None => "Map".to_owned(),
    }
}

/// The only value, or what the values are.
fn of_values(values: &[Value], number: usize) -> String {
    let word = match values {
        [Value::String(only)] if only.is_empty() => "Empty",
        [Value::String(only)] => only,
        list if list.iter().all(Value::is_string) => "Choice",
        list if list.iter().all(Value::is_boolean) => "Bool",
        list if list.iter().all(Value::is_i64) => "Integer",
        list if list.iter().all(Value::is_number) => "Number",
        _ => return format!("Variant{number}"),
    };
    word.to_owned()
}

/// The only value of the first required property that has but one.
fn tag<'m>(model: &'m Model, object: &'m Object) -> Option<&'m str> {
    object.properties.iter().find_map(|property| {
        let schema = model.schema(model.target(property.schema));
        match &schema.shape {
            Shape::Enum(values) if property.required && !schema.nullable => match &values[..] {
                [Value::String(only)] if !only.is_empty() => Some(only.as_str()),
                _ => None,
            },
            _ => None,
        }
    })
}
