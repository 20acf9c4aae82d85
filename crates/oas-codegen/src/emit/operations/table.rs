//! The statics: an operation as the runtime sees it, and the security schemes.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::bodies;
use crate::emit::attrs;
use crate::emit::models::code;
use crate::emit::scope::ident;
use crate::ir::{
    Api, Codec, Location, Operation, Origin, Param, Presence, Response, SchemeKind, SecurityScheme,
    Status, Style, Success,
};

/// All declared responses: the successes, then the failures.
fn responses(op: &Operation) -> impl Iterator<Item = &Response> {
    let successes = match &op.success {
        Success::One(response) => std::slice::from_ref(response),
        Success::Many { name: _, variants } => variants.as_slice(),
    };
    successes.iter().chain(&op.failures)
}

/// `pub static LIST_PETS: rt::Operation = …;`
pub(super) fn operation_static(api: &Api, op: &Operation) -> TokenStream {
    let docs = attrs::doc(&format!("{}.", super::title(op)));
    let (id, method, path) = (&op.id, &op.method, served_path(op));
    let name = ident(op.constant.as_str());
    let fields = [
        params_field(op),
        body_field(op),
        security_field(api, op),
        responses_field(op),
        streams_field(op),
        (!op.follow_redirects).then(|| quote!(follow_redirects: false,)),
        selectors_field(api, op),
        server_field(op),
    ];
    let fields = fields.iter().flatten();
    quote! {
        #docs
        pub static #name: rt::Operation = rt::Operation {
            #(#fields)*
            ..rt::Operation::new(#id, #method, #path)
        };
    }
}

/// Where the operation is served: what is sent to a URL of the receiver's has no path of its own,
/// and is received at one by its name.
fn served_path(op: &Operation) -> String {
    let name = match op.origin {
        Origin::Path => return op.path.clone(),
        Origin::Webhook => op.path.trim_start_matches('/'),
        Origin::Callback => &op.id,
    };
    let mut path = format!("/{}", name.replace(['{', '}', '?', '#'], "_"));
    for param in &op.params {
        if param.location == Location::Path {
            path += &format!("/{{{}}}", param.wire);
        }
    }
    path
}

