//! `api.txt`: the public surface in lines that people review.
//!
//! Every line says by itself what it belongs to, so that a diff needs no context.

use quote::quote;

use super::models::code;
use super::operations::{bodies, response_type, success_type};
use super::scope::{Context, Module, Scope};
use crate::ir::{
    Body, Content, Enum, Home, Operation, Origin, Param, Presence, Response, Security, Status,
    Struct, Success, Type, TypeDef, TypeKind, Union,
};
use crate::threads;

/// The whole file.
pub(super) fn text(cx: &Context<'_>) -> String {
    const CHUNK: usize = 32;
    let scope = cx.scope(Module::Server);
    let mut blocks = vec![format!("# {}", super::banner(cx.options))];
    blocks.extend(threads::map(&cx.api.operations, CHUNK, |op| {
        operation(scope, op).join("\n")
    }));
    blocks.extend(threads::map(&cx.api.types, CHUNK, |def| {
        definition(scope, def).join("\n")
    }));
    blocks.join("\n\n") + "\n"
}

/// Modules that go without saying.
const OURS: [&str; 3] = ["rt", "models", "op"];

/// A Rust type as people write it, without `rt::`, `models::` and `op::`.
fn spelled(tokens: &proc_macro2::TokenStream) -> String {
    let text = tokens.to_string();
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let tight = |next: &str| next.starts_with([',', '<', '>']) || next.starts_with("::");
        let glued = |before: &str| before.ends_with('<') || before.ends_with("::");
        if c == ' ' && (tight(after) || glued(&out)) || c == ',' && after.starts_with(')') {
            rest = after;
        } else if c.is_alphabetic() || c == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
            let inside = after.trim_start().strip_prefix("::");
            match inside.filter(|_| OURS.contains(&word)) {
                Some(inside) => rest = inside.trim_start(),
                None => {
                    out += word;
                    rest = after;
                }
            }
        } else {
            out.push(c);
            rest = after;
        }
    }
    out
}

/// The same of a use, without tokens: there is one for each field and parameter.
fn shown(scope: Scope<'_>, ty: &Type, out: &mut String) {
    let within = |name: &str, inner: &Type, out: &mut String| {
        *out += name;
        *out += "<";
        shown(scope, inner, out);
        *out += ">";
    };
    match ty {
        Type::Any => *out += "Value",
        Type::Null => *out += "Null",
        Type::Never => *out += "Never",
        Type::Bool => *out += "bool",
        Type::F32 => *out += "f32",
        Type::F64 => *out += "f64",
        Type::String => *out += scope.prelude_path("String"),
        Type::Base64 => *out += "Base64",
        Type::Binary => *out += "Bytes",
        Type::File => *out += "FilePart",
        Type::Named(id) => {
            let def = scope.cx.api.type_def(*id);
            match &def.home {
                Home::ModelsOf(owner) if !OURS.contains(&owner.as_str()) => {
                    *out += owner.as_str();
                    *out += "::";
                }
                Home::Models | Home::ModelsOf(_) | Home::Operations => {}
            }
            *out += def.name.as_str();
        }
        Type::Boxed(inner) => within(scope.prelude_path("Box"), inner, out),
        Type::List(inner) => within(scope.prelude_path("Vec"), inner, out),
        Type::Nullable(inner) => within(scope.prelude_path("Option"), inner, out),
        Type::Map(inner) => within(scope.map(), inner, out),
        Type::Secret(inner) => within("Secret", inner, out),
        Type::Tuple(items) => {
            *out += "(";
            for (index, item) in items.iter().enumerate() {
                *out += if index > 0 { ", " } else { "" };
                shown(scope, item, out);
            }
            *out += ")";
        }
        Type::Int(_) | Type::Scalar(_) | Type::External(_) => *out += &spelled(&scope.ty(ty)),
    }
}

/// The same with what `presence` adds.
fn present(scope: Scope<'_>, ty: &Type, presence: &Presence) -> String {
    let around = match presence {
        Presence::Required | Presence::Default(_) => None,
        Presence::RequiredNullable | Presence::Optional | Presence::OptionalNullableAsOption => {
            Some(scope.prelude_path("Option"))
        }
        Presence::OptionalNullable => Some("Field"),
        Presence::Extra { patterns: _ } => Some(scope.map()),
    };
    let mut out = String::new();
    if let Some(around) = around {
        out += around;
        out += "<";
    }
    shown(scope, ty, &mut out);
    if around.is_some() {
        out += ">";
    }
    out
}

