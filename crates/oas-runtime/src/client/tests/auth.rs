//! Credentials: where they go, which are chosen, how tokens are obtained, and that none is shown.

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::response::IntoResponse;
use axum::routing::post;
use http::StatusCode;

use super::*;
use crate::client::{
    ApiKey, Authorization, Basic, Bearer, BoxError, Credential, OAuth2, RequestError,
};
use crate::operation::{Requirement, Scheme, SchemeKind};

macro_rules! scheme {
    ($($name:ident: $kind:expr;)*) => {$(
        static $name: Scheme = Scheme::new(stringify!($name), concat!("with_", stringify!($name)), $kind);
    )*};
}

scheme! {
    HEADER: SchemeKind::ApiKeyHeader("X-Key");
    QUERY: SchemeKind::ApiKeyQuery("key");
    COOKIE: SchemeKind::ApiKeyCookie("key");
    BASIC: SchemeKind::Basic;
    BEARER: SchemeKind::Bearer;
    DIGEST: SchemeKind::Http("digest");
    OAUTH: SchemeKind::OAuth2 { token_url: Some("/oauth/token") };
    MTLS: SchemeKind::MutualTls;
}

macro_rules! operation {
    ($($name:ident: [$([$($scheme:ident),*]),*], $optional:expr;)*) => {$(
        static $name: Operation = Operation {
            security: &[$(&[$(Requirement::new(&$scheme, &["read"])),*]),*],
            optional_security: $optional,
            ..Operation::new(stringify!($name), "GET", "/api/things")
        };
    )*};
}

operation! {
    BY_HEADER: [[HEADER]], false;
    BY_QUERY: [[QUERY]], false;
    BY_COOKIE: [[COOKIE]], false;
    BY_BASIC: [[BASIC]], false;
    BY_BEARER: [[BEARER]], false;
    BY_DIGEST: [[DIGEST]], false;
    BY_OAUTH: [[OAUTH]], false;
    BY_SEVERAL: [[MTLS], [HEADER, BASIC], [BEARER]], false;
    EITHER: [[HEADER, BASIC], [BEARER]], false;
    MAYBE: [[BEARER]], true;
}

fn json(value: impl Into<serde_json::Value>) -> impl IntoResponse {
    let value: serde_json::Value = value.into();
    ([("content-type", "application/json")], value.to_string())
}

/// Answers with the credentials that it was sent.
async fn mirror(request: Request) -> impl IntoResponse {
    let header = |name: &str| {
        let value = request.headers().get(name);
        value
            .map_or("-", |value| value.to_str().unwrap_or("?"))
            .to_owned()
    };
    let sent = ["authorization", "x-key", "cookie"].map(header).join("|");
    json(format!("{sent}|{}", request.uri().query().unwrap_or("-")))
}

async fn sent(core: &Core, operation: &'static Operation) -> String {
    let call = core.start(operation).call::<_, Failure>(read_text);
    call.await.unwrap().into_inner()
}

#[tokio::test]
async fn each_kind_goes_where_its_scheme_says() {
    let core = || local(Router::new().fallback(mirror));
    let cases: [(&'static Scheme, Credential, &'static Operation, &str); 6] = [
        (&HEADER, ApiKey::from("k").into(), &BY_HEADER, "-|k|-|-"),
        (
            &QUERY,
            ApiKey::from("k&").into(),
            &BY_QUERY,
            "-|-|-|key=k%26",
        ),
        (
            &COOKIE,
            ApiKey::from("k;").into(),
            &BY_COOKIE,
            "-|-|key=k%3B|-",
        ),
        (
            &BASIC,
            Basic::new("u", "p").into(),
            &BY_BASIC,
            "Basic dTpw|-|-|-",
        ),
        (
            &BEARER,
            Bearer::from("t").into(),
            &BY_BEARER,
            "Bearer t|-|-|-",
        ),
        (
            &DIGEST,
            Authorization::from("Digest x").into(),
            &BY_DIGEST,
            "Digest x|-|-|-",
        ),
    ];
    for (scheme, credential, operation, expected) in cases {
        let core = core().with_credential(scheme, credential);
        assert_eq!(sent(&core, operation).await, expected, "{}", scheme.name);
    }
}

