//! `Webhooks`: sends what the API's owner sends to those who subscribed.

use proc_macro2::TokenStream;
use quote::quote;

use super::{credential_setters, method};
use crate::emit::attrs;
use crate::emit::print::{Block, Make, Piece};
use crate::emit::scope::Scope;
use crate::ir::{Operation, Origin};

/// The webhooks and callbacks.
fn operations<'a>(scope: Scope<'a>) -> impl Iterator<Item = &'a Operation> {
    let all = scope.cx.api.operations.iter();
    all.filter(|op| op.origin != Origin::Path)
}

/// The struct and its methods, where there is anything to send.
pub(super) fn pieces(scope: Scope<'_>) -> Vec<Piece<'_>> {
    if operations(scope).next().is_none() {
        return Vec::new();
    }
    let mut members: Vec<Piece<'_>> = vec![
        Piece::Item(Box::new(move || new_fn(scope))),
        Piece::Item(Box::new(move || with_config_fn(scope))),
    ];
    if operations(scope).any(|op| !op.security.alternatives.is_empty()) {
        members.extend(credential_setters(scope));
    }
    let methods = scope.cx.operations_of(None);
    for op in methods.filter(|op| op.origin != Origin::Path) {
        members.push(Piece::Item(Box::new(move || method::method(scope, op))));
    }
    let head: Make<'_> = Box::new(|| quote!(impl Webhooks));
    vec![
        Piece::Item(Box::new(move || webhooks_struct(scope))),
        Piece::Block(Block::Impl, head, members),
    ]
}

/// The methods of one group.
pub(super) fn part(scope: Scope<'_>) -> Option<Piece<'_>> {
    super::part_impl(scope, Origin::Webhook, "Webhooks")
}

fn webhooks_struct(scope: Scope<'_>) -> TokenStream {
    let title = crate::emit::one_line(&scope.cx.api.title);
    let docs = attrs::doc(&format!(
        "Sends the webhooks and callbacks of {title} to the URLs that their receivers gave. Cheap to clone."
    ));
    quote! {
        #docs
        #[derive(Debug, Clone)]
        pub struct Webhooks(rt::client::Core);
    }
}

fn new_fn(scope: Scope<'_>) -> TokenStream {
    let result = scope.prelude("Result");
    let docs = documentation("A sender as configured by default.");
    quote! {
        #docs
        pub fn new() -> #result<Self, rt::client::BuildError> {
            Self::with_config(rt::client::Config::default())
        }
    }
}

fn with_config_fn(scope: Scope<'_>) -> TokenStream {
    let result = scope.prelude("Result");
    let docs = documentation("A sender with timeouts, limits or a transport of its own.");
    quote! {
        #docs
        pub fn with_config(config: rt::client::Config) -> #result<Self, rt::client::BuildError> {
            rt::client::Core::anywhere(config).map(Self)
        }
    }
}

fn documentation(what: &str) -> TokenStream {
    let mut lines = vec![what.to_owned()];
    attrs::push_paragraph(&mut lines, vec!["# Errors".to_owned()]);
    let why = "When the transport cannot be set up.";
    attrs::push_paragraph(&mut lines, vec![why.to_owned()]);
    attrs::doc_lines(&lines)
}
