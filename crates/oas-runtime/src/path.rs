//! Path templates: what `paths` has as keys, taken apart.
//!
//! Knows nothing but text, so that the generator can ask the same questions as the router.
//!
//! A template is segments of literals and parameters (`/a/{x}.json`, `/{a}-{b}`), then perhaps
//! fixed query pairs (`?acl`, `?Action=List`) and a fragment, which is never sent and only keeps
//! two keys of a document apart.

use std::fmt;

/// A path template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    segments: Vec<Segment>,
    query: Vec<QueryPair>,
}

/// What stands between two slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment(Vec<Part>);

/// A part of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text, decoded.
    Literal(String),
    /// A parameter, by name.
    Param(String),
}

/// A query pair that belongs to the path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryPair {
    /// The name, which a parameter may be, too: `?{field}=1`.
    pub name: Part,
    /// What must be there: a literal (`""` for `?acl`), or a parameter, which takes anything.
    pub value: Part,
}

/// Why a template cannot be what its author meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// It does not begin with `/`.
    NotAbsolute,
    /// A brace without its partner, or `{}`.
    Braces,
    /// Two parameters with nothing between them.
    Adjacent,
    /// The same parameter twice.
    Repeated,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAbsolute => "the path does not begin with `/`",
            Self::Braces => "a brace is not closed, or encloses nothing",
            Self::Adjacent => "nothing tells where one parameter ends and the next begins",
            Self::Repeated => "the same parameter stands in the path twice",
        })
    }
}

impl Template {
    /// Takes `path` apart. Whatever is wrong with it is taken literally; see [`Template::problems`].
    #[must_use]
    pub fn new(path: &str) -> Self {
        let (path, query) = split_query(path);
        let path = path.strip_prefix('/').unwrap_or(path);
        let query = query.split('&').filter(|pair| !pair.is_empty());
        Self {
            segments: path.split('/').map(Segment::new).collect(),
            query: query.map(QueryPair::new).collect(),
        }
    }

    /// The segments; one empty one for `/`.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The fixed query pairs.
    #[must_use]
    pub fn query(&self) -> &[QueryPair] {
        &self.query
    }

    /// The names of the parameters, in order.
    pub fn params(&self) -> impl Iterator<Item = &str> {
        let in_path = self.segments.iter().flat_map(|segment| &segment.0);
        let in_query = self.query.iter().flat_map(QueryPair::parts);
        in_path.chain(in_query).filter_map(|part| match part {
            Part::Param(name) => Some(name.as_str()),
            Part::Literal(_) => None,
        })
    }

    /// What is wrong with `path`.
    #[must_use]
    pub fn problems(path: &str) -> Vec<Problem> {
        let template = Self::new(path);
        let mut problems = Vec::new();
        if !path.starts_with('/') {
            problems.push(Problem::NotAbsolute);
        }
        let stray = |part: &Part| matches!(part, Part::Literal(text) if text.contains(['{', '}']));
        let parts = || template.segments.iter().flat_map(|segment| &segment.0);
        let mut in_query = template.query.iter().flat_map(QueryPair::parts);
        if parts().any(stray) || in_query.any(stray) {
            problems.push(Problem::Braces);
        }
        let adjacent = |pair: &[Part]| matches!(pair, [Part::Param(_), Part::Param(_)]);
        if template
            .segments
            .iter()
            .any(|segment| segment.0.windows(2).any(adjacent))
        {
            problems.push(Problem::Adjacent);
        }
        let mut names: Vec<_> = template.params().collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            problems.push(Problem::Repeated);
        }
        problems
    }

    /// The parts of a raw (still encoded) path that the parameters cover, if the path fits.
    #[must_use]
    pub fn captures<'t, 'p>(&'t self, path: &'p str) -> Option<Vec<(&'t str, &'p str)>> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let mut captures = Vec::new();
        let mut raws = path.split('/');
        for segment in &self.segments {
            if !segment.matches(raws.next()?, &mut |name, raw| captures.push((name, raw))) {
                return None;
            }
        }
        raws.next().is_none().then_some(captures)
    }

    /// The same for every template that fits exactly the same paths and query pairs.
    #[must_use]
    pub fn shape(&self) -> String {
        let mut shape = String::new();
        for segment in &self.segments {
            shape.push('/');
            for part in &segment.0 {
                push_shape(&mut shape, part);
            }
        }
        let mut pairs: Vec<_> = self.query.iter().collect();
        pairs.sort_by_key(|pair| pair.literal_name());
        for pair in pairs {
            shape.push('?');
            push_shape(&mut shape, &pair.name);
            shape.push('=');
            push_shape(&mut shape, &pair.value);
        }
        shape
    }
}

