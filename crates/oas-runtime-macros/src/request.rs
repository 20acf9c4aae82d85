//! `Request`: what an operation takes, with the operation itself.
//!
//! This file understands the attributes; `request_write` writes the impls.

use crate::attrs::{Attr, AttrValue};
use crate::codec::{self, Codec};
use crate::error::Error;
use crate::input::{Field, Input};
use crate::request_write;
use crate::rules::{self, Rules};
use crate::status::Status;

const RT: &str = "::oas_runtime::v1";
const SOME: &str = "::core::option::Option::Some";
const NONE: &str = "::core::option::Option::None";

const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

const KEYS: &[&str] = &[
    "id",
    "method",
    "path",
    "ok",
    "error",
    "accept",
    "security",
    "optional_security",
    "no_redirects",
    "server",
    "selector",
    "query_selector",
];

const FIELD_KEYS: &[&str] = &[
    "path", "query", "header", "cookie", "body", "rename", "default", "nullable", "style",
    "reserved", "as_json",
];

/// An operation, understood.
pub struct Operation<'a> {
    pub id: String,
    pub method: String,
    pub path: String,
    pub ok: Success,
    /// The error type.
    pub error: String,
    /// Further fields of `rt::Operation`, as Rust.
    pub fields: String,
    pub params: Vec<Part<'a>>,
    pub body: Option<(Part<'a>, Codec)>,
}

/// How it succeeds.
pub enum Success {
    /// One response: its status, its type where it has a body, and how that is read and written.
    One(Status, Option<String>, Codec),
    /// An enum of responses.
    Many(String),
}

/// A parameter or the body.
pub struct Part<'a> {
    pub field: &'a Field,
    /// The name, as a literal.
    pub wire: String,
    /// How it can be absent.
    pub presence: Presence,
    /// What is checked.
    pub rules: Rules,
    /// `rt::Param::query("x")` and so on.
    pub param: String,
    /// Whether it is the body.
    pub is_body: bool,
    /// Of a body that is read as it comes: types that it is made from, beside its own.
    pub made_from: Vec<String>,
}

/// How a part can be absent.
#[derive(PartialEq)]
pub enum Presence {
    /// Must be there.
    Required,
    /// `Option`
    Optional,
    /// `Field`
    Tri,
    /// This expression where it is missing.
    Default(String),
}

/// All impls of a request.
pub fn expand(input: &Input, fields: &[Field]) -> Result<String, Error> {
    let mut operation = operation(input)?;
    for field in fields {
        let (part, body) = part(field, &operation.path)?;
        match body {
            None => operation.params.push(part),
            Some(codec) if operation.body.is_none() => operation.body = Some((part, codec)),
            Some(_) => return Err(Error::at(field.span, "a request has one body")),
        }
    }
    Ok(request_write::impls(input, &operation))
}

fn operation(input: &Input) -> Result<Operation<'_>, Error> {
    let stem = input.name.strip_suffix("Request").unwrap_or(&input.name);
    let mut operation = Operation {
        id: format!("{:?}", input.name),
        method: String::new(),
        path: String::new(),
        ok: Success::One(Status::Range(2), None, Codec::default()),
        error: format!("{stem}Error"),
        fields: String::new(),
        params: Vec::new(),
        body: None,
    };
    let mut security = String::new();
    let (mut selectors, mut in_query) = (String::new(), String::new());
    let mut accept = None;
    for attr in &input.attrs {
        match attr.key.as_str() {
            "id" => attr.string()?.clone_into(&mut operation.id),
            "method" => attr.string()?.clone_into(&mut operation.method),
            "path" => attr.string()?.clone_into(&mut operation.path),
            method if METHODS.contains(&method) => {
                operation.method = format!("{:?}", method.to_uppercase());
                attr.string()?.clone_into(&mut operation.path);
            }
            "ok" => operation.ok = success(attr)?,
            "error" => attr.tokens()?.clone_into(&mut operation.error),
            "accept" => accept = Some(attr.string()?),
            "security" => security.push_str(&requirements(attr)?),
            "optional_security" => {
                attr.flag()?;
                operation.fields.push_str("optional_security: true,");
            }
            "no_redirects" => {
                attr.flag()?;
                operation.fields.push_str("follow_redirects: false,");
            }
            "server" => {
                let url = format!("server: ::core::option::Option::Some({}),", attr.string()?);
                operation.fields.push_str(&url);
            }
            "selector" => {
                let pair = attr.list()?.iter().map(Attr::string);
                let pair = pair.collect::<Result<Vec<_>, _>>()?.join(",");
                selectors.push_str(&format!("({pair}),"));
            }
            "query_selector" => match attr.list()? {
                [name] => in_query.push_str(&format!("({}, {NONE}),", name.string()?)),
                [name, value] => {
                    let pair = format!("({}, {SOME}({})),", name.string()?, value.string()?);
                    in_query.push_str(&pair);
                }
                _ => return Err(Error::at(attr.span, "expected a name, and a value or none")),
            },
            _ => return Err(attr.unknown(&[KEYS, METHODS].concat())),
        }
    }
    if operation.path.is_empty() || operation.method.is_empty() {
        return Err(Error::new(
            "say which operation it is: `#[operation(get = \"/path\")]`",
        ));
    }
    let usual = match &operation.ok {
        Success::One(_, Some(_), codec) if !codec.is_payload() => codec.media_type(),
        _ => "\"application/json\"",
    };
    let accept = accept.unwrap_or(usual);
    operation.fields.push_str(&format!("accept: {accept},"));
    if !security.is_empty() {
        operation
            .fields
            .push_str(&format!("security: &[{security}],"));
    }
    if !selectors.is_empty() {
        operation
            .fields
            .push_str(&format!("selectors: &[{selectors}],"));
    }
    if !in_query.is_empty() {
        let query = format!("query_selectors: &[{in_query}],");
        operation.fields.push_str(&query);
    }
    Ok(operation)
}

