//! Which traits a definition can derive beside `Debug`.

use super::checks::{each_use, spread_to_users};
use crate::ir::{Api, Derives, EnumKind, Field, Literal, Presence, Traits, Type, TypeKind};

/// Decides for every definition.
pub(super) fn decide(api: &mut Api) {
    let Traits { clone, compare } = api.traits;
    for def in &mut api.types {
        def.derives = match &def.kind {
            TypeKind::Enum(e) => Derives {
                eq_hash: compare && e.kind != EnumKind::Json,
                copy: clone && !e.open && e.kind != EnumKind::Json,
                ..Derives::default()
            },
            TypeKind::Struct(s) => Derives {
                default: s.fields.iter().all(has_plain_default),
                ..Derives::default()
            },
            TypeKind::Union(_) | TypeKind::Alias { .. } => Derives::default(),
        };
    }
    let with_file = api.types.iter().map(|def| {
        let mut found = false;
        each_use(&def.kind, |ty| found |= is_file(ty));
        found
    });
    let streams = spread_to_users(api, with_file.collect());
    for (def, streams) in api.types.iter_mut().zip(streams) {
        def.derives.streams = streams;
    }
}

fn is_file(ty: &Type) -> bool {
    match ty {
        Type::File => true,
        Type::Boxed(ty) | Type::List(ty) | Type::Map(ty) | Type::Nullable(ty) => is_file(ty),
        Type::Tuple(items) => items.iter().any(is_file),
        _ => false,
    }
}

/// Whether Rust's `Default` of the field's type is what an absent field means.
fn has_plain_default(field: &Field) -> bool {
    match &field.presence {
        Presence::Optional
        | Presence::OptionalNullable
        | Presence::OptionalNullableAsOption
        | Presence::Extra { .. } => true,
        Presence::Required | Presence::RequiredNullable => false,
        Presence::Default(_) if matches!(field.ty, Type::Nullable(_)) => false,
        Presence::Default(literal) => match &**literal {
            Literal::Bool(value) => !value,
            Literal::Int(value) => *value == 0,
            Literal::Float(value) => *value == 0.0 && value.is_sign_positive(),
            Literal::String(value) => value.is_empty(),
            Literal::List(items) => items.is_empty(),
            Literal::Variant(..) | Literal::Alternative(..) | Literal::Empty | Literal::Json(_) => {
                false
            }
        },
    }
}
