//! What the router calls for one operation: read the request, call the trait, write the outcome.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{arguments, is_secured, private_name, serve_name};
use crate::emit::attrs;
use crate::emit::operations::{
    answer_type, bodies, error_type, is_empty, request_type, streamed, write_success,
};
use crate::emit::scope::{Scope, ident};
use crate::ir::{Body, Codec, Content, Media, Operation, Param, Presence, Success, Type};

/// Whether reading or writing touches something deprecated.
pub(super) fn mentions_deprecated(scope: Scope<'_>, op: &Operation) -> bool {
    let success = match &op.success {
        Success::One(response) => response.body.as_ref(),
        Success::Many { .. } => None,
    };
    let mut media = success.into_iter().flat_map(bodies::media);
    media.any(|media| scope.mentions_deprecated(&media.ty))
}

/// Generic over the implementation, and therefore as small as can be.
pub(super) fn serve_fn(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let serve = serve_name(op);
    let (read, write) = (private_name("read", op), private_name("write", op));
    let name = ident(op.name.as_str());
    let group = scope
        .cx
        .api
        .groups
        .get(op.group)
        .map(|group| ident(group.name.as_str()));
    let t = super::parameter(scope, "T");
    let principal = match is_secured(scope.cx.api, op.origin) {
        true => quote!(#t::Principal),
        false => quote!(()),
    };
    let (method, closure) = match (op.security.alternatives.is_empty(), op.security.optional) {
        (true, _) => (quote!(serve_open), quote!(request)),
        (false, true) => (quote!(serve_optional), quote!(principal, request)),
        (false, false) => (quote!(serve), quote!(principal, request)),
    };
    let arguments = arguments(op);
    quote! {
        fn #serve<#t: #group>(
            api: ::std::sync::Arc<#t>,
            incoming: rt::server::Incoming<#principal>,
        ) -> rt::server::Serving {
            let handle = move |#closure| async move { #write(api.#name(#arguments).await) };
            incoming.#method(#read, handle)
        }
    }
}

/// `fn read_list_pets(parts: &mut rt::server::Parts) -> Option<…>`
pub(super) fn read_fn(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let read = private_name("read", op);
    let option = scope.prelude("Option");
    let request = request_type(scope, op);
    let params = op.params.iter().enumerate().map(|(index, param)| {
        let name = ident(param.name.as_str());
        let index = Literal::usize_unsuffixed(index);
        match &param.presence {
            Presence::Default(value) => {
                let or = crate::emit::models::unwrap_or(scope, &param.ty, value);
                let ty = scope.ty(&param.ty);
                quote!(#name: parts.param::<#option<#ty>>(#index)?.#or)
            }
            _ => quote!(#name: parts.param(#index)?),
        }
    });
    let body = op.body.as_ref().map(|body| read_body(scope, body));
    let deprecated = op.params.iter().any(|param| param.deprecated);
    let allow = attrs::allow_deprecated(deprecated);
    let argument = if is_empty(op) {
        quote!(_)
    } else {
        quote!(parts)
    };
    quote! {
        #allow
        fn #read(#argument: &mut rt::server::Parts) -> #option<#request> {
            Some(#request { #(#params,)* #body })
        }
    }
}

/// Whether reading the parameter names its type.
pub(super) fn names_type(param: &Param) -> bool {
    matches!(param.presence, Presence::Default(_))
}

fn read_body(scope: Scope<'_>, body: &Body) -> TokenStream {
    let name = ident(body.name.as_str());
    let read = match &body.content {
        Content::One(media) => read_media(media),
        Content::Many { name, variants } => {
            let name = scope.operations(name.as_str());
            let types = variants.iter().map(|(_, media)| &media.media_type);
            let last = variants.len().saturating_sub(1);
            let arms = variants
                .iter()
                .enumerate()
                .map(|(index, (variant, media))| {
                    let variant = ident(variant.as_str());
                    let read = read_media(media);
                    let pattern = if index == last {
                        quote!(_)
                    } else {
                        let index = Literal::usize_unsuffixed(index);
                        quote!(#index)
                    };
                    quote!(#pattern => #name::#variant(#read?))
                });
            quote!(Some(match parts.media(&[#(#types),*])? { #(#arms,)* }))
        }
    };
    match body.required {
        true => quote!(#name: #read?),
        false => quote!(#name: if parts.has_body() { Some(#read?) } else { None }),
    }
}

fn read_media(media: &Media) -> TokenStream {
    let media_type = &media.media_type;
    match &media.codec {
        Codec::Json => quote!(parts.json()),
        Codec::Text if media.ty == Type::String => quote!(parts.text()),
        Codec::Text => quote!(parts.parsed_text()),
        Codec::Binary => quote!(parts.bytes()),
        Codec::Form(encodings) => {
            let encodings = bodies::encodings(encodings);
            quote!(parts.form(#encodings))
        }
        Codec::Multipart(encodings) => {
            let encodings = bodies::encodings(encodings);
            quote!(parts.multipart(#encodings))
        }
        Codec::Events => quote!(parts.events()),
        Codec::Lines => quote!(parts.lines(#media_type)),
    }
}

/// `fn write_list_pets(outcome: Result<…>) -> rt::Reply`
pub(super) fn write_fn(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let write = private_name("write", op);
    let result = scope.prelude("Result");
    let (ok, error) = (answer_type(scope, op), error_type(scope, op));
    let success = write_success(scope, op);
    let allow = attrs::allow_deprecated(mentions_deprecated(scope, op));
    let pattern = match success_is_used(&success) {
        true => quote!(value),
        false => quote!(_),
    };
    let (answer, into) = match streamed(op) {
        Some(_) => (quote!(rt::server::Answer), Some(quote!(.into()))),
        None => (quote!(rt::Reply), None),
    };
    quote! {
        #allow
        fn #write(outcome: #result<#ok, #error>) -> #answer {
            match outcome {
                Ok(#pattern) => #success,
                Err(error) => rt::Outcome::write(&error)#into,
            }
        }
    }
}

/// Whether the expression that writes a success looks at it.
fn success_is_used(success: &TokenStream) -> bool {
    success
        .to_string()
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| word == "value")
}
