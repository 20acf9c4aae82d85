//! `client`: an async client, one method per operation.
//!
//! Knows: `ir`, what `operations` defines. Must not know: servers' traits.

mod method;
mod server;
mod webhooks;

use proc_macro2::TokenStream;
use quote::quote;

use super::operations::scheme_constant;
use super::print::{Block, Make, Piece};
use super::scope::{Context, Module, Scope, ident};
use super::{attrs, parts};
use crate::ir::{Operation, Origin, SchemeKind, SecurityScheme};

/// The operations that the client calls.
pub(super) fn operations<'a>(cx: &'a Context<'a>) -> impl Iterator<Item = &'a Operation> {
    cx.api
        .operations
        .iter()
        .filter(|op| op.origin == Origin::Path)
}

/// The whole module.
pub(super) fn pieces<'a>(cx: &'a Context<'a>, part: Option<usize>) -> Vec<Piece<'a>> {
    let scope = cx.scope(Module::Client).in_part(part);
    if cx.api.operations.is_empty() {
        return Vec::new();
    }
    let mut pieces: Vec<Piece<'a>> = vec![Piece::Item(Box::new(move || uses(scope)))];
    if part.is_some() {
        pieces.extend(part_impl(scope, Origin::Path, "Client"));
        pieces.extend(webhooks::part(scope));
        return pieces;
    }
    pieces.extend(parts::declarations(cx, "client"));
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

/// `impl super::Client { … }`: the methods of one group.
fn part_impl<'a>(scope: Scope<'a>, origin: Origin, of: &'static str) -> Option<Piece<'a>> {
    let of_origin = move |op: &&Operation| (op.origin == Origin::Path) == (origin == Origin::Path);
    let methods = scope.cx.operations_of(scope.part).filter(of_origin);
    let members: Vec<Piece<'a>> = methods
        .map(|op| Piece::Item(Box::new(move || method::method(scope, op)) as Make<'a>))
        .collect();
    let head: Make<'a> = Box::new(move || {
        let of = ident(of);
        quote!(impl super::#of)
    });
    (!members.is_empty()).then_some(Piece::Block(Block::Impl, head, members))
}

fn uses(scope: Scope<'_>) -> TokenStream {
    let names_models = |op: &Operation| {
        super::operations::success_type(scope, op)
            .to_string()
            .contains("models ::")
    };
    let mut operations = scope.cx.operations_of(scope.part).peekable();
    let has_operations = operations.peek().is_some();
    let uses = match (operations.any(names_models), scope.part) {
        (true, None) => quote!(
            use super::{models, operations as op};
        ),
        (true, Some(_)) => quote!(
            use crate::{models, operations as op};
        ),
        (false, None) if has_operations || names_schemes(scope) => quote!(
            use super::operations as op;
        ),
        (false, None) => quote!(),
        (false, Some(_)) => quote!(
            use crate::operations as op;
        ),
    };
    let runtime = match (has_operations, names_runtime(scope)) {
        (true, true) => quote!(
            use ::oas_runtime::v1::{self as rt, client::Call};
        ),
        (true, false) => quote!(
            use ::oas_runtime::v1::client::Call;
        ),
        (false, _) => quote!(
            use ::oas_runtime::v1 as rt;
        ),
    };
    quote!(#uses #runtime)
}

/// Whether the runtime's name occurs: in the module itself always, in a part perhaps.
fn names_runtime(scope: Scope<'_>) -> bool {
    let names = |tokens: TokenStream| {
        let text = tokens.to_string();
        let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.any(|word| word == "rt")
    };
    let mut operations = scope.cx.operations_of(scope.part);
    scope.part.is_none() || operations.any(|op| names(method::method(scope, op)))
}

/// Whether there is a credential to set.
fn names_schemes(scope: Scope<'_>) -> bool {
    credential_setters(scope).next().is_some()
}

fn client_struct(scope: Scope<'_>) -> TokenStream {
    let title = super::one_line(&scope.cx.api.title);
    // With a feature per tag the operation may be switched off.
    let shows_example = scope.cx.is_crate() && !parts::has_features(scope.cx);
    let mut lines = vec![format!("A client of {title}. Cheap to clone.")];
    let what = "What an operation takes and means is told at its request, \
                how it fails at its error, both in [`operations`](super::operations); \
                see [`Error`](rt::client::Error) for how else a call can fail.";
    attrs::push_paragraph(&mut lines, vec![what.to_owned()]);
    if let Some(op) = operations(scope.cx).next().filter(|_| shows_example) {
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
    for op in scope
        .cx
        .operations_of(None)
        .filter(|op| op.origin == Origin::Path)
    {
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
