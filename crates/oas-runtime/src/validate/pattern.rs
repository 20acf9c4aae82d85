//! Patterns: ECMA 262 regular expressions, compiled when first needed.

use std::fmt;
use std::sync::OnceLock;

use regress::Regex;

use super::plain::Plain;

/// An ECMA 262 regular expression, kept in a `static`.
///
/// ```
/// use oas_runtime::v1::validate::Pattern;
///
/// static NAME: Pattern = Pattern::new(r"^\p{Lu}\p{Ll}*$");
/// assert!(NAME.matches("Émile"));
/// assert!(!NAME.matches("émile"));
/// ```
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Compiled>,
}

/// What matches.
enum Compiled {
    /// Without an engine: a tenth of its time.
    Plain(Plain),
    Engine(Box<Regex>),
    /// It is no pattern.
    None,
}

impl Pattern {
    /// A pattern that is compiled later.
    #[must_use]
    pub const fn new(source: &'static str) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }

    /// Whether a text is such an expression.
    #[must_use]
    pub fn is_valid(source: &str) -> bool {
        compile(source).is_some()
    }

    /// Whether the expression matches anywhere in `text`: for one that is looked at once.
    #[must_use]
    pub fn is_in(source: &str, text: &str) -> bool {
        compile(source).is_none_or(|regex| regex.find(text).is_some())
    }

    /// The text of the pattern.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        self.source
    }

    /// Whether it matches anywhere in `text`. One that does not compile matches everything.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        match self.compiled.get_or_init(|| Compiled::of(self.source)) {
            Compiled::Plain(plain) => plain.matches(text),
            Compiled::Engine(regex) => regex.find(text).is_some(),
            Compiled::None => true,
        }
    }
}

impl Compiled {
    fn of(source: &str) -> Self {
        match Plain::parse(source) {
            Some(plain) => Self::Plain(plain),
            None => compile(source).map_or(Self::None, |regex| Self::Engine(Box::new(regex))),
        }
    }
}

/// With the flag `u`, as JSON Schema has it; many documents only compile without.
fn compile(source: &str) -> Option<Regex> {
    let unicode = Regex::with_flags(source, "u");
    unicode.or_else(|_| Regex::new(source)).ok()
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.source).finish()
    }
}
