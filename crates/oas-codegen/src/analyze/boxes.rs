//! `Box` where a type would hold itself: on the edges of a cycle that lead back in emission order. Then around
//! what holds many others: without it, a type that holds others that hold others takes hundreds of kilobytes of the
//! stack wherever it is moved. Types are counted, and not bytes, so that no further text or number changes a type
//! elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::components;
use crate::ir::{Api, Field, Presence, Type, TypeDef, TypeId, TypeKind};

/// What holds more structs is held in a box.
const MANY: usize = 12;

/// Places the boxes.
pub(super) fn place(api: &mut Api) {
    in_cycles(api);
    around_large(api);
}

/// From the inside out: what a type holds is known when what it is made of has its boxes.
fn around_large(api: &mut Api) {
    let inline = |def: &TypeDef| {
        let mut named = Vec::new();
        direct(def, &mut named);
        named.into_iter().map(|id| id.0 as usize).collect()
    };
    let edges: Vec<Vec<usize>> = api.types.iter().map(inline).collect();
    // What is held has a smaller number than what holds it.
    let component = components(&edges);
    let mut order: Vec<usize> = (0..api.types.len()).collect();
    order.sort_by_key(|index| component[*index]);
    let mut counts = vec![0; api.types.len()];
    for index in order {
        let many = |id: TypeId| counts[id.0 as usize] > MANY;
        box_where(&mut api.types[index], &many);
        counts[index] = count(&api.types[index], &counts);
    }
}

/// How many structs a value consists of, itself among them; of alternatives, those of the largest.
fn count(def: &TypeDef, counts: &[usize]) -> usize {
    let of = |ty: &Type| {
        let mut named = Vec::new();
        inline(ty, &mut named);
        named.into_iter().map(|id| counts[id.0 as usize]).sum()
    };
    match &def.kind {
        TypeKind::Enum(_) => 0,
        TypeKind::Alias { ty, .. } => of(ty),
        TypeKind::Union(u) => u.variants.iter().map(|v| of(&v.ty)).max().unwrap_or(0),
        TypeKind::Struct(s) => {
            let fields = s.fields.iter().filter(|f| is_inline(f));
            1 + fields.map(|f| of(&f.ty)).sum::<usize>()
        }
    }
}

fn in_cycles(api: &mut Api) {
    let edges: Vec<Vec<usize>> = api.types.iter().map(|def| edges(&api.types, def)).collect();
    let component = components(&edges);
    let mut ends: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in 0..api.types.len() {
        // A type of its own component only holds itself if it has an edge to itself.
        let cyclic = edges[index]
            .iter()
            .any(|end| component[*end] == component[index]);
        if !cyclic {
            continue;
        }
        let mut named = Vec::new();
        direct(&api.types[index], &mut named);
        for at in named.into_iter().map(|id| id.0 as usize) {
            ends.entry(at).or_insert_with(|| match api.types[at].kind {
                TypeKind::Alias { .. } => held(&api.types, &api.types[at]),
                _ => vec![at],
            });
        }
        let back = |id: TypeId| {
            let mut ends = ends.get(&(id.0 as usize)).into_iter().flatten();
            ends.any(|end| component[*end] == component[index] && *end <= index)
        };
        box_where(&mut api.types[index], &back);
    }
}

/// Puts what `def` holds in boxes where `wanted` says so.
fn box_where(def: &mut TypeDef, wanted: &dyn Fn(TypeId) -> bool) {
    match &mut def.kind {
        TypeKind::Struct(s) => {
            let fields = s.fields.iter_mut().filter(|f| is_inline(f));
            fields.for_each(|f| boxed(&mut f.ty, wanted));
        }
        TypeKind::Union(u) => u.variants.iter_mut().for_each(|v| boxed(&mut v.ty, wanted)),
        TypeKind::Enum(_) | TypeKind::Alias { .. } => {}
    }
}

fn boxed(ty: &mut Type, wanted: &dyn Fn(TypeId) -> bool) {
    match ty {
        Type::Named(id) if wanted(*id) => *ty = Type::Boxed(Box::new(ty.clone())),
        Type::Nullable(inner) | Type::Secret(inner) => boxed(inner, wanted),
        Type::Tuple(items) => items.iter_mut().for_each(|item| boxed(item, wanted)),
        _ => {}
    }
}

/// What `def` holds; nothing for an alias, which others see through.
fn edges(types: &[TypeDef], def: &TypeDef) -> Vec<usize> {
    match def.kind {
        TypeKind::Alias { .. } => Vec::new(),
        _ => held(types, def),
    }
}

/// The definitions that a value of `def` holds without a pointer between, aliases seen through.
fn held(types: &[TypeDef], def: &TypeDef) -> Vec<usize> {
    let mut named = Vec::new();
    direct(def, &mut named);
    let (mut out, mut seen) = (BTreeSet::new(), BTreeSet::new());
    while let Some(id) = named.pop() {
        let at = id.0 as usize;
        if let Some(TypeKind::Alias { .. }) = types.get(at).map(|t| &t.kind) {
            if seen.insert(at) {
                direct(&types[at], &mut named);
            }
        } else {
            out.insert(at);
        }
    }
    out.into_iter().collect()
}

fn direct(def: &TypeDef, out: &mut Vec<TypeId>) {
    match &def.kind {
        TypeKind::Struct(s) => {
            let fields = s.fields.iter().filter(|f| is_inline(f));
            fields.for_each(|f| inline(&f.ty, out));
        }
        TypeKind::Union(u) => u.variants.iter().for_each(|v| inline(&v.ty, out)),
        TypeKind::Alias { ty, .. } => inline(ty, out),
        TypeKind::Enum(_) => {}
    }
}

/// Whether the value stands in the struct itself; those of a map stand elsewhere.
fn is_inline(field: &Field) -> bool {
    !matches!(field.presence, Presence::Extra { .. })
}

fn inline(ty: &Type, out: &mut Vec<TypeId>) {
    match ty {
        Type::Named(id) => out.push(*id),
        Type::Nullable(inner) | Type::Secret(inner) => inline(inner, out),
        Type::Tuple(items) => items.iter().for_each(|item| inline(item, out)),
        _ => {}
    }
}
