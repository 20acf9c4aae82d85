//! Where a type lives and what it is called: a function of the place of its schema.
//!
//! Components live in `models`; what is written inside of one, in its owner's module; what is written inside
//! of an operation, in `operations` under the operation's name.

use rustc_hash::FxHashMap as HashMap;

use super::branch;
use super::mode::Mode;
use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::ir::Home;
use crate::names::{Scope, TypeName};
use crate::place::{Place, SourceId};
use crate::resolve::{Keywords, Model, Schema, SchemaId, Shape};

/// The modules for inline schemas of components that are no schemas.
const SHARED: [(&str, &str); 5] = [
    ("responses", "responses"),
    ("parameters", "parameters"),
    ("requestBodies", "request_bodies"),
    ("headers", "headers"),
    ("pathItems", "path_items"),
];

/// Names of types by place, and the scopes they are claimed in.
pub(super) struct Homes<'a> {
    model: &'a Model,
    scopes: HashMap<Home, Scope>,
    modules: Scope,
    module_names: HashMap<String, crate::names::ModName>,
    /// Operation by place: its type prefix.
    operations: HashMap<Place, OperationSpot>,
    params: HashMap<Place, String>,
    by_place: HashMap<&'a Place, &'a Schema>,
    /// Alternatives that are references, and the names of what they refer to.
    hints: HashMap<&'a Place, &'a str>,
    /// Schemas of other files that a component is nothing but a reference to: they go by its name.
    adopted: HashMap<&'a Place, &'a str>,
    /// Such components, and the schema that each is.
    same: HashMap<SchemaId, SchemaId>,
}

/// What naming the parts of an operation needs.
#[derive(Debug, Clone)]
pub(super) struct OperationSpot {
    pub(super) prefix: String,
    pub(super) media_types: usize,
    /// By status key: whether headers are declared, and how many media types there are.
    pub(super) responses: HashMap<String, (bool, usize)>,
}

enum Spot {
    Models(String),
    Of(String, String),
    Operations(String),
}

