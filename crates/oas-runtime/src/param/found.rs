//! A parameter on its way in: text whose meaning the wanted type decides.
//!
//! `a,b` is a string, a list of two or an object, whatever is asked for. Where the type
//! asks for anything (a union), the readings are tried one after the other.

use super::{ParamError, ParamProblem, percent};
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeSeed, EnumAccess, IntoDeserializer, VariantAccess, Visitor};
use std::cell::Cell;

/// The text of a parameter, as sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found<'a> {
    /// One text.
    Text(Text<'a>),
    /// Sent several times (or in a style where it could be).
    Many(Vec<Found<'a>>),
    /// Named parts.
    Tree(Vec<(String, Found<'a>)>),
}

/// A text, still encoded, and what may separate its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text<'a> {
    raw: &'a str,
    coding: Coding,
    separator: Separator,
    pairs: bool,
    nested: bool,
    item: bool,
}

/// How a text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Coding {
    Path,
    #[default]
    Query,
    /// As in a query; what is not percent-encoding stands for itself.
    Cookie,
    None,
}

/// What separates the parts of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    None,
    Comma,
    Dot,
    Space,
    Pipe,
}

impl<'a> Text<'a> {
    pub(crate) const fn new(raw: &'a str, coding: Coding) -> Self {
        Self {
            raw,
            coding,
            separator: Separator::None,
            pairs: false,
            nested: false,
            item: false,
        }
    }

    pub(crate) const fn separated(mut self, separator: Separator) -> Self {
        self.separator = separator;
        self
    }

    /// Whether an object is `k=v` parts.
    pub(crate) const fn pairs(mut self, pairs: bool) -> Self {
        self.pairs = pairs;
        self
    }

    /// Within a list or an object, where `null` is null and JSON may stand.
    pub(crate) const fn nested(mut self) -> Self {
        self.nested = true;
        self
    }

    /// One of a list: nested, and no list itself.
    pub(crate) const fn item(mut self) -> Self {
        self.item = true;
        self.nested()
    }

    fn decoded(self) -> Result<String, ParamError> {
        match self.coding {
            Coding::None => Ok(self.raw.to_owned()),
            Coding::Path => percent::decode(self.raw),
            Coding::Query => percent::decode_query(self.raw),
            Coding::Cookie => {
                let text = self
                    .raw
                    .strip_prefix('"')
                    .and_then(|raw| raw.strip_suffix('"'))
                    .unwrap_or(self.raw);
                Ok(percent::decode(text).unwrap_or_else(|_| text.to_owned()))
            }
        }
    }

    /// The raw parts; none of the empty text.
    fn parts(self, loose: bool) -> Vec<&'a str> {
        let raw = self.raw;
        if raw.is_empty() {
            return Vec::new();
        }
        let or_encoded = |plain: char, encoded: [&'static str; 2]| -> Vec<&'a str> {
            if raw.contains(plain) {
                return raw.split(plain).collect();
            }
            let found = encoded.into_iter().find(|code| raw.contains(code));
            found.map_or_else(|| vec![raw], |code| raw.split(code).collect())
        };
        match self.separator {
            Separator::None => vec![raw],
            Separator::Comma if loose => or_encoded(',', ["%2C", "%2c"]),
            Separator::Comma => raw.split(',').collect(),
            Separator::Dot => raw.split('.').collect(),
            Separator::Space => or_encoded('+', ["%20", "%20"]),
            Separator::Pipe => or_encoded('|', ["%7C", "%7c"]),
        }
    }

    fn part(self, raw: &'a str) -> Self {
        let raw = if self.coding == Coding::None {
            raw.trim_matches([' ', '\t'])
        } else {
            raw
        };
        Self::new(raw, self.coding).item()
    }

    fn list(self, loose: bool) -> Vec<Found<'a>> {
        self.parts(loose)
            .into_iter()
            .map(|raw| Found::Text(self.part(raw)))
            .collect()
    }

    fn entries(self, loose: bool) -> Result<Vec<(String, Found<'a>)>, ParamError> {
        let malformed = || ParamError::new(ParamProblem::Invalid);
        let parts = self.parts(loose);
        let pairs: Vec<(&str, &str)> = if self.pairs {
            let split = |part: &'a str| part.split_once('=').unwrap_or((part, ""));
            parts.into_iter().map(split).collect()
        } else {
            let chunks = parts.chunks_exact(2);
            if !chunks.remainder().is_empty() {
                return Err(malformed());
            }
            chunks.map(|pair| (pair[0], pair[1])).collect()
        };
        pairs
            .into_iter()
            .map(|(key, value)| Ok((self.part(key).decoded()?, Found::Text(self.part(value)))))
            .collect()
    }
}

