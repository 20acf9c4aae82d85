//! The router of a crate that is cut by tag: each part lists its routes, and a feature may switch it off.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{ORIGINS, groups_of, is_secured, operations_of, parameter, route};
use crate::emit::parts;
use crate::emit::print::Piece;
use crate::emit::scope::{Scope, ident};
use crate::ir::Origin;

/// `pub(super) fn routes<T: Repos>() -> Vec<…>` of the scope's part.
pub(super) fn routes(scope: Scope<'_>) -> Vec<Piece<'_>> {
    let groups = |origin| groups_of(scope.cx.api, origin).into_iter();
    let own = move |origin| groups(origin).find(|(index, _)| scope.part == Some(*index));
    let pieces = ORIGINS.into_iter().filter_map(move |origin| {
        let (index, group) = own(origin)?;
        Some(Piece::Item(Box::new(move || {
            let t = parameter(scope, "T");
            let (name, vec) = (ident(group.name.as_str()), scope.prelude("Vec"));
            let secured = is_secured(scope.cx.api, origin);
            let principal = match secured {
                true => quote!(#t::Principal),
                false => quote!(()),
            };
            let own = operations_of(scope.cx.api, origin).filter(|op| op.group == index);
            let routes = own.map(|op| route(scope, op, secured));
            quote! {
                pub(super) fn routes<#t: #name>() -> #vec<rt::server::Route<#t, #principal>> {
                    let routes = [#(#routes,)*];
                    routes.into()
                }
            }
        })))
    });
    pieces.collect()
}

/// The statements that join the routes of all parts as `routes`.
pub(super) fn joined(scope: Scope<'_>, origin: Origin) -> TokenStream {
    let vec = scope.prelude("Vec");
    let used = groups_of(scope.cx.api, origin);
    let is_used = |index: usize| used.iter().any(|(known, _)| *known == index);
    let parts = parts::of(scope.cx, parts::SERVER).into_iter();
    let extend = parts.filter(|part| is_used(part.index)).map(|part| {
        let cfg = parts::cfg(scope.cx, part.index);
        let module = ident(&part.module);
        quote!(#cfg routes.extend(#module::routes());)
    });
    let allow = parts::has_features(scope.cx).then(|| quote!(#[allow(unused_mut)]));
    quote!(#allow let mut routes = #vec::new(); #(#extend)*)
}

/// A trait per group that asks for nothing where the group's feature is off.
pub(super) fn switches(scope: Scope<'_>) -> Vec<Piece<'_>> {
    if !parts::has_features(scope.cx) {
        return Vec::new();
    }
    let groups = ORIGINS.into_iter().flat_map(move |origin| {
        let groups = groups_of(scope.cx.api, origin).into_iter();
        groups.map(move |(_, group)| (origin, group))
    });
    let pieces = groups.map(move |(origin, group)| {
        Piece::Item(Box::new(move || {
            let feature = parts::feature(group);
            let name = ident(group.name.as_str());
            let switch = format_ident!("Serves{}", name);
            let principal = is_secured(scope.cx.api, origin).then(|| quote!(<Principal>));
            quote!(rt::server::switch!(#feature, #switch: #name #principal);)
        }) as crate::emit::print::Make<'_>)
    });
    pieces.collect()
}

/// `rt::server::Service + ServesRepos<A::Principal>`
pub(super) fn bounds(scope: Scope<'_>, origin: Origin) -> TokenStream {
    let a = parameter(scope, "A");
    let principal = match is_secured(scope.cx.api, origin) {
        true => quote!(#a::Principal),
        false => quote!(()),
    };
    let switches = groups_of(scope.cx.api, origin).into_iter();
    let switches = switches.map(|(_, group)| {
        let switch = format_ident!("Serves{}", ident(group.name.as_str()));
        quote!(#switch<#principal>)
    });
    quote!(rt::server::Service #(+ #switches)*)
}
