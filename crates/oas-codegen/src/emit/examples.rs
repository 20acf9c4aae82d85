//! `tests/examples.rs`: the valid examples of the document as tests.
//!
//! Knows: `ir::Example`. The comparison itself is the runtime's.

use proc_macro2::TokenStream;
use quote::quote;

use super::attrs;
use super::print::Piece;
use super::scope::{Context, Module, Scope, ident};
use crate::ir::{Example, Type};

/// The documentation of the file.
pub(super) const DOCS: &str =
    "The examples of the document: each parses, and what is written back equals it.";

/// One test per example.
pub(super) fn pieces<'a>(cx: &'a Context<'a>) -> Vec<Piece<'a>> {
    let scope = cx.scope(Module::Outside);
    let mut pieces: Vec<Piece<'a>> = vec![Piece::Item(Box::new(|| {
        quote!(
            use oas_runtime::v1 as rt;
        )
    }))];
    for example in &cx.api.examples {
        pieces.push(Piece::Item(Box::new(move || test_fn(scope, example))));
    }
    pieces
}

fn test_fn(scope: Scope<'_>, example: &Example) -> TokenStream {
    let docs = attrs::doc(&format!(
        "`{}`",
        super::models::code(&example.place.pointer())
    ));
    let name = ident(example.name.as_str());
    let ty = scope.ty(&example.ty);
    let json = raw_string(&example.json);
    let cfg = needed_feature(scope, &example.ty);
    quote! {
        #docs
        #cfg
        #[test]
        fn #name() -> Result<(), String> {
            rt::json::example::<#ty>(#json)
        }
    }
}

/// `#[cfg(feature = …)]` where the type is only there with a feature.
fn needed_feature(scope: Scope<'_>, ty: &Type) -> Option<TokenStream> {
    match ty {
        Type::Named(id) => {
            let group = scope.cx.part_of(scope.cx.api.type_def(*id))?;
            super::parts::cfg(scope.cx, group)
        }
        Type::Boxed(t) | Type::List(t) | Type::Map(t) | Type::Nullable(t) | Type::Secret(t) => {
            needed_feature(scope, t)
        }
        Type::Tuple(items) => items.iter().find_map(|item| needed_feature(scope, item)),
        _ => None,
    }
}

/// A raw string literal, which JSON reads best in.
fn raw_string(text: &str) -> TokenStream {
    let mut hashes = String::from("#");
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    if text.contains('\r') {
        return quote!(#text);
    }
    super::scope::verbatim(&format!("r{hashes}\"{text}\"{hashes}"))
}
