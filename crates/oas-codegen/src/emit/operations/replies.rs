//! Responses: which status they are, and what they carry.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::bodies;
use crate::emit::scope::Scope;
use crate::ir::{Content, Response, Status, status_words};
use crate::names;

/// Whether the variant carries the status: it stands for several.
pub(in crate::emit) fn carries_status(response: &Response) -> bool {
    !matches!(response.status, Status::Code(_))
}

/// Whether the variant carries headers or a body.
pub(super) fn carries_payload(response: &Response) -> bool {
    response.payload.is_some() || response.body.is_some()
}

/// The arguments of `wire(…)` that a variant needs: its status where its name is not the usual one, and
/// how its body is written where that is not JSON.
pub(super) fn variant_arguments(scope: Scope<'_>, response: &Response) -> Vec<TokenStream> {
    let usual = names::variant(&status_words(&response.status.key()));
    let mut parts = Vec::new();
    if usual != response.name {
        parts.push(status_argument(response.status));
    }
    parts.extend(codec_arguments(scope, response));
    parts
}

/// `404`, `range = 4` or `default`
pub(super) fn status_argument(status: Status) -> TokenStream {
    match status {
        Status::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote!(#code)
        }
        Status::Range(range) => {
            let range = Literal::u8_unsuffixed(range);
            quote!(range = #range)
        }
        Status::Default => quote!(default),
    }
}

/// How headers and body of a response are read and written; nothing for JSON.
pub(super) fn codec_arguments(scope: Scope<'_>, response: &Response) -> Vec<TokenStream> {
    match (&response.payload, &response.body) {
        (Some(_), _) | (None, Some(Content::Many { .. })) => vec![quote!(payload)],
        (None, Some(Content::One(media))) => bodies::codec(scope, media),
        (None, None) => Vec::new(),
    }
}
