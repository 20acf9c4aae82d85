//! Where the lines and characters of a text are, computed once, when the first problem is shown.

/// An index into a text.
#[derive(Debug)]
pub struct Lines {
    /// The byte at which each line begins.
    starts: Vec<u32>,
    /// The byte of every `STEP`th character; empty for ASCII.
    steps: Vec<u32>,
}

const STEP: usize = 1024;

impl Lines {
    /// The index of `text`.
    pub(super) fn of(text: &str) -> Self {
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(newlines.map(|(at, _)| byte_offset(at + 1)));
        let steps = match text.is_ascii() {
            true => Vec::new(),
            false => text
                .char_indices()
                .step_by(STEP)
                .map(|(at, _)| byte_offset(at))
                .collect(),
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
        let after = self.steps.partition_point(|at| *at as usize <= byte);
        let Some(step) = after.checked_sub(1) else {
            return byte;
        };
        let start = self.steps.get(step).map_or(0, |at| *at as usize);
        let between = text.get(start..byte).unwrap_or_default();
        step * STEP + between.chars().count()
    }

    /// The byte at which the `index`th character begins.
    #[must_use]
    pub fn byte_of_char(&self, text: &str, index: usize) -> usize {
        if self.steps.is_empty() {
            return index.min(text.len());
        }
        let Some(start) = self.steps.get(index / STEP).map(|at| *at as usize) else {
            return text.len();
        };
        let rest = text.get(start..).unwrap_or_default();
        rest.char_indices()
            .nth(index % STEP)
            .map_or(text.len(), |(at, _)| start + at)
    }
}

fn byte_offset(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
