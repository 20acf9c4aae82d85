//! How much of the stack reading may take: a text decides how deep types nest, and types how much each level takes.
//!
//! Must not know what is read.

use std::cell::Cell;
use std::hint::black_box;

/// Half of what a thread of tokio's or of the standard library has.
const LIMIT: usize = 1024 * 1024;

thread_local! {
    /// Where the stack was when reading began; zero where nothing is read.
    static START: Cell<usize> = const { Cell::new(0) };
}

/// The address of something on top of the stack.
#[inline(always)]
fn top() -> usize {
    let mark = 0_u8;
    std::ptr::from_ref(black_box(&mark)).addr()
}

/// Runs `read`, in which [`is_used_up`] is about the stack from here on.
pub(crate) fn limited<T>(read: impl FnOnce() -> T) -> T {
    let outer = START.replace(top());
    let value = read();
    START.set(outer);
    value
}

/// Whether reading has taken what it may; never outside of [`limited`].
#[inline]
pub(crate) fn is_used_up() -> bool {
    match START.get() {
        0 => false,
        start => start.abs_diff(top()) > LIMIT,
    }
}
