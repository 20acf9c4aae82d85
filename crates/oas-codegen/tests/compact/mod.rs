//! The intermediate representation in a form that people can review: a line per decision.

use oas_codegen::ir::{
    Api, Codec, Constraints, Content, Enum, Field, Header, HeaderType, Home, Literal, Operation,
    Param, Presence, Response, Security, Success, Type, TypeDef, TypeKind, Union,
};
use std::fmt::Write;

/// All of it.
pub fn api(api: &Api) -> String {
    let mut out = String::new();
    for server in &api.servers {
        let _ = writeln!(out, "server {} {}", server.name, server.url);
        for v in &server.variables {
            let _ = writeln!(out, "  {} = {:?} {:?}", v.name, v.default, v.values);
        }
    }
    for scheme in &api.schemes {
        let _ = writeln!(out, "scheme {} {:?}", scheme.setter, scheme.kind);
    }
    for group in &api.groups {
        let _ = writeln!(out, "trait {}", group.name);
    }
    for def in &api.types {
        type_def(&mut out, api, def);
    }
    for op in &api.operations {
        operation(&mut out, api, op);
    }
    for example in &api.examples {
        let _ = writeln!(out, "example {}: {}", example.name, ty(api, &example.ty));
    }
    for left in &api.left_out {
        let _ = writeln!(out, "left out {}: {}", left.what, left.why);
    }
    out
}

fn path(def: &TypeDef) -> String {
    match &def.home {
        Home::Models => format!("models::{}", def.name),
        Home::ModelsOf(module) => format!("models::{module}::{}", def.name),
        Home::Operations => format!("operations::{}", def.name),
    }
}

fn type_def(out: &mut String, api: &Api, def: &TypeDef) {
    let mut flags = String::new();
    for (flag, name) in [
        (def.derives.eq_hash, " Eq"),
        (def.derives.copy, " Copy"),
        (def.derives.default, " Default"),
        (def.derives.streams, " streams"),
        (def.checks, " checks"),
        (def.deprecated, " deprecated"),
    ] {
        if flag {
            flags += name;
        }
    }
    let path = path(def);
    match &def.kind {
        TypeKind::Struct(s) => {
            let closed = if s.closed { " closed" } else { "" };
            let bounds = constraints(&s.constraints);
            let tags = s.tags.iter();
            let tags: String = tags.map(|(k, v)| format!(" {k:?}={v:?}")).collect();
            let _ = writeln!(out, "struct {path}{flags}{closed}{tags}{bounds}");
            s.fields.iter().for_each(|f| field(out, api, f));
        }
        TypeKind::Enum(e) => enum_(out, &path, &flags, e),
        TypeKind::Union(u) => union(out, api, &path, &flags, u),
        TypeKind::Alias {
            ty: target,
            constraints: c,
        } => {
            let _ = writeln!(
                out,
                "type {path} = {}{flags}{}",
                ty(api, target),
                constraints(c)
            );
        }
    }
}

fn enum_(out: &mut String, path: &str, flags: &str, e: &Enum) {
    let open = match (e.open, e.others) {
        (_, true) => "any",
        (true, false) => "open",
        (false, false) => "closed",
    };
    let _ = writeln!(out, "enum {path}{flags} {open} {:?}", e.kind);
    for v in &e.variants {
        let _ = writeln!(out, "  {} = {:?}", v.name, v.wire);
    }
}

fn union(out: &mut String, api: &Api, path: &str, flags: &str, u: &Union) {
    let tag = u
        .tag
        .as_ref()
        .map_or("untagged".to_owned(), |t| format!("by {t:?}"));
    let _ = writeln!(out, "union {path}{flags} {tag}");
    for v in &u.variants {
        let tags = if v.tags.is_empty() {
            String::new()
        } else {
            format!(" {:?}", v.tags)
        };
        let keep = if v.keeps_tag { " keeps tag" } else { "" };
        let _ = writeln!(
            out,
            "  {}({}){tags}{keep}{}",
            v.name,
            ty(api, &v.ty),
            constraints(&v.constraints)
        );
    }
}

