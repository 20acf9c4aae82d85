//! Work on several threads, what comes of it in order: the number of threads changes no result.
//!
//! Must not know what the work is. Outside of [`run`], on the threads that are started here, and inside of what is done
//! beside something else, everything is done by the caller's thread, so that nobody waits for a thread that waits for it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::Builder;

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Of every thread that works on a document: what one of the greatest depth that `node` lets through may need, in any
/// build. Only what is touched takes memory.
const STACK: usize = 256 << 20;

thread_local! {
    /// The threads beside this one that it may have work.
    static OTHERS: RefCell<Option<ThreadPool>> = const { RefCell::new(None) };
}

/// Does `work`, in which the other functions here have so many threads; without a wish, as many as there are cores.
pub fn run<R: Send>(wanted: Option<NonZeroUsize>, work: impl Fn() -> R + Sync) -> R {
    let cores = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let wanted = wanted.unwrap_or_else(cores).get();
    let work = &work;
    let (give, given) = sync_channel(1);
    let there = move || {
        OTHERS.set(others(wanted - 1));
        drop(give.send(work()));
    };
    std::thread::scope(|scope| {
        // The caller's stack does for all but the deepest documents.
        let Ok(thread) = Builder::new().stack_size(STACK).spawn_scoped(scope, there) else {
            return work();
        };
        // What comes is awaited, and not that the thread's memory is tidied up.
        given.recv().unwrap_or_else(|_| match thread.join() {
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(()) => work(),
        })
    })
}

/// So many threads with large stacks; `None` if there are none, or the system gives none.
fn others(count: usize) -> Option<ThreadPool> {
    let builder = ThreadPoolBuilder::new().num_threads(count);
    let pool = (count > 0).then(|| builder.stack_size(STACK).build());
    pool.and_then(Result::ok)
}

/// Whether there are several.
#[must_use]
pub fn several() -> bool {
    OTHERS.with_borrow(Option::is_some)
}

/// What `work` makes of each item, in the order of the items. The threads take `chunk` of them at a time.
pub fn map<'i, T: Sync, R: Send>(
    items: &'i [T],
    chunk: usize,
    work: impl Fn(&'i T) -> R + Sync,
) -> Vec<R> {
    let chunks: Vec<&[T]> = items.chunks(chunk.max(1)).collect();
    if !several() || chunks.len() <= 1 {
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
    let others = OTHERS.take();
    if let Some(others) = &others {
        others.in_place_scope(|scope| {
            for _ in 1..chunks.len().min(others.current_num_threads() + 1) {
                scope.spawn(|_| take());
            }
            take();
        });
    }
    OTHERS.set(others);
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

/// What `make` makes of each item is shown to `take`, in order. It is made ahead, a little, on another thread, which
/// frees it, too: that is dear on others. Where that thread is behind, this one helps.
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
    let chunks: Vec<&'i [T]> = items.chunks(CHUNK).collect();
    let next = AtomicUsize::new(0);
    let make = |at: usize| {
        let chunk = chunks.get(at)?;
        Some(chunk.iter().map(&make).collect::<Vec<R>>())
    };
    let further = || {
        let at = next.fetch_add(1, Ordering::Relaxed);
        Some((at, make(at)?))
    };
    let (made, awaited) = sync_channel(CHUNKS);
    let (used, returned) = channel::<Vec<R>>();
    let there = move || {
        while let Some(chunk) = further() {
            if made.send(chunk).is_err() {
                return;
            }
            returned.try_iter().for_each(drop);
        }
        drop(made);
        returned.iter().for_each(drop);
    };
    let chunks = &chunks;
    beside(there, move || {
        let (mut theirs, mut ours) = (BTreeMap::new(), BTreeMap::new());
        for (at, items) in chunks.iter().enumerate() {
            while !theirs.contains_key(&at) && !ours.contains_key(&at) {
                if let Ok((at, made)) = awaited.try_recv() {
                    theirs.insert(at, made);
                } else if let Some((at, made)) = further() {
                    ours.insert(at, made);
                } else if let Ok((at, made)) = awaited.recv() {
                    theirs.insert(at, made);
                } else {
                    ours.extend(make(at).map(|made| (at, made)));
                }
            }
            let from_there = theirs.remove(&at);
            let ready = from_there.as_ref().or_else(|| ours.get(&at));
            let ready = ready.into_iter().flatten();
            items
                .iter()
                .zip(ready)
                .for_each(|(item, made)| take(item, made));
            match from_there {
                Some(done) => drop(used.send(done)),
                None => drop(ours.remove(&at)),
            }
        }
    });
}

/// Does both, at the same time where there are threads for it; else `first` before `second`.
pub fn both<A: Send, B>(first: impl Fn() -> A + Sync, second: impl FnOnce() -> B) -> (A, B) {
    if !several() {
        return (first(), second());
    }
    let mut done = None;
    let second = beside(|| done = Some(first()), second);
    (done.unwrap_or_else(first), second)
}

/// Does `work` beside what is done `here`, where there is a thread for it; else it is dropped undone, so that whoever
/// waits for what it would send knows.
pub fn beside<R>(work: impl FnOnce() + Send, here: impl FnOnce() -> R) -> R {
    let Some(others) = OTHERS.take() else {
        drop(work);
        return here();
    };
    let done = others.in_place_scope(|scope| {
        scope.spawn(|_| work());
        here()
    });
    OTHERS.set(Some(others));
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on<R: Send>(number: usize, work: impl Fn() -> R + Sync) -> R {
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
    fn inside_of_what_is_done_beside_something_else_nobody_waits() {
        let items: Vec<usize> = (0..1000).collect();
        let found = on(2, || {
            let mut found = 0;
            ahead(
                &items,
                |item| *item,
                |_, made| {
                    assert!(!several());
                    found += map(&[*made, 1], 1, |n| n + 1).len();
                },
            );
            assert!(several());
            found
        });
        assert_eq!(found, 2000);
    }

    #[test]
    fn a_panic_on_another_thread_is_the_callers() {
        let items: Vec<usize> = (0..1000).collect();
        for number in [1, 2] {
            let broken = std::panic::catch_unwind(|| {
                on(number, || {
                    map(&items, 1, |item| assert!(*item < 500, "too many"));
                })
            });
            let panic = broken.err().and_then(|panic| panic.downcast::<&str>().ok());
            assert_eq!(panic.as_deref(), Some(&"too many"), "{number}");
        }
    }

    #[test]
    fn without_threads_of_its_own_everything_is_done_here() {
        assert!(!several());
        assert_eq!(map(&[1, 2], 1, |n| n + 1), [2, 3]);
    }
}
