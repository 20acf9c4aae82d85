//! What `cargo xtask prove` compiles beside an included file: every operation, driven by JSON.
//!
//! Knows: `ir`, what `client`, `operations` and `server` define. Must not know: how values are drawn or compared,
//! which is the crate `oas-prove`. The module `api` stands beside this one.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::models::unwrap_or;
use super::operations::{
    bodies, error_type, is_empty, request_type, scheme_constant, success_type,
};
use super::print::{self, Block, Piece};
use super::scope::{Context, Module, Scope, ident};
use super::{Options, server};
use crate::ir::{
    Api, Body, Codec, Content, Group, Location, Media, Operation, Origin, Param, Presence,
    SchemeKind,
};

/// The file, or `None` where there is no operation to prove or the tokens do not parse.
#[must_use]
pub fn proof(api: &Api) -> Option<String> {
    let options = Options::new_crate("api", "");
    let cx = Context::new(api, &options);
    api.operations.first()?;
    let scope = cx.scope(Module::Outside);
    let mut texts = print::texts("", &[pieces(scope)]).ok()?;
    texts.pop()
}

fn pieces(scope: Scope<'_>) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = vec![
        Piece::Item(Box::new(|| {
            quote!(
                use super::api;
                use ::oas_runtime::v1 as rt;
            )
        })),
        Piece::Item(Box::new(move || proof_fn(scope))),
        Piece::Item(Box::new(|| {
            quote!(
                struct Stub(::oas_prove::Desk);
                impl rt::server::Service for Stub {}
            )
        })),
    ];
    for origin in server::ORIGINS {
        for (index, group) in server::groups_of(scope.cx.api, origin) {
            pieces.push(stub_impl(scope, origin, index, group));
        }
    }
    for op in &scope.cx.api.operations {
        pieces.push(Piece::Item(Box::new(move || build_fn(scope, op))));
        pieces.push(Piece::Item(Box::new(move || show_fn(scope, op))));
        if streams(scope, op) {
            pieces.push(Piece::Item(Box::new(move || take_fn(scope, op))));
        }
    }
    pieces
}

