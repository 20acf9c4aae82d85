//! Defaults as Rust constants.

use serde_json::Value;

use super::mode::Mode;
use super::types::Lower;
use crate::diagnostic::Code;
use crate::ir::{Format, Literal, Scalar, Type};
use crate::resolve::{SchemaId, Shape, Union};

impl Lower<'_> {
    /// The default of a use of `id`, if it has one that fits and that a constant can say.
    pub(super) fn default_of(&mut self, id: SchemaId, ty: &Type, mode: Mode) -> Option<Literal> {
        let model = self.model;
        let own = model.schema(id);
        let target = model.schema(model.target(id));
        let (value, at) = match (&own.keywords.default, &target.keywords.default) {
            (Some(value), _) => (value, &own.place),
            (None, Some(value)) => (value, &target.place),
            (None, None) => return None,
        };
        if value.is_null() {
            return None;
        }
        let checked = super::validate::check(self.against(), id, value);
        if let Err(problem) = checked {
            self.diags.warning(
                Code::DefaultMismatch,
                &at.child("default"),
                format!("the default `{value}` is not applied: {problem}"),
            );
            return None;
        }
        let literal = self.literal(id, value, ty, mode, 0);
        if literal.is_none()
            && !self
                .diags
                .knows(Code::DefaultUnapplied, &at.child("default"))
        {
            let why = unapplied(ty);
            self.diags.warning(
                Code::DefaultUnapplied,
                &at.child("default"),
                format!("the default `{value}` is not applied: {why}"),
            );
        }
        literal
    }

    fn literal(
        &mut self,
        id: SchemaId,
        value: &Value,
        ty: &Type,
        mode: Mode,
        depth: usize,
    ) -> Option<Literal> {
        let model = self.model;
        let target = model.target(id);
        let schema = model.schema(target);
        match (ty, value) {
            _ if depth > 8 => None,
            (Type::Secret(inner), _) => self.literal(id, value, inner, mode, depth + 1),
            (Type::Bool, Value::Bool(b)) => Some(Literal::Bool(*b)),
            (Type::Int(int), Value::Number(n)) => {
                let whole = n
                    .as_i64()
                    .map(i128::from)
                    .or_else(|| n.as_u64().map(i128::from));
                let whole = whole.or_else(|| float_as_int(n))?;
                within(whole, super::constraints::range(*int)).map(Literal::Int)
            }
            (Type::F32 | Type::F64, Value::Number(n)) => n.as_f64().map(Literal::Float),
            (Type::String, Value::String(s)) => Some(Literal::String(s.clone())),
            (Type::List(item_type), Value::Array(items)) => {
                let Shape::List(Some(item)) = schema.shape else {
                    return items.is_empty().then(|| Literal::List(Vec::new()));
                };
                let items = items
                    .iter()
                    .map(|v| self.literal(item, v, item_type, mode, depth + 1));
                items.collect::<Option<Vec<_>>>().map(Literal::List)
            }
            (Type::Map(_), Value::Object(map)) if map.is_empty() => Some(Literal::Empty),
            (Type::Map(_), Value::Object(_))
            | (Type::Any, _)
            | (Type::Base64, Value::String(_)) => Some(Literal::Json(value.to_string())),
            (Type::Scalar(scalar), Value::String(_)) if has_default(scalar) => {
                Some(Literal::Json(value.to_string()))
            }
            (Type::Named(_), _) => self.named_literal(target, value, mode, depth),
            (Type::Nullable(inner), value) if !value.is_null() => {
                self.literal(id, value, inner, mode, depth + 1)
            }
            _ => None,
        }
    }

    fn named_literal(
        &mut self,
        target: SchemaId,
        value: &Value,
        mode: Mode,
        depth: usize,
    ) -> Option<Literal> {
        let model = self.model;
        let schema = model.schema(target);
        match &schema.shape {
            Shape::Enum(values) | Shape::Known(values) => {
                let index = values.iter().position(|v| v == value)?;
                Some(Literal::Variant(self.definition(target, mode), index))
            }
            Shape::Union(union) => self.alternative(union, target, value, mode, depth),
            Shape::List(_) if self.circular.contains(&target) => {
                let inner = self.inline_of(target, mode);
                let items = self.literal(target, value, &inner, mode, depth + 1)?;
                let ty = self.definition(target, mode);
                Some(Literal::Alternative(ty, 0, Box::new(items)))
            }
            Shape::Object(_) if self.circular.contains(&target) => {
                Some(Literal::Json(value.to_string()))
            }
            Shape::Object(object) if super::types::is_struct(object) => {
                let empty = value.as_object().is_some_and(serde_json::Map::is_empty);
                let optional = object.properties.iter().all(|p| !p.required);
                optional.then(|| match empty {
                    true => Literal::Empty,
                    false => Literal::Json(value.to_string()),
                })
            }
            Shape::Alias(_) => None,
            _ => {
                let inner = self.inline_of(target, mode);
                self.literal(target, value, &inner, mode, depth + 1)
            }
        }
    }
}

impl Lower<'_> {
    /// The alternative that a default is of: the one that its tag selects, else the first that it fits.
    fn alternative(
        &mut self,
        union: &Union,
        target: SchemaId,
        value: &Value,
        mode: Mode,
        depth: usize,
    ) -> Option<Literal> {
        let me = self.definition(target, mode);
        let kept = self.kept(union, me, mode);
        let tag = union.tag.as_deref();
        let tag = tag.map(|tag| value.get(tag).and_then(crate::resolve::tag_text));
        let fits = |(index, _): &(usize, Type)| {
            let variant = &union.variants[*index];
            match &tag {
                Some(Some(text)) => variant.tags.contains(text),
                Some(None) => false,
                None => super::validate::check(self.against(), variant.schema, value).is_ok(),
            }
        };
        let position = kept.iter().position(fits)?;
        let (index, ty) = &kept[position];
        let schema = union.variants[*index].schema;
        let content = self.literal(schema, value, ty, mode, depth + 1)?;
        match kept.len() {
            1 if tag.is_none() => Some(content),
            _ => Some(Literal::Alternative(me, position, Box::new(content))),
        }
    }
}

/// Whether the Rust type of a format has a `Default`, which a constant that is read needs.
fn has_default(scalar: &Scalar) -> bool {
    let is_time = scalar.path.starts_with("time::");
    let without = matches!(
        scalar.format,
        Format::Ipv4 | Format::Ipv6 | Format::Ip | Format::Uri
    );
    !is_time && !without
}

/// Why a valid default is not applied.
fn unapplied(ty: &Type) -> &'static str {
    match ty {
        Type::Int(_) => "it is out of the range of its format's type",
        Type::Scalar(_) => "the type of its format has no constants",
        Type::External(_) => "only its own type knows it",
        Type::Secret(_) => "a secret has no constant",
        _ => "a value of its type has required parts, or alternatives",
    }
}

/// An integer of a Rust type; what is beyond its largest is meant as that one if only rounding put it there.
fn within(n: i128, (least, most): (i128, i128)) -> Option<i128> {
    #[allow(clippy::cast_precision_loss)]
    let rounded = n > most && n as f64 == most as f64;
    (least..=most)
        .contains(&n)
        .then_some(n)
        .or_else(|| rounded.then_some(most))
}

fn float_as_int(n: &serde_json::Number) -> Option<i128> {
    let f = n.as_f64().filter(|f| f.fract() == 0.0 && f.abs() < 9e15)?;
    #[allow(clippy::cast_possible_truncation)]
    Some(f as i128)
}
