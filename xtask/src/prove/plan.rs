//! What is to be sent to each operation, drawn from its schemas.
//!
//! Knows operations as the document writes them. Must not know what the generator makes of them.

use std::collections::{BTreeMap, BTreeSet};

use oas_prove::plan::{Exchange, Operation, Reply};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::draw::{Carrier, Draw};
use super::files::Files;
use super::items::{Event, is_event, written};
use super::operations::{Answer, Body, Codec, Described, Header, Reader, concrete};
use super::text::{Letters, Random};
use super::validators::Validators;

/// How many requests are drawn for an operation, and how many replies for a status.
const REQUESTS: usize = 8;
const REPLIES: usize = 2;
/// How often a value is drawn before it is given up.
const ATTEMPTS: usize = 40;

/// The plan of a document, and how to judge what comes of it.
pub struct Plan {
    /// For the compiled proof.
    pub operations: Vec<Operation>,
    /// For whoever reads what came of it.
    pub judging: Judging,
}

/// What is needed to judge what came of a plan.
#[derive(Serialize, Deserialize)]
pub struct Judging {
    /// For each operation, in the order of the plan.
    pub checks: Vec<Checks>,
    /// The schemas of requests.
    pub requests: Judged,
    /// The schemas of replies.
    pub replies: Judged,
}

/// Schemas by number.
#[derive(Serialize, Deserialize)]
pub struct Judged {
    definitions: Vec<Value>,
    loose: BTreeSet<usize>,
}

impl Judged {
    /// What says whether values are valid.
    pub fn judge(&self) -> Judge {
        Judge::with(&self.definitions, self.loose.clone())
    }
}

/// The schemas of an operation, by number, and what could not be drawn.
#[derive(Default, Serialize, Deserialize)]
pub struct Checks {
    /// Of each part of a request; the body's by its media type.
    parts: BTreeMap<String, usize>,
    /// The media types whose body is a list, the schema being that of its items.
    lists: BTreeSet<String>,
    /// Of each exchange's reply.
    pub replies: Vec<Option<usize>>,
    /// Why something could not be drawn.
    pub undrawn: Vec<String>,
}

impl Checks {
    /// The schema of a part.
    pub fn part(&self, key: &str, media: Option<&str>) -> Option<usize> {
        match (key, media) {
            ("body", Some(media)) => self.parts.get(&format!("body {media}")).copied(),
            _ => self.parts.get(key).copied(),
        }
    }

    /// What a part's schema is about: the part, or the items of a body that is streamed.
    pub fn judged<'v>(&self, key: &str, media: Option<&str>, value: &'v Value) -> &'v [Value] {
        match (key, media, value) {
            ("body", Some(media), Value::Array(items)) if self.lists.contains(media) => items,
            _ => std::slice::from_ref(value),
        }
    }
}

/// The operations of a document: `GET /pets`.
pub fn operations(files: &Files) -> Vec<String> {
    Reader::new(files).titles()
}

/// Draws the plan of a document, for the operations that are chosen.
pub fn draw(files: &Files, seed: &str, chosen: impl Fn(&str) -> bool) -> Plan {
    let mut reader = Reader::new(files);
    let described = reader.operations(chosen);
    let (requests, replies) = (reader.requests.definitions(), reader.replies.definitions());
    let mut drawing = Drawing {
        requests: Judge::new(requests),
        replies: Judge::new(replies),
        request: Draw::new(requests, Random::new(seed)),
        reply: Draw::new(replies, Random::new(seed)),
    };
    let (mut operations, mut checks) = (Vec::new(), Vec::new());
    for operation in described {
        let seed = format!("{seed} {}", operation.key);
        drawing.request.random = Random::new(&seed);
        drawing.reply.random = Random::new(&seed);
        let (planned, check) = drawing.operation(&operation);
        operations.push(planned);
        checks.push(check);
    }
    Plan {
        operations,
        judging: Judging {
            checks,
            requests: drawing.requests.judged(requests),
            replies: drawing.replies.judged(replies),
        },
    }
}

