//! Which operation a request is for: all operations of a document in one table.
//!
//! Knows path templates, methods, fixed query pairs and fixed headers; must not know axum's
//! router, which only decides that a path is ours.

use crate::operation::Operation;
use crate::param::percent;
use crate::param::read::Pairs;
use crate::path::{self, Part, QueryPair, Segment, Template};
use http::HeaderMap;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// All operations.
pub(super) struct Table {
    entries: Vec<Entry>,
    nodes: Vec<Node>,
}

struct Entry {
    operation: &'static Operation,
    template: Template,
    /// Whether its headers must tell it from another operation of its path and method. Where there
    /// is no other, a wrong header is a wrong parameter, and not a wrong path.
    selects: bool,
    /// Whether its path covers something.
    has_params: bool,
}

/// What comes after some segments.
#[derive(Default)]
struct Node {
    literals: BTreeMap<String, usize>,
    /// Literals with parameters, the more literal ones first; a mere parameter is the last.
    patterns: Vec<(Segment, usize)>,
    entries: Vec<usize>,
}

/// What was found.
pub(super) enum Match {
    /// An operation, by its place in the table, and what its parameters cover, still encoded.
    Operation(usize, Vec<(String, String)>),
    /// The methods that the path has.
    OtherMethods(String),
    Nothing,
}

impl Table {
    pub(super) fn new(operations: impl Iterator<Item = &'static Operation>) -> Self {
        let mut table = Self {
            entries: Vec::new(),
            nodes: vec![Node::default()],
        };
        for operation in operations {
            let template = Template::new(operation.path);
            let node = table.node(&template);
            table.nodes[node].entries.push(table.entries.len());
            table.entries.push(Entry {
                operation,
                has_params: template
                    .segments()
                    .iter()
                    .any(|one| one.literal().is_none()),
                template,
                selects: false,
            });
        }
        table.sort();
        table
    }

    fn sort(&mut self) {
        for node in &mut self.nodes {
            for &entry in &node.entries {
                let method = self.entries[entry].operation.method;
                let same = |&&other: &&usize| self.entries[other].operation.method == method;
                let rivals = node.entries.iter().filter(same).count() > 1;
                self.entries[entry].selects = rivals;
            }
            let weight = |(segment, _): &(Segment, usize)| std::cmp::Reverse(segment.weight());
            node.patterns.sort_by_key(weight);
            let selectors = |&entry: &usize| {
                let Entry {
                    operation,
                    template,
                    ..
                } = &self.entries[entry];
                let selectors = operation.selectors.len() + operation.query_selectors.len();
                std::cmp::Reverse(template.query().len() + selectors)
            };
            node.entries.sort_by_key(selectors);
        }
    }

    fn node(&mut self, template: &Template) -> usize {
        let mut at = 0;
        for segment in template.segments() {
            let next = self.nodes.len();
            let node = &mut self.nodes[at];
            at = match segment.literal() {
                Some(text) => *node.literals.entry(text.to_owned()).or_insert(next),
                None => {
                    let same = |(other, _): &&(Segment, usize)| same_shape(other, segment);
                    match node.patterns.iter().find(same) {
                        Some(&(_, node)) => node,
                        None => {
                            node.patterns.push((segment.clone(), next));
                            next
                        }
                    }
                }
            };
            if at == next {
                self.nodes.push(Node::default());
            }
        }
        at
    }

    /// The paths to register with axum, whose parameters are whole segments and have no names.
    pub(super) fn shapes(&self) -> BTreeSet<String> {
        let shape = |entry: &Entry| {
            let segments = entry.template.segments().iter().enumerate();
            segments
                .map(|(index, segment)| match segment.literal() {
                    // axum compares undecoded: what may be sent encoded is left to this table.
                    Some(text) if path::is_plain(text) && !text.starts_with([':', '*']) => {
                        format!("/{text}")
                    }
                    _ => format!("/{{p{index}}}"),
                })
                .collect()
        };
        self.entries.iter().map(shape).collect()
    }

