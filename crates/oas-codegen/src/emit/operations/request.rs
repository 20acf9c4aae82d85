//! Request structs: parameters and the body, as plain fields.

use proc_macro2::TokenStream;
use quote::quote;

use super::{bodies, brief, table, title};
use crate::emit::attrs;
use crate::emit::models::{code, is_required, literal};
use crate::emit::print::Piece;
use crate::emit::scope::{Scope, ident};
use crate::ir::{Body, Constraints, Content, Docs, Location, Operation, Param, Presence, Type};
use crate::names::FieldName;

/// The static presences that a body has.
const REQUIRED: &Presence = &Presence::Required;
const OPTIONAL: &Presence = &Presence::Optional;

/// The request struct, its constructors and conversions, and the enum of its media types.
pub(super) fn pieces<'a>(scope: Scope<'a>, op: &'a Operation) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece<'a>> = vec![Piece::Item(Box::new(move || request_struct(scope, op)))];
    if let Some(Body {
        content: Content::Many { name, variants },
        ..
    }) = &op.body
    {
        let item = move || {
            let docs = format!("The body of {}, by media type.", title(op));
            bodies::content_enum(scope, name, variants, &docs)
        };
        pieces.push(Piece::Item(Box::new(item)));
    }
    pieces
}

/// Whether the operation takes nothing at all.
pub(in crate::emit) fn is_empty(op: &Operation) -> bool {
    op.params.is_empty() && op.body.is_none()
}

fn nothing_required(op: &Operation) -> bool {
    op.params.iter().all(|param| !is_required(&param.presence))
        && op.body.as_ref().is_none_or(|body| !body.required)
}

/// Whether `Default` is derived: with defaults of the document's, `rt::Request` writes it.
fn derives_default(op: &Operation) -> bool {
    let plain = |param: &Param| match &param.presence {
        Presence::Optional
        | Presence::OptionalNullable
        | Presence::OptionalNullableAsOption
        | Presence::Extra { patterns: _ } => true,
        Presence::Default(_) | Presence::Required | Presence::RequiredNullable => false,
    };
    op.params.iter().all(plain) && op.body.as_ref().is_none_or(|body| !body.required)
}

/// A parameter or the body, as construction sees it.
struct Part<'a> {
    name: &'a FieldName,
    ty: PartType<'a>,
    presence: &'a Presence,
}

/// The type of a part.
enum PartType<'a> {
    Type(&'a Type),
    Content(&'a Content),
}

/// Parameters and body, as construction sees them.
fn request_parts(op: &Operation) -> Vec<Part<'_>> {
    let params = op.params.iter().map(|param| Part {
        name: &param.name,
        ty: PartType::Type(&param.ty),
        presence: &param.presence,
    });
    let body = op.body.iter().map(|body| Part {
        name: &body.name,
        ty: PartType::Content(&body.content),
        presence: if body.required { REQUIRED } else { OPTIONAL },
    });
    params.chain(body).collect()
}

fn request_struct(scope: Scope<'_>, op: &Operation) -> TokenStream {
    let docs = attrs::doc_lines(&documentation(op));
    let operation = attrs::packed("operation", &table::arguments(scope, op));
    let params = op
        .params
        .iter()
        .any(|param| scope.mentions_deprecated(&param.ty));
    let body = op.body.iter().flat_map(|body| bodies::media(&body.content));
    let mut body = body.map(|media| scope.mentions_deprecated(&media.ty));
    let allow = attrs::allow_deprecated(params || body.any(|deprecated| deprecated));
    let default = derives_default(op).then(|| quote!(Default,));
    let comparable = bodies::comparable(scope, op.body.iter().map(|body| &body.content));
    let name = ident(op.request.as_str());
    let fields = op.params.iter().map(|param| param_field(scope, op, param));
    let body = op.body.iter().map(|body| body_field(scope, body));
    let fields = fields.chain(body);
    quote! {
        #docs
        #allow
        #[derive(Debug, #comparable #default rt::Request)]
        #operation
        pub struct #name { #(#fields,)* }
    }
}

/// Which operation it is, then the document's words.
fn documentation(op: &Operation) -> Vec<String> {
    let docs = Docs::new(None, op.docs.description.clone());
    let docs = docs.with(op.docs.examples().to_vec(), None);
    let mut first = brief(op);
    if let Some((url, text)) = op.docs.external() {
        first += &attrs::link(url, text.as_deref());
    }
    let mut lines = vec![first];
    let words = attrs::paragraphs(&docs, "");
    if words.iter().any(|line| !line.is_empty())
        && docs.description.as_deref() != op.docs.title.as_deref()
    {
        attrs::push_paragraph(&mut lines, words);
    }
    lines
}

