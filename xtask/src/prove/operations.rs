//! The operations of a document as it is written, their schemas gathered by number.
//!
//! Knows OpenAPI's objects. Must not know what the generator makes of them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::credentials;
use super::draw::Carrier;
use super::files::{At, Files, Spot};
use super::items::{self, Event};
use super::multipart::{is_file, is_one_or_more, is_untyped, not_null};
use super::schemas::{Direction, Schemas};
use super::templates;
use super::text::Letters;

const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// An operation.
pub struct Described {
    /// `GET /pets`, or the place of a webhook or callback.
    pub key: String,
    /// Upper case.
    pub method: String,
    /// Its own, and its path's.
    pub params: Vec<Param>,
    /// The body, by media type.
    pub bodies: Vec<Body>,
    /// Whether the body must be there.
    pub body_required: bool,
    /// The declared responses.
    pub replies: Vec<Answer>,
}

/// Where an operation is.
struct Declared<'a> {
    key: String,
    method: String,
    path: &'a str,
    item: At<'a>,
    operation: Spot<'a>,
}

/// A parameter.
pub struct Param {
    /// `query:limit`
    pub key: String,
    /// Whether it must be there.
    pub required: bool,
    /// What it can carry.
    pub carrier: Carrier,
    /// Its schema.
    pub schema: usize,
}

/// A body of one media type.
pub struct Body {
    /// The media type.
    pub media: String,
    /// What that means.
    pub codec: Codec,
    /// Its schema.
    pub schema: Option<usize>,
    /// The properties that are files, and whether they are lists of them.
    pub files: Vec<(String, bool)>,
    /// The properties that are encoded as JSON.
    pub as_json: Vec<String>,
    /// Of items: whether the schema is that of the list of all.
    pub is_list: bool,
    /// Of server-sent events: what stands in them.
    pub event: Event,
}

/// A declared response.
pub struct Answer {
    /// The statuses to try.
    pub statuses: Vec<u16>,
    /// The declared headers.
    pub headers: Vec<Header>,
    /// The body, by media type.
    pub bodies: Vec<Body>,
}

/// A header of a response.
pub struct Header {
    /// Its name.
    pub name: String,
    /// Whether it must be there.
    pub required: bool,
    /// How lists and objects are written.
    pub explode: bool,
    /// Whether the value is JSON.
    pub as_json: bool,
    /// Its schema.
    pub schema: usize,
}

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// JSON.
    Json,
    /// A text, whatever it means.
    Text,
    /// A form.
    Form,
    /// Parts.
    Parts,
    /// Server-sent events.
    Events,
    /// Lines of JSON.
    Lines,
}

/// Reads operations, and gathers the schemas that they name.
pub struct Reader<'a> {
    /// The document.
    pub files: &'a Files,
    /// The schemas of requests.
    pub requests: Schemas<'a>,
    /// The schemas of replies.
    pub replies: Schemas<'a>,
}

impl<'a> Reader<'a> {
    /// Nothing was read yet.
    pub fn new(files: &'a Files) -> Self {
        Self {
            files,
            requests: Schemas::new(files, Direction::Request),
            replies: Schemas::new(files, Direction::Reply),
        }
    }

    /// What all operations are called: `GET /pets`; webhooks and callbacks by their place in the document.
    pub fn titles(&self) -> Vec<String> {
        let all = self.declared().into_iter();
        all.map(|declared| declared.key).collect()
    }

    /// The operations that are chosen.
    pub fn operations(&mut self, chosen: impl Fn(&str) -> bool) -> Vec<Described> {
        let declared = self.declared().into_iter();
        let declared = declared.filter(|declared| chosen(&declared.key));
        declared.map(|declared| self.operation(&declared)).collect()
    }

