//! The files of a document, and values in them with the file that their references are to be read in.
//!
//! Knows JSON references. Must not know schemas.

use oas_codegen::place::{Place, SourceId};
use oas_codegen::source::Sources;
use serde_json::Value;

/// The files of a document, as JSON.
pub struct Files {
    sources: Sources,
    trees: Vec<Value>,
    /// Whether the document is 3.0, where siblings of `$ref` count for nothing.
    pub is_3_0: bool,
}

/// A value of the document, and the file in which its references are to be read.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// The file.
    pub file: SourceId,
    /// The value.
    pub value: &'a Value,
}

impl<'a> At<'a> {
    /// A member.
    pub fn get(self, key: &str) -> Option<At<'a>> {
        let value = self.value.get(key)?;
        Some(At { value, ..self })
    }

    /// The members, in the order of their names.
    pub fn members(self) -> impl Iterator<Item = (&'a str, At<'a>)> {
        let map = self.value.as_object();
        let members = map.into_iter().flatten();
        members.map(move |(key, value)| (key.as_str(), At { value, ..self }))
    }

    /// The items.
    pub fn items(self) -> impl Iterator<Item = At<'a>> {
        let items = self.value.as_array().into_iter().flatten();
        items.map(move |value| At { value, ..self })
    }
}

/// A value together with where it stands.
#[derive(Debug, Clone)]
pub struct Spot<'a> {
    /// The value.
    pub at: At<'a>,
    pointer: String,
}

impl<'a> Spot<'a> {
    /// The root of the document.
    pub fn root(at: At<'a>) -> Self {
        let pointer = String::new();
        Self { at, pointer }
    }

    /// A member.
    pub fn child(&self, key: &str) -> Option<Self> {
        let at = self.at.get(key)?;
        let pointer = self.pointer_to(key);
        Some(Self { at, pointer })
    }

    /// The members, in the order of their names.
    pub fn members(&self) -> impl Iterator<Item = (&'a str, Self)> {
        let members = self.at.members();
        members.map(|(key, at)| {
            let pointer = self.pointer_to(key);
            (key, Self { at, pointer })
        })
    }

    /// Its place, as a text.
    pub fn place(&self) -> String {
        format!("{}#{}", self.at.file.0, self.pointer)
    }

    fn pointer_to(&self, key: &str) -> String {
        let key = key.replace('~', "~0").replace('/', "~1");
        format!("{}/{key}", self.pointer)
    }
}

impl Files {
    /// The same as [`Self::follow`], with the place.
    pub fn spot<'a>(&'a self, mut spot: Spot<'a>) -> Option<Spot<'a>> {
        for _ in 0..16 {
            let Some(reference) = spot.at.value.get("$ref").and_then(Value::as_str) else {
                return Some(spot);
            };
            let (place, at) = self.target(spot.at.file, reference)?;
            let pointer = place.pointer();
            spot = Spot { at, pointer };
        }
        None
    }

    /// The files of a document.
    pub fn new(sources: Sources) -> Self {
        let tree = |source: &oas_codegen::source::Source| {
            source.tree().map_or(Value::Null, |tree| tree.to_json())
        };
        let trees: Vec<Value> = sources.iter().map(|(_, source)| tree(source)).collect();
        let version = trees.first().and_then(|tree| tree.get("openapi")?.as_str());
        let is_3_0 = version.is_some_and(|version| version.starts_with("3.0"));
        Self {
            sources,
            trees,
            is_3_0,
        }
    }

    /// The root.
    pub fn root(&self) -> At<'_> {
        At {
            file: SourceId::ROOT,
            value: self.trees.first().unwrap_or(&Value::Null),
        }
    }

    /// Where a reference leads that stands in `file`.
    pub fn target(&self, file: SourceId, reference: &str) -> Option<(Place, At<'_>)> {
        let place = self.sources.target(&Place::root(file), reference)?;
        let tree = self.trees.get(place.source().0 as usize)?;
        let value = tree.pointer(&place.pointer())?;
        let file = place.source();
        Some((place, At { file, value }))
    }

    /// What `at` is, references followed.
    pub fn follow<'a>(&'a self, mut at: At<'a>) -> Option<At<'a>> {
        for _ in 0..16 {
            let Some(reference) = at.value.get("$ref").and_then(Value::as_str) else {
                return Some(at);
            };
            at = self.target(at.file, reference)?.1;
        }
        None
    }
}
