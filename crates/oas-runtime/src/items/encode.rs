//! Items as bytes, one piece for each.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use super::Items;
use crate::body::{BodyError, BodyProblem};
use crate::frames::Frame;
use crate::wire::ToWire;

/// Items in their frames.
pub(crate) struct Encoded<T> {
    items: Items<T>,
    frame: Frame,
}

impl<T> Encoded<T> {
    pub(crate) fn new(items: Items<T>, frame: Frame) -> Self {
        Self { items, frame }
    }
}

impl<T: ToWire> Stream for Encoded<T> {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let event = ready!(self.items.poll_event(cx));
        let unwritable = || BodyProblem::malformed("an item that has the declared form", "another");
        let frame = self.frame;
        Poll::Ready(event.map(|event| {
            let written = frame.write(&event?);
            written.ok_or_else(|| unwritable().into())
        }))
    }
}
