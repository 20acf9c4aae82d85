//! A schema object as flat keywords: openapiv3's kinds and what travels in `x-oas-codegen` put together again.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, ReferenceOr, Schema, SchemaData, SchemaKind, Type,
};
use serde_json::Value;

use super::rare::Rare;
use crate::lean::{Lean, Nothing};
use crate::place::Place;

/// The extension in which `document` keeps what openapiv3 has no field for.
pub(super) use crate::document::EXTENSION;

/// A JSON type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Kind {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl Kind {
    pub(super) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "null" => Self::Null,
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::String,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }

    /// As in `type`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// A schema below a schema.
#[derive(Debug, Clone, PartialEq)]
pub enum Child {
    /// `$ref`, and where it stands.
    Ref(String, Place),
    /// Written here.
    Inline(Arc<Keywords>),
    /// What satisfies all of them: the same property of several parts of `allOf`, or an alternative with
    /// what stands beside the alternatives. With the place it goes by.
    Merged(Vec<Child>, Place),
    /// The object of a discriminated base, without its children.
    Base(Box<Child>, Place),
}

impl Child {
    /// Where it stands.
    #[must_use]
    pub fn place(&self) -> &Place {
        match self {
            Self::Ref(_, at) | Self::Merged(_, at) | Self::Base(_, at) => at,
            Self::Inline(keywords) => &keywords.place,
        }
    }
}

/// `additionalProperties`.
#[derive(Debug, Clone, PartialEq, Default)]
#[allow(missing_docs)]
pub enum More {
    #[default]
    Unsaid,
    Any,
    Closed,
    Typed(Box<Child>),
}

/// Bounds, numbers as text so that no digit is lost.
#[derive(Debug, Clone, PartialEq, Default)]
#[allow(missing_docs)]
pub struct Bounds {
    pub minimum: Option<(String, bool)>,
    pub maximum: Option<(String, bool)>,
    pub multiple_of: Option<String>,
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    pub pattern: Option<String>,
    pub min_items: Option<u64>,
    pub max_items: Option<u64>,
    pub unique_items: bool,
    pub min_properties: Option<u64>,
    pub max_properties: Option<u64>,
}

/// `discriminator`.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Discriminator {
    pub property: String,
    pub mapping: IndexMap<String, String>,
}

/// The keywords of one schema: here what many schemas say, in [`Rare`] what few do, at its price in memory only
/// for them. Both are fields of this to whoever uses it.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, clippy::struct_excessive_bools)]
pub struct Keywords {
    pub place: Place,
    pub title: Option<String>,
    pub description: Option<Arc<str>>,
    pub nullable: bool,
    pub read_only: bool,
    pub write_only: bool,
    pub deprecated: bool,
    pub never: bool,
    /// `unevaluatedProperties: false`.
    pub closed: bool,
    pub types: Vec<Kind>,
    pub format: Option<String>,
    pub properties: IndexMap<String, Child>,
    pub required: Vec<String>,
    pub additional: More,
    pub items: Option<Box<Child>>,
    rare: Lean<Rare>,
}

impl Deref for Keywords {
    type Target = Rare;

    fn deref(&self) -> &Rare {
        &self.rare
    }
}

impl DerefMut for Keywords {
    fn deref_mut(&mut self) -> &mut Rare {
        &mut self.rare
    }
}

impl Keywords {
    /// The empty schema at `place`.
    #[must_use]
    pub fn any(place: Place) -> Self {
        Self {
            place,
            title: None,
            description: None,
            nullable: false,
            read_only: false,
            write_only: false,
            deprecated: false,
            never: false,
            closed: false,
            types: Vec::new(),
            format: None,
            properties: IndexMap::new(),
            required: Vec::new(),
            additional: More::Unsaid,
            items: None,
            rare: Lean::default(),
        }
    }

    /// The same, shared, without a box for what is not said.
    pub(super) fn settled(mut self) -> Arc<Self> {
        if *self.rare != *Rare::NOTHING {
            self.rare.bounds.settle();
        }
        self.rare.settle();
        Arc::new(self)
    }

    /// Sets the bounds; a box is made only where there are some.
    pub(super) fn limit(&mut self, bounds: Bounds) {
        if bounds != Bounds::default() {
            self.bounds = bounds.into();
        }
    }

    /// Whether anything but annotations (and a bare `type`) is said.
    pub(super) fn is_structural(&self) -> bool {
        self.enumeration.is_some()
            || self.has_object_keywords()
            || self.items.is_some()
            || !self.prefix_items.is_empty()
            || !self.all_of.is_empty()
            || !self.one_of.is_empty()
            || !self.any_of.is_empty()
            || self.never
            || self.format.is_some()
            || self.bounds != Lean::NOTHING
            || self.closed
            || self.discriminator.is_some()
    }

    /// Whether it speaks of properties.
    pub(super) fn has_object_keywords(&self) -> bool {
        !self.properties.is_empty()
            || !self.required.is_empty()
            || self.additional != More::Unsaid
            || !self.patterns.is_empty()
    }

