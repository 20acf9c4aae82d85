//! The generated client against the server, over HTTP, in all six outcomes.

mod support;

use oas_runtime::v1::client::{Error, OAuth2, RequestError};
use oas_runtime::v1::{Field, RetryAfter, Secret};
use okta_mfa::client::Client;
use okta_mfa::models::error_message_dto::LocaleOrigin;
use okta_mfa::models::{ErrorMessageDto, ErrorResponseDto, MfaOktaConfig};
use okta_mfa::operations::SetMfaOktaConfigError;
use support::{Server, token, token_with};

const KEY: &str = "qw123Y3QlA5UqocYpdU3rEkzrK2D497y";

fn client(server: &Server, token: String) -> Client {
    Client::new(server.url())
        .unwrap()
        .with_user_auth(OAuth2::token(token))
}

/// The example of the page for a request.
fn example() -> MfaOktaConfig {
    MfaOktaConfig {
        mfa_method: "okta-verify".into(),
        enabled: true,
        host: "example.com".into(),
        access_key: Secret::from(KEY).into(),
        identity_attribute: "email".into(),
    }
}

/// How the call ends when it is refused.
async fn refused(client: &Client, config: MfaOktaConfig) -> SetMfaOktaConfigError {
    client
        .set_mfa_okta_config(config)
        .await
        .unwrap_err()
        .into_api()
        .unwrap()
}

/// The message of an error that has one and nothing else but what is asserted here.
fn assert_dto(dto: &ErrorResponseDto, detail_code: &str, text: &str) {
    assert_eq!(dto.detail_code.as_deref(), Some(detail_code));
    assert_eq!(dto.tracking_id.as_deref().map(str::len), Some(32));
    let message = ErrorMessageDto {
        locale: "en-US".into(),
        locale_origin: LocaleOrigin::Default.into(),
        text: Some(text.to_owned()),
    };
    assert_eq!(dto.messages, Some(vec![message]));
}

#[tokio::test]
async fn ok_is_200_with_the_stored_configuration_and_its_key_masked() {
    let server = Server::start(&[]).await;
    let saved = client(&server, token("acme", "ann"))
        .set_mfa_okta_config(example())
        .await
        .unwrap();
    assert_eq!(saved.status(), 200);
    let expected = MfaOktaConfig {
        access_key: Secret::from("q******y").into(),
        ..example()
    };
    assert_eq!(saved.into_inner(), expected);
}

#[tokio::test]
async fn what_was_read_can_be_written_back() {
    let server = Server::start(&[]).await;
    let client = client(&server, token("acme", "ann"));
    let first = client
        .set_mfa_okta_config(example())
        .await
        .unwrap()
        .into_inner();
    let second = client
        .set_mfa_okta_config(first.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(first, second);
    let cleared = client
        .set_mfa_okta_config(MfaOktaConfig::default())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (&cleared.host, &cleared.identity_attribute),
        (&Field::Null, &Field::Null)
    );
    assert_eq!(cleared.access_key, first.access_key);
    assert!(!cleared.enabled);
    let without_key = MfaOktaConfig {
        access_key: Field::Null,
        ..example()
    };
    assert_eq!(
        client
            .set_mfa_okta_config(without_key.clone())
            .await
            .unwrap()
            .into_inner(),
        without_key
    );
}

#[tokio::test]
async fn a_bad_request_is_400_with_a_cause_for_each_rule() {
    let server = Server::start(&[]).await;
    let client = client(&server, token("acme", "ann"));
    let config = MfaOktaConfig {
        mfa_method: "duo-web".into(),
        host: "https://example.com".into(),
        ..example()
    };
    let SetMfaOktaConfigError::BadRequest(dto) = refused(&client, config).await else {
        panic!("not 400")
    };
    assert_dto(
        &dto,
        "400.1 Bad Request Content",
        "The request was syntactically correct but its content is semantically invalid.",
    );
    let causes: Vec<_> = dto
        .causes
        .iter()
        .flatten()
        .filter_map(|cause| cause.text.as_deref())
        .collect();
    assert_eq!(causes.len(), 2);
    assert!(
        causes[0].contains("mfaMethod") && causes[1].contains("host"),
        "{causes:?}"
    );
    assert!(!format!("{dto:?}").contains(KEY));
}

