//! Unions that hold each other without anything between: `A` is `B` or a cat, `B` is `A` or a dog.
//!
//! As sets of values both are "a cat or a dog", and so they are written: an alternative that leads back is
//! replaced by the alternatives of what it leads to. No value is then looked for in a circle.

use std::collections::BTreeMap;

use super::{Schema, SchemaId, Shape, Union, Variant};
use crate::diagnostic::{Code, Diagnostics};
use crate::graph::components;

/// More unions than this in one circle lose the alternatives that lead back.
const MAX_CIRCLE: usize = 64;

/// How often unions of a circle are taken in, each time for other values of a tag.
const MAX_SEEN: usize = 1024;

/// Takes apart all circles of unions.
pub(super) fn open(list: &mut [Schema], diags: &mut Diagnostics) {
    let edges: Vec<Vec<usize>> = (0..list.len()).map(|at| edges(list, at)).collect();
    if edges.iter().all(Vec::is_empty) {
        return;
    }
    let component = components(&edges);
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for found in &component {
        *sizes.entry(*found).or_default() += 1;
    }
    let mut opened = Vec::new();
    for (at, ends) in edges.iter().enumerate() {
        if !ends.iter().any(|end| component[*end] == component[at]) {
            continue;
        }
        let large = sizes.get(&component[at]).is_some_and(|n| *n > MAX_CIRCLE);
        if large {
            let message =
                "too many unions hold each other; alternatives that lead back are left out";
            diags.warning(Code::TooDeep, &list[at].place, message);
        }
        let mut circle = Circle {
            list,
            component: &component,
            tag: None,
            seen: vec![(at, Vec::new())],
            out: Vec::new(),
            nullable: false,
            large,
        };
        if let Shape::Union(union) = &list[at].shape {
            circle.tag = union.tag.as_deref();
            circle.take(at, union, None);
            opened.push((at, circle.out, circle.nullable));
        }
    }
    for (at, variants, nullable) in opened {
        list[at].nullable |= nullable;
        if let Shape::Union(union) = &mut list[at].shape {
            union.variants = variants;
        }
    }
}

/// The unions that a union holds, aliases seen through.
fn edges(list: &[Schema], at: usize) -> Vec<usize> {
    let Shape::Union(union) = &list[at].shape else {
        return Vec::new();
    };
    let ends = union.variants.iter().map(|v| end(list, v.schema).0);
    ends.filter(|end| matches!(list[*end].shape, Shape::Union(_)))
        .collect()
}

/// What a schema is another name for, and whether null is allowed on the way.
fn end(list: &[Schema], id: SchemaId) -> (usize, bool) {
    let (at, mut nullable) = (super::tags::target_of(list, id), false);
    let mut next = id;
    for _ in 0..super::refs::MAX_HOPS {
        let schema = &list[next.0 as usize];
        nullable |= schema.nullable;
        match schema.shape {
            Shape::Alias(behind) => next = behind,
            _ => break,
        }
    }
    (at, nullable)
}

/// The union that is being opened.
struct Circle<'a> {
    list: &'a [Schema],
    component: &'a [usize],
    tag: Option<&'a str>,
    /// The unions that were taken in, each with the values of the tag that lead there.
    seen: Vec<(usize, Vec<String>)>,
    out: Vec<Variant>,
    nullable: bool,
    large: bool,
}

impl<'a> Circle<'a> {
    /// Takes in the alternatives of the union at `at`, and of those of the circle behind it. At most
    /// [`MAX_CIRCLE`] unions are in it, each with few values, so this does not go deep.
    fn take(&mut self, at: usize, union: &'a Union, inherited: Option<&[String]>) {
        for variant in &union.variants {
            let tags = match inherited {
                Some(tags) if union.tag.as_deref() != self.tag => tags,
                _ => &variant.tags,
            };
            let (end, nullable) = end(self.list, variant.schema);
            let Shape::Union(inner) = &self.list[end].shape else {
                self.push(variant, tags);
                continue;
            };
            if self.component[end] != self.component[at] {
                self.push(variant, tags);
                continue;
            }
            self.nullable |= nullable;
            let same = inner.tag.as_deref() == self.tag;
            let key = (end, if same { Vec::new() } else { tags.to_vec() });
            if self.large || self.seen.len() > MAX_SEEN || self.seen.contains(&key) {
                continue;
            }
            self.seen.push(key);
            self.take(end, inner, Some(tags));
        }
    }

    fn push(&mut self, variant: &Variant, tags: &[String]) {
        let known = self.out.iter_mut().find(|v| v.schema == variant.schema);
        let Some(known) = known else {
            let tags = tags.to_vec();
            self.out.push(Variant {
                tags,
                ..variant.clone()
            });
            return;
        };
        for tag in tags {
            if !known.tags.contains(tag) {
                known.tags.push(tag.clone());
            }
        }
    }
}
