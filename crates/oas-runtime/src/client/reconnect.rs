//! Streams of server-sent events that are cut off: when they are asked for again, and how.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::StatusCode;
use http::header::{HeaderName, HeaderValue};

use crate::body::{Body, BodyError, BodyProblem, BoxError};
use crate::items::{Cut, Resume, Resuming};

use super::error::Failure;
use super::exchange::Prepared;
use super::retry;
use super::timer;
use super::transport::Answer;

/// When a stream of server-sent events that is cut off is asked for again. By default it is not:
/// only some APIs can go on where they were.
///
/// The request is sent again as it was, with the `id` of the last event as `Last-Event-ID`, after
/// the delay that the API asked for by `retry`. Without an `id` it is sent without: an API that
/// does not give ids begins anew. `[DONE]`, or an answer of 204, ends the stream.
///
/// ```
/// use oas_runtime::v1::client::Reconnect;
///
/// let policy = Reconnect::times(5).also_at_end();
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reconnect {
    times: u32,
    first_delay: Duration,
    longest_delay: Duration,
    at_end: bool,
}

impl Reconnect {
    /// Up to `times` attempts in a row without an event between them.
    #[must_use]
    pub const fn times(times: u32) -> Self {
        Self {
            times,
            first_delay: Duration::from_secs(1),
            longest_delay: Duration::from_secs(60),
            at_end: false,
        }
    }

    /// The delay where the API asks for none: 1 s by default. It doubles from attempt to attempt.
    #[must_use]
    pub const fn first_delay(mut self, delay: Duration) -> Self {
        self.first_delay = delay;
        self
    }

    /// The longest delay, whatever the API asks for: 60 s by default.
    #[must_use]
    pub const fn longest_delay(mut self, delay: Duration) -> Self {
        self.longest_delay = delay;
        self
    }

    /// Reconnects where the API has ended the body properly, too, as browsers do.
    #[must_use]
    pub const fn also_at_end(mut self) -> Self {
        self.at_end = true;
        self
    }

    fn delay(&self, failures: u32, asked: Option<Duration>) -> Duration {
        let first = asked.unwrap_or(self.first_delay);
        let doubled = first.saturating_mul(2u32.saturating_pow(failures));
        doubled.min(self.longest_delay)
    }
}

/// Who asks for the rest of the stream that answers `prepared`, where that is wanted and possible.
pub(super) fn resume(prepared: Box<Prepared>) -> Option<Box<dyn Resume>> {
    let policy = *prepared.reconnect.as_deref()?;
    if !prepared.payload.can_be_sent_again() || !timer::available() {
        return None;
    }
    let line = Line {
        prepared,
        failures: 0,
    };
    Some(Box::new(Reconnecting {
        policy,
        line: Arc::new(Mutex::new(Some(line))),
    }))
}

struct Line {
    prepared: Box<Prepared>,
    /// Attempts since the last event.
    failures: u32,
}

struct Reconnecting {
    policy: Reconnect,
    /// Empty while an attempt is on its way.
    line: Arc<Mutex<Option<Line>>>,
}

impl Resume for Reconnecting {
    fn resume(&mut self, cut: Cut) -> Option<Resuming> {
        if cut.at_end && !self.policy.at_end {
            return None;
        }
        let (policy, slot) = (self.policy, Arc::clone(&self.line));
        let mut line = take(&slot)?;
        if cut.moved {
            line.failures = 0;
        }
        if line.failures >= policy.times {
            return None;
        }
        if let Some(id) = &cut.last_id {
            let name = HeaderName::from_static("last-event-id");
            let headers = &mut line.prepared.head.headers;
            match HeaderValue::from_bytes(id.as_bytes()) {
                Ok(id) => headers.insert(name, id),
                Err(_) => return None,
            };
        }
        Some(Box::pin(async move {
            let again = line.again(policy, cut.retry).await;
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(line);
            again
        }))
    }
}

fn take(slot: &Mutex<Option<Line>>) -> Option<Line> {
    slot.lock().unwrap_or_else(PoisonError::into_inner).take()
}

impl Line {
    async fn again(
        &mut self,
        policy: Reconnect,
        retry: Option<Duration>,
    ) -> Result<Option<Body>, BodyError> {
        let mut asked = retry;
        loop {
            timer::sleep(policy.delay(self.failures, asked)).await;
            self.failures += 1;
            let enough = self.failures >= policy.times;
            match self.attempt().await {
                Ok(response) if response.status == StatusCode::NO_CONTENT => return Ok(None),
                Ok(response) if response.status.is_success() => {
                    return Ok(Some(response.body.into_body()));
                }
                Ok(response) if enough || !retry::is_temporary(response.status) => {
                    let why = format!("the API answered {}", response.status);
                    return Err(BodyProblem::Broken(why.into()).into());
                }
                Ok(response) => asked = retry::asked_delay(&response.headers).or(retry),
                Err(error) if enough => return Err(BodyProblem::Broken(error).into()),
                Err(_) => {}
            }
        }
    }

    async fn attempt(&mut self) -> Result<Answer, BoxError> {
        let timeout = self.prepared.timeout;
        let attempt = timer::within(timeout, Box::pin(self.prepared.attempt())).await;
        let (answer, used) = match attempt {
            None => return Err(Failure::Timeout(timeout.unwrap_or_default()).into()),
            Some(attempt) => attempt?,
        };
        let response = answer?;
        if response.status == StatusCode::UNAUTHORIZED && used.forget().await {
            return Ok(self.prepared.attempt().await?.0?);
        }
        Ok(response)
    }
}
