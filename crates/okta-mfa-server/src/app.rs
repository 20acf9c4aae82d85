//! Puts the parts together: settings in, router out, and the program that serves it.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::StatusCode;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;

use crate::edge::{self, Edge};
use crate::failure::Failure;
use crate::keys::{self, KeyError};
use crate::limits::Limiter;
use crate::settings::Settings;
use crate::store::{Store, StoreError};
use crate::tokens::{Expected, UnusableKey, Verifier};
use crate::{logging, serve, service};

/// The path of the health endpoint, outside of the API.
pub const HEALTH: &str = "/health";

/// Why the server does not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// No key, or one that cannot be read.
    Key(KeyError),
    /// A key that cannot verify tokens.
    UnusableKey(UnusableKey),
    /// The database cannot be opened.
    Store(StoreError),
    /// The log filter is not one.
    Log(String),
    /// The address cannot be listened on, or the runtime not be started.
    Io(SocketAddr, std::io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(error) => error.fmt(f),
            Self::UnusableKey(error) => error.fmt(f),
            Self::Store(error) => error.fmt(f),
            Self::Log(error) => f.write_str(error),
            Self::Io(address, error) => write!(f, "{address}: {error}"),
        }
    }
}

impl std::error::Error for StartError {}

impl From<KeyError> for StartError {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

impl From<UnusableKey> for StartError {
    fn from(error: UnusableKey) -> Self {
        Self::UnusableKey(error)
    }
}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Everything that answers requests.
///
/// # Errors
/// When there is no usable key, or the database cannot be opened.
pub fn app(settings: &Settings) -> Result<Router, StartError> {
    let expected = Expected {
        tenant_claim: settings.tenant_claim.clone(),
        issuer: settings.jwt_issuer.clone(),
        audience: settings.jwt_audience.clone(),
        leeway_secs: settings.jwt_leeway,
    };
    let verifier = Verifier::new(&keys::load(settings)?, expected)?;
    let subjects = Limiter::new(settings.subject_limit, settings.limit_keys);
    let store = Store::open(&settings.database)?;
    let api = service::api(store.clone(), verifier, subjects);
    Ok(around(api, settings, store))
}

/// What is around the API: its base path, health, and the edge.
fn around(api: Router, settings: &Settings, store: Store) -> Router {
    let api = api.route_layer(from_fn(edge::note_route));
    let api = if settings.base_path.is_empty() {
        api
    } else {
        Router::new().nest(&settings.base_path, api)
    };
    api.route(HEALTH, get(move || health(store.clone())))
        .fallback(async || Failure::NotFound.response())
        .method_not_allowed_fallback(async || Failure::MethodNotAllowed.response())
        .layer(CatchPanicLayer::custom(edge::panicked))
        .layer(from_fn_with_state(
            Arc::new(Edge::new(settings)),
            edge::pass,
        ))
}

/// Serves until a signal asks to stop.
///
/// # Errors
/// When the server cannot start.
pub fn run(mut settings: Settings) -> Result<(), StartError> {
    let subscriber = logging::subscriber(&settings, std::io::stderr).map_err(StartError::Log)?;
    // Fails when there is one already, which then stays.
    let _ = tracing::subscriber::set_global_default(subscriber);
    logging::log_panics();
    let trial = keys::set_trial_secret(&mut settings)?;
    let app = app(&settings)?;
    let listen = settings.listen;
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .and_then(|runtime| runtime.block_on(serve_app(&settings, app, trial.as_deref())))
        .map_err(|error| StartError::Io(listen, error))
}

async fn serve_app(settings: &Settings, app: Router, trial: Option<&str>) -> std::io::Result<()> {
    let stop = serve::stop_signal()?;
    let listener = TcpListener::bind(settings.listen).await?;
    let address = listener.local_addr()?;
    tracing::info!(%address, base_path = settings.base_path, "listening");
    if let Some(token) = trial {
        eprintln!("{}", trial_text(address, &settings.base_path, token));
    }
    serve::run(listener, app, settings, stop).await;
    tracing::info!("stopped");
    Ok(())
}

fn trial_text(address: SocketAddr, base_path: &str, token: &str) -> String {
    format!(
        "No key is set (see --help), so this run has a secret of its own and takes this token for an hour:\n\n\
         curl -X PUT http://{address}{base_path}/mfa/okta-verify/config \\\n  \
         -H 'Authorization: Bearer {token}' \\\n  \
         -H 'Content-Type: application/json' \\\n  \
         -d '{{\"mfaMethod\":\"okta-verify\",\"enabled\":true,\"host\":\"example.com\"}}'\n"
    )
}

async fn health(store: Store) -> Response {
    match store.check().await {
        Ok(()) => (StatusCode::OK, "ok\n").into_response(),
        Err(error) => {
            tracing::error!(%error, "unhealthy");
            (StatusCode::SERVICE_UNAVAILABLE, "unavailable\n").into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::put;
    use http::Request;
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use super::*;
    use crate::settings;
    use crate::store::Location;

    async fn answer(api: Router) -> (StatusCode, serde_json::Value) {
        let settings = settings::from_args(["--request-timeout", "1"]).unwrap();
        let app = around(api, &settings, Store::open(&Location::Memory).unwrap());
        let request = Request::put("/beta/x").body(Body::empty()).unwrap();
        let response = app.oneshot(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap())
    }

    #[tokio::test]
    async fn a_panic_is_a_documented_500_that_does_not_repeat_it() {
        async fn panicking() {
            panic!("a value of the request");
        }
        let (status, body) = answer(Router::new().route("/x", put(panicking))).await;
        assert_eq!(
            (status.as_u16(), body["detailCode"].as_str()),
            (500, Some("500.0 Internal Fault"))
        );
        assert!(!body.to_string().contains("a value"), "{body}");
    }

    #[tokio::test]
    async fn a_request_that_takes_too_long_is_a_documented_500() {
        let (status, body) =
            answer(Router::new().route("/x", put(std::future::pending::<()>))).await;
        assert_eq!(
            (status.as_u16(), body["detailCode"].as_str()),
            (500, Some("500.0 Internal Fault"))
        );
    }
}
