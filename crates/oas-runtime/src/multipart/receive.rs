//! A multipart body that is read part by part.

use super::read::{MAX_PARTS, named, read_parts};
use super::scan::{Found, Malformed, Scanner};
use super::write::{Written, write_body};
use crate::body::{Body, BodyError, BodyProblem, Refuser};
use crate::form::Encoding;
use crate::json::DecodeError;
use crate::param::{self, ParamError};
use crate::validate::{Validate, validate};
use crate::wire::{FromWire, ToWire};
use bytes::{Bytes, BytesMut};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A multipart body with files: `T` has a field for each part.
///
/// Whoever sends one makes it from a `T`, the content of whose [files](super::FilePart) may be streams.
/// Whoever receives one [reads](Self::read) it all at once, or [part by part](Self::next), and
/// files of any size as they come:
///
/// ```
/// use oas_runtime::v1 as rt;
///
/// async fn receive<T>(mut body: rt::Multipart<T>) -> Result<u64, rt::BodyError>
/// where
///     T: rt::FromWire + rt::ToWire + rt::Validate,
/// {
///     let mut size = 0;
///     while let Some(part) = body.next().await {
///         let mut part = part?;
///         match part.name() {
///             "title" => println!("{}", part.text().await?),
///             _ => {
///                 while let Some(piece) = part.next().await {
///                     size += piece?.len() as u64;
///                 }
///             }
///         }
///     }
///     Ok(size)
/// }
/// ```
pub struct Multipart<T> {
    /// The lock is never waited for: it makes `Sync` what only its owner reads.
    state: Mutex<State<T>>,
}

enum State<T> {
    Value(T),
    Incoming(Box<Incoming>),
    Taken,
}

struct Incoming {
    body: Body,
    scanner: Scanner,
    /// Whether the content of a part has not ended.
    within: bool,
    parts: usize,
    limit: u64,
    refuse: Option<Refuser>,
}

impl<T> Multipart<T> {
    fn of(state: State<T>) -> Self {
        Self {
            state: Mutex::new(state),
        }
    }

    /// A body that is received; `None` if `content_type` has no boundary.
    pub(crate) fn receive(
        content_type: &str,
        body: Body,
        limit: u64,
        refuse: Option<Refuser>,
    ) -> Option<Self> {
        let incoming = Incoming::new(content_type, body, limit, refuse)?;
        Some(Self::of(State::Incoming(Box::new(incoming))))
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what was made here; `None` for what was received.
    pub(crate) fn write(
        &self,
        encodings: &[Encoding],
    ) -> Option<Result<(String, Written), ParamError>>
    where
        T: ToWire,
    {
        match &*self.lock() {
            State::Value(value) => Some(write_body(value, encodings)),
            State::Incoming(_) | State::Taken => None,
        }
    }
}

impl<T: FromWire + ToWire + Validate> Multipart<T> {
    /// All parts, as what the document declares; it has been checked against the schema.
    ///
    /// # Errors
    /// When it breaks off, is longer than a body may be that is read at once, or is not what the
    /// document declares.
    pub async fn read(self) -> Result<T, BodyError> {
        let state = self.state.into_inner();
        match state.unwrap_or_else(PoisonError::into_inner) {
            State::Value(value) => Ok(value),
            State::Incoming(incoming) => incoming.read().await,
            State::Taken => Err(BodyError::of("the body was read before".into())),
        }
    }

    /// The next part; `None` at the end. What is left of the part before is skipped. Nothing is
    /// checked against the schema.
    pub async fn next(&mut self) -> Option<Result<Part<'_>, BodyError>> {
        let state = self.state.get_mut();
        let state = state.unwrap_or_else(PoisonError::into_inner);
        if let State::Value(value) = state {
            match Incoming::of_value(value) {
                Ok(incoming) => *state = State::Incoming(Box::new(incoming)),
                Err(error) => {
                    *state = State::Taken;
                    return Some(Err(error));
                }
            }
        }
        match state {
            State::Incoming(incoming) => incoming.next().await,
            State::Value(_) | State::Taken => None,
        }
    }
}

impl<T> From<T> for Multipart<T> {
    fn from(value: T) -> Self {
        Self::of(State::Value(value))
    }
}

impl<T> fmt::Debug for Multipart<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Multipart")
    }
}

fn malformed() -> BodyProblem {
    BodyProblem::malformed("`multipart/form-data`", "something else")
}

fn mismatch(error: &ParamError) -> BodyProblem {
    let expected = error.expected().unwrap_or("the declared form");
    BodyProblem::Malformed(DecodeError::at("", expected, "something else"))
}

impl Incoming {
    fn new(content_type: &str, body: Body, limit: u64, refuse: Option<Refuser>) -> Option<Self> {
        let boundary = crate::media::parameter(content_type, "boundary")?;
        Some(Self {
            body,
            scanner: Scanner::new(&boundary)?,
            within: false,
            parts: 0,
            limit,
            refuse,
        })
    }

    /// What was made here, as if it had been received.
    fn of_value<T: ToWire>(value: &T) -> Result<Self, BodyError> {
        let (content_type, written) = write_body(value, &[]).map_err(|error| mismatch(&error))?;
        let body = match written {
            Written::Whole(bytes) => bytes.into(),
            Written::Stream(body) => body,
        };
        let incoming = Self::new(&content_type, body, u64::MAX, None);
        incoming.ok_or_else(|| malformed().into())
    }

