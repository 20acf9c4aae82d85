//! The use of a schema: inline types are written out, others get a definition.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::collections::{BTreeSet, VecDeque};

use super::example::Candidate;
use super::home::Homes;
use super::mode::{Mode, Modes};
use super::validate::Against;
use crate::config::{self, Config};
use crate::diagnostic::Diagnostics;
use crate::ir::{self, Type, TypeId, UntypedPart};
use crate::place::Place;
use crate::resolve::{Additional, Model, Object, Schema, SchemaId, Shape};

/// What lowering a document has and makes.
pub(super) struct Lower<'a> {
    pub(super) model: &'a Model,
    pub(super) config: &'a Config,
    pub(super) diags: &'a mut Diagnostics,
    pub(super) homes: Homes<'a>,
    pub(super) modes: Modes,
    pub(super) ids: HashMap<(SchemaId, Mode), TypeId>,
    pub(super) types: Vec<Option<ir::TypeDef>>,
    pub(super) queue: VecDeque<(TypeId, SchemaId, Mode)>,
    pub(super) candidates: Vec<Candidate<'a>>,
    /// Schemas that are being written out in place.
    pub(super) inlining: HashSet<SchemaId>,
    /// Those among them that came back to themselves, so that they need a name.
    pub(super) recursive: HashSet<SchemaId>,
    /// Places whose examples have been looked at, so that nothing is said twice.
    pub(super) seen: HashSet<Place>,
    pub(super) untyped: BTreeSet<ir::Untyped>,
    /// Lists and maps that contain themselves.
    pub(super) circular: HashSet<SchemaId>,
}

/// A use: the type of a value that is not null, and whether null is allowed.
pub(super) struct Use {
    pub(super) ty: Type,
    pub(super) nullable: bool,
}

impl Use {
    /// As the item of a list and the like.
    pub(super) fn inner(self) -> Type {
        if self.nullable && !matches!(self.ty, Type::Any | Type::Null) {
            Type::Nullable(Box::new(self.ty))
        } else {
            self.ty
        }
    }
}

impl<'a> Lower<'a> {
    /// How `id` is used in `mode`.
    pub(super) fn use_of(&mut self, id: SchemaId, mode: Mode) -> Use {
        let model = self.model;
        let id = self.homes.defined(id);
        let schema = model.schema(id);
        if let Some(path) = self.replaced(schema) {
            return Use {
                ty: Type::External(path),
                nullable: self.is_nullable(id),
            };
        }
        let is_component = self.homes.is_component(&schema.place);
        if let (Shape::Alias(target), false) = (&schema.shape, is_component) {
            let inner = self.use_of(*target, mode);
            let secret = self.is_secret(schema) && !matches!(inner.ty, Type::Secret(_));
            return Use {
                ty: if secret {
                    Type::Secret(Box::new(inner.ty))
                } else {
                    inner.ty
                },
                nullable: inner.nullable || schema.nullable,
            };
        }
        if self.inlining.contains(&id) {
            self.recursive.insert(id);
        }
        let named = is_component
            || needs_definition(&schema.shape)
            || self.recursive.contains(&id)
            || self.circular.contains(&id);
        let ty = if named {
            Type::Named(self.definition(id, mode))
        } else {
            self.inlining.insert(id);
            let ty = self.inline(schema, mode);
            self.inlining.remove(&id);
            ty
        };
        Use {
            ty,
            nullable: self.is_nullable(id),
        }
    }

    /// The definition of `id` in `mode`, which is written later.
    pub(super) fn definition(&mut self, id: SchemaId, mode: Mode) -> TypeId {
        let id = self.homes.defined(id);
        let mode = self.modes.effective(id, mode);
        if let Some(known) = self.ids.get(&(id, mode)) {
            return *known;
        }
        let next = TypeId(u32::try_from(self.types.len()).unwrap_or(u32::MAX));
        self.ids.insert((id, mode), next);
        self.types.push(None);
        self.queue.push_back((next, id, mode));
        next
    }

    /// Writes what was promised, in the order of the promises.
    pub(super) fn settle(&mut self) {
        while let Some((ty, id, mode)) = self.queue.pop_front() {
            let def = self.define(ty, id, mode);
            self.types[ty.0 as usize] = Some(def);
        }
    }

    fn define(&mut self, ty: TypeId, id: SchemaId, mode: Mode) -> ir::TypeDef {
        let model = self.model;
        let schema = model.schema(id);
        let (name, home) = self.homes.claim(schema, mode, self.config, self.diags);
        let kind = match &schema.shape {
            Shape::Object(object) if is_struct(object) || self.keeps_unknown(object) => {
                ir::TypeKind::Struct(self.strukt(schema, object, mode))
            }
            Shape::Object(object) if self.circular.contains(&id) => {
                self.circular_map(schema, object, mode)
            }
            Shape::List(_) if self.circular.contains(&id) => self.circular_list(schema, id, mode),
            Shape::Enum(values) | Shape::Known(values) => {
                ir::TypeKind::Enum(self.enum_(schema, values))
            }
            Shape::Union(union) => self.union(union, ty, mode),
            Shape::Alias(target) => {
                let inner = self.use_of(*target, mode);
                ir::TypeKind::Alias {
                    ty: inner.ty,
                    constraints: self.constraints(id),
                }
            }
            _ => ir::TypeKind::Alias {
                ty: self.inline(schema, mode),
                constraints: self.constraints(id),
            },
        };
        ir::TypeDef {
            attributes: self.attributes(name.as_str(), schema),
            name,
            home,
            docs: super::docs::of_schema(&schema.keywords, self.is_secret(schema)),
            deprecated: schema.keywords.deprecated,
            kind,
            derives: ir::Derives::default(),
            checks: false,
            group: None,
            place: schema.place.clone(),
        }
    }

