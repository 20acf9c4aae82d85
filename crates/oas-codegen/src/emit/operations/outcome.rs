//! How an operation ends: payload structs, the enum of successes, the error enum and its impls.

mod written;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{bodies, response_type, title};
use crate::emit::print::{Block, Piece};
use crate::emit::scope::{Scope, ident};
use crate::emit::{attrs, size};
use crate::ir::{Content, Header, HeaderType, Operation, Response, Status, Success};
use crate::names::TypeName;

use written::write_arm;
pub(in crate::emit) use written::write_success;

/// Everything that the outcomes of one operation define.
pub(super) fn pieces<'a>(scope: Scope<'a>, op: &'a Operation) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    let successes = match &op.success {
        Success::One(response) => std::slice::from_ref(response),
        Success::Many { name, variants } => {
            pieces.push(Piece::Item(Box::new(move || {
                success_enum(scope, op, name, variants)
            })));
            variants.as_slice()
        }
    };
    pieces.push(Piece::Item(Box::new(move || error_enum(scope, op))));
    pieces.push(outcome_impl(scope, op));
    pieces.push(Piece::Item(Box::new(move || display_impl(op))));
    pieces.push(Piece::Item(Box::new(move || error_impl(op))));
    for response in successes.iter().chain(&op.failures) {
        if let Some(name) = &response.payload {
            let item = move || payload_struct(scope, op, response, name);
            pieces.push(Piece::Item(Box::new(item)));
        }
        if let Some(Content::Many { name, variants }) = &response.body {
            let item = move || {
                let docs = format!("The body of {}, by media type.", answer(op, response));
                bodies::content_enum(scope, name, variants, &docs)
            };
            pieces.push(Piece::Item(Box::new(item)));
        }
    }
    pieces
}

/// The 429 answer of `GET /pets`.
fn answer(op: &Operation, response: &Response) -> String {
    let status = match response.status {
        Status::Code(code) => code.to_string(),
        Status::Range(range) => format!("{range}XX"),
        Status::Default => "default".to_owned(),
    };
    format!("the {status} answer to {}", title(op))
}

