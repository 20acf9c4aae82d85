//! chrono: RFC 3339.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Utc};

use super::text_format;

text_format! {
    DateTime<FixedOffset>, "an RFC 3339 date and time",
        |text| DateTime::parse_from_rfc3339(text).ok(),
        |time| time.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    DateTime<Utc>, "an RFC 3339 date and time",
        |text| DateTime::parse_from_rfc3339(text).ok().map(|time| time.to_utc()),
        |time| time.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    NaiveDateTime, "a date and time without an offset",
        |text| text.parse().ok(),
        |time| time.format("%Y-%m-%dT%H:%M:%S%.f").to_string();
    NaiveDate, "a date as YYYY-MM-DD",
        |text| text.parse().ok(),
        |date| date.to_string();
    NaiveTime, "a time as HH:MM:SS",
        |text| text.parse().ok(),
        |time| time.format("%H:%M:%S%.f").to_string();
}
