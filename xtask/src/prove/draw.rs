//! Random values of JSON Schemas: drawn hopefully, and tried again by the caller where they are not valid.
//!
//! Knows the converted schemas. Must not know operations, nor types.

use serde_json::{Map, Number, Value};

use super::merge::{merge, whole};
use super::schemas::{is_empty, referenced};
use super::strings::{Strings, is_dots, is_text};
use super::text::{self, Letters, Random};

/// What the place of a value can carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// JSON: anything.
    Json,
    /// A parameter that is text: lists and objects hold texts only, and nothing is null or empty.
    Flat(Letters),
    /// A parameter in style `deepObject`: the same at any depth.
    Deep,
    /// A form: an object of flat values, or of JSON where its encoding says so.
    Form,
    /// A multipart body: an object of flat values, files, or JSON.
    Parts,
}

/// Draws values.
pub struct Draw<'a> {
    definitions: &'a [Value],
    /// Where chance comes from.
    pub random: Random,
    /// What strings are drawn by.
    pub strings: Strings,
    /// The properties of a form that are sent as JSON.
    pub as_json: Vec<String>,
    /// Whether as much as possible is drawn of what may be left out.
    pub is_full: bool,
    budget: usize,
}

/// How deep optional things are still drawn.
const GENEROUS: usize = 4;
/// How deep anything is drawn.
const DEEPEST: usize = 24;

impl<'a> Draw<'a> {
    /// Draws from `definitions`.
    pub fn new(definitions: &'a [Value], random: Random) -> Self {
        Self {
            definitions,
            random,
            strings: Strings::default(),
            as_json: Vec::new(),
            is_full: false,
            budget: 0,
        }
    }

    /// A value of definition `number`.
    pub fn value(&mut self, number: usize, carrier: Carrier) -> Option<Value> {
        self.budget = 3_000;
        let schema = self.definitions.get(number)?;
        self.of(schema, carrier, 0)
    }

    /// Whether schema `number` is of an object without properties.
    pub fn is_empty(&self, number: usize) -> bool {
        is_empty(self.definitions, number)
    }

    fn of(&mut self, schema: &Value, carrier: Carrier, depth: usize) -> Option<Value> {
        self.budget = self.budget.checked_sub(1)?;
        if depth > DEEPEST || schema == &Value::Bool(false) {
            return None;
        }
        let mut flat = Map::new();
        let mut tags = Vec::new();
        self.flatten(schema, &mut flat, &mut tags, depth, true)?;
        let mut value = self.typed(&flat, carrier, depth)?;
        if let Value::Object(object) = &mut value {
            for (property, tag) in tags {
                object.insert(property, tag);
            }
        }
        Some(value)
    }

    /// Merges what a schema says in several places, and chooses among alternatives.
    fn flatten(
        &mut self,
        schema: &Value,
        flat: &mut Map<String, Value>,
        tags: &mut Vec<(String, Value)>,
        depth: usize,
        is_whole: bool,
    ) -> Option<()> {
        self.budget = self.budget.checked_sub(1)?;
        let Value::Object(schema) = schema else {
            return (schema != &Value::Bool(false)).then_some(());
        };
        let definitions = self.definitions;
        let whole = Value::Object(schema.clone());
        if let Some(number) = referenced(&whole) {
            flat.entry("x-self").or_insert_with(|| number.into());
            self.flatten(definitions.get(number)?, flat, tags, depth + 1, is_whole)?;
        }
        let list = |keyword: &str| schema.get(keyword).and_then(Value::as_array);
        let children = list("x-children").filter(|children| !children.is_empty());
        if let (Some(children), true) = (children, is_whole) {
            let index = self.random.below(children.len());
            self.flatten(&children[index], flat, tags, depth + 1, false)?;
            self.tag(schema, index, tags);
        }
        merge(flat, schema);
        // What extends this one, and is used alone, has its tag if that is required.
        let mut children = children.into_iter().flatten();
        let alone = children
            .position(|child| referenced(child).map(Value::from).as_ref() == flat.get("x-self"));
        let required = flat.get("required").and_then(Value::as_array);
        if let (Some(index), Some(required)) = (alone, required)
            && schema
                .get("x-tag")
                .is_some_and(|tag| required.contains(tag))
        {
            self.tag(schema, index, tags);
        }
        for part in list("allOf").into_iter().flatten() {
            // An inline `allOf` of one is a reference with words of its own.
            let is_alone =
                list("allOf").map(Vec::len) == Some(1) && !schema.contains_key("x-component");
            self.flatten(part, flat, tags, depth + 1, is_whole && is_alone)?;
        }
        for keyword in ["oneOf", "anyOf"] {
            let Some(branches) = list(keyword) else {
                continue;
            };
            let first = self.random.below(branches.len());
            let branches = branches.iter().enumerate();
            let turned = branches.clone().skip(first).chain(branches.take(first));
            let mut chosen = false;
            for (index, branch) in turned {
                let (mut attempt, before) = (flat.clone(), tags.len());
                if self
                    .flatten(branch, &mut attempt, tags, depth + 1, is_whole)
                    .is_some()
                {
                    *flat = attempt;
                    self.tag(schema, index, tags);
                    chosen = true;
                    break;
                }
                tags.truncate(before);
            }
            if !chosen {
                return None;
            }
        }
        (depth < DEEPEST * 2).then_some(())
    }

