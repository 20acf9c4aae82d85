//! Two ways to do the same, timed in turns.
//!
//! Knows closures; must not know what they do.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// The processor time of this thread: what others do on the machine is not in it.
#[must_use]
pub fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    // Neither part is negative.
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or_default(),
        u32::try_from(time.tv_nsec).unwrap_or_default(),
    )
}

/// Two ways to do the same.
pub struct Case {
    /// What is done.
    pub name: String,
    /// The greatest acceptable ratio of ours to theirs.
    pub target: f64,
    /// What ours is compared with.
    pub peer: &'static str,
    /// Our way.
    pub ours: Box<dyn Fn()>,
    /// The other way.
    pub theirs: Box<dyn Fn()>,
}

/// Runs both ways in turns for `rounds` rounds of about `round` each: nanoseconds for one call.
#[must_use]
pub fn interleaved(case: &Case, rounds: usize, round: Duration) -> Vec<(f64, f64)> {
    let calls = calibrate(&case.theirs, round / 2);
    in_turns(
        rounds,
        || time(&case.ours, calls),
        || time(&case.theirs, calls),
    )
}

/// Measures both `rounds` times. Who begins alternates, so that neither profits from what the other
/// left warm.
pub fn in_turns<T>(
    rounds: usize,
    mut ours: impl FnMut() -> T,
    mut theirs: impl FnMut() -> T,
) -> Vec<(T, T)> {
    let mut all = Vec::new();
    for index in 0..rounds {
        if index % 2 == 0 {
            let ours = ours();
            all.push((ours, theirs()));
        } else {
            let theirs = theirs();
            all.push((ours(), theirs));
        }
    }
    all
}

/// Nanoseconds for one call.
fn time(call: &dyn Fn(), calls: u32) -> f64 {
    let start = thread_time();
    for _ in 0..calls {
        call();
    }
    (thread_time() - start).as_nanos() as f64 / f64::from(calls)
}

/// How many calls take about `duration`.
fn calibrate(call: &dyn Fn(), duration: Duration) -> u32 {
    let mut calls = 1;
    loop {
        let start = thread_time();
        for _ in 0..calls {
            call();
        }
        let took = thread_time() - start;
        if took >= duration || calls > 1 << 24 {
            let each = took.as_secs_f64() / f64::from(calls);
            return ((duration.as_secs_f64() / each) as u32).max(1);
        }
        calls *= 2;
    }
}
