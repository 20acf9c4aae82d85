//! Items off a body, as it comes; of a connection that is cut, on another one where that is wanted.

use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;

use crate::body::{Body, BodyError, BodyProblem, Refuser};
use crate::frames::{self, Event, EventParser, Frame, Lines, RawEvent};
use crate::wire::FromWire;

/// A stream that was cut off.
#[derive(Debug)]
pub(crate) struct Cut {
    /// Whether the body had come to its end.
    pub(crate) at_end: bool,
    /// Whether there was an event since the last cut.
    pub(crate) moved: bool,
    /// The last `id`.
    pub(crate) last_id: Option<String>,
    /// The last `retry`.
    pub(crate) retry: Option<Duration>,
}

/// Another body on its way: `None` where the API has no more.
pub(crate) type Resuming = Pin<Box<dyn Future<Output = Result<Option<Body>, BodyError>> + Send>>;

/// Whoever can ask for the rest of a stream.
pub(crate) trait Resume: Send {
    /// Asks for it; `None` where that is not wanted, or not any more.
    fn resume(&mut self, cut: Cut) -> Option<Resuming>;
}

/// Items that are read off a body.
pub(crate) struct Decoder<T> {
    state: State,
    frame: Frame,
    limit: u64,
    lines: Lines,
    parser: EventParser,
    moved: bool,
    resume: Option<Box<dyn Resume>>,
    refuse: Option<Refuser>,
    item: PhantomData<fn() -> T>,
}

enum State {
    Reading(Body),
    Resuming(Resuming),
    Ended,
}

impl<T: FromWire> Decoder<T> {
    pub(crate) fn new(body: Body, frame: Frame, limit: u64) -> Self {
        Self {
            state: State::Reading(body),
            frame,
            limit,
            lines: Lines::default(),
            parser: EventParser::default(),
            moved: false,
            resume: None,
            refuse: None,
            item: PhantomData,
        }
    }

    pub(crate) fn resuming(mut self, resume: Option<Box<dyn Resume>>) -> Self {
        self.resume = resume;
        self
    }

    #[cfg(feature = "server")]
    pub(crate) fn refusing(mut self, refuse: Option<Refuser>) -> Self {
        self.refuse = refuse;
        self
    }

    fn end(&mut self) {
        self.state = State::Ended;
        self.resume = None;
        self.lines.clear();
    }

    /// The next item among what has come.
    fn item(&mut self) -> Option<Result<Event<T>, BodyError>> {
        while let Some(line) = self.lines.pop() {
            if !self.frame.is_events() {
                match self.line_item(&line) {
                    None => continue,
                    item => return item,
                }
            }
            let Some(event) = self.parser.line(&line) else {
                if self.parser.len() as u64 > self.limit {
                    return Some(self.too_long());
                }
                continue;
            };
            self.moved = true;
            if event.data == frames::DONE {
                self.end();
                return None;
            }
            return Some(self.read(event));
        }
        if self.lines.len_of_rest() as u64 > self.limit {
            return Some(self.too_long());
        }
        None
    }

    fn line_item(&self, line: &[u8]) -> Option<Result<Event<T>, BodyError>> {
        let data = frames::item_line(line)?.to_vec();
        Some(self.read(RawEvent {
            data,
            ..RawEvent::default()
        }))
    }

    fn read(&self, event: RawEvent) -> Result<Event<T>, BodyError> {
        match self.frame.read(&event) {
            Ok(data) => Ok(Event {
                data,
                name: event.name,
                id: event.id,
                retry: event.retry,
            }),
            Err(error) => Err(BodyProblem::Malformed(error).into()),
        }
    }

    fn too_long(&mut self) -> Result<Event<T>, BodyError> {
        self.end();
        Err(BodyProblem::TooLong(self.limit).into())
    }

    /// What comes after the end of a body, or after the error that broke it off.
    fn cut(&mut self, error: Option<BodyError>) -> Option<Result<Event<T>, BodyError>> {
        if let Some(resume) = &mut self.resume {
            let cut = Cut {
                at_end: error.is_none(),
                moved: std::mem::take(&mut self.moved),
                last_id: self.parser.last_id.clone(),
                retry: self.parser.retry,
            };
            if let Some(resuming) = resume.resume(cut) {
                self.lines.clear();
                self.parser.restart();
                self.state = State::Resuming(resuming);
                return None;
            }
        }
        // The last line may lack its end; an event that lacks its own is none.
        let rest = match self.frame.is_events() || error.is_some() {
            true => None,
            false => self.lines.rest(),
        };
        self.end();
        match error {
            Some(error) => Some(Err(error)),
            None => rest.and_then(|line| self.line_item(&line)),
        }
    }
}

impl<T: FromWire> Stream for Decoder<T> {
    type Item = Result<Event<T>, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(item) = this.item() {
                return Poll::Ready(Some(item.map_err(|e| e.answered(this.refuse.as_ref()))));
            }
            let cut = match &mut this.state {
                State::Ended => return Poll::Ready(None),
                State::Reading(body) => match ready!(body.poll_piece(cx)) {
                    Some(Ok(piece)) => {
                        this.lines.push(&piece);
                        continue;
                    }
                    Some(Err(error)) => Some(error),
                    None => None,
                },
                State::Resuming(resuming) => match ready!(resuming.as_mut().poll(cx)) {
                    Ok(Some(body)) => {
                        this.state = State::Reading(body);
                        continue;
                    }
                    Ok(None) => {
                        this.end();
                        return Poll::Ready(None);
                    }
                    Err(error) => {
                        this.resume = None;
                        Some(error)
                    }
                },
            };
            if let Some(item) = this.cut(cut) {
                return Poll::Ready(Some(item.map_err(|e| e.answered(this.refuse.as_ref()))));
            }
        }
    }
}
