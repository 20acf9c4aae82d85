//! How values are made: `new`, `Default`, and the literals of defaults.

use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;

use crate::emit::scope::{Scope, ident, verbatim};
use crate::ir::{Field, Literal, Presence, Struct, Type, TypeKind};

/// `new` takes at most so many arguments; with more, a struct literal says what is what.
const MAX_ARGUMENTS: usize = 4;

/// Whether `rt::New` has anything to write: `new` where little is required, `Default` where nothing is
/// and it cannot be derived.
pub(super) fn is_made(record: &Struct, derived_default: bool) -> bool {
    let required = |field: &&Field| is_required(&field.presence);
    let required = record.fields.iter().filter(required).count();
    !derived_default && required <= MAX_ARGUMENTS && !record.fields.is_empty()
}

/// Whether only the caller can say what it is.
pub(in crate::emit) fn is_required(presence: &Presence) -> bool {
    matches!(presence, Presence::Required | Presence::RequiredNullable)
}

fn default_call(scope: Scope<'_>) -> TokenStream {
    let default = scope.prelude("Default");
    quote!(#default::default())
}

/// A default of the document as an expression of type `ty`.
pub(in crate::emit) fn literal(scope: Scope<'_>, ty: &Type, value: &Literal) -> TokenStream {
    match (ty, value) {
        (Type::Boxed(inner), value) => {
            let (boxed, inner) = (scope.prelude("Box"), literal(scope, inner, value));
            quote!(#boxed::new(#inner))
        }
        (Type::Nullable(inner), value) => {
            let inner = literal(scope, inner, value);
            quote!(Some(#inner))
        }
        (Type::Secret(inner), value) => {
            let inner = literal(scope, inner, value);
            quote!(rt::Secret::new(#inner))
        }
        (Type::Named(id), value) if is_alias(scope, ty) => match &scope.cx.api.type_def(*id).kind {
            TypeKind::Alias { ty, .. } => literal(scope, ty, value),
            _ => default_call(scope),
        },
        (Type::List(item), Literal::List(values)) if !values.is_empty() => {
            let values = values.iter().map(|value| literal(scope, item, value));
            quote!(::std::vec::Vec::from([#(#values),*]))
        }
        (_, value) => plain_literal(scope, value),
    }
}

fn is_alias(scope: Scope<'_>, ty: &Type) -> bool {
    match ty {
        Type::Named(id) => matches!(scope.cx.api.type_def(*id).kind, TypeKind::Alias { .. }),
        _ => false,
    }
}

fn plain_literal(scope: Scope<'_>, value: &Literal) -> TokenStream {
    match value {
        Literal::Bool(value) => quote!(#value),
        Literal::Int(value) => verbatim(&value.to_string()),
        Literal::Float(value) => float(*value),
        Literal::String(text) => {
            let string = scope.prelude("String");
            quote!(#string::from(#text))
        }
        Literal::Variant(id, index) => variant(scope, *id, *index),
        Literal::Alternative(id, index, content) => alternative(scope, *id, *index, content),
        Literal::List(_) => {
            let vec = scope.prelude("Vec");
            quote!(#vec::new())
        }
        Literal::Empty => default_call(scope),
        Literal::Json(text) => quote!(rt::json::constant(#text)),
    }
}

fn variant(scope: Scope<'_>, id: crate::ir::TypeId, index: usize) -> TokenStream {
    let path = scope.named(scope.cx.api.type_def(id));
    match &scope.cx.api.meant(id).kind {
        TypeKind::Enum(values) => match values.variants.get(index) {
            Some(variant) => {
                let variant = ident(variant.name.as_str());
                quote!(#path::#variant)
            }
            None => default_call(scope),
        },
        TypeKind::Struct(_) | TypeKind::Union(_) | TypeKind::Alias { .. } => default_call(scope),
    }
}

fn alternative(
    scope: Scope<'_>,
    id: crate::ir::TypeId,
    index: usize,
    content: &Literal,
) -> TokenStream {
    let path = scope.named(scope.cx.api.type_def(id));
    let TypeKind::Union(union) = &scope.cx.api.meant(id).kind else {
        return default_call(scope);
    };
    let Some(variant) = union.variants.get(index) else {
        return default_call(scope);
    };
    let (name, content) = (
        ident(variant.name.as_str()),
        literal(scope, &variant.ty, content),
    );
    quote!(#path::#name(#content))
}

/// Whether Rust's own `Default` has the value.
fn is_rust_default(value: &Literal) -> bool {
    match value {
        Literal::Bool(value) => !value,
        Literal::Int(value) => *value == 0,
        Literal::Float(value) => *value == 0.0,
        Literal::String(text) => text.is_empty(),
        Literal::List(values) => values.is_empty(),
        Literal::Empty => true,
        Literal::Variant(..) | Literal::Alternative(..) | Literal::Json(_) => false,
    }
}

/// `option.unwrap_or(…)`, as clippy wants it.
pub(in crate::emit) fn unwrap_or(scope: Scope<'_>, ty: &Type, value: &Literal) -> TokenStream {
    let constant = matches!(
        value,
        Literal::Bool(_) | Literal::Int(_) | Literal::Float(_) | Literal::Variant(..)
    );
    let literal = literal(scope, ty, value);
    match (is_rust_default(value), constant) {
        (true, _) => quote!(unwrap_or_default()),
        (false, true) => quote!(unwrap_or(#literal)),
        (false, false) => quote!(unwrap_or_else(|| #literal)),
    }
}

/// A float with a decimal point, so that it is one.
fn float(value: f64) -> TokenStream {
    if !value.is_finite() {
        return quote!(0.0);
    }
    let magnitude = Token::f64_unsuffixed(value.abs());
    if value.is_sign_negative() {
        quote!(-#magnitude)
    } else {
        quote!(#magnitude)
    }
}