impl<'a> Homes<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        let mut params = HashMap::default();
        for op in &model.operations {
            for param in &op.params {
                params.insert(param.place.clone(), param.name.clone());
            }
        }
        let (adopted, same) = adopt(model);
        let shared: Vec<&str> = SHARED.iter().map(|(_, module)| *module).collect();
        Self {
            model,
            scopes: HashMap::default(),
            modules: Scope::new(&shared),
            module_names: HashMap::default(),
            operations: HashMap::default(),
            params,
            by_place: model.schemas.iter().map(|s| (&s.place, s)).collect(),
            hints: branch::hints(model),
            adopted,
            same,
        }
    }

    /// The schema that is defined for `id`.
    pub(super) fn defined(&self, id: SchemaId) -> SchemaId {
        self.same.get(&id).copied().unwrap_or(id)
    }

    /// Makes an operation known before its types are named.
    pub(super) fn add_operation(&mut self, place: &Place, spot: OperationSpot) {
        self.operations.insert(place.clone(), spot);
    }

    /// The scope of a module's types.
    pub(super) fn scope(&mut self, home: &Home) -> &mut Scope {
        self.scopes
            .entry(home.clone())
            .or_insert_with(|| Scope::new(&["Self_"]))
    }

    /// The name of the component that stands at `place`.
    pub(super) fn component_name<'p>(&'p self, place: &'p Place) -> Option<&'p str> {
        if let Some(name) = self.adopted.get(place) {
            return Some(name);
        }
        if place.part() == crate::place::Part::Key {
            return None;
        }
        match place.segments()[..] {
            ["components", "schemas", name] => Some(name),
            [name] if place.source() != SourceId::ROOT && !is_keyword(name) => Some(name),
            _ => None,
        }
    }

    /// Whether a component stands at `place` (in another file, also the whole file).
    pub(super) fn is_component(&self, place: &Place) -> bool {
        let whole_file = place.source() != SourceId::ROOT && place.segments().is_empty();
        self.component_name(place).is_some() || whole_file
    }

    /// Claims the name of the type of `schema`.
    pub(super) fn claim(
        &mut self,
        schema: &Schema,
        mode: Mode,
        config: &Config,
        diags: &mut Diagnostics,
    ) -> (TypeName, Home) {
        let at = &schema.place;
        let (wire, home) = match self.spot(schema) {
            Spot::Models(wire) => (wire, Home::Models),
            Spot::Of(owner, wire) => {
                let module = self.module(&owner, at, diags);
                (wire, Home::ModelsOf(module))
            }
            Spot::Operations(wire) => (wire, Home::Operations),
        };
        let suffix = if home == Home::Operations {
            ""
        } else {
            mode.suffix()
        };
        let key = || diags.sources().key(at);
        let pinned = pinned(config, key, self.component_name(at), schema);
        if let Some(name) = pinned {
            let name = format!("{name}{suffix}");
            if self.scope(&home).claim_exact(&name, at) {
                return (TypeName(name), home);
            }
        }
        let wire = if suffix.is_empty() {
            wire
        } else {
            format!("{wire} {suffix}")
        };
        (self.scope(&home).type_name(&wire, at, diags), home)
    }

    fn module(
        &mut self,
        owner: &str,
        at: &Place,
        diags: &mut Diagnostics,
    ) -> crate::names::ModName {
        if let Some(known) = self.module_names.get(owner) {
            return known.clone();
        }
        let name = match SHARED.iter().find(|(_, module)| *module == owner) {
            Some(_) => crate::names::module(owner),
            None => self.modules.module(owner, at, diags),
        };
        self.module_names.insert(owner.to_owned(), name.clone());
        name
    }

    fn spot(&self, schema: &Schema) -> Spot {
        let place = &schema.place;
        let segments = place.segments();
        let is_base = place.part() == crate::place::Part::Key;
        if let Some(spot) = self.in_adopted(place, schema) {
            return spot;
        }
        match &segments[..] {
            ["components", "schemas", name] if is_base => Spot::Models(format!("{name} Base")),
            ["components", "schemas", name] => Spot::Models((*name).to_owned()),
            ["components", "schemas", owner, ..] => {
                Spot::Of((*owner).to_owned(), self.words(place, 3, schema))
            }
            ["components", kind, name, ..] if SHARED.iter().any(|(key, _)| key == kind) => {
                let module = SHARED
                    .iter()
                    .find(|(key, _)| key == kind)
                    .map_or("", |(_, m)| m);
                let words = self.words(place, 3, schema);
                Spot::Of(module.to_owned(), join(name, &words))
            }
            _ => self
                .in_operation(place, schema)
                .unwrap_or_else(|| self.elsewhere(place, schema)),
        }
    }

    /// A schema of another file that goes by a component's name, and what is written inside of it.
    fn in_adopted(&self, place: &Place, schema: &Schema) -> Option<Spot> {
        if place.source() == SourceId::ROOT || self.adopted.is_empty() {
            return None;
        }
        let mut at = Some(place.clone());
        while let Some(here) = at {
            if let Some(name) = self.adopted.get(&here) {
                let depth = here.segments().len();
                return Some(if depth == place.segments().len() {
                    Spot::Models((*name).to_owned())
                } else {
                    Spot::Of((*name).to_owned(), self.words(place, depth, schema))
                });
            }
            at = here.parent();
        }
        None
    }

    fn in_operation(&self, place: &Place, schema: &Schema) -> Option<Spot> {
        let depth = place.segments().len();
        let mut at = place.parent();
        let mut above = 1;
        while let Some(here) = at {
            if let Some(op) = self.operations.get(&here) {
                let rest = place.segments()[depth - above..].to_vec();
                return Some(Spot::Operations(
                    self.operation_words(op, &here, &rest, schema),
                ));
            }
            at = here.parent();
            above += 1;
        }
        None
    }

    fn operation_words(
        &self,
        op: &OperationSpot,
        at: &Place,
        rest: &[&str],
        schema: &Schema,
    ) -> String {
        let done = |n: usize| self.words(&schema.place, at.segments().len() + n, schema);
        let media = |count: usize, media_type: &str| {
            if count > 1 {
                super::body::media_name(media_type)
            } else {
                String::new()
            }
        };
        let words = match rest {
            ["requestBody", "content", media_type, ..] => {
                join(&join("Body", &media(op.media_types, media_type)), &done(4))
            }
            ["responses", status, "content", media_type, ..] => {
                let (headers, count) = op.responses.get(*status).copied().unwrap_or((false, 1));
                let own = crate::ir::status_words(status);
                let own = if headers { join(&own, "Body") } else { own };
                join(&join(&own, &media(count, media_type)), &done(5))
            }
            ["responses", status, "headers", name, ..] => {
                let own = crate::ir::status_words(status);
                join(&join(&own, name), &done(5))
            }
            ["parameters", index, ..] => {
                let param = at.child("parameters").child(index);
                let name = self.params.get(&param).map_or(*index, String::as_str);
                join(name, &done(3))
            }
            _ => done(0),
        };
        join(&op.prefix, &words)
    }

    /// Shared path parameters, and other files.
    fn elsewhere(&self, place: &Place, schema: &Schema) -> Spot {
        let segments = place.segments();
        let stem = || {
            self.model
                .files
                .get(place.source().0 as usize)
                .cloned()
                .unwrap_or_default()
        };
        match &segments[..] {
            ["paths", path, "parameters", index, ..] => {
                let param = Place::root(place.source()).child("paths").child(path);
                let param = param.child("parameters").child(index);
                let name = self.params.get(&param).map_or("param", String::as_str);
                let words = join(name, &self.words(place, 4, schema));
                Spot::Operations(join(path, &words))
            }
            [] => Spot::Models(stem()),
            [name] if !is_keyword(name) => Spot::Models((*name).to_owned()),
            [name, ..] if is_keyword(name) => Spot::Of(stem(), self.words(place, 0, schema)),
            [name, ..] => Spot::Of((*name).to_owned(), self.words(place, 1, schema)),
        }
    }

    /// The words that the segments from `from` on say: names of properties, `Item`, `Value`, …
    fn words(&self, place: &Place, from: usize, schema: &Schema) -> String {
        let segments = place.segments();
        let mut out = String::new();
        let mut index = from.min(segments.len());
        while index < segments.len() {
            let next = segments.get(index + 1).copied();
            let (word, used) = match (segments[index], next) {
                ("properties", Some(name)) => (name.to_owned(), 2),
                ("items" | "itemSchema", _) => ("Item".to_owned(), 1),
                ("additionalProperties", _) => ("Value".to_owned(), 1),
                ("patternProperties", Some(_)) => ("Value".to_owned(), 2),
                ("prefixItems", Some(n)) => (format!("Item{}", n.parse().unwrap_or(0) + 1), 2),
                ("allOf", Some(_)) => (String::new(), 2),
                ("oneOf" | "anyOf" | "type", Some(n)) => {
                    let at = ancestor(place, segments.len() - index - 2);
                    let here = match index + 2 == segments.len() {
                        true => Some(schema),
                        false => self.by_place.get(&at).copied(),
                    };
                    (self.branch(here, &at, n), 2)
                }
                ("schema" | "content" | "headers", _) => (String::new(), 1),
                ("x-oas-codegen", _) => (String::new(), 1),
                (word, _) if word.contains('/') => (String::new(), 1),
                (word, _) => (word.to_owned(), 1),
            };
            out = join(&out, &word);
            index += used;
        }
        out
    }
}