struct Drawing<'a> {
    requests: Judge,
    replies: Judge,
    request: Draw<'a>,
    reply: Draw<'a>,
}

/// Says what is valid: strictly, or, where nothing could be drawn so, without the exclusiveness of `oneOf`.
pub struct Judge {
    strict: Validators,
    relaxed: Validators,
    /// The schemas that nothing could be drawn for strictly.
    loose: BTreeSet<usize>,
}

impl Judge {
    /// For schemas by number.
    pub fn new(definitions: &[Value]) -> Self {
        Self::with(definitions, BTreeSet::new())
    }

    /// The same, where it is known which schemas are not taken strictly.
    pub fn with(definitions: &[Value], loose: BTreeSet<usize>) -> Self {
        Self {
            strict: Validators::new(definitions),
            relaxed: Validators::relaxed(definitions),
            loose,
        }
    }

    fn judged(self, definitions: &[Value]) -> Judged {
        Judged {
            definitions: definitions.to_vec(),
            loose: self.loose,
        }
    }

    /// Why a value is not valid.
    pub fn problem(&mut self, number: usize, value: &Value) -> Option<String> {
        match self.loose.contains(&number) {
            true => self.relaxed.problem(number, value),
            false => self.strict.problem(number, value),
        }
    }
}

impl Drawing<'_> {
    fn operation(&mut self, operation: &Described) -> (Operation, Checks) {
        let mut checks = Checks::default();
        for param in &operation.params {
            checks.parts.insert(param.key.clone(), param.schema);
        }
        for body in &operation.bodies {
            let is_data = match body.codec {
                Codec::Json | Codec::Events | Codec::Lines => true,
                Codec::Form | Codec::Parts => body.files.is_empty(),
                Codec::Text => false,
            };
            if let (Some(schema), true) = (body.schema, is_data) {
                checks.parts.insert(format!("body {}", body.media), schema);
            }
            if matches!(body.codec, Codec::Events | Codec::Lines) && !body.is_list {
                checks.lists.insert(body.media.clone());
            }
        }
        let mut replies = Vec::new();
        for answer in &operation.replies {
            for &status in &answer.statuses {
                for turn in 0..REPLIES.max(answer.bodies.len()) {
                    let head = operation.method == "HEAD";
                    replies.extend(self.answer(answer, status, turn, head, &mut checks));
                }
            }
        }
        if replies.is_empty() {
            // Nothing is declared, or nothing can be drawn: any other reply is to arrive as it is.
            replies.push((empty(599), None));
        }
        let mut exchanges = Vec::new();
        for turn in 0..REQUESTS.max(replies.len()) {
            let Some((parts, media)) = self.parts(operation, turn, &mut checks) else {
                break;
            };
            if let Some((reply, schema)) = replies.get(turn % replies.len()) {
                exchanges.push(Exchange {
                    parts,
                    media,
                    reply: reply.clone(),
                });
                checks.replies.push(*schema);
            }
        }
        let planned = Operation {
            key: operation.key.clone(),
            exchanges,
        };
        (planned, checks)
    }

    /// The parts of a request; `None` where one that is required cannot be drawn.
    fn parts(
        &mut self,
        operation: &Described,
        turn: usize,
        checks: &mut Checks,
    ) -> Option<(BTreeMap<String, Value>, Option<String>)> {
        let mut parts = BTreeMap::new();
        for param in &operation.params {
            if !param.required && self.request.random.percent(40) {
                continue;
            }
            match valid(
                &mut self.request,
                &mut self.requests,
                param.schema,
                param.carrier,
            ) {
                Some(value) => {
                    parts.insert(param.key.clone(), value);
                }
                None => {
                    checks.undrawn.push(why(&mut self.request, &param.key));
                    if param.required {
                        return None;
                    }
                }
            }
        }
        let Some(body) = operation.bodies.get(turn % operation.bodies.len().max(1)) else {
            return Some((parts, None));
        };
        if !operation.body_required && self.request.random.percent(20) {
            return Some((parts, None));
        }
        let value = match body.codec {
            Codec::Events | Codec::Lines => {
                items(&mut self.request, &mut self.requests, body).map(Value::Array)
            }
            _ => drawn(&mut self.request, &mut self.requests, body),
        };
        match value {
            Some(value) => {
                parts.insert("body".to_owned(), value);
                Some((parts, Some(body.media.clone())))
            }
            // A form that may be left out, and of which only the empty one is valid.
            None if !operation.body_required
                && body.codec == Codec::Form
                && body
                    .schema
                    .is_some_and(|schema| self.request.is_empty(schema)) =>
            {
                Some((parts, None))
            }
            None => {
                let part = format!("body {}", body.media);
                checks.undrawn.push(why(&mut self.request, &part));
                (!operation.body_required).then_some((parts, None))
            }
        }
    }

    fn answer(
        &mut self,
        answer: &Answer,
        status: u16,
        turn: usize,
        head: bool,
        checks: &mut Checks,
    ) -> Option<(Reply, Option<usize>)> {
        let mut reply = empty(status);
        for header in &answer.headers {
            if !header.required && self.reply.random.percent(30) {
                continue;
            }
            match self.header(header) {
                Some(text) => {
                    reply.headers.insert(header.name.clone(), text);
                }
                None => {
                    let part = format!("{status} header {}", header.name);
                    checks.undrawn.push(why(&mut self.reply, &part));
                    if header.required {
                        return None;
                    }
                }
            }
        }
        let bodiless = head || matches!(status, 204 | 205 | 304);
        let Some(body) = answer
            .bodies
            .get(turn % answer.bodies.len().max(1))
            .filter(|_| !bodiless)
        else {
            return Some((reply, None));
        };
        reply.media = Some(concrete(&body.media, body.codec));
        let first = match body.codec {
            Codec::Events | Codec::Lines => {
                items(&mut self.reply, &mut self.replies, body).map(Value::Array)
            }
            _ => drawn(&mut self.reply, &mut self.replies, body),
        };
        match (first, body.codec) {
            (Some(Value::String(text)), Codec::Text) => reply.text = text,
            (Some(value), Codec::Json) => {
                reply.text = value.to_string();
                reply.json = Some(value);
                return Some((reply, body.schema));
            }
            (Some(value), Codec::Form) => reply.text = super::text::form(&value)?,
            (Some(Value::Array(items)), Codec::Events) => {
                let events = items.iter().map(|item| written(item, body.event));
                reply.text = events.collect();
            }
            (Some(Value::Array(items)), Codec::Lines) => {
                let mark = match body.media.contains("json-seq") {
                    true => "\u{1e}",
                    false => "",
                };
                let lines = items.iter().map(|item| format!("{mark}{item}\n"));
                reply.text = lines.collect();
            }
            _ => {
                let part = format!("{status} {}", body.media);
                checks.undrawn.push(why(&mut self.reply, &part));
                return None;
            }
        }
        Some((reply, None))
    }

    /// The text of a header.
    fn header(&mut self, header: &Header) -> Option<String> {
        if header.name.eq_ignore_ascii_case("retry-after") {
            return Some("120".to_owned());
        }
        let carrier = match header.as_json {
            true => Carrier::Json,
            false => Carrier::Flat(Letters::Word),
        };
        let value = valid(&mut self.reply, &mut self.replies, header.schema, carrier)?;
        match header.as_json {
            // A header that is null is not sent.
            true if value.is_null() => None,
            true => Some(super::text::ascii(&value)),
            false => simple(&value, header.explode),
        }
    }
}

