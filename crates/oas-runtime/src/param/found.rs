//! A parameter on its way in: text whose meaning the wanted type decides.
//!
//! `a,b` is a string, a list of two or an object, whatever is asked for.

use super::{ParamError, ParamProblem, percent};
use crate::media;

/// The text of a parameter, as sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found<'a> {
    /// One text.
    Text(Text<'a>),
    /// Sent several times (or in a style where it could be).
    Many(Vec<Found<'a>>),
    /// A part of a multipart body.
    Part(Part<'a>),
    /// Named parts.
    Tree(Vec<(String, Found<'a>)>),
}

/// A part of a multipart body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'a> {
    /// `filename`.
    pub file_name: Option<String>,
    /// `Content-Type`.
    pub content_type: Option<&'a str>,
    /// The content.
    pub bytes: &'a [u8],
}

impl Part<'_> {
    fn is_json(&self) -> bool {
        self.content_type.is_some_and(media::is_json)
    }

    /// The content, which as JSON may be a string in quotation marks.
    fn text(&self) -> Result<String, ParamError> {
        if self.is_json()
            && self.bytes.starts_with(b"\"")
            && let Ok(text) = serde_json::from_slice(self.bytes)
        {
            return Ok(text);
        }
        let text = std::str::from_utf8(self.bytes);
        text.map(str::to_owned)
            .map_err(|_| ParamError::new(ParamProblem::Encoding))
    }
}

/// A text, still encoded, and what may separate its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text<'a> {
    raw: &'a str,
    coding: Coding,
    separator: Separator,
    pairs: bool,
    pub(super) nested: bool,
    pub(super) item: bool,
}

/// How a text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Coding {
    Path,
    #[default]
    Query,
    /// As in a query; what is not percent-encoding stands for itself.
    Cookie,
    None,
}

/// What separates the parts of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    None,
    Comma,
    Dot,
    Space,
    Pipe,
}

impl<'a> Text<'a> {
    pub(crate) const fn new(raw: &'a str, coding: Coding) -> Self {
        Self {
            raw,
            coding,
            separator: Separator::None,
            pairs: false,
            nested: false,
            item: false,
        }
    }

    pub(crate) const fn separated(mut self, separator: Separator) -> Self {
        self.separator = separator;
        self
    }

    /// Whether an object is `k=v` parts.
    pub(crate) const fn pairs(mut self, pairs: bool) -> Self {
        self.pairs = pairs;
        self
    }

    /// Within a list or an object, where `null` is null and JSON may stand.
    pub(crate) const fn nested(mut self) -> Self {
        self.nested = true;
        self
    }

    /// One of a list: nested, and no list itself.
    pub(crate) const fn item(mut self) -> Self {
        self.item = true;
        self.nested()
    }

    fn decoded(self) -> Result<String, ParamError> {
        match self.coding {
            Coding::None => Ok(self.raw.to_owned()),
            Coding::Path => percent::decode(self.raw),
            Coding::Query => percent::decode_query(self.raw),
            Coding::Cookie => {
                let text = self
                    .raw
                    .strip_prefix('"')
                    .and_then(|raw| raw.strip_suffix('"'))
                    .unwrap_or(self.raw);
                Ok(percent::decode(text).unwrap_or_else(|_| text.to_owned()))
            }
        }
    }

    /// The raw parts; none of the empty text.
    fn parts(self, loose: bool) -> Vec<&'a str> {
        let raw = self.raw;
        if raw.is_empty() {
            return Vec::new();
        }
        let or_encoded = |plain: char, encoded: [&'static str; 2]| -> Vec<&'a str> {
            if raw.contains(plain) {
                return raw.split(plain).collect();
            }
            let found = encoded.into_iter().find(|code| raw.contains(code));
            found.map_or_else(|| vec![raw], |code| raw.split(code).collect())
        };
        match self.separator {
            Separator::None => vec![raw],
            Separator::Comma if loose => or_encoded(',', ["%2C", "%2c"]),
            Separator::Comma => raw.split(',').collect(),
            Separator::Dot => raw.split('.').collect(),
            Separator::Space => or_encoded('+', ["%20", "%20"]),
            Separator::Pipe => or_encoded('|', ["%7C", "%7c"]),
        }
    }

