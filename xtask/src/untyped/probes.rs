//! What is read at each place: values that are valid, and the same with one part of another kind.
//!
//! Knows schemas, and `jsonschema`, which says what is valid. Must not know types.

use std::collections::{BTreeMap, BTreeSet};

use oas_prove::plan::Probe;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::places::{Definition, Spot, Step};
use crate::prove::draw::{Carrier, Draw};
use crate::prove::files::{At, Files};
use crate::prove::schemas::{Direction, Schemas};
use crate::prove::text::Random;
use crate::prove::validators::Validators;

/// How many values are drawn for a definition, and how often it is tried.
const VALUES: usize = 8;
const ATTEMPTS: usize = 60;

/// All places of a document, and what is read at each.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Plan {
    /// The places.
    pub spots: Vec<Spot>,
    /// The places that no value was drawn for, by their index.
    pub undrawn: Vec<usize>,
    /// What is expected of each probe.
    pub expected: Vec<Expected>,
}

/// What is expected of a probe.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Expected {
    /// The place, by its index; that of the definition where the whole value is meant.
    pub spot: usize,
    /// The kind that is wrong there; `None` where the value is valid.
    pub wrong: Option<String>,
}

/// Draws what is to be read for each definition whose schema `find` knows.
pub fn draw<'a>(
    files: &'a Files,
    seed: &str,
    definitions: Vec<Definition<'_>>,
    find: impl Fn(&Definition<'_>) -> Option<At<'a>>,
) -> (Plan, Vec<Probe>) {
    let named = |def: &Definition<'_>| {
        let inside = def.spots.iter().filter_map(|spot| spot.named);
        inside.chain(def.alternatives.clone()).collect::<Vec<_>>()
    };
    let mut drawing = Drawing {
        plan: Plan::default(),
        probes: Vec::new(),
        held: definitions.iter().flat_map(named).collect(),
        seen: BTreeMap::new(),
    };
    for direction in [Direction::Request, Direction::Reply] {
        let mut schemas = Schemas::new(files, direction);
        let of = definitions.iter();
        let of = of.filter(|def| def.is_sent == (direction == Direction::Request));
        let of: Vec<(&Definition<'_>, Option<usize>)> = of
            .map(|def| (def, find(def).map(|at| schemas.add(at))))
            .collect();
        let mut oracle = Oracle {
            draw: Draw::new(schemas.definitions(), Random::new(seed)),
            strict: Validators::new(schemas.definitions()).with_formats(),
            relaxed: Validators::relaxed(schemas.definitions()),
        };
        for (def, schema) in of {
            oracle.draw.random = Random::new(&format!("{seed} {}", def.place.pointer()));
            drawing.definition(def, schema, &mut oracle);
        }
    }
    (drawing.plan, drawing.probes)
}

/// What is valid, and where values come from.
struct Oracle<'a> {
    draw: Draw<'a>,
    strict: Validators,
    relaxed: Validators,
}

impl Oracle<'_> {
    /// Valid values, each another. Whether null is, is for who uses the definition to say.
    fn values(&mut self, schema: usize) -> Vec<Value> {
        let (mut strict, mut relaxed) = (Vec::new(), Vec::new());
        for attempt in 0..ATTEMPTS {
            // Places deep inside are not reached by chance alone.
            self.draw.is_full = attempt % 2 == 0;
            let Some(value) = self.draw.value(schema, Carrier::Json) else {
                continue;
            };
            if value.is_null() || strict.contains(&value) || relaxed.contains(&value) {
                continue;
            }
            if self.strict.problem(schema, &value).is_none() {
                strict.push(value);
            } else if self.relaxed.problem(schema, &value).is_none() {
                relaxed.push(value);
            }
            if strict.len() >= VALUES {
                break;
            }
        }
        relaxed.truncate(VALUES);
        match strict.is_empty() {
            true => relaxed,
            false => strict,
        }
    }
}

struct Drawing {
    plan: Plan,
    probes: Vec<Probe>,
    /// The definitions that others have values of.
    held: BTreeSet<usize>,
    /// The values of a definition that were part of others.
    seen: BTreeMap<usize, Vec<Value>>,
}

