//! Operations: their names, parameters and bodies.

use rustc_hash::FxHashMap as HashMap;

use super::home::OperationSpot;
use super::mode::Mode;
use super::nesting::Nested;
use super::types::Lower;
use crate::ir::{self, Presence, Type};
use crate::names::{self, FnName, Scope};
use crate::resolve::{self, Location, Operation, Origin, Parameter};

/// Its words; `summary` is the title.
fn operation_docs(op: &Operation) -> ir::Docs {
    let title = op.summary.clone().filter(|s| !s.trim().is_empty());
    ir::Docs::new(title, description(op).map(Into::into)).with(Vec::new(), op.external_docs.clone())
}

/// The names of one operation.
pub(super) struct Op {
    pub(super) name: FnName,
    /// The words that its types begin with.
    pub(super) prefix: String,
}

/// Names that are claimed once for all operations.
pub(super) struct OperationScopes {
    methods: Scope,
    prefixes: Scope,
}

impl OperationScopes {
    pub(super) fn new(schemes: &[ir::SecurityScheme]) -> Self {
        let mut reserved = vec![
            "new",
            "with_config",
            "clone",
            "fmt",
            "from",
            "into",
            "try_from",
            "try_into",
            "borrow",
            "borrow_mut",
            "to_owned",
            "clone_into",
            "type_id",
            "refuse",
            "router",
            "with",
        ];
        reserved.extend(schemes.iter().map(|s| s.setter.as_str()));
        Self {
            methods: Scope::new(&reserved),
            prefixes: Scope::default(),
        }
    }
}

impl<'a> Lower<'a> {
    /// Lowers one operation; `group` is its trait.
    pub(super) fn operation(
        &mut self,
        op: &'a Operation,
        group: usize,
        scopes: &mut OperationScopes,
        scheme_index: &HashMap<usize, usize>,
    ) -> ir::Operation {
        let names = self.operation_names(op, scopes);
        let request = self.operation_type(&format!("{} Request", names.prefix), &op.place);
        let error = self.operation_type(&format!("{} Error", names.prefix), &op.place);
        self.homes.add_operation(&op.place, spot(op, &names.prefix));
        self.note_shared_names(op);
        let mut scope = Scope::default();
        let params = op
            .params
            .iter()
            .map(|p| self.param(op, p, &mut scope))
            .collect();
        let body = self.body(op, &names, &mut scope);
        let (success, failures) = self.outcomes(op, &names);
        self.settle();
        ir::Operation {
            id: op.id.clone(),
            name: names.name,
            method: op.method.clone(),
            path: op.path.clone(),
            group,
            docs: operation_docs(op),
            deprecated: op.deprecated,
            request,
            params,
            body,
            success,
            error,
            failures,
            security: super::security::security(&op.security, scheme_index),
            error_of: None,
            follow_redirects: !super::outcome::declares_redirect(op),
            servers: super::security::servers(&names.prefix, &op.servers, self.diags),
            origin: match op.origin {
                Origin::Path => ir::Origin::Path,
                Origin::Webhook => ir::Origin::Webhook,
                Origin::Callback => ir::Origin::Callback,
            },
            place: op.place.clone(),
        }
    }

    fn operation_names(&mut self, op: &Operation, scopes: &mut OperationScopes) -> Op {
        let at = op.place.child("operationId");
        let config = self.config;
        let by_id = config.rename.get(&op.id).map(String::as_str);
        let pin = by_id.or_else(|| self.pin(&op.place));
        let pin = pin.or_else(|| self.pin(&at)).or(op.rust_name.as_deref());
        let kind = names::Kind::Function;
        let name = FnName(scopes.methods.pinned(kind, pin, &op.id, &at, self.diags));
        let prefix = scopes.prefixes.type_name(name.as_str(), &at, self.diags);
        Op {
            name,
            prefix: prefix.as_str().to_owned(),
        }
    }

