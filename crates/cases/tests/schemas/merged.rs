//! A schema that two others merge with their own is something else in each, over HTTP too.

use cases::all_of_apart::models::{Circle, Day, Short, circle, day, short};
use cases::all_of_apart::{client, operations, server};
use oas_runtime::v1 as rt;
use serde_json::json;

use super::violations;

type Done = Result<(), Box<dyn std::error::Error>>;

struct Service;

impl rt::server::Service for Service {}

impl server::Api for Service {
    async fn send(&self, request: operations::SendRequest) -> Result<(), operations::SendError> {
        let body = request.body;
        assert!(matches!(
            body.short,
            Short::One(short::One { inner: Some(_), .. })
        ));
        assert!(matches!(body.day, Day::Two(day::Two { text: Some(_), .. })));
        Ok(())
    }
}

fn body(short: &str) -> operations::SendBody {
    let one = short::One {
        text: Some(short.to_owned()),
        inner: Some(short::Inner { x: 1, z: None }),
        one: "1".to_owned(),
    };
    let two = day::Two {
        text: rt::chrono::NaiveDate::from_ymd_opt(2024, 2, 29),
        inner: Some(day::Inner {
            y: Some(2),
            z: Some(3),
        }),
        two: "2".to_owned(),
    };
    let inner = circle::Next {
        next: None,
        kind: Some(circle::Kind::Back),
    };
    operations::SendBody {
        short: Short::One(one),
        day: Day::Two(two),
        circle: Some(Circle {
            next: Some(inner),
            kind: None,
        }),
    }
}

#[tokio::test]
async fn each_keeps_the_types_and_checks_that_its_own_part_asks_for() -> Done {
    let router = server::router(std::sync::Arc::new(Service));
    let config = rt::client::Config::default().transport(router);
    let client = client::Client::with_config("http://localhost", config)?;
    client.send(body("abc")).await?;
    let refused = client.send(body("2024-02-29")).await.err();
    let refused = refused.ok_or("a text of more than 3 characters was taken")?;
    assert_eq!(refused.to_string(), "the API answered 400 Bad Request");
    let violations = violations(&body("2024-02-29"));
    assert_eq!(violations.len(), 1);
    assert!(violations[0].starts_with("/short/text"), "{violations:?}");
    Ok(())
}

#[test]
fn what_is_written_is_what_the_document_declares() -> Done {
    let written = serde_json::from_slice::<serde_json::Value>(&rt::json::write(&body("abc"))?)?;
    let expected = json!({
        "short": { "text": "abc", "inner": { "x": 1 }, "one": "1" },
        "day": { "text": "2024-02-29", "inner": { "y": 2, "z": 3 }, "two": "2" },
        "circle": { "next": { "kind": "back" } },
    });
    assert_eq!(written, expected);
    Ok(())
}
