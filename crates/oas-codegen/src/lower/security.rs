//! Servers and security schemes.

use rustc_hash::FxHashMap as HashMap;

use crate::diagnostic::{Code, Diagnostics};
use crate::ir;
use crate::names::Scope;
use crate::resolve::{self, Operation, Scheme, SchemeKind};

/// The schemes that operations use, and where each of the model's went.
pub(super) fn schemes(
    schemes: &[Scheme],
    operations: &[Operation],
    diags: &mut Diagnostics,
) -> (Vec<ir::SecurityScheme>, HashMap<usize, usize>) {
    let mut scope = Scope::new(&["with_config"]);
    let mut out = Vec::new();
    let mut index = HashMap::default();
    for (at, scheme) in schemes.iter().enumerate() {
        let used = operations.iter().any(|op| {
            op.security
                .alternatives
                .iter()
                .flatten()
                .any(|(scheme, _)| *scheme == at)
        });
        if !used {
            continue;
        }
        by_hand(scheme, diags);
        index.insert(at, out.len());
        out.push(ir::SecurityScheme {
            wire: scheme.name.clone(),
            setter: scope.function(&format!("with {}", scheme.name), &scheme.place, diags),
            kind: kind(&scheme.kind),
            docs: super::docs::description(scheme.description.as_deref()),
        });
    }
    (out, index)
}

/// Says which schemes nobody computes a credential for.
fn by_hand(scheme: &Scheme, diags: &mut Diagnostics) {
    let message = match &scheme.kind {
        SchemeKind::MutualTls => {
            "client certificates are not generated: give them to the client's transport, and check them where \
             the server's TLS ends"
                .to_owned()
        }
        SchemeKind::Http(name) if answers_challenges(&name.to_ascii_lowercase()) => format!(
            "the answer to a `{name}` challenge is not generated: the value of `Authorization` is the caller's"
        ),
        _ => return,
    };
    diags.warning(Code::Unsupported, &scheme.place, message);
}

fn answers_challenges(name: &str) -> bool {
    matches!(name, "digest" | "hoba" | "mutual" | "negotiate" | "ntlm")
        || name.starts_with("scram-")
}

fn kind(kind: &SchemeKind) -> ir::SchemeKind {
    match kind {
        SchemeKind::ApiKeyHeader(name) => ir::SchemeKind::ApiKeyHeader(name.clone()),
        SchemeKind::ApiKeyQuery(name) => ir::SchemeKind::ApiKeyQuery(name.clone()),
        SchemeKind::ApiKeyCookie(name) => ir::SchemeKind::ApiKeyCookie(name.clone()),
        SchemeKind::Http(name) if name.eq_ignore_ascii_case("basic") => ir::SchemeKind::Basic,
        SchemeKind::Http(name) if name.eq_ignore_ascii_case("bearer") => ir::SchemeKind::Bearer,
        SchemeKind::Http(name) => ir::SchemeKind::Http(name.clone()),
        SchemeKind::OAuth2 { token_url, scopes } => ir::SchemeKind::OAuth2 {
            token_url: token_url.clone(),
            scopes: scopes.clone(),
        },
        SchemeKind::OpenIdConnect(url) => ir::SchemeKind::OpenIdConnect { url: url.clone() },
        SchemeKind::MutualTls => ir::SchemeKind::MutualTls,
        SchemeKind::Undefined => ir::SchemeKind::Http("any".to_owned()),
    }
}

/// Who may call one operation.
pub(super) fn security(
    security: &resolve::Security,
    index: &HashMap<usize, usize>,
) -> ir::Security {
    let together = |list: &Vec<(usize, Vec<String>)>| {
        let one = |(scheme, scopes): &(usize, Vec<String>)| {
            index.get(scheme).map(|at| (*at, scopes.clone()))
        };
        list.iter().filter_map(one).collect()
    };
    ir::Security {
        alternatives: security.alternatives.iter().map(together).collect(),
        optional: security.optional,
    }
}

/// Server objects: the first is `Server`, others are called by their description or URL.
pub(super) fn servers(
    owner: &str,
    servers: &[resolve::Server],
    diags: &mut Diagnostics,
) -> Vec<ir::Server> {
    let mut scope = Scope::new(&["Call", "Client", "Webhooks"]);
    let mut out = Vec::new();
    for (index, server) in servers.iter().enumerate() {
        let words = if index == 0 {
            format!("{owner} Server")
        } else {
            format!("{owner} {}", server_words(server, index))
        };
        let mut quiet = Diagnostics::default(); // two servers of one description are no problem
        let name = scope.type_name(&words, &server.place, &mut quiet);
        let mut fields = Scope::default();
        let variables = server.variables.iter().map(|variable| {
            let enum_name = format!("{name} {}", variable.name);
            ir::ServerVariable {
                name: fields.field(&variable.name, &variable.place, diags),
                wire: variable.name.clone(),
                default: variable.default.clone(),
                values: (!variable.values.is_empty()).then(|| {
                    let mut variants = Scope::default();
                    let one = |value: &String| {
                        (
                            variants.variant(value, &variable.place, diags),
                            value.clone(),
                        )
                    };
                    let values = variable.values.iter().map(one).collect();
                    (
                        scope.type_name(&enum_name, &variable.place, &mut quiet),
                        values,
                    )
                }),
                docs: super::docs::description(variable.description.as_deref()),
            }
        });
        out.push(ir::Server {
            variables: variables.collect(),
            name,
            url: server.url.clone(),
            docs: super::docs::description(server.description.as_deref()),
        });
    }
    out
}

fn server_words(server: &resolve::Server, index: usize) -> String {
    match server.description.as_deref() {
        Some(text) if text.len() <= 40 && text.is_ascii() && !text.trim().is_empty() => {
            format!(
                "{} Server",
                text.trim().trim_end_matches('.').trim_end_matches("server")
            )
        }
        _ => format!("Server {}", index + 1),
    }
}
