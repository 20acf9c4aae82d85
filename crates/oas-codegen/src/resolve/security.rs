//! Security schemes and requirements, and servers.

use openapiv3::{
    APIKeyLocation, OAuth2Flows, SecurityRequirement, SecurityScheme as Written,
    Server as WrittenServer,
};

use super::refs::Refs;
use super::{Location, Parameter, Scheme, SchemeKind, Security, Server, ServerVariable};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::Document;
use crate::place::Place;

/// `components.securitySchemes`.
pub(super) fn schemes(refs: Refs<'_>, root: &Place, diags: &mut Diagnostics) -> Vec<Scheme> {
    let at = root.child("components").child("securitySchemes");
    let components = refs.document.openapi.components.as_ref();
    let mut out = Vec::new();
    for (name, written) in components
        .map(|c| &c.security_schemes)
        .into_iter()
        .flatten()
    {
        let place = at.child(name);
        if let Some((scheme, _)) = refs.follow(written, &place, diags) {
            out.push(scheme_at(name, &scheme, place));
        }
    }
    for name in &refs.document.mutual_tls {
        out.push(Scheme {
            name: name.clone(),
            kind: SchemeKind::MutualTls,
            description: None,
            place: at.child(name),
        });
    }
    for name in undefined(refs.document, &out) {
        out.push(Scheme {
            place: at.child(&name),
            kind: SchemeKind::Undefined,
            description: Some("A scheme that the document does not define.".to_owned()),
            name,
        });
    }
    out
}

/// The schemes that requirements name and nobody defines, so that what asks for them stays protected.
fn undefined(document: &Document, known: &[Scheme]) -> Vec<String> {
    let all = document.openapi.security.iter().flatten();
    let all = all.flat_map(|requirement| requirement.keys().map(String::as_str));
    let mut out: Vec<String> = Vec::new();
    for name in all.chain(document.required_schemes()) {
        if !out.iter().any(|n| n == name) && !known.iter().any(|scheme| scheme.name == *name) {
            out.push(name.to_owned());
        }
    }
    out
}

fn scheme_at(name: &str, written: &Written, place: Place) -> Scheme {
    let (kind, description) = match written {
        Written::APIKey {
            location,
            name,
            description,
            extensions: _,
        } => {
            let kind = match location {
                APIKeyLocation::Query => SchemeKind::ApiKeyQuery(name.clone()),
                APIKeyLocation::Header => SchemeKind::ApiKeyHeader(name.clone()),
                APIKeyLocation::Cookie => SchemeKind::ApiKeyCookie(name.clone()),
            };
            (kind, description)
        }
        Written::HTTP {
            scheme,
            bearer_format: _, // a hint for people
            description,
            extensions: _,
        } => (SchemeKind::Http(scheme.clone()), description),
        Written::OAuth2 {
            flows,
            description,
            extensions: _,
        } => (oauth2(flows), description),
        Written::OpenIDConnect {
            open_id_connect_url,
            description,
            extensions: _,
        } => (
            SchemeKind::OpenIdConnect(open_id_connect_url.clone()),
            description,
        ),
    };
    Scheme {
        name: name.to_owned(),
        kind,
        description: description.clone(),
        place,
    }
}

/// Leaves out the parameters that are the keys of the schemes that are asked for: a credential is sent once.
pub(super) fn without_keys(
    params: Vec<Parameter>,
    security: &Security,
    schemes: &[Scheme],
    diags: &mut Diagnostics,
) -> Vec<Parameter> {
    let asked = security.alternatives.iter().flatten();
    let asked: Vec<&Scheme> = asked.filter_map(|(index, _)| schemes.get(*index)).collect();
    let mut kept = Vec::with_capacity(params.len());
    for param in params {
        match asked.iter().find(|scheme| is_key(&scheme.kind, &param)) {
            None => kept.push(param),
            Some(scheme) => {
                let message = format!(
                    "the credential of `{}` is sent as `{}`: the parameter is left out",
                    scheme.name, param.name
                );
                diags
                    .warning(Code::CredentialParameter, &param.place, message)
                    .note_at(&scheme.place, "the security scheme");
            }
        }
    }
    kept
}

fn is_key(kind: &SchemeKind, param: &Parameter) -> bool {
    match kind {
        SchemeKind::ApiKeyQuery(name) => param.location == Location::Query && *name == param.name,
        SchemeKind::ApiKeyCookie(name) => param.location == Location::Cookie && *name == param.name,
        SchemeKind::ApiKeyHeader(name) => {
            param.location == Location::Header && name.eq_ignore_ascii_case(&param.name)
        }
        _ => false,
    }
}

