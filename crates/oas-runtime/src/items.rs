//! A body that is made, or read, item by item.
//!
//! Knows streams and frames; must not know who sends them.

mod decode;
mod encode;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::body::{BodyError, BoxError};

pub(crate) use decode::{Cut, Decoder, Resume, Resuming};
pub(crate) use encode::Encoded;

pub use crate::frames::{Event, Frame};

/// The items of a streamed body: what a document declares as server-sent events or as lines of
/// JSON, on both sides. It is a [`Stream`].
///
/// Whoever sends them makes them from any stream, or from a list; whoever receives them reads
/// them as they come, or [all](Self::all) at once:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), oas_runtime::v1::BodyError> {
/// use oas_runtime::v1 as rt;
///
/// let mut items = rt::Items::from(vec![1, 2, 3]);
/// assert_eq!(items.next().await.transpose()?, Some(1));
/// assert_eq!(items.all().await?, [2, 3]);
/// # Ok(())
/// # }
/// ```
pub struct Items<T> {
    /// The lock is never waited for: it makes `Sync` what only its owner reads.
    events: Mutex<Option<Events<T>>>,
    last_event_id: Option<String>,
}

type Events<T> = Pin<Box<dyn Stream<Item = Result<Event<T>, BodyError>> + Send>>;

impl<T> Items<T> {
    /// The items of `stream`; the first error ends a body that is sent.
    pub fn new<S, E>(stream: S) -> Self
    where
        T: 'static,
        S: Stream<Item = Result<T, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        let stream = Box::pin(stream);
        Self::boxed(Box::pin(Mapped(stream, Event::new)))
    }

    /// The same with what server-sent events say beside their data: kind, id, and the delay
    /// before reconnecting. Lines of JSON leave it out.
    pub fn of_events<S, E>(stream: S) -> Self
    where
        T: 'static,
        S: Stream<Item = Result<Event<T>, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        let stream = Box::pin(stream);
        Self::boxed(Box::pin(Mapped(stream, |event| event)))
    }

    fn boxed(events: Events<T>) -> Self {
        Self {
            events: Mutex::new(Some(events)),
            last_event_id: None,
        }
    }

    /// The next item; `None` at the end. After an item that is not what the document declares
    /// the stream goes on; after any other error it has ended.
    pub async fn next(&mut self) -> Option<Result<T, BodyError>> {
        let event = self.next_event().await?;
        Some(event.map(|event| event.data))
    }

    /// The next item with what its event says beside its data.
    pub async fn next_event(&mut self) -> Option<Result<Event<T>, BodyError>> {
        poll_fn(|cx| self.poll_event(cx)).await
    }

    /// The items that are left, up to the end.
    ///
    /// # Errors
    /// The first error of the stream.
    pub async fn all(mut self) -> Result<Vec<T>, BodyError> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    /// The `id` of the last event that had one.
    #[must_use]
    pub fn last_event_id(&self) -> Option<&str> {
        self.last_event_id.as_deref()
    }

    /// The stream itself, of one that may be shared: it can be taken once, then there is none.
    pub(crate) fn take(&self) -> Self {
        Self {
            events: Mutex::new(self.lock().take()),
            last_event_id: self.last_event_id.clone(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Events<T>>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Event<T>, BodyError>>> {
        let events = self.events.get_mut();
        let Some(events) = events.unwrap_or_else(PoisonError::into_inner) else {
            return Poll::Ready(None);
        };
        let event = ready!(events.as_mut().poll_next(cx));
        if let Some(Ok(Event { id: Some(id), .. })) = &event {
            self.last_event_id = Some(id.clone());
        }
        Poll::Ready(event)
    }
}

impl<T: Send + 'static> From<Vec<T>> for Items<T> {
    fn from(items: Vec<T>) -> Self {
        Self::boxed(Box::pin(List(items.into_iter())))
    }
}

impl<T> Default for Items<T>
where
    T: Send + 'static,
{
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

impl<T> Stream for Items<T> {
    type Item = Result<T, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let event = self.poll_event(cx);
        event.map(|event| event.map(|event| event.map(|event| event.data)))
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Items")
    }
}

/// A stream whose items are made events and whose errors are made ours.
struct Mapped<S, I, T>(Pin<Box<S>>, fn(I) -> Event<T>);

impl<S, I, T, E> Stream for Mapped<S, I, T>
where
    S: Stream<Item = Result<I, E>>,
    E: Into<BoxError>,
{
    type Item = Result<Event<T>, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.0.as_mut().poll_next(cx));
        let error = |error: E| BodyError::of(error.into());
        Poll::Ready(item.map(|item| item.map(self.1).map_err(error)))
    }
}

/// A list as a stream.
struct List<T>(std::vec::IntoIter<T>);

impl<T> Unpin for List<T> {}

impl<T> Stream for List<T> {
    type Item = Result<Event<T>, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(|item| Ok(Event::new(item))))
    }
}
