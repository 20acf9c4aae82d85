//! The modules of the output, and the parts of each that one group of operations has for itself.
//!
//! Knows: which group needs a definition (`ir`). Must not know: what stands in a module.

use proc_macro2::TokenStream;
use quote::quote;

use super::print::Piece;
use super::scope::{Context, ident};
use super::{Layout, Mode, client, models, operations, server};
use crate::ir::{Group, Home, TypeDef};

/// A module of the output.
#[derive(Clone, Copy)]
pub(super) struct Face {
    /// Its name.
    pub(super) module: &'static str,
    /// Its documentation.
    pub(super) docs: &'static str,
    /// Its items: those of the module itself, or of one part.
    pub(super) pieces: for<'a> fn(&'a Context<'a>, Option<usize>) -> Vec<Piece<'a>>,
    /// Whether a group has a part in it.
    has: fn(&Context<'_>, usize) -> bool,
    /// Whether a part defines what users name.
    exports: bool,
}

const MODELS: Face = Face {
    module: "models",
    docs: "The schemas of the document.",
    pieces: models::pieces,
    has: |cx, group| own_types(cx, group).any(|def| def.home != Home::Operations),
    exports: true,
};

const OPERATIONS: Face = Face {
    module: "operations",
    docs: "What each operation takes and how it ends; shared by client and server.",
    pieces: operations::pieces,
    has: |_, _| true,
    exports: true,
};

const CLIENT: Face = Face {
    module: "client",
    docs: "An async client of the API.",
    pieces: client::pieces,
    has: |_, _| true,
    exports: false,
};

pub(super) const SERVER: Face = Face {
    module: "server",
    docs: "The server traits and their router.",
    pieces: server::pieces,
    has: |_, _| true,
    exports: true,
};

fn own_types<'a>(cx: &'a Context<'_>, group: usize) -> impl Iterator<Item = &'a TypeDef> {
    let types = cx.api.types.iter();
    types.filter(move |def| def.group == Some(group))
}

/// The modules that are written.
pub(super) fn faces(cx: &Context<'_>) -> impl Iterator<Item = Face> {
    let wanted = cx.options.faces;
    let client = wanted.client.then_some(CLIENT);
    let server = wanted.server.then_some(SERVER);
    [MODELS, OPERATIONS].into_iter().chain(client).chain(server)
}

/// A part of a module.
pub(super) struct Part<'a> {
    /// Which group's.
    pub(super) index: usize,
    /// That group.
    pub(super) group: &'a Group,
    /// The part's module.
    pub(super) module: String,
}

/// Whether groups have files of their own.
pub(super) fn splits(cx: &Context<'_>) -> bool {
    layout(cx) != Layout::Flat
}

fn layout(cx: &Context<'_>) -> Layout {
    match &cx.options.mode {
        Mode::Crate(krate) => krate.layout,
        Mode::Include { file: _ } => Layout::Flat,
    }
}

/// The parts of `face`, in the order of the groups.
pub(super) fn of<'a>(cx: &'a Context<'a>, face: Face) -> Vec<Part<'a>> {
    if !splits(cx) {
        return Vec::new();
    }
    let groups = cx.api.groups.iter().enumerate();
    groups
        .filter(|(index, _)| (face.has)(cx, *index))
        .map(|(index, group)| Part {
            index,
            group,
            module: module(cx, face, group),
        })
        .collect()
}

/// The module of a group's part: in `models` none that the types of a component have.
fn module(cx: &Context<'_>, face: Face, group: &Group) -> String {
    let mut module = group.module.as_str().to_owned();
    let taken = |module: &str| {
        let owner = |def: &TypeDef| matches!(&def.home, Home::ModelsOf(o) if o.as_str() == module);
        face.module == MODELS.module && cx.api.types.iter().any(owner)
    };
    while taken(&module) {
        module.push_str("_tag");
    }
    module
}

/// The feature that a group has.
pub(super) fn feature(group: &Group) -> String {
    format!("tag-{}", group.module.as_str().replace('_', "-"))
}

/// `#[cfg(feature = "tag-repos")]`, where groups have features.
pub(super) fn cfg(cx: &Context<'_>, group: usize) -> Option<TokenStream> {
    let feature = feature(cx.api.groups.get(group)?);
    has_features(cx).then(|| quote!(#[cfg(feature = #feature)]))
}

/// Whether groups have features.
pub(super) fn has_features(cx: &Context<'_>) -> bool {
    layout(cx) == Layout::TagFeatures
}

/// `mod repos; pub use repos::*;` for every part of `face`.
pub(super) fn declarations<'a>(cx: &'a Context<'a>, face: &str) -> Vec<Piece<'a>> {
    let mut faces = faces(cx);
    let Some(face) = faces.find(|known| known.module == face) else {
        return Vec::new();
    };
    let parts = of(cx, face).into_iter();
    let pieces = parts.map(move |part| {
        Piece::Item(Box::new(move || {
            let cfg = cfg(cx, part.index);
            let module = ident(&part.module);
            let export = face.exports.then(|| quote!(#cfg pub use #module::*;));
            quote!(#cfg mod #module; #export)
        }))
    });
    pieces.collect()
}
