//! The one place that decides what a schema is: keywords -> [`Shape`].

use std::sync::Arc;

use serde_json::Value;

use super::keywords::{Bounds, Child, Keywords, Kind, More};
use super::schemas::Schemas;
use super::{Additional, Object, Property, Shape, Union};
use crate::diagnostic::{Code, Diagnostics};
use crate::lean::Lean;
use crate::place::Place;

/// The most items that a tuple of the runtime has.
pub(super) const MAX_TUPLE: usize = 12;

impl Schemas<'_> {
    /// What `k` is, and whether its shape says that null is allowed.
    pub(super) fn classify(
        &mut self,
        k: &Arc<Keywords>,
        is_base: bool,
        diags: &mut Diagnostics,
    ) -> (Shape, bool) {
        for keyword in &k.ignored {
            ignored(&k.place, keyword, diags);
        }
        if k.never {
            return (Shape::Never, false);
        }
        let null = k.types.contains(&Kind::Null);
        if let Some(values) = &k.enumeration {
            let (shape, has_null) = enumeration(k, values, diags);
            return (shape, null || has_null);
        }
        if !is_base && let Some(union) = self.hierarchy(k, diags) {
            return (Shape::Union(union), null);
        }
        if (!k.one_of.is_empty() || !k.any_of.is_empty())
            && let Some((shape, has_null)) = self.alternatives(k, diags)
        {
            return (shape, null || has_null);
        }
        let kinds: Vec<Kind> = k
            .types
            .iter()
            .copied()
            .filter(|t| *t != Kind::Null)
            .collect();
        let shape = match kinds[..] {
            [] if null => Shape::Null,
            [] => self.untyped(k, diags),
            [kind] => self.typed(k, kind, diags),
            _ if only_numbers(&kinds) => Shape::Number,
            _ => Shape::Union(self.by_type(k, &kinds, diags)),
        };
        (shape, null)
    }

    /// A schema without `type`: what its other keywords speak of.
    fn untyped(&mut self, k: &Arc<Keywords>, diags: &mut Diagnostics) -> Shape {
        let b = &k.bounds;
        if k.has_object_keywords() || b.min_properties.is_some() || b.max_properties.is_some() {
            self.typed(k, Kind::Object, diags)
        } else if k.items.is_some() || !k.prefix_items.is_empty() {
            self.typed(k, Kind::Array, diags)
        } else if let Some((keyword, shape)) = of_scalars(k) {
            type_missing(k, keyword, &shape, diags);
            shape
        } else {
            Shape::Any
        }
    }

    fn typed(&mut self, k: &Arc<Keywords>, kind: Kind, diags: &mut Diagnostics) -> Shape {
        if kind != Kind::Object && k.has_object_keywords() {
            misplaced(&k.place, "properties", kind, diags);
        }
        if kind != Kind::Array && k.items.is_some() {
            misplaced(&k.place, "items", kind, diags);
        }
        match kind {
            Kind::Null => Shape::Null,
            Kind::Boolean => Shape::Bool,
            Kind::Integer => Shape::Integer,
            Kind::Number => Shape::Number,
            Kind::String => Shape::String,
            Kind::Array => self.array(k, diags),
            Kind::Object => Shape::Object(self.object(k, diags)),
        }
    }

    fn array(&mut self, k: &Arc<Keywords>, diags: &mut Diagnostics) -> Shape {
        let fixed = (1..=MAX_TUPLE).contains(&k.prefix_items.len())
            && k.bounds
                .min_items
                .is_none_or(|n| n >= k.prefix_items.len() as u64)
            && k.items
                .as_ref()
                .is_none_or(|i| matches!(&**i, Child::Inline(i) if i.never));
        if fixed {
            note_fixed(k, diags);
            let items = k.prefix_items.iter().map(|item| self.intern(item, diags));
            return Shape::Tuple(items.collect());
        }
        if !k.prefix_items.is_empty() {
            return Shape::List(Some(self.one_of_the_items(k, diags)));
        }
        if k.items.is_none() {
            diags.warning(
                Code::ItemsMissing,
                &k.place,
                "this array says nothing of its items",
            );
        }
        Shape::List(k.items.as_ref().map(|item| self.intern(item, diags)))
    }

    fn object(&mut self, k: &Arc<Keywords>, diags: &mut Diagnostics) -> Object {
        let mut properties = Vec::new();
        for (wire, child) in &k.properties {
            properties.push(Property {
                wire: wire.clone(),
                schema: self.intern(child, diags),
                required: k.required.contains(wire),
                declared: true,
                place: child.place().clone(),
            });
        }
        self.undeclared(k, &mut properties, diags);
        let additional = match &k.additional {
            More::Unsaid if k.closed => Additional::Closed,
            More::Unsaid => Additional::Unsaid,
            More::Any => Additional::Any,
            More::Closed => Additional::Closed,
            More::Typed(child) => Additional::Typed(self.intern(child, diags)),
        };
        let patterns = &k.patterns;
        let patterns = patterns
            .iter()
            .map(|(p, c)| (p.clone(), self.intern(c, diags)));
        Object {
            properties,
            additional,
            patterns: patterns.collect(),
            tags: Lean::NOTHING,
        }
    }

    /// What is required and not declared: any value, and not insisted on, since it is most often a slip.
    fn undeclared(
        &mut self,
        k: &Keywords,
        properties: &mut Vec<Property>,
        diags: &mut Diagnostics,
    ) {
        if !matches!(k.additional, More::Unsaid | More::Closed) || !k.patterns.is_empty() {
            return;
        }
        let at = k.place.child("required");
        let names = k.required.iter().enumerate();
        // What tells alternatives apart is the union's to write.
        let tag = k.discriminator.as_ref().map(|d| &d.property);
        let missing = |name: &String| !k.properties.contains_key(name) && Some(name) != tag;
        for (index, name) in names.filter(|(_, name)| missing(name)) {
            let is_kept =
                !k.closed && !matches!(k.additional, More::Closed) && !k.properties.is_empty();
            let outcome = match is_kept {
                true => "it is of any type, and nobody insists on it",
                false => "the requirement is ignored",
            };
            let message = format!("`{name}` is required but not declared; {outcome}");
            diags
                .warning(Code::RequiredUndeclared, &at, message)
                .help("declare it under `properties`, or take it off the list");
            if is_kept {
                let place = at.index(index);
                let any = Child::Inline(Arc::new(Keywords::any(place.clone())));
                properties.push(Property {
                    wire: name.clone(),
                    schema: self.intern(&any, diags),
                    required: false,
                    declared: false,
                    place,
                });
            }
        }
    }

    /// `type: [a, b]`: one alternative per type, each with the keywords that speak of it.
    fn by_type(&mut self, k: &Arc<Keywords>, kinds: &[Kind], diags: &mut Diagnostics) -> Union {
        let at = k.place.child("type");
        let mut variants = Vec::new();
        for (index, kind) in kinds.iter().enumerate() {
            if *kind == Kind::Integer && kinds.contains(&Kind::Number) {
                continue;
            }
            let place = at.index(index);
            let child = Child::Inline(Arc::new(only(k, *kind, place.clone())));
            variants.push(super::Variant {
                schema: self.intern(&child, diags),
                tags: Vec::new(),
                place,
                hint: None,
            });
        }
        Union {
            tag: None,
            variants,
        }
    }
}