impl Homes<'_> {
    /// The words of the alternative `index`, which stands at `at`.
    fn branch(&self, schema: Option<&Schema>, at: &Place, index: &str) -> String {
        let number = index.parse::<usize>().map_or(1, |n| n + 1);
        let list = at.parent();
        let list = list.as_ref().unwrap_or(at);
        let words = self.branch_words(schema, &list.index(number - 1), number);
        let earlier = (1..number).filter_map(|n| {
            let at = list.index(n - 1);
            let schema = self.by_place.get(&at);
            let schema = schema.or_else(|| self.by_place.get(&at.as_key()))?;
            Some(self.branch_words(Some(schema), &at, n))
        });
        branch::apart(words, number, earlier)
    }

    fn branch_words(&self, schema: Option<&Schema>, at: &Place, number: usize) -> String {
        // Several alternatives that share a tag are one, which goes by the tag.
        let several = schema.is_some_and(|s| matches!(s.shape, Shape::Union(_)));
        match self.hints.get(at) {
            Some(hint) if !several => (*hint).to_owned(),
            _ => branch::words(self.model, schema, number),
        }
    }
}

/// Which schemas of other files go by the name of a component of the root document.
fn adopt(model: &Model) -> (HashMap<&Place, &str>, HashMap<SchemaId, SchemaId>) {
    let mut adopted: HashMap<&Place, &str> = HashMap::default();
    let mut same = HashMap::default();
    for (name, id) in &model.components {
        let schema = model.schema(*id);
        let plain = *schema.keywords == Keywords::any(schema.place.clone()) && !schema.nullable;
        let Shape::Alias(target) = schema.shape else {
            continue;
        };
        let place = &model.schema(target).place;
        if plain && place.source() != SourceId::ROOT && !adopted.contains_key(place) {
            adopted.insert(place, name);
            same.insert(*id, target);
        }
    }
    (adopted, same)
}

fn ancestor(place: &Place, up: usize) -> Place {
    let mut at = place.clone();
    for _ in 0..up {
        match at.parent() {
            Some(parent) => at = parent,
            None => break,
        }
    }
    at
}

fn join(a: &str, b: &str) -> String {
    match (a.is_empty(), b.is_empty()) {
        (true, _) => b.to_owned(),
        (_, true) => a.to_owned(),
        _ => format!("{a} {b}"),
    }
}

fn is_keyword(segment: &str) -> bool {
    matches!(
        segment,
        "properties"
            | "items"
            | "additionalProperties"
            | "patternProperties"
            | "allOf"
            | "oneOf"
            | "anyOf"
            | "content"
            | "schema"
            | "headers"
            | "prefixItems"
            | "parameters"
            | "get"
            | "put"
            | "post"
            | "delete"
            | "patch"
            | "type"
    )
}

/// A name that the user gives: by pointer, by component name, by extension.
fn pinned(
    config: &Config,
    key: impl Fn() -> String,
    name: Option<&str>,
    schema: &Schema,
) -> Option<String> {
    let by = |key: &str| config.rename.get(key).map(String::as_str);
    let listed = || by(&key()).or_else(|| by(name?));
    let given = (!config.rename.is_empty())
        .then(listed)
        .flatten()
        .or_else(|| schema.keywords.extension_text("x-rust-name"))?;
    let mut chars = given.chars();
    let valid = chars.next().is_some_and(|c| c.is_ascii_uppercase())
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && given != "Self";
    Some(if valid {
        given.to_owned()
    } else {
        crate::names::type_name(given).0
    })
}