    /// An extension.
    #[must_use]
    pub fn extension(&self, key: &str) -> Option<&Value> {
        let found = self.extensions.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value)
    }

    /// A string extension.
    #[must_use]
    pub fn extension_text(&self, key: &str) -> Option<&str> {
        self.extension(key)?.as_str()
    }

    /// Whether a boolean extension is set.
    #[must_use]
    pub fn extension_flag(&self, key: &str) -> bool {
        self.extension(key)
            .and_then(Value::as_bool)
            .unwrap_or(false)
    }
}

/// A schema or a reference at `at`.
pub(super) fn child(schema: &ReferenceOr<Schema>, at: &Place) -> Child {
    match schema {
        ReferenceOr::Reference { reference } => Child::Ref(reference.clone(), at.clone()),
        ReferenceOr::Item(schema) => Child::Inline(keywords(schema, at)),
    }
}

fn boxed(schema: &ReferenceOr<Box<Schema>>, at: &Place) -> Child {
    match schema {
        ReferenceOr::Reference { reference } => Child::Ref(reference.clone(), at.clone()),
        ReferenceOr::Item(schema) => Child::Inline(keywords(schema, at)),
    }
}

fn children(list: &[ReferenceOr<Schema>], at: &Place, key: &str) -> Vec<Child> {
    let at = at.child(key);
    let item = |(index, schema)| child(schema, &at.index(index));
    list.iter().enumerate().map(item).collect()
}

/// The keywords of `schema`, which stands at `at`. Nesting is bounded by the document's reader.
fn keywords(schema: &Schema, at: &Place) -> Arc<Keywords> {
    let mut out = Keywords::any(at.clone());
    data(&mut out, &schema.schema_data);
    match &schema.schema_kind {
        SchemaKind::Type(ty) => typed(&mut out, ty),
        SchemaKind::OneOf { one_of } => out.one_of = children(one_of, at, "oneOf"),
        SchemaKind::AllOf { all_of } => out.all_of = children(all_of, at, "allOf"),
        SchemaKind::AnyOf { any_of } => out.any_of = children(any_of, at, "anyOf"),
        SchemaKind::Not { not } => negated(&mut out, not),
        SchemaKind::Any(any) => catch_all(&mut out, any),
    }
    if let Some(Value::Object(extra)) = schema.schema_data.extensions.get(EXTENSION) {
        super::extension::apply(&mut out, extra, strict(&schema.schema_kind));
    }
    out.settled()
}

/// Whether the lower and the upper bound are exclusive, whether openapiv3 can hold their numbers or not.
fn strict(kind: &SchemaKind) -> (bool, bool) {
    match kind {
        SchemaKind::Type(Type::Integer(t)) => (t.exclusive_minimum, t.exclusive_maximum),
        SchemaKind::Type(Type::Number(t)) => (t.exclusive_minimum, t.exclusive_maximum),
        SchemaKind::Any(any) => (
            any.exclusive_minimum.unwrap_or(false),
            any.exclusive_maximum.unwrap_or(false),
        ),
        _ => (false, false),
    }
}

fn data(out: &mut Keywords, data: &SchemaData) {
    let SchemaData {
        nullable,
        read_only,
        write_only,
        deprecated,
        external_docs,
        example,
        title,
        description,
        discriminator,
        default,
        extensions,
    } = data;
    out.nullable = *nullable;
    out.read_only = *read_only;
    out.write_only = *write_only;
    out.deprecated = *deprecated;
    if let Some(docs) = external_docs {
        out.external_docs = Some(Box::new((docs.url.clone(), docs.description.clone())));
    }
    if let Some(example) = example {
        out.examples = vec![example.clone()];
    }
    out.title.clone_from(title);
    out.description = description.as_deref().map(Arc::from);
    if let Some(default) = default {
        out.default = Some(Box::new(default.clone()));
    }
    if let Some(discriminator) = discriminator {
        out.discriminator = Some(Box::new(Discriminator {
            property: discriminator.property_name.clone(),
            mapping: discriminator.mapping.clone(),
        }));
    }
    let own = extensions.iter().filter(|(key, _)| *key != EXTENSION);
    for (key, value) in own {
        out.extensions.push((key.clone(), value.clone()));
    }
}

