//! A call that is ready to be sent.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::header::{HeaderName, HeaderValue};

use crate::items::Items;
use crate::reply::{ReplyError, ReplyReader, Response};
use crate::wire::FromWire;

use super::base_url::BaseUrl;
use super::error::{Error, Failure, RequestError, Unexpected};
use super::exchange::{self, Prepared};
use super::retry::RetryPolicy;
use super::stream::{Download, Events, Lines};

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
        self.prepared.base = Some(url.into());
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

    /// Sends it, and leaves the body of a success to be read piece by piece, however long.
    #[inline]
    pub fn download(self) -> CallFuture<Download, E> {
        self.unread("*/*", ReplyReader::download)
    }

    /// Sends it, and reads a success as server-sent events, one by one as they come.
    pub fn events<I: FromWire>(self) -> CallFuture<Events<I>, E> {
        self.unread("text/event-stream", ReplyReader::event_stream)
    }

    /// Sends it, and reads a success as server-sent events whose data is text.
    pub fn text_events(self) -> CallFuture<Events<String>, E> {
        self.unread("text/event-stream", ReplyReader::text_event_stream)
    }

    /// Sends it, and reads a success as lines of JSON, one by one as they come.
    pub fn lines<I: FromWire>(self) -> CallFuture<Lines<I>, E> {
        self.unread("*/*", ReplyReader::line_stream)
    }

    fn unread<U>(
        mut self,
        media_type: &'static str,
        decode: fn(&mut ReplyReader) -> Option<U>,
    ) -> CallFuture<U, E> {
        self.prepared.unread = Some(media_type);
        CallFuture {
            reading: Box::pin(exchange::run(self.prepared)),
            decode,
            fail: self.fail,
        }
    }
}

impl<T: FromWire + Send + 'static, E> Call<Vec<T>, E> {
    /// Sends it, and reads a success item by item as they come: server-sent events or lines of
    /// JSON, whichever the API answers with.
    ///
    /// [`events`](Call::events) knows the names and ids of events as well.
    #[inline]
    pub fn items(self) -> CallFuture<Items<T>, E> {
        self.unread("*/*", ReplyReader::item_stream)
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
        match self.reading.as_mut().poll(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Err(failure)) => Poll::Ready(Err(failure.of())),
            Poll::Ready(Ok(reader)) => Poll::Ready(finish(reader, self.decode, self.fail)),
        }
    }
}

impl<T, E> fmt::Debug for CallFuture<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallFuture")
    }
}

fn finish<T, E>(
    mut reader: ReplyReader,
    decode: fn(&mut ReplyReader) -> Option<T>,
    fail: fn(&mut ReplyReader) -> Option<E>,
) -> Result<Response<T>, Error<E>> {
    if let Some(value) = decode(&mut reader) {
        let (reply, _) = reader.into_parts();
        return Ok(Response::new(reply.status, reply.headers, value));
    }
    if reader.error().is_none()
        && let Some(error) = fail(&mut reader)
    {
        let (reply, _) = reader.into_parts();
        let response = Response::new(reply.status, reply.headers, error);
        return Err(Error::Api(Box::new(response)));
    }
    Err(Error::Unexpected(Box::new(unexpected(reader))))
}

fn unexpected(reader: ReplyReader) -> Unexpected {
    let (reply, error) = reader.into_parts();
    Unexpected::new(reply, error.unwrap_or(ReplyError::Status))
}
