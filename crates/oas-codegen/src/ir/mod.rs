//! The decided API: every name, type and shape is chosen; nothing here means "maybe later".
//!
//! Knows: `names`, `place`. Must not know: openapiv3, configuration, tokens.
//! `lower` makes it, `analyze` completes it, `emit` only reads it.

mod constraints;
mod docs;
mod operation;
mod security;
mod size;
mod types;

pub use constraints::*;
pub use docs::*;
pub use operation::*;
pub use security::*;
pub use size::Sizes;
pub use types::*;

use crate::place::Place;

/// One document, decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.description` and the like.
    pub docs: Docs,
    /// Servers of the document; the first is the default.
    pub servers: Vec<Server>,
    /// Security schemes that operations use, in document order.
    pub schemes: Vec<SecurityScheme>,
    /// All types, in emission order; `TypeId` is the index.
    pub types: Vec<TypeDef>,
    /// All operations, in document order.
    pub operations: Vec<Operation>,
    /// The server traits, in order of first use; each operation belongs to one.
    pub groups: Vec<Group>,
    /// Examples that are valid against their schemas.
    pub examples: Vec<Example>,
    /// Whether maps keep the order of arrival.
    pub ordered_maps: bool,
    /// What types can do beside `Debug`.
    pub traits: Traits,
    /// What was left out, for the summary.
    pub left_out: Vec<LeftOut>,
    /// The places whose Rust type takes any JSON, each once.
    pub untyped: std::collections::BTreeSet<Untyped>,
}

impl Api {
    /// The type of `id`.
    #[must_use]
    pub fn type_def(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0 as usize]
    }

    /// The type that `id` is a name for, other names seen through.
    #[must_use]
    pub fn meant(&self, id: TypeId) -> &TypeDef {
        self.type_def(meant(&self.types, id))
    }

    /// Whether there is a file in it, whose content may be a stream.
    #[must_use]
    pub fn streams(&self, ty: &Type) -> bool {
        match ty {
            Type::File => true,
            Type::Named(id) => self.type_def(*id).derives.streams,
            Type::Boxed(ty) | Type::List(ty) | Type::Map(ty) | Type::Nullable(ty) => {
                self.streams(ty)
            }
            _ => false,
        }
    }
}

/// A server trait: the operations that share a first tag.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The trait.
    pub name: crate::names::TypeName,
    /// Its files, where each group has its own; unique, and none of the names that these files use.
    pub module: crate::names::ModName,
    /// The tag, as written; `None` for operations without one.
    pub tag: Option<String>,
    /// The tag's description.
    pub docs: Docs,
}

/// An example that becomes a test.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// The test function: unique, stable.
    pub name: crate::names::FnName,
    /// What it must parse as.
    pub ty: Type,
    /// Compact JSON text.
    pub json: String,
    /// Where it stands.
    pub place: Place,
}

/// A place whose Rust type takes any JSON.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Untyped {
    /// The schema, or what has none.
    pub place: Place,
    /// What of it.
    pub part: UntypedPart,
}

/// What of a place takes any JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UntypedPart {
    /// The value itself.
    Value,
    /// The items of a list.
    Items,
    /// The values of a map.
    Values,
    /// The properties that are not declared, beside those that are.
    Others,
}

/// An operation or part of one that was not generated.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOut {
    /// What: `GET /pets` or the like.
    pub what: String,
    /// Why, one sentence.
    pub why: String,
    /// Where.
    pub place: Place,
}
