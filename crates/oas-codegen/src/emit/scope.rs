//! How one module writes types: relative paths, and prelude names unless the module defines the same name.
//!
//! Knows: `ir`. Must not know: what is being emitted around the type.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote};

use super::{Mode, Options};
use crate::ir::{
    Api, Content, Home, Int, Operation, Presence, Response, Sizes, Success, Type, TypeDef,
};
use crate::names::ModName;

/// Prelude names that emitted code uses, with the absolute path of each.
const PRELUDE: &[(&str, &str)] = &[
    ("Box", "::std::boxed::Box"),
    ("Default", "::core::default::Default"),
    ("From", "::core::convert::From"),
    ("Into", "::core::convert::Into"),
    ("Option", "::core::option::Option"),
    ("Result", "::core::result::Result"),
    ("Send", "::core::marker::Send"),
    ("String", "::std::string::String"),
    ("Vec", "::std::vec::Vec"),
];

/// The module in which tokens will stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Module<'a> {
    /// `models`
    Models,
    /// `models::<owner>`
    ModelsOf(&'a ModName),
    /// `operations`
    Operations,
    /// `client`
    Client,
    /// `server`
    Server,
    /// A test or an example of the crate: paths start with the crate's name.
    Outside,
}

impl<'a> Module<'a> {
    /// The module of a definition.
    pub(super) fn of(home: &'a Home) -> Self {
        match home {
            Home::Models => Self::Models,
            Home::ModelsOf(owner) => Self::ModelsOf(owner),
            Home::Operations => Self::Operations,
        }
    }
}

/// The identifier `name`; what is not one fails to parse later and is reported there.
pub(super) fn ident(name: &str) -> Ident {
    let ascii = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && name
            .bytes()
            .next()
            .is_some_and(|b| !b.is_ascii_digit() && name != "_");
    if ascii || (!name.is_ascii() && syn::parse_str::<Ident>(name).is_ok()) {
        Ident::new(name, Span::call_site())
    } else {
        Ident::new("fn", Span::call_site())
    }
}

/// Rust text from the configuration or the IR; what does not lex fails to parse later.
pub(super) fn verbatim(text: &str) -> TokenStream {
    text.parse().unwrap_or_else(|_| quote!(fn))
}

/// What is the same for the whole run.
pub(super) struct Context<'a> {
    /// The decided API.
    pub(super) api: &'a Api,
    /// The caller's choices.
    pub(super) options: &'a Options,
    /// How large values are.
    pub(super) sizes: Sizes,
    shadowed: BTreeMap<Module<'a>, BTreeSet<&'a str>>,
}

impl<'a> Context<'a> {
    /// Looks once at which modules define prelude names.
    pub(super) fn new(api: &'a Api, options: &'a Options) -> Self {
        let mut shadowed: BTreeMap<Module<'a>, BTreeSet<&'a str>> = BTreeMap::new();
        let mut define = |module, name: &'a str| {
            if PRELUDE.iter().any(|(short, _)| *short == name) {
                shadowed.entry(module).or_default().insert(name);
            }
        };
        for def in &api.types {
            define(Module::of(&def.home), def.name.as_str());
        }
        for op in &api.operations {
            for name in operation_types(op) {
                define(Module::Operations, name);
            }
            for server in &op.servers {
                define(Module::Client, server.name.as_str());
            }
        }
        for server in &api.servers {
            define(Module::Client, server.name.as_str());
        }
        for group in &api.groups {
            define(Module::Server, group.name.as_str());
        }
        Self {
            api,
            options,
            sizes: Sizes::new(api),
            shadowed,
        }
    }

    /// The scope of `module`.
    pub(super) fn scope(&'a self, module: Module<'a>) -> Scope<'a> {
        Scope {
            cx: self,
            module,
            part: None,
        }
    }

    /// The scope of a definition.
    pub(super) fn scope_of(&'a self, def: &'a TypeDef) -> Scope<'a> {
        let part = self.part_of(def);
        self.scope(Module::of(&def.home)).in_part(part)
    }

    /// The group in whose part a definition stands.
    pub(super) fn part_of(&self, def: &TypeDef) -> Option<usize> {
        def.group.filter(|_| super::parts::splits(self))
    }

    /// The operations that stand in a module itself, or in the part of a group.
    pub(super) fn operations_of(&self, part: Option<usize>) -> impl Iterator<Item = &'a Operation> {
        let splits = super::parts::splits(self);
        let stands = move |op: &&Operation| match part {
            None => !splits,
            Some(group) => op.group == group,
        };
        self.api.operations.iter().filter(stands)
    }

    /// Whether the output is a crate (and not a file to include).
    pub(super) fn is_crate(&self) -> bool {
        matches!(self.options.mode, Mode::Crate { .. })
    }
}