/// The items of a streamed body: of a list all, otherwise two.
fn items(draw: &mut Draw<'_>, judge: &mut Judge, body: &Body) -> Option<Vec<Value>> {
    let is_told = |item: &Value| {
        let is_whole = (body.codec, body.event) == (Codec::Events, Event::Whole);
        !is_whole || is_event(item)
    };
    let told: Vec<Value> = match (drawn(draw, judge, body)?, body.is_list) {
        (Value::Array(items), true) => items.into_iter().filter(is_told).collect(),
        (first, _) => {
            let more = (0..ATTEMPTS).map_while(|_| drawn(draw, judge, body));
            let all = std::iter::once(first).chain(more);
            all.filter(is_told).take(2).collect()
        }
    };
    (body.is_list || !told.is_empty()).then_some(told)
}

/// What could not be drawn, and the pattern that is too hard, if one is.
fn why(draw: &mut Draw<'_>, part: &str) -> String {
    match draw.strings.hard.take() {
        Some(pattern) => format!("{part}: `{pattern}`"),
        None => part.to_owned(),
    }
}

/// A value that is valid.
fn valid(draw: &mut Draw<'_>, judge: &mut Judge, schema: usize, carrier: Carrier) -> Option<Value> {
    draw.strings.hard = None;
    let mut drawn = Vec::new();
    for _ in 0..ATTEMPTS {
        match draw.value(schema, carrier) {
            Some(value) if judge.problem(schema, &value).is_none() => return Some(value),
            Some(value) => drawn.push(value),
            None => {}
        }
    }
    let found = drawn
        .into_iter()
        .find(|value| judge.relaxed.problem(schema, value).is_none())?;
    judge.loose.insert(schema);
    Some(found)
}