    fn tag(&self, schema: &Map<String, Value>, index: usize, tags: &mut Vec<(String, Value)>) {
        let property = schema.get("x-tag").and_then(Value::as_str);
        let tag = schema.get("x-tags").and_then(|tags| tags.get(index));
        if let (Some(property), Some(tag @ Value::String(_))) = (property, tag)
            && !tags.iter().any(|(other, _)| other == property)
        {
            tags.push((property.to_owned(), tag.clone()));
        }
    }

    fn typed(
        &mut self,
        flat: &Map<String, Value>,
        carrier: Carrier,
        depth: usize,
    ) -> Option<Value> {
        let in_json = carrier == Carrier::Json;
        if let Some(values) = flat.get("enum").and_then(Value::as_array) {
            let fits = |value: &&Value| !value.is_null() && (in_json || is_text(value));
            let fitting: Vec<&Value> = values.iter().filter(fits).collect();
            return match self.random.of(&fitting) {
                Some(value) => Some((*value).clone()),
                None => values
                    .first()
                    .filter(|value| in_json || value.as_str() == Some(""))
                    .cloned(),
            };
        }
        match self.choose_type(flat, in_json)?.as_str() {
            "null" => in_json.then_some(Value::Null),
            "boolean" => Some(Value::Bool(self.random.percent(50))),
            "integer" => self.integer(flat),
            "number" => self.number(flat),
            "string" => self.string(flat, carrier).map(Value::String),
            "array" => self.array(flat, carrier, depth),
            "object" => self.object(flat, carrier, depth),
            _ => self.anything(carrier),
        }
    }

    fn choose_type(&mut self, flat: &Map<String, Value>, in_json: bool) -> Option<String> {
        if let Some(types) = flat.get("type").and_then(Value::as_array) {
            let names: Vec<&str> = types.iter().filter_map(Value::as_str).collect();
            let some: Vec<&str> = names
                .iter()
                .copied()
                .filter(|name| *name != "null")
                .collect();
            let null = names.len() > some.len() && in_json;
            if null && (some.is_empty() || self.random.percent(20)) {
                return Some("null".to_owned());
            }
            return self.random.of(&some).map(|name| (*name).to_owned());
        }
        let has = |keywords: &[&str]| keywords.iter().any(|keyword| flat.contains_key(*keyword));
        Some(
            match () {
                () if has(&[
                    "properties",
                    "required",
                    "additionalProperties",
                    "patternProperties",
                ]) =>
                {
                    "object"
                }
                () if has(&["items", "prefixItems", "minItems"]) => "array",
                () if has(&["pattern", "format", "minLength", "maxLength"]) => "string",
                () if has(&["minimum", "maximum", "multipleOf"]) => "number",
                () => "any",
            }
            .to_owned(),
        )
    }

    fn anything(&mut self, carrier: Carrier) -> Option<Value> {
        if carrier != Carrier::Json {
            return self.string(&Map::new(), carrier).map(Value::String);
        }
        Some(match self.random.below(5) {
            0 => Value::Bool(true),
            1 => Value::from(self.random.below(1000)),
            2 => serde_json::json!({ "any": ["thing", 1, null] }),
            3 => serde_json::json!([1.5, "two"]),
            _ => Value::from("text"),
        })
    }

