//! Whether a value of the document (a default, an example) is valid against a resolved schema.
//!
//! Small: what it cannot judge (patterns, formats but the typed ones) it lets pass.

use oas_runtime::v1 as rt;
use serde_json::Value;

use crate::config::Config;
use crate::resolve::{Additional, Bounds, Model, Object, SchemaId, Shape, Union};

/// The schemas, and what the settings say of formats.
#[derive(Clone, Copy)]
pub(super) struct Against<'a> {
    pub(super) model: &'a Model,
    pub(super) config: &'a Config,
}

impl std::ops::Deref for Against<'_> {
    type Target = Model;

    fn deref(&self) -> &Model {
        self.model
    }
}

/// Values nest no deeper than this.
const MAX_DEPTH: usize = 128;

/// Says what is wrong with `value`, with a pointer into it.
pub(super) fn check(model: Against<'_>, id: SchemaId, value: &Value) -> Result<(), String> {
    at(model, id, value, "", MAX_DEPTH)
}

fn at(
    model: Against<'_>,
    id: SchemaId,
    value: &Value,
    pointer: &str,
    depth: usize,
) -> Result<(), String> {
    if depth == 0 {
        return Err(format!("{} is nested too deeply", shown(pointer)));
    }
    let schema = model.schema(id);
    if value.is_null() && schema.nullable {
        return Ok(());
    }
    let wrong = |wanted: &str| Err(format!("{} is not {wanted}", shown(pointer)));
    let bounds = &schema.keywords.bounds;
    match (&schema.shape, value) {
        (Shape::Any, _) | (Shape::Null, Value::Null) => Ok(()),
        (Shape::Alias(target), _) => at(model, *target, value, pointer, depth - 1),
        (Shape::Never, _) => wrong("allowed"),
        (Shape::Null, _) => wrong("null"),
        (Shape::Bool, Value::Bool(_)) => Ok(()),
        (Shape::Bool, _) => wrong("a boolean"),
        (Shape::Integer, Value::Number(n)) if n.as_f64().is_some_and(|f| f.fract() == 0.0) => {
            number(bounds, n, pointer)
        }
        (Shape::Integer, _) => wrong("an integer"),
        (Shape::Number, Value::Number(n)) => number(bounds, n, pointer),
        (Shape::Number, _) => wrong("a number"),
        (Shape::String, Value::String(text)) => {
            let written = schema.keywords.format.as_deref();
            let meant = written.and_then(|f| model.config.formats.get(f));
            string(bounds, meant.map(String::as_str).or(written), text, pointer)
        }
        (Shape::String, _) => wrong("a string"),
        (Shape::Known(_), Value::String(_)) => Ok(()),
        (Shape::Known(_), _) => wrong("a string"),
        (Shape::Enum(values), _) if values.iter().any(|v| same(v, value)) => Ok(()),
        (Shape::Enum(_), _) => wrong("one of the listed values"),
        (Shape::List(item), Value::Array(items)) => {
            count(items.len(), bounds.min_items, bounds.max_items, pointer)?;
            let Some(item) = item else { return Ok(()) };
            let mut all = items.iter().enumerate();
            all.try_for_each(|(i, v)| at(model, *item, v, &format!("{pointer}/{i}"), depth - 1))
        }
        (Shape::Tuple(schemas), Value::Array(items)) if items.len() == schemas.len() => {
            let mut all = schemas.iter().zip(items).enumerate();
            all.try_for_each(|(i, (s, v))| at(model, *s, v, &format!("{pointer}/{i}"), depth - 1))
        }
        (Shape::List(_) | Shape::Tuple(_), _) => wrong("such an array"),
        (Shape::Object(object), Value::Object(map)) => {
            count(
                map.len(),
                bounds.min_properties,
                bounds.max_properties,
                pointer,
            )?;
            object_at(model, object, map, pointer, depth)
        }
        (Shape::Object(_), _) => wrong("an object"),
        (Shape::Union(union), _) => union_at(model, union, value, pointer, depth),
    }
}

