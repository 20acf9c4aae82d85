//! Work on several threads, what comes of it in order: the number of threads changes no result.
//!
//! The only user of rayon. Must not know what the work is. Outside of [`run`] everything is done by the caller's thread.

use std::num::NonZeroUsize;
use std::sync::mpsc::{channel, sync_channel};

use rayon::prelude::*;

/// Of every thread that works on a document: what one of the greatest depth that `node` lets through may need, in any
/// build. Only what is touched takes memory.
const STACK: usize = 256 << 20;

/// Does `work`, in which the other functions here have so many threads; without a wish, as many as there are cores.
pub fn run<R: Send>(wanted: Option<NonZeroUsize>, work: impl FnOnce() -> R + Send) -> R {
    let cores = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(wanted.unwrap_or_else(cores).get())
        .stack_size(STACK)
        .build();
    match pool {
        Ok(pool) => pool.install(work),
        // The system gives no thread: the caller's stack does for all but the deepest documents.
        Err(_) => work(),
    }
}

/// Whether there are several.
#[must_use]
pub fn several() -> bool {
    rayon::current_thread_index().is_some() && rayon::current_num_threads() > 1
}

/// What `work` makes of each item, in the order of the items. The threads take `chunk` of them at a time.
pub fn map<'i, T: Sync, R: Send>(
    items: &'i [T],
    chunk: usize,
    work: impl Fn(&'i T) -> R + Sync,
) -> Vec<R> {
    let chunk = chunk.max(1);
    if !several() || items.len() <= chunk {
        return items.iter().map(work).collect();
    }
    let chunks = items.par_chunks(chunk).with_max_len(1);
    let done: Vec<Vec<R>> = chunks
        .map(|chunk| chunk.iter().map(&work).collect())
        .collect();
    done.into_iter().flatten().collect()
}

/// What `make` makes of each item is shown to `take`, in order; it is made ahead, a little, on another thread, which
/// frees it, too: that is dear on others.
pub fn ahead<'i, T: Sync, R: Send>(
    items: &'i [T],
    make: impl Fn(&'i T) -> R + Sync,
    mut take: impl FnMut(&'i T, &R),
) {
    const CHUNK: usize = 8;
    const CHUNKS: usize = 8;
    if !several() || items.len() <= CHUNK {
        return items.iter().for_each(|item| take(item, &make(item)));
    }
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
    beside(all, move || {
        for chunk in items.chunks(CHUNK) {
            let ready = awaited.recv().unwrap_or_default();
            for (item, ready) in chunk.iter().zip(&ready) {
                take(item, ready);
            }
            let _ = used.send(ready);
        }
    });
}

/// Does both, at the same time where there are threads for it; else `first` before `second`.
pub fn both<A: Send, B: Send>(
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    match several() {
        true => rayon::join(first, second),
        false => (first(), second()),
    }
}

/// Does `work` beside what is done `here`, where there is a thread for it; else it is dropped undone, so that what it
/// owns is freed.
pub fn beside<R>(work: impl FnOnce() + Send, here: impl FnOnce() -> R) -> R {
    if !several() {
        drop(work);
        return here();
    }
    rayon::in_place_scope(|scope| {
        scope.spawn(|_| work());
        here()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on<R: Send>(number: usize, work: impl FnOnce() -> R + Send) -> R {
        run(NonZeroUsize::new(number), work)
    }

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        let expected: Vec<usize> = items.iter().map(|item| item * 2).collect();
        for number in [1, 2, 7] {
            for chunk in [0, 1, 3, 2000] {
                let doubled = on(number, || map(&items, chunk, |item| item * 2));
                assert_eq!(doubled, expected, "{number} threads, {chunk} at a time");
            }
        }
    }

    #[test]
    fn what_is_made_ahead_is_taken_in_order() {
        let items: Vec<usize> = (0..1000).collect();
        let expected: Vec<(usize, usize)> = items.iter().map(|item| (*item, item + 1)).collect();
        for number in [1, 2] {
            let taken = on(number, || {
                let mut taken = Vec::new();
                ahead(
                    &items,
                    |item| item + 1,
                    |item, made| taken.push((*item, *made)),
                );
                taken
            });
            assert_eq!(taken, expected, "{number} threads");
        }
    }

    #[test]
    fn both_are_done_whatever_the_number() {
        for number in [1, 2] {
            assert_eq!(on(number, || both(|| 1, || "two")), (1, "two"));
        }
    }

    #[test]
    fn without_threads_of_its_own_everything_is_done_here() {
        assert!(!several());
        assert_eq!(map(&[1, 2], 1, |n| n + 1), [2, 3]);
    }
}