/// `pub fn proof() -> Result<oas_prove::Proof, …>`
fn proof_fn(scope: Scope<'_>) -> TokenStream {
    let api = scope.cx.api;
    let has = |origin| server::operations_of(api, origin).next().is_some();
    let paths = has(Origin::Path).then(|| {
        let (router, credentials) = (router(api, Origin::Path), credentials(api));
        let operations = server::operations_of(api, Origin::Path).map(|op| operation(scope, op));
        quote! {
            let config = desk.config(#router);
            let client = api::client::Client::with_config("http://localhost", config)? #(#credentials)*;
            let mut proof = proof.with(client);
            #(#operations)*
        }
    });
    let hooks = [
        (Origin::Webhook, "/webhooks"),
        (Origin::Callback, "/callbacks"),
    ];
    let hooks = hooks.into_iter().filter(|(origin, _)| has(*origin));
    let hooks = hooks.map(|(origin, at)| {
        let router = router(api, origin);
        let secured = server::is_secured(api, origin);
        let credentials = secured.then(|| credentials(api)).into_iter().flatten();
        let operations = server::operations_of(api, origin).map(|op| operation(scope, op));
        quote! {
            let config = desk.config(rt::axum::Router::new().nest(#at, #router));
            let client = api::client::Webhooks::with_config(config)? #(#credentials)*;
            let mut proof = proof.with(client);
            #(#operations)*
        }
    });
    quote! {
        #[allow(deprecated)]
        pub fn proof() -> Result<::oas_prove::Proof, rt::client::BuildError> {
            let desk = ::oas_prove::Desk::default();
            let proof = ::oas_prove::Bench::new(desk.clone(), ());
            #paths
            #(#hooks)*
            Ok(proof.finish())
        }
    }
}

fn router(api: &Api, origin: Origin) -> TokenStream {
    let name = ident(match origin {
        Origin::Path => "router",
        Origin::Webhook => "webhooks_router",
        Origin::Callback => "callbacks_router",
    });
    let stub = quote!(::std::sync::Arc::new(Stub(desk.clone())));
    match server::is_secured(api, origin) {
        true => quote!(api::server::#name(#stub, ::oas_prove::Everyone)),
        false => quote!(api::server::#name(#stub)),
    }
}

/// A credential of each kind, in calls of the client's setters.
fn credentials(api: &Api) -> Vec<TokenStream> {
    let schemes = api.schemes.iter().enumerate();
    let credentials = schemes.filter_map(|(index, scheme)| {
        scheme_constant(api, index)?;
        let setter = ident(scheme.setter.as_str());
        Some(match &scheme.kind {
            SchemeKind::MutualTls => return None,
            SchemeKind::Basic => {
                quote!(.#setter(rt::client::Basic::new("user", "password")))
            }
            SchemeKind::Http(name) => {
                let value = format!("{name} credential");
                quote!(.#setter(#value))
            }
            SchemeKind::OAuth2 { .. } => quote!(.#setter(rt::client::OAuth2::token("token"))),
            _ => quote!(.#setter("credential")),
        })
    });
    credentials.collect()
}

/// Adds an operation: by what the document calls it, or by its place in it.
fn operation(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let (build, show, method) = (name("build", op), name("show", op), ident(op.name.as_str()));
    let request = request_type(scope, op);
    let place = || format!("{}#{}", op.place.source().0, op.place.pointer());
    let (key, call) = match op.origin {
        Origin::Path => (
            format!("{} {}", op.method, op.path),
            quote!(|client: &api::client::Client, request| client.#method(request)),
        ),
        Origin::Webhook | Origin::Callback => {
            let base = match op.origin {
                Origin::Callback => "http://localhost/callbacks",
                _ => "http://localhost/webhooks",
            };
            let call = quote!(|client: &api::client::Webhooks, request| {
                let path = <#request as rt::Request>::OPERATION.path;
                client.#method(format!("{}{path}", #base), request)
            });
            (place(), call)
        }
    };
    match streams(scope, op) {
        true => {
            let take = name("take", op);
            quote!(proof.streaming(#key, #build, #show, #call, #take);)
        }
        false => quote!(proof.operation(#key, #build, #show, #call);),
    }
}

/// Whether the body is read as it comes, or may be.
fn streams(scope: Scope<'_>, op: &Operation) -> bool {
    let body = op.body.as_ref();
    let mut media = body
        .into_iter()
        .flat_map(|body| bodies::media(&body.content));
    media.any(|media| bodies::is_stream(scope, media))
}

fn name(prefix: &str, op: &Operation) -> Ident {
    let op = op.name.as_str();
    ident(&format!("{prefix}_{}", op.trim_end_matches('_')))
}

/// Every method hands over what it received, and answers what it is told to.
fn stub_impl<'a>(scope: Scope<'a>, origin: Origin, index: usize, group: &'a Group) -> Piece<'a> {
    let mut members: Vec<Piece<'a>> = Vec::new();
    if server::is_secured(scope.cx.api, origin) {
        members.push(Piece::Item(Box::new(|| {
            quote!(
                type Principal = ();
            )
        })));
    }
    for op in server::operations_of(scope.cx.api, origin).filter(|op| op.group == index) {
        members.push(Piece::Item(Box::new(move || {
            let method = ident(op.name.as_str());
            let principal = (!op.security.alternatives.is_empty()).then(|| {
                let ty = match op.security.optional {
                    true => quote!(Option<()>),
                    false => quote!(()),
                };
                quote!(_: #ty,)
            });
            let request = request_type(scope, op);
            let (ok, error) = (success_type(scope, op), error_type(scope, op));
            quote! {
                #[allow(deprecated)]
                async fn #method(&self, #principal request: #request) -> Result<#ok, #error> {
                    self.0.serve(request, #error::Other)
                }
            }
        })));
    }
    let head = move || {
        let name = ident(group.name.as_str());
        quote!(impl api::server::#name for Stub)
    };
    Piece::Block(Block::Impl, Box::new(head), members)
}

/// `query:limit`
fn key(param: &Param) -> String {
    let location = match param.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    format!("{location}:{}", param.wire)
}

/// Reads a request from JSON.
fn build_fn(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let function = name("build", op);
    let request = request_type(scope, op);
    let argument = match is_empty(op) {
        true => quote!(_),
        false => quote!(parts),
    };
    let params = op.params.iter().map(|param| {
        let (name, key) = (ident(param.name.as_str()), key(param));
        let read = match &param.presence {
            Presence::Required | Presence::RequiredNullable => quote!(parts.required(#key)?),
            Presence::Default(value) => {
                let or = unwrap_or(scope, &param.ty, value);
                let ty = scope.ty(&param.ty);
                quote!(parts.optional::<#ty>(#key)?.#or)
            }
            Presence::Optional | Presence::OptionalNullableAsOption => {
                quote!(parts.optional(#key)?)
            }
            Presence::OptionalNullable | Presence::Extra { .. } => quote!(parts.or_default(#key)?),
        };
        quote!(#name: #read,)
    });
    let body = op.body.as_ref().map(|body| build_body(scope, body));
    quote! {
        #[allow(deprecated)]
        fn #function(#argument: &::oas_prove::Parts) -> Result<#request, String> {
            Ok(#request { #(#params)* #body })
        }
    }
}

fn build_body(scope: Scope<'_>, body: &Body) -> TokenStream {
    let field = ident(body.name.as_str());
    let read = match &body.content {
        Content::One(media) => build_media(scope, media),
        Content::Many { name, variants } => {
            let name = scope.operations(name.as_str());
            let arms = variants.iter().map(|(variant, media)| {
                let (variant, media_type) = (ident(variant.as_str()), &media.media_type);
                let build = build_media(scope, media);
                quote!(#media_type => #name::#variant(#build))
            });
            quote!(match parts.media() { #(#arms,)* other => return Err(::oas_prove::no_media(other)) })
        }
    };
    match body.required {
        true => quote!(#field: #read),
        false => quote!(#field: if parts.has_body() { Some(#read) } else { None }),
    }
}

/// What is read as it comes is made of a whole.
fn build_media(scope: Scope<'_>, media: &Media) -> TokenStream {
    let ty = scope.ty(&media.ty);
    match &media.codec {
        _ if !bodies::is_stream(scope, media) => quote!(parts.body()?),
        Codec::Items(_) => quote!(parts.body::<Vec<#ty>>()?.into()),
        Codec::Stream => quote!(parts.bytes()?.into()),
        _ => quote!(parts.body::<#ty>()?.into()),
    }
}

fn show_media(scope: Scope<'_>, media: &Media) -> TokenStream {
    match bodies::is_stream(scope, media) {
        true => quote!({
            let _ = body;
        }),
        false => quote!(shown.part("body", body)),
    }
}

/// Shows what the body of a request holds, by reading it.
fn take_fn(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let function = name("take", op);
    let request = request_type(scope, op);
    let body = op.body.as_ref().map(|body| {
        let field = ident(body.name.as_str());
        let take = match &body.content {
            Content::One(media) => take_media(scope, media),
            Content::Many { name, variants } => {
                let name = scope.operations(name.as_str());
                let arms = variants.iter().map(|(variant, media)| {
                    let (variant, take) = (ident(variant.as_str()), take_media(scope, media));
                    quote!(#name::#variant(body) => #take)
                });
                quote!(match body { #(#arms,)* })
            }
        };
        match body.required {
            true => quote!(let body = request.#field; #take;),
            false => quote!(if let Some(body) = request.#field { #take; }),
        }
    });
    quote! {
        #[allow(deprecated)]
        fn #function(request: #request) -> ::oas_prove::Taken {
            Box::pin(async move {
                let mut shown = ::oas_prove::Shown::default();
                #body
                shown
            })
        }
    }
}

fn take_media(scope: Scope<'_>, media: &Media) -> TokenStream {
    match &media.codec {
        _ if !bodies::is_stream(scope, media) => quote!(shown.part("body", &body)),
        Codec::Items(_) => quote!(shown.read("body", body.all().await)),
        Codec::Stream => quote!(shown.bytes("body", body.bytes().await)),
        _ => quote!(shown.read("body", body.read().await)),
    }
}

/// Shows a request as JSON.
fn show_fn(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let function = name("show", op);
    let request = request_type(scope, op);
    let (argument, shown) = match is_empty(op) {
        true => (quote!(_), quote!(_)),
        false => (quote!(request), quote!(shown)),
    };
    let params = op.params.iter().map(|param| {
        let (name, key) = (ident(param.name.as_str()), key(param));
        match &param.presence {
            Presence::Optional | Presence::OptionalNullableAsOption => {
                quote!(shown.optional(#key, &request.#name);)
            }
            Presence::OptionalNullable => quote!(shown.field(#key, &request.#name);),
            Presence::Required
            | Presence::RequiredNullable
            | Presence::Default(_)
            | Presence::Extra { .. } => quote!(shown.part(#key, &request.#name);),
        }
    });
    let body = op.body.as_ref().map(|body| show_body(scope, body));
    quote! {
        #[allow(deprecated)]
        fn #function(#argument: &#request, #shown: &mut ::oas_prove::Shown) {
            #(#params)*
            #body
        }
    }
}

fn show_body(scope: Scope<'_>, body: &Body) -> TokenStream {
    let field = ident(body.name.as_str());
    let show = match &body.content {
        Content::One(media) => {
            let show = show_media(scope, media);
            quote!(#show;)
        }
        Content::Many { name, variants } => {
            let name = scope.operations(name.as_str());
            let arms = variants.iter().map(|(variant, media)| {
                let (variant, show) = (ident(variant.as_str()), show_media(scope, media));
                quote!(#name::#variant(body) => #show)
            });
            quote!(match body { #(#arms,)* })
        }
    };
    match body.required {
        true => quote!(let body = &request.#field; #show),
        false => quote!(if let Some(body) = &request.#field { #show }),
    }
}