/// The types that one operation defines in `operations`.
fn operation_types(op: &Operation) -> Vec<&str> {
    let mut names = vec![op.request.as_str(), op.error.as_str()];
    let mut responses: Vec<&Response> = op.failures.iter().collect();
    match &op.success {
        Success::One(response) => responses.push(response),
        Success::Many { name, variants } => {
            names.push(name.as_str());
            responses.extend(variants);
        }
    }
    names.extend(
        responses
            .iter()
            .filter_map(|r| Some(r.payload.as_ref()?.as_str())),
    );
    let bodies = op.body.iter().map(|b| &b.content);
    for content in bodies.chain(responses.iter().filter_map(|r| r.body.as_ref())) {
        if let Content::Many { name, .. } = content {
            names.push(name.as_str());
        }
    }
    names
}

/// How the module that is being written names things.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    /// The run.
    pub(super) cx: &'a Context<'a>,
    /// The module.
    pub(super) module: Module<'a>,
    /// The group in whose part of the module the tokens stand.
    pub(super) part: Option<usize>,
}

impl<'a> Scope<'a> {
    /// The same module, in the part of a group.
    pub(super) fn in_part(self, part: Option<usize>) -> Self {
        Self { part, ..self }
    }

    /// A prelude name, absolute where the module has a type of that name.
    pub(super) fn prelude(&self, name: &'static str) -> TokenStream {
        match self.prelude_path(name) {
            path if path == name => ident(name).into_token_stream(),
            path => verbatim(path),
        }
    }

