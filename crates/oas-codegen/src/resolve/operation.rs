//! Paths, webhooks and callbacks: one [`Operation`] per method, with what it inherits from its path.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::borrow::Cow;

use openapiv3::{Operation as Written, PathItem, ReferenceOr, SecurityRequirement};
use serde_json::Value;

use super::keywords::EXTENSION;
use super::refs::Refs;
use super::schemas::Schemas;
use super::{Operation, Origin, Scheme, body, openapi, parameter, refs, security};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::Document;
use crate::place::{Place, SourceId};

/// What resolving an operation needs.
pub(super) struct Context<'a, 'd> {
    pub(super) refs: Refs<'d>,
    pub(super) schemas: &'a mut Schemas<'d>,
    pub(super) schemes: &'a [Scheme],
    pub(super) default_security: Option<&'d [SecurityRequirement]>,
    pub(super) out: &'a mut Vec<Operation>,
    /// Shared callbacks, which become operations once.
    pub(super) seen_callbacks: Vec<Place>,
    /// Operations whose callbacks have become operations.
    pub(super) seen_operations: HashSet<Place>,
    /// The callback whose operations are resolved.
    pub(super) callback: String,
}

/// All operations of the document.
pub(super) fn all(
    context: &mut Context<'_, '_>,
    document: &Document,
    root: &Place,
    diags: &mut Diagnostics,
) {
    document.each_path(diags, |path, at, item, diags| {
        path_item(context, path, item, at, Origin::Path, diags);
    });
    let at = root.child("webhooks");
    for (name, item) in &document.webhooks {
        path_item(context, name, item, &at.child(name), Origin::Webhook, diags);
    }
}

fn path_item(
    context: &mut Context<'_, '_>,
    path: &str,
    item: &ReferenceOr<PathItem>,
    at: &Place,
    origin: Origin,
    diags: &mut Diagnostics,
) {
    if let Some((item, place)) = context.refs.follow(item, at, diags) {
        operations(context, path, &item, &place, origin, diags);
    }
}

/// The operations of the path item that stands at `place`.
fn operations(
    context: &mut Context<'_, '_>,
    path: &str,
    item: &PathItem,
    place: &Place,
    origin: Origin,
    diags: &mut Diagnostics,
) {
    for (method, written) in methods(item) {
        let at = place.child(method);
        let found = match &written {
            Ok(written) => Some((Cow::Borrowed(*written), at)),
            Err(reference) => context.refs.follow(reference, &at, diags),
        };
        let Some((written, at)) = found else {
            continue;
        };
        let written = &written;
        let shared = Shared {
            path,
            item,
            place,
            origin,
        };
        let operation = operation(context, method, written, &shared, &at, diags);
        context.out.push(operation);
        // A callback may lead to an operation that has it.
        let first = context.seen_operations.insert(at.clone());
        if first || origin != Origin::Callback {
            callbacks(context, written, &at, diags);
        }
    }
}

/// In the order in which path items are usually written; some may be references.
fn methods(item: &PathItem) -> Vec<(&'static str, Result<&Written, ReferenceOr<Written>>)> {
    let list = [
        ("get", &item.get),
        ("put", &item.put),
        ("post", &item.post),
        ("delete", &item.delete),
        ("options", &item.options),
        ("head", &item.head),
        ("patch", &item.patch),
        ("trace", &item.trace),
    ];
    let moved = item
        .extensions
        .get(EXTENSION)
        .and_then(|e| e.get("operations"));
    let mut found = Vec::new();
    for (method, op) in list {
        let moved = moved.and_then(|m| m.get(method)).and_then(Value::as_str);
        match (op, moved) {
            (Some(op), _) => found.push((method, Ok(op))),
            (None, Some(reference)) => found.push((method, Err(ReferenceOr::ref_(reference)))),
            (None, None) => {}
        }
    }
    found
}

/// What the operations of one path share.
struct Shared<'a> {
    path: &'a str,
    item: &'a PathItem,
    place: &'a Place,
    origin: Origin,
}

