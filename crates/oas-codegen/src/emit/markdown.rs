//! The document's Markdown, made valid for rustdoc and quiet under clippy.
//!
//! What is not wrong stays as it was written, save where narrow lines are filled. Knows: pulldown-cmark, which rustdoc uses too.
//! Must not know: what is being documented.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::prose;

/// A mended text may show new problems (escaped HTML may hold links); more rounds than this never help.
const ROUNDS: usize = 4;

/// Words after a code fence that make rustdoc treat the block as Rust.
const RUST_WORDS: &[&str] = &[
    "",
    "rust",
    "ignore",
    "should_panic",
    "no_run",
    "compile_fail",
    "test_harness",
    "standalone",
    "standalone_crate",
    "custom",
];

/// One replacement in the text: at, how many bytes go, what comes.
type Edit = (usize, usize, Cow<'static, str>);

/// The lines of a doc comment, without the slashes.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut text = plain_characters(text);
    for _ in 0..ROUNDS {
        if is_plain(&text) {
            break;
        }
        let edits = edits(&text);
        if edits.is_empty() {
            break;
        }
        text = apply(&text, edits);
    }
    let lines = text.lines().map(|line| line.trim_end().to_owned());
    prose::filled(lines.collect())
}

/// Without carriage returns, tabs, control characters and what turns text around, and without blank ends.
fn plain_characters(text: &str) -> String {
    let ends = |text: &str| {
        let text = text.trim_end().trim_start_matches([' ', '\n']);
        text.to_owned()
    };
    let usual = |byte: u8| matches!(byte, b' '..=b'~' | b'\n');
    if text.bytes().all(usual) {
        return ends(text);
    }
    let text: String = text
        .replace("\r\n", "\n")
        .chars()
        .filter_map(|c| match c {
            '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => Some('\n'),
            '\n' => Some('\n'),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => None,
            '\u{200b}' | '\u{ad}' => None,
            c => (!c.is_control() || c == '\t').then_some(c),
        })
        .collect();
    ends(&text.replace('\t', "    "))
}

/// Whether nothing in the text could need mending; most descriptions are like that.
fn is_plain(text: &str) -> bool {
    let marked = |line: &str| {
        let start = line.trim_start();
        line.len() - start.len() >= 4
            || start.starts_with(['-', '*', '+', '>'])
            || start.starts_with(|c: char| c.is_ascii_digit())
    };
    let special = |byte| matches!(byte, b'[' | b'<' | b'~' | b'`');
    !text.bytes().any(special) && !text.contains("://") && !text.lines().any(marked)
}

/// What each byte of the text belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Code,
    Link,
    Html,
}

fn edits(text: &str) -> Vec<Edit> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    let mut broken: Vec<Range<usize>> = Vec::new();
    let callback = |link: BrokenLink<'_>| {
        broken.push(link.span);
        None
    };
    let parser = Parser::new_with_broken_link_callback(text, options, Some(callback));
    let mut kinds = vec![Kind::Text; text.len()];
    let mut edits = Vec::new();
    let mut containers: Vec<Container> = Vec::new();
    for (event, range) in parser.into_offset_iter() {
        let mut mark = |kind| kinds[range.clone()].fill(kind);
        match event {
            Event::Code(_) => mark(Kind::Code),
            Event::Html(_) | Event::InlineHtml(_) => mark(Kind::Html),
            Event::Start(Tag::HtmlBlock) => mark(Kind::Html),
            Event::Start(Tag::CodeBlock(kind)) => {
                mark(Kind::Code);
                edits.extend(code_block(text, &range, &kind));
            }
            Event::Start(
                Tag::Link {
                    link_type,
                    dest_url,
                    ..
                }
                | Tag::Image {
                    link_type,
                    dest_url,
                    ..
                },
            ) => {
                if link_type == LinkType::Inline && looks_like_a_path(&dest_url) {
                    edits.push((range.start, 0, "\\".into()));
                } else {
                    mark(Kind::Link);
                }
            }
            Event::Start(Tag::Item) => containers.push(Container::item(text, range.start)),
            Event::Start(Tag::BlockQuote(_)) => containers.push(Container::Quote),
            Event::End(TagEnd::Item | TagEnd::BlockQuote(_)) => {
                containers.pop();
            }
            Event::SoftBreak | Event::HardBreak => {
                edits.extend(continuation(text, range.end, &containers));
            }
            _ => {}
        }
    }
    edits.extend(html(text, &kinds));
    let urls = bare_urls(text, &kinds);
    for span in broken {
        edits.extend(brackets(text, span, &kinds, &urls));
    }
    edits.extend(footnotes(text, &kinds));
    for url in urls {
        edits.push((url.start, 0, "<".into()));
        edits.push((url.end, 0, ">".into()));
    }
    edits
}

