//! Kinds of JSON, of the items of lists that have one for each place.
//!
//! Must not know rules.

use serde::Serialize;
use serde_json::Value;

use super::Check;

/// Checks that an item is of one of the `kinds`; none means that there is no such item.
pub(super) fn item<T: Serialize + ?Sized>(
    check: &mut Check,
    index: usize,
    item: &T,
    kinds: &'static str,
) {
    let of = |value: &Value| kinds.split('|').any(|kind| is(kind, value));
    // What JSON has no value for is of no kind.
    if kinds == "any" || serde_json::to_value(item).is_ok_and(|value| of(&value)) {
        return;
    }
    let outer = check.enter_item(index);
    match kinds {
        "" => check.report("is one item too many".to_owned()),
        _ => check.report(format!("is not of type {}", kinds.replace('|', " or "))),
    }
    check.leave(outer);
}

fn is(kind: &str, value: &Value) -> bool {
    match value {
        Value::Null => kind == "null",
        Value::Bool(_) => kind == "boolean",
        Value::String(_) => kind == "string",
        Value::Array(_) => kind == "array",
        Value::Object(_) => kind == "object",
        Value::Number(number) => {
            let is_whole = || number.as_f64().is_none_or(|float| float.fract() == 0.0);
            kind == "number" || kind == "integer" && is_whole()
        }
    }
}
