//! Defaults of alternatives are those of the document, in models and in parameters.

use cases::default_of_alternatives::models::{Holder, Ka, Size, holder, size};
use cases::default_of_alternatives::{client, operations, server};
use oas_runtime::v1 as rt;
use serde_json::json;

use super::again;

type Done = Result<(), Box<dyn std::error::Error>>;

#[test]
fn the_alternative_that_the_default_fits_is_taken() -> Done {
    let holder: Holder = rt::json::read(b"{}")?;
    assert_eq!(holder.either, holder::Either::String("a".to_owned()));
    assert_eq!(holder.maybe, Some(holder::Maybe::Integer(5)));
    assert_eq!(holder.size, Size::Choice(size::Choice::Small));
    let tagged = Ka {
        kind: Some("a".to_owned()),
        n: Some(3),
    };
    assert_eq!(holder.tagged, holder::Tagged::Ka(tagged));
    assert_eq!(holder.needy, None);
    Ok(())
}

#[test]
fn what_is_written_is_the_default_of_the_document() -> Done {
    let written = json!({
        "either": "a",
        "tagged": { "kind": "a", "n": 3 },
        "list": ["a", 1],
        "maybe": 5,
        "size": "small",
    });
    assert_eq!(again::<Holder>("{}")?, written);
    assert_eq!(again::<Holder>(r#"{"maybe": null}"#)?["maybe"], json!(null));
    Ok(())
}

struct Service;

impl rt::server::Service for Service {}

impl server::Api for Service {
    async fn find(
        &self,
        request: operations::FindRequest,
    ) -> Result<String, operations::FindError> {
        Ok(format!("{:?}", request.limit))
    }
}

#[tokio::test]
async fn a_parameter_that_is_not_sent_has_its_default() -> Done {
    let router = server::router(std::sync::Arc::new(Service));
    let config = rt::client::Config::default().transport(router);
    let client = client::Client::with_config("http://localhost", config)?;
    let request = operations::FindRequest::default();
    assert_eq!(*client.find(request).await?, "Integer(10)");
    let all = operations::FindLimit::All(operations::FindLimitAll::All);
    let request = operations::FindRequest { limit: all };
    assert_eq!(*client.find(request).await?, "All(All)");
    Ok(())
}
