//! The impls of a request: the operation, both halves of its exchange, its checks, how it is made.

use std::fmt::Write as _;

use crate::input::Input;
use crate::new;
use crate::request::{Operation, Part, Presence, Success};
use crate::status::Status;
use crate::validate;

const RT: &str = "::oas_runtime::v1";
const SOME: &str = "::core::option::Option::Some";
const OPTION: &str = "::core::option::Option";

/// All impls.
pub fn impls(input: &Input, operation: &Operation<'_>) -> String {
    let mut out = request(input, operation);
    let _ = write!(
        out,
        "{RT}::__call! {{ {} }} {RT}::__serve! {{ {} }}",
        call(input, operation),
        serve(input, operation)
    );
    let parts: Vec<&Part<'_>> = parts(operation).collect();
    let checks = parts.iter().map(|part| {
        let value = format!("&self.{}", part.field.name);
        (part.wire.as_str(), value, &part.rules)
    });
    out.push_str(&validate::parts(input, checks));
    out.push_str(&constructors(input, operation, &parts));
    out
}

fn parts<'a>(operation: &'a Operation<'a>) -> impl Iterator<Item = &'a Part<'a>> {
    let body = operation.body.iter().map(|(part, _)| part);
    operation.params.iter().chain(body)
}

/// `impl Request`: the table of the operation and its types.
fn request(input: &Input, operation: &Operation<'_>) -> String {
    let (mut fields, error) = (operation.fields.clone(), &operation.error);
    let mut params = String::new();
    for param in &operation.params {
        let _ = write!(params, "{},", param.param);
    }
    let _ = write!(fields, "params: &[{params}],");
    if let Some((part, codec)) = &operation.body {
        let ty = &part.field.ty;
        let inner = match part.presence {
            Presence::Optional => &ty.inner,
            _ => &ty.text,
        };
        let _ = match codec.is_payload() {
            true => write!(fields, "body: <{inner} as {RT}::Content>::MEDIA,"),
            false => write!(fields, "body: &[{}],", codec.media_type()),
        };
        if let Some(streams) = codec.body_streams(inner) {
            let _ = write!(fields, "body_streams: {streams},");
        }
        let _ = write!(
            fields,
            "body_required: {},",
            part.presence == Presence::Required
        );
    }
    let _ = match &operation.ok {
        Success::One(status, _, _) => write!(fields, "statuses: &[{}],", status.number()),
        Success::Many(ty) => write!(fields, "statuses: <{ty} as {RT}::Outcome>::STATUSES,"),
    };
    let _ = write!(fields, "failures: <{error} as {RT}::Outcome>::STATUSES,");
    let streams = match &operation.ok {
        Success::One(_, None, _) => "false".to_owned(),
        Success::One(_, Some(ty), codec) => codec.streams(ty),
        Success::Many(ty) => format!("<{ty} as {RT}::Outcome>::STREAMS"),
    };
    let _ = write!(
        fields,
        "streams: {streams} || <{error} as {RT}::Outcome>::STREAMS,"
    );
    let (id, method, path) = (&operation.id, &operation.method, &operation.path);
    format!(
        "{} {{ const OPERATION: &'static {RT}::Operation = &{RT}::Operation {{ {fields} \
         ..{RT}::Operation::new({id}, {method}, {path}) }}; type Ok = {}; type Error = {error}; type Success = {RT}::success::{}; }}",
        input.header(&format!("{RT}::Request"), ""),
        ok_type(&operation.ok),
        form(&operation.ok).unwrap_or_else(|| "Own".to_owned())
    )
}

/// The kind of a success, if it is one of those that the runtime reads and writes.
fn form(ok: &Success) -> Option<String> {
    match ok {
        Success::Many(_) => Some("Many".to_owned()),
        Success::One(Status::Code(code), None, _) => Some(format!("Empty<{code}>")),
        Success::One(Status::Code(code), Some(_), codec) if codec.is_plain_json() => {
            Some(format!("Json<{code}>"))
        }
        Success::One(..) => None,
    }
}

/// The type of a success.
fn ok_type(ok: &Success) -> String {
    match ok {
        Success::Many(ty) => ty.clone(),
        Success::One(status, ty, _) => {
            let ty = ty.clone().unwrap_or_else(|| "()".to_owned());
            match status {
                Status::Code(_) => ty,
                Status::Range(_) | Status::Default => format!("{RT}::WithStatus<{ty}>"),
            }
        }
    }
}

/// What a client does.
fn call(input: &Input, operation: &Operation<'_>) -> String {
    let mut send = String::new();
    for (index, param) in operation.params.iter().enumerate() {
        let put = match param.presence {
            Presence::Tri => "field",
            _ => "param",
        };
        let _ = write!(send, "out.{put}({index}, &self.{});", param.field.name);
    }
    if let Some((part, codec)) = &operation.body {
        let name = &part.field.name;
        let _ = match part.presence {
            Presence::Optional => write!(
                send,
                "if let {SOME}(body) = &self.{name} {{ {} }}",
                codec.send("body")
            ),
            _ => write!(send, "{}", codec.send(&format!("&self.{name}"))),
        };
    }
    let send = match send.as_str() {
        "" => String::new(),
        _ => format!("#[inline] fn send(&self, out: &mut {RT}::client::Outgoing) {{ {send} }}"),
    };
    let read = match form(&operation.ok) {
        Some(_) => String::new(),
        None => format!(
            "#[inline] fn read(reply: &mut {RT}::ReplyReader) -> {OPTION}<Self::Ok> {{ {} }}",
            read_ok(&operation.ok)
        ),
    };
    let header = input.header(&format!("{RT}::client::CallRequest"), "");
    format!("{header} {{ {send} {read} }}")
}

