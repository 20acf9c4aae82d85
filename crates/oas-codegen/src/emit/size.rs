//! How large values are, roughly: clippy warns of enums whose variants differ by much.
//!
//! Knows: `ir`. An estimate too high costs an attribute that is not needed.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Api, Field, Int, Presence, Struct, Type, TypeKind};

/// Clippy's threshold is 200; the estimate may be off by some alignment.
const DIFFERENCE: usize = 150;

/// Structs within structs are looked at so deep.
const PASSES: usize = 16;

/// The size of every definition in bytes, about.
pub(super) struct Sizes(Vec<usize>);

impl Sizes {
    /// Computes them from the inside out, without recursion over definitions.
    pub(super) fn new(api: &Api) -> Self {
        let mut sizes = Self(vec![0; api.types.len()]);
        for _ in 0..PASSES {
            let next = api.types.iter().map(|def| match &def.kind {
                TypeKind::Alias { ty, constraints: _ } => sizes.of(ty),
                TypeKind::Enum(_) => 24,
                TypeKind::Union(union) => {
                    let payloads = union.variants.iter().map(|v| sizes.of(&v.ty));
                    payloads.max().unwrap_or_default().max(32) + 8
                }
                TypeKind::Struct(record) => sizes.of_struct(record),
            });
            let next: Vec<usize> = next.collect();
            if next == sizes.0 {
                break;
            }
            sizes.0 = next;
        }
        sizes
    }

    /// The size of a value.
    pub(super) fn of(&self, ty: &Type) -> usize {
        match ty {
            Type::Null | Type::Never => 0,
            Type::Bool | Type::Int(Int::I8 | Int::U8) => 1,
            Type::Int(Int::I16 | Int::U16) => 2,
            Type::Int(Int::I32 | Int::U32) | Type::F32 => 4,
            Type::Int(Int::I64 | Int::U64) | Type::F64 | Type::Boxed(_) => 8,
            Type::Int(Int::I128) => 16,
            Type::String | Type::List(_) | Type::Map(_) | Type::Base64 => 24,
            Type::Any | Type::Binary | Type::Scalar(_) => 32,
            Type::File => 112,
            Type::External(_) => 256,
            Type::Nullable(inner) | Type::Secret(inner) => self.of(inner).saturating_add(8),
            Type::Tuple(items) => items
                .iter()
                .map(|item| self.of(item))
                .fold(0, usize::saturating_add),
            Type::Named(id) => self.0.get(id.0 as usize).copied().unwrap_or_default(),
        }
    }

    fn of_struct(&self, record: &Struct) -> usize {
        let field = |f: &Field| match f.presence {
            Presence::Extra { .. } => 24,
            Presence::Required | Presence::Default(_) => self.of(&f.ty),
            _ => self.of(&f.ty).saturating_add(8),
        };
        record
            .fields
            .iter()
            .map(field)
            .fold(0, usize::saturating_add)
    }
}

/// `#[allow(clippy::large_enum_variant)]`, where the largest payload is much larger than the next.
pub(super) fn allow_large(mut sizes: Vec<usize>) -> Option<TokenStream> {
    sizes.sort_unstable();
    let largest = sizes.pop()?;
    let next = sizes.pop()?;
    (largest > next.saturating_add(DIFFERENCE))
        .then(|| quote!(#[allow(clippy::large_enum_variant)]))
}
