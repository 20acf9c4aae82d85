//! `allOf`: several schemas merged into one, each property keeping its own place.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use super::keywords::{Bounds, Child, Keywords, Kind, More};
use super::refs::{self, MAX_HOPS};
use super::schemas::Schemas;
use crate::diagnostic::{Code, Diagnostics};
use crate::lean::Lean;
use crate::place::Place;

/// A place with more segments is in a circle of schemas that are merged.
const MAX_SEGMENTS: usize = 64;
/// And so is what so many are merged for.
const MAX_MERGES: usize = 100_000;

impl Schemas<'_> {
    /// The keywords of `child` with references followed and `allOf` merged.
    pub(super) fn flatten(
        &mut self,
        child: &Child,
        depth: usize,
        diags: &mut Diagnostics,
    ) -> Arc<Keywords> {
        let place = child.place().clone();
        if depth > MAX_HOPS {
            diags.error(Code::TooDeep, &place, "`allOf` nests too deeply");
            return Arc::new(Keywords::any(place));
        }
        match child {
            Child::Ref(reference, at) => {
                let target = self.refs.place(at, reference);
                match target.and_then(|t| self.load(&t)) {
                    Some(next) => self.flatten(&next, depth + 1, diags),
                    None => Arc::new(Keywords::any(place)), // reported where it is interned
                }
            }
            Child::Inline(keywords) if keywords.all_of.is_empty() => keywords.clone(),
            Child::Inline(keywords) => {
                let mut own = Keywords::clone(keywords);
                let parts = std::mem::take(&mut own.all_of);
                self.merged(&parts, own, depth, diags)
            }
            Child::Merged(parts, at) => self.merged(parts, Keywords::any(at.clone()), depth, diags),
            Child::Base(inner, _) => {
                let mut keywords = Keywords::clone(&self.flatten(inner, depth + 1, diags));
                if let Some(discriminator) = keywords.discriminator.take() {
                    // A tag that is not declared is the union's to write.
                    let (tag, declared) = (discriminator.property, &keywords.properties);
                    let is_declared = declared.contains_key(&tag);
                    keywords.required.retain(|name| is_declared || *name != tag);
                }
                Arc::new(keywords)
            }
        }
    }

    fn merged(
        &mut self,
        parts: &[Child],
        own: Keywords,
        depth: usize,
        diags: &mut Diagnostics,
    ) -> Arc<Keywords> {
        let place = own.place.clone();
        if let Some(known) = self.flat.get(&place) {
            return known.clone();
        }
        if !self.merging.insert(place.clone()) {
            refs::cycle(&place, diags);
            return Arc::new(own);
        }
        let mut out = Keywords::any(place.clone());
        let mut null = Nulls::default();
        let mut tags = Vec::new();
        for part in parts {
            if let Child::Ref(reference, at) = part
                && self
                    .refs
                    .place(at, reference)
                    .and_then(|t| self.load(&t))
                    .is_none()
            {
                refs::unresolved(at, reference, "schema", diags);
            }
            let flat = self.flatten(part, depth + 1, diags);
            null.see(&flat);
            let own_part = !matches!(part, Child::Ref(..));
            if let (Some(discriminator), false) = (&flat.discriminator, own_part) {
                tags.push(discriminator.property.clone());
            }
            if own_part {
                annotations(&mut out, &flat);
            }
            merge(&mut out, &flat, own_part, diags);
        }
        null.see(&own);
        annotations_over(&mut out, &own);
        merge(&mut out, &own, true, diags);
        out.nullable = own.nullable || null.allowed();
        // As in the base itself, a tag that is not declared is the union's to write.
        let is_kept = |name: &String| out.properties.contains_key(name) || !tags.contains(name);
        out.required.retain(is_kept);
        self.merging.remove(&place);
        self.merges.settle(&mut out);
        let out = out.settled();
        self.flat.insert(place, out.clone());
        out
    }
}

/// Null is allowed where every part that says a type allows it.
#[derive(Default)]
struct Nulls {
    typed: bool,
    refused: bool,
}

