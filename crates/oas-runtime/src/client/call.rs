//! A call that is ready to be sent.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::header::{HeaderName, HeaderValue};

use crate::body::Body;
use crate::items::Items;
use crate::reply::{ReplyError, ReplyReader, Response};

use super::base_url::BaseUrl;
use super::error::{Error, Failure, RequestError, Unexpected};
use super::exchange::{self, Prepared};
use super::reconnect::Reconnect;
use super::retry::RetryPolicy;

/// A call that is ready to be sent: `.await` it.
///
/// It owns everything, so it can be moved into a task; dropping the future cancels the call.
#[must_use = "a call is sent when it is awaited"]
pub struct Call<T, E> {
    prepared: Box<Prepared>,
    decode: fn(&mut ReplyReader) -> Option<T>,
    fail: fn(&mut ReplyReader) -> Option<E>,
}

impl<T, E> Call<T, E> {
    #[inline]
    pub(super) fn new(
        prepared: Box<Prepared>,
        decode: fn(&mut ReplyReader) -> Option<T>,
        fail: fn(&mut ReplyReader) -> Option<E>,
    ) -> Self {
        Self {
            prepared,
            decode,
            fail,
        }
    }

    /// How long this call may take, instead of what the client's configuration says.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.prepared.timeout = timeout.into();
        self
    }

    /// Sends a header along, in place of one of that name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.prepared.set_header(name, value);
        self
    }

    /// When this call is sent again, instead of what the client's configuration says.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.prepared.retry = policy;
        self
    }

    /// Sends `Idempotency-Key`: an API that knows it does not do twice what is sent twice, so
    /// the call can be retried whatever its method.
    pub fn idempotency_key(self, key: &str) -> Self {
        self.header("Idempotency-Key", key)
    }

    /// Sends this call to another server: that of a callback, say.
    pub fn server(mut self, url: impl Into<BaseUrl>) -> Self {
        self.prepared.base = Some(Box::new(url.into()));
        self
    }

    /// Sends it. The same as `.await`, as a named future for `spawn` and `join!`.
    #[inline]
    pub fn send(self) -> CallFuture<T, E> {
        CallFuture {
            reading: Box::pin(exchange::run(self.prepared)),
            decode: self.decode,
            fail: self.fail,
        }
    }

    /// Where the answer is server-sent events: asks for the rest when the stream is cut off.
    pub fn reconnect(mut self, policy: Reconnect) -> Self {
        self.prepared.reconnect = Some(Box::new(policy));
        self
    }

    /// Sends it, and leaves the body of a success to be read piece by piece, whatever it is and
    /// however long.
    #[inline]
    pub fn download(self) -> CallFuture<Body, E> {
        self.unread(ReplyReader::download)
    }

    /// Sends it, and reads a success as server-sent events whose data is text, whatever the
    /// document says of it.
    pub fn text_events(self) -> CallFuture<Items<String>, E> {
        self.unread(ReplyReader::text_events)
    }

    fn unread<U>(mut self, decode: fn(&mut ReplyReader) -> Option<U>) -> CallFuture<U, E> {
        self.prepared.unread = true;
        CallFuture {
            reading: Box::pin(exchange::run(self.prepared)),
            decode,
            fail: self.fail,
        }
    }
}

impl Prepared {
    fn set_header(&mut self, name: &str, value: &str) {
        match (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            (Ok(name), Ok(value)) => {
                self.head.headers.insert(name, value);
            }
            _ => {
                self.error
                    .get_or_insert(RequestError::Header(name.to_owned()));
            }
        }
    }
}

impl<T, E> IntoFuture for Call<T, E> {
    type Output = Result<Response<T>, Error<E>>;
    type IntoFuture = CallFuture<T, E>;

    #[inline]
    fn into_future(self) -> CallFuture<T, E> {
        self.send()
    }
}

impl<T, E> fmt::Debug for Call<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.prepared.operation.id)
            .finish_non_exhaustive()
    }
}

type Reading = Pin<Box<dyn Future<Output = Result<ReplyReader, Failure>> + Send>>;

/// A call on its way. Dropping it cancels the call.
#[must_use = "futures do nothing unless polled"]
pub struct CallFuture<T, E> {
    reading: Reading,
    decode: fn(&mut ReplyReader) -> Option<T>,
    fail: fn(&mut ReplyReader) -> Option<E>,
}

impl<T, E> Future for CallFuture<T, E> {
    type Output = Result<Response<T>, Error<E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let mut reader = match ready!(self.reading.as_mut().poll(cx)) {
                Ok(reader) => reader,
                Err(failure) => return Poll::Ready(Err(failure.of())),
            };
            let outcome = outcome(&mut reader, self.decode, self.fail);
            match reader.wanted() {
                Some(pending) => self.reading = Box::pin(exchange::read_whole(reader, pending)),
                None => return Poll::Ready(finish(reader, outcome)),
            }
        }
    }
}

impl<T, E> fmt::Debug for CallFuture<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallFuture")
    }
}

/// Success or failure; neither where the reader wants more, or holds an error.
fn outcome<T, E>(
    reader: &mut ReplyReader,
    decode: fn(&mut ReplyReader) -> Option<T>,
    fail: fn(&mut ReplyReader) -> Option<E>,
) -> Option<Result<T, E>> {
    if let Some(value) = decode(reader) {
        return Some(Ok(value));
    }
    match reader.error().is_none() && !reader.wants_more() {
        true => fail(reader).map(Err),
        false => None,
    }
}

fn finish<T, E>(
    reader: ReplyReader,
    outcome: Option<Result<T, E>>,
) -> Result<Response<T>, Error<E>> {
    match outcome {
        Some(Ok(value)) => {
            let (reply, _) = reader.into_parts();
            Ok(Response::new(reply.status, reply.headers, value))
        }
        Some(Err(error)) => {
            let (reply, _) = reader.into_parts();
            let response = Response::new(reply.status, reply.headers, error);
            Err(Error::Api(Box::new(response)))
        }
        None => Err(Error::Unexpected(Box::new(unexpected(reader)))),
    }
}

fn unexpected(reader: ReplyReader) -> Unexpected {
    let (reply, error) = reader.into_parts();
    Unexpected::new(reply, error.unwrap_or(ReplyError::Status))
}
