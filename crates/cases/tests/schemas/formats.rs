//! Every format is read from what real APIs send, and written with the same meaning.

use cases::formats::models::Formats;
use oas_runtime::v1 as rt;
use serde_json::json;

use super::{again, violations};

type Done = Result<(), Box<dyn std::error::Error>>;

#[test]
fn values_of_formats_come_back_as_they_were() -> Done {
    let value = json!({
        "at": "2024-02-29T12:00:00.500+05:30",
        "day": "2024-02-29",
        "time": "09:30:00+01:00",
        "length": "P1Y2M3DT4H",
        "price": "12.50",
        "sum": 12.5,
        "mask": "a,b.c",
        "host": "example.com",
        "raw": "anything",
        "ip6": "2001:db8::1",
        "tiny": 255,
        "count": 4294967295_u32,
        "links": ["https://example.com", "relative/path"],
        "id": "6f1c1b2e-0c5e-4d0e-9d5b-0d6a3c0f6a55",
        "data": "aGVsbG8=",
        "secret": "hush",
        "link": "https://example.com",
        "ip": "127.0.0.1",
        "mail": "a@example.com",
        "small": -5,
        "big": 9007199254740993_i64,
        "unsigned": 18446744073709551615_u64,
        "single": 0.5,
        "double": 0.1
    });
    assert_eq!(again::<Formats>(&value.to_string())?, value);
    Ok(())
}

#[test]
fn what_is_not_of_a_format_is_refused() {
    for (key, text) in [
        ("at", "2024-02-29"),
        ("day", "2023-02-29"),
        ("time", "24:00:00"),
        ("length", "1h"),
        ("price", "twelve"),
        ("ip6", "127.0.0.1"),
        ("id", "6f1c1b2e"),
        ("data", "%%%%"),
        ("ip", "::1"),
    ] {
        let text = json!({ key: text }).to_string();
        let error = rt::json::read::<Formats>(text.as_bytes()).unwrap_err();
        assert_eq!(error.pointer, format!("/{key}"));
    }
    for (key, number) in [("tiny", 256_i64), ("count", -1), ("small", 1 << 31)] {
        let text = json!({ key: number }).to_string();
        assert!(rt::json::read::<Formats>(text.as_bytes()).is_err(), "{key}");
    }
}

#[test]
fn addresses_are_read_as_they_are_and_checked() -> Done {
    let text = r#"{"mail": "nobody", "link": "/relative", "links": ["https://a", "b c"]}"#;
    let formats: Formats = rt::json::read(text.as_bytes())?;
    assert_eq!(
        violations(&formats),
        [
            "/links/1: is not a URI",
            "/link: is not a URI",
            "/mail: is not an email address"
        ]
    );
    Ok(())
}

#[test]
fn decimals_are_texts_and_no_numbers() -> Done {
    let formats: Formats = rt::json::read(br#"{"price": "12.50"}"#)?;
    let price = formats.price.map(|price| price.to_string());
    assert_eq!(price.as_deref(), Some("12.50"));
    let refused = rt::json::read::<Formats>(br#"{"price": 12.5}"#).err();
    let refused = refused.ok_or("a number was taken for a text")?;
    assert!(refused.to_string().contains("/price"), "{refused}");
    Ok(())
}
