//! Values of any kind, and what has no kind of its own: `serde_json::Value`, `()`.
//!
//! Formats that do not describe themselves get the JSON text.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::{FromWire, Tags, ToWire};

struct TextVisitor;

impl de::Visitor<'_> for TextVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        serde_json::from_str(text)
            .map_err(|_| E::invalid_value(de::Unexpected::Other("string"), &self))
    }
}

impl FromWire for Value {
    type Form = crate::wire::form::Own;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            Self::deserialize(deserializer)
        } else {
            deserializer.deserialize_str(TextVisitor)
        }
    }
}

impl ToWire for Value {
    type Form = crate::wire::form::Own;
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            self.serialize(serializer)
        } else {
            serializer.collect_str(self)
        }
    }

    fn write_tagged<S: Serializer>(
        &self,
        tags: &Tags<'_>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let Self::Object(object) = self else {
            return Err(S::Error::custom("only an object can carry a discriminator"));
        };
        let declares = |key: &str| object.contains_key(key);
        let mut out = serializer.serialize_map(None)?;
        for tag in Tags::pending(Some(tags), declares) {
            out.serialize_entry(tag.key, tag.value)?;
        }
        for (name, value) in object {
            out.serialize_entry(name, value)?;
        }
        out.end()
    }
}
