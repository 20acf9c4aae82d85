//! Sends a prepared request until there is an answer: credentials, retries, redirects, limits.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::{AUTHORIZATION, HeaderName};

use crate::operation::Operation;
use crate::reply::{Pending, Reply, ReplyReader};

use super::base_url::BaseUrl;
use super::core::Core;
use super::credential::{self, Used};
use super::error::{Failure, RequestError, TransportError};
use super::oauth::Tokens;
use super::outgoing::{Head, Payload};
use super::reconnect::{self, Reconnect};
use super::redirect::{self, Hop};
use super::retry::{self, RetryPolicy};
use super::timer::{self, Moment};
use super::transport::{Answer, Arrived};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A request with everything that it takes to send it.
pub(super) struct Prepared {
    pub(super) core: Core,
    pub(super) operation: &'static Operation,
    pub(super) head: Head,
    pub(super) payload: Payload,
    pub(super) timeout: Option<Duration>,
    pub(super) retry: RetryPolicy,
    pub(super) base: Option<Box<BaseUrl>>,
    pub(super) error: Option<RequestError>,
    /// Whether the body of a success is left to be read by the caller, whatever the document says.
    pub(super) unread: bool,
    pub(super) reconnect: Option<Box<Reconnect>>,
}

/// Sends it and reads the response; a streamed body is left to be read.
pub(super) async fn run(mut prepared: Box<Prepared>) -> Result<ReplyReader, Failure> {
    if let Some(error) = prepared.error.take() {
        return Err(error.into());
    }
    let timeout = prepared.timeout;
    // By reference, since a future that is handed over has its place twice.
    let attempts = pin!(attempts(prepared));
    match timer::within(timeout, attempts).await {
        Some(outcome) => outcome,
        None => Err(Failure::Timeout(timeout.unwrap_or_default())),
    }
}

async fn attempts(mut prepared: Box<Prepared>) -> Result<ReplyReader, Failure> {
    let began = Moment::now();
    let mut retries = 0;
    let mut refreshed = false;
    loop {
        let (outcome, used) = prepared.attempt().await?;
        let refused =
            matches!(&outcome, Ok(response) if response.status == StatusCode::UNAUTHORIZED);
        if refused && !refreshed && prepared.payload.can_be_sent_again() && used.forget().await {
            refreshed = true;
            continue;
        }
        match prepared.pause(&outcome, retries, began) {
            Some(delay) => timer::sleep(delay).await,
            None => {
                let Answer {
                    status,
                    headers,
                    body,
                } = outcome?;
                let mut reply = Reply::new(status, headers, Bytes::new());
                if prepared.unread || prepared.operation.streams {
                    return Ok(unread(reply, body, prepared, began));
                }
                reply.body = body.whole(prepared.limit()).await?;
                return Ok(ReplyReader::new(reply));
            }
        }
        retries += 1;
    }
}

pub(super) type Outcome = Result<Answer, TransportError>;

impl Prepared {
    /// How many bytes a body may have.
    fn limit(&self) -> u64 {
        self.core.shared.config.body_limit
    }

    /// Sends it once, redirects included.
    pub(super) async fn attempt(&mut self) -> Result<(Outcome, Used), Failure> {
        let core = &self.core;
        let common = &core.shared.config.headers;
        let mut added = Head::default();
        let used = match core.credentials.choose(self.operation) {
            Ok(requirements) => {
                let tokens = Tokens(&core.shared);
                credential::apply(&core.credentials, requirements, &tokens, &mut added).await?
            }
            // The caller took care of it.
            Err(_) if self.head.header(&AUTHORIZATION, common).is_some() => Used::default(),
            Err(missing) => return Err(missing.into()),
        };
        let hop = Hop {
            method: self.operation.http_method(),
            url: self.url(&self.head.query_with(&added))?,
            headers: self.head.headers_with(added, common)?,
        };
        let follow = self.operation.follow_redirects;
        let answer = redirect::send(&core.shared.transport, hop, &mut self.payload, follow).await;
        match answer {
            Ok(response) => Ok((Ok(response), used)),
            Err(Failure::Transport(error)) => Ok((Err(error), used)),
            Err(other) => Err(other),
        }
    }

    fn url(&self, query: &str) -> Result<String, RequestError> {
        let path = &self.head.path;
        let base = &self.core.shared.base;
        let own = self.operation.server.filter(|_| base.is_declared());
        let url = match (&self.base, own) {
            (Some(given), _) => given.append(path, query),
            (None, Some(own)) => {
                let own = base.resolve(own).map(BaseUrl::from);
                own.and_then(|own| own.append(path, query))
            }
            (None, None) => base.append(path, query),
        };
        url.map_err(RequestError::Server)
    }

    /// How long to wait before the next attempt; `None`: there is none.
    fn pause(&self, answer: &Outcome, retries: u32, began: Moment) -> Option<Duration> {
        let (again, asked) = match answer {
            Ok(response) => (
                retry::is_temporary(response.status),
                retry::asked_delay(&response.headers),
            ),
            Err(error) => (error.is_connect(), None),
        };
        let common = &self.core.shared.config.headers;
        let repeatable = self.payload.can_be_sent_again()
            && (retry::is_idempotent(&self.operation.http_method())
                || self.head.header(&IDEMPOTENCY_KEY, common).is_some());
        if !again || !repeatable || !timer::available() {
            return None;
        }
        let delay = self.retry.delay(retries, asked)?;
        // An answer now is worth more than a timeout later.
        let in_time = |limit| began.elapsed() + delay < limit;
        self.timeout.is_none_or(in_time).then_some(delay)
    }
}

/// An answer whose body is left to be read.
fn unread(reply: Reply, body: Arrived, prepared: Box<Prepared>, began: Moment) -> ReplyReader {
    let mut reader = ReplyReader::new(reply);
    reader.set_pending(Pending {
        body: body.into_body(),
        limit: prepared.limit(),
        time: prepared
            .timeout
            .map(|all| (all, all.saturating_sub(began.elapsed()))),
        resume: reconnect::resume(prepared),
    });
    reader
}

/// Reads the body that was left to be read, after all.
pub(super) async fn read_whole(
    mut reader: ReplyReader,
    pending: Pending,
) -> Result<ReplyReader, Failure> {
    let (all, left) = pending.time.unzip();
    let whole = Arrived::Body(pending.body).whole(pending.limit);
    match timer::within(left, whole).await {
        Some(body) => reader.set_body(body?),
        None => return Err(Failure::Timeout(all.unwrap_or_default())),
    }
    Ok(reader)
}
