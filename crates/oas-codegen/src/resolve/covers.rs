//! Whether one schema takes every value that another takes: then nothing tells the two apart.
//!
//! Careful: what it cannot judge, it takes for different.

use super::{Additional, Bounds, Object, Schema, SchemaId, Shape};

/// Schemas are looked at so deep; below, they count as equal.
const DEEPEST: usize = 6;

/// Whether every value of `later` is one of `earlier`, objects by the same properties.
pub(super) fn covers(list: &[Schema], earlier: SchemaId, later: SchemaId) -> bool {
    below(list, earlier, later, 0)
}

fn below(list: &[Schema], earlier: SchemaId, later: SchemaId, depth: usize) -> bool {
    if earlier == later || depth > DEEPEST {
        return true;
    }
    let (a, b) = (target(list, earlier), target(list, later));
    if std::ptr::eq(a, b) {
        return true;
    }
    if b.nullable && !a.nullable && !matches!(a.shape, Shape::Any) {
        return false;
    }
    match (&a.shape, &b.shape) {
        (Shape::Any, _) => true,
        (Shape::Bool, Shape::Bool) | (Shape::Null, Shape::Null) => true,
        (Shape::Number, Shape::Integer)
        | (Shape::Number, Shape::Number)
        | (Shape::Integer, Shape::Integer)
        | (Shape::String, Shape::String) => is_as_wide(a, b),
        (Shape::String, Shape::Enum(values)) => {
            is_open(a) && values.iter().all(serde_json::Value::is_string)
        }
        (Shape::Known(_), Shape::Known(_)) => true,
        (Shape::String, Shape::Known(_)) => is_open(a),
        (Shape::Known(_), Shape::Enum(values)) => values.iter().all(serde_json::Value::is_string),
        (Shape::Enum(all), Shape::Enum(some)) => some.iter().all(|value| all.contains(value)),
        (Shape::List(x), Shape::List(y)) => {
            let items = match (x, y) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(x), Some(y)) => below(list, *x, *y, depth + 1),
            };
            items && is_as_wide(a, b)
        }
        (Shape::Tuple(x), Shape::Tuple(y)) => {
            let mut pairs = x.iter().zip(y);
            x.len() == y.len() && pairs.all(|(x, y)| below(list, *x, *y, depth + 1))
        }
        (Shape::Object(x), Shape::Object(y)) => objects(list, x, y, depth) && is_as_wide(a, b),
        (Shape::Union(x), Shape::Union(y)) => {
            let mut pairs = x.variants.iter().zip(&y.variants);
            x.variants.len() == y.variants.len()
                && x.tag == y.tag
                && pairs.all(|(x, y)| below(list, x.schema, y.schema, depth + 1))
        }
        _ => false,
    }
}

fn objects(list: &[Schema], earlier: &Object, later: &Object, depth: usize) -> bool {
    let same_keys = earlier.properties.len() == later.properties.len();
    let others = match (earlier.additional, later.additional) {
        (Additional::Any | Additional::Unsaid, _) => true,
        (Additional::Typed(a), Additional::Typed(b)) => below(list, a, b, depth + 1),
        (Additional::Closed, other) => other == Additional::Closed,
        (Additional::Typed(_), _) => false,
    };
    same_keys
        && others
        && earlier.patterns == later.patterns
        && earlier.properties.iter().all(|a| {
            let twin = later.properties.iter().find(|b| b.wire == a.wire);
            twin.is_some_and(|b| {
                a.required == b.required && below(list, a.schema, b.schema, depth + 1)
            })
        })
}

/// Whether the bounds and the format of `a` take all that those of `b` take.
fn is_as_wide(a: &Schema, b: &Schema) -> bool {
    is_open(a) || (a.keywords.bounds == b.keywords.bounds && a.keywords.format == b.keywords.format)
}

fn is_open(schema: &Schema) -> bool {
    *schema.keywords.bounds == Bounds::default() && schema.keywords.format.is_none()
}

fn target(list: &[Schema], mut id: SchemaId) -> &Schema {
    for _ in 0..super::refs::MAX_HOPS {
        match list[id.0 as usize].shape {
            Shape::Alias(next) => id = next,
            _ => break,
        }
    }
    &list[id.0 as usize]
}
