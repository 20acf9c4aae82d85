//! A body that is made, or read, item by item.
//!
//! Knows streams; must not know how items are framed, nor who sends them.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

/// Why a stream of items broke off, or an item of it could not be read.
pub type ItemError = Box<dyn std::error::Error + Send + Sync>;

/// The items of a streamed body: what a handler answers where the document declares server-sent
/// events or lines of JSON, and what a call's `items()` returns. It is a [`Stream`].
///
/// A list is one, too:
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use oas_runtime::v1 as rt;
///
/// let mut items = rt::Items::from(vec![1, 2]);
/// assert_eq!(items.next().await.map(|item| item.ok()), Some(Some(1)));
/// # }
/// ```
pub struct Items<T>(Pin<Box<dyn Stream<Item = Result<T, ItemError>> + Send>>);

impl<T> Items<T> {
    /// The items of `stream`; the first error ends a body that is sent.
    pub fn new<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<T, E>> + Send + 'static,
        E: Into<ItemError>,
    {
        Self(Box::pin(Mapped(Box::pin(stream))))
    }

    /// The next item; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, ItemError>> {
        poll_fn(|cx| self.0.as_mut().poll_next(cx)).await
    }
}

impl<T: Send + 'static> From<Vec<T>> for Items<T> {
    fn from(items: Vec<T>) -> Self {
        Self(Box::pin(List(items.into_iter())))
    }
}

impl<T> Stream for Items<T> {
    type Item = Result<T, ItemError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx)
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Items")
    }
}

/// A stream whose errors are boxed.
struct Mapped<S>(Pin<Box<S>>);

impl<S, T, E> Stream for Mapped<S>
where
    S: Stream<Item = Result<T, E>>,
    E: Into<ItemError>,
{
    type Item = Result<T, ItemError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = self.0.as_mut().poll_next(cx);
        item.map(|item| item.map(|item| item.map_err(Into::into)))
    }
}

/// A list as a stream.
struct List<T>(std::vec::IntoIter<T>);

impl<T> Unpin for List<T> {}

impl<T> Stream for List<T> {
    type Item = Result<T, ItemError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}
