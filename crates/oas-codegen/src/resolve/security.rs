//! Security schemes and requirements, and servers.

use openapiv3::{
    APIKeyLocation, OAuth2Flows, ReferenceOr, SecurityRequirement, SecurityScheme as Written,
    Server as WrittenServer,
};

use super::{Scheme, SchemeKind, Security, Server, ServerVariable};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::Document;
use crate::place::Place;

/// `components.securitySchemes`.
pub(super) fn schemes(document: &Document, root: &Place, diags: &mut Diagnostics) -> Vec<Scheme> {
    let Some(components) = &document.openapi.components else {
        return Vec::new();
    };
    let at = root.child("components").child("securitySchemes");
    let mut out = Vec::new();
    for (name, written) in &components.security_schemes {
        let place = at.child(name);
        let followed = follow(document, written, &place);
        match followed {
            Some(scheme) => out.push(scheme_at(name, &scheme, place)),
            None => super::refs::unresolved(&place, "the reference", "security scheme", diags),
        }
    }
    out
}

fn follow(document: &Document, written: &ReferenceOr<Written>, at: &Place) -> Option<Written> {
    let mut written = written.clone();
    for _ in 0..super::refs::MAX_HOPS {
        match written {
            ReferenceOr::Item(scheme) => return Some(scheme),
            ReferenceOr::Reference { reference } => {
                written = document.parse_security_scheme(&document.target(at, &reference)?)?;
            }
        }
    }
    None
}

fn scheme_at(name: &str, written: &Written, place: Place) -> Scheme {
    let (kind, description, extensions) = match written {
        Written::APIKey {
            location,
            name,
            description,
            extensions,
        } => {
            let kind = match location {
                APIKeyLocation::Query => SchemeKind::ApiKeyQuery(name.clone()),
                APIKeyLocation::Header => SchemeKind::ApiKeyHeader(name.clone()),
                APIKeyLocation::Cookie => SchemeKind::ApiKeyCookie(name.clone()),
            };
            (kind, description, extensions)
        }
        Written::HTTP {
            scheme,
            bearer_format: _, // a hint for people
            description,
            extensions,
        } => (SchemeKind::Http(scheme.clone()), description, extensions),
        Written::OAuth2 {
            flows,
            description,
            extensions,
        } => (oauth2(flows), description, extensions),
        Written::OpenIDConnect {
            open_id_connect_url,
            description,
            extensions,
        } => (SchemeKind::OpenIdConnect(open_id_connect_url.clone()), description, extensions),
    };
    let mutual = extensions
        .get(super::keywords::EXTENSION)
        .and_then(|e| e.get("type"))
        .is_some_and(|t| t == "mutualTLS");
    Scheme {
        name: name.to_owned(),
        kind: if mutual { SchemeKind::MutualTls } else { kind },
        description: description.clone(),
        place,
    }
}

fn oauth2(flows: &OAuth2Flows) -> SchemeKind {
    let token_url = flows.client_credentials.as_ref().map(|f| f.token_url.clone());
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
            match schemes.iter().position(|s| s.name == *name) {
                Some(scheme) => together.push((scheme, scopes.clone())),
                None => {
                    diags.warning(
                        Code::SecurityUndefined,
                        &at.index(index).child(name),
                        format!("there is no security scheme `{name}`"),
                    );
                }
            }
        }
        if !together.is_empty() && !out.alternatives.contains(&together) {
            out.alternatives.push(together);
        }
    }
    out
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
        let Some((name, after)) = after.split_once('}') else { break };
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
