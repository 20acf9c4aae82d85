//! Numeric bounds: the stricter of several, in the form of 3.0, exact where openapiv3 would round.

use super::extend;
use crate::node::{Node, Number};
use serde_json::{Map, Value as Json};
use std::cmp::Ordering;

/// Floats hold integers exactly up to here.
const EXACT: i128 = 1 << 53;

/// Which end of a range.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Low,
    High,
}

/// Writes `minimum`, `maximum`, `multipleOf` and the exclusive flags.
pub(super) fn bounds(out: &mut Map<String, Json>, node: &Node, integer: bool) {
    bound(out, node, integer, End::Low);
    bound(out, node, integer, End::High);
    if let Some(step) = node.get("multipleOf").and_then(Node::to_number) {
        let whole = step.as_i128();
        let fits = whole.is_some_and(|n| i64::try_from(n).is_ok());
        if integer && !fits {
            extend(out, "multipleOf", Json::String(step.text().into()));
        } else {
            put(out, "multipleOf", &step, whole.filter(|_| integer));
        }
    }
}

fn bound(out: &mut Map<String, Json>, node: &Node, integer: bool, end: End) {
    let (name, exclusive_name) = match end {
        End::Low => ("minimum", "exclusiveMinimum"),
        End::High => ("maximum", "exclusiveMaximum"),
    };
    let plain = node.get(name).and_then(Node::to_number);
    let exclusive = node.get(exclusive_name);
    let flag = exclusive.and_then(Node::as_bool) == Some(true);
    let strict = exclusive.and_then(Node::to_number);
    let (number, exclusive) = match (plain, strict) {
        (None, None) => return,
        (Some(plain), None) => (plain, flag),
        (None, Some(strict)) => (strict, true),
        (Some(plain), Some(strict)) => match (compare(&strict, &plain), end) {
            (Ordering::Equal, _) | (Ordering::Greater, End::Low) | (Ordering::Less, End::High) => {
                (strict, true)
            }
            _ => (plain, false),
        },
    };
    let (whole, exclusive) = match integer {
        true => whole(&number, exclusive, end),
        false => (None, exclusive),
    };
    put(out, name, &number, whole);
    if exclusive {
        out.insert(exclusive_name.into(), Json::Bool(true));
    }
}

/// The integer bound that a possibly fractional one means: 1.5 as a minimum is 2.
fn whole(number: &Number, exclusive: bool, end: End) -> (Option<i128>, bool) {
    if let Some(n) = number.as_i128() {
        return (Some(n), exclusive);
    }
    let rounded = number.as_f64().map(|f| match end {
        End::Low => f.ceil(),
        End::High => f.floor(),
    });
    #[allow(clippy::cast_possible_truncation)]
    let n = rounded.filter(|f| f.abs() < 1e38).map(|f| f as i128);
    (n, false)
}

/// Writes one number; what would be rounded is also, or only, in the extension as text.
fn put(out: &mut Map<String, Json>, name: &str, number: &Number, whole: Option<i128>) {
    let exact = whole.or_else(|| number.as_i128());
    if let Some(n) = exact.filter(|n| n.abs() > EXACT) {
        extend(out, name, Json::String(n.to_string()));
    }
    match whole {
        Some(n) => {
            if let Ok(n) = i64::try_from(n) {
                out.insert(name.into(), n.into());
            }
        }
        None => {
            out.insert(name.into(), number.to_json());
        }
    }
}

fn compare(a: &Number, b: &Number) -> Ordering {
    if let (Some(a), Some(b)) = (a.as_i128(), b.as_i128()) {
        return a.cmp(&b);
    }
    let (a, b) = (a.as_f64().unwrap_or(0.0), b.as_f64().unwrap_or(0.0));
    a.total_cmp(&b)
}
