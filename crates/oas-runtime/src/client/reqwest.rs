//! The default transport.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::OnceLock;
use std::task::{Context, Poll};

use ::reqwest::Url;
use bytes::Bytes;
use http::{Request, Response};
use tower_service::Service;

use super::base_url::BuildError;
use super::config::Config;
use super::error::{BoxError, Failure, RequestError, TransportError};
use super::transport::{self, Answer, Arrived, Departure, Transport};
use crate::body::Body;

/// `reqwest` as a `tower` service of `http` types, to put layers around.
///
/// Redirects are followed by the caller, so a `reqwest::Client` that is given here should have
/// `redirect::Policy::none()`.
///
/// ```
/// use oas_runtime::v1::client::{Config, Reqwest};
///
/// let client = reqwest::Client::builder()
///     .redirect(reqwest::redirect::Policy::none())
///     .https_only(true)
///     .build()?;
/// let config = Config::default().transport(Reqwest::new(client));
/// # Ok::<(), reqwest::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Reqwest(::reqwest::Client);

impl Reqwest {
    /// Sends through `client`.
    #[must_use]
    pub fn new(client: ::reqwest::Client) -> Self {
        Self(client)
    }
}

/// The transport of `config`, for a client without one of its own.
pub(super) fn transport(config: &Config) -> Result<Transport, BuildError> {
    let mut builder = ::reqwest::Client::builder()
        .redirect(::reqwest::redirect::Policy::none())
        .referer(false);
    if let Some(timeout) = config.connect_timeout {
        builder = builder.connect_timeout(timeout);
    }
    match builder.build() {
        Ok(client) => Ok(Transport::new(Reqwest(client))),
        Err(error) => Err(BuildError::Transport(error.without_url().to_string())),
    }
}

impl Service<Request<Body>> for Reqwest {
    type Response = Response<::reqwest::Body>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let client = self.0.clone();
        Box::pin(send(client, request))
    }
}

/// The same without a service around it, for the client.
pub(super) struct Direct {
    client: ::reqwest::Client,
    /// Where the first call went: nearly always where all of them go.
    origin: OnceLock<Origin>,
}

/// Scheme and authority, parsed once. A host costs more to parse than all the rest of a URL.
struct Origin {
    text: String,
    url: Url,
}

impl Direct {
    pub(super) fn new(reqwest: &Reqwest) -> Self {
        Self {
            client: reqwest.0.clone(),
            origin: OnceLock::new(),
        }
    }

    pub(super) fn carry(&self, departure: Departure<'_>) -> Result<Carried, RequestError> {
        let url = self.url(departure.url).ok_or(RequestError::Address)?;
        let mut request = ::reqwest::Request::new(departure.method, url);
        *request.headers_mut() = departure.headers;
        *request.body_mut() = Some(outgoing(departure.body));
        Ok((&self.client).call(request))
    }

    fn url(&self, text: &str) -> Option<Url> {
        match self.origin.get() {
            Some(origin) => origin.url(text).or_else(|| Url::parse(text).ok()),
            None => {
                let url = Url::parse(text).ok()?;
                if let Some(origin) = Origin::of(text) {
                    // Another call may have come first.
                    let _ = self.origin.set(origin);
                }
                Some(url)
            }
        }
    }
}

impl Origin {
    fn of(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        let text = url.get(..scheme.len() + 3 + authority.len())?;
        Some(Self {
            text: text.to_owned(),
            url: Url::parse(text).ok()?,
        })
    }

    /// The URL, if it is one of here.
    fn url(&self, text: &str) -> Option<Url> {
        let rest = text.strip_prefix(&self.text)?;
        if !rest.starts_with('/') || rest.contains('#') {
            return None;
        }
        let mut url = self.url.clone();
        match rest.split_once('?') {
            Some((path, query)) => {
                url.set_path(path);
                url.set_query(Some(query));
            }
            None => url.set_path(rest),
        }
        Some(url)
    }
}

/// A request that is on its way through reqwest.
pub(super) type Carried = <::reqwest::Client as Service<::reqwest::Request>>::Future;

/// What came back.
pub(super) fn answer(
    response: Result<::reqwest::Response, ::reqwest::Error>,
) -> Result<Answer, Failure> {
    match response {
        Ok(mut response) => Ok(Answer {
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            body: Arrived::Reqwest(response),
        }),
        // What `url` allows is more than what `http` does.
        Err(error) if error.is_builder() => Err(RequestError::Address.into()),
        Err(error) => {
            let source = error.without_url().into();
            Err(TransportError::new(transport::kind(&source), source).into())
        }
    }
}

/// The next piece of the body. Nothing is lost where there is none yet: what has come stays in `response`.
pub(super) fn poll_piece(
    response: &mut ::reqwest::Response,
    cx: &mut Context<'_>,
) -> Poll<Option<Result<Bytes, BoxError>>> {
    let piece = pin!(response.chunk()).poll(cx);
    piece.map(|piece| {
        let piece = piece.map_err(|error| error.without_url().into());
        piece.transpose()
    })
}

fn outgoing(body: Body) -> ::reqwest::Body {
    match body.whole() {
        Some(bytes) => ::reqwest::Body::from(bytes),
        None => ::reqwest::Body::wrap(body),
    }
}

async fn send(
    client: ::reqwest::Client,
    request: Request<Body>,
) -> Result<Response<::reqwest::Body>, BoxError> {
    let request = ::reqwest::Request::try_from(request.map(outgoing))?;
    match client.execute(request).await {
        Ok(response) => Ok(response.into()),
        Err(error) => Err(error.without_url().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_that_is_kept_changes_no_url() {
        let origin = Origin::of("https://a.example:8443/first").unwrap();
        for rest in [
            "/",
            "/a/b%20c",
            "/a//b/./c/../d",
            "/a%2e/%2e%2E/b",
            "/a;b=c:@&,$'()*+!~",
            "/a?b=c&d=%20+'\"<>",
            "/a?",
            "/?b?c/../d",
            "/a\\b|c{d}^`",
            "/\u{e9}?\u{e9}",
        ] {
            let text = format!("https://a.example:8443{rest}");
            assert_eq!(origin.url(&text), Url::parse(&text).ok(), "{rest}");
        }
    }

    #[test]
    fn what_is_elsewhere_is_parsed_as_a_whole() {
        let origin = Origin::of("https://a.example").unwrap();
        for text in [
            "https://a.example.org/x",
            "https://a.example:81/x",
            "https://a.example@b.example/x",
            "http://a.example/x",
            "https://a.example",
            "https://a.example?x",
            "https://a.example/#x",
        ] {
            assert_eq!(origin.url(text), None, "{text}");
        }
    }
}
