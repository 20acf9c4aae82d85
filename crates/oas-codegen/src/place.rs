//! Where something stands in a document: a file, an RFC 6901 pointer, and whether the key or the value is meant.
//!
//! Imports nothing. Lines and columns are computed from places only when something is rendered (`position`).

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use ecow::EcoString;

/// A file of the document's closure; the root document is `SourceId::ROOT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

impl SourceId {
    /// The document that was named on the command line.
    pub const ROOT: Self = Self(0);
}

/// Which half of a mapping entry is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The key.
    Key,
    /// The value.
    Value,
}

/// A place in a document. Cloning, hashing and comparing equal places are cheap: the pointer is a shared
/// list of segments, and each knows the hash of all up to it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Place {
    source: SourceId,
    tail: Option<Arc<Link>>,
    part: Part,
}

struct Link {
    parent: Option<Arc<Link>>,
    segment: EcoString,
    /// Which of several equal keys, from 0; the pointer cannot say it.
    nth: u32,
    /// Of the segments from the root to this one.
    hash: u32,
}

impl Link {
    fn new(parent: Option<Arc<Self>>, segment: &str, nth: u32) -> Self {
        let above = parent
            .as_deref()
            .map_or(0xcbf2_9ce4_8422_2325, |link| u64::from(link.hash) << 32);
        let hash = segment
            .bytes()
            .fold(above ^ u64::from(nth) ^ 0xff, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        Self {
            parent,
            segment: segment.into(),
            nth,
            // So that the beginning of one segment is not the end of another.
            hash: upper(hash.rotate_left(23).wrapping_mul(0x9e37_79b9_7f4a_7c15)),
        }
    }
}

/// The half in which all bits of a product have a part.
fn upper(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or_default()
}

impl Hash for Link {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u32(self.hash);
    }
}

impl PartialEq for Link {
    fn eq(&self, other: &Self) -> bool {
        let (mut a, mut b) = (self, other);
        loop {
            if std::ptr::eq(a, b) {
                return true;
            }
            if a.hash != b.hash || a.nth != b.nth || a.segment != b.segment {
                return false;
            }
            match (&a.parent, &b.parent) {
                (None, None) => return true,
                (Some(x), Some(y)) => (a, b) = (x, y),
                _ => return false,
            }
        }
    }
}

impl Eq for Link {}

impl Ord for Place {
    /// By file, then by segments from the root.
    fn cmp(&self, other: &Self) -> Ordering {
        let rest = || (self.steps(), self.part).cmp(&(other.steps(), other.part));
        self.source.cmp(&other.source).then_with(rest)
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Place {
    /// The whole of a source.
    #[must_use]
    pub fn root(source: SourceId) -> Self {
        Self {
            source,
            tail: None,
            part: Part::Value,
        }
    }

    /// Whether `other` is this place or inside of it.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self.source == other.source && other.segments().starts_with(&self.segments())
    }

    /// The value under `key` (unescaped).
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        self.nth_child(key, 0)
    }

    /// The value under the `nth` of several equal keys, from 0.
    #[must_use]
    pub fn nth_child(&self, key: &str, nth: u32) -> Self {
        let link = Link::new(self.tail.clone(), key, nth);
        Self {
            source: self.source,
            tail: Some(Arc::new(link)),
            part: Part::Value,
        }
    }

    /// The item at `index`.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.child(&index.to_string())
    }

    /// The place that an RFC 6901 pointer (`""`, `/a~1b/0`) names in `source`.
    #[must_use]
    pub fn from_pointer(source: SourceId, pointer: &str) -> Self {
        let mut at = Self::root(source);
        for segment in pointer.split('/').skip(1) {
            at = match segment.contains('~') {
                true => at.child(&segment.replace("~1", "/").replace("~0", "~")),
                false => at.child(segment),
            };
        }
        at
    }

    /// The same entry, its key meant.
    #[must_use]
    pub fn as_key(&self) -> Self {
        Self {
            part: Part::Key,
            ..self.clone()
        }
    }

    /// The source.
    #[must_use]
    pub fn source(&self) -> SourceId {
        self.source
    }

    /// Whether key or value is meant.
    #[must_use]
    pub fn part(&self) -> Part {
        self.part
    }

    /// The last segment, unescaped.
    #[must_use]
    pub fn last(&self) -> Option<&str> {
        self.tail.as_deref().map(|link| &*link.segment)
    }

    /// The enclosing value's place.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let link = self.tail.as_deref()?;
        Some(Self {
            source: self.source,
            tail: link.parent.clone(),
            part: Part::Value,
        })
    }

    /// The segments from the root, unescaped.
    #[must_use]
    pub fn segments(&self) -> Vec<&str> {
        let mut out = Vec::with_capacity(8);
        let mut link = self.tail.as_deref();
        while let Some(l) = link {
            out.push(&*l.segment);
            link = l.parent.as_deref();
        }
        out.reverse();
        out
    }

    /// The segments from the root, each with which of several equal keys it is.
    #[must_use]
    pub fn steps(&self) -> Vec<(&str, u32)> {
        let mut out = Vec::with_capacity(8);
        let mut link = self.tail.as_deref();
        while let Some(l) = link {
            out.push((&*l.segment, l.nth));
            link = l.parent.as_deref();
        }
        out.reverse();
        out
    }

    /// The RFC 6901 pointer, escaped.
    #[must_use]
    pub fn pointer(&self) -> String {
        let mut out = String::new();
        for segment in self.segments() {
            out.push('/');
            if segment.contains(['~', '/']) {
                out += &segment.replace('~', "~0").replace('/', "~1");
            } else {
                out += segment;
            }
        }
        out
    }
}

impl Drop for Link {
    /// Unlinks iteratively: a deep document must not overflow the stack.
    fn drop(&mut self) {
        let mut next = self.parent.take();
        while let Some(link) = next {
            next = Arc::into_inner(link).and_then(|mut l| l.parent.take());
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.source.0, self.pointer())
    }
}
