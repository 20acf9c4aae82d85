//! Where the lines and characters of a text are, computed once, when the first problem is shown.

/// An index into a text.
#[derive(Debug)]
pub struct Lines {
    /// How many lines end before every `STEP`th byte.
    ends: Vec<u32>,
    /// How many characters begin before every `STEP`th byte; empty for ASCII.
    steps: Vec<u32>,
    count: usize,
}

const STEP: usize = 1024;

/// How many characters begin in `bytes`.
fn beginnings(bytes: &[u8]) -> usize {
    /// So many can be counted in a byte.
    const MOST: usize = u8::MAX as usize;
    let begins = |byte: &u8| u8::from(byte & 0xc0 != 0x80);
    let chunks = bytes.chunks(MOST);
    chunks
        .map(|chunk| usize::from(chunk.iter().map(begins).sum::<u8>()))
        .sum()
}

fn newlines(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', bytes).count()
}

/// What is counted before every `STEP`th byte, and in all.
fn counts(text: &str, count: fn(&[u8]) -> usize) -> (Vec<u32>, usize) {
    let mut before = 0;
    let step = |chunk: &[u8]| {
        let here = before;
        before += count(chunk);
        byte_offset(here)
    };
    let steps = text.as_bytes().chunks(STEP).map(step).collect();
    (steps, before)
}

impl Lines {
    /// The index of `text`.
    pub(super) fn of(text: &str) -> Self {
        let (ends, count) = counts(text, newlines);
        let steps = match text.is_ascii() {
            true => Vec::new(),
            false => counts(text, beginnings).0,
        };
        Self {
            ends,
            steps,
            count: count + 1,
        }
    }

    /// The line of a byte, from 0.
    #[must_use]
    pub fn line(&self, text: &str, byte: usize) -> usize {
        let byte = byte.min(text.len());
        let step = (byte / STEP).min(self.ends.len().saturating_sub(1));
        let between = text.as_bytes().get(step * STEP..byte).unwrap_or_default();
        self.ends.get(step).map_or(0, |n| *n as usize) + newlines(between)
    }

    /// The byte at which a line begins; the end of the text where there is no such line.
    fn start(&self, text: &str, line: usize) -> usize {
        if line == 0 {
            return 0;
        }
        // The last step before which fewer lines end than are wanted.
        let after = self.ends.partition_point(|n| (*n as usize) < line);
        let step = after.saturating_sub(1);
        let before = self.ends.get(step).map_or(0, |n| *n as usize);
        let rest = text.as_bytes().get(step * STEP..).unwrap_or_default();
        let mut ends = memchr::memchr_iter(b'\n', rest);
        ends.nth(line - before - 1)
            .map_or(text.len(), |at| step * STEP + at + 1)
    }

    /// The bytes of a line, without its end.
    #[must_use]
    pub fn range(&self, text: &str, line: usize) -> std::ops::Range<usize> {
        let start = self.start(text, line);
        // By the index: all of a document may be one line, and each of its problems asks for that.
        let end = match line + 1 < self.count {
            true => self.start(text, line + 1) - 1,
            false => text.len(),
        };
        let content = text.get(start..end).unwrap_or_default();
        start..start + content.trim_end_matches('\r').len()
    }

    /// How many lines there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// The index of the character that begins at a byte.
    #[must_use]
    pub fn char_of_byte(&self, text: &str, byte: usize) -> usize {
        if self.steps.is_empty() {
            return byte;
        }
        let byte = byte.min(text.len());
        let step = (byte / STEP).min(self.steps.len() - 1);
        let between = text.as_bytes().get(step * STEP..byte).unwrap_or_default();
        self.steps.get(step).map_or(0, |n| *n as usize) + beginnings(between)
    }

    /// The byte at which the `index`th character begins.
    #[must_use]
    pub fn byte_of_char(&self, text: &str, index: usize) -> usize {
        if self.steps.is_empty() {
            return index.min(text.len());
        }
        // The last step with no more characters before it than are wanted.
        let after = self.steps.partition_point(|n| *n as usize <= index);
        let step = after.saturating_sub(1);
        let mut left = index - self.steps.get(step).map_or(0, |n| *n as usize);
        let bytes = text.as_bytes().iter().enumerate().skip(step * STEP);
        for (at, byte) in bytes {
            if byte & 0xc0 != 0x80 {
                if left == 0 {
                    return at;
                }
                left -= 1;
            }
        }
        text.len()
    }
}

fn byte_offset(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