/// `&[Requirement::new(&SCHEME, &["scope"])],` of `security(SCHEME("scope"))`.
fn requirements(attr: &Attr) -> Result<String, Error> {
    let mut all = String::new();
    for scheme in attr.list()? {
        let scopes = match &scheme.value {
            AttrValue::None => String::new(),
            _ => {
                let scopes = scheme.list()?.iter().map(Attr::string);
                scopes.collect::<Result<Vec<_>, _>>()?.join(",")
            }
        };
        let key = &scheme.key;
        all.push_str(&format!("{RT}::Requirement::new(&{key}, &[{scopes}]),"));
    }
    Ok(format!("&[{all}],"))
}

/// `ok(200 = T)`, `ok(204)`, `ok(range = 2, body = T)`, `ok(default, body = T)` or `ok = T`.
fn success(attr: &Attr) -> Result<Success, Error> {
    if let AttrValue::Tokens(ty) = &attr.value {
        return Ok(Success::Many(ty.clone()));
    }
    let (mut status, mut ty, mut codec) = (None, None, Codec::default());
    for part in attr.list()? {
        if let Some(given) = Status::parse(part)? {
            status = Some(given);
        } else if part.key == "body" {
            ty = Some(part.tokens()?.to_owned());
        } else if let Ok(code) = part.key.parse::<u16>() {
            status = Some(Status::Code(code));
            ty = Some(part.tokens()?.to_owned());
        } else if !codec.take(part)? {
            return Err(part.unknown(&[&["200", "range", "default", "body"], codec::KEYS].concat()));
        }
    }
    match status {
        Some(status) => Ok(Success::One(status, ty, codec)),
        None => Err(Error::at(
            attr.span,
            "say which status it is: `ok(200 = T)`",
        )),
    }
}

/// A field, and how it is read and written where it is the body.
fn part<'a>(field: &'a Field, path: &str) -> Result<(Part<'a>, Option<Codec>), Error> {
    let mut wire = field.wire();
    let (mut location, mut default, mut nullable) = (None, None, false);
    let (mut suffix, mut codec, mut is_body) = (String::new(), Codec::default(), false);
    let mut rules = Rules::default();
    for attr in &field.attrs {
        match attr.key.as_str() {
            "path" | "query" | "header" | "cookie" => {
                attr.flag()?;
                location = Some(attr.key.as_str());
            }
            "body" => attr.flag().map(|()| is_body = true)?,
            "rename" => attr.string()?.clone_into(&mut wire),
            "default" => default = Some(attr.tokens()?.to_owned()),
            "nullable" => attr.flag().map(|()| nullable = true)?,
            "style" => suffix.push_str(&codec::style(attr)?),
            "reserved" => attr.flag().map(|()| suffix.push_str(".allow_reserved()"))?,
            "as_json" => attr.flag().map(|()| suffix.push_str(".json()"))?,
            _ if rules.take(attr)? => {}
            _ if codec.take(attr)? => is_body = true,
            _ => {
                let known = [FIELD_KEYS, codec::KEYS, rules::KEYS].concat();
                return Err(attr.unknown(&known));
            }
        }
    }
    is_body |= location.is_none() && field.name == "body";
    let presence = match (default, field.ty.outer.as_str()) {
        (Some(default), _) => Presence::Default(default),
        (None, "Option") if !nullable => Presence::Optional,
        (None, "Field") => Presence::Tri,
        (None, _) => Presence::Required,
    };
    let in_path = path.contains(&format!("{{{}}}", wire.trim_matches('"')));
    let location = location.unwrap_or(if in_path { "path" } else { "query" });
    let required = match presence == Presence::Required && location != "path" {
        true => ".required()",
        false => "",
    };
    let param = format!("{RT}::Param::{location}({wire}){required}{suffix}");
    let part = Part {
        field,
        wire,
        presence,
        rules,
        param,
        is_body,
        made_from: match is_body {
            true => codec.made_from(&field.ty.inner),
            false => Vec::new(),
        },
    };
    Ok((part, is_body.then_some(codec)))
}
