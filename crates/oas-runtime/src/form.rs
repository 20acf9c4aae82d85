//! `application/x-www-form-urlencoded`: an object whose properties are written as parameters are.
//!
//! A property without an [`Encoding`] is a text, a list of them is repeated, and an object is JSON. A name with
//! brackets is one of a property of a property, unless it has an encoding itself.

use crate::operation::Style;
use crate::param::read::Pairs;
use crate::param::{
    Format, ParamError, ParamProblem, ParamValue, Reader, Separator, to_value, write,
};
use crate::wire::{FromWire, Out, ToWire};

/// How one property of a form or a multipart body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding {
    /// The property.
    pub property: &'static str,
    /// `contentType`.
    pub content_type: Option<&'static str>,
    /// `style` and `explode`.
    pub style: Option<(Style, bool)>,
}

impl Encoding {
    /// The usual encoding of `property`.
    #[must_use]
    pub const fn new(property: &'static str) -> Self {
        Self {
            property,
            content_type: None,
            style: None,
        }
    }

    /// The same with a media type.
    #[must_use]
    pub const fn content_type(mut self, content_type: &'static str) -> Self {
        self.content_type = Some(content_type);
        self
    }

    /// The same with a style.
    #[must_use]
    pub const fn style(mut self, style: Style, explode: bool) -> Self {
        self.style = Some((style, explode));
        self
    }

    pub(crate) fn of<'e>(encodings: &'e [Self], property: &str) -> Option<&'e Self> {
        encodings
            .iter()
            .find(|encoding| encoding.property == property)
    }
}

/// Writes a form.
///
/// # Errors
/// When `value` is not an object, or a property has no form in its style.
pub fn write<T: ToWire + ?Sized>(value: &T, encodings: &[Encoding]) -> Result<String, ParamError> {
    let Some(ParamValue::Object(properties)) = to_value(&Out(value))? else {
        return Err(ParamError::new(ParamProblem::Unwritable));
    };
    let mut out = String::new();
    for (name, value) in &properties {
        let style = Encoding::of(encodings, name).and_then(|encoding| encoding.style);
        let (style, explode) = style.unwrap_or((Style::Form, true));
        let json = match value {
            ParamValue::Object(_) if (style, explode) == (Style::Form, true) => {
                Some(ParamValue::One(value.text().into_owned()))
            }
            _ => None,
        };
        let value = json.as_ref().unwrap_or(value);
        write::query(&mut out, name, Format::new(style, explode), value)?;
    }
    Ok(out)
}

/// Reads a form.
///
/// # Errors
/// When the text is not a form, or its properties are not those of `T`.
pub fn read<T: FromWire>(text: &str, encodings: &[Encoding]) -> Result<T, ParamError> {
    let separator = |name: &str| {
        let style = Encoding::of(encodings, name).and_then(|encoding| encoding.style);
        match style {
            Some((_, true)) | None => Separator::None,
            Some((Style::SpaceDelimited, false)) => Separator::Space,
            Some((Style::PipeDelimited, false)) => Separator::Pipe,
            Some(_) => Separator::Comma,
        }
    };
    let known = |name: &str| Encoding::of(encodings, name).is_some();
    let found = Pairs::of_query(text).tree(separator, known)?;
    found.read(false, |reader: Reader<'_>| T::read(reader))
}
