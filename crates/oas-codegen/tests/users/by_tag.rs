//! Uses a crate of which only the tag `Pets` is switched on: not a test itself, `compile.rs` builds and runs it.

use std::sync::Arc;

use case_by_tag::{client::Client, models, operations, server};
use oas_runtime::v1 as rt;

struct Service;

impl rt::server::Service for Service {}

impl server::Pets for Service {
    type Principal = ();

    async fn get_pet(
        &self,
        (): (),
        request: operations::GetPetRequest,
    ) -> Result<models::Pet, operations::GetPetError> {
        Ok(models::Pet::new(request.id))
    }
}

struct Door;

impl rt::server::Authenticator for Door {
    type Principal = ();

    async fn authenticate(
        &self,
        _: rt::server::Credentials<'_>,
        _: &[rt::Requirement],
    ) -> Result<(), rt::server::Rejection> {
        Ok(())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let router = server::router(Arc::new(Service), Door);
    let config = rt::client::Config::default().transport(router);
    let client = Client::with_config("http://localhost", config)?.with_key("open");
    let pet = client.get_pet(operations::GetPetRequest::new("Rex")).await?;
    assert_eq!(pet.name, "Rex");
    Ok(())
}