    /// The type of `id` without a definition of its own.
    pub(super) fn inline_of(&mut self, id: SchemaId, mode: Mode) -> Type {
        let model = self.model;
        self.inline(model.schema(id), mode)
    }

    fn inline(&mut self, schema: &'a Schema, mode: Mode) -> Type {
        let ty = match &schema.shape {
            Shape::Any => self.any(&schema.place, UntypedPart::Value),
            Shape::Null => Type::Null,
            Shape::Never => Type::Never,
            Shape::Bool => Type::Bool,
            Shape::Integer => self.integer(&schema.keywords),
            Shape::Number => self.number(schema),
            Shape::String => self.string(&schema.keywords, mode),
            Shape::List(item) => {
                let item = match item {
                    Some(item) => self.use_of(*item, mode).inner(),
                    None => self.any(&schema.place, UntypedPart::Items),
                };
                Type::List(Box::new(item))
            }
            Shape::Tuple(items) => Type::Tuple(
                items
                    .iter()
                    .map(|i| self.use_of(*i, mode).inner())
                    .collect(),
            ),
            Shape::Object(object) => {
                let value = match object.additional {
                    Additional::Typed(value) => self.use_of(value, mode).inner(),
                    Additional::Any | Additional::Unsaid | Additional::Closed => {
                        self.any(&schema.place, UntypedPart::Values)
                    }
                };
                Type::Map(Box::new(value))
            }
            Shape::Enum(_) | Shape::Known(_) | Shape::Union(_) | Shape::Alias(_) => {
                self.any(&schema.place, UntypedPart::Value)
            }
        };
        if self.is_secret(schema) && !matches!(ty, Type::Secret(_)) {
            return Type::Secret(Box::new(ty));
        }
        ty
    }

    /// Any JSON, noted for who asks where.
    pub(super) fn any(&mut self, place: &Place, part: UntypedPart) -> Type {
        let place = place.clone();
        self.untyped.insert(ir::Untyped { place, part });
        Type::Any
    }

    /// Whether null is allowed, by the schema or by what it is another name for.
    pub(super) fn is_nullable(&self, mut id: SchemaId) -> bool {
        loop {
            let schema = self.model.schema(id);
            match schema.shape {
                _ if schema.nullable => return true,
                Shape::Alias(next) => id = next,
                _ => return false,
            }
        }
    }

    /// The user's type, by name, pointer, format or extension.
    pub(super) fn replaced(&self, schema: &Schema) -> Option<String> {
        let extension = || {
            let text = schema.keywords.extension_text("x-rust-type");
            text.filter(|text| config::is_type(text))
        };
        if self.config.replace.is_empty() && self.config.formats.is_empty() {
            return extension().map(str::to_owned);
        }
        let pointer = self.key(&schema.place);
        let by = |key: &str| self.config.replace.get(key).cloned();
        let name = self.homes.component_name(&schema.place);
        by(&pointer)
            .or_else(|| name.and_then(by))
            .or_else(|| extension().map(str::to_owned))
            .or_else(|| {
                let format = schema.keywords.format.as_deref()?;
                let path = || self.config.formats.get(format).filter(|f| f.contains("::"));
                by(&format!("format:{format}")).or_else(|| path().cloned())
            })
    }

    /// What values of the document are checked against.
    pub(super) fn against(&self) -> Against<'a> {
        Against {
            model: self.model,
            config: self.config,
        }
    }

    /// How settings name a place.
    pub(super) fn key(&self, at: &Place) -> String {
        self.diags.sources().key(at)
    }

    /// The Rust name that the settings give to what stands at `at`.
    pub(super) fn pin(&self, at: &Place) -> Option<&'a str> {
        let config: &'a Config = self.config;
        if config.rename.is_empty() {
            return None;
        }
        let key = self.diags.sources().key(at);
        config.rename.get(&key).map(String::as_str)
    }

    fn attributes(&self, name: &str, schema: &Schema) -> Vec<String> {
        let wire = self.homes.component_name(&schema.place).unwrap_or(name);
        let mut derives: Vec<&str> = Vec::new();
        let mut out = Vec::new();
        for key in ["*", wire, name] {
            for derive in self.config.derives.get(key).into_iter().flatten() {
                if !derives.contains(&derive.as_str()) {
                    derives.push(derive);
                }
            }
            for attribute in self.config.attributes.get(key).into_iter().flatten() {
                if !out.contains(attribute) {
                    out.push(attribute.clone());
                }
            }
        }
        if !derives.is_empty() {
            out.insert(0, format!("#[derive({})]", derives.join(", ")));
        }
        out
    }

    pub(super) fn keeps_unknown(&self, object: &Object) -> bool {
        self.config.keep_unknown_fields
            && object.additional == Additional::Unsaid
            && !object.properties.is_empty()
    }
}

fn needs_definition(shape: &Shape) -> bool {
    match shape {
        Shape::Object(object) => is_struct(object),
        Shape::Enum(_) | Shape::Known(_) | Shape::Union(_) => true,
        _ => false,
    }
}

/// Whether an object is a struct, not a map.
pub(super) fn is_struct(object: &Object) -> bool {
    !object.properties.is_empty()
        || !object.patterns.is_empty()
        || object.additional == Additional::Closed
}
