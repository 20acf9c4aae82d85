//! Enums of values: strings, integers, JSON; and which kind an enum is.

use std::fmt::Write as _;

use crate::attrs::Attr;
use crate::error::Error;
use crate::input::{Input, Variant};
use crate::record::delegate;
use crate::{union, validate};

const WIRE: &str = "::oas_runtime::v1::wire";
const SOME: &str = "::core::option::Option::Some";
const NONE: &str = "::core::option::Option::None";

/// The listed variants with their values as Rust, and the one for others.
struct Values<'a> {
    listed: Vec<(&'a str, String)>,
    other: Option<&'a Variant>,
    /// Whether those are as valid as the listed ones.
    others: bool,
}

/// All impls of an enum.
pub fn expand(input: &Input, variants: &[Variant]) -> Result<String, Error> {
    let mut kinds = Vec::new();
    let (mut case, mut others) = (None, false);
    for attr in &input.attrs {
        match attr.key.as_str() {
            "others" => attr.flag().map(|()| others = true)?,
            "rename_all" => case = Some(Case::of(attr)?),
            "int" | "json" | "untagged" => attr.flag().map(|()| kinds.push(attr))?,
            "tag" => attr.string().map(|_| kinds.push(attr))?,
            _ => {
                let known = ["int", "json", "others", "rename_all", "tag", "untagged"];
                return Err(attr.unknown(&known));
            }
        }
    }
    if let [_, second, ..] = kinds[..] {
        return Err(Error::at(
            second.span,
            "an enum is of one kind: int, json, tag or untagged",
        ));
    }
    match kinds.first().map(|kind| kind.key.as_str()) {
        Some("int") => Ok(int(input, &values(variants, "value", None)?)),
        Some("json") => Ok(json(input, &values(variants, "json", None)?)),
        Some("tag") => union::expand(
            input,
            variants,
            kinds.first().map(|kind| kind.tokens()).transpose()?,
        ),
        Some(_) => union::expand(input, variants, None),
        None => {
            let content = |variant: &&Variant| variant.payload.is_some() && !is_unknown(variant);
            if let Some(variant) = variants.iter().find(content) {
                let message = "an enum whose variants hold values is a union: say \
                               `#[wire(tag = \"…\")]` or `#[wire(untagged)]` on it";
                return Err(Error::at(variant.span, message));
            }
            let mut values = values(variants, "rename", case)?;
            values.others = others;
            Ok(string(input, &values))
        }
    }
}

fn is_unknown(variant: &Variant) -> bool {
    holds_unknown(variant) || variant.attrs.iter().any(|attr| attr.key == "unknown")
}

/// Whether its type says what it is.
fn holds_unknown(variant: &Variant) -> bool {
    let payload = variant.payload.as_ref();
    payload.is_some_and(|ty| ty.text.rsplit([' ', ':']).next() == Some("UnknownValue"))
}

/// How values follow from names.
#[derive(Clone, Copy)]
enum Case {
    Snake,
    Screaming,
    Kebab,
}

impl Case {
    fn of(attr: &Attr) -> Result<Self, Error> {
        match attr.string()? {
            "\"snake_case\"" => Ok(Self::Snake),
            "\"SCREAMING_SNAKE_CASE\"" => Ok(Self::Screaming),
            "\"kebab-case\"" => Ok(Self::Kebab),
            _ => Err(Error::at(
                attr.span,
                "expected snake_case, SCREAMING_SNAKE_CASE or kebab-case",
            )),
        }
    }

    /// The words begin with upper case letters.
    fn apply(self, name: &str) -> String {
        let mut out = String::new();
        for (index, char) in name.chars().enumerate() {
            if index > 0 && char.is_ascii_uppercase() {
                out.push(if matches!(self, Self::Kebab) {
                    '-'
                } else {
                    '_'
                });
            }
            out.push(char.to_ascii_lowercase());
        }
        match self {
            Self::Screaming => out.to_ascii_uppercase(),
            Self::Snake | Self::Kebab => out,
        }
    }
}