fn shown(pointer: &str) -> String {
    if pointer.is_empty() {
        "it".to_owned()
    } else {
        format!("`{pointer}`")
    }
}

fn object_at(
    model: Against<'_>,
    object: &Object,
    map: &serde_json::Map<String, Value>,
    pointer: &str,
    depth: usize,
) -> Result<(), String> {
    for property in &object.properties {
        let keywords = &model.schema(property.schema).keywords;
        let one_way = keywords.read_only || keywords.write_only;
        if property.required && !one_way && !map.contains_key(&property.wire) {
            return Err(format!("{} has no `{}`", shown(pointer), property.wire));
        }
    }
    for (key, value) in map {
        let pointer = format!("{pointer}/{key}");
        if let Some(property) = object.properties.iter().find(|p| p.wire == *key) {
            at(model, property.schema, value, &pointer, depth - 1)?;
        } else if object.patterns.is_empty() && !object.tags.iter().any(|(tag, _)| tag == key) {
            match object.additional {
                Additional::Typed(schema) => at(model, schema, value, &pointer, depth - 1)?,
                Additional::Closed => return Err(format!("`{pointer}` is not declared")),
                Additional::Any | Additional::Unsaid => {}
            }
        }
    }
    Ok(())
}

fn union_at(
    model: Against<'_>,
    union: &Union,
    value: &Value,
    pointer: &str,
    depth: usize,
) -> Result<(), String> {
    if let Some(tag) = &union.tag {
        let Some(found) = value.get(tag).and_then(Value::as_str) else {
            return Err(format!("{} has no `{tag}`", shown(pointer)));
        };
        let variant = union
            .variants
            .iter()
            .find(|v| v.tags.iter().any(|t| t == found));
        return match variant {
            Some(variant) => at(model, variant.schema, value, pointer, depth - 1),
            None => Err(format!("{} has an unknown `{tag}`", shown(pointer))),
        };
    }
    let fits = |id| at(model, id, value, pointer, depth.min(32) - 1).is_ok();
    if union.variants.iter().any(|v| fits(v.schema)) {
        Ok(())
    } else {
        Err(format!("{} fits none of the alternatives", shown(pointer)))
    }
}

fn number(bounds: &Bounds, n: &serde_json::Number, pointer: &str) -> Result<(), String> {
    let Some(value) = n.as_f64() else {
        return Ok(());
    };
    let bound = |b: &Option<(String, bool)>| {
        let (text, exclusive) = b.as_ref()?;
        Some((text.parse::<f64>().ok()?, *exclusive))
    };
    let low = bound(&bounds.minimum).is_some_and(|(m, x)| value < m || (x && value <= m));
    let high = bound(&bounds.maximum).is_some_and(|(m, x)| value > m || (x && value >= m));
    if low || high {
        return Err(format!("{} is out of range", shown(pointer)));
    }
    Ok(())
}

fn string(bounds: &Bounds, format: Option<&str>, text: &str, pointer: &str) -> Result<(), String> {
    count(
        text.chars().count(),
        bounds.min_length,
        bounds.max_length,
        pointer,
    )?;
    let fits = match format {
        Some("date-time") => is_date_time(text),
        Some("date") => is_date(text),
        Some("uuid") => is_uuid(text),
        Some("byte") => {
            text.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b))
                && text.len().is_multiple_of(4)
        }
        Some("time") => text.parse::<rt::TimeOfDay>().is_ok(),
        Some("duration") => text.parse::<rt::IsoDuration>().is_ok(),
        Some("ipv4") => text.parse::<std::net::Ipv4Addr>().is_ok(),
        Some("ipv6") => text.parse::<std::net::Ipv6Addr>().is_ok(),
        Some("decimal") => text.parse::<f64>().is_ok(),
        _ => true,
    };
    if fits {
        Ok(())
    } else {
        Err(format!(
            "{} is no `{}`",
            shown(pointer),
            format.unwrap_or_default()
        ))
    }
}