fn push_shape(shape: &mut String, part: &Part) {
    match part {
        Part::Literal(text) => shape.push_str(&encoded(text)),
        Part::Param(_) => shape.push_str("{}"),
    }
}

/// The path and its query, which begins outside of braces; a fragment is dropped.
fn split_query(path: &str) -> (&str, &str) {
    let mut depth = 0_usize;
    let mut query = None;
    let mut end = path.len();
    for (at, c) in path.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '?' if depth == 0 && query.is_none() => query = Some(at),
            '#' if depth == 0 => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    match query {
        Some(at) => (&path[..at], &path[at + 1..end]),
        None => (&path[..end], ""),
    }
}

impl Segment {
    fn new(text: &str) -> Self {
        let mut parts: Vec<Part> = Vec::new();
        let literal = |parts: &mut Vec<Part>, text: &str| match parts.last_mut() {
            Some(Part::Literal(before)) => before.push_str(text),
            _ if text.is_empty() => {}
            _ => parts.push(Part::Literal(text.to_owned())),
        };
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let Some(length) = rest[open..].find('}') else {
                break;
            };
            let name = &rest[open + 1..open + length];
            if name.is_empty() || name.contains('{') {
                literal(&mut parts, &rest[..=open]);
                rest = &rest[open + 1..];
                continue;
            }
            literal(&mut parts, &rest[..open]);
            parts.push(Part::Param(name.to_owned()));
            rest = &rest[open + length + 1..];
        }
        literal(&mut parts, rest);
        for part in &mut parts {
            if let Part::Literal(text) = part {
                *text = decoded(text);
            }
        }
        Self(parts)
    }

    /// Its parts, in order.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.0
    }

    /// Its text, if it has no parameter.
    #[must_use]
    pub fn literal(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// Whether it is one parameter and nothing else.
    #[must_use]
    pub fn is_param(&self) -> bool {
        matches!(self.0.as_slice(), [Part::Param(_)])
    }

    /// How much of it is literal: the more, the sooner it is tried.
    #[must_use]
    pub fn weight(&self) -> usize {
        let literal = |part: &Part| match part {
            Part::Literal(text) => text.len(),
            Part::Param(_) => 0,
        };
        self.0.iter().map(literal).sum()
    }

    /// Whether a raw segment fits; `found` is told what each parameter covers, which is never nothing.
    pub fn matches<'t, 'p>(
        &'t self,
        raw: &'p str,
        found: &mut dyn FnMut(&'t str, &'p str),
    ) -> bool {
        if let Some(text) = self.literal() {
            return decoded(raw) == text;
        }
        let mut rest = raw;
        for (index, part) in self.0.iter().enumerate() {
            let name = match part {
                Part::Literal(text) => match strip_literal(rest, text) {
                    Some(after) => {
                        rest = after;
                        continue;
                    }
                    None => return false,
                },
                Part::Param(name) => name,
            };
            let Some(end) = end_of_param(rest, &self.0[index + 1..]) else {
                return false;
            };
            found(name, &rest[..end]);
            rest = &rest[end..];
        }
        rest.is_empty()
    }
}

/// Where a parameter that begins at `rest` ends, given what follows it.
fn end_of_param(rest: &str, following: &[Part]) -> Option<usize> {
    let first = first_unit(rest)?;
    let is_last = following.len() == 1;
    match following.first() {
        None => Some(rest.len()),
        Some(Part::Param(_)) => Some(first),
        Some(Part::Literal(text)) => {
            let ends = rest
                .char_indices()
                .map(|(at, _)| at)
                .filter(|&at| at >= first);
            let mut ends = ends.filter(|&at| {
                strip_literal(&rest[at..], text).is_some_and(|after| !is_last || after.is_empty())
            });
            // What comes after the last dot is an extension: `12.5.json` is `{value}.{format}`.
            let is_extension = text == "." && following.len() == 2;
            let has_more = |at: &usize| rest.len() > at + 1;
            match is_extension {
                true => ends.rfind(has_more),
                false => ends.next(),
            }
        }
    }
}

