//! The whole document: where [`Model`] is put together.

use rustc_hash::FxHashSet as HashSet;

use indexmap::IndexMap;
use openapiv3::ExternalDocumentation;

use super::refs::Refs;
use super::schemas::Schemas;
use super::{Model, SchemaId, Tag, operation, security};
use crate::diagnostic::{Code, Diagnostics};
use crate::document::Document;
use crate::place::{Place, SourceId};

/// Resolves a document. `None` if nothing can be made of it; errors are in `diags`.
pub fn model(document: &Document, diags: &mut Diagnostics) -> Option<Model> {
    let api = &document.openapi;
    let root = Place::root(SourceId::ROOT);
    let refs = Refs { document };
    let mut schemas = Schemas::new(refs);
    let components = components(&mut schemas, document, diags);
    let schemes = security::schemes(refs, &root, diags);
    let servers = security::servers(&api.servers, &root.child("servers"), diags);
    let mut operations = Vec::new();
    let mut context = operation::Context {
        refs,
        schemas: &mut schemas,
        schemes: &schemes,
        default_security: api.security.as_deref(),
        out: &mut operations,
        seen_callbacks: Vec::new(),
        seen_operations: HashSet::default(),
        callback: String::new(),
    };
    operation::all(&mut context, document, &root, diags);
    operation::identify(&mut operations, diags);
    schemas.run(diags);
    let schemas = schemas.finish(diags);
    Some(Model {
        title: api.info.title.clone(),
        is_3_0: api.openapi.starts_with("3.0"),
        version: api.info.version.clone(),
        description: api.info.description.clone(),
        external_docs: external(api.external_docs.as_ref()),
        servers,
        tags: tags(document),
        schemes,
        schemas,
        components,
        operations,
        files: files(document),
    })
}

/// Interns `components.schemas` first: they keep their order and their names.
fn components(
    schemas: &mut Schemas<'_>,
    document: &Document,
    diags: &mut Diagnostics,
) -> Vec<(String, SchemaId)> {
    let at = Place::root(SourceId::ROOT)
        .child("components")
        .child("schemas");
    let places: Vec<Place> = document.schemas.iter().map(|name| at.child(name)).collect();
    schemas.load_all(&places);
    schemas.note_hierarchies(&places);
    let mut out = Vec::new();
    for (name, place) in document.schemas.iter().zip(&places) {
        if let Some(id) = schemas.intern_component(place) {
            out.push((name.clone(), id));
        } else if !diags.has_errors()
            && let Some(error) = document.unread::<openapiv3::Schema>(place)
        {
            let message = format!("this cannot be read: {error}");
            diags.error(Code::Unread, place, message);
        }
    }
    out
}

fn files(document: &Document) -> Vec<String> {
    let stem = |path: &std::path::Path| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        stem.into_owned()
    };
    document.sources().files().map(stem).collect()
}

fn tags(document: &Document) -> IndexMap<String, Tag> {
    let tag = |t: &openapiv3::Tag| {
        let tag = Tag {
            description: t.description.clone(),
            external_docs: external(t.external_docs.as_ref()),
        };
        (t.name.clone(), tag)
    };
    document.openapi.tags.iter().map(tag).collect()
}

/// `externalDocs` as URL and description.
pub(super) fn external(docs: Option<&ExternalDocumentation>) -> Option<(String, Option<String>)> {
    docs.map(|d| (d.url.clone(), d.description.clone()))
}