impl<'a> Found<'a> {
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
        let mut context = Context {
            null_text,
            ..Context::default()
        };
        let attempt = |context: &Context| {
            read(Reader {
                found: self,
                context,
                top: true,
            })
        };
        let error = match attempt(&context) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        context.loose = true;
        if let Ok(value) = attempt(&context) {
            return Ok(value);
        }
        if context.asked_for_any.get() {
            context.loose = false;
            for guess in [true, false] {
                for split in [Split::Auto, Split::List, Split::Object, Split::Never] {
                    (context.guess, context.split) = (guess, split);
                    if let Ok(value) = attempt(&context) {
                        return Ok(value);
                    }
                }
            }
        }
        Err(error)
    }

    /// The text as a whole, decoded.
    ///
    /// # Errors
    /// When there are several, or the encoding is malformed.
    pub fn text(&self) -> Result<String, ParamError> {
        match self {
            Self::Text(text) => text.decoded(),
            Self::Many(items) => match items.as_slice() {
                [one] => one.text(),
                [] => Err(ParamError::new(ParamProblem::Invalid)),
                _ => Err(ParamError::new(ParamProblem::Repeated)),
            },
            Self::Tree(_) => Err(ParamError::new(ParamProblem::Invalid)),
        }
    }

    fn list(&self, loose: bool) -> Vec<Found<'a>> {
        match self {
            Self::Text(text) => text.list(loose),
            // `tags=` alone is how an empty list is sent.
            Self::Many(items) => match items.as_slice() {
                [Self::Text(text)] if text.raw.is_empty() => Vec::new(),
                _ => items.clone(),
            },
            Self::Tree(entries) => {
                let mut items: Vec<_> = entries.iter().collect();
                items.sort_by_key(|(key, _)| key.parse::<u64>().unwrap_or(u64::MAX));
                items.into_iter().map(|(_, found)| found.clone()).collect()
            }
        }
    }

    /// Whether a tree is a list: `[]` or `[0]`, `[1]`.
    fn is_list(&self) -> bool {
        match self {
            Self::Text(text) => text.parts(false).len() > 1,
            Self::Many(items) => items.len() > 1,
            Self::Tree(entries) => entries
                .iter()
                .all(|(key, _)| key.is_empty() || key.bytes().all(|b| b.is_ascii_digit())),
        }
    }

    /// JSON within a list or an object.
    fn json(&self, opening: char) -> Option<serde_json::Value> {
        let Self::Text(text) = self else { return None };
        if !text.nested {
            return None;
        }
        let text = text.decoded().ok()?;
        if !text.starts_with(opening) {
            return None;
        }
        serde_json::from_str(&text).ok()
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
}

impl Default for Context {
    fn default() -> Self {
        Self {
            null_text: false,
            loose: false,
            guess: true,
            split: Split::Auto,
            asked_for_any: Cell::new(false),
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
            Found::Tree(_) => return Ok(false),
        };
        if !nested && !self.context.null_text {
            return Ok(false);
        }
        Ok(matches!(self.found, Found::Text(_) | Found::Many(_))
            && self.found.text().is_ok_and(|text| text == "null"))
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
                if let Some(json) = found.json('{').or_else(|| found.json('[')) {
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
            Found::Many(_) => return Err(mismatch(&visitor)),
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
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ParamError> {
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

struct UnitVariant(String);

impl<'de> EnumAccess<'de> for UnitVariant {
    type Error = ParamError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), ParamError> {
        let value = seed.deserialize(self.0.as_str().into_deserializer())?;
        Ok((value, self))
    }
}

impl<'de> VariantAccess<'de> for UnitVariant {
    type Error = ParamError;

    fn unit_variant(self) -> Result<(), ParamError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, ParamError> {
        Err(ParamError::new(ParamProblem::Invalid))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, ParamError> {
        Err(ParamError::new(ParamProblem::Invalid))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, ParamError> {
        Err(ParamError::new(ParamProblem::Invalid))
    }
}