impl Nulls {
    fn see(&mut self, part: &Keywords) {
        if part.is_structural() || !part.types.is_empty() {
            self.typed = true;
            self.refused |= !part.nullable && !part.types.contains(&Kind::Null);
        }
    }

    fn allowed(&self) -> bool {
        self.typed && !self.refused
    }
}

/// Takes over the annotations that `out` does not have yet.
pub(super) fn annotations(out: &mut Keywords, part: &Keywords) {
    out.title = out.title.take().or_else(|| part.title.clone());
    out.description = out.description.take().or_else(|| part.description.clone());
    // To write what is rare takes memory.
    if out.external_docs.is_none() && part.external_docs.is_some() {
        out.external_docs.clone_from(&part.external_docs);
    }
    if out.default.is_none() && part.default.is_some() {
        out.default.clone_from(&part.default);
    }
    if out.examples.is_empty() && !part.examples.is_empty() {
        out.examples.clone_from(&part.examples);
    }
    out.read_only |= part.read_only;
    out.write_only |= part.write_only;
    out.deprecated |= part.deprecated;
    for (key, value) in &part.extensions {
        if out.extension(key).is_none() {
            out.extensions.push((key.clone(), value.clone()));
        }
    }
}

/// Takes over the annotations of `own`, which go before those of the parts.
fn annotations_over(out: &mut Keywords, own: &Keywords) {
    let mut merged = own.clone();
    annotations(&mut merged, out);
    out.external_docs = merged.external_docs.take();
    out.default = merged.default.take();
    out.examples = std::mem::take(&mut merged.examples);
    out.extensions = std::mem::take(&mut merged.extensions);
    out.title = merged.title;
    out.description = merged.description;
    out.read_only = merged.read_only;
    out.write_only = merged.write_only;
    out.deprecated = merged.deprecated;
}

fn conflict(keyword: &str, part: &Place, whole: &Place, diags: &mut Diagnostics) {
    diags
        .warning(
            Code::AllOfConflict,
            part,
            format!("this part of `allOf` contradicts an earlier one in `{keyword}`; it is used"),
        )
        .note_at(whole, "the parts are merged here");
}

fn merge_types(out: &Keywords, part: &Keywords, diags: &mut Diagnostics) -> Vec<Kind> {
    if out.types.is_empty() {
        return part.types.clone();
    }
    if part.types.is_empty() {
        return out.types.clone();
    }
    let fits = |a: Kind, b: Kind| a == b || (a == Kind::Integer && b == Kind::Number);
    let mut both = Vec::new();
    for &a in &out.types {
        for &b in &part.types {
            if fits(a, b) {
                both.push(a);
            } else if fits(b, a) {
                both.push(b);
            }
        }
    }
    if both.is_empty() {
        conflict("type", &part.place, &out.place, diags);
        return part.types.clone();
    }
    both
}

fn merge_values(out: &Keywords, part: &Keywords, diags: &mut Diagnostics) -> Option<Vec<Value>> {
    match (&out.enumeration, &part.enumeration) {
        (Some(a), Some(b)) => {
            let both: Vec<Value> = a.iter().filter(|v| b.contains(v)).cloned().collect();
            if both.is_empty() {
                conflict("enum", &part.place, &out.place, diags);
                return Some(b.clone());
            }
            Some(both)
        }
        (a, b) => b.clone().or_else(|| a.clone()),
    }
}

