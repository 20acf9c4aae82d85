//! Servers of the document as structs, their variables as fields.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::attrs;
use crate::emit::models::code;
use crate::emit::print::Piece;
use crate::emit::scope::{Scope, ident};
use crate::ir::{Server, ServerVariable};

/// The struct, `Default`, the conversion into a URL, and the enums of variables.
pub(super) fn pieces<'a>(scope: Scope<'a>, server: &'a Server) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece<'a>> =
        vec![Piece::Item(Box::new(move || server_struct(scope, server)))];
    if !server.variables.is_empty() {
        pieces.push(Piece::Item(Box::new(move || default_impl(scope, server))));
    }
    pieces.push(Piece::Item(Box::new(move || url_impl(scope, server))));
    for variable in &server.variables {
        if variable.values.is_some() {
            pieces.push(Piece::Item(Box::new(move || variable_enum(variable))));
        }
    }
    pieces
}

fn server_struct(scope: Scope<'_>, server: &Server) -> TokenStream {
    let url = format!("`{}`", code(&server.url));
    let mut lines = attrs::paragraphs(&server.docs, &url);
    if lines.first() != Some(&url) {
        attrs::push_paragraph(&mut lines, vec![url]);
    }
    let docs = attrs::doc_lines(&lines);
    let name = ident(server.name.as_str());
    let fields = server.variables.iter().map(|variable| {
        let docs = attrs::docs(&variable.docs, &format!("`{{{}}}`", code(&variable.wire)));
        let name = ident(variable.name.as_str());
        let ty = match &variable.values {
            Some((ty, _)) => {
                let ty = ident(ty.as_str());
                quote!(#ty)
            }
            None => scope.prelude("String"),
        };
        quote!(#docs pub #name: #ty)
    });
    let (default, body) = match server.variables.is_empty() {
        true => (Some(quote!(, Default)), quote!(;)),
        false => (None, quote!({ #(#fields,)* })),
    };
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq, Eq #default)]
        pub struct #name #body
    }
}

fn default_impl(scope: Scope<'_>, server: &Server) -> TokenStream {
    let (default, string) = (scope.prelude("Default"), scope.prelude("String"));
    let name = ident(server.name.as_str());
    let fields = server.variables.iter().map(|variable| {
        let name = ident(variable.name.as_str());
        let text = &variable.default;
        let value = match default_variant(variable) {
            Some(value) => value,
            None => quote!(#string::from(#text)),
        };
        quote!(#name: #value)
    });
    quote! {
        impl #default for #name {
            fn default() -> Self {
                Self { #(#fields,)* }
            }
        }
    }
}

/// The variant of the default value, or the first.
fn default_variant(variable: &ServerVariable) -> Option<TokenStream> {
    let (ty, variants) = variable.values.as_ref()?;
    let of_default = variants
        .iter()
        .find(|(_, value)| *value == variable.default);
    let (variant, _) = of_default.or(variants.first())?;
    let (ty, variant) = (ident(ty.as_str()), ident(variant.as_str()));
    Some(quote!(#ty::#variant))
}

fn url_impl(scope: Scope<'_>, server: &Server) -> TokenStream {
    let from = scope.prelude("From");
    let name = ident(server.name.as_str());
    let url = &server.url;
    let variables = server.variables.iter().map(|variable| {
        let (wire, name) = (&variable.wire, ident(variable.name.as_str()));
        match variable.values {
            Some(_) => quote!((#wire, server.#name.as_str())),
            None => quote!((#wire, &server.#name)),
        }
    });
    let argument = if server.variables.is_empty() {
        quote!(_)
    } else {
        quote!(server)
    };
    quote! {
        impl #from<#name> for rt::client::BaseUrl {
            fn from(#argument: #name) -> Self {
                Self::template(#url, &[#(#variables),*])
            }
        }
    }
}

fn variable_enum(variable: &ServerVariable) -> TokenStream {
    let Some((name, variants)) = &variable.values else {
        return TokenStream::new();
    };
    let docs = attrs::doc(&format!("The values of `{{{}}}`.", code(&variable.wire)));
    let name = ident(name.as_str());
    let variants = variants.iter().map(|(variant, value)| {
        let docs = attrs::doc(&format!("`{}`", code(value)));
        let attribute = attrs::rename(variant.as_str(), value).map(|r| quote!(#[wire(#r)]));
        let variant = ident(variant.as_str());
        quote!(#docs #attribute #variant)
    });
    quote! {
        #docs
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, rt::Wire)]
        pub enum #name { #(#variants,)* }
    }
}
