//! Schemas: keywords that contradict each other, their type, or the version.

use super::{Check, Path};
use crate::config;
use crate::diagnostic::Code;
use crate::document::Version;
use crate::document::normalize::{Meant, applies, include, meant_format, meant_list};
use crate::document::objects::{Is, Object};
use crate::node::{Entry, Node, Value};

impl Check<'_> {
    pub(super) fn schema(&mut self, node: &Node, at: &Path<'_>) {
        let entries = match node.value() {
            Value::Map(entries) => entries,
            Value::Bool(..) => {
                if self.version == Version::V30 {
                    self.warn(
                        Code::Later,
                        at,
                        "a boolean as a schema is of OpenAPI 3.1, this document is 3.0",
                    )
                    .note("it is read as in 3.1");
                }
                return;
            }
            _ => {
                self.wrong(node, "a schema", at);
                return;
            }
        };
        let outside = std::mem::replace(&mut self.in_schema, true);
        self.keywords(node, entries, at);
        self.in_schema = outside;
    }

    fn keywords(&mut self, node: &Node, entries: &[Entry], at: &Path<'_>) {
        self.duplicates(entries, at);
        let single = single_type(node);
        for entry in entries {
            let here = at.key(&entry.key);
            if self.special(node, entry, &here) {
                continue;
            }
            self.entry(entry, Object::Schema, at);
            if let Some(ty) = single
                && !applies(&entry.key, &[ty])
                && entry.value.as_bool() != Some(false)
            {
                let message = format!("`{}` says nothing about {ty}s", entry.key);
                self.warn(Code::NoEffect, &here.as_key(), message)
                    .note("it is ignored");
            }
        }
        self.ranges(node, at);
    }

    /// Keywords whose value may have a form that the table does not list; whether it was one.
    fn special(&mut self, node: &Node, entry: &Entry, at: &Path<'_>) -> bool {
        let value = &entry.value;
        match &*entry.key {
            "$ref" | "$dynamicRef" => {
                self.reference(value, Is::Ref(Object::Schema), at);
                true
            }
            // Other tools keep objects there.
            "x-rust-type" if value.as_str().is_some_and(|text| !config::is_type(text)) => {
                let text = value.as_str().unwrap_or_default();
                self.warn(Code::RustType, at, format!("`{text}` is no Rust type"))
                    .note("it is ignored")
                    .help(config::TYPE_HELP);
                true
            }
            "properties" if value.as_map().is_none() && !value.is_null() => {
                self.refuse(value, "an object", at);
                true
            }
            "required" if value.as_bool().is_some() => {
                self.warn(
                    Code::RequiredFlag,
                    &at.as_key(),
                    "`required` is a list of property names",
                )
                .note(
                    "`required: true` in a property is read as naming it in the list of its owner",
                );
                true
            }
            "items" if value.as_list().is_some() => {
                self.warn(
                    Code::Later,
                    &at.as_key(),
                    "`items` is one schema; a list of them is `prefixItems`",
                )
                .note("it is read as `prefixItems`");
                self.value(value, Is::List(&Is::Ref(Object::Schema)), at);
                true
            }
            "pattern" if value.as_str().and_then(meant_format).is_some() => {
                self.warn(
                    Code::PatternFormat,
                    at,
                    "this pattern is the name of a format",
                )
                .note("it is read as `format`")
                .help("write `format` in place of `pattern`");
                true
            }
            "discriminator" if value.as_str().is_some() => {
                self.warn(
                    Code::Later,
                    at,
                    "`discriminator` is an object with `propertyName`",
                )
                .note("it is read as the name of the property");
                true
            }
            "nullable" if self.version == Version::V31 => {
                self.warn(
                    Code::Earlier,
                    &at.as_key(),
                    "`nullable` is of OpenAPI 3.0, this document is 3.1",
                )
                .note("it is read as in 3.0")
                .help("add `null` to `type`");
                true
            }
            "exclusiveMinimum" | "exclusiveMaximum" => self.exclusive(value, at),
            "enum" if value.as_list().is_some() => self.values(node, value, at),
            "additionalProperties" | "unevaluatedProperties" | "unevaluatedItems" => {
                value.as_bool().is_some()
            }
            _ => self.list_meant(entry, at),
        }
    }

    /// A list that is written as something else; whether it was one.
    fn list_meant(&mut self, entry: &Entry, at: &Path<'_>) -> bool {
        let value = &entry.value;
        if value.is_large() {
            return false;
        }
        let source = self.base.source();
        let included = include(self.sources, value, source);
        if included.is_some_and(|(node, _)| node.as_list().is_some()) {
            return false;
        }
        let meant = meant_list(&entry.key, value);
        let note = match meant {
            Meant::List(_) | Meant::Nothing => return false,
            Meant::Values(_) => "its values are read as the list",
            Meant::One(_) => "it is read as a list of one",
            Meant::Unclear => {
                self.refuse(value, "a list", at);
                return true;
            }
        };
        let message = format!("expected a list, found {}", value.kind());
        self.warn(Code::WrongType, at, message).note(note);
        let schemas = !matches!(&*entry.key, "enum" | "examples" | "required");
        match meant {
            Meant::One(one) if schemas => self.schema(one, at),
            Meant::Values(_) if schemas => {
                for entry in value.as_map().unwrap_or_default() {
                    self.value(&entry.value, Is::Ref(Object::Schema), &at.key(&entry.key));
                }
            }
            _ => {}
        }
        true
    }

    fn exclusive(&mut self, value: &Node, at: &Path<'_>) -> bool {
        let (code, message) = match (self.version, value.value()) {
            (Version::V30, Value::Number(_)) => (
                Code::Later,
                "a number here is of OpenAPI 3.1, this document is 3.0",
            ),
            (Version::V31, Value::Bool(..)) => (
                Code::Earlier,
                "a boolean here is of OpenAPI 3.0, this document is 3.1",
            ),
            _ => return false,
        };
        self.warn(code, at, message).note("it is read as meant");
        true
    }

    fn values(&mut self, node: &Node, value: &Node, at: &Path<'_>) -> bool {
        let Some(items) = value.as_list() else {
            return false;
        };
        if items.is_empty() {
            self.warn(Code::EnumValue, &at.as_key(), "`enum` has no values")
                .note("it is ignored");
            return true;
        }
        if single_type(node) == Some("string") && self.json {
            // YAML has plain scalars for this; the values of other types are compared when they are used.
            for (index, item) in items.iter().enumerate() {
                if item.as_str().is_none() && item.as_text().is_some() {
                    let message = format!("expected a string, found {}", item.kind());
                    self.warn(Code::Coerced, &at.index(index), message)
                        .note("it is read as what is expected");
                }
            }
        }
        true
    }

    fn ranges(&mut self, node: &Node, at: &Path<'_>) {
        for (low, high) in [
            ("minimum", "maximum"),
            ("minLength", "maxLength"),
            ("minItems", "maxItems"),
            ("minProperties", "maxProperties"),
        ] {
            let number = |key| {
                node.get(key)
                    .and_then(Node::to_number)
                    .and_then(|n| n.as_f64())
            };
            if let (Some(least), Some(most)) = (number(low), number(high))
                && least > most
            {
                let above = at.place(&self.base);
                let message = format!("no value satisfies `{low}` and `{high}`");
                self.warn(Code::EmptyRange, &at.key(low), message)
                    .note_at(&above.child(high), "the other end is here");
            }
        }
    }
}

/// The one type that a schema names, null aside.
fn single_type(node: &Node) -> Option<&str> {
    let ty = node.get("type")?;
    let named = match ty.as_list() {
        None => ty.as_str(),
        Some(items) => {
            let mut names = items
                .iter()
                .filter_map(Node::as_str)
                .filter(|name| *name != "null");
            match (names.next(), names.next()) {
                (Some(one), None) => Some(one),
                _ => None,
            }
        }
    };
    named.filter(|name| crate::document::normalize::TYPES.contains(name))
}