fn values<'a>(variants: &'a [Variant], key: &str, case: Option<Case>) -> Result<Values<'a>, Error> {
    let mut values = Values {
        listed: Vec::new(),
        other: None,
        others: false,
    };
    for variant in variants {
        let named = |case: Case| case.apply(&variant.name);
        let name = || case.map_or_else(|| variant.name.clone(), named);
        let mut value = (key == "rename").then(|| format!("{:?}", name()));
        let mut unknown = holds_unknown(variant);
        for attr in &variant.attrs {
            match attr.key.as_str() {
                "unknown" => attr.flag().map(|()| unknown = true)?,
                name if name == key && key == "value" => value = Some(attr.tokens()?.to_owned()),
                name if name == key => value = Some(attr.string()?.to_owned()),
                _ => return Err(attr.unknown(&[key, "unknown"])),
            }
        }
        match (unknown, value, &variant.payload) {
            (true, _, None) => {
                return Err(Error::at(
                    variant.span,
                    "the `unknown` variant holds the value",
                ));
            }
            (true, _, Some(_)) if values.other.is_some() => {
                return Err(Error::at(variant.span, "one variant can be `unknown`"));
            }
            (true, _, Some(_)) => values.other = Some(variant),
            (false, _, Some(_)) => {
                return Err(Error::at(variant.span, "a listed value holds nothing"));
            }
            (false, None, None) => {
                let message = format!("say which value this is: `#[wire({key} = …)]`");
                return Err(Error::at(variant.span, message));
            }
            (false, Some(value), None) => {
                if values.listed.iter().any(|(_, listed)| *listed == value) {
                    return Err(Error::at(
                        variant.span,
                        format!("the value {value} is listed twice"),
                    ));
                }
                values.listed.push((&variant.name, value));
            }
        }
    }
    Ok(values)
}

impl Values<'_> {
    fn other(&self) -> Option<&str> {
        self.other.map(|variant| variant.name.as_str())
    }

    /// `value => Self::A,` for each.
    fn arms(&self, value: impl Fn(usize, &str) -> String) -> String {
        let mut arms = String::new();
        for (index, (name, wire)) in self.listed.iter().enumerate() {
            let _ = write!(arms, "{} => {SOME}(Self::{name}),", value(index, wire));
        }
        arms
    }

    /// `Self::A => value,` for each.
    fn back(&self, value: impl Fn(usize, &str) -> String) -> String {
        let mut arms = String::new();
        for (index, (name, wire)) in self.listed.iter().enumerate() {
            let _ = write!(arms, "Self::{name} => {},", value(index, wire));
        }
        arms
    }

    fn list(&self) -> String {
        let mut list = String::new();
        for (_, wire) in &self.listed {
            list.push_str(wire);
            list.push(',');
        }
        list
    }
}

fn string(input: &Input, values: &Values<'_>) -> String {
    let listed = values.arms(|_, wire| wire.to_owned());
    let texts = values.back(|_, wire| wire.to_owned());
    let (unlisted, text, lifetime) = match values.other() {
        Some(other) => (
            format!("{SOME}(Self::{other}(::oas_runtime::v1::UnknownValue::__new(text)))"),
            format!("{texts} Self::{other}(value) => value.as_str(),"),
            "",
        ),
        None => (NONE.to_owned(), texts, "'static "),
    };
    let body = if text.is_empty() {
        "*self".to_owned()
    } else {
        "self".to_owned()
    };
    let list = values.list();
    let mut out = input.inherent();
    let _ = write!(
        out,
        "{{ /// The value as the document writes it.\n \
         #[must_use] #[inline] pub fn as_str(&self) -> &{lifetime}str {{ match {body} {{ {text} }} }} }}"
    );
    let _ = write!(
        out,
        "{} {{ const VALUES: &'static [&'static str] = &[{list}]; \
         #[inline] fn of(text: &str) -> ::core::option::Option<Self> {{ match text {{ {listed} _ => {unlisted} }} }} }}",
        input.header(&format!("{WIRE}::StrEnum"), "")
    );
    out.push_str(&conversions(input, values.other.is_some()));
    out.push_str(&delegate(input, "Text"));
    let refused = values.other().filter(|_| !values.others);
    out.push_str(&validate::unlisted(input, refused));
    out
}

