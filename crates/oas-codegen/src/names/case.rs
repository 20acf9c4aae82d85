//! The spelling of one wire name in Rust's cases; knows keywords, not scopes.

use deunicode::deunicode_char;
use heck::{ToSnakeCase, ToUpperCamelCase};

use super::{FieldName, FnName, ModName, TypeName, VariantName};

/// Strict and reserved keywords of every edition, and what is no identifier on its own.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The type of `wire`.
#[must_use]
pub fn type_name(wire: &str) -> TypeName {
    TypeName(camel(wire))
}

/// The variant of `wire`.
#[must_use]
pub fn variant(wire: &str) -> VariantName {
    VariantName(camel(wire))
}

/// The field of `wire`.
#[must_use]
pub fn field(wire: &str) -> FieldName {
    FieldName(snake(wire))
}

/// The function of `wire`.
#[must_use]
pub fn function(wire: &str) -> FnName {
    FnName(snake(wire))
}

/// The module of `wire`. Types and modules share a namespace, and `_400` would be either's name.
#[must_use]
pub fn module(wire: &str) -> ModName {
    let text = snake(wire);
    ModName(match text.strip_prefix('_') {
        Some(rest) => format!("of_{rest}"),
        None => text,
    })
}

/// `wire` in upper camel case, a valid identifier.
pub(super) fn camel(wire: &str) -> String {
    let text = plain_camel(wire).unwrap_or_else(|| words(wire).to_upper_camel_case());
    let text = identifier(text, wire, "Empty");
    if text == "Self" {
        "Self_".to_owned()
    } else {
        text
    }
}

/// `wire` in snake case, a valid identifier.
pub(super) fn snake(wire: &str) -> String {
    let text = plain_snake(wire).unwrap_or_else(|| words(wire).to_snake_case());
    let text = identifier(text, wire, "empty");
    if KEYWORDS.contains(&text.as_str()) {
        format!("{text}_")
    } else {
        text
    }
}

/// What heck makes of words of ASCII that have capitals at most at their start, as most names are.
fn plain_camel(wire: &str) -> Option<String> {
    plain(wire, |byte, starts, out| {
        out.push(char::from(match starts {
            true => byte.to_ascii_uppercase(),
            false => byte,
        }));
    })
}

/// The same in snake case.
fn plain_snake(wire: &str) -> Option<String> {
    plain(wire, |byte, starts, out| {
        if starts && !out.is_empty() {
            out.push('_');
        }
        out.push(char::from(byte.to_ascii_lowercase()));
    })
}

/// Puts together what `each` makes of every letter and digit, and of whether a word starts with it; `None` where
/// words are not told apart by signs, or by one capital after a small letter and before another.
fn plain(wire: &str, each: impl Fn(u8, bool, &mut String)) -> Option<String> {
    let bytes = wire.as_bytes();
    let mut out = String::with_capacity(wire.len() + 8);
    let mut before = b' ';
    for (index, &byte) in bytes.iter().enumerate() {
        let inside = before.is_ascii_alphanumeric();
        let small = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => each(byte, !inside, &mut out),
            b'A'..=b'Z' if !inside || before.is_ascii_lowercase() && small(index + 1) => {
                each(byte, true, &mut out);
            }
            b' ' | b'_' | b'/' | b'.' => {}
            b'-' if !out.is_empty() => {}
            _ => return None,
        }
        before = byte;
    }
    (!out.is_empty()).then_some(out)
}

/// Every character that is no letter or digit by its name, but those of `silent`: what tells `a.b` from `a/b`.
pub(super) fn spelled(wire: &str, silent: &[char]) -> String {
    let mut out = String::new();
    for c in wire.chars() {
        if c.is_alphanumeric() {
            out.push_str(&latin(c));
        } else if silent.contains(&c) {
            out.push(' ');
        } else {
            out.push(' ');
            out.push_str(&symbol(c));
            out.push(' ');
        }
    }
    out
}