impl Drawing {
    fn definition(&mut self, def: &Definition<'_>, schema: Option<usize>, oracle: &mut Oracle<'_>) {
        let first = self.plan.spots.len();
        self.plan.spots.extend(def.spots.iter().cloned());
        let values = match schema {
            None => Vec::new(),
            // The schema of the whole may say more of it, in another place.
            Some(schema) if def.is_inline && self.held.contains(&def.number) => {
                let mut seen = self.seen.remove(&def.number).unwrap_or_default();
                seen.retain(|value| oracle.relaxed.problem(schema, value).is_none());
                seen
            }
            Some(schema) => oracle.values(schema),
        };
        self.see(def, &values);
        if def.spots.is_empty() {
            return;
        }
        for value in &values {
            self.probe(def.number, first, None, value);
        }
        for (spot, index) in def.spots.iter().zip(first..) {
            let mut is_drawn = false;
            for value in &values {
                if let Some(schema) = schema
                    && let Some(part) = part(&mut value.clone(), &spot.path)
                {
                    let kind = kind(part);
                    is_drawn = true;
                    self.wrong(spot, index, kind, value, |value| {
                        oracle.relaxed.problem(schema, value).is_some()
                    });
                    break;
                }
            }
            if !is_drawn {
                self.plan.undrawn.push(index);
            }
        }
    }

    /// Keeps the parts of values that are of other definitions.
    fn see(&mut self, def: &Definition<'_>, values: &[Value]) {
        for value in values {
            for spot in &def.spots {
                if let (Some(number), Some(part)) =
                    (spot.named, part(&mut value.clone(), &spot.path))
                {
                    self.keep(number, part);
                }
            }
            for &number in &def.alternatives {
                self.keep(number, value);
            }
        }
    }

    fn keep(&mut self, number: usize, value: &Value) {
        let seen = self.seen.entry(number).or_default();
        if !value.is_null() && seen.len() < 2 * VALUES && !seen.contains(value) {
            seen.push(value.clone());
        }
    }

    /// The value with something else at a place, as far as that is not valid.
    fn wrong(
        &mut self,
        spot: &Spot,
        index: usize,
        right: &str,
        value: &Value,
        mut is_wrong: impl FnMut(&Value) -> bool,
    ) {
        for other in [
            Value::Null,
            json!(true),
            json!(7),
            json!(1.5),
            json!("text"),
            json!([]),
            json!({}),
        ] {
            let other_kind = kind(&other);
            // Rules of an alias, and whether it may be null, are for who uses it to say.
            let for_users =
                spot.is_alias && (other_kind == right || spot.path.is_empty() && other.is_null());
            // An empty list or object in place of another is of no wrong kind.
            let is_same = other_kind == right && (other.is_array() || other.is_object());
            if for_users || is_same {
                continue;
            }
            let mut changed = value.clone();
            let Some(place) = part(&mut changed, &spot.path) else {
                continue;
            };
            *place = other.clone();
            if is_wrong(&changed) {
                self.probe(spot.ty, index, Some(other.to_string()), &changed);
            }
        }
    }

    fn probe(&mut self, ty: usize, spot: usize, wrong: Option<String>, value: &Value) {
        self.plan.expected.push(Expected { spot, wrong });
        self.probes.push(Probe {
            ty,
            json: value.to_string(),
        });
    }
}

/// What a path leads to.
fn part<'v>(value: &'v mut Value, path: &[Step]) -> Option<&'v mut Value> {
    let mut at = value;
    for step in path {
        at = match step {
            Step::Member(name) => at.get_mut(name)?,
            Step::At(index) => at.get_mut(index)?,
            Step::Item => at.get_mut(0)?,
            Step::Other(declared) => {
                let members = at.as_object_mut()?.iter_mut();
                let mut others = members.filter(|(name, _)| !declared.contains(name));
                others.next()?.1
            }
        };
    }
    Some(at)
}

/// The kind of a value; numbers are of one.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