/// Whether rustdoc would look the link's destination up as the path of an item.
fn looks_like_a_path(destination: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || ":_<>, !*&;".contains(c);
    !destination.contains('/') && destination.chars().all(allowed)
}

/// A list item or a quote, within which the next line must be indented or marked.
enum Container {
    /// The column of the item's content.
    Item(usize),
    Quote,
}

impl Container {
    fn item(text: &str, start: usize) -> Self {
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        // Below a paragraph, the item's range begins before its marker's indentation.
        let start = start + text[start..].find(|c| c != ' ').unwrap_or_default();
        let marker = &text[start..];
        let length = marker.find(' ').unwrap_or(1);
        let rest = marker.get(length..).unwrap_or_default();
        let spaces = rest.len() - rest.trim_start_matches(' ').len();
        let spaces = if (1..=4).contains(&spaces) { spaces } else { 1 };
        Self::Item(text[line_start..start].chars().count() + length + spaces)
    }
}

/// A line that continues a paragraph in a list must stand below the paragraph's text.
fn continuation(text: &str, from: usize, containers: &[Container]) -> Option<Edit> {
    let start = match text[..from].rfind('\n') {
        Some(at) => at + 1,
        None => return None,
    };
    let line = text[start..].lines().next().unwrap_or_default();
    let indent = line.len() - line.trim_start_matches(' ').len();
    let quoted = containers.iter().any(|c| matches!(c, Container::Quote));
    match containers.last()? {
        Container::Item(wanted) if !quoted && indent != *wanted => {
            Some((start, indent, " ".repeat(*wanted).into()))
        }
        Container::Quote if !line.trim_start().starts_with('>') => Some((start, 0, "> ".into())),
        _ => None,
    }
}

/// Code gets a language, so that rustdoc does not compile it, and an end.
fn code_block(text: &str, range: &Range<usize>, kind: &CodeBlockKind<'_>) -> Vec<Edit> {
    let block = &text[range.clone()];
    let CodeBlockKind::Fenced(info) = kind else {
        return indented_code(text, range);
    };
    let mut edits = Vec::new();
    let fence: String = block
        .chars()
        .take_while(|c| matches!(c, '`' | '~'))
        .collect();
    let first_line = block.lines().next().unwrap_or_default();
    let language = info.split([',', ' ']).next().unwrap_or_default();
    let known = language
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "+#-_".contains(c));
    let language = if !known || RUST_WORDS.contains(&language) || language.starts_with("edition") {
        "text"
    } else {
        language
    };
    let written = &first_line[fence.len()..];
    if written != language {
        let at = range.start + fence.len();
        edits.push((at, written.len(), language.to_owned().into()));
    }
    let last_line = block.lines().last().unwrap_or_default().trim();
    let closed = block.lines().count() > 1
        && last_line.len() >= fence.len()
        && last_line.chars().all(|c| fence.starts_with(c));
    if !closed {
        let line = if block.ends_with('\n') { "" } else { "\n" };
        edits.push((range.end, 0, format!("{line}{fence}\n").into()));
    }
    edits
}

/// Indented code becomes fenced code: rustdoc takes the former for Rust.
fn indented_code(text: &str, range: &Range<usize>) -> Vec<Edit> {
    let line_start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let column = range.start - line_start;
    let base = " ".repeat(column.saturating_sub(4));
    let mut edits = vec![(line_start, 0, Cow::from(format!("{base}```text\n")))];
    let mut at = line_start;
    for line in text[line_start..range.end].split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let keep = indent.saturating_sub(4);
        if !line.trim().is_empty() && keep < indent {
            edits.push((at, indent, " ".repeat(keep).into()));
        }
        at += line.len();
    }
    let line = if text[..range.end].ends_with('\n') {
        ""
    } else {
        "\n"
    };
    edits.push((range.end, 0, format!("{line}{base}```\n").into()));
    edits
}

/// HTML is shown, not interpreted, except for line breaks.
fn html(text: &str, kinds: &[Kind]) -> Vec<Edit> {
    let is_break = |at: usize| {
        let tag = text[at + 1..].split('>').next().unwrap_or_default();
        tag.trim_end_matches('/').trim().eq_ignore_ascii_case("br")
    };
    text.match_indices('<')
        .filter(|(at, _)| kinds[*at] == Kind::Html && !is_break(*at))
        .map(|(at, _)| (at, 0, Cow::from("\\")))
        .collect()
}

