//! Types: definitions and uses.

use std::sync::Arc;

use super::{Constraints, Docs};
use crate::lean::Lean;
use crate::names::{FieldName, ModName, TypeName, VariantName};
use crate::place::Place;

/// Index into [`Api::types`](super::Api::types).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);

/// A named Rust type.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDef {
    /// Its name.
    pub name: TypeName,
    /// Where it lives.
    pub home: Home,
    /// Its documentation.
    pub docs: Docs,
    /// `deprecated: true`.
    pub deprecated: bool,
    /// What it is.
    pub kind: TypeKind,
    /// Which traits it can derive; set by `analyze`.
    pub derives: Derives,
    /// Whether `validate` has anything to look at in it or below; set by `analyze`.
    pub checks: bool,
    /// The only group whose operations need it (an index into `Api::groups`); `None` where several do, or
    /// none; set by `analyze`.
    pub group: Option<usize>,
    /// Further derives and attributes from the configuration, as Rust text.
    pub attributes: Vec<String>,
    /// The schema.
    pub place: Place,
}

/// The type among `types` that `id` is a name for, other names seen through.
#[must_use]
pub fn meant(types: &[TypeDef], mut id: TypeId) -> TypeId {
    while let TypeKind::Alias {
        ty: Type::Named(next),
        constraints: _,
    } = &types[id.0 as usize].kind
    {
        id = *next;
    }
    id
}

/// The module of a type. Components live in `models`, inline types of a component in the module
/// of their owner (`models::pet::Owner`), inline types of an operation in `operations`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Home {
    /// `models`
    Models,
    /// `models::<owner>`
    ModelsOf(ModName),
    /// `operations`
    Operations,
}

/// What types can do beside `Debug`, by configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traits {
    /// `Clone`, and enums that can `Copy`.
    pub clone: bool,
    /// `PartialEq`, and enums that can `Eq` and `Hash`.
    pub compare: bool,
}

/// What can be derived beside `Debug`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Derives {
    /// `Eq` and `Hash`.
    pub eq_hash: bool,
    /// `Copy`.
    pub copy: bool,
    /// `Default`, derived.
    pub default: bool,
    /// Neither `Clone` nor `PartialEq`: there is a file in it, whose content may be a stream.
    pub streams: bool,
}

/// The shape of a definition.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// An object with properties.
    Struct(Struct),
    /// An enum of values.
    Enum(Enum),
    /// `oneOf` or `anyOf`.
    Union(Union),
    /// Another name for a type (a component that is a scalar, a list, a map).
    Alias {
        /// The type.
        ty: Type,
        /// Constraints of the component; repeated at each use (`Field::constraints`).
        constraints: Constraints,
    },
}

/// An object with properties.
#[derive(Debug, Clone, PartialEq)]
pub struct Struct {
    /// The fields in document order; one with `Presence::Extra` is last.
    pub fields: Vec<Field>,
    /// `additionalProperties: false`: validation reports others (decoding ignores them).
    pub closed: bool,
    /// Discriminators that are no field, each with the value that is written.
    pub tags: Lean<Vec<(String, String)>>,
    /// minProperties, maxProperties.
    pub constraints: Constraints,
}

/// A property.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The Rust name.
    pub name: FieldName,
    /// The property name; for `Presence::Extra` unused.
    pub wire: String,
    /// The type of the value, without what `presence` adds.
    pub ty: Type,
    /// Whether it must be there, and what null means.
    pub presence: Presence,
    /// What `validate` checks.
    pub constraints: Constraints,
    /// Its documentation.
    pub docs: Docs,
    /// `deprecated: true`.
    pub deprecated: bool,
    /// The property's schema.
    pub place: Place,
}

/// How a field or parameter can be absent or null, and the Rust type that follows.
#[derive(Debug, Clone, PartialEq)]
pub enum Presence {
    /// `T`
    Required,
    /// `Option<T>`: null is written, a missing key is refused.
    RequiredNullable,
    /// `Option<T>`: left out when `None`.
    Optional,
    /// `rt::Field<T>`: absent, null or a value.
    OptionalNullable,
    /// `Option<T>` by configuration: null and absent are both `None`; left out when `None`.
    OptionalNullableAsOption,
    /// `T`: reading fills it, writing sends it.
    Default(Box<Literal>),
    /// A map of the other properties (`additionalProperties`, `patternProperties`).
    Extra {
        /// `patternProperties` keys; empty: every undeclared property.
        patterns: Vec<String>,
    },
}

