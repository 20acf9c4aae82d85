//! Request bodies, responses, their headers and media types.

use openapiv3::{
    Content, Encoding as WrittenEncoding, Header as WrittenHeader, LinkOperation,
    ParameterSchemaOrContent, ReferenceOr, RequestBody as WrittenBody, Response as WrittenResponse,
    Responses, StatusCode,
};
use serde_json::Value;

use super::operation::Context;
use super::{Encoding, Header, Media, RequestBody, Response, Status, Style, parameter};
use crate::diagnostic::{Code, Diagnostics};
use crate::place::Place;

/// The request body at `at`.
pub(super) fn request(
    context: &mut Context<'_, '_>,
    written: &ReferenceOr<WrittenBody>,
    at: &Place,
    diags: &mut Diagnostics,
) -> Option<RequestBody> {
    let (body, place) = context.refs.follow(written, at, diags)?;
    Some(RequestBody {
        required: body.required,
        description: body.description.clone(),
        content: content(context, &body.content, &place, diags),
        place,
    })
}

/// The responses of one operation, `default` last.
pub(super) fn responses(
    context: &mut Context<'_, '_>,
    written: &Responses,
    at: &Place,
    diags: &mut Diagnostics,
) -> Vec<Response> {
    let count = written.responses.len() + usize::from(written.default.is_some());
    let mut out = Vec::with_capacity(count);
    for (status, one) in &written.responses {
        let at = at.child(&status.to_string());
        let status = match status {
            StatusCode::Code(code) => Status::Code(*code),
            StatusCode::Range(range) => Status::Range(u8::try_from(*range).unwrap_or(5)),
        };
        out.extend(response(context, status, one, &at, diags));
    }
    if let Some(one) = &written.default {
        out.extend(response(
            context,
            Status::Default,
            one,
            &at.child("default"),
            diags,
        ));
    }
    out
}

fn response(
    context: &mut Context<'_, '_>,
    status: Status,
    written: &ReferenceOr<WrittenResponse>,
    at: &Place,
    diags: &mut Diagnostics,
) -> Option<Response> {
    let (response, place) = context.refs.follow(written, at, diags)?;
    let headers_at = place.child("headers");
    let mut headers = Vec::new();
    for (name, written) in &response.headers {
        if name.eq_ignore_ascii_case("content-type") {
            continue; // OpenAPI: ignored, the media type says it
        }
        headers.extend(header(
            context,
            name,
            written,
            &headers_at.child(name),
            diags,
        ));
    }
    Some(Response {
        status,
        description: response.description.clone(),
        links: links(&response),
        headers,
        content: content(context, &response.content, &place, diags),
        place,
    })
}

/// What can be called next, in words: a line each.
fn links(response: &WrittenResponse) -> String {
    let mut out = String::new();
    for (name, link) in &response.links {
        let ReferenceOr::Item(link) = link else {
            out += &format!("\n- `{name}`");
            continue;
        };
        let to = match &link.operation {
            LinkOperation::OperationId(id) => id,
            LinkOperation::OperationRef(reference) => reference,
        };
        out += &format!("\n- `{name}`: `{to}`");
        if let Some(words) = link.description.as_deref().filter(|d| !d.contains('\n')) {
            out += &format!(", {words}");
        }
    }
    out
}

fn header(
    context: &mut Context<'_, '_>,
    name: &str,
    written: &ReferenceOr<WrittenHeader>,
    at: &Place,
    diags: &mut Diagnostics,
) -> Option<Header> {
    let (header, place) = context.refs.follow(written, at, diags)?;
    let mut json = false;
    let schema = match &header.format {
        ParameterSchemaOrContent::Schema(schema) => Some(context.schemas.intern_written(
            schema,
            &place.child("schema"),
            diags,
        )),
        ParameterSchemaOrContent::Content(content) => {
            let media = content.first();
            let at = media.map(|(media_type, _)| place.child("content").child(media_type));
            match (media, at) {
                (Some((media_type, media)), Some(at)) if media_type.contains("json") => {
                    json = true;
                    let written = media.schema.as_ref();
                    let at = at.child("schema");
                    written.map(|schema| context.schemas.intern_written(schema, &at, diags))
                }
                (Some((media_type, media)), Some(at)) => {
                    let is_typed = media.schema.is_some();
                    parameter::as_text(&at.as_key(), media_type, is_typed, diags);
                    None
                }
                _ => None,
            }
        }
    };
    let extra = header.extensions.get(super::keywords::EXTENSION);
    let explode = extra
        .and_then(|e| e.get("explode"))
        .and_then(Value::as_bool);
    Some(Header {
        name: name.to_owned(),
        required: header.required,
        description: header.description.clone(),
        explode: explode.unwrap_or(false),
        json: json && schema.is_some(),
        schema,
        place,
    })
}

fn content(
    context: &mut Context<'_, '_>,
    written: &Content,
    at: &Place,
    diags: &mut Diagnostics,
) -> Vec<Media> {
    let at = at.child("content");
    let mut out: Vec<Media> = Vec::with_capacity(written.len());
    // What `out` was made of: places that are told apart by `charset` alone are one.
    let mut seen: Vec<(String, &openapiv3::MediaType)> = Vec::with_capacity(written.len());
    for (media_type, media) in written {
        let at = at.child(media_type);
        if !is_media_type(media_type) {
            diags.warning(
                Code::MediaTypeWrong,
                &at.as_key(),
                format!("`{media_type}` is no media type"),
            );
        }
        let key = without_charset(media_type);
        let same = seen.iter().position(|(k, m)| *k == key && alike(m, media));
        let made = self::media(context, media_type, media, at, diags);
        match same {
            Some(index) => {
                note_twice(&out[index], &made, diags);
                out[index].schema = out[index].schema.or(made.schema);
                out[index].examples.extend(made.examples);
                if media.schema.is_some() {
                    seen[index].1 = media;
                }
            }
            None => {
                seen.push((key, media));
                out.push(made);
            }
        }
    }
    out
}

