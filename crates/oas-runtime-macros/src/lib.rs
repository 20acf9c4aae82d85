//! The derives of `oas-runtime`; use them through `oas_runtime::v1`, where they are documented.
//!
//! Parsed and written by hand: every crate that uses models builds this one first, so it has no
//! dependencies. What is emitted names `::oas_runtime::v1` and `::core` by absolute paths.

mod attrs;
mod enums;
mod error;
mod input;
mod record;
mod rules;
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
        Body::Enum(variants) => enums::expand(input, variants),
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
