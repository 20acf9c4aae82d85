//! How an operation ends: payload structs, the enum of successes, the error enum.

use proc_macro2::TokenStream;
use quote::quote;

use super::replies::{carries_payload, carries_status, variant_arguments};
use super::{bodies, response_type, title};
use crate::emit::print::Piece;
use crate::emit::scope::{Scope, ident};
use crate::emit::{attrs, size};
use crate::ir::{Content, Header, HeaderType, Media, Operation, Response, Status, Success};
use crate::names::TypeName;

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

/// The size of a reply in bytes, about.
const REPLY: usize = 140;

/// The 429 answer of `GET /pets`.
fn answer(op: &Operation, response: &Response) -> String {
    let status = response.status.key();
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
        let attribute = attrs::wire(&match content {
            Content::One(media) => bodies::codec(scope, media),
            Content::Many { .. } => vec![quote!(payload)],
        });
        quote!(#docs #attribute pub body: #ty,)
    });
    let media = response.body.iter().flat_map(bodies::media);
    let mut deprecated = media.map(|media| scope.mentions_deprecated(&media.ty));
    let allow = attrs::allow_deprecated(deprecated.any(|deprecated| deprecated));
    let optional = response.headers.iter().all(|header| !header.required);
    let default = (optional && response.body.is_none()).then(|| quote!(Default,));
    let comparable = bodies::comparable(scope, &response.body);
    quote! {
        #docs
        #allow
        #[derive(Debug, #comparable #default rt::Payload)]
        pub struct #name { #(#headers,)* #body }
    }
}

fn header_field(scope: Scope<'_>, header: &Header) -> TokenStream {
    let fallback = format!("The header `{}`.", crate::emit::models::code(&header.wire));
    let docs = attrs::docs(&header.docs, &fallback);
    let name = ident(header.name.as_str());
    let ty = match &header.ty {
        HeaderType::Declared { ty, .. } => scope.ty(ty),
        HeaderType::RetryAfter => quote!(rt::RetryAfter),
    };
    let option = scope.prelude("Option");
    let ty = if header.required {
        ty
    } else {
        quote!(#option<#ty>)
    };
    let mut parts: Vec<TokenStream> = attrs::rename_header(header.name.as_str(), &header.wire)
        .into_iter()
        .collect();
    if matches!(header.ty, HeaderType::Declared { explode: true, .. }) {
        parts.push(quote!(explode));
    }
    if matches!(header.ty, HeaderType::Declared { json: true, .. }) {
        parts.push(quote!(as_json));
    }
    let attribute = attrs::wire(&parts);
    quote!(#docs #attribute pub #name: #ty)
}

fn success_enum(
    scope: Scope<'_>,
    op: &Operation,
    name: &TypeName,
    responses: &[Response],
) -> TokenStream {
    let docs = attrs::doc(&format!("How {} can succeed.", title(op)));
    let (allow, large) = enum_allows(scope, responses, 0);
    let comparable = bodies::comparable(scope, responses.iter().flat_map(|r| &r.body));
    let name = ident(name.as_str());
    let variants = responses.iter().map(|response| variant(scope, response));
    quote! {
        #docs
        #allow
        #large
        #[derive(Debug, #comparable rt::Outcome)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* }
    }
}

fn error_enum(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let docs = attrs::doc(&format!("How {} can fail.", title(op)));
    let name = ident(op.error.as_str());
    if op.failures.is_empty() {
        return quote!(#docs pub type #name = rt::Undeclared;);
    }
    if let [response] = op.failures.as_slice()
        && let Some(media) = by_default(scope, response)
    {
        let docs = attrs::doc_lines(&failure_lines(op, response));
        let allow = attrs::allow_deprecated(scope.mentions_deprecated(&media.ty));
        let ty = bodies::rust_type(scope, media);
        return quote!(#docs #allow pub type #name = rt::DefaultError<#ty>;);
    }
    if let Some(first) = op.error_of.and_then(|at| scope.cx.api.operations.get(at)) {
        let ty = scope.operations(first.error.as_str());
        return quote!(#docs pub type #name = #ty;);
    }
    let (allow, large) = enum_allows(scope, &op.failures, REPLY);
    let comparable = bodies::comparable(scope, op.failures.iter().flat_map(|r| &r.body));
    let variants = op.failures.iter().map(|response| variant(scope, response));
    let other = attrs::doc("A status that the document does not declare.");
    quote! {
        #docs
        #allow
        #large
        #[derive(Debug, #comparable rt::Outcome)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            #other
            Other(rt::Reply),
        }
    }
}

/// The JSON body of a response to all statuses, which is all that it has.
fn by_default<'a>(scope: Scope<'_>, response: &'a Response) -> Option<&'a Media> {
    let plain = response.status == Status::Default && variant_arguments(scope, response).is_empty();
    match &response.body {
        Some(Content::One(media)) if plain => Some(media),
        _ => None,
    }
}

/// How an operation fails, and what the document says of it: on one line where that is short.
fn failure_lines(op: &Operation, response: &Response) -> Vec<String> {
    let mut lines = vec![format!("How {} can fail.", title(op))];
    let words = attrs::paragraphs(&response.docs, "");
    match words.as_slice() {
        [] => {}
        [only] if lines[0].len() + only.len() < 120 => {
            if !only.is_empty() {
                lines[0].push(' ');
                lines[0].push_str(only);
            }
        }
        _ => {
            lines.push(String::new());
            lines.extend(words);
        }
    }
    lines
}

fn enum_allows(
    scope: Scope<'_>,
    responses: &[Response],
    other: usize,
) -> (Option<TokenStream>, Option<TokenStream>) {
    let media = || {
        responses
            .iter()
            .flat_map(|r| r.body.iter().flat_map(bodies::media))
    };
    let deprecated = media().any(|media| scope.mentions_deprecated(&media.ty));
    let payload = |response: &Response| {
        let media = response.body.iter().flat_map(bodies::media);
        let body = media.map(|media| bodies::size(scope, media)).max();
        body.unwrap_or_default() + 32 * response.headers.len()
    };
    let sizes = responses.iter().map(payload).chain([other]).collect();
    (
        attrs::allow_deprecated(deprecated),
        size::allow_large(sizes),
    )
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
    let attribute = attrs::wire(&variant_arguments(scope, response));
    quote!(#docs #attribute #name #content)
}
