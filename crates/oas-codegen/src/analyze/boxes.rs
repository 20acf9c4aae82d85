//! `Box` where a type would hold itself: on the edges of a cycle that lead back in emission order.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::components;
use crate::ir::{Api, Field, Presence, Type, TypeDef, TypeId, TypeKind};

/// Places the boxes.
pub(super) fn place(api: &mut Api) {
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
        match &mut api.types[index].kind {
            TypeKind::Struct(s) => {
                let fields = s.fields.iter_mut().filter(|f| is_inline(f));
                fields.for_each(|f| boxed(&mut f.ty, &back));
            }
            TypeKind::Union(u) => u.variants.iter_mut().for_each(|v| boxed(&mut v.ty, &back)),
            TypeKind::Enum(_) | TypeKind::Alias { .. } => {}
        }
    }
}

fn boxed(ty: &mut Type, back: &dyn Fn(TypeId) -> bool) {
    match ty {
        Type::Named(id) if back(*id) => *ty = Type::Boxed(Box::new(ty.clone())),
        Type::Nullable(inner) | Type::Secret(inner) => boxed(inner, back),
        Type::Tuple(items) => items.iter_mut().for_each(|item| boxed(item, back)),
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
