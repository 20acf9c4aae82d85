//! Every type of a format comes back as the document spells it, and refuses what it is not.

use std::fmt::Debug;

use crate::json;
use crate::wire::{FromWire, ToWire};

fn same<T: FromWire + ToWire>(texts: &[&str]) {
    for text in texts {
        let json = format!("\"{text}\"");
        let value: T =
            json::read(json.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(json::write(&value).unwrap(), json);
    }
}

fn refused<T: FromWire + Debug>(expected: &str, texts: &[&str]) {
    for text in texts {
        let error = json::read::<T>(format!("\"{text}\"").as_bytes()).unwrap_err();
        assert_eq!(
            (error.expected.as_str(), error.found),
            (expected, "another string"),
            "{text}"
        );
        assert!(json::read::<T>(b"true").is_err());
    }
}

#[test]
fn addresses() {
    same::<std::net::Ipv4Addr>(&["127.0.0.1"]);
    same::<std::net::Ipv6Addr>(&["::1", "2001:db8::7"]);
    same::<std::net::IpAddr>(&["10.0.0.1", "fe80::1"]);
    refused::<std::net::Ipv4Addr>("an IPv4 address", &["::1", "1.2.3", ""]);
}

#[test]
fn durations_keep_their_parts() {
    use super::IsoDuration;
    same::<IsoDuration>(&[
        "P1Y2M3W4DT5H6M7.5S",
        "PT1H",
        "-P3D",
        "PT0S",
        "P2W",
        "PT0.000000001S",
        "PT9999999999S",
    ]);
    for (text, meant) in [
        ("PT1.5H", "PT1H1800S"),
        ("P0D", "PT0S"),
        ("+PT1,5S", "PT1.5S"),
    ] {
        let duration: IsoDuration = text.parse().unwrap();
        assert_eq!(duration.to_string(), meant);
    }
    let what = "an ISO 8601 duration";
    let wrong = [
        "", "P", "PT", "1h", "P1H", "PT1D", "PT1M1H", "P1.5Y", "PT-1S", "3.5s",
    ];
    refused::<IsoDuration>(what, &wrong);
    refused::<IsoDuration>(
        what,
        &["PT1.5H1M", "P1DT", "PT1", "PTS", "P99999999999D", "PßD"],
    );
    let std = std::time::Duration::new(3_723, 5);
    assert_eq!(IsoDuration::from(std).to_string(), "PT1H2M3.000000005S");
    assert_eq!(IsoDuration::from(std).to_std(), Some(std));
    let most = std::time::Duration::MAX;
    assert_eq!(IsoDuration::from(most).to_std(), Some(most));
    assert_eq!("P1M".parse::<IsoDuration>().unwrap().to_std(), None);
}

#[test]
fn times_keep_their_offset() {
    use super::TimeOfDay;
    same::<TimeOfDay>(&[
        "10:30:00",
        "23:59:60Z",
        "01:02:03.5+05:30",
        "00:00:00-08:00",
    ]);
    for (text, meant) in [
        ("10:30", "10:30:00"),
        ("10:30Z", "10:30:00Z"),
        ("10:30:00+00:00", "10:30:00Z"),
    ] {
        let time: TimeOfDay = text.parse().unwrap();
        assert_eq!(time.to_string(), meant);
    }
    let wrong = [
        "",
        "10",
        "24:00:00",
        "10:60:00",
        "1:02:03",
        "10:30:00.",
        "10:30:00 Z",
        "10:30:00+5",
    ];
    refused::<TimeOfDay>("a time as HH:MM:SS", &wrong);
    refused::<TimeOfDay>(
        "a time as HH:MM:SS",
        &["10:30:00+25:00", "10:30:00+05:60", "é:30:00", "10:30:+1"],
    );
}

#[cfg(feature = "chrono")]
#[test]
fn chrono_types() {
    use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Utc};
    same::<DateTime<FixedOffset>>(&["2024-02-29T12:00:00Z", "2024-01-01T00:00:00.125+05:30"]);
    same::<DateTime<Utc>>(&["2024-02-29T12:00:00Z"]);
    same::<NaiveDate>(&["2024-02-29"]);
    same::<NaiveTime>(&["23:59:59", "01:02:03.500"]);
    refused::<DateTime<FixedOffset>>(
        "an RFC 3339 date and time",
        &["2024-02-29", "2023-02-29T00:00:00Z"],
    );
    refused::<NaiveDate>("a date as YYYY-MM-DD", &["2023-02-29", "x"]);
}

#[cfg(feature = "time")]
#[test]
fn time_types() {
    same::<time::OffsetDateTime>(&["2024-02-29T12:00:00Z", "2024-01-01T00:00:00.125+05:30"]);
    same::<time::Date>(&["2024-02-29"]);
    refused::<time::Date>("a date as YYYY-MM-DD", &["2023-02-29", "x"]);
}

#[cfg(feature = "jiff")]
#[test]
fn jiff_types() {
    same::<jiff::Timestamp>(&["2024-02-29T12:00:00Z"]);
    same::<jiff::civil::Date>(&["2024-02-29"]);
    same::<jiff::Span>(&["P1Y2DT3H"]);
    refused::<jiff::Timestamp>("an RFC 3339 date and time", &["2024-02-29", "x"]);
}

#[cfg(feature = "uuid")]
#[test]
fn uuids() {
    same::<uuid::Uuid>(&["67e55044-10b1-426f-9247-bb680e5fe0c8"]);
    refused::<uuid::Uuid>("a UUID", &["67e55044", ""]);
}

#[cfg(feature = "url")]
#[test]
fn urls() {
    same::<url::Url>(&["https://example.com/a?b=c"]);
    refused::<url::Url>("an absolute URL", &["/a", ""]);
}

#[cfg(feature = "decimal")]
#[test]
fn decimals() {
    same::<rust_decimal::Decimal>(&["1.10", "-79228162514264337593543950335"]);
    refused::<rust_decimal::Decimal>("a decimal number", &["x", ""]);
    json::read::<rust_decimal::Decimal>(b"0.1").unwrap_err();
}
