//! Attributes: documentation, `wire(…)`, constraints, derives. Their one home.
//!
//! Knows: `ir`, `markdown`. Must not know: which item the attribute is for.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::markdown;
use super::print::doc_mark;
use super::scope::{ident, verbatim};
use crate::ir::{Constraints, Docs, Rules, Traits};

/// `Clone,` and `PartialEq,`, where the configuration wants them; a stream can neither be copied nor compared.
pub(super) fn traits(traits: Traits, streams: bool) -> (Option<TokenStream>, Option<TokenStream>) {
    let clone = (traits.clone && !streams).then(|| quote!(Clone,));
    let equal = (traits.compare && !streams).then(|| quote!(PartialEq,));
    (clone, equal)
}

/// `#[doc = "…"]`: `///` per line when printed. The text itself is put in then.
pub(super) fn doc_lines(lines: &[String]) -> TokenStream {
    if lines.is_empty() {
        return TokenStream::new();
    }
    let length = lines.iter().map(|line| line.len() + 2).sum();
    let mut text = String::with_capacity(length);
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        let line = line.trim_end();
        if !line.is_empty() {
            text.push(' ');
            text.extend(line.split('\u{1}'));
        }
    }
    let mark = doc_mark(text);
    quote!(#[doc = #mark])
}

/// One line of our own.
pub(super) fn doc(line: &str) -> TokenStream {
    doc_lines(&[line.to_owned()])
}

/// The document's words, or `fallback` where it has none.
pub(super) fn docs(docs: &Docs, fallback: &str) -> TokenStream {
    doc_lines(&paragraphs(docs, fallback))
}

/// The lines of title, description, examples and external documentation.
pub(super) fn paragraphs(docs: &Docs, fallback: &str) -> Vec<String> {
    let mut lines = words(docs);
    if lines.is_empty() {
        lines.push(fallback.to_owned());
    }
    if let Some((url, description)) = docs.external() {
        let text = description.as_deref().unwrap_or_default().trim();
        let link = match text {
            "" => format!("See {url}"),
            text => format!("{text}: {url}"),
        };
        push_paragraph(&mut lines, markdown::lines(&link));
    }
    push_examples(&mut lines, docs.examples());
    lines
}

/// ` See <url>`, or what the document calls it, on the line that is there.
pub(super) fn link(url: &str, description: Option<&str>) -> String {
    let text: Vec<&str> = description.unwrap_or("See").split_whitespace().collect();
    let text = text.join(" ");
    let colon = if text == "See" { "" } else { ":" };
    let text = text.trim_end_matches(['.', ':']);
    format!(
        " {}",
        markdown::lines(&format!("{text}{colon} {url}")).join(" ")
    )
}

/// Title and description.
pub(super) fn words(docs: &Docs) -> Vec<String> {
    let title = docs
        .title
        .as_deref()
        .map(markdown::lines)
        .unwrap_or_default();
    let description = docs
        .description
        .as_deref()
        .map(markdown::lines)
        .unwrap_or_default();
    if title == description {
        return title;
    }
    let mut lines = title;
    push_paragraph(&mut lines, description);
    lines
}

/// Appends a paragraph after a blank line.
pub(super) fn push_paragraph(lines: &mut Vec<String>, paragraph: Vec<String>) {
    if paragraph.is_empty() {
        return;
    }
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.extend(paragraph);
}

/// A scalar stands in a sentence, on the line that is there where both are short; an object or a list in a block.
fn push_examples(lines: &mut Vec<String>, examples: &[String]) {
    const SHORT: usize = 60;
    for example in examples {
        let telling = !matches!(example.as_str(), "true" | "false" | "null" | "\"\"");
        let inline = !example.starts_with(['{', '[']) && !example.contains(['`', '\n']) && telling;
        if inline && example.chars().count() <= SHORT {
            let sentence = format!("Example: `{example}`");
            match lines.as_mut_slice() {
                [line] if is_joinable(line, &sentence) => {
                    let full_stop = if line.ends_with(['.', '!', '?', ':']) {
                        ""
                    } else {
                        "."
                    };
                    *line += &format!("{full_stop} {sentence}");
                }
                _ => push_paragraph(lines, vec![sentence]),
            }
        } else if example.starts_with(['{', '[']) {
            let mut block = vec!["```json".to_owned()];
            block.extend(pretty(example).lines().map(str::to_owned));
            block.push("```".to_owned());
            push_paragraph(lines, block);
        }
    }
}