    fn part(self, raw: &'a str) -> Self {
        let raw = if self.coding == Coding::None {
            raw.trim_matches([' ', '\t'])
        } else {
            raw
        };
        Self::new(raw, self.coding).item()
    }

    fn list(self, loose: bool) -> Vec<Found<'a>> {
        self.parts(loose)
            .into_iter()
            .map(|raw| Found::Text(self.part(raw)))
            .collect()
    }

    pub(super) fn entries(self, loose: bool) -> Result<Vec<(String, Found<'a>)>, ParamError> {
        let malformed = || ParamError::new(ParamProblem::Invalid);
        let parts = self.parts(loose);
        let pairs: Vec<(&str, &str)> = if self.pairs {
            let split = |part: &'a str| part.split_once('=').unwrap_or((part, ""));
            parts.into_iter().map(split).collect()
        } else {
            let chunks = parts.chunks_exact(2);
            if !chunks.remainder().is_empty() {
                return Err(malformed());
            }
            chunks.map(|pair| (pair[0], pair[1])).collect()
        };
        pairs
            .into_iter()
            .map(|(key, value)| Ok((self.part(key).decoded()?, Found::Text(self.part(value)))))
            .collect()
    }
}

impl<'a> Found<'a> {
    /// The text as a whole, decoded.
    ///
    /// # Errors
    /// When there are several, or the encoding is malformed.
    pub fn text(&self) -> Result<String, ParamError> {
        match self {
            Self::Text(text) => text.decoded(),
            Self::Part(part) => part.text(),
            Self::Many(items) => match items.as_slice() {
                [one] => one.text(),
                [] => Err(ParamError::new(ParamProblem::Invalid)),
                _ => Err(ParamError::new(ParamProblem::Repeated)),
            },
            Self::Tree(_) => Err(ParamError::new(ParamProblem::Invalid)),
        }
    }

    pub(super) fn list(&self, loose: bool) -> Vec<Found<'a>> {
        match self {
            Self::Text(text) => text.list(loose),
            Self::Part(_) => vec![self.clone()],
            // `tags=` alone is how an empty list is sent.
            Self::Many(items) => match items.as_slice() {
                [Self::Text(text)] if text.raw.is_empty() => Vec::new(),
                _ => items.clone(),
            },
            Self::Tree(entries) => {
                let mut items: Vec<_> = entries.iter().collect();
                items.sort_by_key(|(key, _)| key.parse::<u64>().unwrap_or(u64::MAX));
                items.into_iter().map(|(_, found)| found.clone()).collect()
            }
        }
    }

    /// Whether a tree is a list: `[]` or `[0]`, `[1]`.
    pub(super) fn is_list(&self) -> bool {
        match self {
            Self::Text(text) => text.parts(false).len() > 1,
            Self::Part(_) => false,
            Self::Many(items) => items.len() > 1,
            Self::Tree(entries) => entries
                .iter()
                .all(|(key, _)| key.is_empty() || key.bytes().all(|b| b.is_ascii_digit())),
        }
    }

    /// JSON within a list or an object.
    pub(super) fn json(&self, opening: char) -> Option<serde_json::Value> {
        match self {
            Self::Text(text) if text.nested => {}
            Self::Part(_) => {}
            Self::Text(_) | Self::Many(_) | Self::Tree(_) => return None,
        }
        let text = self.text().ok()?;
        if !text.starts_with(opening) {
            return None;
        }
        serde_json::from_str(&text).ok()
    }

    /// The JSON of a part that says that it is JSON.
    pub(super) fn json_part(&self) -> Option<serde_json::Value> {
        match self {
            Self::Part(part) if part.is_json() => serde_json::from_slice(part.bytes).ok(),
            _ => None,
        }
    }
}
