//! `server`: a trait per group of operations, and the router that serves them.
//!
//! Knows: `ir`, what `operations` defines. Must not know: the client.

mod handler;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::attrs;
use super::operations::{answer_type, error_type, request_type, title};
use super::print::{Block, Make, Piece};
use super::scope::{Context, Module, Scope, ident};
use crate::ir::{Api, Group, Operation, Origin};

/// The operations that the server serves.
pub(super) fn operations(api: &Api) -> impl Iterator<Item = &Operation> {
    api.operations.iter().filter(|op| op.origin == Origin::Path)
}

/// The operations that one router serves: those of the API, its webhooks, or its callbacks.
fn operations_of(api: &Api, origin: Origin) -> impl Iterator<Item = &Operation> {
    api.operations.iter().filter(move |op| op.origin == origin)
}

/// The routers, in this order.
const ORIGINS: [Origin; 3] = [Origin::Path, Origin::Webhook, Origin::Callback];

/// Whether anyone is asked who calls: then every trait of the API has a `Principal`.
pub(super) fn has_security(api: &Api) -> bool {
    is_secured(api, Origin::Path)
}

/// The same for what one router serves.
fn is_secured(api: &Api, origin: Origin) -> bool {
    operations_of(api, origin).any(|op| !op.security.alternatives.is_empty())
}

/// The groups that have operations, each with its index.
pub(super) fn groups(api: &Api) -> Vec<(usize, &Group)> {
    groups_of(api, Origin::Path)
}

fn groups_of(api: &Api, origin: Origin) -> Vec<(usize, &Group)> {
    let used = |index: usize| operations_of(api, origin).any(|op| op.group == index);
    api.groups
        .iter()
        .enumerate()
        .filter(|(index, _)| used(*index))
        .collect()
}

/// The whole module.
pub(super) fn pieces<'a>(cx: &'a Context<'a>) -> Vec<Piece<'a>> {
    let scope = cx.scope(Module::Server);
    if cx.api.operations.is_empty() {
        return Vec::new();
    }
    let mut pieces: Vec<Piece<'a>> = vec![Piece::Item(Box::new(move || uses(scope)))];
    for origin in ORIGINS {
        for (index, group) in groups_of(cx.api, origin) {
            pieces.push(group_trait(scope, origin, index, group));
            pieces.push(shared_impl(scope, origin, index, group));
        }
    }
    pieces.push(Piece::Item(Box::new(move || into_reply_trait(scope))));
    for op in &cx.api.operations {
        pieces.push(Piece::Item(Box::new(move || from_error_impl(scope, op))));
    }
    for origin in ORIGINS {
        if operations_of(cx.api, origin).next().is_some() {
            pieces.push(Piece::Item(Box::new(move || router_fn(scope, origin))));
        }
    }
    for op in &cx.api.operations {
        pieces.push(Piece::Item(Box::new(move || handler::serve_fn(scope, op))));
        pieces.push(Piece::Item(Box::new(move || handler::read_fn(scope, op))));
        pieces.push(Piece::Item(Box::new(move || handler::write_fn(scope, op))));
    }
    pieces
}

