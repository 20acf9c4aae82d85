//! How values are made: `new`, `Default`, and the literals of defaults.

use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;

use crate::emit::attrs;
use crate::emit::operations::bodies;
use crate::emit::print::{Block, Piece};
use crate::emit::scope::{Scope, ident, verbatim};
use crate::ir::{Content, Literal, Presence, Type, TypeKind};
use crate::names::FieldName;

/// `new` takes at most so many arguments; with more, a struct literal says what is what.
const MAX_ARGUMENTS: usize = 4;

/// A field, parameter or body, as construction sees it.
#[derive(Clone, Copy)]
pub(in crate::emit) struct Part<'a> {
    /// The Rust name.
    pub(in crate::emit) name: &'a FieldName,
    /// Its type, without what `presence` adds.
    pub(in crate::emit) ty: PartType<'a>,
    /// Whether it must be there.
    pub(in crate::emit) presence: &'a Presence,
    /// Whether naming it warns.
    pub(in crate::emit) deprecated: bool,
}

/// The type of a part.
#[derive(Clone, Copy)]
pub(in crate::emit) enum PartType<'a> {
    /// A type.
    Type(&'a Type),
    /// A body.
    Content(&'a Content),
}

impl Part<'_> {
    fn mentions_deprecated(&self, scope: Scope<'_>) -> bool {
        match self.ty {
            PartType::Type(ty) => scope.mentions_deprecated(ty),
            PartType::Content(content) => {
                bodies::media(content).any(|media| scope.mentions_deprecated(&media.ty))
            }
        }
    }

    /// Its whole type.
    fn rust_type(&self, scope: Scope<'_>) -> TokenStream {
        match (self.ty, self.presence) {
            (PartType::Type(ty), presence) => scope.present(ty, presence),
            (PartType::Content(content), Presence::Required) => {
                bodies::content_type(scope, content)
            }
            (PartType::Content(content), _) => {
                let (option, ty) = (
                    scope.prelude("Option"),
                    bodies::content_type(scope, content),
                );
                quote!(#option<#ty>)
            }
        }
    }

    /// Whether only the caller can say what it is.
    pub(in crate::emit) fn is_required(&self) -> bool {
        matches!(
            self.presence,
            Presence::Required | Presence::RequiredNullable
        )
    }
}

/// `Default` where nothing is required and it cannot be derived; `new` where little is.
pub(in crate::emit) fn constructors<'a>(
    scope: Scope<'a>,
    name: &'a str,
    parts: Vec<Part<'a>>,
    derived_default: bool,
    deprecated: bool,
) -> Option<Piece<'a>> {
    let required = parts.iter().filter(|part| part.is_required()).count();
    if derived_default || required > MAX_ARGUMENTS || parts.is_empty() {
        return None;
    }
    let allow = deprecated
        || parts
            .iter()
            .any(|part| part.deprecated || part.mentions_deprecated(scope));
    if required > 0 {
        let head = move || {
            let (allow, name) = (attrs::allow_deprecated(allow), ident(name));
            quote!(#allow impl #name)
        };
        let new = move || new_fn(scope, &parts);
        let member = Piece::Item(Box::new(new));
        return Some(Piece::Block(Block::Impl, Box::new(head), vec![member]));
    }
    let item = move || default_impl(scope, name, &parts, allow);
    Some(Piece::Item(Box::new(item)))
}

