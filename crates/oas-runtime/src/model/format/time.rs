//! time: RFC 3339.

use time::format_description::well_known::{Iso8601, Rfc3339};
use time::{Date, OffsetDateTime};

use super::text_format;

text_format! {
    // A year beyond 9999 has no spelling; the empty text is refused by every reader.
    OffsetDateTime, "an RFC 3339 date and time",
        |text| Self::parse(text, &Rfc3339).ok(),
        |time| time.format(&Rfc3339).unwrap_or_default();
    Date, "a date as YYYY-MM-DD",
        |text| Self::parse(text, &Iso8601::DATE).ok(),
        |date| date.format(&Iso8601::DATE).unwrap_or_default();
}
