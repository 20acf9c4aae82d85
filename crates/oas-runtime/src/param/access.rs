//! What the reader hands to a visitor where there is no text: variants of enums, and files.

use super::found::Part;
use super::{ParamError, ParamProblem};
use serde::de::{
    self, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, VariantAccess, Visitor,
};

/// A variant without content, by name.
pub(super) struct UnitVariant(pub(super) String);

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

/// A part as a file: name, media type, content.
pub(super) struct FileAccess<'r> {
    part: &'r Part<'r>,
    next: usize,
}

impl<'r> FileAccess<'r> {
    pub(super) const fn new(part: &'r Part<'r>) -> Self {
        Self { part, next: 0 }
    }
}

impl<'de> MapAccess<'de> for FileAccess<'_> {
    type Error = ParamError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ParamError> {
        let Some(key) = crate::multipart::FIELDS.get(self.next) else {
            return Ok(None);
        };
        self.next += 1;
        seed.deserialize((*key).into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, ParamError> {
        let text = match self.next {
            1 => self.part.file_name.as_deref(),
            2 => self.part.content_type,
            _ => {
                let bytes = serde::de::value::BytesDeserializer::new(self.part.bytes);
                return seed.deserialize(bytes);
            }
        };
        seed.deserialize(OptionalText(text))
    }
}

struct OptionalText<'r>(Option<&'r str>);

impl<'de> de::Deserializer<'de> for OptionalText<'_> {
    type Error = ParamError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParamError> {
        match self.0 {
            Some(text) => visitor.visit_some(text.into_deserializer()),
            None => visitor.visit_none(),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}
