//! How replies are read into payloads and written from them: the expressions of both sides.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::bodies;
use crate::emit::scope::{Scope, ident};
use crate::ir::{Content, HeaderType, Operation, Response, Status, Success};

/// Whether the variant carries the status: it stands for several.
pub(in crate::emit) fn carries_status(response: &Response) -> bool {
    !matches!(response.status, Status::Code(_))
}

/// Whether the variant carries headers or a body.
pub(super) fn carries_payload(response: &Response) -> bool {
    response.payload.is_some() || response.body.is_some()
}

/// Codes first, then ranges, then `default`: the first that fits is meant.
pub(super) fn by_precedence(responses: &[Response]) -> Vec<&Response> {
    let mut ordered: Vec<&Response> = responses.iter().collect();
    ordered.sort_by_key(|response| match response.status {
        Status::Code(_) => 0,
        Status::Range(_) => 1,
        Status::Default => 2,
    });
    ordered
}

/// `404`, `400..=499` or `_`.
///
/// Clippy wants no range beside a code that is in it.
pub(super) fn status_pattern(status: Status, beside: &[Response]) -> TokenStream {
    let inside = |range: u8| {
        let of_range =
            |r: &Response| matches!(r.status, Status::Code(code) if code / 100 == u16::from(range));
        beside.iter().any(of_range)
    };
    match status {
        Status::Range(range) if inside(range) => {
            let range = Literal::u16_unsuffixed(u16::from(range));
            quote!(status if status / 100 == #range)
        }
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
pub(super) fn read_variant(
    scope: Scope<'_>,
    path: &TokenStream,
    response: &Response,
) -> TokenStream {
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
            None => read_one(scope, response),
        };
        let pattern = status_pattern(response.status, responses);
        (response.status, quote!(#pattern => #value,))
    });
    let arms: Vec<(Status, TokenStream)> = arms.collect();
    let has_default = arms.iter().any(|(status, _)| *status == Status::Default);
    // What is declared as a failure is none of `default`'s.
    let failures = op.failures.iter().filter(|_| has_default).map(|response| {
        let pattern = status_pattern(response.status, &op.failures);
        quote!(#pattern => None,)
    });
    let rest = (!has_default).then(|| quote!(_ => None,));
    let arms = arms.iter().map(|(_, arm)| arm);
    if let (Success::One(response), true) = (&op.success, has_default && op.failures.is_empty()) {
        return read_one(scope, response);
    }
    quote!(match reply.status() { #(#failures)* #(#arms)* #rest })
}

/// Reads the only success: its payload, with the status where it stands for several.
fn read_one(scope: Scope<'_>, response: &Response) -> TokenStream {
    match (carries_status(response), read_payload(scope, response)) {
        (true, Some(read)) => {
            quote!(#read.map(|value| rt::WithStatus::new(reply.status_code(), value)))
        }
        (true, None) => quote!(Some(rt::WithStatus::new(reply.status_code(), ()))),
        (false, Some(read)) => read,
        (false, None) => quote!(Some(())),
    }
}

/// Writes a success, which stands in `value`.
pub(in crate::emit) fn write_success(scope: Scope<'_>, op: &Operation) -> TokenStream {
    match &op.success {
        Success::One(response) => {
            let (status, value) = match response.status {
                Status::Code(code) => {
                    let code = Literal::u16_unsuffixed(code);
                    (quote!(#code), quote!(value))
                }
                Status::Range(_) | Status::Default => {
                    (quote!(value.status.as_u16()), quote!(value.value))
                }
            };
            if let Some(media) = super::streamed(op) {
                return bodies::write_stream(media, &status, &value);
            }
            let value = match response.payload {
                Some(_) => value,
                None => quote!(&#value),
            };
            write_payload(scope, response, &status, &value)
        }
        Success::Many { name, variants } => {
            let path = scope.operations(name.as_str());
            let arms = variants
                .iter()
                .map(|response| write_arm(scope, &path, response));
            quote!(match &value { #(#arms)* })
        }
    }
}

/// `Self::Conflict(status, value) => …`
pub(super) fn write_arm(scope: Scope<'_>, path: &TokenStream, response: &Response) -> TokenStream {
    let name = ident(response.name.as_str());
    let payload = carries_payload(response).then(|| quote!(value));
    let (pattern, status) = match (response.status, payload) {
        (Status::Code(code), payload) => {
            let code = Literal::u16_unsuffixed(code);
            (payload.map(|payload| quote!((#payload))), quote!(#code))
        }
        (Status::Range(_) | Status::Default, payload) => {
            let payload = payload.map(|payload| quote!(, #payload));
            (Some(quote!((status #payload))), quote!(status.as_u16()))
        }
    };
    let write = write_payload(scope, response, &status, &quote!(value));
    quote!(#path::#name #pattern => #write,)
}

/// The reply of a payload that `value` refers to.
fn write_payload(
    scope: Scope<'_>,
    response: &Response,
    status: &TokenStream,
    value: &TokenStream,
) -> TokenStream {
    let has_payload = response.payload.is_some();
    let body = match &response.body {
        None => quote!(rt::Reply::empty(#status)),
        Some(content) => {
            let value = if has_payload {
                quote!(&#value.body)
            } else {
                value.clone()
            };
            write_content(scope, content, status, &value)
        }
    };
    let headers = response
        .headers
        .iter()
        .filter(|_| has_payload)
        .map(|header| {
            let (name, wire) = (ident(header.name.as_str()), &header.wire);
            let explode = matches!(header.ty, HeaderType::Declared { explode: true, .. });
            let method = ident(if explode {
                "with_exploded_header"
            } else {
                "with_header"
            });
            quote!(.#method(#wire, &#value.#name))
        });
    quote!(#body #(#headers)*)
}

fn write_content(
    scope: Scope<'_>,
    content: &Content,
    status: &TokenStream,
    value: &TokenStream,
) -> TokenStream {
    match content {
        Content::One(media) => bodies::write_media(media, status, value),
        Content::Many { name, variants } => {
            let name = scope.operations(name.as_str());
            let arms = variants.iter().map(|(variant, media)| {
                let variant = ident(variant.as_str());
                let write = bodies::write_media(media, status, &quote!(body));
                quote!(#name::#variant(body) => #write)
            });
            quote!(match #value { #(#arms,)* })
        }
    }
}