fn typed(out: &mut Keywords, ty: &Type) {
    let mut bounds = Bounds::default();
    match ty {
        Type::String(t) => {
            out.types = vec![Kind::String];
            out.format = format_text(&t.format);
            bounds.pattern.clone_from(&t.pattern);
            bounds.min_length = t.min_length.map(|n| n as u64);
            bounds.max_length = t.max_length.map(|n| n as u64);
            values(out, &t.enumeration);
        }
        Type::Number(t) => {
            out.types = vec![Kind::Number];
            out.format = format_text(&t.format);
            bounds.minimum = t.minimum.map(|n| (float_text(n), t.exclusive_minimum));
            bounds.maximum = t.maximum.map(|n| (float_text(n), t.exclusive_maximum));
            bounds.multiple_of = t.multiple_of.map(float_text);
            values(out, &t.enumeration);
        }
        Type::Integer(t) => {
            out.types = vec![Kind::Integer];
            out.format = format_text(&t.format);
            bounds.minimum = t.minimum.map(|n| (n.to_string(), t.exclusive_minimum));
            bounds.maximum = t.maximum.map(|n| (n.to_string(), t.exclusive_maximum));
            bounds.multiple_of = t.multiple_of.map(|n| n.to_string());
            values(out, &t.enumeration);
        }
        Type::Boolean(t) => {
            out.types = vec![Kind::Boolean];
            values(out, &t.enumeration);
        }
        Type::Array(t) => {
            out.types = vec![Kind::Array];
            out.items = t
                .items
                .as_ref()
                .map(|i| Box::new(boxed(i, &out.place.child("items"))));
            bounds.min_items = t.min_items.map(|n| n as u64);
            bounds.max_items = t.max_items.map(|n| n as u64);
            bounds.unique_items = t.unique_items;
        }
        Type::Object(t) => {
            out.types = vec![Kind::Object];
            properties(out, &t.properties);
            out.required.clone_from(&t.required);
            out.additional = additional(t.additional_properties.as_ref(), &out.place);
            bounds.min_properties = t.min_properties.map(|n| n as u64);
            bounds.max_properties = t.max_properties.map(|n| n as u64);
        }
    }
    out.limit(bounds);
}

fn catch_all(out: &mut Keywords, any: &AnySchema) {
    let at = out.place.clone();
    out.types = any.typ.iter().filter_map(|t| Kind::parse(t)).collect();
    out.format.clone_from(&any.format);
    if !any.enumeration.is_empty() {
        out.enumeration = Some(any.enumeration.clone());
    }
    properties(out, &any.properties);
    out.required.clone_from(&any.required);
    out.additional = additional(any.additional_properties.as_ref(), &at);
    out.items = any
        .items
        .as_ref()
        .map(|i| Box::new(boxed(i, &at.child("items"))));
    if !any.one_of.is_empty() {
        out.one_of = children(&any.one_of, &at, "oneOf");
    }
    if !any.all_of.is_empty() {
        out.all_of = children(&any.all_of, &at, "allOf");
    }
    if !any.any_of.is_empty() {
        out.any_of = children(&any.any_of, &at, "anyOf");
    }
    if let Some(not) = &any.not {
        negated(out, not);
    }
    let exclusive = |flag: Option<bool>| flag.unwrap_or(false);
    out.limit(Bounds {
        minimum: any
            .minimum
            .map(|n| (float_text(n), exclusive(any.exclusive_minimum))),
        maximum: any
            .maximum
            .map(|n| (float_text(n), exclusive(any.exclusive_maximum))),
        multiple_of: any.multiple_of.map(float_text),
        min_length: any.min_length.map(|n| n as u64),
        max_length: any.max_length.map(|n| n as u64),
        pattern: any.pattern.clone(),
        min_items: any.min_items.map(|n| n as u64),
        max_items: any.max_items.map(|n| n as u64),
        unique_items: any.unique_items.unwrap_or(false),
        min_properties: any.min_properties.map(|n| n as u64),
        max_properties: any.max_properties.map(|n| n as u64),
    });
}

/// `not: {}` is the schema `false`; any other `not` is not represented.
fn negated(out: &mut Keywords, not: &ReferenceOr<Schema>) {
    let not = child(not, &out.place.child("not"));
    match not {
        Child::Inline(k) if !k.is_structural() && k.types.is_empty() => out.never = true,
        _ => out.ignored.push("not".to_owned()),
    }
}

fn properties(out: &mut Keywords, list: &IndexMap<String, ReferenceOr<Box<Schema>>>) {
    let at = out.place.child("properties");
    for (name, schema) in list {
        out.properties
            .insert(name.clone(), boxed(schema, &at.child(name)));
    }
}

fn additional(value: Option<&AdditionalProperties>, at: &Place) -> More {
    match value {
        None => More::Unsaid,
        Some(AdditionalProperties::Any(true)) => More::Any,
        Some(AdditionalProperties::Any(false)) => More::Closed,
        Some(AdditionalProperties::Schema(schema)) => {
            match child(schema, &at.child("additionalProperties")) {
                Child::Inline(k) if *k == Keywords::any(k.place.clone()) => More::Any,
                Child::Inline(k) if k.never => More::Closed,
                other => More::Typed(Box::new(other)),
            }
        }
    }
}

fn values<T: Clone + serde::Serialize>(out: &mut Keywords, list: &[Option<T>]) {
    let value = |item: &Option<T>| serde_json::to_value(item).unwrap_or(Value::Null);
    if !list.is_empty() {
        out.enumeration = Some(list.iter().map(value).collect());
    }
}

fn format_text<T: serde::Serialize>(
    format: &openapiv3::VariantOrUnknownOrEmpty<T>,
) -> Option<String> {
    use openapiv3::VariantOrUnknownOrEmpty as V;
    match format {
        V::Item(known) => serde_json::to_value(known)
            .ok()?
            .as_str()
            .map(str::to_owned),
        V::Unknown(text) => Some(text.clone()),
        V::Empty => None,
    }
}

/// The shortest text of a number, without a fraction where there is none.
pub(super) fn float_text(n: f64) -> String {
    format!("{n}")
}