/// Adds what `part` demands to what `out` demands.
fn merge(out: &mut Keywords, part: &Keywords, own_part: bool, diags: &mut Diagnostics) {
    out.types = merge_types(out, part, diags);
    if part.enumeration.is_some() {
        out.enumeration = merge_values(out, part, diags);
    }
    merge_properties(out, part);
    merge_formats(out, part, diags);
    out.items = match (out.items.take(), &part.items) {
        (Some(a), Some(b)) => Some(Box::new(both(&a, b, &out.place))),
        (a, b) => b.clone().or(a),
    };
    if !part.prefix_items.is_empty() {
        out.prefix_items.clone_from(&part.prefix_items);
    }
    merge_union(&mut out.one_of, &part.one_of, "oneOf", &part.place, diags);
    merge_union(&mut out.any_of, &part.any_of, "anyOf", &part.place, diags);
    if part.bounds != Lean::NOTHING {
        merge_bounds(&mut out.bounds, &part.bounds, &part.place, diags);
    }
    out.never |= part.never;
    out.closed |= part.closed;
    if out.closed && !(out.one_of.is_empty() && out.any_of.is_empty()) {
        out.closed = false;
        out.ignored.push("unevaluatedProperties".to_owned());
    }
    for keyword in &part.ignored {
        out.ignored.push(keyword.clone());
    }
    let has_union = !part.one_of.is_empty() || !part.any_of.is_empty();
    if (own_part || has_union) && part.discriminator.is_some() {
        out.discriminator.clone_from(&part.discriminator);
    }
}

/// Where schemas that are demanded together stand, by the places of all of them: the same schemas merged twice
/// are one, and others another, though the last of them is written once.
#[derive(Default)]
pub(super) struct Merges {
    places: HashMap<Vec<Place>, Place>,
    taken: HashSet<Place>,
}

impl Merges {
    /// Gives the schemas that were merged in `whole` their places.
    fn settle(&mut self, whole: &mut Keywords) {
        let at = whole.place.clone();
        let properties = at.child("properties");
        for (name, child) in &mut whole.properties {
            self.settle_child(child, &at, || properties.child(name));
        }
        if let More::Typed(child) = &mut whole.additional {
            self.settle_child(child, &at, || at.child("additionalProperties"));
        }
        for (pattern, child) in &mut whole.patterns {
            let place = || at.child("patternProperties").child(pattern);
            self.settle_child(child, &at, place);
        }
        if let Some(child) = &mut whole.items {
            self.settle_child(child, &at, || at.child("items"));
        }
    }

    /// By the place of the last part where that is written in `whole`, else by the place that it has there.
    fn settle_child(&mut self, child: &mut Child, whole: &Place, at: impl Fn() -> Place) {
        let Child::Merged(parts, place) = child else {
            return;
        };
        if place != whole {
            return;
        }
        let key: Vec<Place> = parts.iter().map(|part| part.place().clone()).collect();
        if let Some(known) = self.places.get(&key) {
            *place = known.clone();
            return;
        }
        let written = parts.last().map_or_else(&at, |last| last.place().as_key());
        // In a circle of schemas that are merged, each time more of them, the places would get ever longer.
        let endless = whole.segments().len() > MAX_SEGMENTS || self.places.len() > MAX_MERGES;
        let is_own = whole.holds(&written) && !self.taken.contains(&written);
        *place = match endless || is_own {
            true => written,
            false => at().as_key(),
        };
        self.taken.insert(place.clone());
        self.places.insert(key, place.clone());
    }
}

fn merge_properties(out: &mut Keywords, part: &Keywords) {
    let touched = out.has_object_keywords();
    for (name, child) in &part.properties {
        let merged = match out.properties.get(name) {
            Some(other) => both(other, child, &out.place),
            None => child.clone(),
        };
        out.properties.insert(name.clone(), merged);
    }
    for name in &part.required {
        if !out.required.contains(name) {
            out.required.push(name.clone());
        }
    }
    out.additional = match (&out.additional, &part.additional) {
        (More::Typed(a), More::Typed(b)) => More::Typed(Box::new(both(a, b, &out.place))),
        (More::Typed(a), _) => More::Typed(a.clone()),
        (_, More::Typed(b)) => More::Typed(b.clone()),
        (More::Closed, More::Closed) => More::Closed,
        (More::Closed, _) if !part.has_object_keywords() => More::Closed,
        (_, More::Closed) if !touched => More::Closed,
        (More::Any, _) | (_, More::Any) => More::Any,
        _ => More::Unsaid,
    };
    for (pattern, child) in &part.patterns {
        let whole = out.place.clone();
        match out.patterns.iter_mut().find(|(p, _)| p == pattern) {
            Some((_, other)) => *other = both(other, child, &whole),
            None => out.patterns.push((pattern.clone(), child.clone())),
        }
    }
}

