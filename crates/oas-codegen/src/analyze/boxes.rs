//! `Box` where a type would hold itself: on the edges of a cycle that lead back in emission order.

use crate::ir::{Api, Type, TypeDef, TypeId, TypeKind};

/// Places the boxes.
pub(super) fn place(api: &mut Api) {
    let edges: Vec<Vec<usize>> = api.types.iter().map(|def| held(&api.types, def)).collect();
    let component = components(&edges);
    let aliases: Vec<Vec<usize>> = api
        .types
        .iter()
        .map(|def| match def.kind {
            TypeKind::Alias { .. } => held(&api.types, def),
            _ => Vec::new(),
        })
        .collect();
    for index in 0..api.types.len() {
        let back = |id: TypeId| {
            let at = id.0 as usize;
            let ends: &[usize] = if aliases[at].is_empty() {
                &[at]
            } else {
                &aliases[at]
            };
            ends.iter()
                .any(|end| component[*end] == component[index] && *end <= index)
        };
        // A type of its own component only holds itself if it has an edge to itself.
        let cyclic = edges[index]
            .iter()
            .any(|end| component[*end] == component[index]);
        if !cyclic {
            continue;
        }
        match &mut api.types[index].kind {
            TypeKind::Struct(s) => s.fields.iter_mut().for_each(|f| boxed(&mut f.ty, &back)),
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

/// The definitions that a value of `def` holds without a pointer between, aliases seen through.
fn held(types: &[TypeDef], def: &TypeDef) -> Vec<usize> {
    let mut named = Vec::new();
    direct(def, &mut named);
    let mut out = Vec::new();
    let mut seen = Vec::new();
    while let Some(id) = named.pop() {
        let at = id.0 as usize;
        if let Some(TypeKind::Alias { .. }) = types.get(at).map(|t| &t.kind) {
            if !seen.contains(&at) {
                seen.push(at);
                direct(&types[at], &mut named);
            }
        } else if !out.contains(&at) {
            out.push(at);
        }
    }
    out.sort_unstable();
    out
}

fn direct(def: &TypeDef, out: &mut Vec<TypeId>) {
    match &def.kind {
        TypeKind::Struct(s) => s.fields.iter().for_each(|f| inline(&f.ty, out)),
        TypeKind::Union(u) => u.variants.iter().for_each(|v| inline(&v.ty, out)),
        TypeKind::Alias { ty, .. } => inline(ty, out),
        TypeKind::Enum(_) => {}
    }
}

fn inline(ty: &Type, out: &mut Vec<TypeId>) {
    match ty {
        Type::Named(id) => out.push(*id),
        Type::Nullable(inner) | Type::Secret(inner) => inline(inner, out),
        Type::Tuple(items) => items.iter().for_each(|item| inline(item, out)),
        _ => {}
    }
}

/// Strongly connected components (Tarjan), without recursion: a chain of definitions can be long.
fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    const NEW: usize = usize::MAX;
    let count = edges.len();
    let (mut order, mut low, mut component) = (vec![NEW; count], vec![0; count], vec![NEW; count]);
    let (mut next, mut found) = (0, 0);
    let mut stack = Vec::new();
    for root in 0..count {
        if order[root] != NEW {
            continue;
        }
        let mut open = vec![(root, 0)];
        while let Some((node, edge)) = open.pop() {
            if edge == 0 {
                order[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
            } else {
                let child = edges[node][edge - 1];
                if component[child] == NEW {
                    low[node] = low[node].min(low[child]);
                }
            }
            if let Some(&child) = edges[node].get(edge) {
                open.push((node, edge + 1));
                if order[child] == NEW {
                    open.push((child, 0));
                }
                continue;
            }
            if low[node] == order[node] {
                while let Some(member) = stack.pop() {
                    component[member] = found;
                    if member == node {
                        break;
                    }
                }
                found += 1;
            }
        }
    }
    component
}
