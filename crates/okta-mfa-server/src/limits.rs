//! Rate limits per key, in bounded memory.
//!
//! The algorithm is governor's (GCRA: a burst, refilled evenly); the store is
//! ours, because governor's keyed ones grow with every key seen.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::{Quota, RateLimiter};

/// The longest period of a rate.
const MAX_PERIOD: Duration = Duration::from_secs(24 * 60 * 60);

/// The most requests in a period; more would be finer than the clock.
const MAX_REQUESTS: u32 = 1_000_000;

/// So many requests in so much time; written `100/10s`, or `off`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// Not limited.
    Off,
    /// At most this many requests at once, refilled evenly over the period.
    Limited(NonZeroU32, Duration),
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("off"),
            Self::Limited(requests, period) => write!(f, "{requests}/{}s", period.as_secs()),
        }
    }
}

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "off" {
            return Ok(Self::Off);
        }
        parse_limited(text).ok_or_else(|| {
            "expected REQUESTS/PERIOD such as 100/10s, 600/1m or 5000/1h (at most 24h), or off"
                .into()
        })
    }
}

fn parse_limited(text: &str) -> Option<Rate> {
    let (requests, period) = text.split_once('/')?;
    let (number, seconds) = [("s", 1), ("m", 60), ("h", 3600)]
        .into_iter()
        .find_map(|(unit, seconds)| Some((period.strip_suffix(unit)?, seconds)))?;
    let number: u64 = if number.is_empty() {
        1
    } else {
        number.parse().ok()?
    };
    let period = Duration::from_secs(number.checked_mul(seconds)?);
    let requests: NonZeroU32 = requests.parse().ok()?;
    let fits = !period.is_zero() && period <= MAX_PERIOD && requests.get() <= MAX_REQUESTS;
    fits.then_some(Rate::Limited(requests, period))
}

/// A limit that was reached: the whole seconds until the next request may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limited {
    /// Seconds, rounded up, at least 1.
    pub retry_after_secs: u64,
}

type Keyed<K, C> = RateLimiter<K, Bounded<K>, C, NoOpMiddleware<<C as Clock>::Instant>>;

impl Limited {
    /// A limit that passes after `wait`.
    #[must_use]
    pub fn after(wait: Duration) -> Self {
        let seconds = wait
            .as_secs()
            .saturating_add(u64::from(wait.subsec_nanos() > 0));
        Self {
            retry_after_secs: seconds.max(1),
        }
    }
}

/// Limits the requests of each key.
pub struct Limiter<K: Hash + Eq + Clone, C: Clock = DefaultClock> {
    keyed: Option<Keyed<K, C>>,
}

impl<K: Hash + Eq + Clone, C: Clock> fmt::Debug for Limiter<K, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter")
            .field("on", &self.keyed.is_some())
            .finish_non_exhaustive()
    }
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    /// A limiter that remembers at most `capacity` keys.
    #[must_use]
    pub fn new(rate: Rate, capacity: usize) -> Self {
        Self::with_clock(rate, capacity, DefaultClock::default())
    }
}

impl<K: Hash + Eq + Clone, C: Clock> Limiter<K, C> {
    /// A limiter that reads the time from `clock`.
    pub fn with_clock(rate: Rate, capacity: usize, clock: C) -> Self {
        let quota = match rate {
            Rate::Off => None,
            Rate::Limited(requests, period) => {
                Quota::with_period(period / requests.get()).map(|quota| quota.allow_burst(requests))
            }
        };
        Self {
            keyed: quota.map(|quota| RateLimiter::new(quota, Bounded::new(capacity), clock)),
        }
    }

    /// Counts a request of `key`.
    ///
    /// # Errors
    /// When the key has used up its requests.
    pub fn check(&self, key: &K) -> Result<(), Limited> {
        let Some(limiter) = &self.keyed else {
            return Ok(());
        };
        limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(limiter.clock().now());
            Limited::after(wait)
        })
    }
}

/// The key under which an address is counted.
///
/// An IPv6 subscriber has at least a /64, so that is what is counted; an IPv4
/// address in IPv6 form is the IPv4 address.
#[must_use]
pub fn address_key(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            (address & std::net::Ipv6Addr::from_bits(!u128::from(u64::MAX))).into()
        }
    }
}

/// The arrival times of at most `capacity` keys.
///
/// When it is full, the eighth with the earliest times is dropped: the keys
/// that are closest to a full allowance, which are treated the same when they
/// come back. A key that floods has the latest time and stays.
struct Bounded<K> {
    times: Mutex<HashMap<K, Nanos>>,
    capacity: usize,
}

