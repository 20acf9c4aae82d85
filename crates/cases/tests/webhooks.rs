//! Webhooks and callbacks: the API's owner sends them, its user receives them.

use std::sync::{Arc, Mutex};

use cases::webhooks::client::Webhooks;
use cases::webhooks::{models::Pet, operations, server};
use oas_runtime::v1 as rt;

type Done = Result<(), Box<dyn std::error::Error>>;

/// A subscriber: keeps what it was told.
#[derive(Default)]
struct Subscriber(Mutex<Vec<String>>);

impl Subscriber {
    fn keep(&self, text: String) {
        if let Ok(mut told) = self.0.lock() {
            told.push(text);
        }
    }
}

impl rt::server::Service for Subscriber {}

impl server::Webhooks for Subscriber {
    async fn pet_added(
        &self,
        request: operations::PetAddedRequest,
    ) -> Result<(), operations::PetAddedError> {
        self.keep(format!("pet {}", request.body.name));
        Ok(())
    }
}

impl server::Callbacks for Subscriber {
    async fn fired(&self, request: operations::FiredRequest) -> Result<(), operations::FiredError> {
        self.keep(format!("fired {}", request.body));
        Ok(())
    }
}

#[tokio::test]
async fn what_the_owner_sends_the_subscriber_receives() -> Done {
    let subscriber = Arc::new(Subscriber::default());
    let router = rt::axum::Router::new()
        .nest("/hooks", server::webhooks_router(subscriber.clone()))
        .nest("/calls", server::callbacks_router(subscriber.clone()));
    let config = rt::client::Config::default().transport(router);
    let owner = Webhooks::with_config(config)?;
    let url = "https://subscriber.example/hooks/petAdded?token=1";
    owner.pet_added(url, Pet::new("Rex")).await?;
    let url = String::from("https://subscriber.example/calls/fired");
    owner.fired(&url, "alarm".to_owned()).await?;
    let told = subscriber
        .0
        .lock()
        .map(|told| told.clone())
        .unwrap_or_default();
    assert_eq!(told, ["pet Rex", "fired alarm"]);
    Ok(())
}

#[tokio::test]
async fn a_url_that_is_none_is_an_error_of_the_call() -> Done {
    let config = rt::client::Config::default().transport(rt::axum::Router::new());
    let owner = Webhooks::with_config(config)?;
    let sent = owner.pet_added("not a url", Pet::new("Rex")).await;
    assert!(
        matches!(sent, Err(rt::client::Error::Request(_))),
        "{sent:?}"
    );
    Ok(())
}