/// The length of the first character, or of its percent-encoding.
fn first_unit(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    Some(match first {
        '%' if text.is_char_boundary(3) => 3,
        _ => first.len_utf8(),
    })
}

/// What follows `literal` at the start of a raw text, however either is encoded.
fn strip_literal<'p>(raw: &'p str, literal: &str) -> Option<&'p str> {
    let mut rest = raw;
    for &wanted in literal.as_bytes() {
        let (byte, length) = match rest.as_bytes() {
            [b'%', high, low, ..] => (hex(*high, *low)?, 3),
            [byte, ..] => (*byte, 1),
            [] => return None,
        };
        if byte != wanted {
            return None;
        }
        rest = rest.get(length..)?;
    }
    Some(rest)
}

fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

impl QueryPair {
    fn new(pair: &str) -> Self {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let part = |text: &str| match Segment::new(text).0.as_slice() {
            [Part::Param(name)] => Part::Param(name.clone()),
            _ => Part::Literal(decoded(text)),
        };
        Self {
            name: part(name),
            value: part(value),
        }
    }

    /// The name, if it is no parameter.
    #[must_use]
    pub fn literal_name(&self) -> Option<&str> {
        match &self.name {
            Part::Literal(name) => Some(name),
            Part::Param(_) => None,
        }
    }

    /// Name and value.
    fn parts(&self) -> [&Part; 2] {
        [&self.name, &self.value]
    }
}