    fn integer(&mut self, flat: &Map<String, Value>) -> Option<Value> {
        let bound = |keyword: &str| flat.get(keyword).and_then(whole);
        let format = flat
            .get("format")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let unsigned = format.starts_with('u');
        let lower = bound("minimum").max(bound("exclusiveMinimum").map(|n| n + 1));
        let upper = match (bound("maximum"), bound("exclusiveMaximum").map(|n| n - 1)) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let (small, large) = match lower {
            Some(lower) => (lower, upper.unwrap_or(lower.saturating_add(100))),
            None => {
                let upper = upper.unwrap_or(100);
                let least = if unsigned {
                    0
                } else {
                    upper.saturating_sub(150)
                };
                (least, upper)
            }
        };
        let step = bound("multipleOf").filter(|step| *step > 0).unwrap_or(1);
        let first = small.div_euclid(step) + i128::from(small.rem_euclid(step) != 0);
        let span = large
            .div_euclid(step)
            .checked_sub(first)
            .filter(|span| *span >= 0)?;
        let span = usize::try_from(span.min(1_000_000)).ok()?;
        let value = (first + self.random.below(span + 1) as i128) * step;
        let number = i64::try_from(value).map(Number::from);
        number
            .or_else(|_| u64::try_from(value).map(Number::from))
            .ok()
            .map(Value::Number)
    }

    fn number(&mut self, flat: &Map<String, Value>) -> Option<Value> {
        let bound = |keyword: &str| flat.get(keyword).and_then(Value::as_f64);
        if bound("multipleOf").is_some() {
            let step = bound("multipleOf")?;
            let least = bound("minimum")
                .or(bound("exclusiveMinimum"))
                .unwrap_or(0.0);
            let times = (least / step).ceil() + 1.0 + self.random.below(5) as f64;
            return Number::from_f64(times * step).map(Value::Number);
        }
        let lower = bound("minimum").or(bound("exclusiveMinimum"));
        let upper = bound("maximum").or(bound("exclusiveMaximum"));
        let (from, to) = match (lower, upper) {
            (Some(from), Some(to)) => (from, to),
            (Some(from), None) => (from, from + 100.0),
            (None, Some(to)) => (to - 100.0, to),
            (None, None) => (-50.0, 50.0),
        };
        let part = (1 + self.random.below(15)) as f64 / 16.0;
        let number = from + (to - from) * part;
        // Of a smaller type: what it can hold, by the text that is read into it.
        let number = match flat.get("format").and_then(Value::as_str) {
            Some("float" | "float32") => (number as f32).to_string().parse().ok()?,
            _ => number,
        };
        Number::from_f64(number).map(Value::Number)
    }

    fn string(&mut self, flat: &Map<String, Value>, carrier: Carrier) -> Option<String> {
        let letters = match carrier {
            Carrier::Json => Letters::Any,
            Carrier::Flat(letters) => letters,
            Carrier::Deep | Carrier::Form | Carrier::Parts => Letters::Line,
        };
        let in_json = carrier == Carrier::Json;
        let text = self.strings.draw(&mut self.random, flat, letters, in_json);
        text.filter(|text| in_json || !is_dots(text))
    }

