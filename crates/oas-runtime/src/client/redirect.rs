//! Follows redirects, for every transport alike.

use bytes::Bytes;
use http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue, LOCATION,
    TRANSFER_ENCODING,
};
use http::{Method, Request, Response, StatusCode, Uri};

use super::error::Failure;
use super::headers::Headers;
use super::outgoing::Payload;
use super::transport::Transport;
use crate::body::Body;

const MOST_REDIRECTS: usize = 10;

/// One request of a chain of redirects.
pub(super) struct Hop {
    pub(super) method: Method,
    pub(super) url: Uri,
    pub(super) headers: Headers,
}

/// Sends `hop`, and follows where the answer leads if `follow` says so. An answer that cannot
/// be followed is the answer.
pub(super) async fn send(
    transport: &Transport,
    mut hop: Hop,
    payload: &mut Payload,
    follow: bool,
) -> Result<Response<Body>, Failure> {
    let mut emptied = Payload::Whole(Bytes::new());
    let mut payload = payload;
    let mut redirects = 0;
    loop {
        let mut request = Request::new(payload.take());
        *request.method_mut() = hop.method.clone();
        *request.uri_mut() = hop.url.clone();
        *request.headers_mut() = hop.headers.to_map();
        let response = transport.send(request).await?;
        let target = match follow && redirects < MOST_REDIRECTS {
            true => target(&hop.url, &response),
            false => None,
        };
        let Some(target) = target else {
            return Ok(response);
        };
        if becomes_get(response.status(), &hop.method) {
            hop.method = Method::GET;
            payload = &mut emptied;
            const OF_BODY: [HeaderName; 4] = [
                CONTENT_TYPE,
                CONTENT_LENGTH,
                CONTENT_ENCODING,
                TRANSFER_ENCODING,
            ];
            hop.headers.retain(|name, _| !OF_BODY.contains(name));
        } else if !payload.can_be_sent_again() {
            return Ok(response);
        }
        if !same_origin(&hop.url, &target) {
            hop.headers.retain(|name, value| !is_secret(name, value));
        }
        hop.url = target;
        redirects += 1;
    }
}

fn becomes_get(status: StatusCode, method: &Method) -> bool {
    match status.as_u16() {
        301 | 302 => *method == Method::POST,
        303 => *method != Method::HEAD,
        _ => false,
    }
}

fn target(from: &Uri, response: &Response<Body>) -> Option<Uri> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    let location = location.split('#').next()?;
    let origin = format!("{}://{}", from.scheme_str()?, from.authority()?);
    let url = if location.starts_with("http://") || location.starts_with("https://") {
        location.to_owned()
    } else if location.starts_with("//") {
        format!("{}:{location}", from.scheme_str()?)
    } else if location.starts_with('/') {
        format!("{origin}{location}")
    } else if location.starts_with('?') {
        format!("{origin}{}{location}", from.path())
    } else {
        let folder = from
            .path()
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        format!("{origin}{folder}/{location}")
    };
    url.parse()
        .ok()
        .filter(|uri: &Uri| uri.authority().is_some())
}

fn same_origin(a: &Uri, b: &Uri) -> bool {
    a.scheme() == b.scheme() && a.authority() == b.authority()
}

/// What no other origin may see: a credential.
fn is_secret(name: &HeaderName, value: &HeaderValue) -> bool {
    let credential = name.as_str() == "authorization" || name.as_str() == "proxy-authorization";
    credential || *name == COOKIE || value.is_sensitive()
}