/// A body of a media type.
fn drawn(draw: &mut Draw<'_>, judge: &mut Judge, body: &Body) -> Option<Value> {
    let carrier = match body.codec {
        Codec::Text => {
            let text = super::text::plain(&mut draw.random, Letters::Line, 1, 1_000);
            return Some(Value::String(text));
        }
        Codec::Json | Codec::Events | Codec::Lines => Carrier::Json,
        Codec::Form => Carrier::Form,
        Codec::Parts => Carrier::Parts,
    };
    let Some(schema) = body.schema else {
        return Some(serde_json::json!({ "any": "thing" }));
    };
    draw.as_json.clone_from(&body.as_json);
    let mut value = valid(draw, judge, schema, carrier)?;
    if let (Codec::Parts, Some(parts)) = (body.codec, value.as_object_mut()) {
        for (name, is_list) in &body.files {
            match parts.get_mut(name) {
                Some(Value::Array(files)) if *is_list => {
                    files.iter_mut().for_each(|part| *part = file(draw))
                }
                // One of several possible files is a list of one.
                Some(part) if *is_list => *part = Value::Array(vec![file(draw)]),
                Some(part) => *part = file(draw),
                None => {}
            }
        }
    }
    Some(value)
}

/// A file, as its type reads it from JSON.
fn file(draw: &mut Draw<'_>) -> Value {
    let byte = draw.random.below(256);
    serde_json::json!({
        "file_name": "a file.bin",
        "content_type": "application/octet-stream",
        "bytes": [0, byte, 13, 10, 45, 45],
    })
}

fn empty(status: u16) -> Reply {
    Reply {
        status,
        headers: BTreeMap::new(),
        media: None,
        text: String::new(),
        json: None,
    }
}

/// A header's value in style `simple`.
fn simple(value: &Value, explode: bool) -> Option<String> {
    let scalar = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let texts: Option<Vec<String>> = match value {
        Value::Array(items) => items.iter().map(scalar).collect(),
        Value::Object(object) => {
            let separator = if explode { "=" } else { "," };
            let pair = |(name, value): (&String, &Value)| {
                Some(format!("{name}{separator}{}", scalar(value)?))
            };
            object.iter().map(pair).collect()
        }
        other => return scalar(other),
    };
    texts.map(|texts| texts.join(","))
}
