//! How values are made: `new` of what is required where that is little, `Default` where nothing is.

use crate::error::Error;
use crate::input::{Field, Input, Type};
use crate::record::{self, Presence};

/// A constructor takes at most so many arguments; with more, a struct literal says what is what.
const MAX_ARGUMENTS: usize = 4;

/// A field, as construction sees it.
pub struct Part<'a> {
    /// The field.
    pub field: &'a Field,
    /// Its value where nobody gave one; `None`: it must be given.
    pub absent: Option<String>,
    /// Whether it is text, which is taken in any form.
    pub text: bool,
}

/// `derive(New)` for a struct.
pub fn expand(input: &Input, fields: &[Field]) -> Result<String, Error> {
    let slots = record::slots(fields)?.into_iter();
    let parts = slots.map(|slot| {
        let absent = match slot.presence {
            Presence::Required => None,
            Presence::Optional | Presence::Lenient => {
                Some("::core::option::Option::None".to_owned())
            }
            Presence::Tri => Some("::oas_runtime::v1::Field::Absent".to_owned()),
            Presence::Default(value) => Some(value),
            Presence::Extra(_) => Some("::core::default::Default::default()".to_owned()),
        };
        Part {
            field: slot.field,
            absent,
            text: is_text(&slot.field.ty),
        }
    });
    let parts: Vec<Part<'_>> = parts.collect();
    Ok(match parts.iter().all(|part| part.absent.is_some()) {
        true => default_impl(input, &parts),
        false => new_fn(input, &parts),
    })
}

/// `String`, or a secret one.
pub fn is_text(ty: &Type) -> bool {
    let is_string = |text: &str| {
        let text = text.replace(' ', "");
        matches!(text.as_str(), "String" | "::std::string::String")
    };
    is_string(&ty.text) || (ty.outer == "Secret" && is_string(&ty.inner))
}

/// `impl Default`
pub fn default_impl(input: &Input, parts: &[Part<'_>]) -> String {
    format!(
        "{} {{ #[inline] fn default() -> Self {{ Self {{ {} }} }} }}",
        input.header("::core::default::Default", ""),
        fields(parts)
    )
}

/// `impl Pet { pub fn new(…) }`; nothing where that would take many arguments, or none.
pub fn new_fn(input: &Input, parts: &[Part<'_>]) -> String {
    let required: Vec<_> = parts.iter().filter(|part| part.absent.is_none()).collect();
    if required.is_empty() || required.len() > MAX_ARGUMENTS {
        return String::new();
    }
    let arguments = required.iter().map(|part| {
        let (name, ty) = (&part.field.name, &part.field.ty.text);
        match part.text {
            true => format!("{name}: impl ::core::convert::Into<{ty}>,"),
            false => format!("{name}: {ty},"),
        }
    });
    let arguments: String = arguments.collect();
    let docs = match required.len() == parts.len() {
        true => "A value of its parts.",
        false => "A value of its required parts.",
    };
    let (name, fields) = (&input.name, fields(parts));
    format!(
        "#[automatically_derived] #[allow(deprecated, clippy::all)] impl {name} {{ #[doc = {docs:?}] \
         #[inline] pub fn new({arguments}) -> Self {{ Self {{ {fields} }} }} }}"
    )
}

/// The fields of a literal whose required parts are variables.
pub fn fields(parts: &[Part<'_>]) -> String {
    let fields = parts.iter().map(|part| {
        let name = &part.field.name;
        match &part.absent {
            None if part.text => format!("{name}: ::core::convert::Into::into({name}),"),
            None => format!("{name},"),
            Some(value) => format!("{name}: {value},"),
        }
    });
    fields.collect()
}
