//! The objects that can be read at any place.

use super::normalize::{self, Origin};
use super::objects::{Is, Object};
use crate::node::Node;
use openapiv3::ReferenceOr;
use serde::de::DeserializeOwned;

/// An object of openapiv3 that a reference can name.
pub trait Part: DeserializeOwned {
    /// Its entry in the table.
    const OBJECT: Object;
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

/// Reads a node as an object; the error is openapiv3's.
pub(super) fn parse<T: Part>(node: &Node, from: Origin<'_>) -> Result<ReferenceOr<T>, String> {
    let json = normalize::value(node, Is::Ref(T::OBJECT), from).ok_or("not an object")?;
    if let Some(serde_json::Value::String(reference)) = json.get("$ref")
        && json.as_object().is_some_and(|map| map.len() == 1)
    {
        let reference = reference.clone();
        return Ok(ReferenceOr::Reference { reference });
    }
    match serde_json::from_value(json) {
        Ok(item) => Ok(ReferenceOr::Item(item)),
        Err(error) => Err(error.to_string()),
    }
}