fn oauth2(flows: &OAuth2Flows) -> SchemeKind {
    let token_url = flows
        .client_credentials
        .as_ref()
        .map(|f| f.token_url.clone());
    let lists = [
        flows.client_credentials.as_ref().map(|f| &f.scopes),
        flows.authorization_code.as_ref().map(|f| &f.scopes),
        flows.implicit.as_ref().map(|f| &f.scopes),
        flows.password.as_ref().map(|f| &f.scopes),
    ];
    let mut scopes: Vec<String> = Vec::new();
    for scope in lists.into_iter().flatten().flat_map(|list| list.keys()) {
        if !scopes.contains(scope) {
            scopes.push(scope.clone());
        }
    }
    SchemeKind::OAuth2 { token_url, scopes }
}

/// The requirements of one operation.
pub(super) fn requirements(
    written: Option<&[SecurityRequirement]>,
    schemes: &[Scheme],
    at: &Place,
    diags: &mut Diagnostics,
) -> Security {
    let mut out = Security::default();
    for (index, requirement) in written.unwrap_or_default().iter().enumerate() {
        if requirement.is_empty() {
            out.optional = true;
            continue;
        }
        let mut together = Vec::new();
        for (name, scopes) in requirement {
            let found = schemes.iter().position(|s| s.name == *name);
            let here = at.index(index).child(name);
            if found.is_none_or(|at| schemes[at].kind == SchemeKind::Undefined)
                && !diags.knows(Code::SecurityUndefined, &here)
            {
                let message = format!(
                    "there is no security scheme `{name}`; a credential in `Authorization` is asked for"
                );
                diags.warning(Code::SecurityUndefined, &here, message);
            }
            together.extend(found.map(|scheme| (scheme, scopes.clone())));
        }
        for alternative in apart(together, schemes, &at.index(index), diags) {
            if !alternative.is_empty() && !out.alternatives.contains(&alternative) {
                out.alternatives.push(alternative);
            }
        }
    }
    out
}

/// Schemes and the scopes that they must have.
type Together = Vec<(usize, Vec<String>)>;

/// A request has one `Authorization`. Where schemes that write it differently are asked for together, no request
/// has all of them, so that each becomes an alternative, together with what is sent elsewhere.
fn apart(
    together: Together,
    schemes: &[Scheme],
    at: &Place,
    diags: &mut Diagnostics,
) -> Vec<Together> {
    let form = |(scheme, _): &(usize, Vec<String>)| authorization(&schemes[*scheme].kind);
    let mut forms: Vec<String> = Vec::new();
    for found in together.iter().filter_map(form) {
        if !forms.contains(&found) {
            forms.push(found);
        }
    }
    if forms.len() < 2 {
        return vec![together];
    }
    if !diags.knows(Code::SecurityImpossible, at) {
        let message = "the schemes are all sent in `Authorization`, of which a request has one; any of them will do";
        diags
            .warning(Code::SecurityImpossible, at, message)
            .help("write each as a requirement of its own");
    }
    let of = |wanted: &String| {
        let all = together.iter();
        let all = all.filter(|one| form(one).is_none_or(|form| form == *wanted));
        all.cloned().collect()
    };
    forms.iter().map(of).collect()
}

/// How a scheme writes `Authorization`, if it does.
fn authorization(kind: &SchemeKind) -> Option<String> {
    match kind {
        SchemeKind::Http(name) => Some(name.to_ascii_lowercase()),
        SchemeKind::OAuth2 { .. } | SchemeKind::OpenIdConnect(_) => Some("bearer".to_owned()),
        SchemeKind::ApiKeyHeader(name) if name.eq_ignore_ascii_case("authorization") => {
            Some("whole".to_owned())
        }
        _ => None,
    }
}

/// Server objects.
pub(super) fn servers(
    written: &[WrittenServer],
    at: &Place,
    diags: &mut Diagnostics,
) -> Vec<Server> {
    let one = |(index, written): (usize, &WrittenServer)| server(written, &at.index(index), diags);
    written.iter().enumerate().map(one).collect()
}

fn server(written: &WrittenServer, at: &Place, diags: &mut Diagnostics) -> Server {
    let mut variables = Vec::new();
    let mut rest = written.url.as_str();
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        rest = after;
        if variables.iter().any(|v: &ServerVariable| v.name == name) {
            continue;
        }
        let place = at.child("variables").child(name);
        let declared = written.variables.as_ref().and_then(|v| v.get(name));
        if declared.is_none() {
            diags.warning(
                Code::ServerVariableUndeclared,
                &at.child("url"),
                format!("the variable `{name}` of the server is not declared"),
            );
        }
        variables.push(ServerVariable {
            name: name.to_owned(),
            default: declared.map(|d| d.default.clone()).unwrap_or_default(),
            values: declared.map(|d| d.enumeration.clone()).unwrap_or_default(),
            description: declared.and_then(|d| d.description.clone()),
            place,
        });
    }
    Server {
        url: written.url.clone(),
        description: written.description.clone(),
        variables,
        place: at.clone(),
    }
}
