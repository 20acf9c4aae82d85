//! `Outcome`: an enum of responses, one variant per status.

use std::fmt::Write as _;

use crate::codec::{self, Codec};
use crate::error::Error;
use crate::input::{Input, Type, Variant};
use crate::status::{self, Status};

const RT: &str = "::oas_runtime::v1";
const SOME: &str = "::core::option::Option::Some";

/// A declared response.
struct Response<'a> {
    variant: &'a Variant,
    status: Status,
    codec: Codec,
    /// Whether it has a body or headers.
    has_payload: bool,
}

/// All impls of an enum of responses.
pub fn expand(input: &Input, variants: &[Variant]) -> Result<String, Error> {
    if let Some(attr) = input.attrs.first() {
        return Err(attr.unknown(&[]));
    }
    let is_other = |variant: &&Variant| {
        let any = |ty: &Type| ty.text.rsplit(' ').next() == Some("Reply");
        variant.name == "Other" && variant.payload.as_ref().is_some_and(any)
    };
    let other = variants.iter().any(|variant| is_other(&variant));
    let declared = variants.iter().filter(|variant| !is_other(variant));
    let responses: Vec<_> = declared.map(response).collect::<Result<_, _>>()?;
    let mut out = input.header(&format!("{RT}::Outcome"), "");
    out.push('{');
    statuses(&responses, &mut out);
    read(&responses, other, &mut out);
    write(&responses, other, &mut out);
    out.push('}');
    if other {
        errors(input, &mut out);
    }
    Ok(out)
}

fn response(variant: &Variant) -> Result<Response<'_>, Error> {
    let mut status = status::of_name(&variant.name);
    let mut codec = Codec::default();
    for attr in &variant.attrs {
        if let Some(given) = Status::parse(attr)? {
            status = Some(given);
        } else if !codec.take(attr)? {
            return Err(attr.unknown(&[status::KEYS, codec::KEYS].concat()));
        }
    }
    let Some(status) = status else {
        let message =
            "say which status it is: `#[wire(404)]`, `#[wire(range = 4)]` or `#[wire(default)]`";
        return Err(Error::at(variant.span, message));
    };
    let has_payload = match status {
        Status::Code(_) => variant.payload.is_some(),
        Status::Range(_) | Status::Default => variant.second.is_some(),
    };
    Ok(Response {
        variant,
        status,
        codec,
        has_payload,
    })
}

fn statuses(responses: &[Response<'_>], out: &mut String) {
    let statuses = responses.iter().map(|response| response.status.number());
    let statuses: Vec<String> = statuses.map(|number| number.to_string()).collect();
    let _ = write!(
        out,
        "const STATUSES: &'static [u16] = &[{}];",
        statuses.join(",")
    );
    let payload = |response: &Response<'_>| {
        let ty = match response.status {
            Status::Code(_) => response.variant.payload.as_ref(),
            Status::Range(_) | Status::Default => response.variant.second.as_ref(),
        };
        ty.map(|ty| response.codec.streams(&ty.text))
    };
    let streams: Vec<String> = responses.iter().filter_map(payload).collect();
    let streams: Vec<&str> = streams
        .iter()
        .map(String::as_str)
        .filter(|streams| *streams != "false")
        .collect();
    if !streams.is_empty() {
        let _ = write!(out, "const STREAMS: bool = {};", streams.join("||"));
    }
}

fn read(responses: &[Response<'_>], other: bool, out: &mut String) {
    let mut ordered: Vec<&Response<'_>> = responses.iter().collect();
    ordered.sort_by_key(|response| response.status.precedence());
    let mut arms = String::new();
    for response in &ordered {
        let name = &response.variant.name;
        let value = response.codec.read_reply();
        let read = match (response.status, response.has_payload) {
            (Status::Code(_), false) => format!("{SOME}(Self::{name})"),
            // Compiles quicker than `?`.
            (Status::Code(_), true) => format!("{value}.map(Self::{name})"),
            (_, false) => format!("{SOME}(Self::{name}(reply.status_code()))"),
            (_, true) => format!("{SOME}(Self::{name}(reply.status_code(), {value}?))"),
        };
        let _ = write!(arms, "{} => {read},", response.status.pattern());
    }
    let default = ordered.iter().any(|r| r.status == Status::Default);
    arms.push_str(match (default, other) {
        (true, _) => "",
        (false, true) => "_ => ::core::option::Option::Some(Self::Other(reply.take())),",
        (false, false) => "_ => ::core::option::Option::None,",
    });
    let _ = write!(
        out,
        "#[inline] fn read(reply: &mut {RT}::ReplyReader) -> ::core::option::Option<Self> \
         {{ match reply.status() {{ {arms} }} }}"
    );
}

fn write(responses: &[Response<'_>], other: bool, out: &mut String) {
    let mut arms = String::new();
    for response in responses {
        let name = &response.variant.name;
        let (head, status) = match response.status {
            Status::Code(code) => ("", code.to_string()),
            Status::Range(_) | Status::Default => ("status,", "status.as_u16()".to_owned()),
        };
        let (value, write) = match response.has_payload {
            true => ("value", response.codec.write_reply(&status, "value")),
            false => ("", format!("{RT}::Reply::empty({status})")),
        };
        let pattern = match head.len() + value.len() {
            0 => String::new(),
            _ => format!("({head} {value})"),
        };
        let _ = write!(arms, "Self::{name} {pattern} => {write},");
    }
    if other {
        arms.push_str("Self::Other(reply) => ::core::clone::Clone::clone(reply),");
    }
    let _ = write!(
        out,
        "#[inline] fn write(&self) -> {RT}::Reply {{ match self {{ {arms} }} }}"
    );
}

/// What makes an error of it, and what makes it of an application's error.
fn errors(input: &Input, out: &mut String) {
    let name = &input.name;
    let display = input.header("::core::fmt::Display", "");
    let _ = write!(
        out,
        "{display} {{ #[inline] fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result \
         {{ ::core::fmt::Display::fmt(&{RT}::Outcome::status(self), f) }} }} {} {{}}",
        input.header("::core::error::Error", "")
    );
    let _ = write!(
        out,
        "{RT}::__serve! {{ #[automatically_derived] impl<E: {RT}::server::IntoReply> ::core::convert::From<E> for {name} \
         {{ #[inline] fn from(error: E) -> Self {{ {RT}::server::fail(error.into_reply(), Self::Other) }} }} }}"
    );
}
