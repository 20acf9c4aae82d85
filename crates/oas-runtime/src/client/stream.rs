//! Bodies that are read as they come: server-sent events, lines of JSON, downloads.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as HttpBody;

use crate::frames::{self, EventParser};
use crate::json;
use crate::reply::ReplyError;
use crate::wire::FromWire;

use super::body::Body;
use super::error::{TransportError, TransportKind};

/// A body of any length, read piece by piece. It is a [`Stream`] and an [`http_body::Body`].
#[derive(Debug)]
pub struct Download {
    body: Body,
}

impl Download {
    pub(crate) fn new(body: Body) -> Self {
        Self { body }
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, StreamError>> {
        poll_fn(|cx| self.poll_piece(cx)).await
    }

    /// The body itself, to hand on.
    #[must_use]
    pub fn into_body(self) -> Body {
        self.body
    }

    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, StreamError>>> {
        poll_bytes(&mut self.body, cx)
    }
}

impl Stream for Download {
    type Item = Result<Bytes, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_piece(cx)
    }
}

fn poll_bytes(body: &mut Body, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, StreamError>>> {
    loop {
        match std::task::ready!(Pin::new(&mut *body).poll_frame(cx)) {
            None => return Poll::Ready(None),
            Some(Err(source)) => {
                let error = TransportError::new(TransportKind::Body, source);
                return Poll::Ready(Some(Err(StreamError::Transport(error))));
            }
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Poll::Ready(Some(Ok(data)));
                }
            }
        }
    }
}

/// The items of a stream of server-sent events (`text/event-stream`).
///
/// An event whose data is `[DONE]` ends the stream, as several APIs have it.
pub struct Events<T> {
    items: Items,
    parser: EventParser,
    decode: fn(&[u8]) -> Result<T, ReplyError>,
}

impl<T: FromWire> Events<T> {
    pub(crate) fn new(body: Body, limit: u64) -> Self {
        Self::decoded(body, limit, decode_json)
    }
}

impl Events<String> {
    pub(crate) fn of_text(body: Body, limit: u64) -> Self {
        Self::decoded(body, limit, decode_text)
    }
}

impl<T> Events<T> {
    fn decoded(body: Body, limit: u64, decode: fn(&[u8]) -> Result<T, ReplyError>) -> Self {
        Self {
            items: Items::new(body, limit),
            parser: EventParser::default(),
            decode,
        }
    }

    /// The data of the next event; `None` at the end. After an event that does not parse, the
    /// stream goes on.
    pub async fn next(&mut self) -> Option<Result<T, StreamError>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    /// The `id` of the last event that had one.
    #[must_use]
    pub fn last_id(&self) -> Option<&str> {
        self.parser.last_id.as_deref()
    }

    /// The `event` of the event that was returned last.
    #[must_use]
    pub fn last_event(&self) -> Option<&str> {
        self.parser.last_event.as_deref()
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, StreamError>>> {
        loop {
            let line = match std::task::ready!(self.items.poll_line(cx)) {
                Some(Ok(line)) => line,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            match self.parser.line(&line) {
                Some(data) if data == frames::DONE => {
                    self.items.end();
                    return Poll::Ready(None);
                }
                Some(data) => {
                    let item = (self.decode)(&data).map_err(StreamError::Item);
                    return Poll::Ready(Some(item));
                }
                None if self.parser.len() as u64 > self.items.limit => {
                    self.items.end();
                    let error = StreamError::TooLong(self.items.limit);
                    return Poll::Ready(Some(Err(error)));
                }
                None => {}
            }
        }
    }
}

impl<T> Stream for Events<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(cx)
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events")
    }
}

/// The items of a stream of lines of JSON (`application/x-ndjson`, `application/jsonl`).
pub struct Lines<T> {
    items: Items,
    decode: fn(&[u8]) -> Result<T, ReplyError>,
}

impl<T: FromWire> Lines<T> {
    pub(crate) fn new(body: Body, limit: u64) -> Self {
        Self {
            items: Items::new(body, limit),
            decode: decode_json,
        }
    }
}

impl<T> Lines<T> {
    /// The next item; `None` at the end. After a line that does not parse, the stream goes on.
    pub async fn next(&mut self) -> Option<Result<T, StreamError>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, StreamError>>> {
        loop {
            match std::task::ready!(self.items.poll_line(cx)) {
                None => match self.items.lines.rest() {
                    Some(line) if !line.trim_ascii().is_empty() => {
                        return Poll::Ready(Some((self.decode)(&line).map_err(StreamError::Item)));
                    }
                    _ => return Poll::Ready(None),
                },
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(line)) if line.trim_ascii().is_empty() => {}
                Some(Ok(line)) => {
                    return Poll::Ready(Some((self.decode)(&line).map_err(StreamError::Item)));
                }
            }
        }
    }
}

impl<T> Stream for Lines<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(cx)
    }
}

impl<T> fmt::Debug for Lines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lines")
    }
}

/// Why an item of a stream could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamError {
    /// The connection broke; the stream has ended.
    Transport(TransportError),
    /// The item is not what the document declares; the stream goes on.
    Item(ReplyError),
    /// The item has more bytes than the limit; the stream has ended.
    TooLong(u64),
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => error.fmt(f),
            Self::Item(error) => error.fmt(f),
            Self::TooLong(bytes) => write!(f, "an item has more than {bytes} bytes"),
        }
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Item(error) => Some(error),
            Self::TooLong(_) => None,
        }
    }
}

fn decode_json<T: FromWire>(data: &[u8]) -> Result<T, ReplyError> {
    json::read(data).map_err(ReplyError::Body)
}

fn decode_text(data: &[u8]) -> Result<String, ReplyError> {
    String::from_utf8(data.to_vec()).map_err(|_| ReplyError::Text)
}

/// Cuts a body into lines.
struct Items {
    body: Option<Body>,
    limit: u64,
    lines: frames::Lines,
}

impl Items {
    fn new(body: Body, limit: u64) -> Self {
        Self {
            body: Some(body),
            limit,
            lines: frames::Lines::default(),
        }
    }

    fn end(&mut self) {
        self.body = None;
        self.lines.clear();
    }

    fn poll_line(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Vec<u8>, StreamError>>> {
        loop {
            if let Some(line) = self.lines.pop() {
                return Poll::Ready(Some(Ok(line)));
            }
            let Some(body) = &mut self.body else {
                return Poll::Ready(None);
            };
            match std::task::ready!(poll_bytes(body, cx)) {
                None => self.body = None,
                Some(Err(error)) => {
                    self.end();
                    return Poll::Ready(Some(Err(error)));
                }
                Some(Ok(bytes)) => self.lines.push(&bytes),
            }
            if self.lines.len_of_rest() as u64 > self.limit {
                self.end();
                return Poll::Ready(Some(Err(StreamError::TooLong(self.limit))));
            }
        }
    }
}
