//! Arrays whose first items are listed, and that have no fixed length.

use cases::tuples_open::models::{AtLeastOne, Fewer, Long, Row, fewer, row};
use cases::tuples_open::{client, operations, server};
use oas_runtime::v1 as rt;

use super::again;

type Done = Result<(), Box<dyn std::error::Error>>;

struct Service;

impl rt::server::Service for Service {}

impl server::Api for Service {
    async fn send_row(
        &self,
        request: operations::SendRowRequest,
    ) -> Result<Row, operations::SendRowError> {
        Ok(request.body)
    }
}

#[tokio::test]
async fn each_item_is_one_of_those_that_are_listed() -> Done {
    let router = server::router(std::sync::Arc::new(Service));
    let config = rt::client::Config::default().transport(router);
    let client = client::Client::with_config("http://localhost", config)?;
    let row = vec![
        row::PrefixItems::String("a".to_owned()),
        row::PrefixItems::Integer(1),
        row::PrefixItems::Bool(true),
    ];
    assert_eq!(*client.send_row(row.clone()).await?, row);
    Ok(())
}

#[tokio::test]
async fn an_item_of_another_kind_than_its_place_has_is_refused_with_the_place() -> Done {
    let refused = [
        (r#"[1, "a"]"#, "/body/0", "is not of type string"),
        (r#"["a", "b"]"#, "/body/1", "is not of type integer"),
        (r#"["a", 1, true, 2]"#, "/body/3", "is not of type boolean"),
    ];
    for (text, pointer, detail) in refused {
        let mut router = server::router(std::sync::Arc::new(Service));
        let request = rt::axum::http::Request::post("/rows");
        let request = request.header("Content-Type", "application/json");
        let request = request.body(rt::axum::body::Body::from(text))?;
        let response = tower_service::Service::call(&mut router, request).await?;
        assert!(response.status().is_client_error(), "{text}");
        let answer = rt::Body::new(response.into_body()).text().await?;
        let answer: serde_json::Value = serde_json::from_str(&answer)?;
        let errors = answer["errors"].as_array().cloned().unwrap_or_default();
        let expected = serde_json::json!({ "pointer": pointer, "detail": detail });
        assert!(errors.contains(&expected), "{answer}");
    }
    Ok(())
}

#[test]
fn items_of_another_kind_are_refused() -> Done {
    assert!(rt::json::read::<Row>(br#"["a", {}]"#).is_err());
    assert!(rt::json::read::<Row>(br#"["a", 1, true, false]"#).is_ok());
    assert!(rt::json::read::<Fewer>(br#"["a", true]"#).is_err());
    assert_eq!(
        rt::json::read::<Fewer>(br#"["a"]"#)?,
        [fewer::PrefixItems::String("a".to_owned())]
    );
    assert!(rt::json::read::<Long>(b"[[]]").is_err());
    Ok(())
}

#[test]
fn where_further_items_are_of_any_kind_they_are_kept() -> Done {
    let text = r#"["a", 1, {"b": [null]}]"#;
    let value: rt::Value = serde_json::from_str(text)?;
    assert_eq!(again::<AtLeastOne>(text)?, value);
    Ok(())
}
