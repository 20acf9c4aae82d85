//! Bounds that the generated checks look at, in the terms of the Rust type.

use oas_runtime::v1 as rt;

use super::types::Lower;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Constraints, Int, Rules, Type};
use crate::place::Place;
use crate::resolve::{Additional, Bounds, SchemaId, Shape};

/// Lists in lists are checked to this depth.
const MAX_INNER: usize = 16;

impl Lower<'_> {
    /// The constraints of `id` and of what is inside of lists and maps.
    pub(super) fn constraints(&mut self, id: SchemaId) -> Constraints {
        self.constraints_at(id, MAX_INNER)
    }

    /// The same of a type that says its own.
    pub(super) fn own_constraints(&mut self, id: SchemaId) -> Constraints {
        self.bounds(id, MAX_INNER).into()
    }

    fn constraints_at(&mut self, id: SchemaId, depth: usize) -> Constraints {
        match self.circular.contains(&self.model.target(id)) {
            true => Constraints::default(),
            false => self.bounds(id, depth).into(),
        }
    }

    fn bounds(&mut self, id: SchemaId, depth: usize) -> Rules {
        let model = self.model;
        let schema = model.schema(model.target(id));
        let bounds = &schema.keywords.bounds;
        let at = &schema.place;
        if depth == 0 {
            return Rules::default();
        }
        match &schema.shape {
            Shape::Integer => match self.integer(&schema.keywords) {
                Type::Int(int) => of_integer(bounds, int, at, self.diags),
                _ => Rules::default(),
            },
            Shape::Number => of_float(bounds),
            Shape::String => match self.string(&schema.keywords, super::mode::Mode::Read) {
                Type::String | Type::Secret(_) => {
                    if self.excludes_format(&schema.keywords) {
                        self.note_excluded(at);
                    }
                    Rules {
                        text: self.text_format(&schema.keywords),
                        ..self.of_string(bounds, at)
                    }
                }
                // The pattern and the lengths are those of the encoded text.
                Type::Base64 => self.of_string(bounds, at),
                _ => Rules::default(),
            },
            Shape::List(item) => Rules {
                min_items: bounds.min_items.filter(|n| *n > 0),
                max_items: bounds.max_items,
                unique_items: bounds.unique_items,
                positions: item.map_or_else(Vec::new, |item| {
                    model.schema(item).keywords.positions.clone()
                }),
                inner: item.and_then(|item| self.inner(item, depth)),
                ..Rules::default()
            },
            Shape::Object(object) if !super::types::is_struct(object) => Rules {
                inner: match object.additional {
                    Additional::Typed(value) => self.inner(value, depth),
                    _ => None,
                },
                ..of_object(bounds)
            },
            _ => Rules::default(),
        }
    }

    fn of_string(&mut self, bounds: &Bounds, at: &Place) -> Rules {
        let pattern = bounds.pattern.as_ref().filter(|p| !p.is_empty());
        let at = at.child("pattern");
        Rules {
            min_length: bounds.min_length.filter(|n| *n > 0),
            max_length: bounds.max_length,
            pattern: pattern.filter(|p| self.is_pattern(p, &at)).cloned(),
            ..Rules::default()
        }
    }

    /// Says that a string stays one although it has a format.
    fn note_excluded(&mut self, at: &Place) {
        let at = at.child("format");
        if !self.diags.knows(Code::FormatExcluded, &at) {
            let message = "the pattern beside it excludes how values of this format are written";
            self.diags
                .warning(Code::FormatExcluded, &at, message)
                .note("it is a string, and the pattern is checked");
        }
    }

    /// Whether a pattern can be read; one that cannot is reported.
    pub(super) fn is_pattern(&mut self, pattern: &str, at: &Place) -> bool {
        if rt::validate::Pattern::is_valid(pattern) {
            return true;
        }
        if !self.diags.knows(Code::PatternInvalid, at) {
            let message = format!("`{pattern}` is no regular expression of ECMA 262");
            self.diags.warning(Code::PatternInvalid, at, message);
        }
        false
    }

    fn inner(&mut self, id: SchemaId, depth: usize) -> Option<Constraints> {
        let inner = self.constraints_at(id, depth - 1);
        (inner != Constraints::default()).then_some(inner)
    }
}