/// `Display`, `AsRef<str>`, and from text.
fn conversions(input: &Input, open: bool) -> String {
    let name = &input.name;
    let mut out = String::new();
    let _ = write!(
        out,
        "{} {{ #[inline] fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {{ f.write_str(self.as_str()) }} }}",
        input.header("::core::fmt::Display", "")
    );
    let _ = write!(
        out,
        "{} {{ #[inline] fn as_ref(&self) -> &str {{ self.as_str() }} }}",
        input.header("::core::convert::AsRef<str>", "")
    );
    let parse = format!("<{name} as {WIRE}::StrEnum>::of(text)");
    if open {
        // Both are total: what is not listed is kept.
        let _ = write!(
            out,
            "{} {{ #[inline] fn from(text: &str) -> Self {{ {WIRE}::open_str(text) }} }}",
            input.header("::core::convert::From<&str>", "")
        );
        let _ = write!(
            out,
            "{} {{ #[inline] fn from(text: {WIRE}::String) -> Self {{ {WIRE}::open_str(&text) }} }}",
            input.header(&format!("::core::convert::From<{WIRE}::String>"), "")
        );
        let _ = write!(
            out,
            "{} {{ type Err = ::core::convert::Infallible; \
             #[inline] fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {{ ::core::result::Result::Ok({WIRE}::open_str(text)) }} }}",
            input.header("::core::str::FromStr", "")
        );
        return out;
    }
    let refused =
        format!("{parse}.ok_or({WIRE}::UnlistedValue::new(<{name} as {WIRE}::StrEnum>::VALUES))");
    let result = format!("::core::result::Result<Self, {WIRE}::UnlistedValue>");
    let _ = write!(
        out,
        "{} {{ type Err = {WIRE}::UnlistedValue; #[inline] fn from_str(text: &str) -> {result} {{ {refused} }} }}",
        input.header("::core::str::FromStr", "")
    );
    let _ = write!(
        out,
        "{} {{ type Error = {WIRE}::UnlistedValue; #[inline] fn try_from(text: &str) -> {result} {{ {refused} }} }}",
        input.header("::core::convert::TryFrom<&str>", "")
    );
    out
}

fn int(input: &Input, values: &Values<'_>) -> String {
    let listed = values.arms(|_, wire| wire.to_owned());
    let mut back = values.back(|_, wire| wire.to_owned());
    let unlisted = match values.other() {
        Some(other) => {
            let _ = write!(back, "Self::{other}(value) => *value,");
            format!("{SOME}(Self::{other}(value))")
        }
        None => format!("{{ let _ = value; {NONE} }}"),
    };
    let body = if back.is_empty() { "*self" } else { "self" };
    let mut out = input.inherent();
    let _ = write!(
        out,
        "{{ /// The value as the document writes it.\n \
         #[must_use] #[inline] pub fn as_i64(&self) -> i64 {{ match {body} {{ {back} }} }} }}"
    );
    let _ = write!(
        out,
        "{} {{ #[inline] fn listed(value: i64) -> ::core::option::Option<Self> {{ match value {{ {listed} _ => {NONE} }} }} \
         #[inline] fn unlisted(value: i64) -> ::core::option::Option<Self> {{ {unlisted} }} \
         #[inline] fn value(&self) -> i64 {{ self.as_i64() }} }}",
        input.header(&format!("{WIRE}::IntEnum"), "")
    );
    let _ = write!(
        out,
        "{} {{ #[inline] fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {{ ::core::fmt::Display::fmt(&self.as_i64(), f) }} }}",
        input.header("::core::fmt::Display", "")
    );
    if values.other.is_some() {
        let _ = write!(
            out,
            "{} {{ #[inline] fn from(value: i64) -> Self {{ {WIRE}::open_int(value) }} }}",
            input.header("::core::convert::From<i64>", "")
        );
    }
    out.push_str(&delegate(input, "Integer"));
    out.push_str(&validate::unlisted(input, values.other()));
    out
}

fn json(input: &Input, values: &Values<'_>) -> String {
    let listed = values.arms(|index, _| index.to_string());
    let mut back = values.back(|index, _| format!("::core::result::Result::Ok({index})"));
    let unlisted = match values.other() {
        Some(other) => {
            let _ = write!(
                back,
                "Self::{other}(value) => ::core::result::Result::Err(value),"
            );
            format!("{SOME}(Self::{other}(value))")
        }
        None => format!("{{ let _ = value; {NONE} }}"),
    };
    let body = if back.is_empty() { "*self" } else { "self" };
    let list = values.list();
    let value = "::oas_runtime::v1::Value";
    let mut out = input.header(&format!("{WIRE}::JsonEnum"), "");
    let _ = write!(
        out,
        "{{ const VALUES: &'static [&'static str] = &[{list}]; \
         #[inline] fn listed(index: usize) -> ::core::option::Option<Self> {{ match index {{ {listed} _ => {NONE} }} }} \
         #[inline] fn unlisted(value: {value}) -> ::core::option::Option<Self> {{ {unlisted} }} \
         #[inline] fn value(&self) -> ::core::result::Result<usize, &{value}> {{ match {body} {{ {back} }} }} }}"
    );
    out.push_str(&delegate(input, "Json"));
    out.push_str(&validate::unlisted(input, values.other()));
    out
}
