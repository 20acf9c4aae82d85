//! `oneOf`, `anyOf` and discriminated hierarchies: which alternatives there are, and what tells them apart.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::keywords::{Bounds, Child, Discriminator, Keywords, Kind, More};
use super::schemas::Schemas;
use super::{Shape, Union, Variant};
use crate::diagnostic::{Code, Diagnostics};
use crate::place::{Part, Place};

impl Schemas<'_> {
    /// The union of a base that a discriminator tells apart and of the components that extend it.
    pub(super) fn hierarchy(&mut self, k: &Keywords, diags: &mut Diagnostics) -> Option<Union> {
        let discriminator = k.discriminator.as_ref()?;
        if !k.one_of.is_empty() || !k.any_of.is_empty() {
            return None;
        }
        let mut members = self.descendants(&k.place);
        if members.is_empty() {
            return None;
        }
        let mut tags = self.mapping(discriminator, &k.place, diags);
        for place in tags.values().flatten() {
            if !members.contains(place) && *place != k.place {
                members.push(place.clone());
            }
        }
        let mut variants = Vec::new();
        for place in members {
            let named = Child::Ref(reference(&place), place.clone());
            let values = self.tags_of(&place, &named, &mut tags, discriminator, diags);
            variants.push(Variant {
                schema: self.intern_component(&place)?,
                tags: values,
                hint: place.last().map(str::to_owned),
                place,
            });
        }
        let taken = |name: &str| variants.iter().any(|v| v.tags.iter().any(|t| t == name));
        let own = own_tags(&tags, &k.place);
        let own: Vec<String> = own.into_iter().filter(|t| !taken(t)).collect();
        if !own.is_empty() {
            let base = k.place.as_key();
            let whole = self.load(&k.place)?;
            let child = Child::Base(Box::new(whole), base.clone());
            variants.insert(
                0,
                Variant {
                    schema: self.intern(&child, diags),
                    tags: own,
                    hint: k.place.last().map(|name| format!("{name} Base")),
                    place: base,
                },
            );
        }
        Some(Union {
            tag: Some(discriminator.property.clone()),
            variants,
        })
    }

    /// The components that extend `base`, directly or not; in document order, each once.
    fn descendants(&mut self, base: &Place) -> Vec<Place> {
        let mut out: Vec<Place> = Vec::new();
        let mut open: Vec<Place> = self.children.get(base).cloned().unwrap_or_default();
        open.reverse();
        while let Some(place) = open.pop() {
            if place == *base || out.contains(&place) {
                continue;
            }
            let nested =
                matches!(self.load(&place), Some(Child::Inline(k)) if k.discriminator.is_some());
            if !nested {
                open.extend(
                    self.children
                        .get(&place)
                        .into_iter()
                        .flatten()
                        .rev()
                        .cloned(),
                );
            }
            out.push(place);
        }
        out
    }

    /// `mapping`: value -> the schema's place; dangling entries are reported.
    fn mapping(
        &mut self,
        discriminator: &Discriminator,
        at: &Place,
        diags: &mut Diagnostics,
    ) -> IndexMap<String, Option<Place>> {
        let mut out = IndexMap::new();
        for (value, reference) in &discriminator.mapping {
            let named = format!("#/components/schemas/{reference}");
            let is_name = !reference.contains(['#', '/']);
            let candidates = if is_name {
                [&named, reference]
            } else {
                [reference, &named]
            };
            let found = candidates.iter().find_map(|r| {
                let place = self.refs.place(at, r)?;
                self.load(&place).map(|_| place)
            });
            if found.is_none() {
                let at = at.child("discriminator").child("mapping").child(value);
                diags.warning(
                    Code::DiscriminatorMapping,
                    &at,
                    format!(
                        "the mapping of `{value}` leads to `{reference}`, which does not exist"
                    ),
                );
            }
            out.insert(value.clone(), found);
        }
        out
    }

    /// The values that select the alternative at `target`.
    fn tags_of(
        &mut self,
        target: &Place,
        child: &Child,
        mapping: &mut IndexMap<String, Option<Place>>,
        discriminator: &Discriminator,
        diags: &mut Diagnostics,
    ) -> Vec<String> {
        let mapped = own_entries(mapping, target);
        if !mapped.is_empty() {
            return mapped;
        }
        let flat = self.flatten(child, 0, diags);
        if let Some(value) = flat.extension_text("x-ms-discriminator-value") {
            return vec![value.to_owned()];
        }
        let is_union = !flat.one_of.is_empty() || !flat.any_of.is_empty();
        if is_union {
            return Vec::new(); // the values of the nested union, once that is decided
        }
        if let Some(property) = flat.properties.get(&discriminator.property).cloned() {
            let property = self.flatten(&property, 0, diags);
            if let Some(values) = &property.enumeration
                && let [only] = &values[..]
                && let Some(text) = super::tags::text(only)
            {
                return vec![text];
            }
        }
        let is_component = matches!(child, Child::Ref(..));
        match target.last() {
            Some(name) if is_component => vec![name.to_owned()],
            _ => Vec::new(),
        }
    }

    /// `oneOf` or `anyOf`; `None` if they only require some of the properties declared beside them.
    pub(super) fn alternatives(
        &mut self,
        k: &Arc<Keywords>,
        diags: &mut Diagnostics,
    ) -> Option<(Shape, bool)> {
        let keyword = if k.one_of.is_empty() {
            "anyOf"
        } else {
            "oneOf"
        };
        let listed = if k.one_of.is_empty() {
            &k.any_of
        } else {
            &k.one_of
        };
        if !k.one_of.is_empty() && !k.any_of.is_empty() {
            super::shape::ignored(&k.place, "anyOf", diags);
        }
        let only_requirements = |c: &Child| match c {
            Child::Inline(k) => says_only_required(k),
            _ => false,
        };
        if listed.iter().all(only_requirements) {
            super::shape::ignored(&k.place, keyword, diags);
            return None;
        }
        let mut null = false;
        let mut branches: Vec<(Child, Arc<Keywords>)> = Vec::new();
        for child in listed {
            let flat = self.flatten(child, 0, diags);
            if is_null(&flat) {
                null = true;
            } else if !branches.iter().any(|(c, _)| same(c, child)) {
                branches.push((child.clone(), flat));
            }
        }
        if let Some(shape) = string_values(&branches) {
            null |= branches.iter().any(|(_, f)| f.nullable);
            return Some((shape, null));
        }
        let branches = beside(k, branches);
        match &branches[..] {
            [] => Some((if null { Shape::Null } else { Shape::Never }, null)),
            [(only, _)] => Some((Shape::Alias(self.intern(only, diags)), null)),
            _ => {
                unchecked(&k.place, &k.bounds, diags);
                Some((Shape::Union(self.union(k, branches, diags)), null))
            }
        }
    }

    fn union(
        &mut self,
        k: &Keywords,
        branches: Vec<(Child, Place)>,
        diags: &mut Diagnostics,
    ) -> Union {
        let mut tags = match &k.discriminator {
            Some(d) => self.mapping(d, &k.place, diags),
            None => IndexMap::new(),
        };
        let mut variants = Vec::new();
        for (child, place) in branches {
            let named = match &child {
                Child::Merged(parts, _) => parts.last().unwrap_or(&child),
                _ => &child,
            };
            let target = match named {
                Child::Ref(reference, at) => self.refs.place(at, reference),
                other => Some(other.place().clone()),
            };
            let hint = match (named, &target) {
                (Child::Ref(..), Some(target)) => target.last().map(str::to_owned),
                _ => None,
            };
            let values = match (&k.discriminator, target) {
                (Some(d), Some(t)) => {
                    let values = self.tags_of(&t, named, &mut tags, d, diags);
                    tags.retain(|_, place| place.as_ref() != Some(&t));
                    values
                }
                _ => Vec::new(),
            };
            variants.push(Variant {
                schema: self.intern(&child, diags),
                tags: values,
                place,
                hint,
            });
        }
        for (value, place) in &tags {
            if place.is_some() {
                let at = k.place.child("discriminator").child("mapping").child(value);
                diags.warning(
                    Code::DiscriminatorMapping,
                    &at,
                    format!("the mapping of `{value}` leads to a schema that is none of the alternatives"),
                );
            }
        }
        Union {
            tag: k.discriminator.as_ref().map(|d| d.property.clone()),
            variants,
        }
    }
}