/// Property counts.
pub(super) fn of_object(bounds: &Bounds) -> Rules {
    Rules {
        min_properties: bounds.min_properties.filter(|n| *n > 0),
        max_properties: bounds.max_properties,
        ..Rules::default()
    }
}

/// The smallest and the largest value of an integer type.
pub(super) fn range(int: Int) -> (i128, i128) {
    match int {
        Int::I8 => (i8::MIN.into(), i8::MAX.into()),
        Int::I16 => (i16::MIN.into(), i16::MAX.into()),
        Int::I32 => (i32::MIN.into(), i32::MAX.into()),
        Int::I64 => (i64::MIN.into(), i64::MAX.into()),
        Int::U8 => (0, u8::MAX.into()),
        Int::U16 => (0, u16::MAX.into()),
        Int::U32 => (0, u32::MAX.into()),
        Int::U64 => (0, u64::MAX.into()),
        Int::I128 => (i128::MIN, i128::MAX),
    }
}

/// Bounds of an integer; those that every value of the type satisfies are left out.
fn of_integer(bounds: &Bounds, int: Int, at: &Place, diags: &mut Diagnostics) -> Rules {
    let (first, last) = range(int);
    let mut out = Rules::default();
    if let Some((n, exclusive)) = least(bounds) {
        if n > last {
            unreachable_bound(at, "minimum", diags);
        } else if n > first || (n == first && exclusive) {
            out.minimum = Some((n.to_string(), exclusive));
        }
    }
    if let Some((n, exclusive)) = most(bounds) {
        if n < first {
            unreachable_bound(at, "maximum", diags);
        } else if n < last || (n == last && exclusive) {
            out.maximum = Some((n.to_string(), exclusive));
        }
    }
    let step = bounds
        .multiple_of
        .as_ref()
        .and_then(|t| t.parse::<i128>().ok());
    out.multiple_of = step.filter(|n| *n > 1 && *n <= last).map(|n| n.to_string());
    out
}

/// `minimum` as the least integer, and whether it is exclusive.
pub(super) fn least(bounds: &Bounds) -> Option<(i128, bool)> {
    whole(bounds.minimum.as_ref()?, f64::ceil)
}

/// `maximum` as the greatest integer, and whether it is exclusive.
pub(super) fn most(bounds: &Bounds) -> Option<(i128, bool)> {
    whole(bounds.maximum.as_ref()?, f64::floor)
}

/// Digits beyond `i128` mean its end; a float of that size is no bound.
fn whole((text, exclusive): &(String, bool), round: fn(f64) -> f64) -> Option<(i128, bool)> {
    if let Ok(n) = text.parse::<i128>() {
        return Some((n, *exclusive));
    }
    let (digits, end) = match text.strip_prefix('-') {
        Some(digits) => (digits, i128::MIN),
        None => (text.as_str(), i128::MAX),
    };
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Some((end, false));
    }
    let n: f64 = text.parse().ok()?;
    let rounded = round(n);
    #[allow(clippy::cast_possible_truncation, clippy::float_cmp)]
    (n.abs() < 1e37).then_some((rounded as i128, *exclusive && rounded == n))
}

fn unreachable_bound(at: &Place, keyword: &str, diags: &mut Diagnostics) {
    let at = at.child(keyword);
    if diags.knows(Code::NumberOutOfRange, &at) {
        return;
    }
    diags.warning(
        Code::NumberOutOfRange,
        &at,
        format!("no value of the declared format can satisfy this `{keyword}`; it is not checked"),
    );
}

fn of_float(bounds: &Bounds) -> Rules {
    let literal = |text: &String| {
        let n: f64 = text.parse().ok()?;
        n.is_finite().then(|| format!("{n:?}"))
    };
    let bound = |b: &Option<(String, bool)>| {
        let (text, exclusive) = b.as_ref()?;
        Some((literal(text)?, *exclusive))
    };
    Rules {
        minimum: bound(&bounds.minimum),
        maximum: bound(&bounds.maximum),
        multiple_of: bounds
            .multiple_of
            .as_ref()
            .and_then(literal)
            .filter(|t| t != "0.0"),
        ..Rules::default()
    }
}
