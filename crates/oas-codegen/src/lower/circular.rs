//! Lists and maps that contain themselves: Rust has no alias for them, so each gets a type.
//!
//! A map is a struct of its values, a list the one alternative of a union.

use rustc_hash::FxHashSet as HashSet;
use std::collections::BTreeSet;

use super::mode::Mode;
use super::types::Lower;
use crate::diagnostic::{Code, Diagnostics};
use crate::graph::components;
use crate::ir::{self, Type, TypeId, UntypedPart};
use crate::names::{Kind, Scope, VariantName};
use crate::resolve::{Additional, Model, Object, Schema, SchemaId, Shape};

/// The lists and maps to be written as types: components, and where none is on the way what else leads back.
pub(super) fn found(model: &Model) -> HashSet<SchemaId> {
    let named: HashSet<SchemaId> = model.components.iter().map(|(_, id)| *id).collect();
    let mut out = HashSet::default();
    for only_named in [true, false] {
        let edges: Vec<Vec<usize>> = (0..model.schemas.len())
            .map(|at| edges(model, at, &out))
            .collect();
        let component = components(&edges);
        for (at, ends) in edges.iter().enumerate() {
            let id = SchemaId(u32::try_from(at).unwrap_or(u32::MAX));
            let is_type = matches!(model.schemas[at].shape, Shape::List(_) | Shape::Object(_));
            let cyclic = ends.iter().any(|end| component[*end] == component[at]);
            if cyclic && is_type && (!only_named || named.contains(&id)) {
                out.insert(id);
            }
        }
    }
    out
}

/// What a schema is written out with in place.
fn edges(model: &Model, at: usize, types: &HashSet<SchemaId>) -> Vec<usize> {
    let is_type = |id: &SchemaId| types.contains(id);
    let held: Vec<SchemaId> = match &model.schemas[at].shape {
        Shape::List(Some(id)) | Shape::Alias(id) => vec![*id],
        Shape::Tuple(items) => items.clone(),
        Shape::Object(object) if !super::types::is_struct(object) => match object.additional {
            Additional::Typed(id) => vec![id],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    let held = held.into_iter().filter(|id| !is_type(id));
    held.map(|id| id.0 as usize).collect()
}

impl<'a> Lower<'a> {
    /// The type of a map that contains itself.
    pub(super) fn circular_map(
        &mut self,
        schema: &'a Schema,
        object: &'a Object,
        mode: Mode,
    ) -> ir::TypeKind {
        ir::TypeKind::Struct(self.strukt(schema, object, mode))
    }

    /// The type of a list that contains itself.
    pub(super) fn circular_list(
        &mut self,
        schema: &'a Schema,
        id: SchemaId,
        mode: Mode,
    ) -> ir::TypeKind {
        let at = schema.place.child("items");
        let name = Scope::default().pinned(Kind::Variant, None, "Items", &at, self.diags);
        let items = ir::UnionVariant {
            name: VariantName(name),
            tags: Vec::new(),
            ty: self.inline_of(id, mode),
            keeps_tag: false,
            constraints: self.own_constraints(id),
            docs: super::docs::description(Some("The items.")),
        };
        ir::TypeKind::Union(ir::Union {
            tag: None,
            variants: vec![items],
            open: false,
        })
    }
}

/// What is left: a tuple that contains itself, which no value satisfies, is untyped.
pub(super) fn untyped(
    types: &mut [ir::TypeDef],
    untyped: &mut BTreeSet<ir::Untyped>,
    diags: &mut Diagnostics,
) {
    let edges = |t: &ir::TypeDef| {
        let mut out = Vec::new();
        if let ir::TypeKind::Alias { ty, .. } = &t.kind {
            named(ty, &mut out);
        }
        out.into_iter().map(|id| id.0 as usize).collect()
    };
    let edges: Vec<Vec<usize>> = types.iter().map(edges).collect();
    let component = components(&edges);
    for index in 0..types.len() {
        let cyclic = edges[index]
            .iter()
            .any(|to| component[*to] == component[index]);
        let def = &mut types[index];
        if cyclic && let ir::TypeKind::Alias { ty, .. } = &mut def.kind {
            *ty = Type::Any;
            let place = def.place.clone();
            let message = "this contains itself in a way that no Rust type has; it is untyped";
            diags.warning(Code::Untyped, &place, message);
            let part = UntypedPart::Value;
            untyped.insert(ir::Untyped { place, part });
        }
    }
}

fn named(ty: &Type, out: &mut Vec<TypeId>) {
    match ty {
        Type::Named(id) => out.push(*id),
        Type::Boxed(t) | Type::List(t) | Type::Map(t) | Type::Nullable(t) | Type::Secret(t) => {
            named(t, out);
        }
        Type::Tuple(list) => list.iter().for_each(|t| named(t, out)),
        _ => {}
    }
}
