//! Follows redirects, for every transport alike.

use bytes::Bytes;
use http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue,
    LOCATION, TRANSFER_ENCODING,
};
use http::{Method, StatusCode, Uri};

use super::error::{Failure, RequestError};
use super::headers::Sent;
use super::outgoing::Payload;
use super::transport::{Answer, Departure, Sending, Transport};

const MOST_REDIRECTS: usize = 10;

/// One request of a chain of redirects.
pub(super) struct Hop<'a> {
    pub(super) method: Method,
    pub(super) url: String,
    pub(super) headers: Sent<'a>,
}

/// Sends `hop`, and follows where the answer leads if `follow` says so. An answer that cannot
/// be followed is the answer.
pub(super) async fn send(
    transport: &Transport,
    hop: Hop<'_>,
    payload: &mut Payload,
    follow: bool,
) -> Result<Answer, Failure> {
    let headers = hop.headers.to_map();
    let answer = once(transport, &hop.method, &hop.url, headers, payload)?.await?;
    match follow && is_redirect(answer.status) {
        // Most calls never come here: their futures need not have room for it.
        true => Box::pin(chase(transport, hop, payload, answer)).await,
        false => Ok(answer),
    }
}

/// Follows `answer`, which is a redirect.
async fn chase(
    transport: &Transport,
    mut hop: Hop<'_>,
    payload: &mut Payload,
    mut answer: Answer,
) -> Result<Answer, Failure> {
    let mut headers = hop.headers.to_map();
    let mut emptied = Payload::Whole(Bytes::new());
    let mut payload = payload;
    for _ in 0..MOST_REDIRECTS {
        let Some((from, target)) = target(&hop.url, &answer) else {
            return Ok(answer);
        };
        if becomes_get(answer.status, &hop.method) {
            hop.method = Method::GET;
            payload = &mut emptied;
            for name in [
                CONTENT_TYPE,
                CONTENT_LENGTH,
                CONTENT_ENCODING,
                TRANSFER_ENCODING,
            ] {
                headers.remove(name);
            }
        } else if !payload.can_be_sent_again() {
            return Ok(answer);
        }
        if !same_origin(&from, &target) {
            let kept = headers
                .iter()
                .filter(|(name, value)| !is_secret(name, value));
            headers = kept
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
        }
        hop.url = target.to_string();
        answer = once(transport, &hop.method, &hop.url, headers.clone(), payload)?.await?;
    }
    Ok(answer)
}

fn once(
    transport: &Transport,
    method: &Method,
    url: &str,
    mut headers: HeaderMap,
    payload: &mut Payload,
) -> Result<Sending, RequestError> {
    // Who leaves the length out is answered 411 by some servers.
    let expected = matches!(*method, Method::POST | Method::PUT | Method::PATCH);
    if expected && payload.is_empty() {
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    let departure = Departure {
        method: method.clone(),
        url,
        headers,
        body: payload.take(),
    };
    transport.send(departure)
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn becomes_get(status: StatusCode, method: &Method) -> bool {
    match status.as_u16() {
        301 | 302 => *method == Method::POST,
        303 => *method != Method::HEAD,
        _ => false,
    }
}

/// From where to where `answer` leads.
fn target(from: &str, answer: &Answer) -> Option<(Uri, Uri)> {
    if !is_redirect(answer.status) {
        return None;
    }
    let from: Uri = from.parse().ok()?;
    let location = answer.headers.get(LOCATION)?.to_str().ok()?;
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
    let target: Uri = url.parse().ok()?;
    target.authority()?;
    Some((from, target))
}

fn same_origin(a: &Uri, b: &Uri) -> bool {
    a.scheme() == b.scheme() && a.authority() == b.authority()
}

/// What no other origin may see: a credential.
fn is_secret(name: &HeaderName, value: &HeaderValue) -> bool {
    let credential = name.as_str() == "authorization" || name.as_str() == "proxy-authorization";
    credential || *name == COOKIE || value.is_sensitive()
}
