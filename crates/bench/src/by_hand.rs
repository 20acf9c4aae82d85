//! The Okta endpoint as an axum handler written by hand, with the types, the store and the token of
//! the generated one; and a server in a thread.
//!
//! Must not know how anything is measured.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use axum::extract::State;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::put;
use axum::serve::ListenerExt as _;
use axum::{Json, Router};
use okta_mfa::models::{ErrorResponseDto, MfaOktaConfig};
use tokio::sync::oneshot;

use crate::measure::thread_time;
use crate::okta::{Store, TOKEN};

/// By hand. Nothing but JSON and types is checked.
pub fn by_hand() -> Router {
    Router::new()
        .route("/mfa/okta-verify/config", put(handle))
        .with_state(Store::default())
}

async fn handle(
    State(store): State<Store>,
    headers: HeaderMap,
    Json(config): Json<MfaOktaConfig>,
) -> Result<Json<MfaOktaConfig>, (StatusCode, Json<ErrorResponseDto>)> {
    let token = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    if token.and_then(|token| token.strip_prefix("Bearer ")) != Some(TOKEN) {
        return Err((StatusCode::UNAUTHORIZED, Json(ErrorResponseDto::default())));
    }
    Ok(Json(store.put(config)))
}

/// A server in a thread of its own.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    ask: tokio::sync::mpsc::UnboundedSender<oneshot::Sender<Duration>>,
}

impl Running {
    /// The processor time that its thread has used.
    #[must_use]
    pub fn time(&self) -> Duration {
        let (sender, receiver) = oneshot::channel();
        let asked = self.ask.send(sender);
        asked
            .ok()
            .and_then(|()| receiver.blocking_recv().ok())
            .unwrap_or_default()
    }
}

/// Serves `app` on a free port of this machine, by one thread.
///
/// # Errors
/// If the server cannot be started.
pub fn serve(app: Router) -> std::io::Result<Running> {
    let (started, address) = mpsc::channel();
    let (ask, mut asked) = tokio::sync::mpsc::unbounded_channel::<oneshot::Sender<Duration>>();
    thread::spawn(move || -> std::io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
            let _ = started.send(listener.local_addr()?);
            tokio::spawn(async move {
                while let Some(answer) = asked.recv().await {
                    let _ = answer.send(thread_time());
                }
            });
            let listener = listener.tap_io(|stream| {
                let _ = stream.set_nodelay(true);
            });
            axum::serve(listener, app).await
        })
    });
    let address = address.recv().map_err(std::io::Error::other)?;
    Ok(Running { address, ask })
}
