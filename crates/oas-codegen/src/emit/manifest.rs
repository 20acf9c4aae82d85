//! `Cargo.toml` of a generated crate.
//!
//! Knows: which features of the runtime the types need. Must not know: how they are written.

use std::collections::BTreeSet;

use super::scope::Context;
use super::{Crate, one_line, parts};
use crate::ir::{Api, Codec, Content, Response, Success, Type, TypeKind};

/// The whole file.
pub(super) fn text(cx: &Context<'_>, krate: &Crate) -> String {
    let mut lines = vec![
        format!("# {}", super::banner(cx.options)),
        String::new(),
        "[package]".to_owned(),
        format!("name = {}", quoted(&krate.name)),
        format!("version = {}", quoted(&version(cx.api, krate))),
        format!("description = {}", quoted(&one_line(&cx.api.title))),
        "edition = \"2024\"".to_owned(),
        "rust-version = \"1.89\"".to_owned(),
        String::new(),
    ];
    lines.extend(features(cx, krate));
    lines.push("[dependencies]".to_owned());
    lines.push(format!("oas-runtime = {{ {} }}", dependency(cx.api, krate)));
    lines.join("\n") + "\n"
}

/// `rustfmt.toml`: `cargo fmt` must not change what the next run would write back.
pub(super) fn rustfmt(cx: &Context<'_>) -> String {
    let banner = super::banner(cx.options);
    format!("# {banner}\n\ndisable_all_formatting = true\n")
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

/// The version that the caller wants, else the document's, else none in particular.
fn version(api: &Api, krate: &Crate) -> String {
    let is_version = |text: &str| {
        let (core, rest) = match text.find(['-', '+']) {
            Some(at) => text.split_at(at),
            None => (text, ""),
        };
        let number = |part: &str| {
            let leading_zero = part.len() > 1 && part.starts_with('0');
            !leading_zero
                && part.len() < 10
                && part.parse::<u32>().is_ok_and(|_| !part.starts_with('+'))
        };
        let identifier = |part: &str| {
            let numeric = part.bytes().all(|b| b.is_ascii_digit());
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !(numeric && part.len() > 1 && part.starts_with('0'))
        };
        let rest = rest.strip_prefix(['-', '+']);
        core.split('.').count() == 3
            && core.split('.').all(number)
            && rest.is_none_or(|rest| rest.split('.').all(identifier))
    };
    match &krate.version {
        Some(version) => version.clone(),
        None if is_version(&api.version) => api.version.clone(),
        None => "0.0.0".to_owned(),
    }
}

fn features(cx: &Context<'_>, krate: &Crate) -> Vec<String> {
    let faces = cx.options.faces;
    let mut names: Vec<String> = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    if faces.client {
        let core = core_feature(krate);
        let (client, bare) = (key(&krate.client_feature), key(&core));
        names.push(quoted(&krate.client_feature));
        lines.push("# The client on reqwest with rustls.".to_owned());
        lines.push(format!(
            "{client} = [{}, \"oas-runtime/client\"]",
            quoted(&core)
        ));
        lines.push(
            "# The client alone, for another transport, or another TLS of `oas-runtime`."
                .to_owned(),
        );
        lines.push(format!("{bare} = [\"oas-runtime/client-core\"]"));
    }
    if faces.server {
        names.push(quoted(&krate.server_feature));
        let server = key(&krate.server_feature);
        lines.push(format!("{server} = [\"oas-runtime/server\"]"));
    }
    if parts::has_features(cx) {
        for group in &cx.api.groups {
            let feature = parts::feature(group);
            names.push(quoted(&feature));
            lines.push(format!("{feature} = []"));
        }
    }
    if lines.is_empty() {
        return Vec::new();
    }
    let mut section = vec![
        "[features]".to_owned(),
        format!("default = [{}]", names.join(", ")),
    ];
    section.append(&mut lines);
    section.push(String::new());
    section
}

/// The feature of the client without a transport.
pub(super) fn core_feature(krate: &Crate) -> String {
    format!("{}-core", krate.client_feature)
}

/// A key of TOML.
fn key(name: &str) -> String {
    let bare = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    match name.bytes().all(bare) {
        true => name.to_owned(),
        false => quoted(name),
    }
}

fn dependency(api: &Api, krate: &Crate) -> String {
    let mut parts = Vec::new();
    let own = env!("CARGO_PKG_VERSION").to_owned();
    let version = krate.runtime.version.clone().unwrap_or(own);
    parts.push(format!("version = {}", quoted(&version)));
    if let Some(path) = &krate.runtime.path {
        parts.push(format!("path = {}", quoted(path)));
    }
    parts.push("default-features = false".to_owned());
    let features: Vec<String> = runtime_features(api).into_iter().map(quoted).collect();
    if !features.is_empty() {
        parts.push(format!("features = [{}]", features.join(", ")));
    }
    parts.join(", ")
}

/// The runtime's features that some type needs.
fn runtime_features(api: &Api) -> BTreeSet<&'static str> {
    let mut features = BTreeSet::new();
    if api.ordered_maps {
        features.insert("ordered");
    }
    for def in &api.types {
        match &def.kind {
            TypeKind::Struct(record) => {
                record
                    .fields
                    .iter()
                    .for_each(|field| add(&field.ty, &mut features));
            }
            TypeKind::Union(union) => {
                union
                    .variants
                    .iter()
                    .for_each(|variant| add(&variant.ty, &mut features));
            }
            TypeKind::Alias { ty, constraints: _ } => add(ty, &mut features),
            TypeKind::Enum(_) => {}
        }
    }
    for op in &api.operations {
        op.params
            .iter()
            .for_each(|param| add(&param.ty, &mut features));
        if let Some(body) = &op.body {
            add_content(&body.content, &mut features);
        }
        let successes = match &op.success {
            Success::One(response) => std::slice::from_ref(response),
            Success::Many { name: _, variants } => variants.as_slice(),
        };
        let responses = successes.iter().chain(&op.failures);
        responses.for_each(|response| add_response(response, &mut features));
    }
    features
}

fn add_response(response: &Response, features: &mut BTreeSet<&'static str>) {
    if let Some(content) = &response.body {
        add_content(content, features);
    }
    for header in &response.headers {
        if let crate::ir::HeaderType::Declared { ty, .. } = &header.ty {
            add(ty, features);
        }
    }
}

fn add_content(content: &Content, features: &mut BTreeSet<&'static str>) {
    for media in super::operations::bodies::media(content) {
        let _: &Codec = &media.codec;
        add(&media.ty, features);
    }
}

fn add(ty: &Type, features: &mut BTreeSet<&'static str>) {
    match ty {
        Type::Scalar(scalar) => features.extend(scalar.feature),
        Type::Boxed(t) | Type::List(t) | Type::Map(t) | Type::Nullable(t) | Type::Secret(t) => {
            add(t, features);
        }
        Type::Tuple(items) => items.iter().for_each(|item| add(item, features)),
        _ => {}
    }
}
