//! Which definitions only one group of operations needs, so that they can stand and be switched off with it.

use std::collections::BTreeMap;

use crate::ir::{
    Api, Content, HeaderType, Home, Operation, Response, Success, Type, TypeId, TypeKind,
};
use crate::names::ModName;

/// What is known of a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    Nobody,
    One(usize),
    Several,
}

/// What each definition names.
pub(super) fn uses(api: &Api) -> Vec<Vec<usize>> {
    api.types.iter().map(|def| uses_of(&def.kind)).collect()
}

/// Sets `group` of every definition. `uses` are those before equal types became other names for each other: what was
/// inside of one of them is still there beside its name, and needed where it is.
pub(super) fn assign(api: &mut Api, mut uses: Vec<Vec<usize>>) {
    for (def, uses) in api.types.iter().zip(&mut uses) {
        if let TypeKind::Alias { ty, .. } = &def.kind {
            type_ids(ty, uses);
        }
    }
    let mut needs = vec![Need::Nobody; api.types.len()];
    let mut open: Vec<(usize, Need)> = Vec::new();
    for op in &api.operations {
        let mut named = Vec::new();
        each_type(op, &mut |ty| type_ids(ty, &mut named));
        open.extend(named.into_iter().map(|at| (at, Need::One(op.group))));
    }
    // What several need can never be one group's again, so each definition is visited three times at most.
    while let Some((at, need)) = open.pop() {
        let Some(known) = needs.get_mut(at) else {
            continue;
        };
        let joined = match *known {
            Need::Nobody => need,
            other if other == need => other,
            _ => Need::Several,
        };
        if joined != *known {
            *known = joined;
            open.extend(uses[at].iter().map(|end| (*end, joined)));
        }
    }
    for (def, need) in api.types.iter_mut().zip(needs) {
        def.group = match need {
            Need::One(group) => Some(group),
            Need::Nobody | Need::Several => None,
        };
    }
    // Each may undo what the other did; both only take groups away.
    loop {
        keep_what_stays(api, &uses);
        if !unite_owners(api) {
            break;
        }
    }
}

/// The types inside one component stand in one module, so they are all one group's or nobody's.
/// Says whether that changed anything.
fn unite_owners(api: &mut Api) -> bool {
    let mut owners: BTreeMap<ModName, Option<usize>> = BTreeMap::new();
    for def in &api.types {
        if let Home::ModelsOf(owner) = &def.home {
            let group = owners.entry(owner.clone()).or_insert(def.group);
            *group = group.filter(|group| def.group == Some(*group));
        }
    }
    let mut changed = false;
    for def in &mut api.types {
        if let Home::ModelsOf(owner) = &def.home {
            let group = owners.get(owner).copied().flatten();
            changed |= group != def.group;
            def.group = group;
        }
    }
    changed
}

/// What a definition that is always there holds is always there.
fn keep_what_stays(api: &mut Api, uses: &[Vec<usize>]) {
    let stays = |(at, def): (usize, &crate::ir::TypeDef)| def.group.is_none().then_some(at);
    let mut open: Vec<usize> = api.types.iter().enumerate().filter_map(stays).collect();
    while let Some(at) = open.pop() {
        for &end in &uses[at] {
            if let Some(def) = api.types.get_mut(end)
                && def.group.take().is_some()
            {
                open.push(end);
            }
        }
    }
}

fn uses_of(kind: &TypeKind) -> Vec<usize> {
    let mut out = Vec::new();
    match kind {
        TypeKind::Struct(s) => s.fields.iter().for_each(|f| type_ids(&f.ty, &mut out)),
        TypeKind::Union(u) => u.variants.iter().for_each(|v| type_ids(&v.ty, &mut out)),
        TypeKind::Alias { ty, .. } => type_ids(ty, &mut out),
        TypeKind::Enum(_) => {}
    }
    out
}

/// Every type that an operation names: parameters, bodies, headers.
fn each_type(op: &Operation, visit: &mut dyn FnMut(&Type)) {
    op.params.iter().for_each(|param| visit(&param.ty));
    if let Some(body) = &op.body {
        content(&body.content, visit);
    }
    let good: &[Response] = match &op.success {
        Success::One(response) => std::slice::from_ref(response),
        Success::Many { variants, .. } => variants,
    };
    for response in good.iter().chain(&op.failures) {
        if let Some(body) = &response.body {
            content(body, visit);
        }
        for header in &response.headers {
            if let HeaderType::Declared { ty, .. } = &header.ty {
                visit(ty);
            }
        }
    }
}

fn content(content: &Content, visit: &mut dyn FnMut(&Type)) {
    match content {
        Content::One(media) => visit(&media.ty),
        Content::Many { name: _, variants } => {
            variants.iter().for_each(|(_, media)| visit(&media.ty));
        }
    }
}

fn type_ids(ty: &Type, out: &mut Vec<usize>) {
    match ty {
        Type::Named(TypeId(id)) => out.push(*id as usize),
        Type::Boxed(t) | Type::List(t) | Type::Map(t) | Type::Nullable(t) | Type::Secret(t) => {
            type_ids(t, out);
        }
        Type::Tuple(items) => items.iter().for_each(|t| type_ids(t, out)),
        _ => {}
    }
}
