//! `Validate`: the checks of a struct or an enum.

use std::fmt::Write as _;

use crate::error::Error;
use crate::input::{Field, Input, Variant};
use crate::record::{self, Presence, Slot};
use crate::rules::Rules;

const TRAIT: &str = "::oas_runtime::v1::Validate";
const PATH: &str = "::oas_runtime::v1::validate";

/// The keys of structs.
const KEYS: &[&str] = &["closed", "tags", "min_properties", "max_properties"];

/// `derive(Validate)` for a struct.
pub fn expand(input: &Input, fields: &[Field]) -> Result<String, Error> {
    record(input, &record::slots(fields)?)
}

/// The impl for a struct.
pub fn record(input: &Input, slots: &[Slot<'_>]) -> Result<String, Error> {
    let mut own = Rules::default();
    for attr in &input.attrs {
        match attr.key.as_str() {
            "closed" => attr.flag()?,
            "tags" => attr.list().map(|_| ())?,
            "min_properties" | "max_properties" => {
                own.take(attr)?;
            }
            _ => return Err(attr.unknown(KEYS)),
        }
    }
    let mut calls = String::new();
    if let Some(rules) = own.constant() {
        let _ = write!(calls, "check.value(self, {rules});");
    }
    for slot in slots {
        let value = format!("&self.{}", slot.field.name);
        let step = match slot.presence {
            Presence::Extra(_) => None,
            _ => Some(slot.wire.as_str()),
        };
        checks(&mut calls, step, &value, &slot.rules, slot.foreign);
    }
    Ok(implement(input, &calls))
}

/// The checks of one value, below `step` where it has a name.
fn checks(calls: &mut String, step: Option<&str>, value: &str, rules: &Rules, foreign: bool) {
    let constant = rules.constant();
    if constant.is_none() && !rules.check {
        return;
    }
    if let Some(step) = step {
        let _ = write!(calls, "let outer = check.enter({step});");
    }
    if let Some(rules) = constant {
        let value = match foreign {
            true => format!("&::oas_runtime::v1::wire::ForeignRef({value})"),
            false => value.to_owned(),
        };
        let _ = write!(calls, "check.value({value}, {rules});");
    }
    if rules.check {
        let _ = write!(calls, "{TRAIT}::validate({value}, check);");
    }
    if step.is_some() {
        calls.push_str("check.leave(outer);");
    }
}

fn implement(input: &Input, calls: &str) -> String {
    let bound = format!("{TRAIT} + ::oas_runtime::v1::FromWire + ::oas_runtime::v1::ToWire");
    let header = input.header(TRAIT, &bound);
    match calls {
        // Nothing is checked unless it is said.
        "" => format!("{header} {{}}"),
        _ => format!(
            "{header} {{ #[inline] fn validate(&self, check: &mut {PATH}::Check) {{ {calls} }} }}"
        ),
    }
}

/// The impl for an enum of values: one that is not listed is a violation.
pub fn unlisted(input: &Input, other: Option<&str>) -> String {
    let calls = other.map_or_else(String::new, |other| {
        format!("if let Self::{other}(_) = self {{ check.unlisted(); }}")
    });
    implement(input, &calls)
}

/// The impl for a union.
pub fn union(input: &Input, variants: &[(&Variant, Rules, bool)], other: Option<&str>) -> String {
    let mut arms = String::new();
    for (variant, rules, foreign) in variants {
        if rules.check || rules.constant().is_some() {
            let mut calls = String::new();
            checks(&mut calls, None, "content", rules, *foreign);
            let _ = write!(arms, "Self::{}(content) => {{ {calls} }}", variant.name);
        }
    }
    if let Some(other) = other {
        let _ = write!(arms, "Self::{other}(_) => check.unlisted(),");
    }
    if arms.is_empty() {
        return implement(input, "");
    }
    let rest = "#[allow(unreachable_patterns)] _ => {}";
    implement(input, &format!("match self {{ {arms} {rest} }}"))
}

/// `derive(Validate)` for an enum: payloads are checked as those of a union.
pub fn expand_enum(input: &Input, variants: &[Variant]) -> Result<String, Error> {
    let mut checked = Vec::new();
    for variant in variants.iter().filter(|variant| variant.payload.is_some()) {
        let mut rules = Rules::default();
        for attr in &variant.attrs {
            if !rules.take(attr)? {
                return Err(attr.unknown(crate::rules::KEYS));
            }
        }
        checked.push((variant, rules, false));
    }
    Ok(union(input, &checked, None))
}

/// The impl for the parts of a request: each with its name, as a literal, and the value.
pub fn parts<'a>(
    input: &Input,
    parts: impl Iterator<Item = (&'a str, String, &'a Rules)>,
) -> String {
    let mut calls = String::new();
    for (step, value, rules) in parts {
        checks(&mut calls, Some(step), &value, rules, false);
    }
    implement(input, &calls)
}
