//! Which status a success has is the implementation's to say and the caller's to see.

use cases::responses::{client::Client, models::Problem, operations, server};
use oas_runtime::v1 as rt;

type Done = Result<(), Box<dyn std::error::Error>>;

/// Answers with what its operations declare.
struct Service;

impl rt::server::Service for Service {}

impl server::Api for Service {
    async fn one(
        &self,
        _: operations::OneRequest,
    ) -> Result<operations::OneOk, operations::OneError> {
        Err(operations::OneError::ClientError(
            rt::StatusCode::IM_A_TEAPOT,
            Default::default(),
        ))
    }

    async fn several(
        &self,
        _: operations::SeveralRequest,
    ) -> Result<operations::SeveralSuccess, operations::SeveralError> {
        Ok(operations::SeveralSuccess::Success(
            rt::StatusCode::MULTI_STATUS,
            "some".to_owned(),
        ))
    }

    async fn only_default(
        &self,
        request: operations::OnlyDefaultRequest,
    ) -> Result<rt::WithStatus<String>, operations::OnlyDefaultError> {
        let _ = request;
        Ok(rt::WithStatus::new(
            rt::StatusCode::ACCEPTED,
            "later".to_owned(),
        ))
    }

    async fn fails(&self, request: operations::FailsRequest) -> Result<(), operations::FailsError> {
        match request.how.as_deref() {
            Some("declared") => Err(operations::FailsError::Default(
                rt::StatusCode::CONFLICT,
                Problem {
                    title: Some("Taken".to_owned()),
                    ..Problem::default()
                },
            )),
            Some("fitting") => Err(Unavailable(r#"{"title":"Closed"}"#).into()),
            _ => Err(Unavailable("closed"))?,
        }
    }

    async fn nothing(&self, _: operations::NothingRequest) -> Result<(), operations::NothingError> {
        Ok(())
    }

    async fn redirect(
        &self,
        _: operations::RedirectRequest,
    ) -> Result<operations::RedirectFound, operations::RedirectError> {
        Ok(operations::RedirectFound {
            location: "/elsewhere".to_owned(),
        })
    }

    async fn charset(
        &self,
        _: operations::CharsetRequest,
    ) -> Result<Problem, operations::CharsetError> {
        Err(operations::CharsetError::BadRequest(Problem {
            title: Some("Wrong".to_owned()),
            ..Problem::default()
        }))
    }
}

/// An error of the application, with a body that may be what the document declares.
struct Unavailable(&'static str);

impl rt::server::IntoReply for Unavailable {
    fn into_reply(self) -> rt::Reply {
        rt::Reply::bytes(503, "application/json", self.0)
    }
}

fn client() -> Result<Client, rt::client::BuildError> {
    let config =
        rt::client::Config::default().transport(server::router(std::sync::Arc::new(Service)));
    Client::with_config("http://localhost", config)
}

#[tokio::test]
async fn the_status_of_a_success_that_is_only_default_goes_along() -> Done {
    let answer = client()?.only_default(()).await?;
    assert_eq!(answer.status(), rt::StatusCode::ACCEPTED);
    assert_eq!(
        answer.into_inner(),
        rt::WithStatus::new(rt::StatusCode::ACCEPTED, "later".to_owned())
    );
    Ok(())
}

#[tokio::test]
async fn the_status_of_a_range_beside_codes_goes_along() -> Done {
    let answer = client()?.several(()).await?.into_inner();
    let expected =
        operations::SeveralSuccess::Success(rt::StatusCode::MULTI_STATUS, "some".to_owned());
    assert_eq!(answer, expected);
    let error = client()?
        .one(())
        .await
        .err()
        .and_then(|e| e.into_api().ok());
    assert_eq!(
        error.as_ref().map(rt::Outcome::status),
        Some(rt::StatusCode::IM_A_TEAPOT)
    );
    Ok(())
}

#[tokio::test]
async fn a_declared_redirect_is_the_outcome_and_no_detour() -> Done {
    let answer = client()?.redirect(()).await?;
    assert_eq!(answer.location, "/elsewhere");
    assert_eq!(answer.status(), rt::StatusCode::FOUND);
    Ok(())
}

#[tokio::test]
async fn media_types_that_charset_tells_apart_are_one() -> Done {
    let Err(rt::client::Error::Api(error)) = client()?.charset(()).await else {
        panic!("it is refused");
    };
    let operations::CharsetError::BadRequest(problem) = error.into_inner() else {
        panic!("it is declared");
    };
    assert_eq!(problem.title.as_deref(), Some("Wrong"));
    Ok(())
}

#[tokio::test]
async fn an_answer_for_all_failures_has_its_status() -> Done {
    let client = client()?;
    let mut said = Vec::new();
    for how in ["declared", "fitting", "other"] {
        let request = operations::FailsRequest {
            how: Some(how.to_owned()),
        };
        let error = client.fails(request).await.expect_err("it fails");
        said.push(match &error {
            rt::client::Error::Api(answer) => match &***answer {
                operations::FailsError::Default(status, problem) => {
                    format!("{} {:?}", status.as_u16(), problem.title)
                }
                other => other.to_string(),
            },
            other => other.to_string(),
        });
    }
    let expected = [
        r#"409 Some("Taken")"#,
        r#"503 Some("Closed")"#,
        "unexpected response 503 Service Unavailable: the body is not the declared JSON: expected JSON, found something else",
    ];
    assert_eq!(said, expected);
    Ok(())
}