fn operation(scope: Scope<'_>, op: &Operation) -> Vec<String> {
    let name = op.name.as_str();
    let kind = match op.origin {
        Origin::Path => "",
        Origin::Webhook => "webhook ",
        Origin::Callback => "callback ",
    };
    let path = super::one_line(&op.path);
    let mut first = format!("{name}: {kind}{} {path}", op.method);
    if op.deprecated {
        first += ", deprecated";
    }
    first += &security(scope, &op.security);
    let mut lines = vec![first];
    for param in &op.params {
        lines.push(format!("{name}.{}", self::param(scope, param)));
    }
    if let Some(body) = &op.body {
        lines.push(format!("{name}.{}", self::body(scope, body)));
    }
    match &op.success {
        Success::One(response) => {
            let ty = spelled(&success_type(scope, op));
            let ty = if ty == "()" { "nothing" } else { ty.as_str() };
            lines.push(format!("{name} {} -> {ty}", status(response.status)));
            lines.extend(headers(scope, name, response));
        }
        Success::Many { name: _, variants } => {
            for response in variants {
                lines.extend(variant(scope, name, "->", response));
            }
        }
    }
    for response in &op.failures {
        lines.extend(variant(scope, name, "->", response));
    }
    if let Some(first) = op.error_of.and_then(|at| scope.cx.api.operations.get(at)) {
        lines.push(format!("{name} fails as {}", first.name));
    }
    lines
}

fn security(scope: Scope<'_>, security: &Security) -> String {
    let alternatives = security.alternatives.iter().map(|all| {
        let all = all.iter().filter_map(|(index, scopes)| {
            let scheme = scope.cx.api.schemes.get(*index)?;
            Some(match scopes.is_empty() {
                true => scheme.wire.clone(),
                false => format!("{}[{}]", scheme.wire, scopes.join(" ")),
            })
        });
        all.collect::<Vec<_>>().join(" + ")
    });
    let mut alternatives: Vec<String> = alternatives.filter(|text| !text.is_empty()).collect();
    if security.optional {
        alternatives.push("nobody".to_owned());
    }
    match alternatives.is_empty() {
        true => String::new(),
        false => format!(", for {}", alternatives.join(" or ")),
    }
}

fn param(scope: Scope<'_>, param: &Param) -> String {
    let ty = present(scope, &param.ty, &param.presence);
    let place = format!("{:?}", param.location).to_lowercase();
    let renamed = renamed(param.name.as_str(), &param.wire);
    let deprecated = if param.deprecated { ", deprecated" } else { "" };
    format!(
        "{}: {ty}{}, in {place}{renamed}{deprecated}",
        param.name,
        default(&param.presence)
    )
}

fn renamed(rust: &str, wire: &str) -> String {
    match rust == wire {
        true => String::new(),
        false => format!(", as {}", code(wire)),
    }
}

fn default(presence: &Presence) -> String {
    match presence {
        Presence::Default(value) => format!(" = {}", literal(value)),
        Presence::Required
        | Presence::RequiredNullable
        | Presence::Optional
        | Presence::OptionalNullable
        | Presence::OptionalNullableAsOption
        | Presence::Extra { .. } => String::new(),
    }
}

fn literal(value: &crate::ir::Literal) -> String {
    use crate::ir::Literal;
    match value {
        Literal::Bool(value) => value.to_string(),
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) => value.to_string(),
        Literal::String(text) => format!("{text:?}"),
        Literal::Variant(_, index) => format!("value {index}"),
        Literal::Alternative(_, _, content) => literal(content),
        Literal::List(values) => {
            let values: Vec<String> = values.iter().map(literal).collect();
            format!("[{}]", values.join(", "))
        }
        Literal::Empty => "{}".to_owned(),
        Literal::Json(text) => text.clone(),
    }
}

fn body(scope: Scope<'_>, body: &Body) -> String {
    let ty = spelled(&bodies::content_type(scope, &body.content));
    let ty = if body.required {
        ty
    } else {
        format!("Option<{ty}>")
    };
    format!("{}: {ty}, {}", body.name, media_types(&body.content))
}

fn media_types(content: &Content) -> String {
    let types: Vec<&str> = bodies::media(content)
        .map(|m| m.media_type.as_str())
        .collect();
    types.join(" or ")
}

