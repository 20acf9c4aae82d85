//! One method per operation.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::attrs;
use crate::emit::operations::{
    Sample, bodies, brief, error_type, request_type, sample, success_type,
};
use crate::emit::scope::{Module, Scope, ident};
use crate::ir::{Operation, Origin};

/// `pub fn list_pets(&self, request: …) -> Call<…>`
pub(super) fn method(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let docs = attrs::doc_lines(&documentation(op));
    let deprecated = attrs::deprecated(op.deprecated);
    let allow = attrs::allow_deprecated(mentions_deprecated(scope, op));
    let convention = attrs::allow_self_convention(op.name.as_str());
    let name = ident(op.name.as_str());
    let into = scope.prelude("Into");
    let request = request_type(scope, op);
    let (ok, error) = (success_type(scope, op), error_type(scope, op));
    let (url, call) = match op.origin {
        Origin::Path => (None, quote!(call(request.into()))),
        Origin::Webhook | Origin::Callback => (
            Some(quote!(url: impl #into<rt::client::BaseUrl>,)),
            quote!(call_at(url.into(), request.into())),
        ),
    };
    quote! {
        #docs
        #deprecated
        #allow
        #convention
        pub fn #name(&self, #url request: impl #into<#request>) -> Call<#ok, #error> {
            self.0.#call
        }
    }
}

/// Whether the method's own signature names deprecated types.
fn mentions_deprecated(scope: Scope<'_>, op: &Operation) -> bool {
    let crate::ir::Success::One(response) = &op.success else {
        return false;
    };
    let mut media = response.body.iter().flat_map(bodies::media);
    media.any(|media| scope.mentions_deprecated(&media.ty))
}

/// One line: what a request means is said where it is defined.
fn documentation(op: &Operation) -> Vec<String> {
    vec![brief(op)]
}

/// A call as a user writes it; it compiles.
pub(super) fn example(scope: Scope<'_>, op: &Operation) -> Vec<String> {
    let krate = scope.cx.options.crate_ident();
    let outside = scope.cx.scope(Module::Outside);
    let name = &op.name;
    let (parameter, argument) = match sample(outside, op) {
        Sample::Expression(argument) => (String::new(), attrs::spaced(&argument)),
        Sample::Parameter => {
            let request = format!(", request: {krate}::operations::{}", op.request);
            (request, "request".to_owned())
        }
    };
    let (client, url) = match op.origin {
        Origin::Path => ("Client", ""),
        Origin::Webhook | Origin::Callback => ("Webhooks", "\"https://example.com/hook\", "),
    };
    let result = if is_unit(op) { "" } else { "let response = " };
    vec![
        "```no_run".to_owned(),
        format!(
            "# async fn example(client: {krate}::client::{client}{parameter}) \
             -> Result<(), Box<dyn std::error::Error>> {{"
        ),
        format!("{result}client.{name}({url}{argument}).await?;"),
        "# Ok(())".to_owned(),
        "# }".to_owned(),
        "```".to_owned(),
    ]
}

fn is_unit(op: &Operation) -> bool {
    match &op.success {
        crate::ir::Success::One(response) => response.payload.is_none() && response.body.is_none(),
        crate::ir::Success::Many { .. } => false,
    }
}
