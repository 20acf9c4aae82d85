//! How large values are, roughly: clippy warns of enums whose variants differ by much.
//!
//! Must not know: what follows from a size.

use super::{Api, Field, Int, Presence, Struct, Type, TypeDef, TypeKind};

/// Structs within structs are looked at so deep.
const PASSES: usize = 16;

/// The size of every definition in bytes, about.
#[derive(Debug)]
pub struct Sizes(Vec<usize>);

impl Sizes {
    /// Computes them from the inside out, without recursion over definitions.
    #[must_use]
    pub fn new(api: &Api) -> Self {
        let mut sizes = Self(vec![0; api.types.len()]);
        for _ in 0..PASSES {
            let next: Vec<usize> = api.types.iter().map(|def| sizes.of_def(def)).collect();
            if next == sizes.0 {
                break;
            }
            sizes.0 = next;
        }
        sizes
    }

    /// The size of a value.
    #[must_use]
    pub fn of(&self, ty: &Type) -> usize {
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

    fn of_def(&self, def: &TypeDef) -> usize {
        match &def.kind {
            TypeKind::Alias { ty, constraints: _ } => self.of(ty),
            TypeKind::Enum(_) => 24,
            TypeKind::Union(union) => {
                let payloads = union.variants.iter().map(|v| self.of(&v.ty));
                payloads.max().unwrap_or_default().max(32) + 8
            }
            TypeKind::Struct(record) => self.of_struct(record),
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