fn status(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(range) => format!("{range}XX"),
        Status::Default => "default".to_owned(),
    }
}

fn variant(scope: Scope<'_>, name: &str, arrow: &str, response: &Response) -> Vec<String> {
    let payload = spelled(&response_type(scope, response));
    let payload = if payload == "()" {
        String::new()
    } else {
        format!("({payload})")
    };
    let mut lines = vec![format!(
        "{name} {} {arrow} {}{payload}",
        status(response.status),
        response.name
    )];
    lines.extend(headers(scope, name, response));
    lines
}

fn headers(scope: Scope<'_>, name: &str, response: &Response) -> Vec<String> {
    let header = |header: &crate::ir::Header| {
        let ty = match &header.ty {
            crate::ir::HeaderType::Declared { ty, .. } => spelled(&scope.ty(ty)),
            crate::ir::HeaderType::RetryAfter => "RetryAfter".to_owned(),
        };
        let ty = if header.required {
            ty
        } else {
            format!("Option<{ty}>")
        };
        let renamed = renamed(header.name.as_str(), &header.wire);
        format!(
            "{name} {}.{}: {ty}, in header{renamed}",
            status(response.status),
            header.name
        )
    };
    response.headers.iter().map(header).collect()
}

fn definition(scope: Scope<'_>, def: &TypeDef) -> Vec<String> {
    let name = spelled(&scope.named(def));
    let home = match &def.home {
        Home::Operations => "operations",
        Home::Models | Home::ModelsOf(_) => "models",
    };
    let deprecated = if def.deprecated { ", deprecated" } else { "" };
    match &def.kind {
        TypeKind::Struct(record) => {
            let tags = record.tags.iter();
            let tags: String = tags
                .map(|(key, value)| format!(", tagged {} = {}", code(key), code(value)))
                .collect();
            let mut lines = vec![format!("{name}: struct in {home}{deprecated}{tags}")];
            lines.extend(fields(scope, &name, record));
            lines
        }
        TypeKind::Enum(values) => {
            let mut lines = vec![format!("{name}: enum in {home}{deprecated}")];
            lines.extend(values_of(&name, values));
            lines
        }
        TypeKind::Union(union) => {
            let mut lines = vec![format!("{name}: enum in {home}{deprecated}")];
            lines.extend(alternatives(scope, &name, union));
            lines
        }
        TypeKind::Alias { ty, constraints: _ } => {
            let ty = spelled(&scope.ty(ty));
            vec![format!("{name}: {ty} in {home}{deprecated}")]
        }
    }
}

fn fields(scope: Scope<'_>, name: &str, record: &Struct) -> Vec<String> {
    let field = |field: &crate::ir::Field| {
        let ty = present(scope, &field.ty, &field.presence);
        let renamed = match field.presence {
            Presence::Extra { .. } => ", others".to_owned(),
            _ => renamed(field.name.as_str(), &field.wire),
        };
        let nullable = match field.presence {
            Presence::RequiredNullable => ", required",
            _ => "",
        };
        let deprecated = if field.deprecated { ", deprecated" } else { "" };
        let default = default(&field.presence);
        format!(
            "{name}.{}: {ty}{default}{nullable}{renamed}{deprecated}",
            field.name
        )
    };
    record.fields.iter().map(field).collect()
}

fn values_of(name: &str, values: &Enum) -> Vec<String> {
    let mut lines: Vec<String> = values
        .variants
        .iter()
        .map(|variant| {
            format!(
                "{name}::{}{}",
                variant.name,
                renamed(variant.name.as_str(), &variant.wire)
            )
        })
        .collect();
    if values.open {
        lines.push(format!("{name}::Unknown"));
    }
    lines
}

fn alternatives(scope: Scope<'_>, name: &str, union: &Union) -> Vec<String> {
    let mut lines: Vec<String> = union
        .variants
        .iter()
        .map(|variant| {
            let ty = scope.ty(&variant.ty);
            let tags = match variant.tags.is_empty() {
                true => String::new(),
                false => format!(", tagged {}", variant.tags.join(" or ")),
            };
            format!("{name}::{}{}{tags}", variant.name, spelled(&quote!((#ty))))
        })
        .collect();
    if union.open {
        lines.push(format!("{name}::Unknown"));
    }
    lines
}
