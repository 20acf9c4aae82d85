//! When a call is sent again, and after how long.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::Duration;

use http::header::{HeaderMap, RETRY_AFTER};
use http::{Method, StatusCode};

use crate::reply::RetryAfter;

use super::timer;

/// When a call is sent again. By default it is not.
///
/// What is sent again: calls whose method is idempotent, or that have an idempotency key, when
/// there was no connection, or the answer was 429, 502, 503 or 504. `Retry-After` is honoured;
/// without it the delay doubles from attempt to attempt, half of it at random.
///
/// ```
/// use oas_runtime::v1::client::{Config, RetryPolicy};
///
/// let config = Config::default().retry(RetryPolicy::times(3));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    retries: u32,
    first_delay: Duration,
    longest_delay: Duration,
}

impl RetryPolicy {
    /// A call is sent once.
    #[must_use]
    pub const fn none() -> Self {
        Self::times(0)
    }

    /// A call is sent up to `retries` times more.
    #[must_use]
    pub const fn times(retries: u32) -> Self {
        Self {
            retries,
            first_delay: Duration::from_millis(200),
            longest_delay: Duration::from_secs(30),
        }
    }

    /// The delay before the first retry: 200 ms by default.
    #[must_use]
    pub const fn first_delay(mut self, delay: Duration) -> Self {
        self.first_delay = delay;
        self
    }

    /// The longest delay: 30 s by default. An API that asks for more gets no retry.
    #[must_use]
    pub const fn longest_delay(mut self, delay: Duration) -> Self {
        self.longest_delay = delay;
        self
    }

    /// The delay before retry number `retry` (the first is 0); `None`: enough.
    pub(super) fn delay(&self, retry: u32, asked: Option<Duration>) -> Option<Duration> {
        if retry >= self.retries {
            return None;
        }
        let Some(asked) = asked else {
            let doubled = self.first_delay.saturating_mul(2u32.saturating_pow(retry));
            let whole = doubled.min(self.longest_delay);
            return Some(whole / 2 + (whole / 2).mul_f64(random()));
        };
        (asked <= self.longest_delay).then_some(asked)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::none()
    }
}

/// Whether sending a request twice does no more than sending it once.
pub(super) fn is_idempotent(method: &Method) -> bool {
    matches!(
        *method,
        Method::GET | Method::HEAD | Method::PUT | Method::DELETE | Method::OPTIONS | Method::TRACE
    )
}

/// Whether the answer says that a later attempt may succeed.
pub(super) fn is_temporary(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 502 | 503 | 504)
}

/// How long the API asks to wait.
pub(super) fn asked_delay(headers: &HeaderMap) -> Option<Duration> {
    let after: RetryAfter = headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    match after {
        RetryAfter::Seconds(seconds) => Some(Duration::from_secs(seconds)),
        RetryAfter::At(_) => Some(after.delay_from(timer::time_of_day()?)),
    }
}

/// From 0 to below 1; good enough for jitter.
fn random() -> f64 {
    let bits = RandomState::new().build_hasher().finish() >> 11;
    bits as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_longest_with_half_of_it_at_random() {
        let policy = RetryPolicy::times(9)
            .first_delay(Duration::from_millis(100))
            .longest_delay(Duration::from_millis(500));
        for (retry, whole) in [(0, 100), (1, 200), (2, 400), (3, 500), (8, 500)] {
            let delay = policy.delay(retry, None).unwrap_or_default();
            let range = Duration::from_millis(whole / 2)..=Duration::from_millis(whole);
            assert!(range.contains(&delay), "{retry}: {delay:?}");
        }
        assert_eq!(policy.delay(9, None), None);
    }

    #[test]
    fn an_api_that_asks_for_too_much_gets_no_retry() {
        let policy = RetryPolicy::times(1).longest_delay(Duration::from_secs(5));
        assert_eq!(
            policy.delay(0, Some(Duration::from_secs(5))),
            Some(Duration::from_secs(5))
        );
        assert_eq!(policy.delay(0, Some(Duration::from_secs(6))), None);
    }
}
