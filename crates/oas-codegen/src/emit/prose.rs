//! Prose that was broken into narrow lines, set anew in lines as wide as code is.
//!
//! Markdown reads the same: within a paragraph a line's end is a space. Must not know what is being documented.

/// Characters of a line, behind `///` and within a module's type.
const WIDTH: usize = 88;
/// Lines narrower than this were hardly broken because a width was reached.
const NARROWEST: usize = 40;

/// The lines with paragraphs filled where they had been broken at a width that is narrower than ours.
pub(super) fn filled(lines: Vec<String>) -> Vec<String> {
    let structured = |line: &String| {
        line.contains(['|', '\\'])
            || line.trim_start().starts_with(['<', '~'])
            || line.contains("```")
    };
    if lines.len() < 2 || lines.iter().any(structured) {
        return lines;
    }
    let mut out = Vec::with_capacity(lines.len());
    let mut rest = lines.as_slice();
    while let Some((first, more)) = rest.split_first() {
        let (mark, text) = marked(first);
        let indent = " ".repeat(mark.chars().count());
        let follows = |line: &&String| line.strip_prefix(&*indent).is_some_and(is_prose);
        let length = match is_prose(text) {
            true => more.iter().take_while(follows).count(),
            false => 0,
        };
        let (run, after) = more.split_at(length);
        let texts = run.iter().filter_map(|line| line.strip_prefix(&*indent));
        let texts: Vec<&str> = std::iter::once(text).chain(texts).collect();
        match is_broken(&texts) {
            true => fill(mark, &indent, &texts, &mut out),
            false => out.extend(std::iter::once(first).chain(run).cloned()),
        }
        rest = after;
    }
    out
}

/// The mark of a list's item, with the spaces around it, and the text.
fn marked(line: &str) -> (&str, &str) {
    let text = line.trim_start_matches(' ');
    let text = text.strip_prefix(['*', '-', '+']).unwrap_or(text);
    let words = text.trim_start_matches(' ');
    let spaces = text.len() - words.len();
    match line.len() - text.len() < 8 && (1..=4).contains(&spaces) {
        true => line.split_at(line.len() - words.len()),
        false => ("", line),
    }
}

/// Whether a line can only be a part of a paragraph, wherever its words stand.
fn is_prose(line: &str) -> bool {
    let starts = |c: char| c.is_alphabetic() || matches!(c, '"' | '\'' | '(' | '`');
    line.starts_with(starts) && line.split(' ').all(is_word)
}

/// Whether a word is nothing but a word at the beginning of a line: no mark of a list, heading, quote or line.
fn is_word(word: &str) -> bool {
    let marks = |c: char| "-+*_#>=~<`[:".contains(c);
    let numbered = word.starts_with(|c: char| c.is_ascii_digit()) && word.ends_with(['.', ')']);
    let bare = !word.is_empty() && word.chars().all(marks);
    !numbered && !bare && !word.starts_with(['#', '>', '<', '=', '~'])
}

/// Whether each line ends where the next word did not fit any more, or goes on in the next.
fn is_broken(run: &[&str]) -> bool {
    let length = |text: &str| text.chars().count();
    let widest = run
        .iter()
        .map(|line| length(line))
        .max()
        .unwrap_or_default();
    let word = |line: &str| length(line.split(' ').next().unwrap_or_default());
    let full = |line: &str, next: &str| length(line) + 1 + word(next) > widest;
    let goes_on = |line: &str, next: &str| {
        length(line) * 2 > widest
            && next.starts_with(char::is_lowercase)
            && line.ends_with(|c: char| c.is_alphanumeric() || ",`)".contains(c))
    };
    let broken = |pair: &[&str]| full(pair[0], pair[1]) || goes_on(pair[0], pair[1]);
    run.len() > 1 && (NARROWEST..WIDTH).contains(&widest) && run.windows(2).all(broken)
}

fn fill(mark: &str, indent: &str, run: &[&str], out: &mut Vec<String>) {
    let mut line = mark.to_owned();
    let mut length = 0;
    let width = WIDTH - indent.len();
    for word in run.iter().flat_map(|line| line.split(' ')) {
        let wide = word.chars().count();
        if length > 0 && length + 1 + wide > width {
            out.push(std::mem::replace(&mut line, indent.to_owned()));
            length = 0;
        }
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        line.push_str(word);
        length += wide;
    }
    out.push(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill_text(text: &str) -> String {
        filled(text.lines().map(str::to_owned).collect()).join("\n")
    }

    #[test]
    fn narrow_paragraphs_are_filled() {
        let text = "A comma-separated list of attributes to include in the\nresponse. This can be used to request fields that are\nnot normally returned in a standard response.\n\nShort.";
        assert_eq!(
            fill_text(text),
            "A comma-separated list of attributes to include in the response. This can be used to\n\
             request fields that are not normally returned in a standard response.\n\nShort."
        );
    }

    #[test]
    fn items_of_lists_are_filled_below_their_text() {
        let text = "* `changes` returns events that may cause changes\n  of the tree, such as file updates, collaborations\n  and more\n* `all`";
        assert_eq!(
            fill_text(text),
            "* `changes` returns events that may cause changes of the tree, such as file updates,\n  \
             collaborations and more\n* `all`"
        );
    }

    #[test]
    fn lines_that_were_not_broken_at_a_width_stay() {
        for text in [
            "The values are these, and no others at all:\nfoo - does this\nbar - does that and more than this",
            "- a list of things that is as long as a line can be\n- and more of it in a line that is as long",
            "Some text that is broken into lines of a width\n1. that would become a list if it were put anew",
            "Some text that is broken into lines of a width\nthat has a table of a | b in it, which is no prose",
            "```\nlet text = that_is_broken_into_lines_of_a_width;\nlet more = that_is_broken_into_lines_of_a_width;\n```",
            "A heading of some length that takes all of a line\n=================================================",
            "    code that is as long as a line of text would be\nand text that follows it in a line that is as long",
        ] {
            assert_eq!(fill_text(text), text);
        }
    }

    #[test]
    fn words_are_kept_and_in_their_order() {
        let text = "Größe und Länge der Zeilen werden in Zeichen gezählt und\nnicht in Bytes, auch wenn Umlaute in ihnen vorkommen.";
        let words = |text: &str| {
            text.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(words(&fill_text(text)), words(text));
        assert!(
            fill_text(text)
                .lines()
                .all(|line| line.chars().count() <= WIDTH)
        );
    }
}