#[tokio::test]
async fn an_expired_token_or_none_at_all_is_401() {
    let server = Server::start(&[]).await;
    let expired = client(&server, token_with(|token| token.expires_in = -60));
    let SetMfaOktaConfigError::Unauthorized(body) = refused(&expired, example()).await else {
        panic!("not 401")
    };
    assert_eq!(
        body.error.as_deref(),
        Some("JWT validation failed: JWT is expired")
    );
    let wrong = client(&server, "not-a-token".to_owned());
    let SetMfaOktaConfigError::Unauthorized(body) = refused(&wrong, example()).await else {
        panic!("not 401")
    };
    assert_eq!(
        body.error.as_deref(),
        Some("JWT validation failed: JWT is malformed")
    );
    // Without a credential the client does not even ask.
    let error = Client::new(server.url())
        .unwrap()
        .set_mfa_okta_config(example())
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::Request(RequestError::MissingCredential(_))),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_missing_scope_is_403() {
    let server = Server::start(&[]).await;
    let client = client(
        &server,
        token_with(|token| token.scope = "idn:mfa-configuration:read".into()),
    );
    let SetMfaOktaConfigError::Forbidden(dto) = refused(&client, example()).await else {
        panic!("not 403")
    };
    assert_dto(
        &dto,
        "403 Forbidden",
        "The server understood the request but refuses to authorize it.",
    );
    assert_eq!(dto.causes, None);
}

#[tokio::test]
async fn too_many_requests_are_429_and_say_when_to_come_back() {
    let server = Server::start(&["--subject-limit", "1/1h"]).await;
    let client = client(&server, token("acme", "ann"));
    client.set_mfa_okta_config(example()).await.unwrap();
    let SetMfaOktaConfigError::TooManyRequests(limited) = refused(&client, example()).await else {
        panic!("not 429")
    };
    assert_eq!(
        limited.body.message.as_deref(),
        Some(" Rate Limit Exceeded ")
    );
    let Some(RetryAfter::Seconds(seconds)) = limited.retry_after else {
        panic!("{limited:?}")
    };
    assert!((3590..=3600).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn who_comes_back_after_the_time_told_is_served() {
    let server = Server::start(&["--subject-limit", "1/1s"]).await;
    let client = client(&server, token("acme", "ann"));
    client.set_mfa_okta_config(example()).await.unwrap();
    let SetMfaOktaConfigError::TooManyRequests(limited) = refused(&client, example()).await else {
        panic!("not 429")
    };
    assert_eq!(limited.retry_after, Some(RetryAfter::Seconds(1)));
    let policy = oas_runtime::v1::client::RetryPolicy::times(1);
    client
        .set_mfa_okta_config(example())
        .retry(policy)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_failure_of_the_server_is_500() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.sqlite3");
    let server = Server::start(&["--database", path.to_str().unwrap()]).await;
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch("DROP TABLE okta_config")
        .unwrap();
    let client = client(&server, token("acme", "ann"));
    let SetMfaOktaConfigError::InternalServerError(dto) = refused(&client, example()).await else {
        panic!("not 500")
    };
    assert_dto(&dto, "500.0 Internal Fault", "An internal fault occurred.");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_client_makes_many_calls_at_once() {
    let server = Server::start(&["--subject-limit", "off", "--address-limit", "off"]).await;
    let client = client(&server, token("acme", "ann"));
    let calls: Vec<_> = (0..32)
        .map(|n| {
            let config = MfaOktaConfig {
                host: format!("host-{n}").into(),
                ..MfaOktaConfig::default()
            };
            (n, tokio::spawn(client.set_mfa_okta_config(config).send()))
        })
        .collect();
    for (n, call) in calls {
        assert_eq!(
            call.await.unwrap().unwrap().host.value(),
            Some(&format!("host-{n}"))
        );
    }
}
