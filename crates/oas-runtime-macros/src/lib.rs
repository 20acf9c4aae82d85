//! The derives of `oas-runtime`; use them through `oas_runtime::v1`, where they are documented.
//!
//! Parsed and written by hand: every crate that uses models builds this one first, so it has no
//! dependencies. What is emitted names `::oas_runtime::v1` and `::core` by absolute paths.

mod attrs;
mod codec;
mod enums;
mod error;
mod input;
mod new;
mod outcome;
mod payload;
mod record;
mod request;
mod request_write;
mod rules;
mod status;
mod union;
mod validate;

use proc_macro::TokenStream;

use error::Error;
use input::{Body, Input};

/// Implements reading, writing and validation; documented as `oas_runtime::v1::Wire`.
#[proc_macro_derive(Wire, attributes(wire))]
pub fn wire(item: TokenStream) -> TokenStream {
    expand(item, |input| match &input.body {
        Body::Struct(fields) => record::expand(input, fields),
        Body::Enum(variants) => match variants.iter().find(|v| v.second.is_some()) {
            Some(variant) => Err(Error::at(
                variant.span,
                "a variant holds one value, or none",
            )),
            None => enums::expand(input, variants),
        },
    })
}

/// Implements how a value is made; documented as `oas_runtime::v1::New`.
#[proc_macro_derive(New, attributes(wire))]
pub fn new(item: TokenStream) -> TokenStream {
    expand(item, |input| match &input.body {
        Body::Struct(fields) => new::expand(input, fields),
        Body::Enum(_) => Err(Error::new("`New` is for structs")),
    })
}

/// Implements a request with its operation; documented as `oas_runtime::v1::Request`.
#[proc_macro_derive(Request, attributes(operation, wire))]
pub fn request(item: TokenStream) -> TokenStream {
    expand(item, |input| match &input.body {
        Body::Struct(fields) => request::expand(input, fields),
        Body::Enum(_) => Err(Error::new("a request is a struct")),
    })
}

/// Implements how an operation ends; documented as `oas_runtime::v1::Outcome`.
#[proc_macro_derive(Outcome, attributes(wire))]
pub fn outcome(item: TokenStream) -> TokenStream {
    expand(item, |input| match &input.body {
        Body::Enum(variants) => outcome::expand(input, variants),
        Body::Struct(_) => Err(Error::new("an outcome is an enum")),
    })
}

/// Implements headers and body of a response; documented as `oas_runtime::v1::Payload`.
#[proc_macro_derive(Payload, attributes(wire))]
pub fn payload(item: TokenStream) -> TokenStream {
    expand(item, |input| match &input.body {
        Body::Struct(fields) => payload::expand(input, fields),
        Body::Enum(_) => Err(Error::new("a payload is a struct; see `Content`")),
    })
}

/// Implements a body of several media types; documented as `oas_runtime::v1::Content`.
#[proc_macro_derive(Content, attributes(wire))]
pub fn content(item: TokenStream) -> TokenStream {
    expand(item, |input| match &input.body {
        Body::Enum(variants) => payload::content(input, variants),
        Body::Struct(_) => Err(Error::new("a content is an enum, by media type")),
    })
}

/// Implements validation alone; documented as `oas_runtime::v1::Validate`.
#[proc_macro_derive(Validate, attributes(wire))]
pub fn validate(item: TokenStream) -> TokenStream {
    expand(item, |input| match &input.body {
        Body::Struct(fields) => validate::expand(input, fields),
        Body::Enum(variants) => validate::expand_enum(input, variants),
    })
}

fn expand(item: TokenStream, write: impl FnOnce(&Input) -> Result<String, Error>) -> TokenStream {
    let written = Input::parse(item).and_then(|input| write(&input));
    match written {
        Ok(code) => match code.parse() {
            Ok(code) => code,
            Err(_) => Error::new("this cannot be derived: an attribute is not Rust").into_tokens(),
        },
        Err(error) => error.into_tokens(),
    }
}