/// The keywords of `k` that speak of `kind`, without annotations.
fn only(k: &Keywords, kind: Kind, place: Place) -> Keywords {
    let mut out = Keywords::any(place);
    out.types = vec![kind];
    let b = &k.bounds;
    match kind {
        Kind::String => {
            out.format.clone_from(&k.format);
            out.limit(Bounds {
                min_length: b.min_length,
                max_length: b.max_length,
                pattern: b.pattern.clone(),
                ..Bounds::default()
            });
        }
        Kind::Integer | Kind::Number => {
            out.limit(Bounds {
                minimum: b.minimum.clone(),
                maximum: b.maximum.clone(),
                multiple_of: b.multiple_of.clone(),
                ..Bounds::default()
            });
        }
        Kind::Array => {
            out.items.clone_from(&k.items);
            out.prefix_items.clone_from(&k.prefix_items);
            out.limit(Bounds {
                min_items: b.min_items,
                max_items: b.max_items,
                unique_items: b.unique_items,
                ..Bounds::default()
            });
        }
        Kind::Object => {
            out.properties = k.properties.clone();
            out.required.clone_from(&k.required);
            out.additional = k.additional.clone();
            out.patterns.clone_from(&k.patterns);
            out.limit(Bounds {
                min_properties: b.min_properties,
                max_properties: b.max_properties,
                ..Bounds::default()
            });
        }
        Kind::Null | Kind::Boolean => {}
    }
    out
}

