//! What `validate` has to look at: constraints here, or a definition below that has some.

use crate::ir::{Api, Constraints, Content, Response, Success, Type, TypeId, TypeKind};

/// Marks definitions, and the uses of marked ones.
pub(super) fn spread(api: &mut Api) {
    let marks = spread_to_users(
        api,
        api.types.iter().map(|def| has_own(&def.kind)).collect(),
    );
    for (def, mark) in api.types.iter_mut().zip(&marks) {
        def.checks = *mark;
        match &mut def.kind {
            TypeKind::Struct(s) => {
                s.fields
                    .iter_mut()
                    .for_each(|f| mark_use(&f.ty, &mut f.constraints, &marks));
            }
            TypeKind::Union(u) => {
                u.variants
                    .iter_mut()
                    .for_each(|v| mark_use(&v.ty, &mut v.constraints, &marks));
            }
            TypeKind::Alias { ty, constraints } => mark_use(ty, constraints, &marks),
            TypeKind::Enum(_) => {}
        }
    }
    for op in &mut api.operations {
        op.params
            .iter_mut()
            .for_each(|p| mark_use(&p.ty, &mut p.constraints, &marks));
        if let Some(body) = &mut op.body {
            mark_content(&mut body.content, &marks);
        }
        let good: Vec<&mut Response> = match &mut op.success {
            Success::One(response) => vec![response],
            Success::Many { variants, .. } => variants.iter_mut().collect(),
        };
        for response in good.into_iter().chain(&mut op.failures) {
            if let Some(content) = &mut response.body {
                mark_content(content, &marks);
            }
        }
    }
}

fn mark_content(content: &mut Content, marks: &[bool]) {
    match content {
        Content::One(media) => mark_use(&media.ty, &mut media.constraints, marks),
        Content::Many { variants, .. } => {
            variants
                .iter_mut()
                .for_each(|(_, m)| mark_use(&m.ty, &mut m.constraints, marks));
        }
    }
}

fn mark_use(ty: &Type, constraints: &mut Constraints, marks: &[bool]) {
    let mut uses = Vec::new();
    named(ty, &mut uses);
    constraints.check = uses
        .iter()
        .any(|id| marks.get(id.0 as usize).copied().unwrap_or(false));
}

fn has_own(kind: &TypeKind) -> bool {
    let says = |c: &Constraints| *c != Constraints::default();
    match kind {
        TypeKind::Struct(s) => {
            s.closed || says(&s.constraints) || s.fields.iter().any(|f| says(&f.constraints))
        }
        TypeKind::Enum(e) => e.open && !e.others,
        TypeKind::Union(u) => u.open || u.variants.iter().any(|v| says(&v.constraints)),
        // What an alias says is repeated where it is used.
        TypeKind::Alias { .. } => false,
    }
}

/// Marks the users of marked definitions, and theirs.
pub(super) fn spread_to_users(api: &Api, mut marks: Vec<bool>) -> Vec<bool> {
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); marks.len()];
    for (index, def) in api.types.iter().enumerate() {
        let mut uses = Vec::new();
        each_use(&def.kind, |ty| named(ty, &mut uses));
        for id in uses {
            if let Some(list) = users.get_mut(id.0 as usize) {
                list.push(index);
            }
        }
    }
    let mut open: Vec<usize> = (0..marks.len()).filter(|i| marks[*i]).collect();
    while let Some(index) = open.pop() {
        for &user in &users[index] {
            if !marks[user] {
                marks[user] = true;
                open.push(user);
            }
        }
    }
    marks
}

pub(super) fn each_use(kind: &TypeKind, mut visit: impl FnMut(&Type)) {
    match kind {
        TypeKind::Struct(s) => s.fields.iter().for_each(|f| visit(&f.ty)),
        TypeKind::Union(u) => u.variants.iter().for_each(|v| visit(&v.ty)),
        TypeKind::Alias { ty, .. } => visit(ty),
        TypeKind::Enum(_) => {}
    }
}

pub(super) fn named(ty: &Type, out: &mut Vec<TypeId>) {
    match ty {
        Type::Named(id) => out.push(*id),
        Type::Boxed(t) | Type::List(t) | Type::Map(t) | Type::Nullable(t) | Type::Secret(t) => {
            named(t, out);
        }
        Type::Tuple(items) => items.iter().for_each(|t| named(t, out)),
        _ => {}
    }
}