/// The struct of headers and body.
fn payload_struct(
    scope: Scope<'_>,
    op: &Operation,
    response: &Response,
    name: &TypeName,
) -> TokenStream {
    let docs = attrs::doc(&format!("What comes with {}.", answer(op, response)));
    let name = ident(name.as_str());
    let headers = response
        .headers
        .iter()
        .map(|header| header_field(scope, header));
    let body = response.body.as_ref().map(|content| {
        let docs = attrs::doc("The body.");
        let ty = bodies::content_type(scope, content);
        quote!(#docs pub body: #ty,)
    });
    let media = response.body.iter().flat_map(bodies::media);
    let mut deprecated = media.map(|media| scope.mentions_deprecated(&media.ty));
    let allow = attrs::allow_deprecated(deprecated.any(|deprecated| deprecated));
    let optional = response.headers.iter().all(|header| !header.required);
    let default = (optional && response.body.is_none()).then(|| quote!(, Default));
    quote! {
        #docs
        #allow
        #[derive(Debug, Clone, PartialEq #default)]
        pub struct #name { #(#headers,)* #body }
    }
}

fn header_field(scope: Scope<'_>, header: &Header) -> TokenStream {
    let fallback = format!("The header `{}`.", crate::emit::models::code(&header.wire));
    let docs = attrs::docs(&header.docs, &fallback);
    let name = ident(header.name.as_str());
    let ty = match &header.ty {
        HeaderType::Declared { ty, explode: _ } => scope.ty(ty),
        HeaderType::RetryAfter => quote!(rt::RetryAfter),
    };
    let option = scope.prelude("Option");
    let ty = if header.required {
        ty
    } else {
        quote!(#option<#ty>)
    };
    quote!(#docs pub #name: #ty)
}

fn success_enum(
    scope: Scope<'_>,
    op: &Operation,
    name: &TypeName,
    responses: &[Response],
) -> TokenStream {
    let docs = attrs::doc(&format!("How {} can succeed.", title(op)));
    let (allow, large) = enum_allows(scope, responses);
    let name = ident(name.as_str());
    let variants = responses.iter().map(|response| variant(scope, response));
    quote! {
        #docs
        #allow
        #large
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* }
    }
}

fn error_enum(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let docs = attrs::doc(&format!("How {} can fail.", title(op)));
    let (allow, large) = enum_allows(scope, &op.failures);
    let name = ident(op.error.as_str());
    let variants = op.failures.iter().map(|response| variant(scope, response));
    let other = attrs::doc("A status that the document does not declare.");
    quote! {
        #docs
        #allow
        #large
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            #other
            Other(rt::Reply),
        }
    }
}

fn enum_allows(
    scope: Scope<'_>,
    responses: &[Response],
) -> (Option<TokenStream>, Option<TokenStream>) {
    let media = || {
        responses
            .iter()
            .flat_map(|r| r.body.iter().flat_map(bodies::media))
    };
    let deprecated = media().any(|media| scope.mentions_deprecated(&media.ty));
    let payload = |response: &Response| {
        let media = response.body.iter().flat_map(bodies::media);
        let body = media.map(|media| scope.cx.sizes.of(&media.ty)).max();
        body.unwrap_or_default() + 32 * response.headers.len()
    };
    // A reply has about 140 bytes.
    let sizes = responses.iter().map(payload).chain([140]).collect();
    (
        attrs::allow_deprecated(deprecated),
        size::allow_large(sizes),
    )
}

/// Whether the variant carries the status: it stands for several.
fn carries_status(response: &Response) -> bool {
    !matches!(response.status, Status::Code(_))
}

/// Whether the variant carries headers or a body.
fn carries_payload(response: &Response) -> bool {
    response.payload.is_some() || response.body.is_some()
}

fn variant(scope: Scope<'_>, response: &Response) -> TokenStream {
    let fallback = match response.status {
        Status::Code(code) => format!("{code}."),
        Status::Range(range) => format!("{range}XX."),
        Status::Default => "Any other status.".to_owned(),
    };
    let docs = attrs::docs(&response.docs, &fallback);
    let name = ident(response.name.as_str());
    let payload = carries_payload(response).then(|| response_type(scope, response));
    let content = match (carries_status(response), payload) {
        (true, Some(payload)) => Some(quote!((rt::StatusCode, #payload))),
        (true, None) => Some(quote!((rt::StatusCode))),
        (false, Some(payload)) => Some(quote!((#payload))),
        (false, None) => None,
    };
    quote!(#docs #name #content)
}

/// Codes first, then ranges, then `default`: the first that fits is meant.
fn by_precedence(responses: &[Response]) -> Vec<&Response> {
    let mut ordered: Vec<&Response> = responses.iter().collect();
    ordered.sort_by_key(|response| match response.status {
        Status::Code(_) => 0,
        Status::Range(_) => 1,
        Status::Default => 2,
    });
    ordered
}

/// `404`, `400..=499` or `_`.
pub(in crate::emit) fn status_pattern(status: Status) -> TokenStream {
    match status {
        Status::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote!(#code)
        }
        Status::Range(range) => {
            let from = Literal::u16_unsuffixed(u16::from(range) * 100);
            let to = Literal::u16_unsuffixed(u16::from(range) * 100 + 99);
            quote!(#from..=#to)
        }
        Status::Default => quote!(_),
    }
}

/// Reads the payload of a response: an expression of type `Option<payload>`.
fn read_payload(scope: Scope<'_>, response: &Response) -> Option<TokenStream> {
    let body = response
        .body
        .as_ref()
        .map(|content| read_content(scope, content));
    let Some(payload) = &response.payload else {
        return body;
    };
    let payload = scope.operations(payload.as_str());
    let headers = response.headers.iter().map(|header| {
        let name = ident(header.name.as_str());
        let wire = &header.wire;
        let explode = matches!(header.ty, HeaderType::Declared { explode: true, .. });
        let value = match (header.required, explode) {
            (true, true) => quote!(reply.required_exploded_header(#wire)?),
            (true, false) => quote!(reply.required_header(#wire)?),
            (false, true) => quote!(reply.exploded_header(#wire)),
            (false, false) => quote!(reply.header(#wire)),
        };
        quote!(#name: #value)
    });
    let body = body.map(|body| quote!(body: #body?,));
    Some(quote!(Some(#payload { #(#headers,)* #body })))
}

/// Reads a body, choosing by media type where there are several.
fn read_content(scope: Scope<'_>, content: &Content) -> TokenStream {
    match content {
        Content::One(media) => bodies::read_media(media),
        Content::Many { name, variants } => {
            let name = scope.operations(name.as_str());
            let types = variants.iter().map(|(_, media)| &media.media_type);
            let last = variants.len().saturating_sub(1);
            let arms = variants
                .iter()
                .enumerate()
                .map(|(index, (variant, media))| {
                    let variant = ident(variant.as_str());
                    let read = bodies::read_media(media);
                    let pattern = if index == last {
                        quote!(_)
                    } else {
                        let index = Literal::usize_unsuffixed(index);
                        quote!(#index)
                    };
                    quote!(#pattern => #read.map(#name::#variant))
                });
            quote!(match reply.media(&[#(#types),*])? { #(#arms,)* })
        }
    }
}

/// The value of a variant, read: an expression that may use `?`.
fn read_variant(scope: Scope<'_>, path: &TokenStream, response: &Response) -> TokenStream {
    let name = ident(response.name.as_str());
    let payload = match (&response.payload, read_payload(scope, response)) {
        (_, None) => None,
        (Some(_), Some(read)) => Some(unwrap_some(&read)),
        (None, Some(read)) => Some(quote!(#read?)),
    };
    match (carries_status(response), payload) {
        (true, Some(payload)) => quote!(#path::#name(reply.status_code(), #payload)),
        (true, None) => quote!(#path::#name(reply.status_code())),
        (false, Some(payload)) => quote!(#path::#name(#payload)),
        (false, None) => quote!(#path::#name),
    }
}

/// `x` of `Some(x)`: a payload struct is there once its parts are.
fn unwrap_some(read: &TokenStream) -> TokenStream {
    let mut tokens = read.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(_), Some(proc_macro2::TokenTree::Group(group))) => group.stream(),
        _ => quote!(#read?),
    }
}

/// The closure body that reads a success off a reply; `None` for a failure.
pub(in crate::emit) fn read_success(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let (responses, path) = match &op.success {
        Success::One(response) => (std::slice::from_ref(response), None),
        Success::Many { name, variants } => {
            (variants.as_slice(), Some(scope.operations(name.as_str())))
        }
    };
    let arms = by_precedence(responses).into_iter().map(|response| {
        let value = match &path {
            Some(path) => {
                let value = read_variant(scope, path, response);
                quote!(Some(#value))
            }
            None => read_payload(scope, response).unwrap_or_else(|| quote!(Some(()))),
        };
        let pattern = status_pattern(response.status);
        (response.status, quote!(#pattern => #value,))
    });
    let arms: Vec<(Status, TokenStream)> = arms.collect();
    let has_default = arms.iter().any(|(status, _)| *status == Status::Default);
    // What is declared as a failure is none of `default`'s.
    let failures = op.failures.iter().filter(|_| has_default).map(|response| {
        let pattern = status_pattern(response.status);
        quote!(#pattern => None,)
    });
    let rest = (!has_default).then(|| quote!(_ => None,));
    let arms = arms.iter().map(|(_, arm)| arm);
    if let (Success::One(response), true) = (&op.success, has_default && op.failures.is_empty()) {
        return read_payload(scope, response).unwrap_or_else(|| quote!(Some(())));
    }
    quote!(match reply.status() { #(#failures)* #(#arms)* #rest })
}

/// `impl rt::Outcome for …`: how the error is read and written.
fn outcome_impl<'a>(scope: Scope<'a>, op: &'a Operation) -> Piece<'a> {
    let head = move || {
        let name = ident(op.error.as_str());
        quote!(impl rt::Outcome for #name)
    };
    let members: Vec<Piece<'a>> = vec![
        Piece::Item(Box::new(move || outcome_read(scope, op))),
        Piece::Item(Box::new(move || outcome_write(scope, op))),
    ];
    Piece::Block(Block::Impl, Box::new(head), members)
}

fn outcome_read(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let (own, option) = (quote!(Self), scope.prelude("Option"));
    let ordered = by_precedence(&op.failures);
    let read = ordered.iter().map(|response| {
        let pattern = status_pattern(response.status);
        let value = read_variant(scope, &own, response);
        quote!(#pattern => #value,)
    });
    let has_default = ordered
        .iter()
        .any(|response| response.status == Status::Default);
    let rest = (!has_default).then(|| quote!(_ => Self::Other(reply.take()),));
    let read = match op.failures.as_slice() {
        [] => quote!(Some(Self::Other(reply.take()))),
        [one] if one.status == Status::Default => {
            let value = read_variant(scope, &own, one);
            quote!(Some(#value))
        }
        _ => quote! {
            let error = match reply.status() { #(#read)* #rest };
            Some(error)
        },
    };
    quote! {
        fn read(reply: &mut rt::ReplyReader) -> #option<Self> {
            #read
        }
    }
}

fn outcome_write(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let own = quote!(Self);
    let write = op
        .failures
        .iter()
        .map(|response| write_arm(scope, &own, response));
    quote! {
        fn write(&self) -> rt::Reply {
            match self {
                #(#write)*
                Self::Other(reply) => reply.clone(),
            }
        }
    }
}

fn display_impl(op: &Operation) -> TokenStream {
    let name = ident(op.error.as_str());
    quote! {
        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&rt::Outcome::status(self), f)
            }
        }
    }
}

fn error_impl(op: &Operation) -> TokenStream {
    let name = ident(op.error.as_str());
    quote!(impl ::core::error::Error for #name {})
}