impl<K> Bounded<K> {
    fn new(capacity: usize) -> Self {
        Self {
            times: Mutex::new(HashMap::new()),
            capacity: capacity.max(1),
        }
    }
}

impl<K: Hash + Eq + Clone> StateStore for Bounded<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(time) = times.get_mut(key) {
            let (outcome, next) = measure(Some(*time))?;
            *time = next;
            return Ok(outcome);
        }
        let (outcome, next) = measure(None)?;
        if times.len() >= self.capacity {
            drop_earliest(&mut times, self.capacity / 8 + 1);
        }
        times.insert(key.clone(), next);
        Ok(outcome)
    }
}

fn drop_earliest<K: Hash + Eq>(times: &mut HashMap<K, Nanos>, count: usize) {
    let mut sorted: Vec<Nanos> = times.values().copied().collect();
    let Some(last) = count.min(sorted.len()).checked_sub(1) else {
        return;
    };
    let (_, newest_dropped, _) = sorted.select_nth_unstable(last);
    let newest_dropped = *newest_dropped;
    times.retain(|_, time| *time > newest_dropped);
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    fn limiter(
        rate: &str,
        capacity: usize,
    ) -> (Limiter<u32, FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (
            Limiter::with_clock(rate.parse().unwrap(), capacity, clock.clone()),
            clock,
        )
    }

    #[test]
    fn rates_are_read_and_written() {
        for (text, written) in [
            ("100/10s", "100/10s"),
            ("600/1m", "600/60s"),
            ("1/h", "1/3600s"),
            ("off", "off"),
        ] {
            assert_eq!(text.parse::<Rate>().unwrap().to_string(), written);
        }
        for wrong in [
            "",
            "100",
            "0/10s",
            "100/0s",
            "100/10",
            "100/10d",
            "-1/1s",
            "1/25h",
            "1000001/1s",
            "99999999999/1s",
            "1/1s ",
        ] {
            assert!(
                wrong.parse::<Rate>().unwrap_err().contains("100/10s"),
                "{wrong}"
            );
        }
    }

    #[test]
    fn the_wait_is_told_in_whole_seconds_rounded_up() {
        let (limiter, clock) = limiter("2/5s", 10);
        assert!(limiter.check(&1).is_ok() && limiter.check(&1).is_ok());
        assert_eq!(
            limiter.check(&1),
            Err(Limited {
                retry_after_secs: 3
            })
        );
        clock.advance(Duration::from_millis(2400));
        assert_eq!(
            limiter.check(&1),
            Err(Limited {
                retry_after_secs: 1
            })
        );
        clock.advance(Duration::from_millis(100));
        assert_eq!(limiter.check(&1), Ok(()));
    }

    #[test]
    fn waiting_as_long_as_told_is_enough() {
        let (limiter, clock) = limiter("3/10s", 10);
        for _ in 0..20 {
            while limiter.check(&1).is_ok() {}
            let Err(limited) = limiter.check(&1) else {
                panic!("used up")
            };
            clock.advance(Duration::from_secs(limited.retry_after_secs));
            assert_eq!(limiter.check(&1), Ok(()));
        }
    }

    #[test]
    fn keys_are_counted_apart_and_off_counts_nothing() {
        let (limiter, _) = self::limiter("1/1h", 10);
        assert!(limiter.check(&1).is_ok() && limiter.check(&2).is_ok());
        assert!(limiter.check(&1).is_err() && limiter.check(&2).is_err());
        let (off, _) = self::limiter("off", 10);
        assert!((0..1000).all(|_| off.check(&1).is_ok()));
    }

    #[test]
    fn memory_is_bounded_and_a_flood_of_keys_does_not_free_the_one_that_floods() {
        let (limiter, _) = limiter("5/1h", 64);
        while limiter.check(&0).is_ok() {}
        for key in 1..10_000 {
            assert!(limiter.check(&key).is_ok());
            assert!(limiter.check(&0).is_err());
        }
        let store = limiter.keyed.unwrap().into_state_store();
        assert!(store.times.into_inner().unwrap().len() <= 64);
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let key = |text: &str| address_key(text.parse().unwrap());
        assert_eq!(key("2001:db8::1"), key("2001:db8::ffff:2"));
        assert_ne!(key("2001:db8::1"), key("2001:db8:0:1::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
    }
}
