//! Bodies: their types, and the enums of bodies with several media types.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use crate::emit::scope::{Scope, ident};
use crate::emit::{attrs, size};
use crate::ir::{Codec, Constraints, Content, Media, Presence, Type, TypeDef, TypeKind};
use crate::names::{TypeName, VariantName};

/// The media types, one or several.
pub(in crate::emit) fn media(content: &Content) -> impl Iterator<Item = &Media> {
    let (one, many) = match content {
        Content::One(media) => (Some(media), [].as_slice()),
        Content::Many { name: _, variants } => (None, variants.as_slice()),
    };
    one.into_iter().chain(many.iter().map(|(_, media)| media))
}

/// Whether the Rust type is `Media::ty` itself (and not a stream of it).
pub(in crate::emit) fn is_plain(media: &Media) -> bool {
    !matches!(media.codec, Codec::Events | Codec::Lines)
}

/// Whether `validate` has anything to look at.
pub(in crate::emit) fn is_checked(media: &Media) -> bool {
    is_plain(media) && media.constraints != Constraints::default()
}

/// The Rust type of a body of one media type.
pub(in crate::emit) fn rust_type(scope: Scope<'_>, media: &Media) -> TokenStream {
    let ty = scope.ty(&media.ty);
    match media.codec {
        Codec::Events | Codec::Lines => {
            let vec = scope.prelude("Vec");
            quote!(#vec<#ty>)
        }
        Codec::Json | Codec::Text | Codec::Binary | Codec::Form(_) | Codec::Multipart(_) => ty,
    }
}

/// The Rust type of a body.
pub(in crate::emit) fn content_type(scope: Scope<'_>, content: &Content) -> TokenStream {
    match content {
        Content::One(media) => rust_type(scope, media),
        Content::Many { name, variants: _ } => scope.operations(name.as_str()),
    }
}

/// `pub enum UploadBody { Json(…), Text(String) }`
pub(super) fn content_enum(
    scope: Scope<'_>,
    name: &TypeName,
    variants: &[(VariantName, Media)],
    docs: &str,
) -> TokenStream {
    let docs = attrs::doc(docs);
    let sizes = variants
        .iter()
        .map(|(_, media)| scope.cx.sizes.of(&media.ty));
    let large = size::allow_large(sizes.collect());
    let deprecated = variants
        .iter()
        .any(|(_, media)| scope.mentions_deprecated(&media.ty));
    let allow = attrs::allow_deprecated(deprecated);
    let name = ident(name.as_str());
    let variants = variants.iter().map(|(name, media)| {
        let docs = attrs::doc(&format!(
            "`{}`",
            crate::emit::models::code(&media.media_type)
        ));
        let attribute = attrs::wire(&attrs::constraints(&media.constraints));
        let (name, ty) = (ident(name.as_str()), rust_type(scope, media));
        quote!(#docs #attribute #name(#ty))
    });
    quote! {
        #docs
        #allow
        #large
        #[derive(Debug, Clone, PartialEq, rt::Validate)]
        pub enum #name { #(#variants,)* }
    }
}

/// Whether a type has a `Default`, derived or written.
pub(in crate::emit) fn has_default(def: &TypeDef) -> bool {
    match &def.kind {
        TypeKind::Struct(record) => {
            let optional =
                |p: &Presence| !matches!(p, Presence::Required | Presence::RequiredNullable);
            def.derives.default
                || (!record.fields.is_empty()
                    && record.fields.iter().all(|f| optional(&f.presence)))
        }
        TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Alias { .. } => def.derives.default,
    }
}

/// Reads a response body of one media type off a `ReplyReader`.
pub(in crate::emit) fn read_media(media: &Media) -> TokenStream {
    match &media.codec {
        Codec::Json => quote!(reply.json()),
        Codec::Text if media.ty == Type::String => quote!(reply.text()),
        Codec::Text => quote!(reply.parsed_text()),
        Codec::Binary => quote!(reply.bytes()),
        Codec::Form(encodings) => {
            let encodings = self::encodings(encodings);
            quote!(reply.form(#encodings))
        }
        Codec::Multipart(encodings) => {
            let encodings = self::encodings(encodings);
            quote!(reply.multipart(#encodings))
        }
        Codec::Events => quote!(reply.events()),
        Codec::Lines => quote!(reply.lines()),
    }
}

/// Writes a response body of one media type; `value` is a reference.
pub(in crate::emit) fn write_media(
    media: &Media,
    status: &TokenStream,
    value: &TokenStream,
) -> TokenStream {
    let media_type = &media.media_type;
    match &media.codec {
        Codec::Json if media_type == "application/json" => quote!(rt::Reply::json(#status, #value)),
        Codec::Json => quote!(rt::Reply::json_as(#status, #media_type, #value)),
        Codec::Text => quote!(rt::Reply::text_as(#status, #media_type, #value)),
        Codec::Binary => {
            let place = without_borrow(value);
            quote!(rt::Reply::bytes(#status, #media_type, #place.clone()))
        }
        Codec::Form(encodings) => {
            let encodings = self::encodings(encodings);
            quote!(rt::Reply::form(#status, #media_type, #value, #encodings))
        }
        Codec::Multipart(encodings) => {
            let encodings = self::encodings(encodings);
            quote!(rt::Reply::multipart(#status, #media_type, #value, #encodings))
        }
        Codec::Events => quote!(rt::Reply::events(#status, #value)),
        Codec::Lines => quote!(rt::Reply::lines(#status, #media_type, #value)),
    }
}

/// Writes a stream of items as they come: an `rt::server::Answer`.
pub(super) fn write_stream(
    media: &Media,
    status: &TokenStream,
    value: &TokenStream,
) -> TokenStream {
    let media_type = &media.media_type;
    match &media.codec {
        Codec::Events => quote!(rt::server::Answer::events(#status, #value)),
        _ => quote!(rt::server::Answer::lines(#status, #media_type, #value)),
    }
}

/// `x` of `&x`: a method call borrows by itself.
fn without_borrow(value: &TokenStream) -> TokenStream {
    let mut tokens = value.clone().into_iter().peekable();
    let is_borrow = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == '&');
    let _ = tokens.next_if(is_borrow);
    tokens.collect()
}

/// `&[rt::Encoding::new("tags").style(…)]`, for the properties that are not sent as usual.
pub(in crate::emit) fn encodings(encodings: &[crate::ir::Encoding]) -> TokenStream {
    let encodings = encodings.iter().map(|encoding| {
        let crate::ir::Encoding {
            property,
            content_type,
            style,
            explode,
        } = encoding;
        let content_type = content_type.as_ref().map(|c| quote!(.content_type(#c)));
        let usual = (*style, *explode) == (crate::ir::Style::Form, true);
        let style = (!usual).then(|| {
            let style = super::table::style_name(*style);
            quote!(.style(rt::Style::#style, #explode))
        });
        quote!(rt::Encoding::new(#property) #content_type #style)
    });
    quote!(&[#(#encodings),*])
}
