//! `server`: a trait per group of operations, and the router that serves them.
//!
//! Knows: `ir`, what `operations` defines. Must not know: the client.

mod tags;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::operations::{bodies, brief, error_type, request_type, success_type};
use super::print::{Block, Make, Piece};
use super::scope::{Context, Module, Scope, ident};
use super::{attrs, parts};
use crate::ir::{Api, Group, Operation, Origin, Success};

/// The operations that the server serves.
pub(super) fn operations(api: &Api) -> impl Iterator<Item = &Operation> {
    api.operations.iter().filter(|op| op.origin == Origin::Path)
}

/// The operations that one router serves: those of the API, its webhooks, or its callbacks.
pub(super) fn operations_of(api: &Api, origin: Origin) -> impl Iterator<Item = &Operation> {
    api.operations.iter().filter(move |op| op.origin == origin)
}

/// The routers, in this order.
pub(super) const ORIGINS: [Origin; 3] = [Origin::Path, Origin::Webhook, Origin::Callback];

/// Whether anyone is asked who calls: then every trait that one router serves has a `Principal`.
pub(super) fn is_secured(api: &Api, origin: Origin) -> bool {
    operations_of(api, origin).any(|op| !op.security.alternatives.is_empty())
}

/// The groups that have operations, each with its index.
pub(super) fn groups(api: &Api) -> Vec<(usize, &Group)> {
    groups_of(api, Origin::Path)
}

pub(super) fn groups_of(api: &Api, origin: Origin) -> Vec<(usize, &Group)> {
    let used = |index: usize| operations_of(api, origin).any(|op| op.group == index);
    api.groups
        .iter()
        .enumerate()
        .filter(|(index, _)| used(*index))
        .collect()
}

/// The whole module.
pub(super) fn pieces<'a>(cx: &'a Context<'a>, part: Option<usize>) -> Vec<Piece<'a>> {
    let scope = cx.scope(Module::Server).in_part(part);
    if cx.api.operations.is_empty() {
        return Vec::new();
    }
    let mut pieces: Vec<Piece<'a>> = vec![Piece::Item(Box::new(move || uses(scope)))];
    let splits = parts::splits(cx);
    for origin in ORIGINS {
        let groups = groups_of(cx.api, origin).into_iter();
        for (index, group) in groups.filter(|(index, _)| !splits || part == Some(*index)) {
            pieces.push(group_trait(scope, origin, index, group));
        }
    }
    if part.is_some() {
        pieces.extend(tags::routes(scope));
        return pieces;
    }
    pieces.extend(parts::declarations(cx, "server"));
    pieces.extend(tags::switches(scope));
    for origin in ORIGINS {
        if operations_of(cx.api, origin).next().is_some() {
            pieces.push(Piece::Item(Box::new(move || router_fn(scope, origin))));
        }
    }
    pieces
}

