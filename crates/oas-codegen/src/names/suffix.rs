//! What tells a name from one that is spelled alike in Rust: its signs and its case, in words.
//!
//! A function of the wire name alone, so that what else there is changes nothing.

use super::case::{spelled, symbol};

/// Signs that stand between words; they are named after the others.
const SEPARATORS: &[char] = &[' ', '_', '-', '.', '/', ':'];
const SPACES: &[char] = &[' ', '_'];

/// The wire name with some of its signs in words, the telling ones first.
pub(super) fn spellings(wire: &str) -> Vec<String> {
    let is_word = |c: char| c.is_alphanumeric();
    let (Some(start), Some(end)) = (wire.find(is_word), wire.rfind(is_word)) else {
        return vec![spelled(wire, &[])];
    };
    let end = end + wire[end..].chars().next().map_or(0, char::len_utf8);
    let (before, core, after) = (&wire[..start], &wire[start..end], &wire[end..]);
    let mut out = Vec::new();
    let outer = |signs: &str| signs.contains(|c| !SPACES.contains(&c));
    if outer(before) {
        out.push(format!("{} {core}", leading(before)));
    }
    if outer(after) {
        out.push(format!("{core} {}", spelled(after, SPACES)));
    }
    if outer(before) && outer(after) {
        out.push(format!(
            "{} {core} {}",
            leading(before),
            spelled(after, SPACES)
        ));
    }
    let core = negative(core);
    out.push(spelled(&core, SEPARATORS));
    for silent in [SPACES, &[' '], &[]] {
        let signs = core.chars().filter(|c| !is_word(*c) && !silent.contains(c));
        if signs.count() == 1 {
            out.push(spelled(&core, silent));
        }
    }
    out
}

/// Words to put behind the name: its signs, then its case.
pub(super) fn suffixes(wire: &str) -> Vec<String> {
    let mut out = Vec::new();
    for silent in [SPACES, &[' '], &[]] {
        let mut signs: Vec<String> = Vec::new();
        let written = wire.chars().filter(|c| !c.is_alphanumeric());
        for sign in written.filter(|c| !silent.contains(c)).map(symbol) {
            if !signs.contains(&sign) {
                signs.push(sign);
            }
        }
        if !signs.is_empty() {
            out.push(signs.join(" "));
        }
    }
    out.extend(case_of(wire).map(str::to_owned));
    let both: Vec<String> = out.split_last().map_or_else(Vec::new, |(case, signs)| {
        signs.iter().map(|s| format!("{s} {case}")).collect()
    });
    out.extend(both);
    out
}

/// `-` before a name is a minus.
fn leading(signs: &str) -> String {
    let minus = |c: char| match c {
        '-' => " minus ".to_owned(),
        c => spelled(&c.to_string(), SPACES),
    };
    signs.chars().map(minus).collect()
}

/// `GMT-12` is not `GMT+12`, nor `GMT12`.
fn negative(core: &str) -> String {
    let chars: Vec<char> = core.chars().collect();
    let mut out = String::new();
    for (index, &c) in chars.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|i| chars.get(i));
        let after = chars.get(index + 1);
        let is_minus = c == '-'
            && before.is_some_and(|c| c.is_alphabetic())
            && after.is_some_and(char::is_ascii_digit);
        if is_minus {
            out.push_str(" minus ");
        } else {
            out.push(c);
        }
    }
    out
}

fn case_of(wire: &str) -> Option<&'static str> {
    let letters = || wire.chars().filter(|c| c.is_alphabetic());
    let first = letters().next()?;
    let upper = letters().filter(|c| c.is_uppercase()).count();
    Some(match upper {
        0 => "lower",
        _ if letters().all(char::is_uppercase) => "upper",
        1 if first.is_uppercase() => "capital",
        _ if first.is_uppercase() => "pascal",
        _ => "camel",
    })
}
