//! Enums: of values, and of alternatives.

use proc_macro2::TokenStream;
use quote::quote;

use super::{code, derives, fallback};
use crate::emit::attrs;
use crate::emit::scope::{Scope, ident, verbatim};
use crate::emit::size;
use crate::ir::{Docs, Enum, EnumKind, EnumVariant, TypeDef, Union, UnionVariant};

/// An enum of strings, integers or other values.
pub(super) fn enum_item(scope: Scope<'_>, def: &TypeDef, values: &Enum) -> TokenStream {
    let docs = attrs::docs(&def.docs.without_examples(), &fallback(def));
    let deprecated = attrs::deprecated(def.deprecated);
    let derives = derives(scope, def, false);
    let case = case(values);
    let kind = match values.kind {
        EnumKind::String => case.map(|(case, _)| quote!(#[wire(rename_all = #case)])),
        EnumKind::Int => Some(quote!(#[wire(int)])),
        EnumKind::Json => Some(quote!(#[wire(json)])),
    };
    let others = values.others.then(|| quote!(#[wire(others)]));
    let name = ident(def.name.as_str());
    let variants = values.variants.iter();
    let variants = variants.map(|v| enum_variant(values.kind, case.map(|(_, apply)| apply), v));
    let unknown = values.open.then(|| unknown_value(values.kind));
    quote! {
        #docs
        #deprecated
        #derives
        #kind
        #others
        #[non_exhaustive]
        pub enum #name { #(#variants,)* #unknown }
    }
}

type Apply = fn(&str) -> String;

/// How most values follow from the names of their variants, as `rename_all` has it.
const CASES: &[(&str, Apply)] = &[
    ("snake_case", |name| spread(name, '_')),
    ("SCREAMING_SNAKE_CASE", |name| {
        spread(name, '_').to_ascii_uppercase()
    }),
    ("kebab-case", |name| spread(name, '-')),
];

fn spread(name: &str, between: char) -> String {
    let mut out = String::new();
    for (index, char) in name.chars().enumerate() {
        if index > 0 && char.is_ascii_uppercase() {
            out.push(between);
        }
        out.push(char.to_ascii_lowercase());
    }
    out
}

/// The case that fits most values, where that says less than a name for each.
fn case(values: &Enum) -> Option<(&'static str, Apply)> {
    let others = |apply: Apply| {
        let differs = |v: &&EnumVariant| apply(v.name.as_str()) != v.wire;
        values.variants.iter().filter(differs).count()
    };
    let best = CASES.iter().min_by_key(|(_, apply)| others(*apply))?;
    (others(best.1) + 1 < others(str::to_owned)).then_some(*best)
}

fn enum_variant(kind: EnumKind, case: Option<Apply>, variant: &EnumVariant) -> TokenStream {
    let EnumVariant {
        name,
        wire,
        description,
    } = variant;
    let docs = Docs::new(None, description.clone());
    let docs = attrs::docs(&docs, &format!("`{}`", code(wire)));
    let attribute = match kind {
        EnumKind::String => {
            let implied = case.map_or_else(|| name.as_str().to_owned(), |case| case(name.as_str()));
            (implied != *wire).then(|| quote!(#[wire(rename = #wire)]))
        }
        EnumKind::Int => {
            let value = verbatim(wire);
            Some(quote!(#[wire(value = #value)]))
        }
        EnumKind::Json => Some(quote!(#[wire(json = #wire)])),
    };
    let name = ident(name.as_str());
    quote!(#docs #attribute #name)
}

fn unknown_value(kind: EnumKind) -> TokenStream {
    let docs = attrs::doc("A value that the document does not list.");
    let payload = match kind {
        EnumKind::String => quote!(rt::UnknownValue),
        EnumKind::Int => quote!(i64),
        EnumKind::Json => quote!(rt::Value),
    };
    let unknown = (kind != EnumKind::String).then(|| quote!(#[wire(unknown)]));
    quote!(#docs #unknown Unknown(#payload),)
}

/// `oneOf` or `anyOf`.
pub(super) fn union_item(scope: Scope<'_>, def: &TypeDef, union: &Union) -> TokenStream {
    let docs = attrs::docs(&def.docs, &fallback(def));
    let deprecated = attrs::deprecated(def.deprecated);
    let touches = union
        .variants
        .iter()
        .any(|v| scope.mentions_deprecated(&v.ty));
    let allow = attrs::allow_deprecated(touches);
    let sizes = union.variants.iter().map(|v| scope.cx.sizes.of(&v.ty));
    let large = size::allow_large(sizes.collect());
    let derives = derives(scope, def, false);
    let kind = match &union.tag {
        Some(tag) => quote!(#[wire(tag = #tag)]),
        None => quote!(#[wire(untagged)]),
    };
    let name = ident(def.name.as_str());
    let variants = union.variants.iter().map(|v| union_variant(scope, v));
    let unknown = union.open.then(|| {
        let docs = attrs::doc("An alternative that the document does not list.");
        quote!(#docs #[wire(unknown)] Unknown(rt::Value),)
    });
    quote! {
        #docs
        #deprecated
        #allow
        #large
        #derives
        #kind
        #[non_exhaustive]
        pub enum #name { #(#variants,)* #unknown }
    }
}

fn union_variant(scope: Scope<'_>, variant: &UnionVariant) -> TokenStream {
    let UnionVariant {
        name,
        tags,
        ty,
        keeps_tag,
        constraints,
        docs,
    } = variant;
    let docs = attrs::docs(
        docs,
        &format!("`{}`", tags.first().map_or(name.as_str(), |t| t)),
    );
    let mut parts: Vec<TokenStream> = tags.iter().map(|tag| quote!(tag = #tag)).collect();
    parts.extend(keeps_tag.then(|| quote!(keep_tag)));
    parts.extend(attrs::constraints(constraints));
    let attribute = attrs::wire(&parts);
    let (name, ty) = (ident(name.as_str()), scope.ty(ty));
    quote!(#docs #attribute #name(#ty))
}
