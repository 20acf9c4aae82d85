//! Patterns that need no engine: `^`, classes of characters with counts, `$`.
//!
//! Knows a part of ECMA 262's grammar with the flag `u`, and refuses the rest; must not know the engine.
//!
//! Such a pattern is matched from left to right without ever going back: what may be repeated is followed
//! by nothing that begins with the same character, or the pattern is refused.

use std::iter::Peekable;
use std::str::Chars;

/// A pattern such as `^[a-z][a-z0-9-]{0,62}$`.
#[derive(Debug)]
pub(super) struct Plain {
    runs: Box<[Run]>,
    /// Whether it ends with `$`.
    whole: bool,
}

/// Characters of one class, as many as there may be.
#[derive(Debug)]
struct Run {
    class: Class,
    least: usize,
    most: usize,
}

/// A set of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Class {
    /// A bit for each of ASCII.
    ascii: [u64; 2],
    others: Others,
}

/// Which characters outside of ASCII a class has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Others {
    None,
    /// Those that end no line: what `.` has.
    InLine,
    All,
}

impl Plain {
    /// Reads `pattern`; `None` if it is not of this kind, or is none.
    pub(super) fn parse(pattern: &str) -> Option<Self> {
        let mut rest = pattern.strip_prefix('^')?.chars().peekable();
        let mut runs: Vec<Run> = Vec::new();
        let mut whole = false;
        while let Some(next) = rest.next() {
            if next == '$' {
                whole = rest.next().is_none();
                if !whole {
                    return None;
                }
                break;
            }
            let class = Class::parse(next, &mut rest)?;
            let (least, most) = count(&mut rest)?;
            runs.push(Run { class, least, most });
        }
        let plain = Self {
            runs: runs.into(),
            whole,
        };
        plain.never_goes_back().then_some(plain)
    }

    /// Whether taking as many characters as a run can is always right.
    fn never_goes_back(&self) -> bool {
        self.runs.iter().enumerate().all(|(index, run)| {
            let behind = self.runs.get(index + 1..).unwrap_or_default();
            let needed = behind.iter().position(|run| run.least > 0);
            let could_follow = behind.iter().take(needed.map_or(usize::MAX, |at| at + 1));
            run.least == run.most
                || could_follow
                    .into_iter()
                    .all(|next| !next.class.meets(run.class))
        })
    }

    /// Whether it matches `text`.
    pub(super) fn matches(&self, text: &str) -> bool {
        let mut rest = text;
        for run in &self.runs {
            let (count, bytes) = run.class.in_front(rest, run.most);
            if count < run.least {
                return false;
            }
            rest = rest.get(bytes..).unwrap_or_default();
        }
        !self.whole || rest.is_empty()
    }
}

/// How often what was read may come.
fn count(rest: &mut Peekable<Chars<'_>>) -> Option<(usize, usize)> {
    let counts = match rest.peek() {
        Some('*') => (0, usize::MAX),
        Some('+') => (1, usize::MAX),
        Some('?') => (0, 1),
        Some('{') => {
            rest.next();
            let least = number(rest)?;
            let most = match rest.peek()? {
                ',' => {
                    rest.next();
                    match rest.peek()? {
                        '}' => usize::MAX,
                        _ => number(rest)?,
                    }
                }
                _ => least,
            };
            if rest.peek() != Some(&'}') || least > most {
                return None;
            }
            (least, most)
        }
        _ => return Some((1, 1)),
    };
    rest.next();
    // `+?` takes as few as it can.
    (rest.peek() != Some(&'?')).then_some(counts)
}

fn number(rest: &mut Peekable<Chars<'_>>) -> Option<usize> {
    let mut number = None;
    while let Some(digit) = rest.peek().and_then(|digit| digit.to_digit(10)) {
        rest.next();
        let before: usize = number.unwrap_or(0);
        // More than any text has: the engine has an opinion about such numbers.
        number = Some(before * 10 + digit as usize).filter(|number| *number < 1 << 20);
        number?;
    }
    number
}

impl Class {
    const NONE: Self = Self {
        ascii: [0; 2],
        others: Others::None,
    };

