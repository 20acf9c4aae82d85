//! What tells the alternatives of a union apart, decided once every schema is known: nested unions, values
//! that nobody mapped, and alternatives that nothing tells apart.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use super::{Additional, Keywords, Object, Schema, SchemaId, Shape, Union, Variant};
use crate::diagnostic::{Code, Diagnostics};
use crate::place::Place;

/// Decides all tags, once every schema is known: nested unions, and tags that nobody declared.
pub(super) fn decide(list: &mut Vec<Schema>, diags: &mut Diagnostics) {
    let mut index = 0;
    while let Some(schema) = list.get(index) {
        if let Shape::Union(union) = &schema.shape {
            let (place, mut union) = (schema.place.clone(), union.clone());
            let listed = !schema.keywords.one_of.is_empty() || !schema.keywords.any_of.is_empty();
            match union.tag.clone() {
                Some(tag) => {
                    for variant in &mut union.variants {
                        if variant.tags.is_empty() {
                            variant.tags = nested_tags(list, variant.schema, &tag, 0);
                        }
                    }
                    let selected = selected(&union);
                    group(list, &mut union);
                    check_tags(list, &place, &mut union, diags);
                    if union.tag.is_some() {
                        leave_to_union(list, &tag, selected, !listed);
                    }
                }
                None => infer(list, &mut union),
            }
            if union.tag.is_none() {
                ambiguity(list, &union, diags);
            }
            list[index].shape = Shape::Union(union);
        }
        index += 1;
    }
}

/// The alternatives, each with the value that is written.
fn selected(union: &Union) -> Vec<(SchemaId, String)> {
    let selected = union.variants.iter();
    selected
        .filter_map(|v| Some((v.schema, v.tags.first()?.clone())))
        .collect()
}

/// A tag that an alternative does not declare is the union's to write. The alternative writes it where it is used
/// alone, if it requires the tag or extends what has it.
fn leave_to_union(
    list: &mut [Schema],
    tag: &str,
    mut selected: Vec<(SchemaId, String)>,
    extended: bool,
) {
    let mut seen = BTreeSet::new();
    let mut next = 0;
    while let Some((id, value)) = selected.get(next).cloned() {
        next += 1;
        let index = target_of(list, id);
        if !seen.insert(index) {
            continue;
        }
        let allowed = allows_tag(list, index);
        match &mut list[index].shape {
            Shape::Object(object) => {
                let declares = object
                    .properties
                    .iter()
                    .any(|p| p.declared && p.wire == tag);
                let requires = object
                    .properties
                    .iter()
                    .any(|p| !p.declared && p.wire == tag);
                object.properties.retain(|p| p.declared || p.wire != tag);
                let known = object.tags.iter().any(|(known, _)| known == tag);
                if (requires || extended && allowed) && !declares && !known {
                    object.tags.push((tag.to_owned(), value));
                }
            }
            // What extends an alternative that is told apart by a tag of its own.
            Shape::Union(nested) if extended && nested.tag.as_deref() != Some(tag) => {
                let nested = nested.variants.iter();
                selected.extend(nested.map(|v| (v.schema, value.clone())));
            }
            _ => {}
        }
    }
}

/// Whether a schema has room for a text that it does not declare.
fn allows_tag(list: &[Schema], index: usize) -> bool {
    let Shape::Object(object) = &list[index].shape else {
        return false;
    };
    match object.additional {
        Additional::Unsaid | Additional::Any => true,
        Additional::Closed => false,
        Additional::Typed(id) => matches!(target(list, id).shape, Shape::String | Shape::Any),
    }
}

