//! Types that are written once go by all of their names, and are read, written and checked by each.

use std::any::TypeId;
use std::sync::Arc;

use cases::equal_types::{client::Client, models, operations as op, server};
use oas_runtime::v1 as rt;
use rt::axum::{Router, body::Body, http};

type Done = Result<(), Box<dyn std::error::Error>>;

/// Answers with the order that it was given: one value, by the names of request and response.
struct Service;

impl rt::server::Service for Service {}

impl server::Orders for Service {
    async fn add_order(
        &self,
        request: op::AddOrderRequest,
    ) -> Result<op::AddOrderOk, op::AddOrderError> {
        Ok(request.body)
    }

    async fn get_order(
        &self,
        request: op::GetOrderRequest,
    ) -> Result<op::GetOrderOk, op::GetOrderError> {
        if request.id == "none" {
            return Err(op::AddOrderError::NotFound(op::AddOrderNotFound::new(
                "none",
            )));
        }
        Ok(op::GetOrderOk {
            state: request.state,
            ..op::GetOrderOk::new(op::GetOrderOkTo::new(request.id))
        })
    }

    async fn drop_order(&self, _: op::DropOrderRequest) -> Result<(), op::DropOrderError> {
        Err(op::DropOrderError::NotFound(op::GetOrderNotFound::new(
            "gone",
        )))
    }
}

impl server::Jobs for Service {
    async fn start_job(&self, _: op::StartJobRequest) -> Result<(), op::StartJobError> {
        Ok(())
    }

    async fn stop_job(&self, _: op::StopJobRequest) -> Result<(), op::StopJobError> {
        Ok(())
    }
}

fn client() -> Result<Client, Box<dyn std::error::Error>> {
    let config = rt::client::Config::default().transport(server::router(Arc::new(Service)));
    Ok(Client::with_config("http://localhost", config)?)
}

async fn post(
    path: &str,
    step: &str,
    text: &'static str,
) -> Result<u16, Box<dyn std::error::Error>> {
    let mut router: Router = server::router(Arc::new(Service));
    let request = http::Request::builder().method("POST").uri(path);
    let request = request.header("Content-Type", "application/json");
    let request = request.header("X-Step", step).body(Body::from(text))?;
    let response = tower_service::Service::call(&mut router, request).await?;
    Ok(response.status().as_u16())
}

#[tokio::test]
async fn what_one_operation_answers_is_what_another_asks_for() -> Done {
    let client = client()?;
    let got = client
        .get_order(op::GetOrderRequest::new("1234"))
        .await?
        .into_inner();
    assert_eq!(got.state, op::AddOrderOkState::New);
    let paid = op::GetOrderOkPaidWithBank::new("any");
    let order = op::AddOrderBody {
        paid: Some(op::AddOrderOkPaid::WithBank(paid)),
        ..got
    };
    let added = client
        .add_order(op::AddOrderRequest::new(
            op::StartJobXStep::Start,
            order.clone(),
        ))
        .await?;
    assert_eq!(*added, order);
    Ok(())
}

#[tokio::test]
async fn operations_of_one_tag_that_fail_alike_have_one_error() -> Done {
    let client = client()?;
    let failed = client.get_order(op::GetOrderRequest::new("none")).await;
    let Err(rt::client::Error::Api(error)) = failed else {
        return Err("it is there".into());
    };
    let error: op::AddOrderError = error.into_inner();
    let missing = op::GetOrderNotFound::new("none");
    assert_eq!(error, op::GetOrderError::NotFound(missing));
    Ok(())
}

#[tokio::test]
async fn defaults_are_those_of_the_type() -> Done {
    let order: op::GetOrderOk = rt::json::read(br#"{"to":{"zip":"1234"}}"#)?;
    assert_eq!(order, op::AddOrderBody::new(op::AddOrderOkTo::new("1234")));
    assert_eq!(order.state, op::GetOrderOkState::Sent);
    let low = op::AddOrderOkUrgent::Choice(op::GetOrderOkUrgentChoice::Low);
    assert_eq!(order.urgent, low);
    Ok(())
}

#[tokio::test]
async fn what_the_type_refuses_is_refused_by_every_name() -> Done {
    for (text, status) in [
        (r#"{"to":{"zip":"12345"}}"#, 200),
        (r#"{"to":{"zip":"123456"}}"#, 400),
        (r#"{"to":{"zip":"1"},"state":"odd"}"#, 400),
        (r#"{"to":{"zip":"1"},"paid":{"card":"x"}}"#, 400),
    ] {
        assert_eq!(post("/orders", "start", text).await?, status, "{text}");
        let order: op::GetOrderOk = rt::json::read(text.as_bytes())?;
        assert_eq!(rt::validate(&order).is_ok(), status == 200, "{text}");
    }
    Ok(())
}

#[tokio::test]
async fn the_value_of_a_header_selects_an_operation_by_another_name_of_its_type() -> Done {
    assert_eq!(post("/jobs", "start", "").await?, 204);
    assert_eq!(post("/jobs", "stop", "").await?, 202);
    let client = client()?;
    client
        .start_job(op::StartJobRequest::new(op::AddOrderXStep::Start))
        .await?;
    client
        .stop_job(op::StopJobRequest::new(op::StopJobXStep::Stop))
        .await?;
    Ok(())
}

#[test]
fn a_value_goes_by_each_name_of_its_type_and_a_component_is_another_type() {
    let home = models::customer::Home::new("High Street");
    let customer = models::Customer {
        work: Some(home.clone()),
        ..models::Customer::default()
    };
    let shop = models::Shop {
        keeper: Some(models::shop::Keeper {
            at: customer.work.clone(),
        }),
        ..models::Shop::default()
    };
    let at: Option<models::shop::KeeperAt> = shop.keeper.and_then(|keeper| keeper.at);
    assert_eq!(at, Some(home));
    let inline = TypeId::of::<models::customer::Home>();
    assert_ne!(inline, TypeId::of::<models::Address>());
    assert_ne!(
        TypeId::of::<models::Place>(),
        TypeId::of::<models::Address>()
    );
}