/// The words of `wire` as heck finds them, in ASCII so that every name can be typed; acronyms that it
/// would tear apart kept together, signs before digits kept as words.
fn words(wire: &str) -> String {
    let mut text = if wire.is_ascii() {
        wire.to_owned()
    } else {
        wire.chars().map(latin).collect()
    };
    let capital = text.bytes().any(|b| matches!(b, b'O' | b'I' | b'U' | b'A'));
    for (from, to) in [
        ("OAuth", "Oauth"),
        ("IPv", "Ipv"),
        ("IDs", "Ids"),
        ("URLs", "Urls"),
        ("URIs", "Uris"),
        ("APIs", "Apis"),
    ] {
        if capital && text.contains(from) {
            text = text.replace(from, to);
        }
    }
    let sign = match text.bytes().next() {
        Some(b'-') => "minus",
        Some(b'+') => "plus",
        _ => "",
    };
    if !sign.is_empty() && text.as_bytes().get(1).is_some_and(u8::is_ascii_digit) {
        format!("{sign} {}", &text[1..])
    } else if text.bytes().any(|b| b.is_ascii_alphanumeric()) {
        text
    } else {
        spelled(wire, &[])
    }
}

/// A character in ASCII: a letter by the Latin letters that come nearest, a sign that has none as a space.
fn latin(c: char) -> String {
    if c.is_ascii() {
        return c.to_string();
    }
    match deunicode_char(c) {
        Some(near) if near.bytes().any(|b| b.is_ascii_alphanumeric()) => near.to_owned(),
        _ if c.is_alphanumeric() => format!(" u{:x} ", u32::from(c)),
        _ => " ".to_owned(),
    }
}

fn identifier(text: String, wire: &str, empty: &str) -> String {
    debug_assert!(text.is_ascii(), "{wire}");
    if text.is_empty() {
        empty.to_owned()
    } else if text.starts_with(|c: char| c.is_ascii_digit()) {
        format!("_{text}")
    } else {
        text
    }
}

/// The name of a sign.
pub(super) fn symbol(c: char) -> String {
    let name = match c {
        ' ' => "space",
        '_' => "underscore",
        '-' => "dash",
        '.' => "dot",
        '/' => "slash",
        '\\' => "backslash",
        ':' => "colon",
        ';' => "semicolon",
        ',' => "comma",
        '+' => "plus",
        '*' => "star",
        '=' => "equal",
        '<' => "less",
        '>' => "greater",
        '!' => "not",
        '?' => "question",
        '&' => "and",
        '|' => "pipe",
        '#' => "hash",
        '@' => "at",
        '$' => "dollar",
        '%' => "percent",
        '^' => "caret",
        '~' => "tilde",
        '(' | ')' => "paren",
        '[' | ']' => "bracket",
        '{' | '}' => "brace",
        '\'' => "quote",
        '"' => "double quote",
        '`' => "backtick",
        _ => return format!("u{:x}", u32::from(c)),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_are_spelled_as_heck_does() {
        for wire in [
            "repo",
            "full-repository",
            "Repos/list_for.org Request",
            "a-1-b2c",
            "2fa",
            "E164",
            "A1b c2d",
            "actions/list- -jobs_",
            "camelCase",
            "ReposListForOrg Request",
            "a1b2cDe",
            "_links__Of",
        ] {
            let (camel, snake) = (
                words(wire).to_upper_camel_case(),
                words(wire).to_snake_case(),
            );
            assert_eq!(plain_camel(wire), Some(camel), "{wire}");
            assert_eq!(plain_snake(wire), Some(snake), "{wire}");
        }
        for odd in [
            "", "-1", "a+b", "IDs", "OAuth", "aBC", "A1b c2D", "fooB", "_", "é",
        ] {
            assert_eq!(plain_camel(odd), None, "{odd}");
            assert_eq!(plain_snake(odd), None, "{odd}");
        }
    }

    #[test]
    fn the_short_way_is_the_long_way() {
        let letters = ["a", "B", "1", "-", "_", "/", "."];
        for number in 0..letters.len().pow(6) {
            let digit = |place: u32| letters[number / letters.len().pow(place) % letters.len()];
            let wire: String = (0..6).map(digit).collect();
            if let Some(camel) = plain_camel(&wire) {
                assert_eq!(camel, words(&wire).to_upper_camel_case(), "{wire}");
            }
            if let Some(snake) = plain_snake(&wire) {
                assert_eq!(snake, words(&wire).to_snake_case(), "{wire}");
            }
        }
    }
}
