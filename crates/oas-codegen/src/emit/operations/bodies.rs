//! Bodies: their types, and the enums of bodies with several media types.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::scope::{Scope, ident};
use crate::emit::{attrs, size};
use crate::ir::{Codec, Constraints, Content, Frame, Media, Presence, Type, TypeDef, TypeKind};
use crate::names::{TypeName, VariantName};

/// The media types, one or several.
pub(in crate::emit) fn media(content: &Content) -> impl Iterator<Item = &Media> {
    let (one, many) = match content {
        Content::One(media) => (Some(media), [].as_slice()),
        Content::Many { name: _, variants } => (None, variants.as_slice()),
    };
    one.into_iter().chain(many.iter().map(|(_, media)| media))
}

/// Whether the body is read and written as it comes, not whole.
pub(in crate::emit) fn is_stream(scope: Scope<'_>, media: &Media) -> bool {
    match media.codec {
        Codec::Stream | Codec::Items(_) => true,
        Codec::Multipart(_) => scope.cx.api.streams(&media.ty),
        Codec::Json | Codec::Text | Codec::Binary | Codec::Form(_) => false,
    }
}

/// Whether `validate` has anything to look at.
pub(in crate::emit) fn is_checked(scope: Scope<'_>, media: &Media) -> bool {
    !is_stream(scope, media) && media.constraints != Constraints::default()
}

/// `Clone, PartialEq,` or what the configuration leaves of it, unless a body is read and written as it comes.
pub(super) fn comparable<'a>(
    scope: Scope<'_>,
    content: impl IntoIterator<Item = &'a Content>,
) -> TokenStream {
    let mut media = content.into_iter().flat_map(self::media);
    let streams = media.any(|media| is_stream(scope, media));
    let (clone, equal) = attrs::traits(scope.cx.api.traits, streams);
    quote!(#clone #equal)
}

/// The size of a body, about.
pub(super) fn size(scope: Scope<'_>, media: &Media) -> usize {
    let whole = scope.cx.sizes.of(&media.ty);
    match media.codec {
        Codec::Stream => 152,
        Codec::Items(_) => 48,
        Codec::Multipart(_) if is_stream(scope, media) => whole + 16,
        _ => whole,
    }
}

/// The Rust type of a body of one media type.
pub(in crate::emit) fn rust_type(scope: Scope<'_>, media: &Media) -> TokenStream {
    let ty = scope.ty(&media.ty);
    match media.codec {
        Codec::Stream => quote!(rt::Body),
        Codec::Items(_) => quote!(rt::Items<#ty>),
        Codec::Multipart(_) if is_stream(scope, media) => quote!(rt::Multipart<#ty>),
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
    let sizes = variants.iter().map(|(_, media)| size(scope, media));
    let streams = variants.iter().any(|(_, media)| is_stream(scope, media));
    let (clone, equal) = attrs::traits(scope.cx.api.traits, streams);
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
        let mut parts = codec(scope, media);
        if !is_stream(scope, media) {
            parts.extend(attrs::constraints(&media.constraints));
        }
        let attribute = attrs::wire(&parts);
        let (name, ty) = (ident(name.as_str()), rust_type(scope, media));
        quote!(#docs #attribute #name(#ty))
    });
    quote! {
        #docs
        #allow
        #large
        #[derive(Debug, #clone #equal rt::Content)]
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

/// The arguments of `wire(…)` that say how a body is read and written; nothing for JSON.
pub(in crate::emit) fn codec(scope: Scope<'_>, media: &Media) -> Vec<TokenStream> {
    let media_type = &media.media_type;
    let usual = |codec: &str, usual: &str| {
        let codec = ident(codec);
        match media_type == usual {
            true => quote!(#codec),
            false => quote!(#codec = #media_type),
        }
    };
    let (codec, encodings) = match &media.codec {
        Codec::Json if media_type == "application/json" => return Vec::new(),
        Codec::Json => (quote!(json = #media_type), [].as_slice()),
        Codec::Text if media.ty == Type::String => (usual("text", "text/plain"), [].as_slice()),
        Codec::Text => (usual("parsed", "text/plain"), [].as_slice()),
        Codec::Binary => (usual("bytes", "application/octet-stream"), [].as_slice()),
        Codec::Form(encodings) => (
            usual("form", "application/x-www-form-urlencoded"),
            encodings.as_slice(),
        ),
        Codec::Multipart(encodings) => {
            let codec = match is_stream(scope, media) {
                true => "parts",
                false => "multipart",
            };
            (usual(codec, "multipart/form-data"), encodings.as_slice())
        }
        Codec::Stream => (usual("stream", "application/octet-stream"), [].as_slice()),
        Codec::Items(frame) => {
            let (codec, media_type) = match frame {
                Frame::Events => ("events", "text/event-stream"),
                Frame::TextEvents => ("text_events", "text/event-stream"),
                Frame::WholeEvents => ("whole_events", "text/event-stream"),
                Frame::Lines => ("lines", "application/x-ndjson"),
                Frame::Sequence => ("sequence", "application/json-seq"),
            };
            (usual(codec, media_type), [].as_slice())
        }
    };
    let encodings = encodings.iter().map(encoding);
    std::iter::once(codec).chain(encodings).collect()
}

/// `encoding("tags", content_type = "…", style(Form, explode))`, of a property that is not sent as usual.
fn encoding(encoding: &crate::ir::Encoding) -> TokenStream {
    let crate::ir::Encoding {
        property,
        content_type,
        style,
        explode,
    } = encoding;
    let content_type = content_type.as_ref().map(|c| quote!(, content_type = #c));
    let usual = (*style, *explode) == (crate::ir::Style::Form, true);
    let style = (!usual).then(|| {
        let style = super::table::style(*style, *explode);
        quote!(, #style)
    });
    quote!(encoding(#property #content_type #style))
}
