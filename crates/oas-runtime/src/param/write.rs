//! Puts a [`ParamValue`] into a path, a query, a header or a cookie.
//!
//! Lists and objects within lists and objects have no form but in `deepObject`;
//! elsewhere they are written as JSON, which the reader understands.

use super::percent::{Keep, encode};
use super::{Format, ParamError, ParamProblem, ParamValue};
use crate::operation::Style;

/// What a parameter that must be sent is sent as: null as `null`, an empty list as an empty text.
#[must_use]
pub fn required(value: Option<ParamValue>) -> ParamValue {
    match value {
        None => ParamValue::Literal("null".to_owned()),
        Some(ParamValue::List(items)) if items.is_empty() => ParamValue::One(String::new()),
        Some(value) => value,
    }
}

/// Appends a value to a path: `simple`, `label` or `matrix`.
///
/// # Errors
/// When the value would be a `.` or `..` segment, which every URL parser removes.
pub fn path(
    out: &mut String,
    name: &str,
    format: Format,
    value: &ParamValue,
) -> Result<(), ParamError> {
    match format.style {
        Style::Label => label(out, format.explode, value),
        Style::Matrix => matrix(out, name, format.explode, value),
        _ => {
            if matches!(&*value.text(), "." | "..") && value.is_primitive() {
                return Err(ParamError::new(ParamProblem::Unwritable));
            }
            simple(out, format.explode, value, Keep::Unreserved);
        }
    }
    Ok(())
}

/// Appends a value to a query (without its `?`); a `&` comes before if there is something already.
/// An empty list or object is not written.
///
/// # Errors
/// When a value holds the only delimiter of `spaceDelimited` or `pipeDelimited`,
/// or a property of a `deepObject` has a bracket in its name.
pub fn query(
    out: &mut String,
    name: &str,
    format: Format,
    value: &ParamValue,
) -> Result<(), ParamError> {
    let mut pairs = Pairs {
        out,
        separator: "&",
        keep: if format.allow_reserved {
            Keep::ReservedInQuery
        } else {
            Keep::Unreserved
        },
    };
    match format.style {
        Style::DeepObject => pairs.deep(name.to_owned(), value),
        Style::SpaceDelimited if !format.explode => pairs.delimited(name, value, ' ', ["%20", "+"]),
        Style::PipeDelimited if !format.explode => pairs.delimited(name, value, '|', ["%7C", "|"]),
        _ => {
            pairs.form(name, format.explode, value);
            Ok(())
        }
    }
}

/// The value of a header: `simple`, without percent-encoding.
///
/// # Errors
/// When an item of a list or an object contains a comma.
pub fn header(explode: bool, value: &ParamValue) -> Result<String, ParamError> {
    let ambiguous = |text: &str, marks: &[char]| text.contains(marks);
    let clash = match value {
        ParamValue::One(_) | ParamValue::Literal(_) | ParamValue::Bytes(_) => false,
        ParamValue::List(items) => items.iter().any(|item| ambiguous(&item.text(), &[','])),
        ParamValue::Object(entries) => entries
            .iter()
            .any(|(key, item)| ambiguous(key, &[',', '=']) || ambiguous(&item.text(), &[','])),
    };
    if clash {
        return Err(ParamError::new(ParamProblem::Delimiter));
    }
    let mut out = String::new();
    simple(&mut out, explode, value, Keep::All);
    Ok(out)
}

/// Appends a value to a `Cookie` header; `; ` comes before if there is something already.
pub fn cookie(out: &mut String, name: &str, explode: bool, value: &ParamValue) {
    Pairs {
        out,
        separator: "; ",
        keep: Keep::Unreserved,
    }
    .form(name, explode, value);
}

fn simple(out: &mut String, explode: bool, value: &ParamValue, keep: Keep) {
    match value {
        ParamValue::One(_) | ParamValue::Literal(_) | ParamValue::Bytes(_) => {
            encode(out, &value.text(), keep);
        }
        ParamValue::List(items) => list(out, items, ",", |out, item| encode(out, item, keep)),
        ParamValue::Object(entries) => {
            object(
                out,
                entries,
                [if explode { "=" } else { "," }, ","],
                |out, text| {
                    encode(out, text, keep);
                },
            );
        }
    }
}

fn label(out: &mut String, explode: bool, value: &ParamValue) {
    out.push('.');
    let separator = if explode { "." } else { "," };
    let part = |out: &mut String, text: &str| {
        let start = out.len();
        encode(out, text, Keep::Unreserved);
        if explode && text.contains('.') {
            let dotless = out[start..].replace('.', "%2E");
            out.replace_range(start.., &dotless);
        }
    };
    match value {
        ParamValue::One(_) | ParamValue::Literal(_) | ParamValue::Bytes(_) => {
            encode(out, &value.text(), Keep::Unreserved);
        }
        ParamValue::List(items) => list(out, items, separator, part),
        ParamValue::Object(entries) => {
            object(
                out,
                entries,
                [if explode { "=" } else { "," }, separator],
                part,
            );
        }
    }
}