/// A Rust constant for a default.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `true`
    Bool(bool),
    /// `5`
    Int(i128),
    /// `0.5`
    Float(f64),
    /// `String::from("x")` (and inside `Secret`)
    String(String),
    /// A variant of an enum: type and index.
    Variant(TypeId, usize),
    /// An alternative of a union: type, index, and the content.
    Alternative(TypeId, usize, Box<Literal>),
    /// `Vec::new()`, or a list of literals.
    List(Vec<Literal>),
    /// An empty map, or `T::default()` of a struct whose fields all have defaults.
    Empty,
    /// What Rust has no constant for, as JSON text: `rt::json::constant(…)`. Its type has a `Default`.
    Json(String),
}

/// An enum of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// Of what.
    pub kind: EnumKind,
    /// The values in document order, duplicates and null removed.
    pub variants: Vec<EnumVariant>,
    /// Whether other values are kept (`Unknown`), or refused when decoding.
    pub open: bool,
    /// Whether other values are as valid as these.
    pub others: bool,
}

/// The values' type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumKind {
    /// Strings.
    String,
    /// Integers.
    Int,
    /// Anything else: numbers, booleans, objects, mixed.
    Json,
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumVariant {
    /// The Rust name.
    pub name: VariantName,
    /// The string itself, the integer in decimal, or JSON text.
    pub wire: String,
    /// `x-enum-descriptions` and the like.
    pub description: Option<Arc<str>>,
}

/// `oneOf` or `anyOf`.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// The discriminator property; `None`: told apart by shape.
    pub tag: Option<String>,
    /// In document order.
    pub variants: Vec<UnionVariant>,
    /// Whether an unlisted tag is kept (`Unknown(rt::Value)`).
    pub open: bool,
}

/// One alternative.
#[derive(Debug, Clone, PartialEq)]
pub struct UnionVariant {
    /// The Rust name.
    pub name: VariantName,
    /// The discriminator values that select it; the first is written.
    pub tags: Vec<String>,
    /// The content.
    pub ty: Type,
    /// The content declares the discriminator as a property itself.
    pub keeps_tag: bool,
    /// What `validate` checks.
    pub constraints: Constraints,
    /// Its documentation.
    pub docs: Docs,
}

/// The use of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// `rt::Value`
    Any,
    /// `rt::Null`: the schema allows null alone.
    Null,
    /// `rt::Never`: `false`, or what nothing satisfies.
    Never,
    /// `bool`
    Bool,
    /// An integer.
    Int(Int),
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `String`
    String,
    /// A string with a format that has a Rust type.
    Scalar(Scalar),
    /// `rt::Base64`: bytes as base64 text.
    Base64,
    /// `rt::Bytes`: a raw body or part.
    Binary,
    /// `rt::FilePart`: a multipart file with name and media type.
    File,
    /// A defined type.
    Named(TypeId),
    /// `Box<T>`; placed by `analyze` to break cycles.
    Boxed(Box<Type>),
    /// `Vec<T>`
    List(Box<Type>),
    /// A tuple (`prefixItems`), with the type of further items where allowed.
    Tuple(Vec<Type>),
    /// A map from string.
    Map(Box<Type>),
    /// `Option<T>` inside a list, map or alias.
    Nullable(Box<Type>),
    /// `rt::Secret<T>`
    Secret(Box<Type>),
    /// A type of the user's, by path.
    External(String),
}

/// Integer types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Int {
    /// `i8`
    I8,
    /// `i16`
    I16,
    /// `i32`
    I32,
    /// `i64`, also where no format is given
    I64,
    /// `u8`
    U8,
    /// `u16`
    U16,
    /// `u32`
    U32,
    /// `u64`
    U64,
    /// `i128`
    I128,
}

/// String formats with a Rust type; which Rust type is the configuration's, already applied
/// (`path`) so that emission is a look-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The format.
    pub format: Format,
    /// The path below `rt::`, or an absolute path: `chrono::DateTime<rt::chrono::FixedOffset>`.
    pub path: String,
    /// The feature of `oas-runtime` that it needs.
    pub feature: Option<&'static str>,
}

/// The formats of [`Scalar`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Format {
    DateTime,
    Date,
    Time,
    Duration,
    Uuid,
    Decimal,
    Uri,
    Ipv4,
    Ipv6,
    Ip,
}
