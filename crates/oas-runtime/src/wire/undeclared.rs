//! What records skip since they do not declare it: counted for unions, and noted for readers that ask.
//!
//! Must not know what a record is.

use std::cell::{Cell, RefCell};

/// A property that a record did not declare.
pub(crate) struct Noted {
    /// Its name.
    pub name: String,
    /// The record says that there are no others.
    pub closed: bool,
}

/// How many properties were skipped, since no record on the way declares them.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Skipped {
    /// By records that say that there are no others.
    pub closed: usize,
    /// In all.
    pub all: usize,
}

impl Skipped {
    /// Begins to count anew; what was counted until then.
    pub fn begin() -> Self {
        SKIPPED.take()
    }

    /// Goes on from what was counted before; what was counted since.
    pub fn end(self) -> Self {
        SKIPPED.replace(self)
    }

    /// Takes it into account where something around it is read.
    pub fn count(self) {
        let sum = SKIPPED.get();
        SKIPPED.set(Self {
            closed: sum.closed.saturating_add(self.closed),
            all: sum.all.saturating_add(self.all),
        });
    }
}

thread_local! {
    static SKIPPED: Cell<Skipped> = const { Cell::new(Skipped { closed: 0, all: 0 }) };
    static WATCHED: Cell<bool> = const { Cell::new(false) };
    static NOTED: RefCell<Vec<Noted>> = const { RefCell::new(Vec::new()) };
}

/// So many are kept; more tell nothing new.
const MAX_NOTED: usize = 64;

/// Counts a property that is skipped, and keeps its name where somebody watches.
pub(super) fn note(name: &str, closed: bool) {
    let skipped = Skipped {
        closed: usize::from(closed),
        all: 1,
    };
    skipped.count();
    if WATCHED.get() {
        NOTED.with_borrow_mut(|noted| {
            let known = |noted: &Noted| noted.name == name && noted.closed == closed;
            if noted.len() < MAX_NOTED && !noted.iter().any(known) {
                noted.push(Noted {
                    name: name.to_owned(),
                    closed,
                });
            }
        });
    }
}

/// Runs `read`, and returns beside its result the properties that records on the way did not
/// declare and skipped.
pub(crate) fn watch_undeclared<T>(read: impl FnOnce() -> T) -> (T, Vec<Noted>) {
    let outer = (WATCHED.replace(true), NOTED.take());
    let value = read();
    WATCHED.set(outer.0);
    (value, NOTED.replace(outer.1))
}