#[tokio::test]
async fn the_first_alternative_with_all_its_credentials_is_used() {
    let core = local(Router::new().fallback(mirror)).with_credential(&BASIC, Basic::new("u", "p"));
    assert_eq!(
        sent(&core, &BY_SEVERAL).await,
        "-|-|-|-",
        "by certificate alone"
    );
    let core = core.with_credential(&BEARER, Bearer::from("t"));
    assert_eq!(sent(&core, &BY_SEVERAL).await, "Bearer t|-|-|-");
    let core = core.with_credential(&HEADER, ApiKey::from("k"));
    assert_eq!(sent(&core, &BY_SEVERAL).await, "Basic dTpw|k|-|-");
}

#[tokio::test]
async fn a_missing_credential_is_an_error_that_names_the_methods_unless_it_is_optional() {
    let core = local(Router::new().fallback(mirror));
    let error = core
        .start(&EITHER)
        .call::<_, Failure>(read_text)
        .await
        .unwrap_err();
    assert!(matches!(
        error,
        Error::Request(RequestError::MissingCredential(_))
    ));
    assert_eq!(
        error.to_string(),
        "the operation needs a credential: \
         call `with_HEADER` and `with_BASIC`, or `with_BEARER` of the client"
    );
    assert_eq!(sent(&core, &MAYBE).await, "-|-|-|-");
    let own = core.start(&EITHER).call::<_, Failure>(read_text);
    let own = own.header("Authorization", "Own x").await.unwrap();
    assert_eq!(*own, "Own x|-|-|-");
}

#[tokio::test]
async fn a_provider_is_asked_for_each_request() {
    let count = Count::default();
    let counted = count.clone();
    let bearer = Bearer::provider(move || {
        let token = format!("t{}", counted.one());
        async move { Ok::<_, BoxError>(token) }
    });
    let core = local(Router::new().fallback(mirror)).with_credential(&BEARER, bearer);
    assert_eq!(sent(&core, &BY_BEARER).await, "Bearer t0|-|-|-");
    assert_eq!(sent(&core, &BY_BEARER).await, "Bearer t1|-|-|-");
    let failing = Bearer::provider(|| async { Err::<String, _>("vault is closed") });
    let core = core.with_credential(&BEARER, failing);
    let error = core
        .start(&BY_BEARER)
        .call::<_, Failure>(read_text)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Credential(_)), "{error}");
}

/// An authorization server whose tokens are `t0`, `t1`, …, beside an API that takes those that
/// `takes` takes.
fn oauth(count: &Count, expires_in: u64, takes: fn(&str) -> bool) -> Router {
    let count = count.clone();
    let token = move |request: Request| async move {
        let authorization = request.headers().get("authorization").cloned();
        let authorization = authorization.map(|value| value.to_str().unwrap().to_owned());
        let body = axum::body::to_bytes(request.into_body(), 1000)
            .await
            .unwrap();
        let number = count.one();
        let body = String::from_utf8_lossy(&body).into_owned();
        if body.contains("scope=refused") {
            let error = serde_json::json!({"error": "invalid_scope", "hint": "hunter2"});
            return (StatusCode::BAD_REQUEST, json(error));
        }
        let token = format!("t{number}/{}/{body}", authorization.unwrap_or_default());
        let answer = serde_json::json!({
            "access_token": token, "token_type": "Bearer", "expires_in": expires_in,
        });
        (StatusCode::OK, json(answer))
    };
    let api = move |request: Request| async move {
        let authorization = request.headers()["authorization"]
            .to_str()
            .unwrap()
            .to_owned();
        match takes(&authorization) {
            true => json(authorization).into_response(),
            false => StatusCode::UNAUTHORIZED.into_response(),
        }
    };
    Router::new()
        .route("/oauth/token", post(token))
        .fallback(api)
}

#[tokio::test]
async fn a_token_is_obtained_with_the_scopes_of_the_operation_and_kept() {
    let count = Count::default();
    let core = local(oauth(&count, 3600, |_| true))
        .with_credential(&OAUTH, OAuth2::client_credentials("id", "s&cret"));
    let first = sent(&core, &BY_OAUTH).await;
    // `id:s%26cret`, as RFC 6749 has it.
    let basic = "Basic aWQ6cyUyNmNyZXQ=";
    let body = "grant_type=client_credentials&scope=read";
    assert_eq!(first, format!("Bearer t0/{basic}/{body}"));
    assert_eq!(sent(&core.clone(), &BY_OAUTH).await, first);
    assert_eq!(count.total(), 1);
}