fn read_ok(ok: &Success) -> String {
    let (status, ty, codec) = match ok {
        Success::Many(_) => return String::new(),
        Success::One(status, ty, codec) => (*status, ty, codec),
    };
    let read = match ty {
        Some(_) => codec.read_reply(),
        None => format!("{SOME}(())"),
    };
    let value = match status {
        Status::Code(_) => read,
        Status::Range(_) | Status::Default => {
            format!("{read}.map(|value| {RT}::WithStatus::new(reply.status_code(), value))")
        }
    };
    match status {
        Status::Default => format!(
            "if <Self as {RT}::Request>::fails(reply.status()) {{ return {OPTION}::None; }} {value}"
        ),
        _ => format!(
            "match reply.status() {{ {} => {value}, _ => {OPTION}::None }}",
            status.pattern()
        ),
    }
}

/// What a server does.
fn serve(input: &Input, operation: &Operation<'_>) -> String {
    let mut fields = String::new();
    for (index, param) in operation.params.iter().enumerate() {
        let (name, ty) = (&param.field.name, &param.field.ty.text);
        let _ = match &param.presence {
            Presence::Default(default) => write!(
                fields,
                "{name}: parts.param::<{OPTION}<{ty}>>({index})?.unwrap_or_else(|| {default}),"
            ),
            _ => write!(fields, "{name}: parts.param({index})?,"),
        };
    }
    if let Some((part, codec)) = &operation.body {
        let (name, read) = (&part.field.name, codec.receive());
        let _ = match part.presence {
            Presence::Optional => write!(
                fields,
                "{name}: if parts.has_body() {{ {SOME}({read}?) }} else {{ {OPTION}::None }},"
            ),
            _ => write!(fields, "{name}: {read}?,"),
        };
    }
    let parts = if fields.is_empty() { "_" } else { "parts" };
    let answer = match form(&operation.ok) {
        Some(_) => String::new(),
        None => format!(
            "#[inline] fn answer(value: Self::Ok) -> {RT}::server::Answer {{ {} }}",
            write_ok(&operation.ok)
        ),
    };
    format!(
        "{} {{ #[inline] fn receive({parts}: &mut {RT}::server::Parts) -> {OPTION}<Self> {{ {SOME}(Self {{ {fields} }}) }} {answer} }}",
        input.header(&format!("{RT}::server::ServeRequest"), "")
    )
}

fn write_ok(ok: &Success) -> String {
    let (status, ty, codec) = match ok {
        Success::Many(_) => return String::new(),
        Success::One(status, ty, codec) => (*status, ty, codec),
    };
    let (status, value) = match status {
        Status::Code(code) => (code.to_string(), "value"),
        Status::Range(_) | Status::Default => ("value.status.as_u16()".to_owned(), "value.value"),
    };
    match ty {
        None => format!("let _ = {value}; {RT}::Reply::empty({status}).into()"),
        Some(_) => format!(
            "{}.into()",
            codec.write_reply(&status, &format!("&{value}"))
        ),
    }
}

/// How a request is made, and what it is made from.
fn constructors(input: &Input, operation: &Operation<'_>, parts: &[&Part<'_>]) -> String {
    let required = |part: &&&Part<'_>| part.presence == Presence::Required;
    let name = &input.name;
    let from = "#[automatically_derived] impl ::core::convert::From";
    let made: Vec<new::Part<'_>> = parts.iter().map(|part| made(part)).collect();
    if !parts.iter().any(|part| required(&part)) {
        let default = "::core::default::Default::default()";
        let own = parts
            .iter()
            .any(|part| matches!(part.presence, Presence::Default(_)));
        let own = match own {
            true => new::default_impl(input, &made),
            false => String::new(),
        };
        return format!(
            "{from}<()> for {name} {{ #[inline] fn from((): ()) -> Self {{ {default} }} }} {own}"
        );
    }
    let mut out = new::new_fn(input, &made);
    if let Some((body, _)) = &operation.body
        && body.presence == Presence::Required
        && parts.iter().filter(required).count() == 1
    {
        let (field, fields) = (&body.field.name, new::fields(&made));
        for ty in std::iter::once(&body.field.ty.text).chain(&body.made_from) {
            let _ = write!(
                out,
                "{from}<{ty}> for {name} {{ #[inline] fn from({field}: {ty}) -> Self {{ Self {{ {fields} }} }} }}"
            );
        }
    }
    out
}

/// A part, as construction sees it.
fn made<'a>(part: &Part<'a>) -> new::Part<'a> {
    let absent = match &part.presence {
        Presence::Required => None,
        Presence::Optional => Some(format!("{OPTION}::None")),
        Presence::Tri => Some(format!("{RT}::Field::Absent")),
        Presence::Default(default) => Some(default.clone()),
    };
    new::Part {
        field: part.field,
        absent,
        // What a stream is made from is taken in any form, as text is.
        text: !part.made_from.is_empty() || !part.is_body && new::is_text(&part.field.ty),
    }
}