fn param_field(scope: Scope<'_>, op: &Operation, param: &Param) -> TokenStream {
    let place = match param.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    let fallback = format!("The {place} parameter `{}`.", code(&param.wire));
    let docs = attrs::docs(&param.docs, &fallback);
    let deprecated = attrs::deprecated(param.deprecated);
    let mut parts = table::param_arguments(op, param);
    match &param.presence {
        Presence::Default(value) => {
            let value = literal(scope, &param.ty, value);
            parts.push(quote!(default = #value));
        }
        Presence::RequiredNullable => parts.push(quote!(nullable)),
        Presence::Required if matches!(param.ty, Type::Nullable(_)) => {
            parts.push(quote!(nullable));
        }
        _ => {}
    }
    parts.extend(attrs::constraints(&param.constraints));
    let attribute = attrs::wire(&parts);
    let name = ident(param.name.as_str());
    let ty = scope.present(&param.ty, &param.presence);
    quote!(#docs #deprecated #attribute pub #name: #ty)
}

fn body_field(scope: Scope<'_>, body: &Body) -> TokenStream {
    let docs = attrs::docs(&body.docs, "The request body.");
    let none = Constraints::default();
    let constraints = match &body.content {
        Content::One(media) if !bodies::is_stream(scope, media) => &media.constraints,
        Content::One(_) | Content::Many { .. } => &none,
    };
    let mut parts = match &body.content {
        Content::One(media) => bodies::codec(scope, media),
        Content::Many { .. } => vec![quote!(payload)],
    };
    if parts.is_empty() && body.name.as_str() != "body" {
        parts.push(quote!(body));
    }
    if let Content::One(media) = &body.content
        && body.required
        && !bodies::is_stream(scope, media)
        && matches!(media.ty, Type::Nullable(_))
    {
        parts.push(quote!(nullable));
    }
    parts.extend(attrs::constraints(constraints));
    let many = matches!(body.content, Content::Many { .. });
    if many && bodies::media(&body.content).any(|media| bodies::is_checked(scope, media)) {
        parts.push(quote!(check));
    }
    let attribute = attrs::wire(&parts);
    let name = ident(body.name.as_str());
    let ty = bodies::content_type(scope, &body.content);
    let option = scope.prelude("Option");
    let ty = if body.required {
        ty
    } else {
        quote!(#option<#ty>)
    };
    quote!(#docs #attribute pub #name: #ty)
}

/// How an example calls an operation.
pub(in crate::emit) enum Sample {
    /// An expression for the argument.
    Expression(TokenStream),
    /// Nothing short will do: the example takes the request as a parameter.
    Parameter,
}

/// A short argument for the client's method, as seen from outside the crate.
pub(in crate::emit) fn sample(scope: Scope<'_>, op: &Operation) -> Sample {
    let request = super::request_type(scope, op);
    if nothing_required(op) {
        return Sample::Expression(if is_empty(op) {
            quote!(())
        } else {
            quote!(#request::default())
        });
    }
    let parts = request_parts(op);
    let required: Vec<Part<'_>> = parts
        .into_iter()
        .filter(|part| is_required(part.presence))
        .collect();
    let values: Option<Vec<TokenStream>> = required
        .iter()
        .map(|part| sample_value(scope, part))
        .collect();
    match (required.as_slice(), values) {
        ([_], Some(values)) if op.params.iter().all(|p| !is_required(&p.presence)) => {
            Sample::Expression(quote!(#(#values),*))
        }
        (required, Some(values)) if required.len() <= 4 => {
            Sample::Expression(quote!(#request::new(#(#values),*)))
        }
        _ => Sample::Parameter,
    }
}

fn sample_value(scope: Scope<'_>, part: &Part<'_>) -> Option<TokenStream> {
    if *part.presence == Presence::RequiredNullable {
        return Some(quote!(None));
    }
    let ty = match part.ty {
        PartType::Type(ty) => ty,
        PartType::Content(Content::One(media)) if !bodies::is_stream(scope, media) => &media.ty,
        PartType::Content(_) => return None,
    };
    match ty {
        Type::Bool => Some(quote!(true)),
        Type::Int(_) => Some(quote!(1)),
        Type::F32 | Type::F64 => Some(quote!(1.0)),
        Type::String => {
            let text = part.name.as_str();
            Some(quote!(#text))
        }
        Type::Named(id) => {
            let path = scope.named(scope.cx.api.type_def(*id));
            bodies::has_default(scope.cx.api.meant(*id)).then(|| quote!(#path::default()))
        }
        _ => None,
    }
}
