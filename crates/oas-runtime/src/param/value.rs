//! A parameter on its way out: what is left of a value once it is text.

use super::{ParamError, ParamProblem};
use serde::ser::{self, Serialize};

/// A value as the styles see it. Null is `None` of the functions that make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParamValue {
    /// A string.
    One(String),
    /// A number, a boolean, or a null within a list or an object.
    Literal(String),
    /// An array.
    List(Vec<ParamValue>),
    /// An object, in the order of its properties.
    Object(Vec<(String, ParamValue)>),
    /// Bytes that need not be text: the content of a file.
    Bytes(Vec<u8>),
}

impl ParamValue {
    /// The text of a primitive; JSON of anything else.
    #[must_use]
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        match self {
            Self::One(text) | Self::Literal(text) => text.as_str().into(),
            Self::List(_) | Self::Object(_) | Self::Bytes(_) => self.json().into(),
        }
    }

    /// As JSON.
    pub(crate) fn json(&self) -> String {
        let mut json = String::new();
        self.push_json(&mut json);
        json
    }

    /// Whether it is neither a list nor an object.
    #[must_use]
    pub const fn is_primitive(&self) -> bool {
        matches!(self, Self::One(_) | Self::Literal(_))
    }

    /// Nested no deeper than the serializer allows.
    fn push_json(&self, out: &mut String) {
        match self {
            Self::One(text) => out.push_str(&json_string(text)),
            Self::Literal(text) => out.push_str(text),
            Self::Bytes(bytes) => out.push_str(&json_string(&String::from_utf8_lossy(bytes))),
            Self::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.push_json(out);
                }
                out.push(']');
            }
            Self::Object(entries) => {
                out.push('{');
                for (index, (key, value)) in entries.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    out.push_str(&json_string(key));
                    out.push(':');
                    value.push_json(out);
                }
                out.push('}');
            }
        }
    }
}

fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The value of a parameter with a `style`; `None` is null, which is not sent.
///
/// # Errors
/// When the value has no text (bytes, maps whose keys are no strings, infinite numbers, nesting beyond 128).
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<Option<ParamValue>, ParamError> {
    value.serialize(Writer {
        depth: 0,
        files: false,
    })
}

/// The value of a multipart body, which may have files in it.
pub(crate) fn to_parts<T: Serialize + ?Sized>(value: &T) -> Result<Option<ParamValue>, ParamError> {
    value.serialize(Writer {
        depth: 0,
        files: true,
    })
}

/// The value of a parameter with `content: application/json`; `None` is null, which is not sent.
///
/// # Errors
/// When serde_json cannot write it.
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<Option<ParamValue>, ParamError> {
    let text =
        serde_json::to_string(value).map_err(|_| ParamError::new(ParamProblem::Unwritable))?;
    Ok((text != "null").then_some(ParamValue::One(text)))
}

const MAX_DEPTH: usize = 128;

#[derive(Clone, Copy)]
struct Writer {
    depth: usize,
    files: bool,
}

type Written = Result<Option<ParamValue>, ParamError>;

impl Writer {
    fn deeper(self) -> Result<Self, ParamError> {
        if self.depth == MAX_DEPTH {
            return Err(ParamError::new(ParamProblem::Unwritable));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }
}

fn literal(value: impl ToString) -> Written {
    Ok(Some(ParamValue::Literal(value.to_string())))
}

/// As JavaScript writes it: without a fraction of zero.
fn float(text: &str) -> Written {
    if text.ends_with("inf") || text == "NaN" {
        return Err(ParamError::new(ParamProblem::Unwritable));
    }
    literal(text.strip_suffix(".0").unwrap_or(text))
}

impl ser::Serializer for Writer {
    type Ok = Option<ParamValue>;
    type Error = ParamError;
    type SerializeSeq = ListWriter;
    type SerializeTuple = ListWriter;
    type SerializeTupleStruct = ListWriter;
    type SerializeTupleVariant = ListWriter;
    type SerializeMap = ObjectWriter;
    type SerializeStruct = ObjectWriter;
    type SerializeStructVariant = ObjectWriter;

