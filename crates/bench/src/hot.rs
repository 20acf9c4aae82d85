//! The paths that every request takes, to be counted instruction by instruction.
//!
//! Must not know how anything is counted.

use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use oas_runtime::v1 as rt;
use okta_mfa::models::MfaOktaConfig;
use okta_mfa::operations::{SetMfaOktaConfigRequest, USER_AUTH_SCHEME};
use rt::axum::body::Body;
use rt::axum::http::{Request, Response};
use tower_service::Service;

use crate::okta::{BODY, TOKEN, generated};
use crate::shapes::checked;
use crate::{structs, texts};

/// A path that every request takes.
pub struct Hot {
    /// What is done.
    pub name: &'static str,
    /// Does it.
    pub run: Box<dyn FnMut()>,
}

fn hot_path(name: &'static str, run: impl FnMut() + 'static) -> Hot {
    Hot {
        name,
        run: Box::new(run),
    }
}

/// All of them.
///
/// # Panics
/// If one does not do what it should.
#[must_use]
pub fn hot() -> Vec<Hot> {
    let text = texts::object("Twelve");
    let read = |text: &str| rt::json::read::<structs::ours::Twelve>(text.as_bytes());
    let value = read(&text).unwrap_or_else(|error| panic!("{error}"));
    let checked: checked::Twelve =
        rt::json::read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    let mut router = generated();
    let client = client();
    let config: MfaOktaConfig =
        rt::json::read(BODY.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    vec![
        hot_path("decode 12 fields", move || {
            assert!(black_box(read(black_box(&text))).is_ok());
        }),
        hot_path("encode 12 fields", move || {
            assert!(black_box(rt::json::write(black_box(&value))).is_ok());
        }),
        hot_path("validate 12 fields", move || {
            assert!(black_box(rt::validate(black_box(&checked))).is_ok());
        }),
        hot_path("serve a request", move || {
            let answer = now(router.call(request()));
            assert!(answer.is_ok_and(|answer| answer.status() == 200));
        }),
        hot_path("make a call", move || {
            let call = client.call(SetMfaOktaConfigRequest {
                body: config.clone(),
            });
            assert!(now(call.send()).is_ok_and(|answer| *answer == config));
        }),
    ]
}

fn request() -> Request<Body> {
    let request = Request::put("/mfa/okta-verify/config")
        .header("authorization", format!("Bearer {TOKEN}"))
        .header("content-type", "application/json")
        .header("content-length", BODY.len())
        .body(Body::from(BODY));
    request.unwrap_or_default()
}

/// A client whose every call is answered at once, in this process.
fn client() -> rt::client::Core {
    let config = rt::client::Config::default().transport(Echo);
    let core = rt::client::Core::new("http://localhost".into(), config);
    core.unwrap_or_else(|error| panic!("{error}"))
        .with_credential(&USER_AUTH_SCHEME, rt::client::Bearer::new(TOKEN.to_owned()))
}

#[derive(Clone)]
struct Echo;

impl Service<Request<rt::client::Body>> for Echo {
    type Response = Response<Body>;
    type Error = std::convert::Infallible;
    type Future = std::future::Ready<Result<Response<Body>, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<rt::client::Body>) -> Self::Future {
        black_box(request);
        let answer = Response::builder().header("content-type", "application/json");
        std::future::ready(Ok(answer.body(Body::from(BODY)).unwrap_or_default()))
    }
}

/// The output of a future that waits for nothing.
fn now<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
        {
            return output;
        }
    }
}
