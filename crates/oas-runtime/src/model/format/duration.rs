//! Durations as ISO 8601 spells them.
//!
//! Kept by their parts: a month is no number of seconds, and what is read is written back with the same meaning.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::text_format;

/// A duration as ISO 8601 spells it: `P1Y2M`, `PT1H30M`, `-P3D`.
///
/// ```
/// use oas_runtime::v1::IsoDuration;
///
/// let wait: IsoDuration = "PT1H30M".parse()?;
/// assert_eq!(wait.to_std(), Some(std::time::Duration::from_secs(5400)));
/// assert_eq!(wait.to_string(), "PT1H30M");
/// # Ok::<(), oas_runtime::v1::ParseError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[allow(missing_docs)]
pub struct IsoDuration {
    /// Whether it goes back in time.
    pub negative: bool,
    pub years: u32,
    pub months: u32,
    pub weeks: u32,
    pub days: u32,
    pub hours: u32,
    pub minutes: u32,
    pub seconds: u64,
    /// Below a second.
    pub nanoseconds: u32,
}

/// The text is not of the form that its type has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseError(pub(super) &'static str);

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.0)
    }
}

impl std::error::Error for ParseError {}

const WHAT: &str = "an ISO 8601 duration";

impl IsoDuration {
    /// As a length of time: a day has 24 hours. `None` where it is negative, or has years or months.
    #[must_use]
    pub fn to_std(self) -> Option<Duration> {
        if self.negative || self.years > 0 || self.months > 0 {
            return None;
        }
        let days = u64::from(self.weeks) * 7 + u64::from(self.days);
        let minutes = (days * 24 + u64::from(self.hours)) * 60 + u64::from(self.minutes);
        let seconds = minutes.checked_mul(60)?.checked_add(self.seconds)?;
        Some(Duration::from_secs(seconds) + Duration::from_nanos(self.nanoseconds.into()))
    }

    /// Puts a component in its place; `None` for one that is out of order or of no use.
    fn put(&mut self, unit: char, in_time: bool, number: &str) -> Option<u8> {
        let (whole, fraction) = match number.split_once(['.', ',']) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (number, None),
        };
        let count: u32 = match unit {
            'S' => 0,
            _ => whole.parse().ok()?,
        };
        let (order, length) = match (unit, in_time) {
            ('Y', false) => (1, None),
            ('M', false) => (2, None),
            ('W', false) => (3, None),
            ('D', false) => (4, Some(86_400)),
            ('H', true) => (5, Some(3_600)),
            ('M', true) => (6, Some(60)),
            ('S', true) => (7, Some(1)),
            _ => return None,
        };
        match order {
            1 => self.years = count,
            2 => self.months = count,
            3 => self.weeks = count,
            4 => self.days = count,
            5 => self.hours = count,
            6 => self.minutes = count,
            _ => self.seconds = whole.parse().ok()?,
        }
        if let Some(fraction) = fraction {
            let nanoseconds = nanoseconds(fraction)? * length?;
            self.seconds += nanoseconds / 1_000_000_000;
            self.nanoseconds = u32::try_from(nanoseconds % 1_000_000_000).ok()?;
            return Some(u8::MAX); // nothing may follow a fraction
        }
        Some(order)
    }
}

/// The nanoseconds of a fraction of a second; digits beyond the ninth are cut off.
pub(super) fn nanoseconds(fraction: &str) -> Option<u64> {
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = &fraction[..fraction.len().min(9)];
    let missing = u32::try_from(9 - digits.len()).ok()?;
    Some(digits.parse::<u64>().ok()? * 10_u64.pow(missing))
}

fn parse(text: &str) -> Option<IsoDuration> {
    let (negative, rest) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let mut rest = rest.strip_prefix('P')?;
    let mut duration = IsoDuration {
        negative,
        ..IsoDuration::default()
    };
    let (mut in_time, mut last) = (false, 0);
    while !rest.is_empty() {
        if let Some(time) = rest.strip_prefix('T').filter(|_| !in_time) {
            (in_time, rest) = (true, time);
            if rest.is_empty() {
                return None;
            }
            continue;
        }
        let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
        let (number, unit) = rest.split_at(end);
        if number.is_empty() || !number.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let order = duration.put(unit.chars().next()?, in_time, number)?;
        if order <= last || last == u8::MAX {
            return None;
        }
        (last, rest) = (order, &unit[1..]);
    }
    (last > 0).then_some(duration)
}

impl FromStr for IsoDuration {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        parse(text).ok_or(ParseError(WHAT))
    }
}

impl From<Duration> for IsoDuration {
    /// In hours, minutes and seconds.
    fn from(duration: Duration) -> Self {
        let seconds = duration.as_secs();
        let hours = u32::try_from(seconds / 3_600).unwrap_or(0);
        let rest = seconds - u64::from(hours) * 3_600;
        let minutes = match hours {
            0 if rest >= 3_600 => 0,
            _ => u32::try_from(rest / 60).unwrap_or(0),
        };
        Self {
            hours,
            minutes,
            seconds: rest - u64::from(minutes) * 60,
            nanoseconds: duration.subsec_nanos(),
            ..Self::default()
        }
    }
}

impl fmt::Display for IsoDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.negative { "-P" } else { "P" })?;
        for (count, unit) in [
            (self.years, 'Y'),
            (self.months, 'M'),
            (self.weeks, 'W'),
            (self.days, 'D'),
        ] {
            if count > 0 {
                write!(f, "{count}{unit}")?;
            }
        }
        let date = [self.years, self.months, self.weeks, self.days];
        let has_seconds = self.seconds > 0 || self.nanoseconds > 0;
        let has_time = self.hours > 0 || self.minutes > 0 || has_seconds;
        if !has_time {
            return match date {
                [0, 0, 0, 0] => f.write_str("T0S"),
                _ => Ok(()),
            };
        }
        f.write_str("T")?;
        for (count, unit) in [(self.hours, 'H'), (self.minutes, 'M')] {
            if count > 0 {
                write!(f, "{count}{unit}")?;
            }
        }
        if has_seconds {
            write!(f, "{}", self.seconds)?;
            fraction(f, self.nanoseconds)?;
            f.write_str("S")?;
        }
        Ok(())
    }
}

/// `.5`, or nothing.
pub(super) fn fraction(f: &mut fmt::Formatter<'_>, nanoseconds: u32) -> fmt::Result {
    if nanoseconds == 0 {
        return Ok(());
    }
    let digits = format!("{nanoseconds:09}");
    write!(f, ".{}", digits.trim_end_matches('0'))
}

text_format! {
    IsoDuration, "an ISO 8601 duration", parse, |duration| duration.to_string();
}
