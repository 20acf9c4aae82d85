//! Reads a [`Found`] into what serde asks for.
//!
//! Where a type asks for anything (a union), the readings are tried one after the other.

use super::access::{FileAccess, UnitVariant};
use super::found::Found;
use super::{ParamError, ParamProblem};
use crate::wire::limited;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, IntoDeserializer, Visitor};
use std::cell::Cell;

impl Found<'_> {
    /// Reads it as the type whose reading function is given.
    ///
    /// `null_text` says whether the text `null` is null (a parameter that must be sent and is nullable).
    ///
    /// # Errors
    /// That of the first reading, when every reading fails.
    pub fn read<T>(
        &self,
        null_text: bool,
        read: impl Fn(Reader<'_>) -> Result<T, ParamError>,
    ) -> Result<T, ParamError> {
        self.try_to_read(null_text, read).0
    }

    /// The same for named parts that may all be somebody else's: nothing where the type knows none of them.
    ///
    /// # Errors
    /// As [`Found::read`].
    pub fn read_known<T>(
        &self,
        read: impl Fn(Reader<'_>) -> Result<T, ParamError>,
    ) -> Result<Option<T>, ParamError> {
        let (value, ignored) = self.try_to_read(false, read);
        match self {
            Self::Tree(entries) if ignored >= entries.len() => Ok(None),
            _ => value.map(Some),
        }
    }

    /// What was read, and how many parts were ignored in doing so.
    fn try_to_read<T>(
        &self,
        null_text: bool,
        read: impl Fn(Reader<'_>) -> Result<T, ParamError>,
    ) -> (Result<T, ParamError>, usize) {
        let mut context = Context {
            null_text,
            ..Context::default()
        };
        let attempt = |context: &Context| {
            context.ignored.set(0);
            let reader = Reader {
                found: self,
                context,
                top: true,
            };
            let value = limited(|| read(reader));
            (value, context.ignored.get())
        };
        let first = attempt(&context);
        if first.0.is_ok() {
            return first;
        }
        context.loose = true;
        let next = attempt(&context);
        if next.0.is_ok() {
            return next;
        }
        if context.asked_for_any.get() {
            context.loose = false;
            for guess in [true, false] {
                for split in [Split::Auto, Split::List, Split::Object, Split::Never] {
                    (context.guess, context.split) = (guess, split);
                    let next = attempt(&context);
                    if next.0.is_ok() {
                        return next;
                    }
                }
            }
        }
        first
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Split {
    /// Into a list if there is a separator.
    #[default]
    Auto,
    List,
    Object,
    Never,
}

struct Context {
    null_text: bool,
    /// Whether an encoded comma separates, too.
    loose: bool,
    /// Whether `5` may be a number where anything is asked for.
    guess: bool,
    split: Split,
    asked_for_any: Cell<bool>,
    ignored: Cell<usize>,
}

impl Default for Context {
    fn default() -> Self {
        Self {
            null_text: false,
            loose: false,
            guess: true,
            split: Split::Auto,
            asked_for_any: Cell::new(false),
            ignored: Cell::new(0),
        }
    }
}

/// Reads a [`Found`] into what serde asks for.
#[derive(Clone, Copy)]
pub struct Reader<'r> {
    found: &'r Found<'r>,
    context: &'r Context,
    top: bool,
}

impl<'r> Reader<'r> {
    fn other<'s>(&self, found: &'s Found<'s>) -> Reader<'s>
    where
        'r: 's,
    {
        Reader {
            found,
            context: self.context,
            top: false,
        }
    }

    fn integer<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
        let text = self.found.text()?;
        if let Ok(v) = text.parse::<i64>() {
            return visitor.visit_i64(v);
        }
        if let Ok(v) = text.parse::<u64>() {
            return visitor.visit_u64(v);
        }
        if let Ok(v) = text.parse::<i128>() {
            return visitor.visit_i128(v);
        }
        match float(&text) {
            Some(v) => visitor.visit_f64(v),
            None => Err(mismatch(&visitor)),
        }
    }

    fn any_text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
        let text = self.found.text()?;
        if !self.context.guess {
            return visitor.visit_string(text);
        }
        match text.as_str() {
            "true" => return visitor.visit_bool(true),
            "false" => return visitor.visit_bool(false),
            "null" if self.is_null()? => return visitor.visit_unit(),
            _ => {}
        }
        match serde_json::from_str::<serde_json::Number>(&text) {
            Ok(number) => {
                if let Some(v) = number.as_i64() {
                    visitor.visit_i64(v)
                } else if let Some(v) = number.as_u64() {
                    visitor.visit_u64(v)
                } else if let (Some(v), true) = (number.as_f64(), text.contains(['.', 'e', 'E'])) {
                    visitor.visit_f64(v)
                } else {
                    visitor.visit_string(text)
                }
            }
            Err(_) => visitor.visit_string(text),
        }
    }

    fn is_null(self) -> Result<bool, ParamError> {
        let nested = match self.found {
            Found::Text(text) => text.nested,
            Found::Many(_) => false,
            // A text in quotation marks is none.
            Found::Part(part) => return Ok(part.bytes == b"null"),
            Found::Tree(_) => return Ok(false),
        };
        if !nested && !self.context.null_text {
            return Ok(false);
        }
        Ok(self.found.text().is_ok_and(|text| text == "null"))
    }
}

fn mismatch<'de>(visitor: &impl Visitor<'de>) -> ParamError {
    de::Error::invalid_type(de::Unexpected::Str(""), visitor)
}

