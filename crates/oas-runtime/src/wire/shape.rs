//! Which alternative a value fits, where nothing but its shape tells: and how much work may go into that, since
//! alternatives within alternatives multiply, and a text decides how deep they nest.
//!
//! Must not know JSON's text.

use std::cell::Cell;

use serde::de;

use super::undeclared::Skipped;
use super::union::{Union, UnionTable};
use super::{Buf, Rank};
use crate::validate::{Validate, validate};

/// Tries the variants in the order of their rank, and in document order where equal: the first that is valid and
/// loses nothing of the value, else the one of that rank that loses least, else the first that can be read.
/// A value that takes too many attempts is taken for what it fits best until then.
pub(super) fn read_by_shape<T: Union + Validate, E: de::Error>(value: &Buf) -> Result<T, E> {
    let mut search = Search::begin(value, T::TABLE, T::rank);
    let (mut best, mut first) = (None, None);
    while let Some(index) = search.next() {
        let outer = Skipped::begin();
        let read = T::read(index, value.reader::<E>());
        let skipped = outer.end();
        match read {
            Ok(union) => {
                let valid = search.is_one() || skipped.closed == 0 && validate(&union).is_ok();
                if search.is_better(valid, skipped) {
                    best = Some(union);
                }
            }
            Err(error) if first.is_none() => first = Some(error),
            Err(_) => {}
        }
    }
    if let Some(union) = best {
        search.end();
        return Ok(union);
    }
    match (T::TABLE.other(), first) {
        (Some(other), _) => T::read(other, value.reader::<E>()),
        // The reason of the best candidate says more than that nothing fits.
        (None, Some(error)) => Err(error),
        (None, None) => Err(nothing_fits()),
    }
}

#[cold]
fn nothing_fits<E: de::Error>() -> E {
    E::invalid_type(de::Unexpected::Other("value"), &"one of the alternatives")
}

/// What [`read_by_shape`] has tried and found: all of it that is the same for every union.
struct Search<'a> {
    value: &'a Buf<'a>,
    candidates: std::vec::IntoIter<(Rank, usize)>,
    count: usize,
    effort: Effort,
    /// That of the last candidate.
    rank: Rank,
    best: Option<Fit>,
}

impl<'a> Search<'a> {
    fn begin(value: &'a Buf<'a>, table: &UnionTable, rank: fn(usize, &Buf) -> Rank) -> Self {
        let shaped = table.other().unwrap_or(table.variants.len());
        let ranks = (0..shaped).map(|index| (rank(index, value), index));
        let mut candidates: Vec<_> = ranks.collect();
        candidates.retain(|(rank, _)| *rank != Rank::NO);
        candidates.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
        Self {
            value,
            count: candidates.len(),
            candidates: candidates.into_iter(),
            effort: Effort::begin(),
            rank: Rank::NO,
            best: None,
        }
    }

    /// The index of the next variant that is worth an attempt.
    fn next(&mut self) -> Option<usize> {
        let tried = self.candidates.len() < self.count;
        let (rank, index) = self.candidates.next()?;
        self.rank = rank;
        let enough = self.best.as_ref().is_some_and(|fit| fit.suffices(rank));
        if enough || tried && !self.effort.may_go_on(self.value, self.count) {
            return None;
        }
        Some(index)
    }

    /// Whether there is but one candidate.
    fn is_one(&self) -> bool {
        self.count == 1
    }

    /// Whether the last candidate, which could be read, is the best until now; it is from then on.
    fn is_better(&mut self, valid: bool, skipped: Skipped) -> bool {
        let fit = Fit {
            rank: self.rank,
            valid,
            skipped,
        };
        let better = self.best.as_ref().is_none_or(|than| fit.is_better(than));
        if better {
            self.best = Some(fit);
        }
        better
    }

    /// What the best skipped counts where something around it is read.
    fn end(self) {
        if let Some(fit) = self.best {
            fit.skipped.count();
        }
    }
}

/// How an alternative fits a value that it could read.
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