    /// Reads what stands for one character, beginning with `next`.
    fn parse(next: char, rest: &mut Peekable<Chars<'_>>) -> Option<Self> {
        match next {
            '[' => Self::parse_set(rest),
            '\\' => Self::escaped(rest.next()?, false),
            '.' => {
                let mut line_ends = Self::of('\n');
                line_ends.add('\r');
                let class = line_ends.negated();
                Some(Self {
                    others: Others::InLine,
                    ..class
                })
            }
            '^' | '$' | '*' | '+' | '?' | '(' | ')' | ']' | '{' | '}' | '|' => None,
            next => next.is_ascii().then(|| Self::of(next)),
        }
    }

    /// What `\` and `escape` stand for.
    fn escaped(escape: char, in_set: bool) -> Option<Self> {
        match escape {
            'd' => Some(Self::range('0', '9')),
            'D' => Some(Self::range('0', '9').negated()),
            'w' => Some(Self::word()),
            'W' => Some(Self::word().negated()),
            'n' => Some(Self::of('\n')),
            'r' => Some(Self::of('\r')),
            't' => Some(Self::of('\t')),
            '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|'
            | '/' => Some(Self::of(escape)),
            '-' if in_set => Some(Self::of(escape)),
            _ => None,
        }
    }

    /// Reads a set, whose `[` was read.
    fn parse_set(rest: &mut Peekable<Chars<'_>>) -> Option<Self> {
        let negated = rest.next_if_eq(&'^').is_some();
        let mut set = Self::NONE;
        loop {
            let (class, first) = match rest.next()? {
                ']' => break,
                '\\' => {
                    let escape = rest.next()?;
                    let class = Self::escaped(escape, true)?;
                    // Of these, only what is itself begins a range here.
                    (class, (!escape.is_ascii_alphabetic()).then_some(escape))
                }
                next if next.is_ascii() => (Self::of(next), Some(next)),
                _ => return None,
            };
            if rest.next_if_eq(&'-').is_none() {
                set = set.or(class);
                continue;
            }
            match rest.next()? {
                ']' => {
                    set = set.or(class);
                    set.add('-');
                    break;
                }
                '\\' => return None,
                last if last.is_ascii() && first? <= last => {
                    set = set.or(Self::range(first?, last));
                }
                _ => return None,
            }
        }
        match negated {
            true => Some(set.negated()),
            // Nothing is in it: let the engine say what that means.
            false => (set != Self::NONE).then_some(set),
        }
    }

    fn of(character: char) -> Self {
        Self::range(character, character)
    }

    fn range(first: char, last: char) -> Self {
        let mut class = Self::NONE;
        (first..=last).for_each(|character| class.add(character));
        class
    }

    fn word() -> Self {
        let letters = Self::range('a', 'z').or(Self::range('A', 'Z'));
        letters.or(Self::range('0', '9')).or(Self::of('_'))
    }

    fn add(&mut self, character: char) {
        if let Some(word) = self.ascii.get_mut(character as usize / 64) {
            *word |= 1 << (character as usize % 64);
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            ascii: [
                self.ascii[0] | other.ascii[0],
                self.ascii[1] | other.ascii[1],
            ],
            others: match (self.others, other.others) {
                (Others::None, others) | (others, Others::None) => others,
                (Others::InLine, Others::InLine) => Others::InLine,
                _ => Others::All,
            },
        }
    }

    /// Everything that is not in it; sets of ASCII and of all others alone are asked.
    fn negated(self) -> Self {
        Self {
            ascii: self.ascii.map(|word| !word),
            others: match self.others {
                Others::None => Others::All,
                Others::All | Others::InLine => Others::None,
            },
        }
    }

    /// Whether a character is in both.
    fn meets(self, other: Self) -> bool {
        let [low, high] = [
            self.ascii[0] & other.ascii[0],
            self.ascii[1] & other.ascii[1],
        ];
        (low | high) != 0 || (self.others != Others::None && other.others != Others::None)
    }

    #[inline]
    fn has_ascii(&self, byte: u8) -> bool {
        let word = self.ascii[usize::from(byte >> 6 & 1)];
        byte < 128 && word >> (byte & 63) & 1 != 0
    }

    /// How many characters in front are of it, `most` at most, and how many bytes they have.
    #[inline]
    fn in_front(&self, text: &str, most: usize) -> (usize, usize) {
        if self.others != Others::None {
            return self.characters_in_front(text, most);
        }
        // All of ASCII: bytes are characters.
        let bytes = text.as_bytes().iter().take(most);
        let count = bytes.take_while(|byte| self.has_ascii(**byte)).count();
        (count, count)
    }