fn field(out: &mut String, api: &Api, f: &Field) {
    let _ = writeln!(
        out,
        "  {} {:?}: {}{}",
        f.name,
        f.wire,
        presence(api, &f.presence, &ty(api, &f.ty)),
        constraints(&f.constraints)
    );
}

fn presence(api: &Api, presence: &Presence, ty: &str) -> String {
    match presence {
        Presence::Required => ty.to_owned(),
        Presence::RequiredNullable => format!("{ty} | null"),
        Presence::Optional => format!("{ty}?"),
        Presence::OptionalNullable => format!("{ty}? | null"),
        Presence::OptionalNullableAsOption => format!("{ty}? (null is absent)"),
        Presence::Default(value) => format!("{ty} = {}", literal(api, value)),
        Presence::Extra { patterns } => format!("others {patterns:?} {ty}"),
    }
}

fn literal(api: &Api, value: &Literal) -> String {
    match value {
        Literal::Variant(id, index) => match &api.type_def(*id).kind {
            TypeKind::Enum(e) => format!("{}::{}", api.type_def(*id).name, e.variants[*index].name),
            _ => "?".to_owned(),
        },
        other => format!("{other:?}"),
    }
}

fn constraints(c: &Constraints) -> String {
    if *c == Constraints::default() {
        return String::new();
    }
    let text = format!("{c:?}");
    let mut parts: Vec<String> = Vec::new();
    let bound = |b: &Option<(String, bool)>, sign: &str| {
        b.as_ref()
            .map(|(n, x)| format!("{sign}{} {n}", if *x { "" } else { "=" }))
    };
    parts.extend(bound(&c.minimum, ">"));
    parts.extend(bound(&c.maximum, "<"));
    parts.extend(c.multiple_of.as_ref().map(|n| format!("multiple of {n}")));
    parts.extend(c.min_length.map(|n| format!("length >= {n}")));
    parts.extend(c.max_length.map(|n| format!("length <= {n}")));
    parts.extend(c.text.map(|t| t.as_str().to_owned()));
    parts.extend(c.pattern.as_ref().map(|p| format!("/{p}/")));
    parts.extend(c.min_items.map(|n| format!("items >= {n}")));
    parts.extend((!c.positions.is_empty()).then(|| format!("items {}", c.positions.join(","))));
    parts.extend(c.max_items.map(|n| format!("items <= {n}")));
    parts.extend(c.unique_items.then(|| "unique".to_owned()));
    parts.extend(c.min_properties.map(|n| format!("properties >= {n}")));
    parts.extend(c.max_properties.map(|n| format!("properties <= {n}")));
    parts.extend(c.inner.as_ref().map(|i| format!("each{}", constraints(i))));
    parts.extend(c.check.then(|| "check".to_owned()));
    assert!(!parts.is_empty(), "{text}");
    format!(" [{}]", parts.join(", "))
}

fn ty(api: &Api, t: &Type) -> String {
    let one = |t: &Type| ty(api, t);
    match t {
        Type::Named(id) => path(api.type_def(*id)),
        Type::Boxed(t) => format!("Box<{}>", one(t)),
        Type::List(t) => format!("[{}]", one(t)),
        Type::Tuple(list) => format!("({})", list.iter().map(one).collect::<Vec<_>>().join(", ")),
        Type::Map(t) => format!("{{{}}}", one(t)),
        Type::Nullable(t) => format!("{} | null", one(t)),
        Type::Secret(t) => format!("Secret<{}>", one(t)),
        Type::Scalar(s) => s.path.clone(),
        other => format!("{other:?}"),
    }
}