fn reference(place: &Place) -> String {
    format!("#{}", place.pointer())
}

fn own_entries(mapping: &IndexMap<String, Option<Place>>, target: &Place) -> Vec<String> {
    let entries = mapping
        .iter()
        .filter(|(_, place)| place.as_ref() == Some(target));
    entries.map(|(value, _)| value.clone()).collect()
}

fn own_tags(mapping: &IndexMap<String, Option<Place>>, base: &Place) -> Vec<String> {
    let own = own_entries(mapping, base);
    if own.is_empty() {
        base.last().map(str::to_owned).into_iter().collect()
    } else {
        own
    }
}

/// What stands beside the alternatives and would have to be checked whichever it is.
fn unchecked(at: &Place, bounds: &Bounds, diags: &mut Diagnostics) {
    let said = [
        ("minimum", bounds.minimum.is_some()),
        ("maximum", bounds.maximum.is_some()),
        ("multipleOf", bounds.multiple_of.is_some()),
        ("minLength", bounds.min_length.is_some()),
        ("maxLength", bounds.max_length.is_some()),
        ("pattern", bounds.pattern.is_some()),
        ("minItems", bounds.min_items.is_some()),
        ("maxItems", bounds.max_items.is_some()),
        ("uniqueItems", bounds.unique_items),
        ("minProperties", bounds.min_properties.is_some()),
        ("maxProperties", bounds.max_properties.is_some()),
    ];
    for (keyword, _) in said.into_iter().filter(|(_, is_said)| *is_said) {
        super::shape::ignored(at, keyword, diags);
    }
}

