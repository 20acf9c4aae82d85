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
    "events",
    "lines",
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
    Events,
    Lines,
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
            "events" => (Kind::Events, "text/event-stream"),
            "lines" => (Kind::Lines, "application/x-ndjson"),
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

    /// Whether the value says itself how it is read and written.
    pub fn is_payload(&self) -> bool {
        self.kind == Kind::Payload
    }

    /// Whether the body is a stream of items.
    pub fn is_stream(&self) -> bool {
        matches!(self.kind, Kind::Events | Kind::Lines)
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
            Kind::Events => "reply.events()".to_owned(),
            Kind::Lines => "reply.lines()".to_owned(),
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
            Kind::Events => format!("{reply}::events({status}, {value})"),
            Kind::Lines => format!("{reply}::lines({status}, {media_type}, {value})"),
            Kind::Payload => format!("{RT}::Payload::write({value}, {status})"),
        }
    }

    /// The `Answer` of a stream of items, which is taken.
    pub fn stream(&self, status: &str, items: &str) -> String {
        let media_type = &self.media_type;
        match self.kind {
            Kind::Events => format!("{RT}::server::Answer::events({status}, {items})"),
            _ => format!("{RT}::server::Answer::lines({status}, {media_type}, {items})"),
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
            Kind::Multipart => format!("out.multipart({value}, &[{encodings}]);"),
            Kind::Events => format!("out.events({value});"),
            Kind::Lines => format!("out.lines({media_type}, {value});"),
            Kind::Payload => format!("{RT}::client::SendContent::send({value}, out);"),
        }
    }

    /// Reads a body off the `Parts` of a request: an `Option`.
    pub fn receive(&self) -> String {
        let media_type = &self.media_type;
        match self.kind {
            Kind::Json => "parts.json()".to_owned(),
            Kind::Text => "parts.text()".to_owned(),
            Kind::Parsed => "parts.parsed_text()".to_owned(),
            Kind::Bytes => "parts.bytes()".to_owned(),
            Kind::Form => format!("parts.form(&[{}])", self.encodings),
            Kind::Multipart => format!("parts.multipart(&[{}])", self.encodings),
            Kind::Events => "parts.events()".to_owned(),
            Kind::Lines => format!("parts.lines({media_type})"),
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