fn operation(out: &mut String, api: &Api, op: &Operation) {
    let group = &api.groups[op.group].name;
    let _ = writeln!(
        out,
        "operation {group}::{} {} {} {:?}",
        op.name, op.method, op.path, op.origin
    );
    for server in &op.servers {
        let _ = writeln!(out, "  server {} {}", server.name, server.url);
    }
    security(out, api, &op.security);
    let _ = writeln!(out, "  takes {}", op.request);
    op.params.iter().for_each(|p| param(out, api, p));
    if let Some(body) = &op.body {
        let required = if body.required { "" } else { "?" };
        let _ = writeln!(
            out,
            "    {}{required}: {}",
            body.name,
            content(api, &body.content)
        );
    }
    match &op.success {
        Success::One(one) => response(out, api, "gives", one),
        Success::Many { name, variants } => {
            let _ = writeln!(out, "  gives {name}");
            variants.iter().for_each(|r| response(out, api, "  -", r));
        }
    }
    let _ = writeln!(out, "  fails {}", op.error);
    op.failures
        .iter()
        .for_each(|r| response(out, api, "  -", r));
}

fn security(out: &mut String, api: &Api, security: &Security) {
    for together in &security.alternatives {
        let one = |(scheme, scopes): &(usize, Vec<String>)| {
            format!("{} {scopes:?}", api.schemes[*scheme].wire)
        };
        let all: Vec<String> = together.iter().map(one).collect();
        let _ = writeln!(out, "  needs {}", all.join(" and "));
    }
    if security.optional {
        let _ = writeln!(out, "  needs nothing");
    }
}

fn param(out: &mut String, api: &Api, p: &Param) {
    let mut how = format!("{:?} {:?}", p.location, p.style);
    for (flag, word) in [
        (p.explode, " explode"),
        (p.allow_reserved, " reserved"),
        (p.json, " json"),
        (p.deprecated, " deprecated"),
    ] {
        if flag {
            how += word;
        }
    }
    let _ = writeln!(
        out,
        "    {} {:?} in {how}: {}{}",
        p.name,
        p.wire,
        presence(api, &p.presence, &ty(api, &p.ty)),
        constraints(&p.constraints)
    );
}

fn content(api: &Api, content: &Content) -> String {
    let media = |m: &oas_codegen::ir::Media| {
        let codec = match &m.codec {
            Codec::Form(list) | Codec::Multipart(list) if !list.is_empty() => {
                format!("{:?}", m.codec)
            }
            Codec::Form(_) => "Form".to_owned(),
            Codec::Multipart(_) => "Multipart".to_owned(),
            other => format!("{other:?}"),
        };
        format!(
            "{} as {codec} ({}){}",
            ty(api, &m.ty),
            m.media_type,
            constraints(&m.constraints)
        )
    };
    match content {
        Content::One(one) => media(one),
        Content::Many { name, variants } => {
            let list: Vec<String> = variants
                .iter()
                .map(|(name, m)| format!("{name}: {}", media(m)))
                .collect();
            format!("{name} {{ {} }}", list.join(", "))
        }
    }
}

fn response(out: &mut String, api: &Api, lead: &str, r: &Response) {
    let body = r
        .body
        .as_ref()
        .map_or("nothing".to_owned(), |c| content(api, c));
    let payload = r
        .payload
        .as_ref()
        .map(|p| format!(" in {p}"))
        .unwrap_or_default();
    let _ = writeln!(out, "  {lead} {} {:?}: {body}{payload}", r.name, r.status);
    r.headers.iter().for_each(|h| header(out, api, h));
}

fn header(out: &mut String, api: &Api, h: &Header) {
    let required = if h.required { "" } else { "?" };
    let text = match &h.ty {
        HeaderType::RetryAfter => "RetryAfter".to_owned(),
        HeaderType::Declared {
            ty: t,
            explode,
            json,
        } => {
            let explode = if *explode { " explode" } else { "" };
            let json = if *json { " json" } else { "" };
            format!("{}{explode}{json}", ty(api, t))
        }
    };
    let _ = writeln!(out, "      {} {:?}: {text}{required}", h.name, h.wire);
}
