//! Tests of replies.

use std::time::{Duration, SystemTime};

use super::*;

#[derive(Debug, PartialEq)]
enum Failure {
    TooMany(Option<RetryAfter>, String),
    Other(Reply),
}

impl Outcome for Failure {
    fn read(reply: &mut ReplyReader) -> Option<Self> {
        Some(match reply.status() {
            429 => Self::TooMany(reply.header("Retry-After"), reply.json()?),
            _ => Self::Other(reply.take()),
        })
    }

    fn write(&self) -> Reply {
        match self {
            Self::TooMany(after, body) => Reply::json(429, body).with_header("Retry-After", after),
            Self::Other(reply) => reply.clone(),
        }
    }
}

crate::v1::impl_error!(Failure);

#[test]
fn what_an_outcome_writes_it_reads() {
    for after in [
        None,
        Some(RetryAfter::Seconds(30)),
        Some(RetryAfter::At(
            SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000),
        )),
    ] {
        let failure = Failure::TooMany(after, "slow down".to_owned());
        let reply = failure.write();
        assert_eq!(reply.headers.contains_key("retry-after"), after.is_some());
        assert_eq!(Failure::read(&mut ReplyReader::new(reply)), Some(failure));
    }
}

#[test]
fn an_outcome_displays_its_status() {
    let failure = Failure::TooMany(None, String::new());
    assert_eq!(failure.to_string(), "429 Too Many Requests");
}

#[test]
fn a_body_that_does_not_parse_is_held_as_an_error() {
    let mut reader = ReplyReader::new(Reply::text(429, "<html>"));
    assert_eq!(Failure::read(&mut reader), None);
    assert!(reader.error().is_some());
    let (reply, _) = reader.into_parts();
    assert_eq!(reply.body, "<html>");
}

#[test]
fn an_optional_header_that_does_not_parse_is_none_and_a_required_one_an_error() {
    let mut reader = ReplyReader::new(Reply::empty(200).with_header("X-Count", "many"));
    assert_eq!(reader.header::<u32>("X-Count"), None);
    assert!(reader.error().is_none());
    assert_eq!(reader.required_header::<u32>("X-Count"), None);
    assert_eq!(reader.error(), Some(&ReplyError::Header("X-Count")));
}

#[test]
fn the_media_type_is_chosen_by_what_fits_best() {
    let media = |actual: &str, declared: &[&str]| {
        ReplyReader::new(Reply::bytes(200, actual, "")).media(declared)
    };
    let declared = ["text/*", "application/json", "image/png"];
    assert_eq!(media("application/json; charset=utf-8", &declared), Some(1));
    assert_eq!(media("Text/Plain", &declared), Some(0));
    assert_eq!(media("application/problem+json", &declared), Some(1));
    assert_eq!(media("image/gif", &declared), None);
}

#[test]
fn debug_shows_neither_body_nor_header_values() {
    let reply = Reply::text(200, "hunter2").with_header("Set-Cookie", "hunter2");
    let shown = format!("{reply:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
    let response = Response::new(reply.status, reply.headers, ());
    assert!(!format!("{response:?}").contains("hunter2"));
}

#[test]
fn a_status_that_http_does_not_know_is_500() {
    assert_eq!(Reply::empty(7).status, StatusCode::INTERNAL_SERVER_ERROR);
}

#[test]
fn retry_after_beyond_what_http_dates_can_say_does_not_panic() {
    let far = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 40);
    assert_eq!(RetryAfter::At(far).to_string(), "0");
}