fn only_numbers(kinds: &[Kind]) -> bool {
    kinds
        .iter()
        .all(|k| matches!(k, Kind::Integer | Kind::Number))
}

/// The keyword that speaks of one scalar type alone, and the type.
fn of_scalars(k: &Keywords) -> Option<(&'static str, Shape)> {
    let b = &k.bounds;
    let strings = [
        ("pattern", b.pattern.is_some()),
        ("minLength", b.min_length.is_some()),
        ("maxLength", b.max_length.is_some()),
        ("contentEncoding", k.content_encoding.is_some()),
    ];
    if let Some((keyword, _)) = strings.into_iter().find(|(_, there)| *there) {
        return Some((keyword, Shape::String));
    }
    match kind_of_format(k.format.as_deref()?) {
        Shape::Any => None,
        shape => Some(("format", shape)),
    }
}

/// A format without a type says the type.
fn kind_of_format(format: &str) -> Shape {
    match format {
        "int32" | "int64" | "uint32" | "uint64" | "int8" | "int16" | "uint8" | "uint16" => {
            Shape::Integer
        }
        "float" | "double" => Shape::Number,
        "date-time" | "date" | "time" | "duration" | "uuid" | "uri" | "email" | "ipv4" | "ipv6"
        | "hostname" | "password" | "byte" | "binary" => Shape::String,
        _ => Shape::Any,
    }
}

/// The values without null and duplicates, converted to the declared type where that is possible.
fn enumeration(k: &Keywords, values: &[Value], diags: &mut Diagnostics) -> (Shape, bool) {
    let has_null = values.iter().any(Value::is_null);
    let listed: Vec<&Value> = values.iter().filter(|v| !v.is_null()).collect();
    let strings = !listed.is_empty() && listed.iter().all(|v| v.is_string());
    let kinds: Vec<Kind> = k
        .types
        .iter()
        .copied()
        .filter(|t| *t != Kind::Null)
        .collect();
    let kind = match kinds[..] {
        [kind] if !strings || listed.iter().all(|v| fit(v, kind).is_some()) => Some(kind),
        _ => None,
    };
    if let ([declared], None) = (&kinds[..], kind) {
        mismatch(&k.place, declared.as_str(), "the values decide", diags);
    }
    let out = match kind {
        Some(kind) => fitted(&k.place, &listed, kind, diags),
        None => distinct(listed.into_iter().cloned()),
    };
    let both = [Value::Bool(true), Value::Bool(false)];
    if out.is_empty() {
        return (if has_null { Shape::Null } else { plain(&kinds) }, has_null);
    }
    if out.len() == 2 && both.iter().all(|b| out.contains(b)) {
        return (Shape::Bool, has_null);
    }
    (Shape::Enum(out), has_null)
}

/// The values as values of `kind`; what was made of them is said once, of the first.
fn fitted(at: &Place, listed: &[&Value], kind: Kind, diags: &mut Diagnostics) -> Vec<Value> {
    let (mut out, mut converted, mut lost) = (Vec::new(), Vec::new(), Vec::new());
    for value in listed {
        match fit(value, kind) {
            Some(fitted) => {
                if fitted != **value && !value.is_number() {
                    converted.push(format!("`{value}` is read as `{fitted}`"));
                }
                out.push(fitted);
            }
            None => lost.push(format!("`{value}` is left out")),
        }
    }
    for outcomes in [converted, lost] {
        let more = match outcomes.len().saturating_sub(1) {
            0 => String::new(),
            more => format!(", and so on with {more} more"),
        };
        if let Some(first) = outcomes.first() {
            mismatch(at, kind.as_str(), &format!("{first}{more}"), diags);
        }
    }
    distinct(out)
}