/// Where `http://…` and `https://…` stand in plain text.
fn bare_urls(text: &str, kinds: &[Kind]) -> Vec<Range<usize>> {
    let mut urls: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices("http") {
        let rest = &text[at..];
        let scheme = if rest.starts_with("https://") {
            8
        } else if rest.starts_with("http://") {
            7
        } else {
            continue;
        };
        let inside = urls.last().is_some_and(|last| at < last.end);
        if kinds[at] != Kind::Text || inside {
            continue;
        }
        let stop = |c: char| c.is_whitespace() || "<>\"'`|\\^".contains(c);
        let url = rest.split(stop).next().unwrap_or_default();
        let url = without_trailing_marks(url);
        if url.len() > scheme {
            urls.push(at..at + url.len());
        }
    }
    urls
}

/// Without the punctuation that ends a sentence, and closing brackets that were not opened.
fn without_trailing_marks(url: &str) -> &str {
    let mut url = url;
    loop {
        let Some(last) = url.chars().next_back() else {
            return url;
        };
        let unopened = |open, close| url.matches(close).count() > url.matches(open).count();
        let strip = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '*' | '_' => true,
            ')' => unopened('(', ')'),
            ']' => unopened('[', ']'),
            '}' => unopened('{', '}'),
            _ => false,
        };
        if !strip {
            return url;
        }
        url = &url[..url.len() - last.len_utf8()];
    }
}

/// Escapes what rustdoc would take for a link to an item.
fn brackets<'t>(
    text: &'t str,
    span: Range<usize>,
    kinds: &'t [Kind],
    urls: &'t [Range<usize>],
) -> impl Iterator<Item = Edit> + 't {
    let start = span.start;
    text[span]
        .match_indices('[')
        .map(move |(at, _)| start + at)
        .filter(|at| kinds[*at] == Kind::Text && !text[..*at].ends_with('\\'))
        .filter(|at| !urls.iter().any(|url| url.contains(at)))
        .map(|at| (at, 0, Cow::from("\\")))
}

/// Escapes what looks like a footnote and is none.
fn footnotes(text: &str, kinds: &[Kind]) -> Vec<Edit> {
    text.match_indices("[^")
        .filter(|(at, _)| kinds[*at] == Kind::Text && !text[..*at].ends_with('\\'))
        .map(|(at, _)| (at, 0, Cow::from("\\")))
        .collect()
}

fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(at, _, _)| *at);
    edits.dedup();
    let mut out = String::with_capacity(text.len() + 64);
    let mut done = 0;
    for (at, removed, inserted) in edits {
        if at < done {
            continue;
        }
        out += &text[done..at];
        out += &inserted;
        done = at + removed;
    }
    out += &text[done..];
    out
}

#[cfg(test)]
mod tests {
    use super::lines;

    fn mended(text: &str) -> String {
        lines(text).join("\n")
    }

    #[test]
    fn plain_text_stays_as_written() {
        let text = "A pet.\n\n* one\n* two (see `Pet`)\n\n```json\n{}\n```\n[link](https://x.org)";
        assert_eq!(mended(text), text);
    }

    #[test]
    fn bare_urls_become_links() {
        assert_eq!(
            mended("See https://x.org/a_b, or (http://y.org/(z))."),
            "See <https://x.org/a_b>, or (<http://y.org/(z)>)."
        );
        assert_eq!(mended("[a](https://x.org)"), "[a](https://x.org)");
    }

    #[test]
    fn brackets_that_are_no_links_are_escaped() {
        assert_eq!(mended("one of [a, b]"), "one of \\[a, b]");
        assert_eq!(mended("[a][b] [^1]"), "\\[a]\\[b] \\[^1]");
        assert_eq!(mended("`[a]`"), "`[a]`");
        assert_eq!(mended("[x](Pet)"), "\\[x](Pet)");
    }

    #[test]
    fn html_is_escaped_but_for_line_breaks() {
        assert_eq!(
            mended("<b>x</b><br/>Vec<String>"),
            "\\<b>x\\</b><br/>Vec\\<String>"
        );
        assert_eq!(
            mended("<table>\n<tr>[a]</tr>\n</table>"),
            "\\<table>\n\\<tr>\\[a]\\</tr>\n\\</table>"
        );
    }

    #[test]
    fn code_gets_a_language_and_an_end() {
        assert_eq!(mended("```\nx"), "```text\nx\n```");
        assert_eq!(mended("```rust\nx\n```"), "```text\nx\n```");
        assert_eq!(
            mended("a\n\n    code\n      more\n\nb"),
            "a\n\n```text\ncode\n  more\n```\n\nb"
        );
    }

    #[test]
    fn lines_that_continue_a_list_item_are_indented() {
        assert_eq!(mended("- a\nb\n    c\n- d"), "- a\n  b\n  c\n- d");
        assert_eq!(mended("a:\n  * b\n  c"), "a:\n  * b\n    c");
        assert_eq!(mended("> a\nb"), "> a\n> b");
    }

    #[test]
    fn characters_that_rustc_refuses_are_dropped() {
        assert_eq!(mended("a\r\nb\u{202e}c\td"), "a\nbc    d");
    }
}
