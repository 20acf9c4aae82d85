//! Unions: enums whose variants hold the alternatives.

use std::fmt::Write as _;

use crate::error::Error;
use crate::input::{Input, Type, Variant};
use crate::record::delegate;
use crate::rules::{self, Rules};
use crate::validate;

const WIRE: &str = "::oas_runtime::v1::wire";

/// The keys of variants, beside the constraints.
const KEYS: &[&str] = &["tag", "keep_tag", "serde", "from", "unknown"];

struct Alternative<'a> {
    variant: &'a Variant,
    payload: &'a Type,
    tags: Vec<String>,
    keep: bool,
    foreign: bool,
    from: bool,
    unknown: bool,
    rules: Rules,
}

/// All impls of a union; `tag` is the discriminator, as a literal.
pub fn expand(input: &Input, variants: &[Variant], tag: Option<&str>) -> Result<String, Error> {
    let mut list = Vec::new();
    for variant in variants {
        list.push(alternative(variant, tag.is_some())?);
    }
    list.sort_by_key(|alternative| alternative.unknown);
    if let [.., a, b] = &list[..]
        && a.unknown
        && b.unknown
    {
        return Err(Error::at(b.variant.span, "one variant can be `unknown`"));
    }
    let mut out = input.header(
        &format!("{WIRE}::Union"),
        "::oas_runtime::v1::FromWire + ::oas_runtime::v1::ToWire",
    );
    out.push('{');
    table(input, &list, tag, &mut out);
    functions(&list, tag, &mut out);
    out.push('}');
    for alternative in &list {
        if alternative.from {
            from(input, alternative, &mut out);
        }
    }
    out.push_str(&delegate(input, "Choice"));
    let other = list.iter().find(|alternative| alternative.unknown);
    let other = other.map(|alternative| alternative.variant.name.as_str());
    let known = list.into_iter().filter(|alternative| !alternative.unknown);
    let checked: Vec<_> = known.map(|a| (a.variant, a.rules, a.foreign)).collect();
    out.push_str(&validate::union(input, &checked, other));
    Ok(out)
}

fn alternative(variant: &Variant, tagged: bool) -> Result<Alternative<'_>, Error> {
    let Some(payload) = &variant.payload else {
        return Err(Error::at(
            variant.span,
            "a variant of a union holds its content",
        ));
    };
    let mut out = Alternative {
        variant,
        payload,
        tags: Vec::new(),
        keep: false,
        foreign: false,
        from: false,
        unknown: false,
        rules: Rules::default(),
    };
    for attr in &variant.attrs {
        match attr.key.as_str() {
            "tag" if tagged => out.tags.push(attr.string()?.to_owned()),
            "keep_tag" if tagged => attr.flag().map(|()| out.keep = true)?,
            "tag" | "keep_tag" => {
                let message = "the union has no discriminator: say `#[wire(tag = \"…\")]` on it";
                return Err(Error::at(attr.span, message));
            }
            "serde" => attr.flag().map(|()| out.foreign = true)?,
            "from" => attr.flag().map(|()| out.from = true)?,
            "unknown" => attr.flag().map(|()| out.unknown = true)?,
            _ if out.rules.take(attr)? => {}
            _ => return Err(attr.unknown(&[KEYS, rules::KEYS].concat())),
        }
    }
    if tagged && out.tags.is_empty() && !out.unknown {
        out.tags.push(format!("{:?}", variant.name));
    }
    Ok(out)
}

fn table(input: &Input, list: &[Alternative<'_>], tag: Option<&str>, out: &mut String) {
    let (mut tags, mut names, mut keep, mut open) =
        (String::new(), String::new(), String::new(), false);
    for (index, alternative) in list.iter().enumerate() {
        let _ = write!(names, "{:?},", alternative.variant.name);
        for tag in &alternative.tags {
            let _ = write!(tags, "({tag}, {index}),");
        }
        if alternative.keep {
            let _ = write!(keep, "{index},");
        }
        open |= alternative.unknown;
    }
    let name = &input.name;
    let tag = match tag {
        Some(tag) => format!("::core::option::Option::Some({tag})"),
        None => "::core::option::Option::None".to_owned(),
    };
    let _ = write!(
        out,
        "const TABLE: &'static {WIRE}::UnionTable = &{WIRE}::UnionTable {{ name: {name:?}, tag: {tag}, \
         tags: &[{tags}], variants: &[{names}], keep: &[{keep}], open: {open} }};"
    );
}

fn functions(list: &[Alternative<'_>], tag: Option<&str>, out: &mut String) {
    let (mut read, mut rank, mut write) = (String::new(), String::new(), String::new());
    for (index, alternative) in list.iter().enumerate() {
        let name = &alternative.variant.name;
        let ty = &alternative.payload.text;
        let arm = if index + 1 == list.len() {
            "_".to_owned()
        } else {
            index.to_string()
        };
        let (make, value, ty) = match alternative.foreign {
            true => (
                format!("|content: {WIRE}::Foreign<{ty}>| Self::{name}(content.0)"),
                format!("&{WIRE}::ForeignRef(content)"),
                format!("{WIRE}::Foreign<{ty}>"),
            ),
            false => (format!("Self::{name}"), "content".to_owned(), ty.clone()),
        };
        let _ = write!(read, "{arm} => {WIRE}::variant(content, {make}),");
        let _ = write!(
            rank,
            "{arm} => <{ty} as ::oas_runtime::v1::FromWire>::rank(value),"
        );
        let _ = write!(
            write,
            "Self::{name}(content) => writer.content({index}, {value}),"
        );
    }
    let rank = match tag {
        // The discriminator decides.
        Some(_) => format!("let _ = (index, value); {WIRE}::Rank::ANY"),
        None => format!("match index {{ {rank} }}"),
    };
    let _ = write!(
        out,
        "fn read<'de, C: {WIRE}::Content<'de>>(index: usize, content: C) \
         -> ::core::result::Result<Self, C::Error> {{ match index {{ {read} }} }} \
         #[inline] fn rank(index: usize, value: &{WIRE}::Buf) -> {WIRE}::Rank {{ {rank} }} \
         fn write<S: {WIRE}::serde::Serializer>(&self, writer: {WIRE}::UnionWriter<'_, S>) \
         -> ::core::result::Result<S::Ok, S::Error> {{ match self {{ {write} }} }}"
    );
}

/// `From` of the content, and of what is in the box.
fn from(input: &Input, alternative: &Alternative<'_>, out: &mut String) {
    let name = &alternative.variant.name;
    let payload = alternative.payload;
    let (ty, value) = match payload.outer.as_str() {
        "Box" => (&payload.inner, "::std::boxed::Box::new(content)"),
        _ => (&payload.text, "content"),
    };
    let header = input.header(&format!("::core::convert::From<{ty}>"), "");
    let _ = write!(
        out,
        "{header} {{ #[inline] fn from(content: {ty}) -> Self {{ Self::{name}({value}) }} }}"
    );
}
