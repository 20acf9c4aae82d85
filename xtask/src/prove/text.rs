//! Random numbers, and random strings: by format, by pattern, or plain.

use serde_json::Value;

/// A small deterministic generator (SplitMix64).
pub struct Random(u64);

impl Random {
    /// Seeded by a text: the same text gives the same values.
    pub fn new(seed: &str) -> Self {
        let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(seed.bytes().fold(0xcbf2_9ce4_8422_2325, hash))
    }

    /// Any number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `limit`; zero for zero.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = limit as u64;
        (self.next().checked_rem(limit).unwrap_or(0)) as usize
    }

    /// True so many times of a hundred.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of them.
    pub fn of<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len()))
    }
}

/// What a string may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    /// Anything.
    Any,
    /// What can be sent as the text of a parameter.
    Line,
    /// Letters and digits.
    Word,
}

const WORDS: &[&str] = &["alpha", "beta", "Gamma", "delta7", "e", "zeta42", "Omega"];
const LINES: &[&str] = &[
    "a b",
    "x&y=z",
    "50%",
    "a/b?c#d",
    "one+two",
    "caf\u{e9}",
    "(x)",
    "q'r",
    "a;b",
];
const TEXTS: &[&str] = &[
    "",
    "two\nlines",
    "\"quoted\"",
    "back\\slash",
    "tab\tbed",
    "\u{1F600} \u{65E5}",
];

/// A string that is not a number, a boolean or null.
pub fn plain(random: &mut Random, letters: Letters, min: usize, max: usize) -> String {
    let pool = match letters {
        Letters::Word => WORDS,
        Letters::Line if random.percent(50) => WORDS,
        Letters::Line => LINES,
        Letters::Any => match random.below(3) {
            0 => WORDS,
            1 => LINES,
            _ => TEXTS,
        },
    };
    let mut text: String = random.of(pool).copied().unwrap_or("a").to_owned();
    while text.chars().count() < min {
        text.push_str(random.of(WORDS).copied().unwrap_or("a"));
    }
    text.chars().take(max).collect()
}

/// JSON in ASCII alone, as headers are.
pub fn ascii(value: &Value) -> String {
    let mut out = String::new();
    for c in value.to_string().chars() {
        match c.is_ascii() {
            true => out.push(c),
            false => {
                let units = c.encode_utf16(&mut [0; 2]).to_vec();
                out.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
            }
        }
    }
    out
}

/// An object as a form; lists name their property again.
pub fn form(value: &Value) -> Option<String> {
    let mut pairs = Vec::new();
    for (name, value) in value.as_object()? {
        let items = match value {
            Value::Array(items) => items.as_slice(),
            other => std::slice::from_ref(other),
        };
        for item in items {
            let text = match item {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            pairs.push(format!("{}={}", escaped(name), escaped(&text)));
        }
    }
    Some(pairs.join("&"))
}

fn escaped(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'*' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// A string of a format; `None` for one that has no form of its own.
pub fn formatted(random: &mut Random, format: &str) -> Option<String> {
    let (a, b) = (random.below(28) + 1, random.below(60));
    Some(match format {
        "date-time" => format!(
            "20{:02}-{:02}-{a:02}T{:02}:{b:02}:{:02}Z",
            10 + b / 4,
            b / 5 + 1,
            a / 2,
            b / 2
        ),
        "date" => format!("20{:02}-{:02}-{a:02}", 10 + b / 4, b / 5 + 1),
        "time" => format!("{:02}:{b:02}:{:02}Z", a / 2, b / 2),
        "duration" => format!("P{a}DT{}M", b + 1),
        "uuid" => {
            let (x, y) = (random.next(), random.next());
            format!(
                "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
                x >> 32,
                (x >> 16) & 0xffff,
                x & 0xfff,
                y >> 52,
                y & 0xffff_ffff_ffff
            )
        }
        "uri" | "url" | "uri-reference" | "iri" => format!("https://example.com/p{a}?q={b}"),
        "email" | "idn-email" => format!("user{a}@example.com"),
        "hostname" | "idn-hostname" => format!("host{a}.example.com"),
        "ipv4" | "ip" => format!("10.{a}.{b}.1"),
        "ipv6" => format!("2001:db8::{a:x}:{b:x}"),
        "byte" | "base64" => (*random.of(&["aGVsbG8=", "AAEC", "/+8=", "Zm9v"])?).to_owned(),
        "base64url" => (*random.of(&["aGVsbG8", "AAEC", "_-8"])?).to_owned(),
        "decimal" | "number" | "double" | "float" => format!("{a}.{:02}", b + 1),
        "int32" | "int64" | "integer" | "uint32" | "uint64" | "int8" | "int16" | "uint8"
        | "uint16" | "int" => a.to_string(),
        _ => return None,
    })
}

/// A string of a pattern, as far as it is simple: what it gives is to be checked.
pub fn matching(random: &mut Random, pattern: &str) -> Option<String> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut regex = Regex {
        chars: &chars,
        at: 0,
        random,
        depth: 0,
    };
    let text = regex.alternatives()?;
    (regex.at == chars.len()).then_some(text)
}

/// Reads a regular expression and writes a string of it at once.
struct Regex<'a> {
    chars: &'a [char],
    at: usize,
    random: &'a mut Random,
    depth: usize,
}