    /// Finds the operation.
    pub(super) fn find(&self, head: &http::request::Parts) -> Match {
        let path = head.uri.path();
        let mut found = Vec::new();
        self.walk(0, Some(path.strip_prefix('/').unwrap_or(path)), &mut found);
        let query = Pairs::of_query(head.uri.query().unwrap_or(""));
        let method = head.method.as_str();
        let get_for_head = (method == "HEAD").then_some("GET");
        for method in std::iter::once(method).chain(get_for_head) {
            for &entry in &found {
                let Entry {
                    operation,
                    template,
                    selects,
                    has_params,
                } = &self.entries[entry];
                let fits = !selects
                    || headers_fit(operation, &head.headers) && selected(operation, &query);
                if operation.method != method || !fits {
                    continue;
                }
                let Some(in_query) = query_fits(template, &query) else {
                    continue;
                };
                let in_path = match *has_params {
                    true => template.captures(path).unwrap_or_default(),
                    false => Vec::new(),
                };
                let in_path = in_path.into_iter();
                let captures = in_path.map(|(name, raw)| (name, Cow::Borrowed(raw)));
                let captures = captures.chain(in_query);
                let captures = captures.map(|(name, raw)| (name.to_owned(), raw.into_owned()));
                return Match::Operation(entry, captures.collect());
            }
        }
        self.other_methods(&found, method)
    }

    fn other_methods(&self, found: &[usize], method: &str) -> Match {
        let mut methods: BTreeSet<&str> = found
            .iter()
            .map(|&e| self.entries[e].operation.method)
            .collect();
        if methods.contains("GET") {
            methods.insert("HEAD");
        }
        if methods.is_empty() || methods.contains(method) {
            return Match::Nothing;
        }
        Match::OtherMethods(methods.into_iter().collect::<Vec<_>>().join(", "))
    }

    /// Every operation whose path fits, the most literal first. As deep as the longest template;
    /// no node is visited twice.
    fn walk(&self, node: usize, path: Option<&str>, found: &mut Vec<usize>) {
        let node = &self.nodes[node];
        let Some(path) = path else {
            found.extend(&node.entries);
            return;
        };
        let (raw, rest) = match path.split_once('/') {
            Some((raw, rest)) => (raw, Some(rest)),
            None => (path, None),
        };
        if !node.literals.is_empty() {
            let text = match raw.contains('%') {
                true => percent::decode(raw).ok().map(Cow::Owned),
                false => Some(Cow::Borrowed(raw)),
            };
            if let Some(&next) = text.and_then(|text| node.literals.get(text.as_ref())) {
                self.walk(next, rest, found);
            }
        }
        for (segment, next) in &node.patterns {
            if segment.matches(raw, &mut |_, _| {}) {
                self.walk(*next, rest, found);
            }
        }
    }
}

fn same_shape(a: &Segment, b: &Segment) -> bool {
    let same = |(a, b): (&Part, &Part)| match (a, b) {
        (Part::Param(_), Part::Param(_)) => true,
        (a, b) => a == b,
    };
    a.parts().len() == b.parts().len() && a.parts().iter().zip(b.parts()).all(same)
}

fn headers_fit(operation: &Operation, headers: &HeaderMap) -> bool {
    let fits = |(name, value): &(&str, &str)| {
        let sent = headers.get(*name);
        sent.is_some_and(|sent| sent.as_bytes() == value.as_bytes())
    };
    operation.selectors.iter().all(fits)
}

fn selected(operation: &Operation, query: &Pairs<'_>) -> bool {
    let fits = |(name, value): &(&str, Option<&str>)| {
        let same = |raw: &str| match value {
            Some(value) => percent::decode_query(raw).is_ok_and(|raw| raw == *value),
            None => true,
        };
        query.iter().any(|(sent, raw)| sent == *name && same(raw))
    };
    operation.query_selectors.iter().all(fits)
}

/// What the parameters of the fixed pairs cover, if all the pairs are there.
fn query_fits<'t, 'q>(
    template: &'t Template,
    query: &Pairs<'q>,
) -> Option<Vec<(&'t str, Cow<'q, str>)>> {
    let (mut captures, mut taken) = (Vec::new(), Vec::new());
    let is_named = |name: &str| {
        let mut names = template.query().iter().map(QueryPair::literal_name);
        names.any(|other| other == Some(name))
    };
    for pair in template.query() {
        let fits = |(index, (name, raw)): &(usize, (&str, &str))| {
            let same = |text: &str| percent::decode_query(raw).is_ok_and(|raw| raw == text);
            let named = match pair.literal_name() {
                Some(literal) => *name == literal,
                None => !is_named(name) && !taken.contains(index),
            };
            named && !matches!(&pair.value, Part::Literal(text) if !same(text))
        };
        let (index, (name, raw)) = query.iter().enumerate().find(fits)?;
        if let Part::Param(param) = &pair.name {
            taken.push(index);
            captures.push((param.as_str(), Cow::Owned(path::encoded(name))));
        }
        if let Part::Param(param) = &pair.value {
            captures.push((param.as_str(), Cow::Borrowed(raw)));
        }
    }
    Some(captures)
}
