//! `operations`: what each operation takes and how it ends; shared by client and server.
//!
//! Knows: `ir`. Must not know: clients, servers.

pub(super) mod bodies;
mod outcome;
mod replies;
mod request;
mod table;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::print::Piece;
use super::scope::{Context, Module, Scope};
use super::{models, parts};
use crate::ir::{Home, Operation, Response, Success, Type, TypeDef};
use crate::names::TypeName;

use replies::carries_payload;
pub(super) use replies::carries_status;
pub(super) use request::{Sample, is_empty, sample};
pub(super) use table::scheme_constant;

/// The whole module.
pub(super) fn pieces<'a>(cx: &'a Context<'a>, part: Option<usize>) -> Vec<Piece<'a>> {
    let scope = cx.scope(Module::Operations).in_part(part);
    let uses = move || {
        let models = uses_models(scope).then(|| match part {
            None => quote!(
                use super::models;
            ),
            Some(_) => quote!(
                use crate::models;
            ),
        });
        let schemes = part.and_then(|_| uses_schemes(scope));
        let has_items = part.is_some()
            || !parts::splits(cx)
            || !cx.api.schemes.is_empty()
            || own_types(scope).next().is_some();
        let runtime = has_items.then(|| {
            quote!(
                use ::oas_runtime::v1 as rt;
            )
        });
        quote!(#schemes #models #runtime)
    };
    let inline = |def: &TypeDef| def.home == Home::Operations;
    let api = cx.api;
    if api.operations.is_empty() && api.schemes.is_empty() && !api.types.iter().any(inline) {
        return Vec::new();
    }
    let mut pieces: Vec<Piece<'a>> = vec![Piece::Item(Box::new(uses))];
    if part.is_none() {
        pieces.extend(parts::declarations(cx, "operations"));
    }
    for op in cx.operations_of(part) {
        pieces.extend(request::pieces(scope, op));
        pieces.extend(outcome::pieces(scope, op));
    }
    for def in own_types(scope) {
        pieces.extend(models::definition(cx, def));
    }
    let schemes = match part {
        None => cx.api.schemes.len(),
        Some(_) => 0,
    };
    for index in 0..schemes {
        pieces.push(Piece::Item(Box::new(move || {
            table::scheme_static(cx.api, index)
        })));
    }
    pieces
}

/// The types of the module, or of one part, that are defined like those of `models`.
fn own_types<'a>(scope: Scope<'a>) -> impl Iterator<Item = &'a TypeDef> {
    let types = scope.cx.api.types.iter();
    types.filter(move |def| def.home == Home::Operations && scope.cx.part_of(def) == scope.part)
}

/// The security schemes that a part names; they stand in the module itself.
fn uses_schemes(scope: Scope<'_>) -> Option<TokenStream> {
    let operations = scope.cx.operations_of(scope.part);
    let alternatives = operations.flat_map(|op| &op.security.alternatives);
    let used: BTreeSet<usize> = alternatives.flatten().map(|(index, _)| *index).collect();
    let names = used.into_iter();
    let names = names.filter_map(|index| scheme_constant(scope.cx.api, index));
    let names: Vec<_> = names.collect();
    (!names.is_empty()).then(|| quote!(use super::{#(#names),*};))
}

/// Whether anything in `operations` is a type of `models`.
fn uses_models(scope: Scope<'_>) -> bool {
    let defined = own_types(scope);
    let text = |tokens: TokenStream| tokens.to_string();
    let in_types = defined.flat_map(|def| definition_types(&def.kind));
    let operations = scope.cx.operations_of(scope.part);
    let in_operations = operations.flat_map(operation_types);
    in_types
        .chain(in_operations)
        .any(|ty| text(scope.ty(ty)).contains("models ::"))
}

fn definition_types(kind: &crate::ir::TypeKind) -> Vec<&Type> {
    use crate::ir::TypeKind;
    match kind {
        TypeKind::Struct(record) => record.fields.iter().map(|f| &f.ty).collect(),
        TypeKind::Union(union) => union.variants.iter().map(|v| &v.ty).collect(),
        TypeKind::Alias { ty, constraints: _ } => vec![ty],
        TypeKind::Enum(_) => Vec::new(),
    }
}

/// Every type that an operation's own items name.
fn operation_types(op: &Operation) -> Vec<&Type> {
    let mut types: Vec<&Type> = op.params.iter().map(|param| &param.ty).collect();
    if let Some(body) = &op.body {
        types.extend(bodies::media(&body.content).map(|media| &media.ty));
    }
    let successes = match &op.success {
        Success::One(response) => std::slice::from_ref(response),
        Success::Many { name: _, variants } => variants.as_slice(),
    };
    for response in successes.iter().chain(&op.failures) {
        let content = response.body.iter().flat_map(bodies::media);
        types.extend(content.map(|media| &media.ty));
        types.extend(
            response
                .headers
                .iter()
                .filter_map(|header| match &header.ty {
                    crate::ir::HeaderType::Declared { ty, .. } => Some(ty),
                    crate::ir::HeaderType::RetryAfter => None,
                }),
        );
    }
    types
}

/// `PUT /mfa/okta-verify/config`, as documentation shows it.
pub(super) fn title(op: &Operation) -> String {
    format!("`{} {}`", op.method, models::code(&op.path))
}

/// The document's title and `PUT /mfa/okta-verify/config`, on one line.
pub(super) fn brief(op: &Operation) -> String {
    let summary = op.docs.title.as_deref().unwrap_or_default();
    let summary = super::markdown::lines(summary);
    match summary
        .first()
        .map(|line| line.trim_end_matches(['.', ':', ' ']))
    {
        Some(summary) if !summary.is_empty() => format!("{summary}: {}.", title(op)),
        _ => format!("{}.", title(op)),
    }
}

/// What an operation returns when it succeeds.
pub(super) fn success_type(scope: Scope<'_>, op: &Operation) -> TokenStream {
    match &op.success {
        Success::One(response) if carries_status(response) => {
            let ty = response_type(scope, response);
            quote!(rt::WithStatus<#ty>)
        }
        Success::One(response) => response_type(scope, response),
        Success::Many { name, variants: _ } => scope.operations(name.as_str()),
    }
}

/// What a response carries: nothing, a body, or a struct of headers and body.
pub(super) fn response_type(scope: Scope<'_>, response: &Response) -> TokenStream {
    match (&response.payload, &response.body) {
        (Some(payload), _) => scope.operations(payload.as_str()),
        (None, Some(content)) => bodies::content_type(scope, content),
        (None, None) => quote!(()),
    }
}

/// The error enum.
pub(super) fn error_type(scope: Scope<'_>, op: &Operation) -> TokenStream {
    named(scope, &op.error)
}

/// The request struct.
pub(super) fn request_type(scope: Scope<'_>, op: &Operation) -> TokenStream {
    named(scope, &op.request)
}

fn named(scope: Scope<'_>, name: &TypeName) -> TokenStream {
    scope.operations(name.as_str())
}
