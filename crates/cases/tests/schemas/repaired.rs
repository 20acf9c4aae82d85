//! What was repaired means what it can only mean.

use cases::schemas_repaired::models::{Base, Document, Either, Kind, Loose, Named, One};
use cases::schemas_repaired::{client, operations, server};
use oas_runtime::v1 as rt;

use super::again;

type Done = Result<(), Box<dyn std::error::Error>>;

struct Service;

impl rt::server::Service for Service {}

impl server::Api for Service {
    async fn read_file(
        &self,
        request: operations::ReadFileRequest,
    ) -> Result<Base, operations::ReadFileError> {
        Ok(request.body)
    }
}

#[tokio::test]
async fn a_type_beside_a_reference() -> Done {
    let router = server::router(std::sync::Arc::new(Service));
    let config = rt::client::Config::default().transport(router);
    let client = client::Client::with_config("http://localhost", config)?;
    let answer = client.read_file(Base::new(1)).await?;
    assert_eq!(*answer, Base::new(1));
    Ok(())
}

#[test]
fn lists_of_one_and_lists_with_names() -> Done {
    assert_eq!(rt::json::read::<One>(br#"{"id": 1}"#)?, Base::new(1));
    assert_eq!(rt::json::read::<Either>(b"1")?, Either::Integer(1));
    assert_eq!(
        rt::json::read::<Either>(b"\"a\"")?,
        Either::String("a".to_owned())
    );
    assert_eq!(rt::json::read::<Kind>(b"\"only\"")?, Kind::Only);
    let document = rt::json::read::<Document>(br#"{"id": 1, "name": "a.pdf"}"#)?;
    assert_eq!(document, Document::new(1, "a.pdf"));
    assert!(rt::json::read::<Document>(br#"{"id": 1}"#).is_err());
    assert!(rt::json::read::<Document>(br#"{"id": 1, "name": 2}"#).is_err());
    Ok(())
}

#[test]
fn what_is_of_no_use_is_left_out() -> Done {
    assert_eq!(again::<Named>(r#"{"size": -3}"#)?["size"], -3);
    let loose = r#"{"anything": [1], "list": [1, "a"]}"#;
    assert_eq!(
        again::<Loose>(loose)?,
        serde_json::from_str::<rt::Value>(loose)?
    );
    Ok(())
}
