//! `client`: an async client, one method per operation.
//!
//! Knows: `ir`, what `operations` defines. Must not know: servers' traits.

mod method;
mod server;
mod webhooks;

use proc_macro2::TokenStream;
use quote::quote;

use super::attrs;
use super::operations::scheme_constant;
use super::print::{Block, Make, Piece};
use super::scope::{Context, Module, Scope, ident};
use crate::ir::{Operation, Origin, SchemeKind, SecurityScheme};

/// The operations that the client calls.
pub(super) fn operations<'a>(cx: &'a Context<'a>) -> impl Iterator<Item = &'a Operation> {
    cx.api
        .operations
        .iter()
        .filter(|op| op.origin == Origin::Path)
}

/// The whole module.
pub(super) fn pieces<'a>(cx: &'a Context<'a>) -> Vec<Piece<'a>> {
    let scope = cx.scope(Module::Client);
    if cx.api.operations.is_empty() {
        return Vec::new();
    }
    let mut pieces: Vec<Piece<'a>> = vec![Piece::Item(Box::new(move || uses(scope)))];
    if operations(cx).next().is_some() {
        pieces.push(Piece::Item(Box::new(move || client_struct(scope))));
        pieces.push(client_impl(scope));
    }
    pieces.extend(webhooks::pieces(scope));
    let own = operations(cx).flat_map(|op| &op.servers);
    let servers = operations(cx).next().map(|_| &cx.api.servers);
    for server in servers.into_iter().flatten().chain(own) {
        pieces.extend(server::pieces(scope, server));
    }
    pieces
}

fn uses(scope: Scope<'_>) -> TokenStream {
    let names_models = |op: &Operation| {
        super::operations::success_type(scope, op)
            .to_string()
            .contains("models ::")
    };
    let uses = match scope.cx.api.operations.iter().any(names_models) {
        true => quote!(
            use super::{models, operations as op};
        ),
        false => quote!(
            use super::operations as op;
        ),
    };
    quote!(#uses use ::oas_runtime::v1::{self as rt, client::Call};)
}

fn client_struct(scope: Scope<'_>) -> TokenStream {
    let title = super::one_line(&scope.cx.api.title);
    let mut lines = vec![format!("A client of {title}. Cheap to clone.")];
    let what = "What an operation takes and means is told at its request, \
                how it fails at its error, both in [`operations`](op); \
                see [`Error`](rt::client::Error) for how else a call can fail.";
    attrs::push_paragraph(&mut lines, vec![what.to_owned()]);
    if let Some(op) = operations(scope.cx).next().filter(|_| scope.cx.is_crate()) {
        attrs::push_paragraph(&mut lines, vec!["# Examples".to_owned()]);
        attrs::push_paragraph(&mut lines, method::example(scope, op));
    }
    let docs = attrs::doc_lines(&lines);
    quote! {
        #docs
        #[derive(Debug, Clone)]
        pub struct Client(rt::client::Core);
    }
}

fn client_impl<'a>(scope: Scope<'a>) -> Piece<'a> {
    let mut members: Vec<Piece<'a>> = vec![
        Piece::Item(Box::new(move || new_fn(scope))),
        Piece::Item(Box::new(move || with_config_fn(scope))),
    ];
    members.extend(credential_setters(scope));
    for op in operations(scope.cx) {
        members.push(Piece::Item(Box::new(move || method::method(scope, op))));
    }
    let head: Make<'a> = Box::new(|| quote!(impl Client));
    Piece::Block(Block::Impl, head, members)
}

fn new_fn(scope: Scope<'_>) -> TokenStream {
    let (into, result) = (scope.prelude("Into"), scope.prelude("Result"));
    let mut lines = vec!["A client of the API at `server`.".to_owned()];
    attrs::push_paragraph(&mut lines, vec!["# Errors".to_owned()]);
    let why = "When `server` is not an absolute URL, or the transport cannot be set up.";
    attrs::push_paragraph(&mut lines, vec![why.to_owned()]);
    let docs = attrs::doc_lines(&lines);
    quote! {
        #docs
        pub fn new(
            server: impl #into<rt::client::BaseUrl>,
        ) -> #result<Self, rt::client::BuildError> {
            Self::with_config(server, rt::client::Config::default())
        }
    }
}

fn with_config_fn(scope: Scope<'_>) -> TokenStream {
    let (into, result) = (scope.prelude("Into"), scope.prelude("Result"));
    let mut lines = vec!["A client with timeouts, limits or a transport of its own.".to_owned()];
    attrs::push_paragraph(&mut lines, vec!["# Errors".to_owned()]);
    attrs::push_paragraph(&mut lines, vec!["As for [`Client::new`].".to_owned()]);
    let docs = attrs::doc_lines(&lines);
    quote! {
        #docs
        pub fn with_config(
            server: impl #into<rt::client::BaseUrl>,
            config: rt::client::Config,
        ) -> #result<Self, rt::client::BuildError> {
            rt::client::Core::new(server.into(), config).map(Self)
        }
    }
}

fn credential_setters(scope: Scope<'_>) -> impl Iterator<Item = Piece<'_>> {
    let schemes = scope.cx.api.schemes.iter().enumerate();
    let settable = schemes.filter(|(_, scheme)| scheme.kind != SchemeKind::MutualTls);
    settable.map(move |(index, scheme)| {
        Piece::Item(Box::new(move || credential_setter(scope, index, scheme)))
    })
}

fn credential_setter(scope: Scope<'_>, index: usize, scheme: &SecurityScheme) -> TokenStream {
    let fallback = format!(
        "Sends a credential for `{}`.",
        super::models::code(&scheme.wire)
    );
    let docs = attrs::docs(&scheme.docs, &fallback);
    let name = ident(scheme.setter.as_str());
    let into = scope.prelude("Into");
    let constant = scheme_constant(scope.cx.api, index);
    let kind = match &scheme.kind {
        SchemeKind::ApiKeyHeader(_) | SchemeKind::ApiKeyQuery(_) | SchemeKind::ApiKeyCookie(_) => {
            quote!(ApiKey)
        }
        SchemeKind::Basic => quote!(Basic),
        SchemeKind::Bearer | SchemeKind::OpenIdConnect { url: _ } => quote!(Bearer),
        SchemeKind::Http(_) | SchemeKind::MutualTls => quote!(Authorization),
        SchemeKind::OAuth2 { .. } => quote!(OAuth2),
    };
    quote! {
        #docs
        #[must_use]
        pub fn #name(self, credential: impl #into<rt::client::#kind>) -> Self {
            Self(self.0.with_credential(&op::#constant, credential.into()))
        }
    }
}