/// What satisfies both; what the later says of itself counts. Its place is that of `whole` until all is merged.
fn both(a: &Child, b: &Child, whole: &Place) -> Child {
    let mut all = parts(a).to_vec();
    for part in parts(b) {
        if !all.iter().any(|other| is_same(other, part)) {
            all.push(part.clone());
        }
    }
    match &all[..] {
        [only] => only.clone(),
        _ if all.len() == parts(a).len() => a.clone(),
        _ => Child::Merged(all, whole.clone()),
    }
}

fn parts(child: &Child) -> &[Child] {
    match child {
        Child::Merged(parts, _) => parts,
        one => std::slice::from_ref(one),
    }
}

/// Whether two are one schema: written once, or named by the same reference in one file.
fn is_same(a: &Child, b: &Child) -> bool {
    match (a, b) {
        (Child::Ref(x, here), Child::Ref(y, there)) => x == y && here.source() == there.source(),
        (Child::Inline(x), Child::Inline(y)) => x.place == y.place,
        (a, b) => a == b,
    }
}

fn merge_formats(out: &mut Keywords, part: &Keywords, diags: &mut Diagnostics) {
    if let Some(format) = &part.format {
        if out.format.as_ref().is_some_and(|f| f != format) {
            conflict("format", &part.place, &out.place, diags);
        }
        out.format = Some(format.clone());
    }
    if part.content_media_type.is_some() {
        out.content_media_type.clone_from(&part.content_media_type);
    }
    if part.content_encoding.is_some() {
        out.content_encoding.clone_from(&part.content_encoding);
    }
}

fn merge_union(
    out: &mut Vec<Child>,
    part: &[Child],
    keyword: &str,
    at: &Place,
    diags: &mut Diagnostics,
) {
    if part.is_empty() || out == part {
        return;
    }
    if out.is_empty() {
        *out = part.to_vec();
        return;
    }
    diags.warning(
        Code::KeywordIgnored,
        &at.child(keyword),
        format!("a second `{keyword}` in one `allOf` is not expressed; values are read as the first allows"),
    );
}

fn merge_bounds(out: &mut Bounds, part: &Bounds, at: &Place, diags: &mut Diagnostics) {
    let less = |a: &str, b: &str| a.parse::<f64>().ok() < b.parse::<f64>().ok();
    if let Some(new) = &part.minimum
        && out
            .minimum
            .as_ref()
            .is_none_or(|old| less(&old.0, &new.0) || (old.0 == new.0 && new.1))
    {
        out.minimum = Some(new.clone());
    }
    if let Some(new) = &part.maximum
        && out
            .maximum
            .as_ref()
            .is_none_or(|old| less(&new.0, &old.0) || (old.0 == new.0 && new.1))
    {
        out.maximum = Some(new.clone());
    }
    if part.multiple_of.is_some() {
        out.multiple_of.clone_from(&part.multiple_of);
    }
    if let Some(pattern) = &part.pattern {
        if out.pattern.as_ref().is_some_and(|p| p != pattern) {
            diags.warning(
                Code::KeywordIgnored,
                &at.child("pattern"),
                "a second `pattern` in one `allOf` replaces the first",
            );
        }
        out.pattern = Some(pattern.clone());
    }
    let larger = |a: Option<u64>, b: Option<u64>| a.max(b);
    let smaller = |a: Option<u64>, b: Option<u64>| match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    out.min_length = larger(out.min_length, part.min_length);
    out.max_length = smaller(out.max_length, part.max_length);
    out.min_items = larger(out.min_items, part.min_items);
    out.max_items = smaller(out.max_items, part.max_items);
    out.unique_items |= part.unique_items;
    out.min_properties = larger(out.min_properties, part.min_properties);
    out.max_properties = smaller(out.max_properties, part.max_properties);
}
