//! Structs with named fields: `Record`, and the traits that lead to it.

use std::fmt::Write as _;

use crate::error::Error;
use crate::input::{Field, Input};
use crate::rules::{self, Rules};
use crate::validate;

/// The keys of fields, beside the constraints.
const FIELD_KEYS: &[&str] = &["rename", "default", "nullable", "lenient", "extra", "serde"];

/// How a field can be absent, and what null means.
pub enum Presence {
    /// Must be there.
    Required,
    /// `Option`, left out where `None`.
    Optional,
    /// The same, and null says the same.
    Lenient,
    /// `Field`.
    Tri,
    /// This expression where it is missing.
    Default(String),
    /// The map of undeclared properties, or of those whose names match one of the patterns.
    Extra(Vec<String>),
}

/// A field, understood.
pub struct Slot<'a> {
    /// The field.
    pub field: &'a Field,
    /// The property's name, as a literal.
    pub wire: String,
    /// How it can be absent.
    pub presence: Presence,
    /// Read and written through serde.
    pub foreign: bool,
    /// What is checked.
    pub rules: Rules,
}

/// Understands the fields; those that collect undeclared properties are not moved.
pub fn slots(fields: &[Field]) -> Result<Vec<Slot<'_>>, Error> {
    fields.iter().map(slot).collect()
}

fn slot(field: &Field) -> Result<Slot<'_>, Error> {
    let mut wire = field.wire();
    let (mut default, mut extra) = (None, None);
    let (mut nullable, mut lenient, mut foreign) = (false, false, false);
    let mut rules = Rules::default();
    for attr in &field.attrs {
        match attr.key.as_str() {
            "rename" => attr.string()?.clone_into(&mut wire),
            "default" => default = Some(attr.tokens()?.to_owned()),
            "nullable" => attr.flag().map(|()| nullable = true)?,
            "lenient" => attr.flag().map(|()| lenient = true)?,
            "serde" => attr.flag().map(|()| foreign = true)?,
            "extra" if attr.flag().is_ok() => extra = Some(Vec::new()),
            "extra" => {
                let patterns = attr
                    .list()?
                    .iter()
                    .map(|pattern| pattern.string().map(str::to_owned));
                extra = Some(patterns.collect::<Result<_, _>>()?);
            }
            _ if rules.take(attr)? => {}
            _ => return Err(attr.unknown(&[FIELD_KEYS, rules::KEYS].concat())),
        }
    }
    let outer = field.ty.outer.as_str();
    if (nullable || lenient) && outer != "Option" {
        return Err(Error::at(
            field.span,
            "`nullable` and `lenient` are for `Option`",
        ));
    }
    let presence = match (extra, default, outer) {
        (Some(patterns), _, _) => Presence::Extra(patterns),
        (None, Some(default), _) => Presence::Default(default),
        (None, None, "Option") if lenient => Presence::Lenient,
        (None, None, "Option") if !nullable => Presence::Optional,
        (None, None, "Field") => Presence::Tri,
        (None, None, _) => Presence::Required,
    };
    Ok(Slot {
        field,
        wire,
        presence,
        foreign,
        rules,
    })
}

const WIRE: &str = "::oas_runtime::v1::wire";
const SOME: &str = "::core::option::Option::Some";
const NONE: &str = "::core::option::Option::None";
const BOUND: &str = "::oas_runtime::v1::FromWire + ::oas_runtime::v1::ToWire";

/// All impls of a struct.
pub fn expand(input: &Input, fields: &[Field]) -> Result<String, Error> {
    let slots = ordered(slots(fields)?)?;
    let mut out = input.header(&format!("{WIRE}::Record"), BOUND);
    out.push('{');
    table(input, &slots, &mut out)?;
    types(&slots, &mut out);
    find(&slots, &mut out);
    set(&slots, &mut out);
    finish(&slots, &mut out);
    write(&slots, &mut out);
    out.push('}');
    out.push_str(&delegate(input, "Struct"));
    out.push_str(&validate::record(input, &slots)?);
    Ok(out)
}

