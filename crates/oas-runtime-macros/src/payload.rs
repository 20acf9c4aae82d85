//! `Payload`: headers and a body as a struct. `Content`: a body of several media types as an enum.

use std::fmt::Write as _;

use crate::codec::{self, Codec};
use crate::error::Error;
use crate::input::{Field, Input, Variant};
use crate::rules::{self, Rules};
use crate::validate;

const RT: &str = "::oas_runtime::v1";
const SOME: &str = "::core::option::Option::Some";
const OPTION: &str = "::core::option::Option";

/// All impls of a struct of headers and body.
pub fn expand(input: &Input, fields: &[Field]) -> Result<String, Error> {
    let (mut read, mut headers) = (String::new(), String::new());
    let mut body = format!("{RT}::Reply::empty(status)");
    let mut streams = "false".to_owned();
    for field in fields {
        let name = &field.name;
        let mut wire = header(name);
        let (mut explode, mut json, mut codec) = (false, false, Codec::default());
        let mut is_body = name == "body";
        for attr in &field.attrs {
            match attr.key.as_str() {
                "rename" => attr.string()?.clone_into(&mut wire),
                "explode" => attr.flag().map(|()| explode = true)?,
                "as_json" => attr.flag().map(|()| json = true)?,
                "body" => attr.flag().map(|()| is_body = true)?,
                _ if codec.take(attr)? => is_body = true,
                _ => {
                    const KEYS: &[&str] = &["rename", "explode", "as_json", "body"];
                    return Err(attr.unknown(&[KEYS, codec::KEYS].concat()));
                }
            }
        }
        if is_body {
            let _ = write!(read, "{name}: {}?,", codec.read_reply());
            body = codec.write_reply("status", &format!("&self.{name}"));
            streams = codec.streams(&field.ty.text);
            continue;
        }
        let form = match (json, explode) {
            (true, _) => "json_header",
            (false, true) => "exploded_header",
            (false, false) => "header",
        };
        let (required, unwrap) = match field.ty.outer.as_str() {
            "Option" => ("", ""),
            _ => ("required_", "?"),
        };
        let _ = write!(read, "{name}: reply.{required}{form}({wire}){unwrap},");
        let _ = write!(headers, ".with_{form}({wire}, &self.{name})");
    }
    Ok(implement(
        input,
        &streams,
        &format!("{SOME}(Self {{ {read} }})"),
        &format!("{body} {headers}"),
    ))
}

/// The usual name of a header, as a literal: `Retry-After` of `retry_after`.
fn header(field: &str) -> String {
    let words = field.trim_start_matches("r#").split('_').map(|word| {
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        first.to_uppercase() + rest
    });
    format!("{:?}", words.collect::<Vec<_>>().join("-"))
}

fn implement(input: &Input, streams: &str, read: &str, write: &str) -> String {
    format!(
        "{} {{ const STREAMS: bool = {streams}; #[inline] fn read(reply: &mut {RT}::ReplyReader) -> {OPTION}<Self> {{ {read} }} \
         #[inline] fn write(&self, status: u16) -> {RT}::Reply {{ {write} }} }}",
        input.header(&format!("{RT}::Payload"), "")
    )
}

/// All impls of an enum of media types.
pub fn content(input: &Input, variants: &[Variant]) -> Result<String, Error> {
    let mut checked = Vec::new();
    let (mut media, mut arms) = (String::new(), Arms::default());
    let (mut streams, mut body_streams) = ("false".to_owned(), String::new());
    for (index, variant) in variants.iter().enumerate() {
        let (mut codec, mut rules) = (Codec::default(), Rules::default());
        for attr in &variant.attrs {
            if !rules.take(attr)? && !codec.take(attr)? {
                return Err(attr.unknown(&[codec::KEYS, rules::KEYS].concat()));
            }
        }
        let _ = write!(media, "{},", codec.media_type());
        if codec.streams("") == "true" {
            "true".clone_into(&mut streams);
            let _ = write!(body_streams, "{},", codec.media_type());
        }
        arms.push(&variant.name, index + 1 == variants.len(), index, &codec);
        checked.push((variant, rules, false));
    }
    let declared = format!("<Self as {RT}::Content>::MEDIA");
    let mut out = implement(
        input,
        &streams,
        &format!("match reply.media({declared})? {{ {} }}", arms.read),
        &format!("match self {{ {} }}", arms.write),
    );
    let header = |name: &str| input.header(&format!("{RT}::{name}"), "");
    let _ = write!(
        out,
        "{} {{ const MEDIA: &'static [&'static str] = &[{media}]; \
         const BODY_STREAMS: &'static [&'static str] = &[{body_streams}]; }} \
         {RT}::__call! {{ {} {{ #[inline] fn send(&self, out: &mut {RT}::client::Outgoing) {{ match self {{ {} }} }} }} }} \
         {RT}::__serve! {{ {} {{ #[inline] fn receive(parts: &mut {RT}::server::Parts) -> {OPTION}<Self> \
         {{ match parts.media({declared})? {{ {} }} }} }} }}",
        header("Content"),
        header("client::SendContent"),
        arms.send,
        header("server::ReceiveContent"),
        arms.receive,
    );
    out.push_str(&validate::union(input, &checked, None));
    Ok(out)
}

/// The arms of the four functions.
#[derive(Default)]
struct Arms {
    read: String,
    write: String,
    send: String,
    receive: String,
}

impl Arms {
    fn push(&mut self, name: &str, last: bool, index: usize, codec: &Codec) {
        let pattern = match last {
            true => "_".to_owned(),
            false => index.to_string(),
        };
        let _ = write!(
            self.read,
            "{pattern} => {}.map(Self::{name}),",
            codec.read_reply()
        );
        let _ = write!(
            self.receive,
            "{pattern} => {}.map(Self::{name}),",
            codec.receive()
        );
        let _ = write!(
            self.write,
            "Self::{name}(value) => {},",
            codec.write_reply("status", "value")
        );
        let _ = write!(
            self.send,
            "Self::{name}(value) => {{ {} }}",
            codec.send("value")
        );
    }
}
