//! Finds one parameter in a path, a query, a header or cookies.
//!
//! Must not know the type that is read: what the text means is decided by [`Found`]'s reader.

use super::found::{Coding, Found, Separator, Text};
use super::percent;
use super::{Format, ParamError, ParamProblem};
use crate::operation::Style;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What the wanted type looks like, as far as finding it depends on that.
#[derive(Clone, Copy, Default)]
pub enum Expect<'a> {
    /// A primitive, an array, or not known.
    #[default]
    Value,
    /// An object; whether a pair of that name belongs to it.
    Object(&'a dyn Fn(&str) -> bool),
}

/// The pairs of a query or of cookies, in order; names decoded, values not.
#[derive(Debug, Default)]
pub struct Pairs<'a> {
    pairs: Vec<(Cow<'a, str>, &'a str)>,
    coding: Coding,
}

impl<'a> Pairs<'a> {
    /// The pairs of a query, without its `?`, or of a form.
    #[must_use]
    pub fn of_query(query: &'a str) -> Self {
        Self::split(query.split('&'), Coding::Query)
    }

    /// The pairs of a `Cookie` header.
    #[must_use]
    pub fn of_cookies(cookies: &'a str) -> Self {
        Self::split(cookies.split(';').map(str::trim), Coding::Cookie)
    }

    fn split(parts: impl Iterator<Item = &'a str>, coding: Coding) -> Self {
        let pairs = parts
            .filter(|part| !part.is_empty())
            .map(|part| {
                let (key, value) = part.split_once('=').unwrap_or((part, ""));
                (decoded_key(key), value)
            })
            .collect();
        Self { pairs, coding }
    }

    /// The names and their values as sent.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.pairs.iter().map(|(key, value)| (key.as_ref(), *value))
    }

    /// Finds the parameter `name`.
    ///
    /// # Errors
    /// When the keys of a `deepObject` are malformed.
    pub fn find(
        &self,
        name: &str,
        format: Format,
        expect: Expect<'_>,
    ) -> Result<Option<Found<'a>>, ParamError> {
        match format.style {
            Style::DeepObject => self.deep(name),
            _ if format.explode => Ok(self.exploded(name, expect)),
            style => {
                let separator = match style {
                    Style::SpaceDelimited => Separator::Space,
                    Style::PipeDelimited => Separator::Pipe,
                    _ => Separator::Comma,
                };
                Ok(many(self.texts(name, separator).collect()))
            }
        }
    }

    fn texts(&self, name: &str, separator: Separator) -> impl Iterator<Item = Found<'a>> {
        self.iter()
            .filter(move |(key, _)| *key == name)
            .map(move |(_, raw)| Found::Text(Text::new(raw, self.coding).separated(separator)))
    }

    fn exploded(&self, name: &str, expect: Expect<'_>) -> Option<Found<'a>> {
        let Expect::Object(belongs) = expect else {
            let texts: Vec<_> = self
                .iter()
                .filter(|(key, _)| *key == name)
                .map(|(_, raw)| Found::Text(Text::new(raw, self.coding).item()))
                .collect();
            return (!texts.is_empty()).then_some(Found::Many(texts));
        };
        let mut tree = Tree::default();
        for (key, raw) in self.iter().filter(|(key, _)| belongs(key)) {
            tree.child(key)
                .values
                .push(Text::new(raw, self.coding).nested());
        }
        (!tree.is_empty()).then(|| tree.found())
    }

    fn deep(&self, name: &str) -> Result<Option<Found<'a>>, ParamError> {
        let mut tree = Tree::default();
        for (key, raw) in self.iter() {
            let Some(path) = key.strip_prefix(name) else {
                continue;
            };
            if !path.is_empty() && !path.starts_with('[') {
                continue;
            }
            tree.insert(path, Text::new(raw, self.coding).nested())?;
        }
        Ok((!tree.is_empty()).then(|| tree.found()))
    }

    /// Everything as one object: names with brackets are nested, unless they are `known`; the same name again is
    /// a list.
    ///
    /// # Errors
    /// When brackets are nested too deeply.
    pub(crate) fn tree(
        &self,
        separator: impl Fn(&str) -> Separator,
        known: impl Fn(&str) -> bool,
    ) -> Result<Found<'a>, ParamError> {
        let mut tree = Tree::default();
        for (key, raw) in self.iter() {
            let (name, path) = match key.find('[') {
                Some(at) if at > 0 && key.ends_with(']') && !known(key) => key.split_at(at),
                _ => (key, ""),
            };
            let text = Text::new(raw, self.coding)
                .nested()
                .separated(separator(name));
            tree.child(name).insert(path, text)?;
        }
        Ok(tree.found())
    }
}