impl Regex<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn eat(&mut self, expected: char) -> bool {
        let found = self.peek() == Some(expected);
        self.at += usize::from(found);
        found
    }

    fn alternatives(&mut self) -> Option<String> {
        self.depth += 1;
        if self.depth > 40 {
            return None;
        }
        let mut all = vec![self.sequence()?];
        while self.eat('|') {
            all.push(self.sequence()?);
        }
        self.depth -= 1;
        self.random.of(&all).cloned()
    }

    fn sequence(&mut self) -> Option<String> {
        let mut text = String::new();
        while let Some(c) = self.peek() {
            if c == '|' || c == ')' {
                break;
            }
            let start = self.at;
            let atom = self.atom()?;
            let end = self.at;
            let (min, max) = self.quantifier()?;
            let after = self.at;
            let times = min + self.random.below(max.min(min + 4).saturating_sub(min) + 1);
            for time in 0..times {
                if time == 0 {
                    text.push_str(&atom);
                } else {
                    self.at = start;
                    text.push_str(&self.atom()?);
                    debug_assert_eq!(self.at, end);
                }
            }
            self.at = after;
        }
        Some(text)
    }

    fn quantifier(&mut self) -> Option<(usize, usize)> {
        let bounds = match self.peek() {
            Some('*') => (0, 4),
            Some('+') => (1, 5),
            Some('?') => (0, 1),
            Some('{')
                if self
                    .chars
                    .get(self.at + 1)
                    .is_some_and(char::is_ascii_digit) =>
            {
                let rest: String = self.chars[self.at + 1..]
                    .iter()
                    .take_while(|c| **c != '}')
                    .collect();
                let (min, max) = match rest.split_once(',') {
                    Some((min, "")) => (min.parse().ok()?, usize::MAX),
                    Some((min, max)) => (min.parse().ok()?, max.parse().ok()?),
                    None => (rest.parse().ok()?, rest.parse().ok()?),
                };
                self.at += rest.chars().count() + 1;
                (min, max)
            }
            _ => return Some((1, 1)),
        };
        self.at += 1;
        self.eat('?');
        (bounds.0 <= 2_000).then_some(bounds)
    }

    fn atom(&mut self) -> Option<String> {
        let c = self.peek()?;
        self.at += 1;
        Some(match c {
            '^' | '$' => String::new(),
            '.' => "x".to_owned(),
            '(' => {
                let looks = self.eat('?') && self.group_kind()?;
                let text = self.alternatives()?;
                let closed = self.eat(')').then_some(text)?;
                // What stands around it is drawn without looking, and checked.
                if looks { String::new() } else { closed }
            }
            '[' => self.class()?.to_string(),
            '\\' => {
                let c = self.peek()?;
                self.at += 1;
                match c {
                    'b' | 'B' => String::new(),
                    _ => self.escaped(c)?.to_string(),
                }
            }
            '*' | '+' | '?' => return None,
            c => c.to_string(),
        })
    }

    /// What follows `(?`; whether the group only looks around.
    fn group_kind(&mut self) -> Option<bool> {
        let rest: String = self.chars[self.at..].iter().take(40).collect();
        let skip = |kind: &str| rest.starts_with(kind).then(|| kind.chars().count());
        let look = ["=", "!", "<=", "<!"].into_iter().find_map(skip);
        let name = rest.strip_prefix('<').and_then(|rest| rest.find('>'));
        let (length, looks) = match (look, skip(":"), name) {
            (Some(length), ..) => (length, true),
            (None, Some(length), _) => (length, false),
            (None, None, Some(name)) => (name + 2, false),
            (None, None, None) => return None,
        };
        self.at += length;
        Some(looks)
    }

    /// A character of `\p{L}` or `\x41`, behind the letter.
    fn coded(&mut self, c: char) -> Option<char> {
        if c == 'x' {
            let hex: String = self.chars.get(self.at..self.at + 2)?.iter().collect();
            self.at += 2;
            return char::from_u32(u32::from_str_radix(&hex, 16).ok()?);
        }
        if !self.eat('{') {
            return None;
        }
        let kind = self.peek()?;
        while self.peek()? != '}' {
            self.at += 1;
        }
        self.at += 1;
        Some(match kind {
            'N' => '7',
            'Z' => ' ',
            'P' => '-',
            'S' => '+',
            _ => *self.random.of(&['a', 'Z', '\u{e9}'])?,
        })
    }

    fn escaped(&mut self, c: char) -> Option<char> {
        Some(match c {
            'p' | 'x' => self.coded(c)?,
            'r' => '\r',
            'd' => *self.random.of(&['0', '3', '7', '9'])?,
            'w' => *self.random.of(&['a', 'k', 'Z', '5', '_'])?,
            's' => ' ',
            'S' | 'D' => 'x',
            'W' => '-',
            't' => '\t',
            'n' => '\n',
            'u' => {
                let hex: String = self.chars.get(self.at..self.at + 4)?.iter().collect();
                self.at += 4;
                char::from_u32(u32::from_str_radix(&hex, 16).ok()?)?
            }
            c if c.is_ascii_alphanumeric() => return None,
            c => c,
        })
    }

    fn class(&mut self) -> Option<char> {
        let negated = self.eat('^');
        let mut ranges: Vec<(char, char)> = Vec::new();
        loop {
            let c = self.peek()?;
            self.at += 1;
            let from = match c {
                ']' if !ranges.is_empty() || negated => break,
                '\\' => {
                    let c = self.peek()?;
                    self.at += 1;
                    match c {
                        'd' => {
                            ranges.push(('0', '9'));
                            continue;
                        }
                        's' => {
                            ranges.push((' ', ' '));
                            continue;
                        }
                        'w' => {
                            ranges.extend([('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')]);
                            continue;
                        }
                        c => self.escaped(c)?,
                    }
                }
                c => c,
            };
            let is_range = self.peek() == Some('-') && self.chars.get(self.at + 1) != Some(&']');
            if is_range {
                self.at += 1;
                let to = self.peek()?;
                self.at += 1;
                let to = match to {
                    '\\' => {
                        let c = self.peek()?;
                        self.at += 1;
                        self.escaped(c)?
                    }
                    to => to,
                };
                ranges.push((from, to));
            } else {
                ranges.push((from, from));
            }
        }
        if negated {
            let fits = |c: &char| !ranges.iter().any(|(from, to)| (from..=to).contains(&c));
            let mut candidates = "xyzXYZ0123456789-_. ".chars();
            return candidates.find(fits);
        }
        let (from, to) = *self.random.of(&ranges)?;
        let span = (to as usize).saturating_sub(from as usize).min(200);
        char::from_u32(from as u32 + self.random.below(span + 1) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::{Random, matching};

    #[test]
    fn strings_match_their_patterns() {
        let mut random = Random::new("patterns");
        for pattern in [
            "^[a-z]{3,5}$",
            "^\\d{4}-\\d{2}$",
            "^(cat|dog)s?$",
            "^[^@]+@x\\.y$",
            "^pg_\\w+$",
        ] {
            let text = matching(&mut random, pattern).expect("simple");
            let schema = serde_json::json!({ "pattern": pattern });
            assert!(
                jsonschema::is_valid(&schema, &text.clone().into()),
                "{pattern}: {text}"
            );
        }
        assert_eq!(
            matching(&mut random, "^(?!x)(?<y>b)$").as_deref(),
            Some("b")
        );
    }
}