fn uses(scope: Scope<'_>) -> TokenStream {
    let names_models = |tokens: TokenStream| tokens.to_string().contains("models ::");
    let operations = scope.cx.operations_of(scope.part);
    let mut answers = operations.map(|op| success_type(scope, op)).peekable();
    let has_operations = answers.peek().is_some();
    let uses = match (answers.any(names_models), scope.part) {
        (true, None) => quote!(
            use super::{models, operations as op};
        ),
        (false, None) if has_operations => quote!(
            use super::operations as op;
        ),
        (false, None) => quote!(),
        (true, Some(_)) => quote!(
            use crate::{models, operations as op};
        ),
        (false, Some(_)) => quote!(
            use crate::operations as op;
        ),
    };
    let export = scope.part.is_none().then(|| {
        quote!(
            pub use ::oas_runtime::v1::server::IntoReply;
        )
    });
    let runtime = match has_operations {
        true => quote!(
            use ::oas_runtime::v1::{
                self as rt,
                server::{Handling, route},
            };
        ),
        false => quote!(
            use ::oas_runtime::v1 as rt;
        ),
    };
    quote!(#uses #export #runtime)
}

/// `pub trait Pets: rt::server::Service { … }`
fn group_trait<'a>(scope: Scope<'a>, origin: Origin, index: usize, group: &'a Group) -> Piece<'a> {
    let mut members: Vec<Piece<'a>> = Vec::new();
    if is_secured(scope.cx.api, origin) {
        members.push(Piece::Item(Box::new(move || {
            let docs = attrs::doc("Who calls, as the authenticator found out.");
            let send = scope.prelude("Send");
            quote!(#docs type Principal: #send + 'static;)
        })));
    }
    for op in operations_of(scope.cx.api, origin).filter(|op| op.group == index) {
        members.push(Piece::Item(Box::new(move || {
            let docs = trait_method_docs(op);
            let signature = signature(scope, op);
            let allow = attrs::allow_deprecated(mentions_deprecated(scope, op));
            let convention = attrs::allow_self_convention(op.name.as_str());
            quote!(#docs #allow #convention #signature;)
        })));
    }
    let head: Make<'a> = Box::new(move || {
        let fallback = match (origin, &group.tag) {
            (Origin::Webhook, _) => {
                "Receives the webhooks of the API, as those implement it who subscribed.".to_owned()
            }
            (Origin::Callback, _) => {
                "Receives the callbacks of the API, as those implement it who asked for them."
                    .to_owned()
            }
            (Origin::Path, Some(tag)) => {
                format!("The operations of `{}`.", super::models::code(tag))
            }
            (Origin::Path, None) => "The operations of the API.".to_owned(),
        };
        let docs = attrs::docs(&group.docs, &fallback);
        let name = ident(group.name.as_str());
        quote!(#docs pub trait #name: rt::server::Service)
    });
    Piece::Block(Block::Trait, head, members)
}

/// Whether the signature names something deprecated.
fn mentions_deprecated(scope: Scope<'_>, op: &Operation) -> bool {
    let success = match &op.success {
        Success::One(response) => response.body.as_ref(),
        Success::Many { .. } => None,
    };
    let mut media = success.into_iter().flat_map(bodies::media);
    media.any(|media| scope.mentions_deprecated(&media.ty))
}

/// One line: what a request means is said where it is defined.
fn trait_method_docs(op: &Operation) -> TokenStream {
    let mut lines = vec![brief(op)];
    if op.deprecated {
        attrs::push_paragraph(&mut lines, vec!["Deprecated by the document.".to_owned()]);
    }
    attrs::doc_lines(&lines)
}

/// `fn list_pets(&self, principal: …, request: …) -> impl Handling<…>`
fn signature(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let name = ident(op.name.as_str());
    let principal = principal_type(scope, op).map(|ty| quote!(principal: #ty,));
    let request = request_type(scope, op);
    let (ok, error) = (success_type(scope, op), error_type(scope, op));
    quote! {
        fn #name(
            &self,
            #principal
            request: #request,
        ) -> impl Handling<#ok, #error>
    }
}

/// Who calls: nobody in particular, somebody, or perhaps somebody.
fn principal_type(scope: Scope<'_>, op: &Operation) -> Option<TokenStream> {
    if op.security.alternatives.is_empty() {
        return None;
    }
    let option = scope.prelude("Option");
    Some(match op.security.optional {
        true => quote!(#option<Self::Principal>),
        false => quote!(Self::Principal),
    })
}

/// A type parameter that no trait is called like.
pub(super) fn parameter(scope: Scope<'_>, name: &str) -> Ident {
    let taken = |name: &str| {
        scope
            .cx
            .api
            .groups
            .iter()
            .any(|group| group.name.as_str() == name)
    };
    let numbered = (1..).map(|number| format!("{name}{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    ident(&names.find(|name| !taken(name)).unwrap_or_default())
}

/// `T: Pets<Principal = A::Principal> + Stores<Principal = A::Principal>`
fn bounds(scope: Scope<'_>, origin: Origin) -> TokenStream {
    let security = is_secured(scope.cx.api, origin);
    let a = parameter(scope, "A");
    let traits = groups_of(scope.cx.api, origin)
        .into_iter()
        .map(|(_, group)| {
            let name = ident(group.name.as_str());
            let principal = security.then(|| quote!(<Principal = #a::Principal>));
            quote!(#name #principal)
        });
    let traits: Vec<TokenStream> = traits.collect();
    if traits.is_empty() {
        return quote!(rt::server::Service);
    }
    quote!(#(#traits)+*)
}

/// `route!(Pets::list_pets, principal)`
fn route(scope: Scope<'_>, op: &Operation, secured: bool) -> TokenStream {
    let method = ident(op.name.as_str());
    let group = scope.cx.api.groups.get(op.group);
    let group = group.map(|group| ident(group.name.as_str()));
    let caller = match (op.security.alternatives.is_empty(), op.security.optional) {
        _ if !secured => None,
        (true, _) => Some(quote!(, open)),
        (false, false) => Some(quote!(, principal)),
        (false, true) => Some(quote!(, optional)),
    };
    quote!(route!(#group::#method #caller))
}

fn router_fn(scope: Scope<'_>, origin: Origin) -> TokenStream {
    let (router, what) = match origin {
        Origin::Path => ("router", "Serves the API"),
        Origin::Webhook => (
            "webhooks_router",
            "Receives the API's webhooks, each at a path of its name",
        ),
        Origin::Callback => (
            "callbacks_router",
            "Receives the API's callbacks, each at a path of its `operationId`",
        ),
    };
    let router = ident(router);
    let (t, a) = (parameter(scope, "T"), parameter(scope, "A"));
    let secured = is_secured(scope.cx.api, origin);
    let (routes, list) = match parts::splits(scope.cx) {
        true => (tags::joined(scope, origin), quote!(routes)),
        false => {
            let routes = operations_of(scope.cx.api, origin);
            let routes = routes.map(|op| route(scope, op, secured));
            (quote!(let routes = [#(#routes,)*];), quote!(routes.into()))
        }
    };
    let bounds = match parts::has_features(scope.cx) {
        true => tags::bounds(scope, origin),
        false => bounds(scope, origin),
    };
    if secured {
        let docs = attrs::doc(&format!("{what}; `authenticator` finds out who calls."));
        return quote! {
            #docs
            pub fn #router<#t, #a>(implementation: ::std::sync::Arc<#t>, authenticator: #a) -> rt::axum::Router
            where
                #t: #bounds,
                #a: rt::server::Authenticator,
            {
                #routes
                rt::server::router(implementation, authenticator, #list)
            }
        };
    }
    let docs = match origin {
        Origin::Path => attrs::doc("Serves the API, which has no security."),
        Origin::Webhook | Origin::Callback => attrs::doc(&format!("{what}.")),
    };
    quote! {
        #docs
        pub fn #router<#t>(implementation: ::std::sync::Arc<#t>) -> rt::axum::Router
        where
            #t: #bounds,
        {
            #routes
            rt::server::open_router(implementation, #list)
        }
    }
}
