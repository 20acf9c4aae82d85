//! Times of day as RFC 3339 spells them, with an offset where one is given.

use std::fmt;
use std::str::FromStr;

use super::duration::{ParseError, fraction, nanoseconds};
use super::text_format;

/// A time of day, with the offset from UTC where there is one: `10:30:00Z`, `10:30:00.5+02:00`, `10:30:00`.
///
/// ```
/// use oas_runtime::v1::TimeOfDay;
///
/// let opening: TimeOfDay = "09:30:00+01:00".parse()?;
/// assert_eq!((opening.hour(), opening.minute()), (9, 30));
/// assert_eq!(opening.offset_minutes(), Some(60));
/// # Ok::<(), oas_runtime::v1::ParseError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TimeOfDay {
    hour: u8,
    minute: u8,
    second: u8,
    nanosecond: u32,
    offset: Option<i16>,
}

const WHAT: &str = "a time as HH:MM:SS";

impl TimeOfDay {
    /// A time without an offset; `None` if there is no such time. A second can be 60: a leap second.
    #[must_use]
    pub fn new(hour: u8, minute: u8, second: u8, nanosecond: u32) -> Option<Self> {
        let valid = hour < 24 && minute < 60 && second <= 60 && nanosecond < 1_000_000_000;
        valid.then_some(Self {
            hour,
            minute,
            second,
            nanosecond,
            offset: None,
        })
    }

    /// The same time, so many minutes ahead of UTC; `None` beyond a day.
    #[must_use]
    pub fn with_offset(self, minutes: i16) -> Option<Self> {
        let offset = Some(minutes);
        (minutes.unsigned_abs() < 24 * 60).then_some(Self { offset, ..self })
    }

    /// 0 to 23.
    #[must_use]
    pub fn hour(self) -> u8 {
        self.hour
    }

    /// 0 to 59.
    #[must_use]
    pub fn minute(self) -> u8 {
        self.minute
    }

    /// 0 to 60.
    #[must_use]
    pub fn second(self) -> u8 {
        self.second
    }

    /// Below a second.
    #[must_use]
    pub fn nanosecond(self) -> u32 {
        self.nanosecond
    }

    /// How many minutes it is ahead of UTC, where that is said.
    #[must_use]
    pub fn offset_minutes(self) -> Option<i16> {
        self.offset
    }
}

/// Two digits at `at`, as the number that they are.
fn two(text: &str, at: usize) -> Option<u8> {
    let digits = text.get(at..at + 2)?;
    let plain = digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

fn offset(text: &str) -> Option<i16> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let minutes = match text.len() {
        6 if text.as_bytes()[3] == b':' => two(text, 4)?,
        _ => return None,
    };
    let hours = two(text, 1)?;
    (minutes < 60).then(|| sign * (i16::from(hours) * 60 + i16::from(minutes)))
}

fn parse(text: &str) -> Option<TimeOfDay> {
    let bytes = text.as_bytes();
    if !text.is_ascii() || bytes.get(2) != Some(&b':') {
        return None;
    }
    let (hour, minute) = (two(text, 0)?, two(text, 3)?);
    let (second, mut rest) = match bytes.get(5) {
        Some(b':') => (two(text, 6)?, &text[8..]),
        _ => (0, &text[5..]),
    };
    let mut nanosecond = 0;
    if let Some(fraction) = rest.strip_prefix('.').filter(|_| text.len() > 8) {
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        nanosecond = u32::try_from(nanoseconds(&fraction[..digits])?).ok()?;
        rest = &fraction[digits..];
    }
    let time = TimeOfDay::new(hour, minute, second, nanosecond)?;
    match rest {
        "" => Some(time),
        rest => time.with_offset(offset(rest)?),
    }
}

impl FromStr for TimeOfDay {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        parse(text).ok_or(ParseError(WHAT))
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            hour,
            minute,
            second,
            nanosecond,
            offset,
        } = self;
        write!(f, "{hour:02}:{minute:02}:{second:02}")?;
        fraction(f, *nanosecond)?;
        match offset {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(minutes) => {
                let sign = if *minutes < 0 { '-' } else { '+' };
                let minutes = minutes.unsigned_abs();
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

text_format! {
    TimeOfDay, "a time as HH:MM:SS", parse, |time| time.to_string();
}