    fn fail(&self, problem: impl Into<BodyError>) -> BodyError {
        problem.into().answered(self.refuse.as_ref())
    }

    /// What comes next, reading on where need be.
    async fn found(&mut self) -> Result<Found, BodyError> {
        loop {
            match self.scanner.next() {
                Ok(Found::More) => {}
                Ok(found) => return Ok(found),
                Err(Malformed) => return Err(self.fail(malformed())),
            }
            match self.body.next().await {
                Some(Ok(piece)) => self.scanner.push(&piece),
                Some(Err(error)) => return Err(self.fail(error)),
                None => self.scanner.end(),
            }
        }
    }

    /// The next piece of the part.
    async fn piece(&mut self) -> Option<Result<Bytes, BodyError>> {
        if !self.within {
            return None;
        }
        match self.found().await {
            Ok(Found::Content(piece)) => Some(Ok(piece)),
            Ok(_) => {
                self.within = false;
                None
            }
            Err(error) => {
                self.within = false;
                Some(Err(error))
            }
        }
    }

    async fn next(&mut self) -> Option<Result<Part<'_>, BodyError>> {
        while let Some(piece) = self.piece().await {
            if let Err(error) = piece {
                return Some(Err(error));
            }
        }
        loop {
            let head = match self.found().await {
                Ok(Found::Head(head)) => head,
                Ok(Found::End) => return None,
                // The content of a part without a name.
                Ok(_) => continue,
                Err(error) => return Some(Err(error)),
            };
            self.parts += 1;
            if self.parts > MAX_PARTS {
                return Some(Err(self.fail(malformed())));
            }
            if let Some((name, head)) = named(&head, b"") {
                self.within = true;
                return Some(Ok(Part {
                    name,
                    file_name: head.file_name,
                    content_type: head.content_type.map(str::to_owned),
                    incoming: self,
                }));
            }
        }
    }

    async fn read<T: FromWire + Validate>(mut self) -> Result<T, BodyError> {
        let (mut parts, mut left) = (Vec::new(), self.limit);
        while let Some(part) = self.next().await {
            let part = part?;
            let (name, file_name) = (part.name.clone(), part.file_name.clone());
            let content_type = part.content_type.clone();
            let bytes = part.within(left).await?;
            left -= bytes.len() as u64;
            parts.push((name, file_name, content_type, bytes));
        }
        let borrowed = parts.iter().map(|(name, file_name, content_type, bytes)| {
            let part = param::Part {
                file_name: file_name.clone(),
                content_type: content_type.as_deref(),
                bytes,
            };
            (name.clone(), part)
        });
        let value: T =
            read_parts(borrowed.collect()).map_err(|error| self.fail(mismatch(&error)))?;
        match validate(&value) {
            Ok(()) => Ok(value),
            Err(violations) => Err(self.fail(BodyProblem::Invalid(violations))),
        }
    }
}

/// A part of a [`Multipart`] body.
pub struct Part<'a> {
    name: String,
    file_name: Option<String>,
    content_type: Option<String>,
    incoming: &'a mut Incoming,
}

impl Part<'_> {
    /// Its name: the property that it is of.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its file name, as the sender gives it: not to be used as a path.
    #[must_use]
    pub fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// Its media type.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The next piece of its content; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, BodyError>> {
        self.incoming.piece().await
    }

    /// All of its content.
    ///
    /// # Errors
    /// When the body breaks off, or the part is longer than a body may be that is read at once.
    pub async fn bytes(self) -> Result<Bytes, BodyError> {
        let limit = self.incoming.limit;
        self.within(limit).await
    }

    async fn within(mut self, limit: u64) -> Result<Bytes, BodyError> {
        let mut whole = BytesMut::new();
        while let Some(piece) = self.next().await {
            let piece = piece?;
            if (whole.len() + piece.len()) as u64 > limit {
                let problem = BodyProblem::TooLong(self.incoming.limit);
                return Err(self.incoming.fail(problem));
            }
            whole.extend_from_slice(&piece);
        }
        Ok(whole.freeze())
    }

    /// Its content as text.
    ///
    /// # Errors
    /// As [`bytes`](Self::bytes), and when it is not UTF-8.
    pub async fn text(self) -> Result<String, BodyError> {
        self.read().await
    }

    /// Its content as the type of the property: text, JSON, or a whole [`FilePart`](super::FilePart).
    ///
    /// # Errors
    /// As [`bytes`](Self::bytes), and when it is not that.
    pub async fn read<V: FromWire>(self) -> Result<V, BodyError> {
        let (file_name, content_type) = (self.file_name.clone(), self.content_type.clone());
        let limit = self.incoming.limit;
        let refuse = self.incoming.refuse.clone();
        let bytes = self.within(limit).await?;
        let part = param::Part {
            file_name,
            content_type: content_type.as_deref(),
            bytes: &bytes,
        };
        let read = param::Found::Part(part).read(false, |reader| V::read(reader));
        read.map_err(|error| BodyError::from(mismatch(&error)).answered(refuse.as_ref()))
    }
}

impl fmt::Debug for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part")
            .field("name", &self.name)
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}