/// A finite number in digits.
fn float(text: &str) -> Option<f64> {
    if !text.ends_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    text.parse().ok().filter(|v: &f64| v.is_finite())
}

macro_rules! integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
            self.integer(visitor)
        }
    )*};
}

macro_rules! texts {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
            visitor.visit_string(self.found.text()?)
        }
    )*};
}

impl<'de> de::Deserializer<'de> for Reader<'_> {
    type Error = ParamError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
        self.context.asked_for_any.set(true);
        let split = if self.top {
            self.context.split
        } else {
            Split::Auto
        };
        match (split, self.found) {
            (Split::List, found) if !matches!(found, Found::Tree(_)) => {
                self.deserialize_seq(visitor)
            }
            (Split::Object, Found::Text(_)) => self.deserialize_map(visitor),
            (Split::Never, Found::Text(_)) => self.any_text(visitor),
            (_, Found::Tree(_)) if !self.found.is_list() => self.deserialize_map(visitor),
            (_, found) if found.is_list() => self.deserialize_seq(visitor),
            (_, found) => {
                let json = found.json_part().or_else(|| found.json('{'));
                if let Some(json) = json.or_else(|| found.json('[')) {
                    return json_any(json, visitor);
                }
                self.any_text(visitor)
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
        match self.found.text()?.as_str() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(mismatch(&visitor)),
        }
    }

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }

    texts! { deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
        match float(&self.found.text()?) {
            Some(v) => visitor.visit_f64(v),
            None => Err(mismatch(&visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
        if self.is_null()? {
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
        match self.found.text()?.as_str() {
            "" | "null" => visitor.visit_unit(),
            _ => Err(mismatch(&visitor)),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ParamError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ParamError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
        if let Some(json) = self.found.json('[') {
            return json_any(json, visitor);
        }
        if matches!(self.found, Found::Text(text) if text.item) {
            // Its parts would be itself: a type that is a list of itself would never end.
            return Err(mismatch(&visitor));
        }
        let items = self.found.list(self.context.loose);
        let mut seq = SeqDeserializer::new(items.iter().map(|found| Item(self.other(found))));
        let value = visitor.visit_seq(&mut seq)?;
        seq.end()?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, ParamError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, ParamError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
        if let Some(json) = self.found.json('{') {
            return json_any(json, visitor);
        }
        let made;
        let entries = match self.found {
            Found::Tree(entries) => entries,
            Found::Text(text) => {
                made = text.entries(self.context.loose)?;
                &made
            }
            Found::Many(items) if items.is_empty() => {
                made = Vec::new();
                &made
            }
            Found::Many(_) | Found::Part(_) => return Err(mismatch(&visitor)),
        };
        let pairs = entries
            .iter()
            .map(|(key, found)| (key.as_str(), Item(self.other(found))));
        let mut map = MapDeserializer::new(pairs);
        let value = visitor.visit_map(&mut map)?;
        map.end()?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ParamError> {
        if name == crate::multipart::FILE {
            return match self.found {
                Found::Part(part) => visitor.visit_map(FileAccess::new(part)),
                _ => Err(mismatch(&visitor)),
            };
        }
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ParamError> {
        visitor.visit_enum(UnitVariant(self.found.text()?))
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
        self.context.ignored.set(self.context.ignored.get() + 1);
        visitor.visit_unit()
    }
}

fn json_any<'de, V: Visitor<'de>>(
    json: serde_json::Value,
    visitor: V,
) -> Result<V::Value, ParamError> {
    de::Deserializer::deserialize_any(json, visitor)
        .map_err(|_| ParamError::new(ParamProblem::Invalid))
}

/// A reader as an item of a list or an object.
struct Item<'r>(Reader<'r>);

impl<'de, 'r> IntoDeserializer<'de, ParamError> for Item<'r> {
    type Deserializer = Reader<'r>;

    fn into_deserializer(self) -> Reader<'r> {
        self.0
    }
}