    fn param(&mut self, op: &Operation, param: &Parameter, scope: &mut Scope) -> ir::Param {
        if let (Some(schema), false) = (param.schema, param.json) {
            match (param.style, param.location) {
                (resolve::Style::DeepObject, _) => {}
                (_, Location::Header) => {
                    self.note_nesting(schema, &param.place, Nested::JsonWithoutCommas);
                }
                _ => self.note_nesting(schema, &param.place, Nested::Json),
            }
        }
        let pin = self.pin(&param.place);
        let words = param_words(op, param);
        let kind = names::Kind::Field;
        let name = scope.pinned(kind, pin, &words, &param.place, self.diags);
        let used = param.schema.map(|id| self.use_of(id, Mode::Write));
        let untyped = match (param.json, &used) {
            (true, None) => self.any(&param.place, ir::UntypedPart::Value),
            _ => Type::String,
        };
        // Only JSON says that a parameter is null.
        let nullable = param.json && used.as_ref().is_some_and(|used| used.nullable);
        let mut ty = used.map_or(untyped, |u| u.ty);
        let nullable = nullable && ty != Type::Any;
        if matches!(ty, Type::Null | Type::Never) || (ty == Type::Any && !param.json) {
            ty = Type::String;
        }
        let default = param.schema.filter(|_| !param.required);
        let default = default.and_then(|id| self.default_of(id, &ty, Mode::Write));
        let presence = match default {
            _ if param.required && nullable => Presence::RequiredNullable,
            _ if param.required => Presence::Required,
            Some(literal) => Presence::Default(Box::new(literal)),
            None if nullable && self.config.plain_option => Presence::OptionalNullableAsOption,
            None if nullable => Presence::OptionalNullable,
            None => Presence::Optional,
        };
        let docs = self.param_docs(param, &ty);
        let schema = param.schema.map(|id| &self.model.schema(id).keywords);
        ir::Param {
            name: names::FieldName(name),
            wire: param.name.clone(),
            location: match param.location {
                Location::Path => ir::Location::Path,
                Location::Query => ir::Location::Query,
                Location::Header => ir::Location::Header,
                Location::Cookie => ir::Location::Cookie,
            },
            style: super::body::style(param.style),
            explode: param.explode,
            allow_reserved: param.allow_reserved,
            json: param.json,
            ty,
            presence,
            deprecated: param.deprecated || schema.is_some_and(|k| k.deprecated),
            constraints: param
                .schema
                .map(|id| self.constraints(id))
                .unwrap_or_default(),
            docs,
            place: param.place.clone(),
        }
    }

    fn param_docs(&self, param: &Parameter, ty: &Type) -> ir::Docs {
        let secret = matches!(ty, Type::Secret(_));
        let schema = param.schema.map(|id| &self.model.schema(id).keywords);
        let mut docs = schema
            .map(|k| super::docs::of_schema(k, secret))
            .unwrap_or_default();
        if let Some(description) = param.description.as_deref() {
            docs.description = Some(description.into());
        }
        docs
    }

    fn body(&mut self, op: &'a Operation, names: &Op, scope: &mut Scope) -> Option<ir::Body> {
        let body = op.body.as_ref()?;
        let mode = if op.method == "PATCH" {
            Mode::Patch
        } else {
            Mode::Write
        };
        let many = format!("{} Body", names.prefix);
        let content = self.content(&body.content, &many, &body.place, mode)?;
        let example = format!("{} request", names.name);
        self.media_examples(&example, &body.content, Some(&content), mode);
        Some(ir::Body {
            name: scope.field("body", &body.place, self.diags),
            required: body.required,
            content,
            docs: super::docs::description(body.description.as_deref()),
            place: body.place.clone(),
        })
    }
}

/// The description, and which links the responses have.
fn description(op: &Operation) -> Option<String> {
    let mut out = op
        .description
        .clone()
        .unwrap_or_default()
        .trim_end()
        .to_owned();
    for response in op.responses.iter().filter(|r| !r.links.is_empty()) {
        let status = super::outcome::status_key(response.status);
        out += &format!("\n\nLinks of `{status}`:\n{}", response.links);
    }
    let text = out.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The name; after an equal one in another place, with the place.
fn param_words(op: &Operation, param: &Parameter) -> String {
    let before = op.params.iter().take_while(|p| *p != param);
    if !before.into_iter().any(|p| p.name == param.name) {
        return param.name.clone();
    }
    let place = match param.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    format!("{} {place}", param.name)
}

fn spot(op: &Operation, prefix: &str) -> OperationSpot {
    let one = |r: &resolve::Response| {
        let key = super::outcome::status_key(r.status);
        (key, (!r.headers.is_empty(), r.content.len()))
    };
    OperationSpot {
        prefix: prefix.to_owned(),
        media_types: op.body.as_ref().map_or(0, |b| b.content.len()),
        responses: op.responses.iter().map(one).collect(),
    }
}
