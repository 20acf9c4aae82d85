//! Work on several threads, what comes of it in order: the number of threads changes no result.
//!
//! Must not know what the work is.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{channel, sync_channel};
use std::sync::{Mutex, PoisonError};

/// Of every thread that works on a document: what one of the greatest depth that `node` lets through may need, in any
/// build. Only what is touched takes memory.
pub const STACK: usize = 256 << 20;

/// How many threads may work at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threads(NonZeroUsize);

impl Default for Threads {
    fn default() -> Self {
        Self::ONE
    }
}

impl Threads {
    /// The caller's alone.
    pub const ONE: Self = Self(NonZeroUsize::MIN);

    /// As many as `wanted`; without a wish, as many as there are cores.
    #[must_use]
    pub fn new(wanted: Option<NonZeroUsize>) -> Self {
        let cores = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Self(wanted.unwrap_or_else(cores))
    }

    /// Whether there are several.
    #[must_use]
    pub fn several(self) -> bool {
        self != Self::ONE
    }

    /// What `work` makes of each item, in the order of the items. The threads take `chunk` of them at a time.
    pub fn map<'i, T: Sync, R: Send>(
        self,
        items: &'i [T],
        chunk: usize,
        work: impl Fn(&'i T) -> R + Sync,
    ) -> Vec<R> {
        let chunks: Vec<&[T]> = items.chunks(chunk.max(1)).collect();
        if !self.several() || chunks.len() <= 1 {
            return items.iter().map(work).collect();
        }
        let next = AtomicUsize::new(0);
        let done: Mutex<Vec<(usize, Vec<R>)>> = Mutex::new(Vec::with_capacity(chunks.len()));
        let take = || {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(part) = chunks.get(index) else {
                    return;
                };
                let results = part.iter().map(&work).collect();
                let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                done.push((index, results));
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..self.0.get().min(chunks.len()) {
                // Without a further thread, this one does what is left.
                let _ = std::thread::Builder::new()
                    .stack_size(STACK)
                    .spawn_scoped(scope, take);
            }
            take();
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_by_key(|(index, _)| *index);
        done.into_iter().flat_map(|(_, results)| results).collect()
    }

    /// What `make` makes of each item is shown to `take`, in order; it is made ahead, a little, on another thread, which
    /// frees it, too: that is dear on others.
    pub fn ahead<'i, T: Sync, R: Send>(
        self,
        items: &'i [T],
        make: impl Fn(&'i T) -> R + Sync,
        mut take: impl FnMut(&'i T, &R),
    ) {
        const CHUNK: usize = 8;
        const CHUNKS: usize = 8;
        let (made, awaited) = sync_channel::<Vec<R>>(CHUNKS);
        let (used, returned) = channel::<Vec<R>>();
        let make = &make;
        let all = move || {
            for chunk in items.chunks(CHUNK) {
                if made.send(chunk.iter().map(make).collect()).is_err() {
                    return;
                }
                returned.try_iter().for_each(drop);
            }
            drop(made);
            returned.iter().for_each(drop);
        };
        self.beside(all, move || {
            for chunk in items.chunks(CHUNK) {
                let ready = awaited.recv().unwrap_or_default();
                for (index, item) in chunk.iter().enumerate() {
                    match ready.get(index) {
                        Some(ready) => take(item, ready),
                        None => take(item, &make(item)),
                    }
                }
                let _ = used.send(ready);
            }
        });
    }

    /// Does both, at the same time where there are threads for it.
    pub fn both<A: Send, B>(
        self,
        beside: impl Fn() -> A + Sync,
        here: impl FnOnce() -> B,
    ) -> (A, B) {
        let (done, awaited) = channel();
        let work = || beside();
        let send = move || {
            let _ = done.send(work());
        };
        self.beside(send, || {
            let second = here();
            (awaited.recv().unwrap_or_else(|_| beside()), second)
        })
    }

    /// Does `work` beside what is done `here`, where there is a thread for it. Else it is dropped undone, so that what
    /// it owns is freed, and whoever waits for what it would have sent knows.
    pub fn beside<R>(self, work: impl FnOnce() + Send, here: impl FnOnce() -> R) -> R {
        if !self.several() {
            drop(work);
            return here();
        }
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(STACK);
            let _ = thread.spawn_scoped(scope, work);
            here()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn threads(number: usize) -> Threads {
        Threads::new(NonZeroUsize::new(number))
    }

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        let expected: Vec<usize> = items.iter().map(|item| item * 2).collect();
        for number in [1, 2, 7] {
            for chunk in [0, 1, 3, 2000] {
                let doubled = threads(number).map(&items, chunk, |item| item * 2);
                assert_eq!(doubled, expected, "{number} threads, {chunk} at a time");
            }
        }
    }

    #[test]
    fn what_is_made_ahead_is_taken_in_order() {
        let items: Vec<usize> = (0..1000).collect();
        for number in [1, 2] {
            let mut taken = Vec::new();
            threads(number).ahead(
                &items,
                |item| item + 1,
                |item, made| taken.push((*item, *made)),
            );
            let expected: Vec<(usize, usize)> =
                items.iter().map(|item| (*item, item + 1)).collect();
            assert_eq!(taken, expected, "{number} threads");
        }
    }

    #[test]
    fn both_are_done_whatever_the_number() {
        for number in [1, 2] {
            assert_eq!(threads(number).both(|| 1, || "two"), (1, "two"));
        }
    }
}