/// Whether `sentence` can stand behind the only line: that is plain text, and both together are short.
fn is_joinable(line: &str, sentence: &str) -> bool {
    const WIDTH: usize = 100;
    let plain =
        line.starts_with(|c: char| c.is_alphabetic() || c == '`') && !line.starts_with("```");
    plain && line.chars().count() + sentence.chars().count() <= WIDTH
}

/// Compact JSON, on several lines where it is long. Key order is kept.
fn pretty(json: &str) -> String {
    const WIDTH: usize = 80;
    if json.chars().count() <= WIDTH {
        return json.to_owned();
    }
    let (mut out, mut depth, mut in_string, mut escaped) = (String::new(), 0, false, false);
    let mut chars = json.chars().peekable();
    while let Some(c) = chars.next() {
        let closes = |c: char| matches!(c, '}' | ']');
        match c {
            _ if in_string => {
                in_string = escaped || c != '"';
                escaped = !escaped && c == '\\';
                out.push(c);
            }
            '{' | '[' if chars.peek().is_some_and(|next| !closes(*next)) => {
                depth += 1;
                out.push(c);
                new_line(&mut out, depth);
            }
            ',' => {
                out.push(c);
                new_line(&mut out, depth);
            }
            ':' => out += ": ",
            c if closes(c) && !out.ends_with(['{', '[']) => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(c);
            }
            _ => {
                in_string = c == '"';
                out.push(c);
            }
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    *out += &"  ".repeat(depth);
}

/// `#[wire(a, b)]`, or nothing.
pub(super) fn wire(parts: &[TokenStream]) -> Option<TokenStream> {
    (!parts.is_empty()).then(|| quote!(#[wire(#(#parts),*)]))
}

/// `rename = "x"`, where the names differ by more than the underscore behind a keyword.
pub(super) fn rename(rust: &str, wire: &str) -> Option<TokenStream> {
    let implied = rust.strip_suffix('_').unwrap_or(rust);
    (implied != wire).then(|| quote!(rename = #wire))
}

/// The same for a header, whose usual name is the field's: `Retry-After` of `retry_after`.
pub(super) fn rename_header(rust: &str, wire: &str) -> Option<TokenStream> {
    let words = rust.split('_').map(|word| {
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        first.to_uppercase() + rest
    });
    let implied = words.collect::<Vec<_>>().join("-");
    (implied != wire).then(|| quote!(rename = #wire))
}

/// The arguments of `wire(…)` for what `validate` checks.
pub(super) fn constraints(constraints: &Constraints) -> Vec<TokenStream> {
    let Rules {
        minimum,
        maximum,
        multiple_of,
        min_length,
        max_length,
        pattern,
        text,
        min_items,
        max_items,
        unique_items,
        positions,
        min_properties,
        max_properties,
        inner,
    } = &**constraints;
    let mut parts = Vec::new();
    parts.extend(bound(minimum, ["minimum", "exclusive_minimum"]));
    parts.extend(bound(maximum, ["maximum", "exclusive_maximum"]));
    if let Some(text) = multiple_of {
        let number = verbatim(text);
        parts.push(quote!(multiple_of = #number));
    }
    parts.extend(count(*min_length, "min_length"));
    parts.extend(count(*max_length, "max_length"));
    parts.extend(pattern.as_ref().map(|p| quote!(pattern = #p)));
    parts.extend(text.map(|format| {
        let format = format.as_str();
        quote!(format = #format)
    }));
    parts.extend(count(*min_items, "min_items"));
    parts.extend(count(*max_items, "max_items"));
    parts.extend(unique_items.then(|| quote!(unique_items)));
    parts.extend((!positions.is_empty()).then(|| quote!(positions(#(#positions),*))));
    parts.extend(count(*min_properties, "min_properties"));
    parts.extend(count(*max_properties, "max_properties"));
    if let Some(inner) = inner {
        let inner = self::constraints(inner);
        if !inner.is_empty() {
            parts.push(quote!(inner(#(#inner),*)));
        }
    }
    parts.extend(constraints.check.then(|| quote!(check)));
    parts
}

fn bound(bound: &Option<(String, bool)>, [inclusive, exclusive]: [&str; 2]) -> Option<TokenStream> {
    let (text, is_exclusive) = bound.as_ref()?;
    let number = verbatim(text);
    let key = ident(if *is_exclusive { exclusive } else { inclusive });
    Some(quote!(#key = #number))
}

fn count(count: Option<u64>, key: &str) -> Option<TokenStream> {
    let (count, key) = (Literal::u64_unsuffixed(count?), ident(key));
    Some(quote!(#key = #count))
}

/// `#[deprecated]`
pub(super) fn deprecated(deprecated: bool) -> Option<TokenStream> {
    deprecated.then(|| quote!(#[deprecated]))
}

/// The document's names may say `from_`, `into_` and `to_` where clippy expects other receivers.
pub(super) fn allow_self_convention(method: &str) -> Option<TokenStream> {
    let conventional = ["from_", "into_", "to_"]
        .iter()
        .any(|start| method.starts_with(start));
    conventional.then(|| quote!(#[allow(clippy::wrong_self_convention)]))
}

/// `#[allow(deprecated)]`, on an item that names something deprecated.
pub(super) fn allow_deprecated(needed: bool) -> Option<TokenStream> {
    needed.then(|| quote!(#[allow(deprecated)]))
}

/// `#[operation(a, b)]`, each argument on the first line where it fits.
pub(super) fn packed(name: &str, parts: &[TokenStream]) -> TokenStream {
    const WIDTH: usize = 85;
    let name = super::scope::ident(name);
    let start = name.to_string().len();
    let mut lines: Vec<(Vec<&TokenStream>, usize)> = Vec::new();
    for part in parts {
        let own = spaced(part).chars().count() + 2;
        match lines.iter_mut().find(|(_, width)| width + own <= WIDTH) {
            Some((line, width)) => {
                line.push(part);
                *width += own;
            }
            None => lines.push((vec![part], start + own)),
        }
    }
    let lines = lines.iter().map(|(line, _)| quote!(#[#name(#(#line),*)]));
    quote!(#(#lines)*)
}

/// Tokens as people space them: enough for paths, calls and literals.
pub(super) fn spaced(tokens: &TokenStream) -> String {
    let text = tokens.to_string();
    text.replace(" :: ", "::")
        .replace(":: ", "::")
        .replace(" (", "(")
        .replace(" ,", ",")
        .replace("( ", "(")
        .replace(" )", ")")
        .replace(" < ", "<")
        .replace(" >", ">")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(description: Option<&str>, example: &str) -> Vec<String> {
        let docs = Docs::new(None, description.map(Into::into));
        let mut lines = words(&docs);
        if lines.is_empty() {
            lines.push("`name`".to_owned());
        }
        push_examples(&mut lines, &[example.to_owned()]);
        lines
    }

    #[test]
    fn a_short_example_stands_behind_a_short_line() {
        assert_eq!(written(None, "\"a\""), ["`name`. Example: `\"a\"`"]);
        assert_eq!(written(Some("How many"), "1"), ["How many. Example: `1`"]);
        assert_eq!(written(Some("How many?"), "1"), ["How many? Example: `1`"]);
    }

    #[test]
    fn an_example_has_a_paragraph_of_its_own_behind_what_is_long_or_no_sentence() {
        let example = "Example: `1`".to_owned();
        for text in ["- one", "# Title", "One.\n\nTwo.", &"long ".repeat(20)] {
            let lines = written(Some(text), "1");
            assert_eq!(lines.last(), Some(&example), "{lines:?}");
            assert_eq!(lines[lines.len() - 2], "", "{lines:?}");
        }
    }
}
