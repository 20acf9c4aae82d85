//! Bodies as they travel: whole, or in pieces.
//!
//! Knows `http_body` and streams; must not know who sends a body, nor what is in it.

mod error;
#[cfg(any(feature = "client-core", feature = "server"))]
mod reader;
#[cfg(test)]
mod tests;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body::{Body as HttpBody, Frame, SizeHint};

use crate::reply::Reply;

pub use error::{BodyError, BodyProblem, BoxError};

/// What a server answers where the body of a request is not what it should be.
pub(crate) type Refuser = Arc<dyn Fn(&BodyProblem) -> Reply + Send + Sync>;

/// A body of a request or a response: bytes, or a stream of them.
///
/// Whoever sends one makes it from what is there: `Vec<u8>`, `Bytes`, `&'static [u8]`, `String`,
/// a `reader`, a [`stream`](Self::stream), or any [`http_body::Body`]. Whoever
/// receives one reads it piece by piece ([`next`](Self::next), or as a [`Stream`] or an
/// `AsyncRead`), or at once ([`bytes`](Self::bytes)):
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), oas_runtime::v1::BodyError> {
/// use oas_runtime::v1 as rt;
///
/// let body = rt::Body::from("two pieces").with_content_type("text/csv");
/// assert_eq!(body.len(), Some(10));
/// assert_eq!(body.bytes().await?, "two pieces");
/// # Ok(())
/// # }
/// ```
///
/// Bytes can be sent again when a call is retried or redirected. A stream cannot: such a call is
/// sent once, whatever the retry policy says.
pub struct Body {
    /// The lock is never waited for: it makes `Sync` what only its owner reads.
    inner: Mutex<Inner>,
    content_type: Option<Box<str>>,
    length: Option<u64>,
    limit: Option<u64>,
    refuse: Option<Refuser>,
    /// What is left of a piece that was read in part.
    rest: Bytes,
}

type Pieces = Pin<Box<dyn HttpBody<Data = Bytes, Error = BoxError> + Send>>;

enum Inner {
    Whole(Bytes),
    Stream(Pieces),
    Taken,
}

impl Body {
    /// A body without bytes.
    #[must_use]
    pub fn empty() -> Self {
        Self::of(Inner::Whole(Bytes::new()))
    }

    fn of(inner: Inner) -> Self {
        Self {
            inner: Mutex::new(inner),
            content_type: None,
            length: None,
            limit: None,
            refuse: None,
            rest: Bytes::new(),
        }
    }

    /// A body of any kind.
    pub fn new<B>(body: B) -> Self
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        Self::of(Inner::Stream(Box::pin(Boxed(Box::pin(body)))))
    }

    /// A body that is sent as its pieces come.
    pub fn stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        Self::new(StreamBody(Box::pin(stream)))
    }

    /// The same with a length that is known beforehand: it is sent as `Content-Length`.
    #[must_use]
    pub fn with_length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    /// The same with a media type: what is sent where the document declares a range such as
    /// `image/*`. A declared media type itself is sent as declared.
    #[must_use]
    pub fn with_content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into().into());
        self
    }

    /// The same with another limit of what [`bytes`](Self::bytes) and [`text`](Self::text) take.
    #[must_use]
    pub fn with_limit(mut self, bytes: u64) -> Self {
        self.limit = Some(bytes);
        self
    }

    /// The same with the answer to a request whose body is wrong.
    #[cfg(feature = "server")]
    pub(crate) fn refusing(mut self, refuse: Option<Refuser>) -> Self {
        self.refuse = refuse;
        self
    }

    fn fail(&self, problem: impl Into<BodyError>) -> BodyError {
        problem.into().answered(self.refuse.as_ref())
    }

    /// The media type that it came with, or is to be sent with.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The media type to send it with: its own, where it is one of those that are `declared`.
    pub(crate) fn media_type<'a>(&'a self, declared: &'a str) -> &'a str {
        match self.content_type() {
            Some(own) if crate::media::best(&[declared], own).is_some() => own,
            _ => declared,
        }
    }

    /// How many bytes it has, where that is known.
    #[must_use]
    pub fn len(&self) -> Option<u64> {
        HttpBody::size_hint(self).exact()
    }

    /// Whether it is known to have no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == Some(0) || self.is_end_stream()
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, BodyError>> {
        poll_fn(|cx| self.poll_piece(cx)).await
    }

    /// All of it.
    ///
    /// # Errors
    /// When it breaks off, or is longer than it may be: on the client, the limit of the
    /// configuration, unless [`with_limit`](Self::with_limit) set another.
    pub async fn bytes(mut self) -> Result<Bytes, BodyError> {
        let limit = self.limit.unwrap_or(u64::MAX);
        if HttpBody::size_hint(&self).lower() > limit {
            return Err(self.fail(BodyProblem::TooLong(limit)));
        }
        let mut gathered = Gathered::new(limit);
        while let Some(piece) = self.next().await {
            if gathered.push(piece?).is_none() {
                return Err(self.fail(BodyProblem::TooLong(limit)));
            }
        }
        Ok(gathered.take())
    }

    /// All of it, as text.
    ///
    /// # Errors
    /// As [`bytes`](Self::bytes), and when it is not UTF-8.
    pub async fn text(self) -> Result<String, BodyError> {
        let refuse = self.refuse.clone();
        let bytes = self.bytes().await?;
        String::from_utf8(bytes.into()).map_err(|_| {
            let error = BodyError::from(BodyProblem::malformed("text in UTF-8", "something else"));
            error.answered(refuse.as_ref())
        })
    }

    /// What is known beforehand, of a body that is not a stream.
    pub(crate) fn whole(&self) -> Option<Bytes> {
        match &*self.lock() {
            Inner::Whole(bytes) => Some(bytes.clone()),
            Inner::Stream(_) | Inner::Taken => None,
        }
    }

    /// The body itself, of one that may be shared. A stream can be taken once; whoever comes
    /// later gets an error for a body.
    pub(crate) fn take(&self) -> Self {
        let mut inner = self.lock();
        let taken = match &*inner {
            Inner::Whole(bytes) => Inner::Whole(bytes.clone()),
            Inner::Stream(_) | Inner::Taken => std::mem::replace(&mut *inner, Inner::Taken),
        };
        Self {
            inner: Mutex::new(taken),
            content_type: self.content_type.clone(),
            length: self.length,
            limit: self.limit,
            refuse: self.refuse.clone(),
            rest: self.rest.clone(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn poll_piece(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, BodyError>>> {
        loop {
            match ready!(Pin::new(&mut *self).poll_frame(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => {
                    let error = self.fail(BodyError::of(error));
                    return Poll::Ready(Some(Err(error)));
                }
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data()
                        && !data.is_empty()
                    {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
            }
        }
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self::of(Inner::Whole(bytes.into()))
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.lock() {
            Inner::Whole(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Inner::Stream(_) => f.write_str("Body(stream)"),
            Inner::Taken => f.write_str("Body(taken)"),
        }
    }
}

impl Stream for Body {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_piece(cx)
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if !self.rest.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.rest)))));
        }
        let inner = self.inner.get_mut().unwrap_or_else(PoisonError::into_inner);
        match inner {
            Inner::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Inner::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Inner::Stream(body) => body.as_mut().poll_frame(cx),
            Inner::Taken => {
                *inner = Inner::Whole(Bytes::new());
                Poll::Ready(Some(Err("the body was sent or read before".into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        if !self.rest.is_empty() {
            return false;
        }
        match &*self.lock() {
            Inner::Whole(bytes) => bytes.is_empty(),
            Inner::Stream(body) => body.is_end_stream(),
            Inner::Taken => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &*self.lock() {
            Inner::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Inner::Stream(body) => self
                .length
                .map_or_else(|| body.size_hint(), SizeHint::with_exact),
            Inner::Taken => SizeHint::default(),
        }
    }
}

/// The pieces of a body so far; a single one is not copied.
pub(crate) struct Gathered {
    first: Bytes,
    rest: BytesMut,
    limit: u64,
}

impl Gathered {
    pub(crate) fn new(limit: u64) -> Self {
        Self {
            first: Bytes::new(),
            rest: BytesMut::new(),
            limit,
        }
    }

    /// Adds a piece; `None` if they are longer than the limit then.
    pub(crate) fn push(&mut self, piece: Bytes) -> Option<()> {
        if (self.first.len() + self.rest.len() + piece.len()) as u64 > self.limit {
            return None;
        }
        if self.first.is_empty() && self.rest.is_empty() {
            self.first = piece;
            return Some(());
        }
        if self.rest.is_empty() {
            self.rest
                .extend_from_slice(&std::mem::take(&mut self.first));
        }
        self.rest.extend_from_slice(&piece);
        Some(())
    }

    /// All of them.
    pub(crate) fn take(&mut self) -> Bytes {
        match self.rest.is_empty() {
            true => std::mem::take(&mut self.first),
            false => std::mem::take(&mut self.rest).freeze(),
        }
    }
}

/// A body whose errors are boxed.
struct Boxed<B>(Pin<Box<B>>);

impl<B> HttpBody for Boxed<B>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = self.0.as_mut().poll_frame(cx);
        frame.map(|frame| frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

/// A stream of bytes as a body.
struct StreamBody<S>(Pin<Box<S>>);

impl<S, E> HttpBody for StreamBody<S>
where
    S: Stream<Item = Result<Bytes, E>>,
{
    type Data = Bytes;
    type Error = E;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, E>>> {
        let item = self.0.as_mut().poll_next(cx);
        item.map(|item| item.map(|item| item.map(Frame::data)))
    }
}
