//! How a body is read and written: `json = "application/problem+json"`, `text = "text/plain"`, and so on.

use std::fmt::Write as _;

use crate::attrs::{Attr, AttrValue};
use crate::error::Error;

/// The keys of codecs.
pub const KEYS: &[&str] = &[
    "json",
    "text",
    "parsed",
    "bytes",
    "form",
    "multipart",
    "stream",
    "parts",
    "events",
    "text_events",
    "whole_events",
    "lines",
    "sequence",
    "payload",
    "encoding",
];

const RT: &str = "::oas_runtime::v1";

/// How a body is read and written.
pub struct Codec {
    kind: Kind,
    /// The media type, as a literal.
    media_type: String,
    /// Encodings of properties, as Rust.
    encodings: String,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Json,
    Text,
    Parsed,
    Bytes,
    Form,
    Multipart,
    /// Bytes as they come: `rt::Body`.
    Stream,
    /// `rt::Multipart`
    Parts,
    /// `rt::Items` in frames of that name.
    Items(&'static str),
    Payload,
}

impl Default for Codec {
    fn default() -> Self {
        Self {
            kind: Kind::Json,
            media_type: "\"application/json\"".to_owned(),
            encodings: String::new(),
        }
    }
}

impl Codec {
    /// Takes the argument if it says how a body is read and written.
    pub fn take(&mut self, attr: &Attr) -> Result<bool, Error> {
        let (kind, usual) = match attr.key.as_str() {
            "json" => (Kind::Json, "application/json"),
            "text" => (Kind::Text, "text/plain"),
            "parsed" => (Kind::Parsed, "text/plain"),
            "bytes" => (Kind::Bytes, "application/octet-stream"),
            "form" => (Kind::Form, "application/x-www-form-urlencoded"),
            "multipart" => (Kind::Multipart, "multipart/form-data"),
            "stream" => (Kind::Stream, "application/octet-stream"),
            "parts" => (Kind::Parts, "multipart/form-data"),
            "events" => (Kind::Items("Events"), "text/event-stream"),
            "text_events" => (Kind::Items("TextEvents"), "text/event-stream"),
            "whole_events" => (Kind::Items("WholeEvents"), "text/event-stream"),
            "lines" => (Kind::Items("Lines"), "application/x-ndjson"),
            "sequence" => (Kind::Items("Sequence"), "application/json-seq"),
            "payload" => (Kind::Payload, ""),
            "encoding" => {
                let encoding = encoding(attr)?;
                self.encodings.push_str(&encoding);
                return Ok(true);
            }
            _ => return Ok(false),
        };
        self.kind = kind;
        self.media_type = match &attr.value {
            AttrValue::None => format!("{usual:?}"),
            _ => attr.string()?.to_owned(),
        };
        Ok(true)
    }

    /// Whether it is `application/json`.
    pub fn is_plain_json(&self) -> bool {
        self.kind == Kind::Json && self.media_type == "\"application/json\""
    }

    /// Whether the value says itself how it is read and written.
    pub fn is_payload(&self) -> bool {
        self.kind == Kind::Payload
    }

    /// Whether the body is read as it comes: an expression, for a body of that type.
    pub fn streams(&self, ty: &str) -> String {
        match self.kind {
            Kind::Stream | Kind::Parts | Kind::Items(_) => "true".to_owned(),
            Kind::Payload => format!("<{ty} as {RT}::Payload>::STREAMS"),
            _ => "false".to_owned(),
        }
    }

    /// The media types of a request body of that type that are read as they come.
    pub fn body_streams(&self, ty: &str) -> Option<String> {
        match self.kind {
            Kind::Stream | Kind::Parts | Kind::Items(_) => Some(format!("&[{}]", self.media_type)),
            Kind::Payload => Some(format!("<{ty} as {RT}::Content>::BODY_STREAMS")),
            _ => None,
        }
    }

    /// What a body that is read as it comes is made from; `inner` is what stands between `<` and `>`
    /// of its type.
    pub fn made_from(&self, inner: &str) -> Vec<String> {
        match self.kind {
            Kind::Stream => [
                "::oas_runtime::v1::Bytes",
                "::std::vec::Vec<u8>",
                "::std::string::String",
                "&'static str",
                "&'static [u8]",
            ]
            .map(str::to_owned)
            .into(),
            Kind::Parts => vec![inner.to_owned()],
            Kind::Items(_) => vec![format!("::std::vec::Vec<{inner}>")],
            _ => Vec::new(),
        }
    }

    /// The media type, as a literal.
    pub fn media_type(&self) -> &str {
        &self.media_type
    }