fn matrix(out: &mut String, name: &str, explode: bool, value: &ParamValue) {
    let mut pair = |key: &str, write: &dyn Fn(&mut String)| {
        out.push(';');
        encode(out, key, Keep::Unreserved);
        let start = out.len();
        write(out);
        if out.len() > start {
            out.insert(start, '=');
        }
    };
    match value {
        ParamValue::List(items) if explode => {
            for item in items {
                pair(name, &|out| encode(out, &item.text(), Keep::Unreserved));
            }
        }
        ParamValue::Object(entries) if explode => {
            for (key, item) in entries {
                pair(key, &|out| encode(out, &item.text(), Keep::Unreserved));
            }
        }
        _ => pair(name, &|out| simple(out, false, value, Keep::Unreserved)),
    }
}

fn list(out: &mut String, items: &[ParamValue], separator: &str, part: impl Fn(&mut String, &str)) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(separator);
        }
        part(out, &item.text());
    }
}

fn object(
    out: &mut String,
    entries: &[(String, ParamValue)],
    [equals, separator]: [&str; 2],
    part: impl Fn(&mut String, &str),
) {
    for (index, (key, item)) in entries.iter().enumerate() {
        if index > 0 {
            out.push_str(separator);
        }
        part(out, key);
        out.push_str(equals);
        part(out, &item.text());
    }
}

struct Pairs<'a> {
    out: &'a mut String,
    separator: &'static str,
    keep: Keep,
}

impl Pairs<'_> {
    fn key(&mut self, key: &str) {
        if !self.out.is_empty() {
            self.out.push_str(self.separator);
        }
        encode(self.out, key, Keep::Unreserved);
        self.out.push('=');
    }

    fn pair(&mut self, key: &str, value: &ParamValue) {
        self.key(key);
        encode(self.out, &value.text(), self.keep);
    }

    fn form(&mut self, name: &str, explode: bool, value: &ParamValue) {
        match value {
            ParamValue::One(_) | ParamValue::Literal(_) | ParamValue::Bytes(_) => {
                self.pair(name, value)
            }
            ParamValue::List(items) if explode => {
                for item in items {
                    self.pair(name, item);
                }
            }
            ParamValue::Object(entries) if explode => {
                for (key, item) in entries {
                    match item {
                        ParamValue::List(items) if items.iter().all(ParamValue::is_primitive) => {
                            for item in items {
                                self.pair(key, item);
                            }
                        }
                        _ => self.pair(key, item),
                    }
                }
            }
            ParamValue::List(items) if items.is_empty() => {}
            ParamValue::Object(entries) if entries.is_empty() => {}
            ParamValue::List(_) | ParamValue::Object(_) => {
                self.key(name);
                let keep = match self.keep {
                    Keep::ReservedInQuery => Keep::ReservedInList,
                    other => other,
                };
                simple(self.out, false, value, keep);
            }
        }
    }

    /// The encoded delimiter as a rule; the other form where an item holds the character itself.
    fn delimited(
        &mut self,
        name: &str,
        value: &ParamValue,
        delimiter: char,
        [usual, distinct]: [&str; 2],
    ) -> Result<(), ParamError> {
        let texts: Vec<_> = match value {
            ParamValue::One(_) | ParamValue::Literal(_) | ParamValue::Bytes(_) => {
                self.pair(name, value);
                return Ok(());
            }
            ParamValue::List(items) => items.iter().map(ParamValue::text).collect(),
            ParamValue::Object(entries) => entries
                .iter()
                .flat_map(|(key, item)| [key.as_str().into(), item.text()])
                .collect(),
        };
        if texts.is_empty() {
            return Ok(());
        }
        let clash = texts.iter().any(|text| text.contains(delimiter));
        if clash && texts.len() == 1 {
            return Err(ParamError::new(ParamProblem::Delimiter));
        }
        self.key(name);
        for (index, text) in texts.iter().enumerate() {
            if index > 0 {
                self.out.push_str(if clash { distinct } else { usual });
            }
            encode(self.out, text, self.keep);
        }
        Ok(())
    }

    /// As deep as a [`ParamValue`] can be.
    fn deep(&mut self, key: String, value: &ParamValue) -> Result<(), ParamError> {
        match value {
            ParamValue::One(_) | ParamValue::Literal(_) | ParamValue::Bytes(_) => {
                self.pair(&key, value)
            }
            ParamValue::List(items) => {
                let flat = items.iter().all(ParamValue::is_primitive);
                for (index, item) in items.iter().enumerate() {
                    if flat {
                        self.deep(format!("{key}[]"), item)?;
                    } else {
                        self.deep(format!("{key}[{index}]"), item)?;
                    }
                }
            }
            ParamValue::Object(entries) => {
                for (property, item) in entries {
                    if property.contains(['[', ']']) {
                        return Err(ParamError::new(ParamProblem::Delimiter));
                    }
                    self.deep(format!("{key}[{property}]"), item)?;
                }
            }
        }
        Ok(())
    }
}