    fn characters_in_front(&self, text: &str, most: usize) -> (usize, usize) {
        let is_of_it = |character: &char| match self.others {
            _ if character.is_ascii() => self.has_ascii(*character as u8),
            Others::None => false,
            Others::InLine => !matches!(character, '\u{2028}' | '\u{2029}'),
            Others::All => true,
        };
        let (mut count, mut bytes) = (0, 0);
        for character in text.chars().take(most).take_while(is_of_it) {
            count += 1;
            bytes += character.len_utf8();
        }
        (count, bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use regress::Regex;

    use super::Plain;

    /// What the engine says, with the flag `u`.
    fn by_engine(pattern: &str, text: &str) -> Option<bool> {
        let regex = Regex::with_flags(pattern, "u").ok()?;
        Some(regex.find(text).is_some())
    }

    fn agrees(pattern: &str, text: &str) {
        if let Some(plain) = Plain::parse(pattern) {
            let expected = by_engine(pattern, text);
            assert_eq!(Some(plain.matches(text)), expected, "{pattern} on {text:?}");
        }
    }

    #[test]
    fn patterns_as_documents_have_them_are_plain() {
        for pattern in [
            "^[a-z0-9-]{1,63}$",
            "^[a-zA-Z_][a-zA-Z0-9_]*$",
            r"^\d{4}-\d{2}-\d{2}$",
            "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
            r"^arn:aws:iam::\d{12}:role/.+$",
            "^[A-Z]{2,3}$",
            r"^[^\s@]+$",
            r"^\+?[1-9]\d{1,14}$",
            "^.{1,255}$",
            "^sk_",
            "^#[0-9a-fA-F]{6}$",
        ] {
            let plain = Plain::parse(pattern);
            assert_eq!(plain.is_some(), !pattern.contains(r"\s"), "{pattern}");
            for text in [
                "",
                "a",
                "web-1",
                "2031-02-28",
                "DE",
                "arn:aws:iam::123456789012:role/x",
            ] {
                agrees(pattern, text);
            }
        }
    }

    #[test]
    fn what_would_have_to_go_back_is_left_to_the_engine() {
        for pattern in [
            "^[a-z]+a$",
            "^a*b?a$",
            "^.*x",
            "^a?.$",
            "^(a|b)$",
            "[a-z]",
            "^a+?$",
            r"^\bx$",
        ] {
            assert!(Plain::parse(pattern).is_none(), "{pattern}");
        }
        assert!(Plain::parse("^a*b?c$").is_some());
        assert!(Plain::parse("^-?[0-9]*$").is_some());
    }

    /// Pieces of patterns, many of which are none.
    fn piece() -> impl Strategy<Value = String> {
        let set = prop::sample::select(vec![
            "a-c", "0-9", "x", "-", "_", r"\d", r"\w", r"\W", r"\D", r"\-", r"\.", "^", "]", "é",
            ".", "$", r"\n",
        ]);
        let class = (any::<bool>(), vec(set, 0..4))
            .prop_map(|(not, items)| format!("[{}{}]", if not { "^" } else { "" }, items.concat()));
        let atom = prop::sample::select(vec![
            "a", "b", "0", "-", "_", ".", r"\d", r"\w", r"\W", r"\.", r"\-", r"\/", "é", r"\n",
            "{", "]", "^", "$", "|", "(a)",
        ]);
        prop_oneof![3 => class, 2 => atom.prop_map(str::to_owned)]
    }

    fn pattern() -> impl Strategy<Value = String> {
        let count = prop::sample::select(vec![
            "", "", "*", "+", "?", "{2}", "{1,}", "{0,2}", "{2,1}", "{", "+?", "{3", "{0}",
        ]);
        let pieces = vec((piece(), count), 0..5).prop_map(|pieces| {
            pieces
                .into_iter()
                .map(|(piece, count)| piece + count)
                .collect::<String>()
        });
        (prop::bool::weighted(0.9), pieces, prop::bool::weighted(0.7)).prop_map(
            |(start, pieces, end)| {
                format!(
                    "{}{pieces}{}",
                    if start { "^" } else { "" },
                    if end { "$" } else { "" }
                )
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn it_says_what_the_engine_says(
            pattern in pattern(),
            texts in vec("[a-c0-2x_.\\-\n\u{2028}éA]{0,6}", 1..8),
        ) {
            for text in texts {
                agrees(&pattern, &text);
            }
        }
    }
}