    /// Reads a body off a `ReplyReader`: an `Option`.
    pub fn read_reply(&self) -> String {
        match self.kind {
            Kind::Json => "reply.json()".to_owned(),
            Kind::Text => "reply.text()".to_owned(),
            Kind::Parsed => "reply.parsed_text()".to_owned(),
            Kind::Bytes => "reply.bytes()".to_owned(),
            Kind::Form => format!("reply.form(&[{}])", self.encodings),
            Kind::Multipart => format!("reply.multipart(&[{}])", self.encodings),
            Kind::Parts => "reply.parts()".to_owned(),
            Kind::Stream => "reply.body()".to_owned(),
            Kind::Items(frame) => format!("reply.items({RT}::Frame::{frame})"),
            Kind::Payload => format!("{RT}::Payload::read(reply)"),
        }
    }

    /// The `Reply` of a body that `value` refers to.
    pub fn write_reply(&self, status: &str, value: &str) -> String {
        let (media_type, encodings) = (&self.media_type, &self.encodings);
        let reply = format!("{RT}::Reply");
        match self.kind {
            Kind::Json if media_type == "\"application/json\"" => {
                format!("{reply}::json({status}, {value})")
            }
            Kind::Json => format!("{reply}::json_as({status}, {media_type}, {value})"),
            Kind::Text | Kind::Parsed => {
                format!("{reply}::text_as({status}, {media_type}, {value})")
            }
            Kind::Bytes => format!(
                "{reply}::bytes({status}, {media_type}, ::core::clone::Clone::clone({value}))"
            ),
            Kind::Form => format!("{reply}::form({status}, {media_type}, {value}, &[{encodings}])"),
            Kind::Multipart => {
                format!("{reply}::multipart({status}, {media_type}, {value}, &[{encodings}])")
            }
            Kind::Parts => {
                format!("{reply}::parts({status}, {media_type}, {value}, &[{encodings}])")
            }
            Kind::Stream => format!("{reply}::stream({status}, {media_type}, {value})"),
            Kind::Items(frame) => {
                format!("{reply}::items({status}, {media_type}, {RT}::Frame::{frame}, {value})")
            }
            Kind::Payload => format!("{RT}::Payload::write({value}, {status})"),
        }
    }

    /// Puts a body that `value` refers to into an `Outgoing`.
    pub fn send(&self, value: &str) -> String {
        let (media_type, encodings) = (&self.media_type, &self.encodings);
        match self.kind {
            Kind::Json if media_type == "\"application/json\"" => format!("out.json({value});"),
            Kind::Json => format!("out.json_as({media_type}, {value});"),
            Kind::Text | Kind::Parsed => format!("out.text({media_type}, {value});"),
            Kind::Bytes => {
                format!("out.bytes({media_type}, ::core::clone::Clone::clone({value}));")
            }
            Kind::Form => format!("out.form({value}, &[{encodings}]);"),
            Kind::Multipart => {
                format!("out.multipart({media_type}, {value}, &[{encodings}]);")
            }
            Kind::Parts => format!("out.parts({media_type}, {value}, &[{encodings}]);"),
            Kind::Stream => format!("out.body({media_type}, {value});"),
            Kind::Items(frame) => {
                format!("out.items({media_type}, {RT}::Frame::{frame}, {value});")
            }
            Kind::Payload => format!("{RT}::client::SendContent::send({value}, out);"),
        }
    }

    /// Reads a body off the `Parts` of a request: an `Option`.
    pub fn receive(&self) -> String {
        match self.kind {
            Kind::Json => "parts.json()".to_owned(),
            Kind::Text => "parts.text()".to_owned(),
            Kind::Parsed => "parts.parsed_text()".to_owned(),
            Kind::Bytes => "parts.bytes()".to_owned(),
            Kind::Form => format!("parts.form(&[{}])", self.encodings),
            Kind::Multipart => format!("parts.multipart(&[{}])", self.encodings),
            Kind::Parts => "parts.parts()".to_owned(),
            Kind::Stream => "parts.body()".to_owned(),
            Kind::Items(frame) => format!("parts.items({RT}::Frame::{frame})"),
            Kind::Payload => format!("{RT}::server::ReceiveContent::receive(parts)"),
        }
    }
}

/// `encoding("tags", content_type = "image/png", style(Form, false))`
fn encoding(attr: &Attr) -> Result<String, Error> {
    let mut out = String::new();
    for part in attr.list()? {
        let _ = match part.key.as_str() {
            "" => write!(out, "{RT}::Encoding::new({})", part.string()?),
            "content_type" => write!(out, ".content_type({})", part.string()?),
            "style" => write!(out, "{}", style(part)?),
            _ => return Err(part.unknown(&["content_type", "style"])),
        };
    }
    Ok(out + ",")
}

/// `.style(Style::Form, false)` of `style(Form, explode)`.
pub fn style(attr: &Attr) -> Result<String, Error> {
    let explode = attr.list()?.iter().any(|part| part.key == "explode");
    match attr.list()? {
        [style, ..] if style.flag().is_ok() => {
            Ok(format!(".style({RT}::Style::{}, {explode})", style.key))
        }
        _ => Err(Error::at(
            attr.span,
            "expected `style(Form)` or `style(Form, explode)`",
        )),
    }
}