/// The collecting fields go last, the one for all the rest at the end; names are unique.
fn ordered(mut slots: Vec<Slot<'_>>) -> Result<Vec<Slot<'_>>, Error> {
    slots.sort_by_key(|slot| match &slot.presence {
        Presence::Extra(patterns) if patterns.is_empty() => 2,
        Presence::Extra(_) => 1,
        _ => 0,
    });
    let mut names = std::collections::BTreeSet::new();
    let mut rest = 0;
    for slot in &slots {
        match &slot.presence {
            Presence::Extra(patterns) => rest += usize::from(patterns.is_empty()),
            _ if names.insert(slot.wire.as_str()) => {}
            _ => {
                let message = format!("the property {} is declared twice", slot.wire);
                return Err(Error::at(slot.field.span, message));
            }
        }
        if rest > 1 {
            let message = "one field can be `extra` without patterns";
            return Err(Error::at(slot.field.span, message));
        }
    }
    Ok(slots)
}

fn table(input: &Input, slots: &[Slot<'_>], out: &mut String) -> Result<(), Error> {
    let (mut fields, mut required) = (String::new(), String::new());
    for (index, slot) in slots.iter().enumerate() {
        match slot.presence {
            Presence::Extra(_) => continue,
            Presence::Required => {
                let _ = write!(required, "{index},");
            }
            _ => {}
        }
        let _ = write!(fields, "{},", slot.wire);
    }
    let (undeclared, tags) = (undeclared(input, slots), tags(input)?);
    let name = &input.name;
    let _ = write!(
        out,
        "const TABLE: &'static {WIRE}::Table = &{WIRE}::Table {{ name: {name:?}, \
         fields: &[{fields}], required: &[{required}], undeclared: {undeclared}, tags: &[{tags}] }};"
    );
    Ok(())
}

/// The discriminators that the struct writes without a field: `tags("kind" = "Cat")`.
fn tags(input: &Input) -> Result<String, Error> {
    let mut tags = String::new();
    for attr in input.attrs.iter().filter(|attr| attr.key == "tags") {
        for tag in attr.list()? {
            let _ = write!(tags, "({}, {}),", tag.key, tag.string()?);
        }
    }
    Ok(tags)
}

/// What becomes of properties without a field.
fn undeclared(input: &Input, slots: &[Slot<'_>]) -> String {
    let maps = slots.iter().filter_map(|slot| match &slot.presence {
        Presence::Extra(patterns) => Some(patterns),
        _ => None,
    });
    let maps: Vec<_> = maps.collect();
    let undeclared = match &maps[..] {
        [] if input.attrs.iter().any(|attr| attr.key == "closed") => "Report".to_owned(),
        [] => "Ignore".to_owned(),
        [patterns] if patterns.is_empty() => "Collect".to_owned(),
        maps => {
            let mut arms = String::new();
            let mut rest = NONE.to_owned();
            for (index, patterns) in maps.iter().enumerate() {
                if patterns.is_empty() {
                    rest = format!("{SOME}({index})");
                }
                for pattern in *patterns {
                    let pattern = rules::pattern_fn(pattern);
                    let _ = write!(
                        arms,
                        "if ({pattern})().matches(name) {{ return {SOME}({index}); }}"
                    );
                }
            }
            format!("CollectSome({}, |name| {{ {arms} {rest} }})", maps.len())
        }
    };
    format!("{WIRE}::Undeclared::{undeclared}")
}

/// So many fields has the longest tuple that implements `Default`.
const MAX_TUPLE: usize = 12;

/// One place per field: a tuple, of tuples where it would be too long to have a `Default`.
fn nest(mut places: Vec<String>) -> String {
    while places.len() > MAX_TUPLE {
        let tuples = places.chunks(MAX_TUPLE).map(tuple);
        places = tuples.collect();
    }
    tuple(&places)
}

fn tuple(places: &[String]) -> String {
    let mut out = "(".to_owned();
    for place in places {
        let _ = write!(out, "{place},");
    }
    out.push(')');
    out
}

/// Where place `index` of `count` is in what [`nest`] made of them: `.0.3`.
fn path(index: usize, count: usize) -> String {
    match count {
        ..=MAX_TUPLE => format!(".{index}"),
        _ => {
            let outer = path(index / MAX_TUPLE, count.div_ceil(MAX_TUPLE));
            format!("{outer}.{}", index % MAX_TUPLE)
        }
    }
}

fn types(slots: &[Slot<'_>], out: &mut String) {
    let types = slots.iter().map(|slot| {
        let ty = &slot.field.ty;
        let foreign = |text: &str| match slot.foreign {
            true => format!("{WIRE}::Foreign<{text}>"),
            false => text.to_owned(),
        };
        match slot.presence {
            Presence::Optional | Presence::Lenient => {
                format!("::core::option::Option<{}>", foreign(&ty.inner))
            }
            Presence::Tri => format!("::oas_runtime::v1::Field<{}>", foreign(&ty.inner)),
            _ => format!("::core::option::Option<{}>", foreign(&ty.text)),
        }
    });
    let _ = write!(out, "type Slots = {};", nest(types.collect()));
}

/// So many names are looked for one by one; with more, a `match` is quicker.
const MAX_UNMATCHED: usize = 8;

fn find(slots: &[Slot<'_>], out: &mut String) {
    if slots.len() <= MAX_UNMATCHED {
        return;
    }
    let mut arms = String::new();
    let mut count = 0;
    for slot in slots {
        if !matches!(slot.presence, Presence::Extra(_)) {
            let _ = write!(arms, "{} => {count},", slot.wire);
            count += 1;
        }
    }
    let _ = write!(
        out,
        "#[inline] fn find(name: &str) -> usize {{ match name {{ {arms} _ => {count} }} }}"
    );
}

fn set(slots: &[Slot<'_>], out: &mut String) {
    let mut arms = String::new();
    for (index, slot) in slots.iter().enumerate() {
        let method = match slot.presence {
            Presence::Required | Presence::Default(_) => "put",
            Presence::Optional => "opt",
            Presence::Lenient => "lenient",
            Presence::Tri => "tri",
            Presence::Extra(_) => "extra",
        };
        let path = path(index, slots.len());
        let _ = write!(arms, "{index} => source.{method}(&mut slots{path}),");
    }
    let unused = if slots.is_empty() {
        "let _ = (slots, source);"
    } else {
        ""
    };
    let _ = write!(
        out,
        "fn set<'de, S: {WIRE}::Source<'de>>(slots: &mut Self::Slots, index: usize, source: &mut S) \
         {{ {unused} match index {{ {arms} _ => {{}} }} }}"
    );
}

fn finish(slots: &[Slot<'_>], out: &mut String) {
    let (mut patterns, mut fields, mut refutable) = (Vec::new(), String::new(), false);
    for (index, slot) in slots.iter().enumerate() {
        let value = format!("f{index}");
        let unwrap = |value: &str| match slot.foreign {
            true => format!("{value}.map(|foreign| foreign.0)"),
            false => value.to_owned(),
        };
        let (bound, value) = match &slot.presence {
            Presence::Required => {
                refutable = true;
                let inner = if slot.foreign {
                    format!("{value}.0")
                } else {
                    value.clone()
                };
                (format!("{SOME}({value})"), inner)
            }
            Presence::Optional | Presence::Lenient | Presence::Tri => {
                (value.clone(), unwrap(&value))
            }
            Presence::Default(default) => {
                let filled = format!("{}.unwrap_or_else(|| {default})", unwrap(&value));
                (value, filled)
            }
            Presence::Extra(_) => {
                let filled = format!("{value}.unwrap_or_default()");
                (value, filled)
            }
        };
        patterns.push(bound);
        let _ = write!(fields, "{}: {value},", slot.field.name);
    }
    let otherwise = if refutable {
        format!(" else {{ return {NONE} }}")
    } else {
        String::new()
    };
    let _ = write!(
        out,
        "#[inline] fn finish(slots: Self::Slots) -> ::core::option::Option<Self> {{ \
         let {} = slots{otherwise}; {SOME}(Self {{ {fields} }}) }}",
        nest(patterns)
    );
}

fn write(slots: &[Slot<'_>], out: &mut String) {
    let mut calls = String::new();
    for slot in slots {
        let (name, wire) = (&slot.field.name, &slot.wire);
        let mapped = format!("&self.{name}.as_ref().map({WIRE}::ForeignRef)");
        let whole = format!("&{WIRE}::ForeignRef(&self.{name})");
        let plain = format!("&self.{name}");
        let pick = |foreign: String| if slot.foreign { foreign } else { plain };
        let _ = match slot.presence {
            Presence::Required | Presence::Default(_) => {
                write!(calls, "sink.put({wire}, {});", pick(whole))
            }
            Presence::Optional => write!(calls, "sink.opt({wire}, {});", pick(mapped)),
            Presence::Lenient => write!(calls, "sink.lenient({wire}, {});", pick(mapped)),
            Presence::Tri => write!(calls, "sink.tri({wire}, {});", pick(mapped)),
            Presence::Extra(_) => write!(calls, "sink.extra(&self.{name});"),
        };
    }
    let unused = if slots.is_empty() {
        "let _ = sink;"
    } else {
        ""
    };
    let _ = write!(
        out,
        "fn write<W: {WIRE}::Sink>(&self, sink: &mut W) {{ {unused} {calls} }}"
    );
}

/// The wire traits by the form that the type has, and serde's by the wire traits.
pub fn delegate(input: &Input, form: &str) -> String {
    let mut out = String::new();
    for wire in ["::oas_runtime::v1::FromWire", "::oas_runtime::v1::ToWire"] {
        let header = input.header(wire, BOUND);
        let _ = write!(out, "{header} {{ type Form = {WIRE}::form::{form}; }}");
    }
    out.push_str(&input.header_with(&format!("{WIRE}::serde::Deserialize<'de>"), BOUND, "'de"));
    let _ = write!(
        out,
        "{{ #[inline] fn deserialize<D: {WIRE}::serde::Deserializer<'de>>(deserializer: D) \
         -> ::core::result::Result<Self, D::Error> {{ ::oas_runtime::v1::FromWire::read(deserializer) }} }}"
    );
    out.push_str(&input.header(&format!("{WIRE}::serde::Serialize"), BOUND));
    let _ = write!(
        out,
        "{{ #[inline] fn serialize<S: {WIRE}::serde::Serializer>(&self, serializer: S) \
         -> ::core::result::Result<S::Ok, S::Error> {{ ::oas_runtime::v1::ToWire::write(self, serializer) }} }}"
    );
    out
}
