//! Structs: objects with properties.

use proc_macro2::TokenStream;
use quote::quote;

use super::construct::{is_made, literal};
use super::{code, derives, fallback};
use crate::emit::attrs;
use crate::emit::scope::{Scope, ident};
use crate::ir::{Field, Presence, Struct, Type, TypeDef, TypeKind};

/// The struct.
pub(super) fn struct_item(scope: Scope<'_>, def: &TypeDef, record: &Struct) -> TokenStream {
    let docs = attrs::docs(&def.docs, &fallback(def));
    let deprecated = attrs::deprecated(def.deprecated);
    let touches = record
        .fields
        .iter()
        .any(|f| scope.mentions_deprecated(&f.ty));
    let allow = attrs::allow_deprecated(touches);
    let default = def.derives.default;
    let derives = derives(scope, def, is_made(record, default));
    let mut wire = attrs::constraints(&record.constraints);
    if record.closed {
        wire.insert(0, quote!(closed));
    }
    if !record.tags.is_empty() {
        let tags = record.tags.iter().map(|(key, value)| quote!(#key = #value));
        wire.insert(0, quote!(tags(#(#tags),*)));
    }
    let wire = attrs::wire(&wire);
    let name = ident(def.name.as_str());
    let fields = record.fields.iter().map(|field| struct_field(scope, field));
    quote! {
        #docs
        #deprecated
        #allow
        #derives
        #wire
        pub struct #name { #(#fields,)* }
    }
}

fn struct_field(scope: Scope<'_>, field: &Field) -> TokenStream {
    let Field {
        name,
        wire,
        ty,
        presence,
        constraints,
        docs,
        deprecated,
        place: _,
    } = field;
    let fallback = match presence {
        Presence::Extra { .. } => "The other properties.".to_owned(),
        _ => format!("`{}`", code(wire)),
    };
    let docs = match is_enum(scope, ty) {
        true => attrs::docs(&docs.without_examples(), &fallback),
        false => attrs::docs(docs, &fallback),
    };
    let deprecated = attrs::deprecated(*deprecated);
    let mut parts = Vec::new();
    if !matches!(presence, Presence::Extra { .. }) {
        parts.extend(attrs::rename(name.as_str(), wire));
    }
    parts.extend(presence_attribute(scope, field));
    parts.extend(attrs::constraints(constraints));
    let attribute = attrs::wire(&parts);
    let name = ident(name.as_str());
    let ty = scope.present(ty, presence);
    quote! {
        #docs
        #deprecated
        #attribute
        pub #name: #ty
    }
}

fn is_enum(scope: Scope<'_>, ty: &Type) -> bool {
    let Type::Named(id) = ty else { return false };
    matches!(scope.cx.api.meant(*id).kind, TypeKind::Enum(_))
}

/// What `wire(…)` says about absence and null, beyond what the type says.
fn presence_attribute(scope: Scope<'_>, field: &Field) -> Option<TokenStream> {
    match &field.presence {
        Presence::Required | Presence::Optional | Presence::OptionalNullable => None,
        Presence::RequiredNullable => Some(quote!(nullable)),
        Presence::OptionalNullableAsOption => Some(quote!(lenient)),
        Presence::Default(value) => {
            let value = literal(scope, &field.ty, value);
            Some(quote!(default = #value))
        }
        Presence::Extra { patterns } if patterns.is_empty() => Some(quote!(extra)),
        Presence::Extra { patterns } => Some(quote!(extra(#(#patterns),*))),
    }
}
