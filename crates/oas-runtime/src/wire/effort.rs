//! How much work may go into finding the alternative that fits: alternatives within alternatives multiply, and a
//! text decides how deep they nest.
//!
//! Must not know how values are read.

use std::cell::Cell;

use super::Buf;

/// How often the parts of a value may be read in vain, beside once for each alternative.
const TIMES: u64 = 16;
/// What any value may cost.
const LEAST: u64 = 1024;

thread_local! {
    /// The values that were read in vain, in all.
    static SPENT: Cell<u64> = const { Cell::new(0) };
}

/// The search for the alternative that one value fits.
pub(super) struct Effort {
    before: u64,
}

impl Effort {
    pub(super) fn begin() -> Self {
        Self {
            before: SPENT.get(),
        }
    }

    /// Whether `value`, which one of so many `alternatives` did not fit, may be read as the next.
    #[cold]
    pub(super) fn may_go_on(&self, value: &Buf, alternatives: usize) -> bool {
        let size = parts(value);
        let spent = SPENT.get().wrapping_add(size);
        SPENT.set(spent);
        let times = TIMES.saturating_add(alternatives as u64);
        spent.wrapping_sub(self.before) <= size.saturating_mul(times).saturating_add(LEAST)
    }
}

/// The number of values that a value consists of.
fn parts(value: &Buf) -> u64 {
    let (mut open, mut count) = (vec![value], 0_u64);
    while let Some(value) = open.pop() {
        count += 1;
        match value {
            Buf::Seq(items) => open.extend(items),
            Buf::Map(entries) => open.extend(entries.iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    count
}