fn decoded_key(key: &str) -> Cow<'_, str> {
    if key.contains(['%', '+']) {
        percent::decode_query(key).map_or(Cow::Borrowed(key), Cow::Owned)
    } else {
        Cow::Borrowed(key)
    }
}

fn many(mut texts: Vec<Found<'_>>) -> Option<Found<'_>> {
    match texts.len() {
        0 => None,
        1 => texts.pop(),
        _ => Some(Found::Many(texts)),
    }
}

/// Finds the value in the part of a path that a parameter covers, still encoded.
///
/// # Errors
/// When `label` or `matrix` do not begin as they must.
pub fn path<'a>(
    raw: &'a str,
    name: &str,
    format: Format,
    expect: Expect<'_>,
) -> Result<Found<'a>, ParamError> {
    let malformed = || ParamError::new(ParamProblem::Invalid);
    match format.style {
        Style::Label => {
            let raw = raw.strip_prefix('.').ok_or_else(malformed)?;
            let separator = if format.explode {
                Separator::Dot
            } else {
                Separator::Comma
            };
            Ok(Found::Text(
                Text::new(raw, Coding::Path)
                    .separated(separator)
                    .pairs(format.explode),
            ))
        }
        Style::Matrix => matrix(
            raw.strip_prefix(';').ok_or_else(malformed)?,
            name,
            format.explode,
            expect,
        ),
        _ => Ok(Found::Text(
            Text::new(raw, Coding::Path)
                .separated(Separator::Comma)
                .pairs(format.explode),
        )),
    }
}

fn matrix<'a>(
    raw: &'a str,
    name: &str,
    explode: bool,
    expect: Expect<'_>,
) -> Result<Found<'a>, ParamError> {
    let malformed = || ParamError::new(ParamProblem::Invalid);
    let pair = |part: &'a str| {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        percent::decode(key).map(|key| (key, value))
    };
    if !explode {
        let (key, value) = pair(raw)?;
        if key != name {
            return Err(malformed());
        }
        return Ok(Found::Text(
            Text::new(value, Coding::Path).separated(Separator::Comma),
        ));
    }
    let pairs = raw.split(';').map(pair).collect::<Result<Vec<_>, _>>()?;
    let text = |raw| Found::Text(Text::new(raw, Coding::Path).nested());
    if matches!(expect, Expect::Object(_)) || pairs.iter().any(|(key, _)| key != name) {
        let tree = pairs.into_iter().map(|(key, raw)| (key, text(raw)));
        return Ok(Found::Tree(tree.collect()));
    }
    Ok(Found::Many(
        pairs.into_iter().map(|(_, raw)| text(raw)).collect(),
    ))
}

/// Finds the value in a header (the values of several of that name joined by `, `).
#[must_use]
pub fn header(raw: &str, explode: bool) -> Found<'_> {
    Found::Text(
        Text::new(raw.trim_matches([' ', '\t']), Coding::None)
            .separated(Separator::Comma)
            .pairs(explode),
    )
}

const MAX_DEPTH: usize = 64;

/// Names in the order of their first appearance.
#[derive(Default)]
struct Tree<'a> {
    values: Vec<Text<'a>>,
    children: Vec<(String, Tree<'a>)>,
    index: BTreeMap<String, usize>,
}

impl<'a> Tree<'a> {
    const fn is_empty(&self) -> bool {
        self.values.is_empty() && self.children.is_empty()
    }

    /// The child of that name; `""` (of `[]`) is always a new one.
    fn child(&mut self, name: &str) -> &mut Self {
        let next = self.children.len();
        let at = if name.is_empty() {
            next
        } else {
            *self.index.entry(name.to_owned()).or_insert(next)
        };
        if at == next {
            self.children.push((name.to_owned(), Self::default()));
        }
        &mut self.children[at].1
    }

    /// `path` is `[a][b]`, or nothing.
    fn insert(&mut self, path: &str, text: Text<'a>) -> Result<(), ParamError> {
        let malformed = || ParamError::new(ParamProblem::Invalid);
        let mut node = self;
        let mut rest = path;
        let mut depth = 0;
        while !rest.is_empty() {
            depth += 1;
            if depth > MAX_DEPTH {
                return Err(malformed());
            }
            let (name, after) = rest
                .strip_prefix('[')
                .and_then(|rest| rest.split_once(']'))
                .ok_or_else(malformed)?;
            node = node.child(name);
            rest = after;
        }
        node.values.push(text);
        Ok(())
    }

    /// No deeper than [`MAX_DEPTH`].
    fn found(self) -> Found<'a> {
        if self.children.is_empty() {
            let mut texts: Vec<_> = self.values.into_iter().map(Found::Text).collect();
            return match texts.len() {
                1 => texts.remove(0),
                _ => Found::Many(texts),
            };
        }
        Found::Tree(
            self.children
                .into_iter()
                .map(|(name, child)| (name, child.found()))
                .collect(),
        )
    }
}
