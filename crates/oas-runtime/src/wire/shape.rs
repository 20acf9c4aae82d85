//! Which alternative a value fits, where nothing but its shape tells: and how much work may go into that, since
//! alternatives within alternatives multiply, and a text decides how deep they nest.
//!
//! Must not know JSON's text.

use std::cell::Cell;

use serde::de;

use super::record::Skipped;
use super::union::Union;
use super::{Buf, Rank};
use crate::validate::{Validate, validate};

/// Tries the variants in the order of their rank, and in document order where equal: the first that is valid and
/// loses nothing of the value, else the one of that rank that loses least, else the first that can be read.
/// A value that takes too many attempts is taken for what it fits best until then.
pub(super) fn read_by_shape<T: Union + Validate, E: de::Error>(value: &Buf) -> Result<T, E> {
    let table = T::TABLE;
    let shaped = table.other().unwrap_or(table.variants.len());
    let mut candidates: Vec<_> = (0..shaped)
        .map(|index| (T::rank(index, value), index))
        .collect();
    candidates.retain(|(rank, _)| *rank != Rank::NO);
    candidates.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
    let count = candidates.len();
    let effort = Effort::begin();
    let (mut best, mut first) = (None::<(Fit, T)>, None);
    for (tried, (rank, index)) in candidates.into_iter().enumerate() {
        let enough = best.as_ref().is_some_and(|(fit, _)| fit.suffices(rank));
        if enough || tried > 0 && !effort.may_go_on(value, count) {
            break;
        }
        let (read, skipped) = Skipped::by(|| T::read(index, value.reader()));
        match read {
            Ok(union) => {
                let valid = count == 1 || skipped.closed == 0 && validate(&union).is_ok();
                let fit = Fit {
                    rank,
                    valid,
                    skipped,
                };
                if best.as_ref().is_none_or(|(than, _)| fit.is_better(than)) {
                    best = Some((fit, union));
                }
            }
            Err(error) => first = first.or(Some(error)),
        }
    }
    if let Some((fit, union)) = best {
        fit.skipped.count();
        return Ok(union);
    }
    match table.other() {
        Some(other) => T::read(other, value.reader()),
        // The reason of the best candidate says more than that nothing fits.
        None => Err(first.unwrap_or_else(|| {
            E::invalid_type(de::Unexpected::Other("value"), &"one of the alternatives")
        })),
    }
}

/// How well an alternative fits a value that it could read.
struct Fit {
    rank: Rank,
    valid: bool,
    skipped: Skipped,
}

impl Fit {
    /// Whether an alternative that only has `rank` need not be looked at.
    fn suffices(&self, rank: Rank) -> bool {
        self.valid && (self.skipped.all == 0 || self.rank != rank)
    }

    /// Whether it is to be taken for `other`, which has come before.
    fn is_better(&self, other: &Self) -> bool {
        if self.valid == other.valid {
            return self.rank == other.rank && self.skipped < other.skipped;
        }
        self.valid
    }
}

/// How often the parts of a value may be read in vain, beside once for each alternative.
const TIMES: u64 = 16;
/// What any value may cost.
const LEAST: u64 = 1024;

thread_local! {
    /// The values that were read in vain, in all.
    static SPENT: Cell<u64> = const { Cell::new(0) };
}

/// The search for the alternative that one value fits.
struct Effort {
    before: u64,
}

impl Effort {
    fn begin() -> Self {
        Self {
            before: SPENT.get(),
        }
    }

    /// Whether `value`, which one of so many `alternatives` did not fit, may be read as the next.
    #[cold]
    fn may_go_on(&self, value: &Buf, alternatives: usize) -> bool {
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