/// Alternatives that share a value of the tag become one alternative, a union of its own: the others keep
/// being told apart by the tag.
fn group(list: &mut Vec<Schema>, union: &mut Union) {
    let mut groups: Vec<Vec<(usize, Variant)>> = Vec::new();
    for (index, variant) in union.variants.drain(..).enumerate() {
        let shares = |members: &Vec<(usize, Variant)>| {
            let mut tags = members.iter().flat_map(|(_, m)| &m.tags);
            tags.any(|tag| variant.tags.contains(tag))
        };
        let (together, apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(shares);
        let mut members: Vec<_> = together.into_iter().flatten().collect();
        members.push((index, variant));
        members.sort_by_key(|(index, _)| *index);
        groups = apart;
        groups.push(members);
    }
    groups.sort_by_key(|members| members.first().map(|(index, _)| *index));
    let without_index = |members: Vec<(usize, Variant)>| members.into_iter().map(|(_, m)| m);
    union.variants = match groups.len() {
        1 => groups.into_iter().flat_map(without_index).collect(),
        _ => groups
            .into_iter()
            .filter_map(|members| joined(list, without_index(members).collect()))
            .collect(),
    };
}

fn joined(list: &mut Vec<Schema>, mut members: Vec<Variant>) -> Option<Variant> {
    let first = members.first()?.clone();
    if members.len() == 1 {
        return Some(first);
    }
    let mut tags: Vec<String> = Vec::new();
    for member in &mut members {
        for tag in member.tags.drain(..) {
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
    }
    let place = first.place.as_key();
    let mut keywords = Keywords::any(place.clone());
    keywords.title = tags.first().cloned();
    list.push(Schema {
        place: place.clone(),
        keywords: Arc::new(keywords),
        shape: Shape::Union(Union {
            tag: None,
            variants: members,
        }),
        nullable: false,
    });
    Some(Variant {
        schema: SchemaId(u32::try_from(list.len() - 1).unwrap_or(u32::MAX)),
        hint: tags.first().cloned(),
        tags,
        place,
    })
}

fn target(list: &[Schema], id: SchemaId) -> &Schema {
    &list[target_of(list, id)]
}

/// The index of what a schema is another name for.
pub(super) fn target_of(list: &[Schema], mut id: SchemaId) -> usize {
    for _ in 0..super::refs::MAX_HOPS {
        match list[id.0 as usize].shape {
            Shape::Alias(next) => id = next,
            _ => break,
        }
    }
    id.0 as usize
}

fn nested_tags(list: &[Schema], id: SchemaId, tag: &str, depth: usize) -> Vec<String> {
    let Shape::Union(nested) = &target(list, id).shape else {
        return Vec::new();
    };
    if nested.tag.as_deref() != Some(tag) || depth > 16 {
        return Vec::new();
    }
    let mut out = Vec::new();
    for variant in &nested.variants {
        let tags = if variant.tags.is_empty() {
            nested_tags(list, variant.schema, tag, depth + 1)
        } else {
            variant.tags.clone()
        };
        out.extend(tags.into_iter().filter(|t| !t.is_empty()));
    }
    out
}

/// Gives the tag up where it does not tell the alternatives apart.
fn check_tags(list: &[Schema], at: &Place, union: &mut Union, diags: &mut Diagnostics) {
    let mut seen: Vec<&String> = Vec::new();
    let mut problem = None;
    for variant in &union.variants {
        let shape = &target(list, variant.schema).shape;
        if !matches!(shape, Shape::Object(_) | Shape::Union(_)) {
            problem = Some((&variant.place, "is no object"));
        } else if variant.tags.is_empty() {
            problem = Some((&variant.place, "has no value of the discriminator"));
        } else if variant.tags.iter().any(|t| seen.contains(&t)) {
            problem = Some((&variant.place, "has a value that an earlier one has"));
        }
        seen.extend(&variant.tags);
    }
    if let Some((place, why)) = problem {
        diags
            .warning(
                Code::DiscriminatorUnusable,
                &at.child("discriminator"),
                "the alternatives are told apart by shape, not by this discriminator",
            )
            .note_at(place, format!("this alternative {why}"));
        union.tag = None;
        union.variants.iter_mut().for_each(|v| v.tags.clear());
    }
}

/// A property that every alternative requires and whose listed values differ between them is a tag.
fn infer(list: &[Schema], union: &mut Union) {
    let objects: Vec<&Object> = union
        .variants
        .iter()
        .filter_map(|v| match &target(list, v.schema).shape {
            Shape::Object(object) => Some(object),
            _ => None,
        })
        .collect();
    if objects.len() != union.variants.len() || objects.len() < 2 {
        return;
    }
    for property in &objects[0].properties {
        let values: Option<Vec<Vec<String>>> = objects
            .iter()
            .map(|o| listed(list, o, &property.wire))
            .collect();
        let Some(values) = values else { continue };
        let all: Vec<&String> = values.iter().flatten().collect();
        let distinct = all.iter().enumerate().all(|(i, v)| !all[..i].contains(v));
        if distinct {
            union.tag = Some(property.wire.clone());
            for (variant, values) in union.variants.iter_mut().zip(values) {
                variant.tags = values;
            }
            return;
        }
    }
}

fn listed(list: &[Schema], object: &Object, wire: &str) -> Option<Vec<String>> {
    let property = object
        .properties
        .iter()
        .find(|p| p.wire == wire && p.required)?;
    let Shape::Enum(values) = &target(list, property.schema).shape else {
        return None;
    };
    values.iter().map(text).collect()
}

/// The text of a value that can be a tag: a string, an integer, a boolean.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(n) if n.is_i64() || n.is_u64() => Some(n.to_string()),
        _ => None,
    }
}

/// Reports alternatives that accept the same values.
fn ambiguity(list: &[Schema], union: &Union, diags: &mut Diagnostics) {
    for (index, variant) in union.variants.iter().enumerate() {
        let twin = union.variants[..index]
            .iter()
            .find(|other| alike(list, other.schema, variant.schema));
        if let Some(twin) = twin {
            diags
                .warning(
                    Code::UnionAmbiguous,
                    &variant.place,
                    "nothing tells this alternative from an earlier one; the first that fits is used",
                )
                .note_at(&twin.place, "the earlier one")
                .help("give the alternatives a `discriminator`");
        }
    }
}

/// Only objects can lose something in the wrong alternative; scalars that fit an earlier one keep their value.
fn alike(list: &[Schema], earlier: SchemaId, later: SchemaId) -> bool {
    match (&target(list, earlier).shape, &target(list, later).shape) {
        (Shape::Object(_), Shape::Object(_)) => super::covers::covers(list, earlier, later),
        (Shape::Any, Shape::Any) => true,
        _ => false,
    }
}
