//! Where the lines and characters of a text are, computed once, when the first problem is shown.

/// An index into a text.
#[derive(Debug)]
pub struct Lines {
    /// The byte at which each line begins.
    starts: Vec<u32>,
    /// How many characters begin before every `STEP`th byte; empty for ASCII.
    steps: Vec<u32>,
}

const STEP: usize = 1024;

/// How many characters begin in `bytes`.
fn beginnings(bytes: &[u8]) -> usize {
    let continues = |byte: &&u8| **byte & 0xc0 == 0x80;
    bytes.len() - bytes.iter().filter(continues).count()
}

impl Lines {
    /// The index of `text`.
    pub(super) fn of(text: &str) -> Self {
        let newlines = memchr::memchr_iter(b'\n', text.as_bytes());
        let starts = std::iter::once(0).chain(newlines.map(|at| byte_offset(at + 1)));
        let steps = match text.is_ascii() {
            true => Vec::new(),
            false => {
                let mut before = 0;
                let step = |chunk: &[u8]| {
                    let here = before;
                    before += beginnings(chunk);
                    byte_offset(here)
                };
                text.as_bytes().chunks(STEP).map(step).collect()
            }
        };
        Self {
            starts: starts.collect(),
            steps,
        }
    }

    /// The line of a byte, from 0.
    #[must_use]
    pub fn line(&self, byte: usize) -> usize {
        self.starts
            .partition_point(|start| *start as usize <= byte)
            .saturating_sub(1)
    }

    /// The bytes of a line, without its end.
    #[must_use]
    pub fn range(&self, text: &str, line: usize) -> std::ops::Range<usize> {
        let start = self.starts.get(line).map_or(text.len(), |at| *at as usize);
        let end = self
            .starts
            .get(line + 1)
            .map_or(text.len(), |at| *at as usize);
        let content = text.get(start..end).unwrap_or_default();
        start..start + content.trim_end_matches(['\n', '\r']).len()
    }

    /// How many lines there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len()
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
