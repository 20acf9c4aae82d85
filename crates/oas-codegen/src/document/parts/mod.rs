//! The objects that can be read at any place.
//!
//! openapiv3 buffers an object at every level that may be a reference or has extensions, so that time and
//! stack grow with the depth. Therefore schemas are taken out first, read one by one, and put back.

mod fill;

use super::normalize::{self, Origin, Rewritten};
use super::objects::{Is, Object};
use crate::node::Node;
use openapiv3::{ReferenceOr, Schema};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

/// An object of openapiv3 that a reference can name.
pub trait Part: DeserializeOwned + Fill {
    /// Its entry in the table.
    const OBJECT: Object;
}

/// What schemas were taken out of.
pub trait Fill {
    /// Puts them back.
    fn fill(&mut self, taken: &mut Taken);
}

macro_rules! parts {
    ($($name:ident,)*) => {$(
        impl Part for openapiv3::$name {
            const OBJECT: Object = Object::$name;
        }
    )*};
}

parts! {
    Example, Header, Link, MediaType, Operation, Parameter, PathItem, RequestBody, Response, Schema,
    SecurityScheme, Server, Tag,
}

/// Why a part is not there.
pub(super) enum Unread {
    /// It is not of the kind, or openapiv3 says why.
    Wrong(String),
    /// It is of no use, which `check` says of it.
    Useless,
    /// Its includes lead back to themselves, or bring in too much.
    Endless,
}

impl Unread {
    /// In words.
    pub(super) fn into_text(self) -> String {
        match self {
            Self::Wrong(error) => error,
            Self::Useless => "not an object".into(),
            Self::Endless => "its references lead back to themselves".into(),
        }
    }
}

/// Reads a node as an object.
pub(super) fn parse<T: Part>(node: &Node, from: Origin<'_>) -> Result<ReferenceOr<T>, Unread> {
    match normalize::rewrite(node, Is::Ref(T::OBJECT), from) {
        Rewritten::Json(json) => of_json(json).map_err(Unread::Wrong),
        Rewritten::Nothing if T::OBJECT == Object::Link => Err(Unread::Useless),
        Rewritten::Nothing => Err(Unread::Wrong("not an object".into())),
        Rewritten::Endless => Err(Unread::Endless),
    }
}

/// Reads rewritten JSON as an object; the error is openapiv3's.
pub(super) fn of_json<T: Part>(mut json: Json) -> Result<ReferenceOr<T>, String> {
    if let Json::Object(map) = &json
        && let (1, Some(Json::String(reference))) = (map.len(), map.get("$ref"))
    {
        let reference = reference.clone();
        return Ok(ReferenceOr::Reference { reference });
    }
    let mut taken = Taken::default();
    taken.below(&mut json, T::OBJECT)?;
    let mut item: T = serde_json::from_value(json).map_err(|error| error.to_string())?;
    item.fill(&mut taken);
    Ok(ReferenceOr::Item(item))
}

/// What a reference to a taken schema begins with; no document can write it in a way that is not escaped.
const MARK: char = '\u{0}';

/// Schemas that were taken out of an object.
#[derive(Debug, Default)]
pub struct Taken {
    list: Vec<Option<ReferenceOr<Schema>>>,
}

impl Taken {
    /// Takes the schemas out of an object's keys.
    fn below(&mut self, json: &mut Json, object: Object) -> Result<(), String> {
        let Json::Object(map) = json else {
            return Ok(());
        };
        for (name, value) in map {
            if let Some(key) = object.key(name) {
                self.take(value, key.is)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, json: &mut Json, is: Is) -> Result<(), String> {
        match (is, json) {
            (Is::Ref(Object::Schema) | Is::BoolOrSchema, json) if json.is_object() => {
                let mark = format!("{MARK}{}", self.list.len());
                let mut placeholder = Map::new();
                placeholder.insert("$ref".into(), Json::String(mark));
                let schema = std::mem::replace(json, Json::Object(placeholder));
                self.list.push(Some(of_json(schema)?));
            }
            (Is::Ref(object) | Is::One(object), json) => self.below(json, object)?,
            (Is::List(is), Json::Array(items)) => {
                for item in items {
                    self.take(item, *is)?;
                }
            }
            (Is::Map(_, is), Json::Object(map)) => {
                for (_, value) in map {
                    self.take(value, *is)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The schema that a placeholder stands for.
    fn get(&mut self, reference: &str) -> Option<ReferenceOr<Schema>> {
        let index: usize = reference.strip_prefix(MARK)?.parse().ok()?;
        self.list.get_mut(index)?.take()
    }
}