fn operation(
    context: &mut Context<'_, '_>,
    method: &str,
    written: &Written,
    shared: &Shared<'_>,
    at: &Place,
    diags: &mut Diagnostics,
) -> Operation {
    let params = parameter::all(
        context,
        parameter::Lists {
            path: shared.path,
            of_path: (&shared.item.parameters, &shared.place.child("parameters")),
            of_operation: (&written.parameters, &at.child("parameters")),
            templated: shared.origin == Origin::Path,
        },
        at,
        diags,
    );
    let body = written
        .request_body
        .as_ref()
        .and_then(|b| body::request(context, b, &at.child("requestBody"), diags));
    let responses = body::responses(context, &written.responses, &at.child("responses"), diags);
    let security_at = match written.security {
        Some(_) => at.child("security"),
        None => Place::root(SourceId::ROOT).child("security"),
    };
    let requirements = written.security.as_deref().or(context.default_security);
    let security = security::requirements(requirements, context.schemes, &security_at, diags);
    let params = security::without_keys(params, &security, context.schemes, diags);
    let (servers, servers_at) = if written.servers.is_empty() {
        (&shared.item.servers, shared.place.child("servers"))
    } else {
        (&written.servers, at.child("servers"))
    };
    Operation {
        id: written.operation_id.clone().unwrap_or_default(),
        rust_name: written
            .extensions
            .get("x-rust-name")
            .and_then(Value::as_str)
            .map(str::to_owned),
        method: method.to_ascii_uppercase(),
        path: shared.path.to_owned(),
        tags: written.tags.clone(),
        summary: written
            .summary
            .clone()
            .or_else(|| shared.item.summary.clone()),
        description: written
            .description
            .clone()
            .or_else(|| shared.item.description.clone()),
        external_docs: openapi::external(written.external_docs.as_ref()),
        deprecated: written.deprecated,
        params,
        body,
        responses,
        security,
        servers: security::servers(servers, &servers_at, diags),
        origin: shared.origin,
        callback: context.callback.clone(),
        place: at.clone(),
    }
}

fn callbacks(
    context: &mut Context<'_, '_>,
    written: &Written,
    at: &Place,
    diags: &mut Diagnostics,
) {
    let outer = context.callback.clone();
    let parent = written.operation_id.clone().unwrap_or_default();
    let at = at.child("callbacks");
    for (name, callback) in &written.callbacks {
        let at = at.child(name);
        context.callback = format!("{parent}_{name}");
        for (expression, item) in callback {
            let at = at.child(expression);
            operations(context, expression, item, &at, Origin::Callback, diags);
        }
    }
    let moved = written
        .extensions
        .get(EXTENSION)
        .and_then(|e| e.get("callbacks"));
    for (name, reference) in moved.and_then(Value::as_object).into_iter().flatten() {
        let mut at = at.child(name);
        context.callback = format!("{parent}_{name}");
        if let Some(reference) = reference.as_str() {
            let Some(target) = context.refs.place(&at, reference) else {
                refs::unresolved(&at, reference, "callback", diags);
                continue;
            };
            if context.seen_callbacks.contains(&target) {
                continue;
            }
            context.seen_callbacks.push(target.clone());
            at = target;
            context.callback.clone_from(name);
        }
        for (expression, item) in context.refs.document.callback(&at).unwrap_or_default() {
            let at = at.child(&expression);
            path_item(context, &expression, &item, &at, Origin::Callback, diags);
        }
    }
    context.callback = outer;
}

/// Gives every operation an id of its own.
pub(super) fn identify(operations: &mut [Operation], diags: &mut Diagnostics) {
    let mut seen: HashMap<String, Place> = HashMap::default();
    for op in operations.iter_mut() {
        let derived = derived_id(op);
        if op.id.trim().is_empty() {
            op.id = derived;
            continue;
        }
        let at = op.place.child("operationId");
        let Some(first) = seen.get(&op.id) else {
            seen.insert(op.id.clone(), at);
            continue;
        };
        diags
            .warning(
                Code::DuplicateOperationId,
                &at,
                format!(
                    "the operation id `{}` is used twice; this one is called `{derived}`",
                    op.id
                ),
            )
            .note_at(first, "first used here");
        op.id = derived;
    }
}

/// `get_pets_by_id` for `GET /pets/{id}`.
fn derived_id(op: &Operation) -> String {
    let mut id = op.method.to_ascii_lowercase();
    if op.origin == Origin::Callback {
        // The expression says little; the callback's name says more.
        id += &format!("_{}", op.callback.trim_start_matches('_'));
        return id;
    }
    for segment in op.path.split('/').filter(|s| !s.is_empty()) {
        let text = segment.replace('{', "_by_").replace('}', "_");
        id += &format!("_{text}");
    }
    id
}