fn distinct(values: impl IntoIterator<Item = Value>) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    for value in values {
        if !out.contains(&value) {
            out.push(value);
        }
    }
    out
}

fn plain(kinds: &[Kind]) -> Shape {
    match kinds {
        [Kind::String] => Shape::String,
        [Kind::Integer] => Shape::Integer,
        [Kind::Number] => Shape::Number,
        [Kind::Boolean] => Shape::Bool,
        _ => Shape::Any,
    }
}

/// `value` as a `kind`, if it is or can be made one.
fn fit(value: &Value, kind: Kind) -> Option<Value> {
    match (kind, value) {
        (Kind::String, Value::String(_))
        | (Kind::Number, Value::Number(_))
        | (Kind::Boolean, Value::Bool(_))
        | (Kind::Array, Value::Array(_))
        | (Kind::Object, Value::Object(_)) => Some(value.clone()),
        (Kind::String, Value::Number(n)) => Some(Value::String(n.to_string())),
        (Kind::String, Value::Bool(b)) => Some(Value::String(b.to_string())),
        (Kind::Integer, Value::Number(n)) if n.is_f64() => {
            let f = n.as_f64().filter(|f| f.fract() == 0.0 && f.abs() < 9e15)?;
            #[allow(clippy::cast_possible_truncation)]
            Some(Value::from(f as i64))
        }
        (Kind::Integer, Value::Number(_)) => Some(value.clone()),
        (Kind::Integer, Value::String(s)) => Some(Value::from(s.trim().parse::<i64>().ok()?)),
        (Kind::Number, Value::String(s)) => {
            serde_json::Number::from_f64(s.trim().parse().ok()?).map(Value::Number)
        }
        (Kind::Boolean, Value::String(s)) => Some(Value::Bool(s.parse().ok()?)),
        _ => None,
    }
}

/// Says so where a list is taken to have as many items as are listed, though it may have fewer or more.
fn note_fixed(k: &Keywords, diags: &mut Diagnostics) {
    let count = k.prefix_items.len() as u64;
    let most = k.bounds.max_items.is_some_and(|most| most <= count);
    let fewer = k.bounds.min_items.is_none() && k.items.is_none();
    if fewer && !most {
        let message =
            format!("nothing says how long the list is: it is taken to have {count} items");
        diags
            .warning(Code::KeywordIgnored, &k.place.child("prefixItems"), message)
            .help("say `minItems` and `items: false`");
    }
}

/// Says so where a keyword stands for the type that is missing: by itself, it allows all values of other types.
fn type_missing(k: &Keywords, keyword: &str, shape: &Shape, diags: &mut Diagnostics) {
    let kind = match shape {
        Shape::Integer => "an integer",
        Shape::Number => "a number",
        _ => "a string",
    };
    diags
        .warning(
            Code::TypeMissing,
            &k.place.child(keyword).as_key(),
            format!("`{keyword}` says nothing without a type; the value is taken to be {kind}"),
        )
        .help("say `type`");
}

fn mismatch(at: &Place, declared: &str, outcome: &str, diags: &mut Diagnostics) {
    diags.warning(
        Code::EnumMismatch,
        &at.child("enum"),
        format!("values of `enum` are not of the declared type `{declared}`; {outcome}"),
    );
}

fn misplaced(at: &Place, keyword: &str, kind: Kind, diags: &mut Diagnostics) {
    let kind = kind.as_str();
    diags.warning(
        Code::KeywordMisplaced,
        at,
        format!("`{keyword}` does not constrain the type `{kind}` and is ignored"),
    );
}

/// Says that a keyword is accepted without effect.
pub(super) fn ignored(at: &Place, keyword: &str, diags: &mut Diagnostics) {
    diags.warning(
        Code::KeywordIgnored,
        &at.child(keyword),
        format!("`{keyword}` is not expressed in the generated types and checks"),
    );
}
