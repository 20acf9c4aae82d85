//! jiff: RFC 3339 and ISO 8601.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Span, Timestamp};

use super::text_format;

text_format! {
    Timestamp, "an RFC 3339 date and time", |text| text.parse().ok(), |time| time.to_string();
    DateTime, "a date and time without an offset", |text| text.parse().ok(), |time| time.to_string();
    Date, "a date as YYYY-MM-DD", |text| text.parse().ok(), |date| date.to_string();
    Time, "a time as HH:MM:SS", |text| text.parse().ok(), |time| time.to_string();
    Span, "an ISO 8601 duration", |text| text.parse().ok(), |span| span.to_string();
    SignedDuration, "an ISO 8601 duration", |text| text.parse().ok(), |span| span.to_string();
}
