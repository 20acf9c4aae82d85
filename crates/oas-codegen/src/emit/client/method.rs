//! One method per operation, and the function that fills its request.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::emit::attrs;
use crate::emit::operations::{
    Sample, bodies, error_type, is_empty, read_success, request_type, sample, streamed,
    success_type, title,
};
use crate::emit::scope::{Module, Scope, ident};
use crate::ir::{Body, Codec, Content, Media, Operation, Origin};

/// `pub fn list_pets(&self, request: …) -> rt::client::Call<…>`
pub(super) fn method(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let docs = attrs::doc_lines(&documentation(scope, op));
    let deprecated = attrs::deprecated(op.deprecated);
    let allow = attrs::allow_deprecated(mentions_deprecated(scope, op));
    let convention = attrs::allow_self_convention(op.name.as_str());
    let name = ident(op.name.as_str());
    let send = send_name(op);
    let into = scope.prelude("Into");
    let request = request_type(scope, op);
    let (ok, error) = (success_type(scope, op), error_type(scope, op));
    let (url, to) = match op.origin {
        Origin::Path => (None, None),
        Origin::Webhook | Origin::Callback => (
            Some(quote!(url: impl #into<rt::client::BaseUrl>,)),
            Some(quote!(url.into(),)),
        ),
    };
    quote! {
        #docs
        #deprecated
        #allow
        #convention
        #[inline]
        pub fn #name(&self, #url request: impl #into<#request>) -> rt::client::Call<#ok, #error> {
            #send(&self.0, #to &request.into())
        }
    }
}

fn send_name(op: &Operation) -> Ident {
    ident(&format!("send_{}", op.name.as_str().trim_end_matches('_')))
}

/// Whether the method's own signature names deprecated types.
fn mentions_deprecated(scope: Scope<'_>, op: &Operation) -> bool {
    let crate::ir::Success::One(response) = &op.success else {
        return false;
    };
    let mut media = response.body.iter().flat_map(bodies::media);
    media.any(|media| scope.mentions_deprecated(&media.ty))
}

fn documentation(scope: Scope<'_>, op: &Operation) -> Vec<String> {
    let mut lines = attrs::paragraphs(&op.docs, &format!("{}.", title(op)));
    if !attrs::words(&op.docs).is_empty() {
        attrs::push_paragraph(&mut lines, vec![format!("{}.", title(op))]);
    }
    if streamed(op).is_some() {
        let how = "`.await` reads the stream to its end; `.items().await` reads it item by item.";
        attrs::push_paragraph(&mut lines, vec![how.to_owned()]);
    }
    let error = &op.error;
    let why = format!(
        "[`{error}`](operations::{error}) where the API refuses; \
         see [`Error`](rt::client::Error) for the rest."
    );
    attrs::push_paragraph(&mut lines, vec!["# Errors".to_owned()]);
    attrs::push_paragraph(&mut lines, vec![why]);
    if scope.cx.is_crate() {
        attrs::push_paragraph(&mut lines, vec!["# Examples".to_owned()]);
        attrs::push_paragraph(&mut lines, example(scope, op));
    }
    lines
}

/// A call as a user writes it; it compiles.
fn example(scope: Scope<'_>, op: &Operation) -> Vec<String> {
    let krate = scope.cx.options.crate_ident();
    let outside = scope.cx.scope(Module::Outside);
    let name = &op.name;
    let (parameter, argument) = match sample(outside, op) {
        Sample::Expression(argument) => (String::new(), spaced(&argument)),
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

/// Tokens as people space them: enough for paths, calls and literals.
fn spaced(tokens: &TokenStream) -> String {
    let text = tokens.to_string();
    text.replace(" :: ", "::")
        .replace(":: ", "::")
        .replace(" (", "(")
        .replace(" ,", ",")
        .replace("( ", "(")
        .replace(" )", ")")
}

/// Fills the request; not generic, so compiled once.
pub(super) fn send_fn(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let name = send_name(op);
    let request = request_type(scope, op);
    let (ok, error) = (success_type(scope, op), error_type(scope, op));
    let constant = ident(op.constant.as_str());
    let deprecated = op.params.iter().any(|param| param.deprecated);
    let allow = attrs::allow_deprecated(deprecated || mentions_deprecated(scope, op));
    let params = op.params.iter().enumerate().map(|(index, param)| {
        let index = Literal::usize_unsuffixed(index);
        let name = ident(param.name.as_str());
        quote!(out.param(#index, &request.#name);)
    });
    let body = op.body.as_ref().map(|body| send_body(scope, body));
    let mutable = (!is_empty(op)).then(|| quote!(mut));
    let argument = if is_empty(op) {
        quote!(_)
    } else {
        quote!(request)
    };
    let (url, start) = match op.origin {
        Origin::Path => (None, quote!(start(&operations::#constant))),
        Origin::Webhook | Origin::Callback => (
            Some(quote!(url: rt::client::BaseUrl,)),
            quote!(start_at(&operations::#constant, url)),
        ),
    };
    let read = read_success(scope, op);
    let reply = if uses_reply(&read) {
        quote!(reply)
    } else {
        quote!(_)
    };
    quote! {
        #allow
        fn #name(
            core: &rt::client::Core,
            #url
            #argument: &#request,
        ) -> rt::client::Call<#ok, #error> {
            let #mutable out = core.#start;
            #(#params)*
            #body
            out.call(|#reply| #read)
        }
    }
}

fn uses_reply(read: &TokenStream) -> bool {
    read.to_string().contains("reply")
}

fn send_body(scope: Scope<'_>, body: &Body) -> TokenStream {
    let name = ident(body.name.as_str());
    if body.required {
        return send_content(
            scope,
            &body.content,
            &quote!(&request.#name),
            &quote!(request.#name),
        );
    }
    let send = send_content(scope, &body.content, &quote!(body), &quote!(body));
    quote!(if let Some(body) = &request.#name { #send })
}

/// `reference` is a `&T`; `place` is what methods are called on.
fn send_content(
    scope: Scope<'_>,
    content: &Content,
    reference: &TokenStream,
    place: &TokenStream,
) -> TokenStream {
    match content {
        Content::One(media) => send_media(media, reference, place),
        Content::Many { name, variants } => {
            let name = scope.operations(name.as_str());
            let arms = variants.iter().map(|(variant, media)| {
                let variant = ident(variant.as_str());
                let send = send_media(media, &quote!(body), &quote!(body));
                quote!(#name::#variant(body) => { #send })
            });
            quote!(match #reference { #(#arms)* })
        }
    }
}

fn send_media(media: &Media, reference: &TokenStream, place: &TokenStream) -> TokenStream {
    let media_type = &media.media_type;
    match &media.codec {
        Codec::Json if media_type == "application/json" => quote!(out.json(#reference);),
        Codec::Json => quote!(out.json_as(#media_type, #reference);),
        Codec::Text => quote!(out.text(#media_type, #reference);),
        Codec::Binary => quote!(out.bytes(#media_type, #place.clone());),
        Codec::Form(encodings) => {
            let encodings = bodies::encodings(encodings);
            quote!(out.form(#reference, #encodings);)
        }
        Codec::Multipart(encodings) => {
            let encodings = bodies::encodings(encodings);
            quote!(out.multipart(#reference, #encodings);)
        }
        Codec::Events => quote!(out.events(#reference);),
        Codec::Lines => quote!(out.lines(#media_type, #reference);),
    }
}