fn new_fn(scope: Scope<'_>, parts: &[Part<'_>]) -> TokenStream {
    let all = parts.iter().all(Part::is_required);
    let docs = attrs::doc(match all {
        true => "A value of its parts.",
        false => "A value of its required parts.",
    });
    let required = parts.iter().filter(|part| part.is_required());
    let arguments = required.clone().map(|part| {
        let name = ident(part.name.as_str());
        let ty = match into_argument(scope, part) {
            Some(ty) => ty,
            None => part.rust_type(scope),
        };
        quote!(#name: #ty)
    });
    let fields = parts.iter().map(|part| {
        let name = ident(part.name.as_str());
        match part.is_required() {
            true if into_argument(scope, part).is_some() => quote!(#name: #name.into()),
            true => quote!(#name),
            false => {
                let value = absent(scope, part);
                quote!(#name: #value)
            }
        }
    });
    let lints = name_lints(parts.iter().filter(|part| part.is_required()));
    quote! {
        #docs
        #lints
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#fields),* }
        }
    }
}

/// The document's names are not ours to criticise.
fn name_lints<'a>(parts: impl Iterator<Item = &'a Part<'a>> + Clone) -> Option<TokenStream> {
    let is_placeholder = |part: &Part<'_>| ["foo", "baz", "quux"].contains(&part.name.as_str());
    let is_number = |part: &Part<'_>| {
        part.name
            .as_str()
            .bytes()
            .all(|byte| byte == b'_' || byte.is_ascii_digit())
    };
    let placeholder = parts
        .clone()
        .any(is_placeholder)
        .then(|| quote!(clippy::disallowed_names));
    let number = parts
        .clone()
        .any(is_number)
        .then(|| quote!(clippy::just_underscores_and_digits));
    let lints: Vec<TokenStream> = [placeholder, number].into_iter().flatten().collect();
    (!lints.is_empty()).then(|| quote!(#[allow(#(#lints),*)]))
}

/// Text is taken in any form.
fn into_argument(scope: Scope<'_>, part: &Part<'_>) -> Option<TokenStream> {
    let text = match part.ty {
        PartType::Type(Type::String) => true,
        PartType::Type(Type::Secret(inner)) => **inner == Type::String,
        PartType::Type(_) | PartType::Content(_) => false,
    };
    (text && *part.presence == Presence::Required).then(|| {
        let (into, ty) = (scope.prelude("Into"), part.rust_type(scope));
        quote!(impl #into<#ty>)
    })
}

fn default_impl(scope: Scope<'_>, name: &str, parts: &[Part<'_>], allow: bool) -> TokenStream {
    let name = ident(name);
    let default = scope.prelude("Default");
    let allow = attrs::allow_deprecated(allow);
    let fields = parts.iter().map(|part| {
        let name = ident(part.name.as_str());
        let value = absent(scope, part);
        quote!(#name: #value)
    });
    quote! {
        #allow
        impl #default for #name {
            fn default() -> Self {
                Self { #(#fields),* }
            }
        }
    }
}

/// The value of a part that nobody gave.
fn absent(scope: Scope<'_>, part: &Part<'_>) -> TokenStream {
    match part.presence {
        Presence::Optional | Presence::OptionalNullableAsOption | Presence::RequiredNullable => {
            quote!(None)
        }
        Presence::OptionalNullable => quote!(rt::Field::Absent),
        Presence::Default(value) => match part.ty {
            PartType::Type(ty) => literal(scope, ty, value),
            PartType::Content(_) => default_call(scope),
        },
        Presence::Extra { patterns: _ } => {
            let map = ident(scope.map());
            quote!(rt::#map::new())
        }
        Presence::Required => default_call(scope),
    }
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
        Literal::List(_) => {
            let vec = scope.prelude("Vec");
            quote!(#vec::new())
        }
        Literal::Empty => default_call(scope),
    }
}

fn variant(scope: Scope<'_>, id: crate::ir::TypeId, index: usize) -> TokenStream {
    let def = scope.cx.api.type_def(id);
    let path = scope.named(def);
    match &def.kind {
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

/// Whether Rust's own `Default` has the value.
pub(in crate::emit) fn is_rust_default(value: &Literal) -> bool {
    match value {
        Literal::Bool(value) => !value,
        Literal::Int(value) => *value == 0,
        Literal::Float(value) => *value == 0.0,
        Literal::String(text) => text.is_empty(),
        Literal::List(values) => values.is_empty(),
        Literal::Empty => true,
        Literal::Variant(..) => false,
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