fn count(n: usize, min: Option<u64>, max: Option<u64>, pointer: &str) -> Result<(), String> {
    let n = n as u64;
    if min.is_some_and(|m| n < m) || max.is_some_and(|m| n > m) {
        return Err(format!("{} is too short or too long", shown(pointer)));
    }
    Ok(())
}

/// Equal as JSON, numbers by value.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        _ => a == b,
    }
}

fn digits(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(t, p)| match p {
            b'0' => t.is_ascii_digit(),
            _ => t == p,
        })
}

fn is_date(text: &str) -> bool {
    let part = |range: std::ops::Range<usize>| text.get(range).and_then(|t| t.parse::<u32>().ok());
    let (Some(month), Some(day), Some(year)) = (part(5..7), part(8..10), part(0..4)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    };
    digits(text, "0000-00-00") && (1..=12).contains(&month) && (1..=days).contains(&day)
}

/// RFC 3339.
fn is_date_time(text: &str) -> bool {
    let (Some(date), Some(time)) = (text.get(..10), text.get(11..19)) else {
        return false;
    };
    let separator = text
        .as_bytes()
        .get(10)
        .is_some_and(|b| matches!(b, b'T' | b't' | b' '));
    let part = |range: std::ops::Range<usize>| time.get(range).and_then(|t| t.parse::<u32>().ok());
    let in_range = part(0..2).is_some_and(|h| h < 24)
        && part(3..5).is_some_and(|m| m < 60)
        && part(6..8).is_some_and(|s| s < 60);
    let rest = text.get(19..).unwrap_or_default();
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if zone.len() == fraction.len() {
                return false;
            }
            zone
        }
        None => rest,
    };
    let zone_fits = matches!(zone, "Z" | "z") || digits(zone, "+00:00") || digits(zone, "-00:00");
    is_date(date) && separator && digits(time, "00:00:00") && in_range && zone_fits
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// Whether all that `value` says has a place in the type, so that it is written back unchanged.
pub(super) fn survives(model: Against<'_>, id: SchemaId, value: &Value, write: bool) -> bool {
    survives_at(model, id, value, write, MAX_DEPTH)
}

fn survives_at(model: Against<'_>, id: SchemaId, value: &Value, write: bool, depth: usize) -> bool {
    if depth == 0 {
        return false;
    }
    let next = |id, value: &Value| survives_at(model, id, value, write, depth - 1);
    match (&model.schema(id).shape, value) {
        (Shape::Alias(target), _) => next(*target, value),
        (Shape::List(Some(item)), Value::Array(items)) => items.iter().all(|v| next(*item, v)),
        (Shape::Tuple(schemas), Value::Array(items)) => {
            schemas.iter().zip(items).all(|(s, v)| next(*s, v))
        }
        (Shape::Object(object), Value::Object(map)) => {
            let kept = |(key, value): (&String, &Value)| {
                let property = object.properties.iter().find(|p| p.wire == *key);
                match (property, object.additional) {
                    (Some(p), _) => {
                        let keywords = &model.schema(p.schema).keywords;
                        let dropped = if write {
                            keywords.read_only
                        } else {
                            keywords.write_only
                        };
                        !dropped && next(p.schema, value)
                    }
                    (None, _) if object.tags.iter().any(|(tag, _)| tag == key) => true,
                    (None, Additional::Typed(schema)) => next(schema, value),
                    (None, Additional::Any) => true,
                    (None, Additional::Unsaid) => object.properties.is_empty(),
                    (None, Additional::Closed) => false,
                }
            };
            let missing = object
                .properties
                .iter()
                .any(|p| p.required && !map.contains_key(&p.wire));
            !missing && map.iter().all(kept)
        }
        (Shape::Union(union), _) => match &union.tag {
            Some(tag) => {
                let found = value.get(tag).and_then(Value::as_str);
                let variant = union
                    .variants
                    .iter()
                    .find(|v| v.tags.iter().any(|t| Some(t.as_str()) == found));
                variant.is_some_and(|v| next(v.schema, value))
            }
            None => union
                .variants
                .iter()
                .any(|v| check(model, v.schema, value).is_ok() && next(v.schema, value)),
        },
        _ => true,
    }
}
