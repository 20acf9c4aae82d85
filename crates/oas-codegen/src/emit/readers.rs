//! What `cargo xtask untyped --check` compiles beside an included file: for each type a function that reads it.
//!
//! Knows: `ir`. Must not know: operations, nor what is read, which is the crate `oas-prove`. The module `api` stands
//! beside this one.

use quote::quote;

use super::Options;
use super::print::{self, Piece};
use super::scope::{Context, Module};
use crate::ir::{Api, Type, TypeId};

/// The file, with a reader per type, in the order of `api.types`; `None` where the tokens do not parse. Types that
/// hold files are not read from JSON and have none.
#[must_use]
pub fn readers(api: &Api) -> Option<String> {
    let options = Options::new_crate("api", "");
    let cx = Context::new(api, &options);
    let scope = cx.scope(Module::Outside);
    let readers = move || {
        let types = api.types.iter().zip(0..);
        let readers = types.map(|(def, index)| {
            let ty = scope.ty(&Type::Named(TypeId(index)));
            match def.derives.streams {
                true => quote!(::oas_prove::unread),
                false if def.checks => quote!(::oas_prove::read_checked::<#ty>),
                false => quote!(::oas_prove::read::<#ty>),
            }
        });
        quote! {
            use super::api;
            #[allow(deprecated)]
            pub fn readers() -> &'static [::oas_prove::Reader] {
                &[#(#readers,)*]
            }
        }
    };
    let mut texts = print::texts("", &[vec![Piece::Item(Box::new(readers))]]).ok()?;
    texts.pop()
}