    /// The same as text.
    pub(super) fn prelude_path(&self, name: &'static str) -> &'static str {
        let Some(shadowed) = self.cx.shadowed.get(&self.module) else {
            return name;
        };
        let known = PRELUDE.iter().find(|(short, _)| *short == name);
        known.map_or(name, |(short, path)| match shadowed.contains(short) {
            true => path,
            false => name,
        })
    }

    /// The path of a definition.
    pub(super) fn named(&self, def: &TypeDef) -> TokenStream {
        let name = ident(def.name.as_str());
        let prefix = self.path_to(Module::of(&def.home), self.cx.part_of(def));
        quote!(#prefix #name)
    }

    /// A type that an operation defines in `operations`; from there, one of the same operation.
    pub(super) fn operations(&self, name: &str) -> TokenStream {
        let name = ident(name);
        let prefix = self.path_to(Module::Operations, self.part);
        quote!(#prefix #name)
    }

    /// `models::pet::` and the like; empty for the own module. What stands in a part is exported by its module.
    fn path_to(&self, target: Module<'_>, part: Option<usize>) -> TokenStream {
        if target == self.module {
            let elsewhere = self.part.is_some() && self.part != part;
            return match (elsewhere, target) {
                (false, _) => TokenStream::new(),
                (true, Module::ModelsOf(owner)) => {
                    let owner = ident(owner.as_str());
                    quote!(super::super::#owner::)
                }
                (true, _) => quote!(super::),
            };
        }
        // One step further to the module itself.
        let up = self.part.map(|_| quote!(super::));
        let inner = match target {
            Module::ModelsOf(owner) => {
                let owner = ident(owner.as_str());
                Some(quote!(#owner::))
            }
            _ => None,
        };
        let outer = match target {
            Module::Operations => quote!(operations::),
            _ => quote!(models::),
        };
        match (self.module, target) {
            (Module::Models, Module::ModelsOf(_)) if self.part == part => quote!(#inner),
            (Module::Models, Module::ModelsOf(_)) => quote!(#up #inner),
            (Module::ModelsOf(_), Module::Models | Module::ModelsOf(_)) if self.part == part => {
                quote!(super::#inner)
            }
            (Module::ModelsOf(_), Module::Models | Module::ModelsOf(_)) => {
                quote!(super::#up #inner)
            }
            (Module::Models, _) => quote!(super::#up #outer #inner),
            (Module::ModelsOf(_), _) => quote!(super::super::#up #outer #inner),
            (Module::Outside, _) => {
                let krate = ident(&self.cx.options.crate_ident());
                quote!(#krate::#outer #inner)
            }
            (Module::Client | Module::Server, Module::Operations) => quote!(op::),
            (Module::Operations | Module::Client | Module::Server, _) => quote!(#outer #inner),
        }
    }

    /// The use of a type.
    pub(super) fn ty(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Any => quote!(rt::Value),
            Type::Null => quote!(rt::Null),
            Type::Never => quote!(rt::Never),
            Type::Bool => quote!(bool),
            Type::Int(int) => int_type(*int),
            Type::F32 => quote!(f32),
            Type::F64 => quote!(f64),
            Type::String => self.prelude("String"),
            Type::Scalar(scalar) if scalar.path.starts_with("::") => verbatim(&scalar.path),
            Type::Scalar(scalar) => verbatim(&format!("rt::{}", scalar.path)),
            Type::Base64 => quote!(rt::Base64),
            Type::Binary => quote!(rt::Bytes),
            Type::File => quote!(rt::FilePart),
            Type::Named(id) => self.named(self.cx.api.type_def(*id)),
            Type::Boxed(inner) => self.generic("Box", inner),
            Type::List(inner) => self.generic("Vec", inner),
            Type::Nullable(inner) => self.generic("Option", inner),
            Type::Tuple(items) => {
                let items = items.iter().map(|item| self.ty(item));
                quote!((#(#items,)*))
            }
            Type::Map(inner) => self.runtime_generic(self.map(), inner),
            Type::Secret(inner) => self.runtime_generic("Secret", inner),
            Type::External(path) => verbatim(path),
        }
    }

    fn generic(&self, name: &'static str, inner: &Type) -> TokenStream {
        let (name, inner) = (self.prelude(name), self.ty(inner));
        quote!(#name<#inner>)
    }

    /// The runtime's map.
    pub(super) fn map(self) -> &'static str {
        match self.cx.api.ordered_maps {
            true => "OrderedMap",
            false => "Map",
        }
    }

    fn runtime_generic(&self, name: &str, inner: &Type) -> TokenStream {
        let (name, inner) = (ident(name), self.ty(inner));
        quote!(rt::#name<#inner>)
    }

    /// The type of a field, parameter or body: `ty` with what `presence` adds.
    pub(super) fn present(&self, ty: &Type, presence: &Presence) -> TokenStream {
        match presence {
            Presence::Required | Presence::Default(_) => self.ty(ty),
            Presence::RequiredNullable
            | Presence::Optional
            | Presence::OptionalNullableAsOption => self.generic("Option", ty),
            Presence::OptionalNullable => self.runtime_generic("Field", ty),
            Presence::Extra { patterns: _ } => self.runtime_generic(self.map(), ty),
        }
    }

    /// Whether naming `ty` names a deprecated definition.
    pub(super) fn mentions_deprecated(&self, ty: &Type) -> bool {
        match ty {
            Type::Named(id) => self.cx.api.type_def(*id).deprecated,
            Type::Boxed(t) | Type::List(t) | Type::Map(t) | Type::Nullable(t) | Type::Secret(t) => {
                self.mentions_deprecated(t)
            }
            Type::Tuple(items) => items.iter().any(|t| self.mentions_deprecated(t)),
            _ => false,
        }
    }
}

fn int_type(int: Int) -> TokenStream {
    match int {
        Int::I8 => quote!(i8),
        Int::I16 => quote!(i16),
        Int::I32 => quote!(i32),
        Int::I64 => quote!(i64),
        Int::U8 => quote!(u8),
        Int::U16 => quote!(u16),
        Int::U32 => quote!(u32),
        Int::U64 => quote!(u64),
        Int::I128 => quote!(i128),
    }
}