fn media(
    context: &mut Context<'_, '_>,
    media_type: &str,
    media: &openapiv3::MediaType,
    at: Place,
    diags: &mut Diagnostics,
) -> Media {
    let schema = media.schema.as_ref();
    let schema = schema.map(|s| {
        context
            .schemas
            .intern_written(s, &at.child("schema"), diags)
    });
    let extra = media.extensions.get(super::keywords::EXTENSION);
    let item = extra.and_then(|e| e.get("itemSchema")).cloned();
    let item = item.and_then(|v| serde_json::from_value(v).ok());
    let item_schema = item.map(|s| {
        context
            .schemas
            .intern_written(&s, &at.child("itemSchema"), diags)
    });
    let encoding = media.encoding.iter();
    let encoding = encoding.filter(|(_, e)| says_how(e));
    let encoding = encoding.map(|(name, e)| self::encoding(name, e)).collect();
    note_headers(media_type, media, &at, diags);
    Media {
        media_type: media_type.to_owned(),
        schema,
        item_schema,
        encoding,
        examples: examples(context, media, &at, diags),
        place: at,
    }
}

/// The headers of parts have no place in the types. Elsewhere than in multipart they are to be ignored, as
/// `Content-Type` is (section "Encoding Object").
fn note_headers(
    media_type: &str,
    media: &openapiv3::MediaType,
    at: &Place,
    diags: &mut Diagnostics,
) {
    if !media_type.to_ascii_lowercase().starts_with("multipart/") {
        return;
    }
    let at = at.child("encoding");
    for (property, encoding) in &media.encoding {
        let at = at.child(property).child("headers");
        let names = encoding.headers.keys();
        for name in names.filter(|name| !name.eq_ignore_ascii_case("content-type")) {
            let message = format!("the header `{name}` of the part `{property}` is left out");
            diags.warning(Code::PartHeader, &at.child(name).as_key(), message);
        }
    }
}

/// Says so where the other's schema is taken.
fn note_twice(first: &Media, second: &Media, diags: &mut Diagnostics) {
    let (bare, other) = match (first.schema, second.schema) {
        (None, Some(_)) => (first, second),
        (Some(_), None) => (second, first),
        _ => return,
    };
    diags.warning(
        Code::MediaTypeTwice,
        &bare.place.as_key(),
        format!("read by the schema of `{}`", other.media_type),
    );
}

/// A media type in lower case, save the parameter `charset`, which a header of the same type may have or not.
fn without_charset(media_type: &str) -> String {
    let lower = media_type.to_ascii_lowercase();
    let parts = lower.split(';').map(str::trim);
    let parts: Vec<&str> = parts.filter(|part| !part.starts_with("charset=")).collect();
    parts.join(";")
}

/// Whether two media types say the same of a body, or one says nothing of its schema.
fn alike(a: &openapiv3::MediaType, b: &openapiv3::MediaType) -> bool {
    let schemas = a.schema.is_none() || b.schema.is_none() || a.schema == b.schema;
    schemas && a.encoding == b.encoding && a.extensions == b.extensions
}

fn is_media_type(text: &str) -> bool {
    let essence = text.split(';').next().unwrap_or_default().trim();
    let part = |s: &str| !s.is_empty() && !s.contains(|c: char| c.is_whitespace() || c == '/');
    essence
        .split_once('/')
        .is_some_and(|(a, b)| part(a) && part(b))
}

/// Whether it says more of a part than that it has headers.
fn says_how(written: &WrittenEncoding) -> bool {
    written.content_type.is_some() || written.style.is_some() || !written.extensions.is_empty()
}

fn encoding(property: &str, written: &WrittenEncoding) -> Encoding {
    let style = written
        .style
        .as_ref()
        .map_or(Style::Form, parameter::query_style);
    let extra = written.extensions.get(super::keywords::EXTENSION);
    let explode = extra
        .and_then(|e| e.get("explode"))
        .and_then(Value::as_bool);
    Encoding {
        property: property.to_owned(),
        content_type: written.content_type.clone(),
        style,
        explode: explode.unwrap_or(style == Style::Form),
    }
}

fn examples(
    context: &Context<'_, '_>,
    media: &openapiv3::MediaType,
    at: &Place,
    diags: &mut Diagnostics,
) -> Vec<(Option<String>, Value, Place)> {
    let mut out = Vec::new();
    if let Some(value) = &media.example {
        out.push((None, value.clone(), at.child("example")));
    }
    let extra = media.extensions.get(super::keywords::EXTENSION);
    let listed = extra
        .and_then(|e| e.get("examples"))
        .and_then(Value::as_array);
    let at = at.child("examples");
    for (index, value) in listed.into_iter().flatten().enumerate() {
        out.push((Some(index.to_string()), value.clone(), at.index(index)));
    }
    for (name, example) in &media.examples {
        let at = at.child(name);
        let found = context.refs.follow(example, &at, diags);
        if let Some((example, place)) = found
            && let Some(value) = example.value.clone()
        {
            out.push((Some(name.clone()), value, place.child("value")));
        }
    }
    out
}
