//! An operation as the runtime sees it, in attributes, and the statics of security schemes.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{bodies, replies};
use crate::emit::attrs;
use crate::emit::models::code;
use crate::emit::scope::{Scope, ident};
use crate::ir::{
    Api, Content, Location, Operation, Origin, Param, Response, SchemeKind, SecurityScheme, Status,
    Style, Success,
};

/// All declared responses: the successes, then the failures.
fn responses(op: &Operation) -> impl Iterator<Item = &Response> {
    let successes = match &op.success {
        Success::One(response) => std::slice::from_ref(response),
        Success::Many { name: _, variants } => variants.as_slice(),
    };
    successes.iter().chain(&op.failures)
}

/// The arguments of `operation(…)`: method and path, id, success, and what is not as usual.
pub(super) fn arguments(scope: Scope<'_>, op: &Operation) -> Vec<TokenStream> {
    let id = &op.id;
    let mut parts = vec![method_argument(op), quote!(id = #id)];
    parts.push(success_argument(scope, op));
    parts.extend(error_argument(op));
    parts.extend(accept_argument(op));
    parts.extend(security_arguments(scope.cx.api, op));
    parts.extend((!op.follow_redirects).then(|| quote!(no_redirects)));
    parts.extend(selector_arguments(scope.cx.api, op));
    parts.extend(server_argument(op));
    parts
}

/// `get = "/pets"`
fn method_argument(op: &Operation) -> TokenStream {
    const METHODS: &[&str] = &[
        "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE",
    ];
    let (method, path) = (&op.method, served_path(op));
    if METHODS.contains(&method.as_str()) {
        let method = ident(&method.to_lowercase());
        return quote!(#method = #path);
    }
    quote!(method = #method, path = #path)
}

/// `ok(200 = models::Pet)`, or `ok = ListPetsSuccess` where there are several.
fn success_argument(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let response = match &op.success {
        Success::One(response) => response,
        Success::Many { name, variants: _ } => {
            let name = ident(name.as_str());
            return quote!(ok = #name);
        }
    };
    let status = replies::status_argument(response.status);
    let ty = super::carries_payload(response).then(|| super::response_type(scope, response));
    let ty = match (response.status, ty) {
        (_, None) => None,
        (Status::Code(_), Some(ty)) => Some(quote!(= #ty)),
        (Status::Range(_) | Status::Default, Some(ty)) => Some(quote!(, body = #ty)),
    };
    let codec = replies::codec_arguments(scope, response);
    quote!(ok(#status #ty #(, #codec)*))
}

/// `error = …`, where it is not called as the request is.
fn error_argument(op: &Operation) -> Option<TokenStream> {
    let request = op.request.as_str();
    let stem = request.strip_suffix("Request").unwrap_or(request);
    let error = ident(op.error.as_str());
    (op.error.as_str() != format!("{stem}Error")).then(|| quote!(error = #error))
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

/// Required parameters that may be all that tells operations of one path apart.
fn selector_arguments(api: &Api, op: &Operation) -> Vec<TokenStream> {
    let headers = op.selectors(&api.types).into_iter();
    let headers = headers.map(|(name, value)| quote!(selector(#name, #value)));
    let query = op.query_selectors(&api.types).into_iter();
    let query = query.map(|(name, value)| match value {
        Some(value) => quote!(query_selector(#name, #value)),
        None => quote!(query_selector(#name)),
    });
    headers.chain(query).collect()
}

/// The arguments of `wire(…)` of a parameter: where it is and how it is written, as far as that is
/// not as usual.
pub(super) fn param_arguments(op: &Operation, param: &Param) -> Vec<TokenStream> {
    let in_path = served_path(op).contains(&format!("{{{}}}", param.wire));
    let taken = in_path || param.name.as_str() == "body";
    let (location, style, explode) = match param.location {
        Location::Path => ((!in_path).then(|| quote!(path)), Style::Simple, false),
        Location::Query => (taken.then(|| quote!(query)), Style::Form, true),
        Location::Header => (Some(quote!(header)), Style::Simple, false),
        Location::Cookie => (Some(quote!(cookie)), Style::Form, true),
    };
    let mut parts: Vec<TokenStream> = location.into_iter().collect();
    parts.extend(attrs::rename(param.name.as_str(), &param.wire));
    if (param.style, param.explode) != (style, explode) {
        parts.push(self::style(param.style, param.explode));
    }
    parts.extend(param.allow_reserved.then(|| quote!(reserved)));
    parts.extend(param.json.then(|| quote!(as_json)));
    parts
}

/// `style(Form)` or `style(Form, explode)`
pub(super) fn style(style: Style, explode: bool) -> TokenStream {
    let explode = explode.then(|| quote!(, explode));
    let style = style_name(style);
    quote!(style(#style #explode))
}

/// The variant of `rt::Style`.
fn style_name(style: Style) -> Ident {
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

/// `security(USER_AUTH_SCHEME("scope"))` of each alternative.
fn security_arguments(api: &Api, op: &Operation) -> Vec<TokenStream> {
    let alternatives = op.security.alternatives.iter().map(|all| {
        let all = all.iter().filter_map(|(index, scopes)| {
            let scheme = scheme_constant(api, *index)?;
            let scopes = (!scopes.is_empty()).then(|| quote!((#(#scopes),*)));
            Some(quote!(#scheme #scopes))
        });
        quote!(security(#(#all),*))
    });
    let mut parts: Vec<TokenStream> = alternatives.collect();
    if op.security.optional && !parts.is_empty() {
        parts.push(quote!(optional_security));
    }
    parts
}

/// `accept = "…"`, where it is not the media type of the success alone, or JSON.
fn accept_argument(op: &Operation) -> Option<TokenStream> {
    let mut seen = BTreeSet::new();
    let accept: Vec<&str> = responses(op)
        .flat_map(|response| response.body.iter().flat_map(bodies::media))
        .map(|media| media.media_type.as_str())
        .filter(|media_type| seen.insert(*media_type))
        .collect();
    let accept = accept.join(", ");
    let usual = match &op.success {
        Success::One(Response {
            payload: None,
            body: Some(Content::One(media)),
            ..
        }) => &media.media_type,
        Success::One(_) | Success::Many { .. } => "application/json",
    };
    (accept != usual).then(|| quote!(accept = #accept))
}

/// The operation's own server, its variables at their defaults.
fn server_argument(op: &Operation) -> Option<TokenStream> {
    let server = op.servers.first()?;
    let url = server
        .variables
        .iter()
        .fold(server.url.clone(), |url, variable| {
            url.replace(&format!("{{{}}}", variable.wire), &variable.default)
        });
    Some(quote!(server = #url))
}

/// The static of a scheme.
pub(in crate::emit) fn scheme_constant(api: &Api, index: usize) -> Option<Ident> {
    let scheme = api.schemes.get(index)?;
    let setter = scheme.setter.as_str();
    let name = setter.strip_prefix("with_").unwrap_or(setter);
    let name = name.trim_end_matches('_').to_uppercase();
    Some(ident(&format!("{name}_SCHEME")))
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
