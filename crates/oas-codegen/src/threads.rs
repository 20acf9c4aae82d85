//! Work on several threads, what comes of it in order: the number of threads changes no result.
//!
//! Must not know what the work is. Outside of [`run`], and on the threads that are started here, everything is done by the
//! caller's thread. A stage starts threads of its own: to start one takes less than what a pool's threads, whose memory is
//! in pieces from the stages before, are slower by.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, Scope, ScopedJoinHandle};

/// Of every thread that works on a document: what one of the greatest depth that `node` lets through may need, in any
/// build. Only what is touched takes memory.
const STACK: usize = 256 << 20;

thread_local! {
    /// How many threads this one may have work at a time, itself among them.
    static THREADS: Cell<usize> = const { Cell::new(1) };
}

/// Does `work`, in which the other functions here have so many threads; without a wish, as many as there are cores.
pub fn run<R: Send>(wanted: Option<NonZeroUsize>, work: impl Fn() -> R + Sync) -> R {
    let cores = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let wanted = wanted.unwrap_or_else(cores).get();
    std::thread::scope(|scope| {
        let running = start(scope, || {
            THREADS.set(wanted);
            work()
        });
        match running.map(ScopedJoinHandle::join) {
            Some(Ok(result)) => result,
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            // The caller's stack does for all but the deepest documents.
            None => work(),
        }
    })
}

/// A thread with a large stack; `None` if the system gives none.
fn start<'s, R: Send + 's>(
    scope: &'s Scope<'s, '_>,
    work: impl FnOnce() -> R + Send + 's,
) -> Option<ScopedJoinHandle<'s, R>> {
    Builder::new()
        .stack_size(STACK)
        .spawn_scoped(scope, work)
        .ok()
}

/// Whether there are several.
#[must_use]
pub fn several() -> bool {
    THREADS.get() > 1
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
    std::thread::scope(|scope| {
        for _ in 1..THREADS.get().min(chunks.len()) {
            // Without a further thread, this one does what is left.
            start(scope, take);
        }
        take();
    });
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
    std::thread::scope(|scope| {
        let running = start(scope, &first);
        let second = second();
        match running.map(ScopedJoinHandle::join) {
            Some(Ok(first)) => (first, second),
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            None => (first(), second),
        }
    })
}

/// Does `work` beside what is done `here`, where there is a thread for it; else it is dropped undone, so that what it
/// owns is freed, and whoever waits for what it would send knows.
pub fn beside<R>(work: impl FnOnce() + Send, here: impl FnOnce() -> R) -> R {
    if !several() {
        drop(work);
        return here();
    }
    std::thread::scope(|scope| {
        start(scope, work);
        here()
    })
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
    fn without_threads_of_its_own_everything_is_done_here() {
        assert!(!several());
        assert_eq!(map(&[1, 2], 1, |n| n + 1), [2, 3]);
    }
}