    /// Paths, webhooks, and the callbacks of both.
    fn declared(&self) -> Vec<Declared<'a>> {
        let mut declared = Vec::new();
        let root = Spot::root(self.files.root());
        for (path, item) in root.child("paths").iter().flat_map(Spot::members) {
            if path.starts_with('/') {
                self.item(path, true, item, &mut declared);
            }
        }
        for (name, item) in root.child("webhooks").iter().flat_map(Spot::members) {
            self.item(name, false, item, &mut declared);
        }
        let mut next = 0;
        while let Some(operation) = declared.get(next).map(|one| one.operation.clone()) {
            for (_, callback) in operation.child("callbacks").iter().flat_map(Spot::members) {
                let callback = self.files.spot(callback);
                for (expression, item) in callback.iter().flat_map(Spot::members) {
                    self.item(expression, false, item, &mut declared);
                }
            }
            next += 1;
        }
        declared
    }

    fn item(&self, path: &'a str, is_path: bool, item: Spot<'a>, out: &mut Vec<Declared<'a>>) {
        let Some(item) = self.files.spot(item) else {
            return;
        };
        for &method in METHODS {
            let operation = item.child(method);
            let Some(operation) = operation.and_then(|spot| self.files.spot(spot)) else {
                continue;
            };
            let method = method.to_ascii_uppercase();
            let key = match is_path {
                true => format!("{method} {path}"),
                false => operation.place(),
            };
            if !out.iter().any(|other| other.key == key) {
                out.push(Declared {
                    key,
                    method,
                    path,
                    item: item.at,
                    operation,
                });
            }
        }
    }

    fn operation(&mut self, declared: &Declared<'a>) -> Described {
        let (path, item, operation) = (declared.path, declared.item, declared.operation.at);
        let mut params: BTreeMap<String, Param> = BTreeMap::new();
        for list in [item.get("parameters"), operation.get("parameters")] {
            for param in list.into_iter().flat_map(At::items) {
                if let Some(param) = self.param(param) {
                    params.insert(param.key.clone(), param);
                }
            }
        }
        let keys = credentials::keys(self.files, operation);
        params.retain(|key, _| {
            let (location, name) = key.split_once(':').unwrap_or_default();
            !keys.contains(&credentials::of(location, name))
        });
        // A callback's expression has other things in braces.
        let is_path = declared.path.starts_with('/');
        let undeclared = match is_path {
            true => templates::fit(path, &mut params),
            false => Vec::new(),
        };
        for key in undeclared {
            let param = Param {
                key: key.clone(),
                required: true,
                carrier: Carrier::Flat(Letters::Word),
                schema: self.requests.text(),
            };
            params.insert(key, param);
        }
        let body = operation
            .get("requestBody")
            .and_then(|body| self.files.follow(body));
        let sent = body.map(|body| bodies(self.files, &mut self.requests, body));
        let required = body.and_then(|body| body.value.get("required")?.as_bool());
        let answers: Vec<(&str, At<'a>)> = operation
            .get("responses")
            .into_iter()
            .flat_map(At::members)
            .collect();
        let codes: Vec<&str> = answers.iter().map(|(code, _)| *code).collect();
        let replies = answers.iter().filter_map(|(code, answer)| {
            let answer = self.files.follow(*answer)?;
            let statuses = statuses(code, &codes)?;
            Some(Answer {
                statuses,
                headers: self.headers(answer),
                bodies: bodies(self.files, &mut self.replies, answer),
            })
        });
        let replies = replies.collect();
        Described {
            key: declared.key.clone(),
            method: declared.method.clone(),
            params: params.into_values().collect(),
            bodies: sent.unwrap_or_default(),
            body_required: required.unwrap_or(false),
            replies,
        }
    }

    fn param(&mut self, param: At<'a>) -> Option<Param> {
        let param = self.files.follow(param)?;
        let text = |key: &str| param.value.get(key).and_then(Value::as_str);
        let (name, location) = (text("name")?, text("in")?);
        let reserved = ["accept", "content-type", "authorization"];
        if location == "header" && reserved.contains(&name.to_ascii_lowercase().as_str()) {
            return None;
        }
        let flag = |key: &str| param.value.get(key) == Some(&Value::Bool(true));
        let required = location == "path" || flag("required");
        let key = format!("{location}:{name}");
        if let Some((_, media)) = param
            .get("content")
            .and_then(|content| content.members().next())
        {
            let schema = media.get("schema")?;
            let carrier = match location {
                "header" | "cookie" => Carrier::Flat(Letters::Word),
                _ => Carrier::Json,
            };
            let schema = self.requests.add(schema);
            return Some(Param {
                key,
                required,
                carrier,
                schema,
            });
        }
        let schema = param.get("schema")?;
        let followed = self.files.follow(schema).map(|schema| schema.value);
        let is_list = followed.is_some_and(|schema| schema.get("items").is_some());
        let carrier = match (location, text("style")) {
            ("query", Some("deepObject")) => Carrier::Deep,
            ("query", None | Some("form")) if !flag("allowReserved") => {
                Carrier::Flat(Letters::Line)
            }
            ("path", None | Some("simple")) if !is_list => Carrier::Flat(Letters::Line),
            _ => Carrier::Flat(Letters::Word),
        };
        let schema = self.requests.add(schema);
        Some(Param {
            key,
            required,
            carrier,
            schema,
        })
    }

    fn headers(&mut self, answer: At<'a>) -> Vec<Header> {
        let ignored = [
            "content-type",
            "content-length",
            "transfer-encoding",
            "connection",
        ];
        let headers = answer.get("headers").into_iter().flat_map(At::members);
        let headers =
            headers.filter(|(name, _)| !ignored.contains(&name.to_ascii_lowercase().as_str()));
        let mut read = Vec::new();
        for (name, header) in headers {
            let Some(header) = self.files.follow(header) else {
                continue;
            };
            let media = header
                .get("content")
                .and_then(|content| content.members().next());
            let schema = match media {
                Some((_, media)) => media.get("schema"),
                None => header.get("schema"),
            };
            let Some(schema) = schema else {
                continue;
            };
            let flag = |key: &str| header.value.get(key) == Some(&Value::Bool(true));
            read.push(Header {
                name: name.to_owned(),
                required: flag("required"),
                explode: flag("explode"),
                as_json: media.is_some_and(|(media, _)| media.contains("json")),
                schema: self.replies.add(schema),
            });
        }
        read
    }
}