fn params_field(op: &Operation) -> Option<TokenStream> {
    let params = op.params.iter().map(param);
    (!op.params.is_empty()).then(|| quote!(params: &[#(#params),*],))
}

/// Required headers with one value: they may be all that tells operations of one path apart.
fn selectors_field(api: &Api, op: &Operation) -> Option<TokenStream> {
    let selectors = op.selectors(&api.types).into_iter();
    let selectors = selectors.map(|(name, value)| quote!((#name, #value)));
    let selectors: Vec<TokenStream> = selectors.collect();
    (!selectors.is_empty()).then(|| quote!(selectors: &[#(#selectors),*],))
}

fn param(param: &Param) -> TokenStream {
    let wire = &param.wire;
    let (start, style, explode) = match param.location {
        Location::Path => (quote!(path), Style::Simple, false),
        Location::Query => (quote!(query), Style::Form, true),
        Location::Header => (quote!(header), Style::Simple, false),
        Location::Cookie => (quote!(cookie), Style::Form, true),
    };
    let is_required = matches!(
        param.presence,
        Presence::Required | Presence::RequiredNullable
    );
    let required = (is_required && param.location != Location::Path).then(|| quote!(.required()));
    let styled = (param.style, param.explode) != (style, explode);
    let style = styled.then(|| {
        let (style, explode) = (style_name(param.style), param.explode);
        quote!(.style(rt::Style::#style, #explode))
    });
    let reserved = param.allow_reserved.then(|| quote!(.allow_reserved()));
    let json = param.json.then(|| quote!(.json()));
    quote!(rt::Param::#start(#wire) #required #style #reserved #json)
}

/// The variant of `rt::Style`.
pub(in crate::emit) fn style_name(style: Style) -> Ident {
    ident(match style {
        Style::Form => "Form",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::DeepObject => "DeepObject",
        Style::Simple => "Simple",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
    })
}

fn body_field(op: &Operation) -> Option<TokenStream> {
    let body = op.body.as_ref()?;
    let media = bodies::media(&body.content).map(|media| &media.media_type);
    let required = body.required.then(|| quote!(body_required: true,));
    Some(quote!(body: &[#(#media),*], #required))
}

fn security_field(api: &Api, op: &Operation) -> Option<TokenStream> {
    let alternatives = op.security.alternatives.iter().map(|all| {
        let all = all.iter().filter_map(|(index, scopes)| {
            let scheme = scheme_constant(api, *index)?;
            Some(quote!(rt::Requirement::new(&#scheme, &[#(#scopes),*])))
        });
        quote!(&[#(#all),*])
    });
    let optional = op
        .security
        .optional
        .then(|| quote!(optional_security: true,));
    (!op.security.alternatives.is_empty())
        .then(|| quote!(security: &[#(#alternatives),*], #optional))
}

fn responses_field(op: &Operation) -> Option<TokenStream> {
    let statuses = responses(op).map(|response| {
        Literal::u16_unsuffixed(match response.status {
            Status::Code(code) => code,
            Status::Range(range) => u16::from(range),
            Status::Default => 0,
        })
    });
    let mut seen = BTreeSet::new();
    let accept: Vec<&str> = responses(op)
        .flat_map(|response| response.body.iter().flat_map(bodies::media))
        .map(|media| media.media_type.as_str())
        .filter(|media_type| seen.insert(*media_type))
        .collect();
    let accept = (!accept.is_empty()).then(|| {
        let accept = accept.join(", ");
        quote!(accept: #accept,)
    });
    Some(quote!(statuses: &[#(#statuses),*], #accept))
}

fn streams_field(op: &Operation) -> Option<TokenStream> {
    let successes = match &op.success {
        Success::One(response) => std::slice::from_ref(response),
        Success::Many { name: _, variants } => variants.as_slice(),
    };
    let streams: Vec<&str> = successes
        .iter()
        .flat_map(|response| response.body.iter().flat_map(bodies::media))
        .filter(|media| matches!(media.codec, Codec::Events | Codec::Lines))
        .map(|media| media.media_type.as_str())
        .collect();
    (!streams.is_empty()).then(|| quote!(streams: &[#(#streams),*],))
}

/// The operation's own server, its variables at their defaults.
fn server_field(op: &Operation) -> Option<TokenStream> {
    let server = op.servers.first()?;
    let url = server
        .variables
        .iter()
        .fold(server.url.clone(), |url, variable| {
            url.replace(&format!("{{{}}}", variable.wire), &variable.default)
        });
    Some(quote!(server: Some(#url),))
}

/// The static of a scheme; never one of an operation.
pub(in crate::emit) fn scheme_constant(api: &Api, index: usize) -> Option<Ident> {
    let scheme = api.schemes.get(index)?;
    let setter = scheme.setter.as_str();
    let name = setter.strip_prefix("with_").unwrap_or(setter);
    let name = format!("{}_SCHEME", name.trim_end_matches('_').to_uppercase());
    let taken = api.operations.iter().any(|op| op.constant.as_str() == name);
    Some(ident(&if taken { format!("{name}_") } else { name }))
}

/// `pub static USER_AUTH_SCHEME: rt::Scheme = …;`
pub(super) fn scheme_static(api: &Api, index: usize) -> TokenStream {
    let (Some(scheme), Some(name)) = (api.schemes.get(index), scheme_constant(api, index)) else {
        return TokenStream::new();
    };
    let SecurityScheme {
        wire,
        setter,
        kind,
        docs,
    } = scheme;
    let docs = attrs::docs(docs, &format!("The security scheme `{}`.", code(wire)));
    let setter = setter.as_str();
    let kind = scheme_kind(kind);
    quote! {
        #docs
        pub static #name: rt::Scheme = rt::Scheme::new(#wire, #setter, rt::SchemeKind::#kind);
    }
}

fn scheme_kind(kind: &SchemeKind) -> TokenStream {
    match kind {
        SchemeKind::ApiKeyHeader(name) => quote!(ApiKeyHeader(#name)),
        SchemeKind::ApiKeyQuery(name) => quote!(ApiKeyQuery(#name)),
        SchemeKind::ApiKeyCookie(name) => quote!(ApiKeyCookie(#name)),
        SchemeKind::Basic => quote!(Basic),
        SchemeKind::Bearer => quote!(Bearer),
        SchemeKind::Http(name) => quote!(Http(#name)),
        SchemeKind::OAuth2 {
            token_url,
            scopes: _,
        } => {
            let url = match token_url {
                Some(url) => quote!(Some(#url)),
                None => quote!(None),
            };
            quote!(OAuth2 { token_url: #url })
        }
        SchemeKind::OpenIdConnect { url } => quote!(OpenIdConnect { url: #url }),
        SchemeKind::MutualTls => quote!(MutualTls),
    }
}