#[tokio::test]
async fn id_and_secret_can_go_in_the_body_with_scopes_and_parameters_of_ones_own() {
    let client = OAuth2::client_credentials("id", "hunter2")
        .secret_in_body()
        .scopes(["a", "b"])
        .parameter("audience", "x")
        .token_url("http://localhost/oauth/token");
    let core = local(oauth(&Count::default(), 3600, |_| true)).with_credential(&OAUTH, client);
    assert_eq!(
        sent(&core, &BY_OAUTH).await,
        "Bearer t0//grant_type=client_credentials&scope=a%20b&audience=x\
         &client_id=id&client_secret=hunter2"
    );
}

#[tokio::test]
async fn a_token_that_is_about_to_end_is_replaced() {
    let count = Count::default();
    let client = OAuth2::client_credentials("id", "s").leeway(Duration::from_secs(61));
    let core = local(oauth(&count, 60, |_| true)).with_credential(&OAUTH, client);
    sent(&core, &BY_OAUTH).await;
    sent(&core, &BY_OAUTH).await;
    assert_eq!(count.total(), 2);
}

#[tokio::test]
async fn a_kept_token_that_is_refused_is_replaced_once() {
    let count = Count::default();
    let takes_any = local(oauth(&count, 3600, |_| true));
    let oauth2 = OAuth2::from(OAuth2::client_credentials("id", "s"));
    sent(
        &takes_any.with_credential(&OAUTH, oauth2.clone()),
        &BY_OAUTH,
    )
    .await;

    let takes_second = local(oauth(&count, 3600, |sent| sent.contains("t1")));
    let core = takes_second.with_credential(&OAUTH, oauth2.clone());
    assert!(sent(&core, &BY_OAUTH).await.starts_with("Bearer t1"));
    assert_eq!(count.total(), 2);

    let core = local(oauth(&count, 3600, |_| false)).with_credential(&OAUTH, oauth2);
    let error = core
        .start(&BY_OAUTH)
        .call::<String, Failure>(read_text)
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
    assert_eq!(count.total(), 3);
}

#[tokio::test]
async fn concurrent_calls_obtain_one_token() {
    let count = Count::default();
    let core = local(oauth(&count, 3600, |_| true))
        .with_credential(&OAUTH, OAuth2::client_credentials("id", "s"));
    let (a, b) = tokio::join!(sent(&core, &BY_OAUTH), sent(&core, &BY_OAUTH));
    assert_eq!(a, b);
    assert_eq!(count.total(), 1);
}

#[tokio::test]
async fn a_refusal_of_the_token_endpoint_is_told_in_the_words_of_the_standard() {
    let client = OAuth2::client_credentials("id", "hunter2").scopes(["refused"]);
    let core = local(oauth(&Count::default(), 1, |_| true)).with_credential(&OAUTH, client);
    let error = core
        .start(&BY_OAUTH)
        .call::<String, Failure>(read_text)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "no token: the token endpoint answered 400 Bad Request: invalid_scope"
    );
    assert!(!format!("{error:?}").contains("hunter2"));
}

#[tokio::test]
async fn a_redirect_to_another_origin_takes_no_credentials_along() {
    let away = Router::new()
        .route(
            "/api/things",
            axum::routing::get(|| async { axum::response::Redirect::to("http://evil.example/x") }),
        )
        .fallback(mirror);
    let core = local(away)
        .with_credential(&HEADER, ApiKey::from("k"))
        .with_credential(&BASIC, Basic::new("u", "p"));
    assert_eq!(sent(&core, &EITHER).await, "-|-|-|-");
}

#[test]
fn no_debug_shows_a_secret() {
    let secret = "hunter2";
    let core = local(Router::new())
        .with_credential(&HEADER, ApiKey::from(secret))
        .with_credential(&BASIC, Basic::new("user", secret))
        .with_credential(&BEARER, Bearer::from(secret))
        .with_credential(&DIGEST, Authorization::from(secret))
        .with_credential(&QUERY, OAuth2::token(secret))
        .with_credential(
            &OAUTH,
            OAuth2::client_credentials("id", secret).parameter("a", secret),
        );
    let mut out = core.start(&GET);
    out.param(0, secret);
    let shown = format!("{core:?} {out:?} {:?}", call_get(&core, secret));
    assert!(!shown.contains(secret), "{shown}");
    assert!(shown.contains("OAUTH"), "{shown}");
}