    fn array(
        &mut self,
        flat: &Map<String, Value>,
        carrier: Carrier,
        depth: usize,
    ) -> Option<Value> {
        let inner = match carrier {
            Carrier::Json | Carrier::Deep => carrier,
            Carrier::Flat(_) if depth > 0 => return None,
            Carrier::Flat(letters) => Carrier::Flat(letters),
            Carrier::Form | Carrier::Parts if depth > 1 => return None,
            other => other,
        };
        let count = |keyword: &str| flat.get(keyword).and_then(Value::as_u64);
        let mut items = Vec::new();
        for schema in flat
            .get("prefixItems")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            items.push(self.of(schema, inner, depth + 1)?);
        }
        let least = count("minItems")
            .unwrap_or(0)
            .max(u64::from(carrier != Carrier::Json));
        let most = count("maxItems").unwrap_or(least + 3);
        let extra = self.more(depth) as u64;
        let wanted = (least + extra).min(most).min(2_000) as usize;
        let any = Value::Bool(true);
        let schema = flat.get("items").unwrap_or(&any);
        let unique = flat.get("uniqueItems") == Some(&Value::Bool(true));
        for _ in 0..wanted * 4 {
            if items.len() >= wanted {
                break;
            }
            match self.of(schema, inner, depth + 1) {
                Some(item) if unique && items.contains(&item) => {}
                Some(item) => items.push(item),
                None if items.len() as u64 >= least => break,
                None => return None,
            }
        }
        Some(Value::Array(items))
    }

    /// How many items or members there are beyond those that must be.
    fn more(&mut self, depth: usize) -> usize {
        match depth {
            _ if depth > GENEROUS => 0,
            _ if self.is_full => 1 + self.random.below(2),
            _ => self.random.below(3),
        }
    }

    fn object(
        &mut self,
        flat: &Map<String, Value>,
        carrier: Carrier,
        depth: usize,
    ) -> Option<Value> {
        if depth > 0 && matches!(carrier, Carrier::Flat(_) | Carrier::Form) {
            return None;
        }
        let as_json = match (carrier, depth) {
            (Carrier::Form, 0) => self.as_json.clone(),
            _ => Vec::new(),
        };
        let inner = match carrier {
            Carrier::Parts if depth > 0 => Carrier::Json,
            other => other,
        };
        let required: Vec<&str> = flat
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let least = flat
            .get("minProperties")
            .and_then(Value::as_u64)
            .unwrap_or(0) as usize;
        let mut object = Map::new();
        let empty = Map::new();
        let properties = flat
            .get("properties")
            .and_then(Value::as_object)
            .unwrap_or(&empty);
        let chance = match depth {
            _ if depth > GENEROUS => 0,
            _ if self.is_full => 95,
            _ => 60 - 10 * depth,
        };
        for (name, schema) in properties {
            let must = required.contains(&name.as_str());
            let wanted = must || self.random.percent(chance) || object.len() < least;
            if !wanted {
                continue;
            }
            let inner = match as_json.contains(name) {
                true => Carrier::Json,
                false => inner,
            };
            match self.of(schema, inner, depth + 1) {
                Some(value) => {
                    object.insert(name.clone(), value);
                }
                None if must => return None,
                None => {}
            }
        }
        for name in required {
            if !object.contains_key(name) {
                let any = Value::Bool(true);
                let schema = flat.get("additionalProperties").unwrap_or(&any);
                let value = self.of(schema, inner, depth + 1)?;
                object.insert(name.to_owned(), value);
            }
        }
        self.others(flat, inner, depth, least, &mut object)?;
        if carrier != Carrier::Json && object.is_empty() {
            return None;
        }
        Some(Value::Object(object))
    }

    /// Properties that only `patternProperties` or `additionalProperties` know.
    fn others(
        &mut self,
        flat: &Map<String, Value>,
        carrier: Carrier,
        depth: usize,
        least: usize,
        object: &mut Map<String, Value>,
    ) -> Option<()> {
        let patterns = flat.get("patternProperties").and_then(Value::as_object);
        for (pattern, schema) in patterns.into_iter().flatten() {
            if self.random.percent(50)
                && depth <= GENEROUS
                && let Some(name) = text::matching(&mut self.random, pattern)
                && let Some(value) = self.of(schema, carrier, depth + 1)
            {
                object.entry(name).or_insert(value);
            }
        }
        let any = Value::Bool(true);
        let schema = match flat.get("additionalProperties") {
            Some(schema @ Value::Object(_)) => schema,
            Some(Value::Bool(false)) => return Some(()),
            // What no keyword says anything about is ignored on reading where properties are declared.
            _ if flat.contains_key("properties") || patterns.is_some() => return Some(()),
            _ => &any,
        };
        let wanted = self.more(depth);
        for _ in 0..wanted.max(least.saturating_sub(object.len())) {
            let name = match flat.get("propertyNames") {
                Some(names) => self
                    .of(names, Carrier::Json, depth + 1)?
                    .as_str()?
                    .to_owned(),
                None => format!("key{}", self.random.below(100)),
            };
            if let Some(value) = self.of(schema, carrier, depth + 1) {
                object.entry(name).or_insert(value);
            }
        }
        Some(())
    }
}