fn says_only_required(k: &Keywords) -> bool {
    let mut bare = k.clone();
    bare.required = Vec::new();
    !k.required.is_empty() && !bare.is_structural()
}

fn is_null(k: &Keywords) -> bool {
    let null_enum = k
        .enumeration
        .as_ref()
        .is_some_and(|v| v.iter().all(Value::is_null));
    k.types == [Kind::Null] || null_enum
}

fn same(a: &Child, b: &Child) -> bool {
    matches!((a, b), (Child::Ref(x, _), Child::Ref(y, _)) if x == y)
}

/// The values where all alternatives are strings and at least one lists values.
fn string_values(branches: &[(Child, Arc<Keywords>)]) -> Option<Shape> {
    let mut values: Vec<Value> = Vec::new();
    let (mut any, mut others) = (false, false);
    for (_, k) in branches {
        if let Some(list) = &k.enumeration {
            any = true;
            for value in list {
                if value.is_string() && !values.contains(value) {
                    values.push(value.clone());
                } else if !value.is_string() && !value.is_null() {
                    return None;
                }
            }
        } else if k.types != [Kind::String]
            || k.format.is_some()
            || !k.one_of.is_empty()
            || !k.any_of.is_empty()
            || *k.bounds != Bounds::default()
        {
            return None;
        } else {
            others = true;
        }
    }
    let shape = match others {
        true => Shape::Known(values),
        false => Shape::Enum(values),
    };
    (any && branches.len() > 1).then_some(shape)
}

/// The place of an alternative in `whole`, which may have it from a part of its `allOf`.
/// What is merged itself, and so perhaps in a circle, leaves alternatives where they are written.
fn inside(whole: &Place, alternative: Place) -> Place {
    let is_written = whole.part() == Part::Value;
    match alternative.segments()[..] {
        [.., keyword, index] if is_written && !whole.holds(&alternative) => {
            whole.child(keyword).child(index)
        }
        _ => alternative,
    }
}

/// Each alternative together with what stands beside the list.
fn beside(k: &Keywords, branches: Vec<(Child, Arc<Keywords>)>) -> Vec<(Child, Place)> {
    let mut rest = Keywords::any(k.place.as_key());
    rest.properties = k.properties.clone();
    rest.required.clone_from(&k.required);
    rest.additional = k.additional.clone();
    rest.patterns.clone_from(&k.patterns);
    rest.types = if rest.properties.is_empty() {
        Vec::new()
    } else {
        vec![Kind::Object]
    };
    let says_much = !rest.properties.is_empty() || !rest.required.is_empty();
    let has_others = matches!(rest.additional, More::Typed(_));
    let rest = Child::Inline(Arc::new(rest));
    let pair = |(child, of): (Child, Arc<Keywords>)| {
        let place = child.place().clone();
        // Others than the declared properties are nothing to an alternative that is no object.
        if says_much || has_others && of.types == [Kind::Object] {
            let place = inside(&k.place, place);
            let merged = Child::Merged(vec![rest.clone(), child], place.as_key());
            (merged, place)
        } else {
            (child, place)
        }
    };
    branches.into_iter().map(pair).collect()
}