fn uses(scope: Scope<'_>) -> TokenStream {
    let names_models = |tokens: TokenStream| tokens.to_string().contains("models ::");
    let models = scope.cx.api.operations.iter().any(|op| {
        let defaults = op.params.iter().filter(|param| handler::names_type(param));
        names_models(answer_type(scope, op))
            || defaults
                .into_iter()
                .any(|param| names_models(scope.ty(&param.ty)))
    });
    let uses = match models {
        true => quote!(
            use super::{models, operations};
        ),
        false => quote!(
            use super::operations;
        ),
    };
    quote!(#uses use ::oas_runtime::v1 as rt;)
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
            let allow = attrs::allow_deprecated(handler::mentions_deprecated(scope, op));
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

fn trait_method_docs(op: &Operation) -> TokenStream {
    let mut lines = attrs::paragraphs(&op.docs, &format!("{}.", title(op)));
    if !attrs::words(&op.docs).is_empty() {
        attrs::push_paragraph(&mut lines, vec![format!("{}.", title(op))]);
    }
    if op.deprecated {
        attrs::push_paragraph(&mut lines, vec!["Deprecated by the document.".to_owned()]);
    }
    attrs::doc_lines(&lines)
}

/// `fn list_pets(&self, principal: …, request: …) -> impl Future<…> + Send`
fn signature(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let name = ident(op.name.as_str());
    let principal = principal_type(scope, op).map(|ty| quote!(principal: #ty,));
    let request = request_type(scope, op);
    let (ok, error) = (answer_type(scope, op), error_type(scope, op));
    let (result, send) = (scope.prelude("Result"), scope.prelude("Send"));
    let future = scope.future();
    quote! {
        fn #name(
            &self,
            #principal
            request: #request,
        ) -> impl #future<Output = #result<#ok, #error>> + #send
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

/// A shared implementation is one, too.
fn shared_impl<'a>(scope: Scope<'a>, origin: Origin, index: usize, group: &'a Group) -> Piece<'a> {
    let mut members: Vec<Piece<'a>> = Vec::new();
    if is_secured(scope.cx.api, origin) {
        members.push(Piece::Item(Box::new(move || {
            let t = parameter(scope, "T");
            quote!(type Principal = #t::Principal;)
        })));
    }
    for op in operations_of(scope.cx.api, origin).filter(|op| op.group == index) {
        members.push(Piece::Item(Box::new(move || {
            let signature = signature(scope, op);
            let name = ident(op.name.as_str());
            let arguments = arguments(op);
            let allow = attrs::allow_deprecated(handler::mentions_deprecated(scope, op));
            quote!(#allow #signature { (**self).#name(#arguments) })
        })));
    }
    let head: Make<'a> = Box::new(move || {
        let (name, t) = (ident(group.name.as_str()), parameter(scope, "T"));
        quote!(impl<#t: #name> #name for ::std::sync::Arc<#t>)
    });
    Piece::Block(Block::Impl, head, members)
}

/// `principal, request`
fn arguments(op: &Operation) -> TokenStream {
    match op.security.alternatives.is_empty() {
        true => quote!(request),
        false => quote!(principal, request),
    }
}

fn into_reply_trait(_: Scope<'_>) -> TokenStream {
    let docs = attrs::doc(
        "An error of the application that ends any operation: with it, `?` works in every method.",
    );
    let method =
        attrs::doc("The reply; where an operation declares its status, its body must fit.");
    quote! {
        #docs
        pub trait IntoReply {
            #method
            fn into_reply(self) -> rt::Reply;
        }
    }
}

fn from_error_impl(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let from = scope.prelude("From");
    let error = error_type(scope, op);
    quote! {
        impl<E: IntoReply> #from<E> for #error {
            fn from(error: E) -> Self {
                rt::server::fail(error.into_reply(), Self::Other)
            }
        }
    }
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
    let routes = operations_of(scope.cx.api, origin).map(|op| {
        let constant = ident(op.constant.as_str());
        let serve = serve_name(op);
        quote!(rt::server::Route::new(&operations::#constant, #serve::<#t>))
    });
    let bounds = bounds(scope, origin);
    if is_secured(scope.cx.api, origin) {
        let docs = attrs::doc(&format!("{what}; `authenticator` finds out who calls."));
        return quote! {
            #docs
            pub fn #router<#t, #a>(implementation: #t, authenticator: #a) -> rt::axum::Router
            where
                #t: #bounds,
                #a: rt::server::Authenticator,
            {
                let routes = [#(#routes,)*];
                rt::server::router(implementation, authenticator, routes.into())
            }
        };
    }
    let docs = match origin {
        Origin::Path => attrs::doc("Serves the API, which has no security."),
        Origin::Webhook | Origin::Callback => attrs::doc(&format!("{what}.")),
    };
    quote! {
        #docs
        pub fn #router<#t>(implementation: #t) -> rt::axum::Router
        where
            #t: #bounds,
        {
            let routes = [#(#routes,)*];
            rt::server::open_router(implementation, routes.into())
        }
    }
}

/// `serve_list_pets`
fn serve_name(op: &Operation) -> Ident {
    private_name("serve", op)
}

fn private_name(prefix: &str, op: &Operation) -> Ident {
    ident(&format!(
        "{prefix}_{}",
        op.name.as_str().trim_end_matches('_')
    ))
}
