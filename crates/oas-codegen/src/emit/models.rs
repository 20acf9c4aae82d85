//! `models`: the schemas of the document, and types that are defined like them.
//!
//! Knows: `ir`. Must not know: operations, clients, servers.

mod choice;
mod construct;
mod record;

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::print::{Block, Piece};
use super::scope::{Context, Module, Scope, ident};
use super::{attrs, parts};
use crate::ir::{Home, TypeDef, TypeKind};
use crate::names::ModName;

pub(super) use construct::{is_required, literal, unwrap_or};

/// The whole module.
pub(super) fn pieces<'a>(cx: &'a Context<'a>, part: Option<usize>) -> Vec<Piece<'a>> {
    let uses = || {
        quote!(
            use ::oas_runtime::v1 as rt;
        )
    };
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    if part.is_none() {
        pieces.extend(parts::declarations(cx, "models"));
    }
    let (own, owned) = homes(cx, part);
    if needs_runtime(cx, Module::Models, &own) {
        pieces.push(Piece::Item(Box::new(uses)));
    }
    pieces.extend(own.into_iter().flat_map(|def| definition(cx, def)));
    pieces.extend(
        owned
            .into_iter()
            .map(|(owner, defs)| module(cx, owner, &defs)),
    );
    pieces
}

/// The definitions of a part: those of `models` itself, and those inside of components, in the order of their owners.
type Homes<'a> = (Vec<&'a TypeDef>, Vec<(&'a ModName, Vec<&'a TypeDef>)>);

fn homes<'a>(cx: &'a Context<'a>, part: Option<usize>) -> Homes<'a> {
    let (mut own, mut owned): Homes<'a> = (Vec::new(), Vec::new());
    let mut known: BTreeMap<&ModName, usize> = BTreeMap::new();
    let here = |def: &&TypeDef| cx.part_of(def) == part;
    for def in cx.api.types.iter().filter(here) {
        match &def.home {
            Home::Models => own.push(def),
            Home::ModelsOf(owner) => {
                let index = *known.entry(owner).or_insert(owned.len());
                match owned.get_mut(index) {
                    Some((_, defs)) => defs.push(def),
                    None => owned.push((owner, vec![def])),
                }
            }
            Home::Operations => {}
        }
    }
    (own, owned)
}

/// `pub mod pet { … }`: the inline types of one component.
fn module<'a>(cx: &'a Context<'a>, owner: &'a ModName, defs: &[&'a TypeDef]) -> Piece<'a> {
    let component = match defs.first().map(|def| def.place.segments()).as_deref() {
        Some(["components", _, name, ..]) => (*name).to_owned(),
        _ => owner.to_string(),
    };
    let mut members: Vec<Piece<'a>> = Vec::new();
    if needs_runtime(cx, Module::ModelsOf(owner), defs) {
        members.push(Piece::Item(Box::new(|| {
            quote!(
                use ::oas_runtime::v1 as rt;
            )
        })));
    }
    members.extend(defs.iter().flat_map(|def| definition(cx, def)));
    let head = move || {
        let docs = attrs::doc(&format!(
            "Types that are declared inside `{}`.",
            code(&component)
        ));
        let name = ident(owner.as_str());
        let inception =
            (owner.as_str() == "models").then(|| quote!(#[allow(clippy::module_inception)]));
        quote!(#docs #inception pub mod #name)
    };
    Piece::Block(Block::Mod, Box::new(head), members)
}

/// Whether any of the definitions of `module` names the runtime: all but some aliases do.
fn needs_runtime(cx: &Context<'_>, module: Module<'_>, defs: &[&TypeDef]) -> bool {
    defs.iter().any(|def| match &def.kind {
        TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_) => true,
        TypeKind::Alias { ty, .. } => {
            let text = cx.scope(module).ty(ty).to_string();
            text.split(' ').any(|token| token == "rt")
        }
    })
}

/// One definition with its impls.
pub(super) fn definition<'a>(cx: &'a Context<'a>, def: &'a TypeDef) -> Vec<Piece<'a>> {
    let scope = cx.scope_of(def);
    match &def.kind {
        TypeKind::Struct(record) => {
            vec![Piece::Item(Box::new(move || {
                record::struct_item(scope, def, record)
            }))]
        }
        TypeKind::Enum(values) => {
            vec![Piece::Item(Box::new(move || {
                choice::enum_item(scope, def, values)
            }))]
        }
        TypeKind::Union(union) => {
            vec![Piece::Item(Box::new(move || {
                choice::union_item(scope, def, union)
            }))]
        }
        TypeKind::Alias { ty, constraints: _ } => {
            vec![Piece::Item(Box::new(move || alias_item(scope, def, ty)))]
        }
    }
}

/// `pub type Tags = Vec<String>;`
fn alias_item(scope: Scope<'_>, def: &TypeDef, ty: &crate::ir::Type) -> TokenStream {
    let docs = attrs::docs(&def.docs, &fallback(def));
    let deprecated = attrs::deprecated(def.deprecated);
    let allow = attrs::allow_deprecated(scope.mentions_deprecated(ty));
    let name = ident(def.name.as_str());
    let ty = scope.ty(ty);
    quote!(#docs #deprecated #allow pub type #name = #ty;)
}

/// What a definition is called where the document says nothing about it.
fn fallback(def: &TypeDef) -> String {
    let segments = def.place.segments();
    match segments.as_slice() {
        ["components", _, name] => format!("`{}`", code(name)),
        [.., "properties", name] => format!("The value of `{}`.", code(name)),
        [.., "items"] => "An item of the list.".to_owned(),
        [.., "additionalProperties"] => "A value of the map.".to_owned(),
        _ => format!("`{}`", def.name),
    }
}

/// Text that can stand between backticks on one line.
pub(super) fn code(text: &str) -> String {
    let clean = |c: char| if c == '`' || c.is_control() { '\'' } else { c };
    let text: String = text.chars().map(clean).collect();
    let trimmed = text.trim();
    if trimmed.is_empty() {
        "\"\"".to_owned()
    } else {
        trimmed.to_owned()
    }
}

/// Derives and attributes that the definition has in common with every other.
fn derives(scope: Scope<'_>, def: &TypeDef, new: bool) -> TokenStream {
    let (clone, equal) = attrs::traits(scope.cx.api.traits, def.derives.streams);
    let copy = def.derives.copy.then(|| quote!(Copy,));
    let eq_hash = def.derives.eq_hash.then(|| quote!(Eq, Hash,));
    let default = def.derives.default.then(|| quote!(Default,));
    let new = new.then(|| quote!(, rt::New));
    let further = def
        .attributes
        .iter()
        .map(|text| super::scope::verbatim(text));
    quote! {
        #[derive(Debug, #clone #copy #equal #eq_hash #default rt::Wire #new)]
        #(#further)*
    }
}
