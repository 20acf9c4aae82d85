//! Requests from JSON and back to it.

use std::collections::BTreeMap;

use oas_runtime::v1 as rt;
use serde_json::Value;

/// The parts of a request, as JSON.
#[derive(Debug, Default)]
pub struct Parts {
    pub(crate) values: BTreeMap<String, Value>,
    pub(crate) media: Option<String>,
}

impl Parts {
    /// A part that is there.
    ///
    /// # Errors
    /// That it is not, or that the type does not take it.
    pub fn required<T: rt::FromWire>(&self, key: &str) -> Result<T, String> {
        self.optional(key)?
            .ok_or_else(|| format!("{key}: the type requires it, the document does not"))
    }

    /// A part that may be there.
    ///
    /// # Errors
    /// That the type does not take it.
    pub fn optional<T: rt::FromWire>(&self, key: &str) -> Result<Option<T>, String> {
        let Some(value) = self.values.get(key) else {
            return Ok(None);
        };
        match rt::json::read(value.to_string().as_bytes()) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(format!("{key}: {error}")),
        }
    }

    /// A part that may be absent or null.
    ///
    /// # Errors
    /// That the type does not take it.
    pub fn or_default<T: rt::FromWire + Default>(&self, key: &str) -> Result<T, String> {
        self.optional(key).map(Option::unwrap_or_default)
    }

    /// The body.
    ///
    /// # Errors
    /// That the type does not take it.
    pub fn body<T: rt::FromWire>(&self) -> Result<T, String> {
        self.required("body")
    }

    /// The body as bytes: of a text the text, otherwise JSON.
    ///
    /// # Errors
    /// That there is none.
    pub fn bytes(&self) -> Result<rt::Bytes, String> {
        match self.values.get("body") {
            Some(Value::String(text)) => Ok(text.clone().into()),
            Some(value) => Ok(value.to_string().into()),
            None => Err("body: the type requires it, the document does not".to_owned()),
        }
    }

    /// Whether there is a body.
    #[must_use]
    pub fn has_body(&self) -> bool {
        self.values.contains_key("body")
    }

    /// The media type of the body.
    #[must_use]
    pub fn media(&self) -> &str {
        self.media.as_deref().unwrap_or_default()
    }
}

/// Why a body cannot be chosen.
#[must_use]
pub fn no_media(media: &str) -> String {
    format!("body: nothing is generated for `{media}`")
}

/// A request, shown as JSON.
#[derive(Debug, Default)]
pub struct Shown {
    pub(crate) values: BTreeMap<String, Value>,
    pub(crate) unwritable: Vec<String>,
    /// The parts that are bytes, shown as text.
    pub(crate) bytes: Vec<String>,
}

impl Shown {
    /// A part that is there.
    pub fn part<T: rt::ToWire + ?Sized>(&mut self, key: &str, value: &T) {
        let text = rt::json::write(value).map_err(|error| error.to_string());
        let read = |text: rt::Bytes| serde_json::from_slice(&text).map_err(|e| e.to_string());
        match text.and_then(read) {
            Ok(value) => {
                self.values.insert(key.to_owned(), value);
            }
            Err(error) => self.unwritable.push(format!("{key}: {error}")),
        }
    }

    /// A part that may be there.
    pub fn optional<T: rt::ToWire>(&mut self, key: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.part(key, value);
        }
    }

    /// A body that was read item by item, or at its end.
    pub fn read<T: rt::ToWire>(&mut self, key: &str, value: Result<T, rt::BodyError>) {
        match value {
            Ok(value) => self.part(key, &value),
            Err(error) => self.unwritable.push(format!("{key}: {error}")),
        }
    }

    /// A body of bytes that was read to its end.
    pub fn bytes(&mut self, key: &str, value: Result<rt::Bytes, rt::BodyError>) {
        match value {
            Ok(value) => {
                let text = String::from_utf8_lossy(&value).into_owned();
                self.values.insert(key.to_owned(), Value::String(text));
                self.bytes.push(key.to_owned());
            }
            Err(error) => self.unwritable.push(format!("{key}: {error}")),
        }
    }

    /// Adds what a body held that was read as it came.
    pub(crate) fn take(&mut self, taken: Self) {
        self.values.extend(taken.values);
        self.unwritable.extend(taken.unwritable);
        self.bytes.extend(taken.bytes);
    }

    /// A part that may be absent or null.
    pub fn field<T: rt::ToWire>(&mut self, key: &str, value: &rt::Field<T>) {
        if !value.is_absent() {
            self.part(key, value);
        }
    }
}