fn bodies<'a>(files: &'a Files, schemas: &mut Schemas<'a>, described: At<'a>) -> Vec<Body> {
    let content = described.get("content").into_iter().flat_map(At::members);
    content
        .map(|(media, described)| {
            let item = described.get("itemSchema");
            let schema = item.or_else(|| described.get("schema"));
            let followed = schema.and_then(|schema| files.follow(schema));
            let is_list = item.is_none() && followed.is_some_and(|at| at.get("items").is_some());
            let one = match is_list {
                true => followed
                    .and_then(|list| list.get("items"))
                    .and_then(|items| files.follow(items)),
                false => followed,
            };
            let properties = schema.and_then(|schema| files.follow(schema)?.get("properties"));
            let encodings = described.get("encoding").into_iter().flat_map(At::members);
            let as_json = encodings.filter(|(_, encoding)| {
                let media = encoding.value.get("contentType").and_then(Value::as_str);
                media.is_some_and(|media| media.contains("json"))
            });
            let as_json: Vec<String> = as_json.map(|(name, _)| name.to_owned()).collect();
            let binary = |(name, property): (&'a str, At<'a>)| {
                let property = not_null(files, property)?;
                if is_one_or_more(files, property) {
                    return Some((name.to_owned(), true));
                }
                let items = property.get("items").and_then(|items| files.follow(items));
                let part = items.unwrap_or(property);
                let is_raw =
                    !files.is_3_0 && is_untyped(part) && !as_json.iter().any(|n| n == name);
                (is_file(part) || is_raw).then(|| (name.to_owned(), items.is_some()))
            };
            Body {
                is_list,
                event: one.map_or(Event::Text, |one| items::event(files, one)),
                media: media.to_owned(),
                codec: codec(media, schema.and_then(|schema| files.follow(schema))),
                files: properties
                    .into_iter()
                    .flat_map(At::members)
                    .filter_map(binary)
                    .collect(),
                as_json,
                schema: schema.map(|schema| schemas.add(schema)),
            }
        })
        .collect()
}

fn codec(media: &str, schema: Option<At<'_>>) -> Codec {
    let essence = media.split(';').next().unwrap_or_default().trim();
    match essence.to_ascii_lowercase().as_str() {
        "application/x-www-form-urlencoded" => Codec::Form,
        "text/event-stream" => Codec::Events,
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/jsonlines"
        | "application/x-jsonlines"
        | "application/json-seq" => Codec::Lines,
        "*/*" | "*" | "application/*" => any_codec(schema),
        other if other.starts_with("multipart/") => Codec::Parts,
        other if other.ends_with("json") && !schema.is_some_and(is_file) => Codec::Json,
        _ => Codec::Text,
    }
}

/// What a media type that says nothing means: bytes, text, or JSON.
fn any_codec(schema: Option<At<'_>>) -> Codec {
    let text = |key: &str| schema.and_then(|at| at.value.get(key)?.as_str());
    let says = |key: &&str| schema.is_some_and(|at| at.value.get(*key).is_some());
    let structure = [
        "properties",
        "items",
        "allOf",
        "oneOf",
        "anyOf",
        "enum",
        "additionalProperties",
    ];
    match text("type") {
        Some("string") if !says(&"enum") => Codec::Text,
        None if !structure.iter().any(says) => Codec::Text,
        _ => Codec::Json,
    }
}

/// The media type that is sent for a declared one.
pub fn concrete(media: &str, codec: Codec) -> String {
    match (media.trim(), codec) {
        ("*/*" | "*" | "application/*", Codec::Json) => "application/json".to_owned(),
        ("*/*" | "*" | "application/*", _) => "application/octet-stream".to_owned(),
        ("text/*", _) => "text/plain".to_owned(),
        (media, _) => media.to_owned(),
    }
}

/// The statuses to answer with for a key of `responses`; `None` for one that cannot be tried.
fn statuses(code: &str, declared: &[&str]) -> Option<Vec<u16>> {
    if code == "default" {
        let success = declared.iter().any(|code| code.starts_with('2'));
        let free = |status: &u16| !covers(declared, *status);
        let failure = [418, 599].into_iter().find(free);
        return Some(if success {
            failure.into_iter().collect()
        } else {
            vec![200]
        });
    }
    if let Ok(status) = code.parse::<u16>() {
        return (200..=599).contains(&status).then(|| vec![status]);
    }
    let class = code.chars().next()?.to_digit(10)? as u16;
    let taken = |status: u16| declared.contains(&status.to_string().as_str());
    let status = (class * 100..class * 100 + 99).find(|status| !taken(*status))?;
    (200..=599).contains(&status).then(|| vec![status])
}

fn covers(declared: &[&str], status: u16) -> bool {
    let class = status / 100;
    let range = [
        format!("{class}XX"),
        format!("{class}xx"),
        status.to_string(),
    ];
    declared
        .iter()
        .any(|code| range.iter().any(|range| range == code))
}
