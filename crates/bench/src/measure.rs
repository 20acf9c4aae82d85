//! Two ways to do the same, timed in turns.
//!
//! Knows closures; must not know what they do.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// The processor time of this thread: what others do on the machine is not in it.
fn now() -> Duration {
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
    /// What is compared, where the name does not say it.
    pub note: &'static str,
    /// Our way.
    pub ours: Box<dyn Fn()>,
    /// The other way.
    pub theirs: Box<dyn Fn()>,
}

/// Nanoseconds for one call, and the ratio.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// Ours: the median.
    pub ours: f64,
    /// Theirs: the median.
    pub theirs: f64,
    /// Ours by theirs: the median of the rounds' ratios, since a disturbance hits both of a round.
    pub ratio: f64,
    /// The quartiles of the rounds' ratios.
    pub spread: (f64, f64),
}

/// Runs both ways in turns for `rounds` rounds of about `round` each.
#[must_use]
pub fn interleaved(case: &Case, rounds: usize, round: Duration) -> Times {
    let calls = calibrate(&case.theirs, round / 2);
    let mut all = Vec::new();
    for index in 0..rounds {
        // Who begins alternates, so that neither profits from what the other left warm.
        let (ours, theirs) = if index % 2 == 0 {
            let ours = time(&case.ours, calls);
            (ours, time(&case.theirs, calls))
        } else {
            let theirs = time(&case.theirs, calls);
            (time(&case.ours, calls), theirs)
        };
        all.push((ours, theirs, ours / theirs));
    }
    let ratios = sorted(all.iter().map(|(_, _, ratio)| *ratio));
    Times {
        ours: quantile(&sorted(all.iter().map(|(ours, _, _)| *ours)), 0.5),
        theirs: quantile(&sorted(all.iter().map(|(_, theirs, _)| *theirs)), 0.5),
        ratio: quantile(&ratios, 0.5),
        spread: (quantile(&ratios, 0.25), quantile(&ratios, 0.75)),
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The value below which this part of the sorted values lies.
#[must_use]
pub fn quantile(sorted: &[f64], part: f64) -> f64 {
    let last = sorted.len().saturating_sub(1) as f64;
    let index = (last * part).round() as usize;
    sorted.get(index).copied().unwrap_or(f64::NAN)
}

/// Nanoseconds for one call.
fn time(call: &dyn Fn(), calls: u32) -> f64 {
    let start = now();
    for _ in 0..calls {
        call();
    }
    (now() - start).as_nanos() as f64 / f64::from(calls)
}

/// How many calls take about `duration`.
fn calibrate(call: &dyn Fn(), duration: Duration) -> u32 {
    let mut calls = 1;
    loop {
        let start = now();
        for _ in 0..calls {
            call();
        }
        let took = now() - start;
        if took >= duration || calls > 1 << 24 {
            let each = took.as_secs_f64() / f64::from(calls);
            return ((duration.as_secs_f64() / each) as u32).max(1);
        }
        calls *= 2;
    }
}
