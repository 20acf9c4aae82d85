//! How an outcome is written: the reply of each variant.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::bodies;
use super::carries_payload;
use crate::emit::scope::{Scope, ident};
use crate::ir::{Content, HeaderType, Operation, Response, Status, Success};

/// Writes a success, which stands in `value`.
pub(in crate::emit) fn write_success(scope: Scope<'_>, op: &Operation) -> TokenStream {
    match &op.success {
        Success::One(response) => {
            let status = match response.status {
                Status::Code(code) => Literal::u16_unsuffixed(code),
                Status::Range(range) => Literal::u16_unsuffixed(u16::from(range) * 100),
                Status::Default => Literal::u16_unsuffixed(200),
            };
            let value = if response.payload.is_some() {
                quote!(value)
            } else {
                quote!(&value)
            };
            write_payload(scope, response, &quote!(#status), &value)
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
