//! The `Retry-After` header.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use serde::de::{Deserializer, Error as _};
use serde::ser::Serializer;

use crate::wire::{FromWire, ToWire};

/// When to try again: after a number of seconds, or at a time.
///
/// ```
/// use oas_runtime::v1::RetryAfter;
/// use std::time::{Duration, SystemTime};
///
/// let after: RetryAfter = "120".parse()?;
/// assert_eq!(after, RetryAfter::Seconds(120));
/// assert_eq!(after.delay_from(SystemTime::now()), Duration::from_secs(120));
/// # Ok::<(), oas_runtime::v1::RetryAfterError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RetryAfter {
    /// That many seconds after the response.
    Seconds(u64),
    /// At that time, whole seconds.
    At(SystemTime),
}

impl RetryAfter {
    /// How long to wait from `now` on; nothing where the time has passed.
    #[must_use]
    pub fn delay_from(&self, now: SystemTime) -> Duration {
        match self {
            Self::Seconds(seconds) => Duration::from_secs(*seconds),
            Self::At(time) => time.duration_since(now).unwrap_or_default(),
        }
    }
}

impl From<Duration> for RetryAfter {
    /// Rounds up: nobody comes back too early.
    fn from(delay: Duration) -> Self {
        Self::Seconds(delay.as_secs() + u64::from(delay.subsec_nanos() > 0))
    }
}

impl From<SystemTime> for RetryAfter {
    fn from(time: SystemTime) -> Self {
        Self::At(time)
    }
}

impl fmt::Display for RetryAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seconds(seconds) => seconds.fmt(f),
            Self::At(time) => match time.duration_since(SystemTime::UNIX_EPOCH) {
                // httpdate writes the years 1970 to 9999 and panics beyond.
                Ok(since) if since.as_secs() < 253_402_300_800 => {
                    httpdate::HttpDate::from(*time).fmt(f)
                }
                _ => "0".fmt(f),
            },
        }
    }
}

/// A `Retry-After` that is neither a number of seconds nor an HTTP date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryAfterError(());

impl fmt::Display for RetryAfterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("neither a number of seconds nor an HTTP date")
    }
}

impl std::error::Error for RetryAfterError {}

impl FromStr for RetryAfter {
    type Err = RetryAfterError;

    fn from_str(text: &str) -> Result<Self, RetryAfterError> {
        let text = text.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Self::Seconds(text.parse().unwrap_or(u64::MAX)));
        }
        httpdate::parse_http_date(text)
            .map(Self::At)
            .map_err(|_| RetryAfterError(()))
    }
}

impl ToWire for RetryAfter {
    type Form = crate::wire::form::Own;
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromWire for RetryAfter {
    type Form = crate::wire::form::Own;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::read(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}