/// Percent-decoded where that is possible, as it is otherwise.
fn decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let pair = match rest {
            [b'%', high, low, ..] => hex(*high, *low),
            _ => None,
        };
        bytes.push(pair.unwrap_or(*first));
        rest = if pair.is_some() { &rest[3..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// A literal as it stands in a URL: what a path segment may hold (RFC 3986, `pchar`) stays.
#[must_use]
pub fn encoded(literal: &str) -> String {
    let mut out = String::with_capacity(literal.len());
    for &byte in literal.as_bytes() {
        if is_pchar(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Whether every character of `literal` may stand in a segment as it is.
#[must_use]
pub fn is_plain(literal: &str) -> bool {
    literal.bytes().all(is_pchar)
}

const fn is_pchar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'-' | b'.'
                | b'_'
                | b'~'
                | b'!'
                | b'$'
                | b'&'
                | b'\''
                | b'('
                | b')'
                | b'*'
                | b'+'
                | b','
                | b';'
                | b'='
                | b':'
                | b'@'
        )
}

/// What decides which operation of a document a request is for.
#[derive(Debug, Clone, Copy)]
pub struct Key<'a> {
    /// The method, upper case.
    pub method: &'a str,
    /// The path template.
    pub path: &'a str,
    /// Headers that must have exactly these values.
    pub headers: &'a [(&'a str, &'a str)],
    /// Query parameters that must be there, with the value that they must have.
    pub query: &'a [(&'a str, Option<&'a str>)],
}

/// The pairs of operations that nothing tells apart, as indices, the earlier one first.
#[must_use]
pub fn conflicts(keys: &[Key<'_>]) -> Vec<(usize, usize)> {
    let mut seen = std::collections::BTreeMap::new();
    let mut conflicts = Vec::new();
    for (index, key) in keys.iter().enumerate() {
        let mut headers: Vec<_> = key
            .headers
            .iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), *value))
            .collect();
        headers.sort();
        let mut query = key.query.to_vec();
        query.sort_unstable();
        let identity = (key.method, Template::new(key.path).shape(), headers, query);
        match seen.entry(identity) {
            std::collections::btree_map::Entry::Occupied(first) => {
                conflicts.push((*first.get(), index));
            }
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(index);
            }
        }
    }
    conflicts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn captures<'p>(template: &str, path: &'p str) -> Option<Vec<(String, &'p str)>> {
        let template = Template::new(template);
        let found = template.captures(path)?;
        Some(
            found
                .into_iter()
                .map(|(name, raw)| (name.to_owned(), raw))
                .collect(),
        )
    }

    fn raw(template: &str, path: &str) -> Option<String> {
        let found: Vec<_> = captures(template, path)?
            .into_iter()
            .map(|(_, raw)| raw)
            .collect();
        Some(found.join(" "))
    }

    #[test]
    fn parameters_cover_parts_of_segments() {
        assert_eq!(raw("/a/{x}", "/a/1%2F2").as_deref(), Some("1%2F2"));
        assert_eq!(raw("/a/{x}.json", "/a/b.json").as_deref(), Some("b"));
        assert_eq!(
            raw("/a/{x}.json", "/a/b.json.json").as_deref(),
            Some("b.json")
        );
        assert_eq!(raw("/{a}-{b}", "/x-y-z").as_deref(), Some("x y-z"));
        assert_eq!(
            raw("/{a}.{ext}", "/12.5.json").as_deref(),
            Some("12.5 json")
        );
        assert_eq!(raw("/v{a}:{b}!", "/v1:2!").as_deref(), Some("1 2"));
        assert_eq!(raw("/v{a}:{b}!", "/v1%3a2%21").as_deref(), Some("1 2"));
        for (template, path) in [
            ("/a/{x}", "/a/"),
            ("/a/{x}", "/a"),
            ("/a/{x}", "/a/b/"),
            ("/a/{x}.json", "/a/.json"),
            ("/{a}-{b}", "/x-"),
            ("/a/", "/a"),
        ] {
            assert_eq!(raw(template, path), None, "{template} {path}");
        }
    }

    #[test]
    fn literals_are_compared_decoded() {
        assert!(captures("/caf\u{e9}/a b", "/caf%C3%A9/a%20b").is_some());
        assert!(captures("/caf%c3%a9", "/caf%C3%A9").is_some());
        assert!(captures("/a", "/%61").is_some());
        assert!(captures("/a", "/%6").is_none());
        assert_eq!(encoded("caf\u{e9} {x}:y"), "caf%C3%A9%20%7Bx%7D:y");
    }

    #[test]
    fn queries_and_fragments_are_taken_off() {
        let template = Template::new("/{b}?acl&type=a%20b&id={id}#get");
        assert_eq!(template.segments().len(), 1);
        assert_eq!(template.params().collect::<Vec<_>>(), ["b", "id"]);
        assert_eq!(template.shape(), "/{}?acl=?id={}?type=a%20b");
        assert_eq!(Template::new("/#X-Amz-Target=A.B").shape(), "/");
    }

    #[test]
    fn what_is_wrong_is_said_and_taken_literally() {
        for (path, problem) in [
            ("a", Problem::NotAbsolute),
            ("/{a", Problem::Braces),
            ("/a}", Problem::Braces),
            ("/{}", Problem::Braces),
            ("/{a}{b}", Problem::Adjacent),
            ("/{a}/{a}", Problem::Repeated),
        ] {
            assert_eq!(Template::problems(path), [problem], "{path}");
        }
        assert!(Template::problems("/a/{x}.json?acl#f").is_empty());
        assert_eq!(raw("/{a}{b}", "/%C3xy").as_deref(), Some("%C3 xy"));
        assert!(captures("/{a", "/%7Ba").is_some());
    }

    #[test]
    fn only_what_nothing_tells_apart_conflicts() {
        let key = |method, path| Key {
            method,
            path,
            headers: &[],
            query: &[],
        };
        let keys = [
            key("GET", "/a/{x}"),
            key("GET", "/a/b"),
            key("GET", "/a/{y}"),
            key("POST", "/a/{y}"),
            key("GET", "/a/{y}?acl"),
            key("GET", "/a/{y}.json"),
            key("POST", "/#one"),
            key("POST", "/#two"),
            Key {
                headers: &[("X-Target", "one")],
                ..key("POST", "/#one")
            },
            Key {
                query: &[("acl", Some("true"))],
                ..key("POST", "/#acl")
            },
            Key {
                query: &[("acl", Some("true")), ("id", None)],
                ..key("POST", "/#acl&id")
            },
        ];
        assert_eq!(conflicts(&keys), [(0, 2), (6, 7)]);
    }

    #[test]
    fn names_in_the_query_may_be_parameters() {
        let template = Template::new("/a?{field}=1&page={page}");
        let params: Vec<&str> = template.params().collect();
        assert_eq!(params, ["field", "page"]);
        let names: Vec<_> = template
            .query()
            .iter()
            .map(QueryPair::literal_name)
            .collect();
        assert_eq!(names, [None, Some("page")]);
        assert_eq!(Template::problems("/a?{field=1"), [Problem::Braces]);
    }
}
