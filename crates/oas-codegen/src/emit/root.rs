//! What ties the modules together: `lib.rs` of a crate, or the one file to include.
//!
//! Knows: which modules there are. Must not know: what is in them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::print::{Block, Piece};
use super::scope::{Context, ident};
use super::{Crate, attrs, manifest, markdown, parts, server};

/// The revision of `oas_runtime::v1` that emitted code needs.
const REVISION: u32 = 1;

/// The documentation of the crate.
pub(super) fn docs(cx: &Context<'_>) -> String {
    let api = cx.api;
    let title = format!("{} {}", api.title, api.version);
    let mut lines = markdown::lines(&super::one_line(&title));
    attrs::push_paragraph(&mut lines, attrs::paragraphs(&api.docs, ""));
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    attrs::push_paragraph(&mut lines, ways_in(cx));
    lines.join("\n")
}

/// Where to begin: what calls the API, and what serves it.
fn ways_in(cx: &Context<'_>) -> Vec<String> {
    let faces = cx.options.faces;
    let mut ways = Vec::new();
    if !server::operations(cx.api).any(|_| true) {
        return Vec::new();
    }
    if faces.client {
        ways.push("[`Client`](client::Client) calls the API.".to_owned());
    }
    if faces.server {
        let groups = server::groups(cx.api);
        let traits = match groups.as_slice() {
            [(_, group)] => format!("[`{0}`](server::{0})", group.name),
            _ => "the traits of [`server`]".to_owned(),
        };
        ways.push(format!(
            "[`router`](server::router) serves what implements {traits}."
        ));
    }
    match ways.is_empty() {
        true => Vec::new(),
        false => vec![ways.join(" ")],
    }
}

/// The items of `lib.rs`.
pub(super) fn pieces<'a>(cx: &'a Context<'a>, krate: &'a Crate) -> Vec<Piece<'a>> {
    let modules = move || {
        let faces = cx.options.faces;
        let client = faces
            .client
            .then(|| face("client", &manifest::core_feature(krate)));
        let server = faces.server.then(|| face("server", &krate.server_feature));
        quote! {
            #client
            pub mod models;
            pub mod operations;
            #server
        }
    };
    let command = &krate.command;
    vec![
        Piece::Item(Box::new(modules)),
        Piece::Item(Box::new(move || fit_check(&format!("run `{command}`")))),
    ]
}

fn face(module: &str, feature: &str) -> TokenStream {
    let module = ident(module);
    quote!(#[cfg(feature = #feature)] pub mod #module;)
}

/// Does not compile where the runtime is older than the generated code needs.
fn fit_check(repair: &str) -> TokenStream {
    let revision = Literal::u32_unsuffixed(REVISION);
    let help = format!("oas-runtime is older than this code: update it, or {repair}");
    quote!(const _: () = ::oas_runtime::v1::requires(#revision, #help);)
}

/// The one file to include: the same modules, inline.
pub(super) fn include_pieces<'a>(cx: &'a Context<'a>) -> Vec<Piece<'a>> {
    let faces = parts::faces(cx);
    let modules = faces.map(|face| module(face.module, face.docs, (face.pieces)(cx, None)));
    let mut pieces: Vec<Piece<'a>> = modules.collect();
    let repair = "build with an older oas-codegen";
    pieces.push(Piece::Item(Box::new(move || fit_check(repair))));
    pieces
}

fn module<'a>(name: &'static str, docs: &'static str, pieces: Vec<Piece<'a>>) -> Piece<'a> {
    let head = move || {
        let docs = attrs::doc(docs);
        let name = ident(name);
        quote!(#docs pub mod #name)
    };
    Piece::Block(Block::Mod, Box::new(head), pieces)
}