    fn serialize_bool(self, v: bool) -> Written {
        literal(v)
    }
    fn serialize_i8(self, v: i8) -> Written {
        literal(v)
    }
    fn serialize_i16(self, v: i16) -> Written {
        literal(v)
    }
    fn serialize_i32(self, v: i32) -> Written {
        literal(v)
    }
    fn serialize_i64(self, v: i64) -> Written {
        literal(v)
    }
    fn serialize_i128(self, v: i128) -> Written {
        literal(v)
    }
    fn serialize_u8(self, v: u8) -> Written {
        literal(v)
    }
    fn serialize_u16(self, v: u16) -> Written {
        literal(v)
    }
    fn serialize_u32(self, v: u32) -> Written {
        literal(v)
    }
    fn serialize_u64(self, v: u64) -> Written {
        literal(v)
    }
    fn serialize_u128(self, v: u128) -> Written {
        literal(v)
    }
    fn serialize_f32(self, v: f32) -> Written {
        float(&format!("{v:?}"))
    }
    fn serialize_f64(self, v: f64) -> Written {
        float(&format!("{v:?}"))
    }
    fn serialize_char(self, v: char) -> Written {
        Ok(Some(ParamValue::One(v.to_string())))
    }
    fn serialize_str(self, v: &str) -> Written {
        Ok(Some(ParamValue::One(v.to_owned())))
    }
    fn serialize_bytes(self, v: &[u8]) -> Written {
        match self.files {
            true => Ok(Some(ParamValue::Bytes(v.to_vec()))),
            false => Err(ParamError::new(ParamProblem::Unwritable)),
        }
    }
    fn serialize_none(self) -> Written {
        Ok(None)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Written {
        Ok(None)
    }
    fn serialize_unit_struct(self, _: &'static str) -> Written {
        Ok(None)
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        self.serialize_str(variant)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Written {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        let value = or_null(value.serialize(self.deeper()?)?);
        Ok(Some(ParamValue::Object(vec![(variant.to_owned(), value)])))
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<ListWriter, ParamError> {
        Ok(ListWriter {
            writer: self.deeper()?,
            items: Vec::new(),
            variant: None,
        })
    }
    fn serialize_tuple(self, _: usize) -> Result<ListWriter, ParamError> {
        self.serialize_seq(None)
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<ListWriter, ParamError> {
        self.serialize_seq(None)
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<ListWriter, ParamError> {
        let mut list = self.serialize_seq(None)?;
        list.variant = Some(variant);
        Ok(list)
    }
    fn serialize_map(self, _: Option<usize>) -> Result<ObjectWriter, ParamError> {
        Ok(ObjectWriter {
            writer: self.deeper()?,
            entries: Vec::new(),
            key: String::new(),
            variant: None,
        })
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<ObjectWriter, ParamError> {
        self.serialize_map(None)
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<ObjectWriter, ParamError> {
        let mut object = self.serialize_map(None)?;
        object.variant = Some(variant);
        Ok(object)
    }
}

fn or_null(value: Option<ParamValue>) -> ParamValue {
    value.unwrap_or_else(|| ParamValue::Literal("null".to_owned()))
}

fn in_variant(variant: Option<&'static str>, value: ParamValue) -> Written {
    Ok(Some(match variant {
        Some(name) => ParamValue::Object(vec![(name.to_owned(), value)]),
        None => value,
    }))
}

struct ListWriter {
    writer: Writer,
    items: Vec<ParamValue>,
    variant: Option<&'static str>,
}

impl ListWriter {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ParamError> {
        self.items.push(or_null(value.serialize(self.writer)?));
        Ok(())
    }

    fn finish(self) -> Written {
        in_variant(self.variant, ParamValue::List(self.items))
    }
}

impl ser::SerializeSeq for ListWriter {
    type Ok = Option<ParamValue>;
    type Error = ParamError;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ParamError> {
        self.push(value)
    }
    fn end(self) -> Written {
        self.finish()
    }
}

impl ser::SerializeTuple for ListWriter {
    type Ok = Option<ParamValue>;
    type Error = ParamError;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ParamError> {
        self.push(value)
    }
    fn end(self) -> Written {
        self.finish()
    }
}

impl ser::SerializeTupleStruct for ListWriter {
    type Ok = Option<ParamValue>;
    type Error = ParamError;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ParamError> {
        self.push(value)
    }
    fn end(self) -> Written {
        self.finish()
    }
}

impl ser::SerializeTupleVariant for ListWriter {
    type Ok = Option<ParamValue>;
    type Error = ParamError;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ParamError> {
        self.push(value)
    }
    fn end(self) -> Written {
        self.finish()
    }
}

struct ObjectWriter {
    writer: Writer,
    entries: Vec<(String, ParamValue)>,
    key: String,
    variant: Option<&'static str>,
}

impl ObjectWriter {
    fn push<T: Serialize + ?Sized>(&mut self, key: String, value: &T) -> Result<(), ParamError> {
        let value = or_null(value.serialize(self.writer)?);
        self.entries.push((key, value));
        Ok(())
    }

    fn finish(self) -> Written {
        in_variant(self.variant, ParamValue::Object(self.entries))
    }
}

impl ser::SerializeMap for ObjectWriter {
    type Ok = Option<ParamValue>;
    type Error = ParamError;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), ParamError> {
        match key.serialize(self.writer)? {
            Some(ParamValue::One(text) | ParamValue::Literal(text)) => self.key = text,
            _ => return Err(ParamError::new(ParamProblem::Unwritable)),
        }
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ParamError> {
        let key = std::mem::take(&mut self.key);
        self.push(key, value)
    }
    fn end(self) -> Written {
        self.finish()
    }
}

impl ser::SerializeStruct for ObjectWriter {
    type Ok = Option<ParamValue>;
    type Error = ParamError;
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), ParamError> {
        self.push(key.to_owned(), value)
    }
    fn end(self) -> Written {
        self.finish()
    }
}

impl ser::SerializeStructVariant for ObjectWriter {
    type Ok = Option<ParamValue>;
    type Error = ParamError;
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), ParamError> {
        self.push(key.to_owned(), value)
    }
    fn end(self) -> Written {
        self.finish()
    }
}
