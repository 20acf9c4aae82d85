//! How a call fails. Nothing here shows a secret: no URL, no header value, no body.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::HeaderMap;

use crate::reply::{HeaderNames, Reply, ReplyError, Response};

use super::base_url::BuildError;

pub use crate::body::BoxError;

/// How a call fails; `E` is what the operation declares.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// The API answered with a failure: a declared one, or `Other`.
    Api(Box<Response<E>>),
    /// The API answered with a declared status, but not with what is declared for it.
    Unexpected(Box<Unexpected>),
    /// The request could not be sent, or the response not be read.
    Transport(TransportError),
    /// The call took longer than it may.
    Timeout(Duration),
    /// The body of the response has more bytes than the limit.
    BodyLimit(u64),
    /// The request cannot be made: nothing was sent.
    Request(RequestError),
    /// No token could be obtained.
    Credential(CredentialError),
}

impl<E> Error<E> {
    /// The failure that the API answered with.
    pub fn api(&self) -> Option<&E> {
        match self {
            Self::Api(response) => Some(response),
            _ => None,
        }
    }

    /// The failure that the API answered with.
    ///
    /// # Errors
    /// The error itself, if it is another one.
    pub fn into_api(self) -> Result<E, Self> {
        match self {
            Self::Api(response) => Ok(response.into_inner()),
            other => Err(other),
        }
    }

    /// The status, where the API answered.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(response) => Some(response.status()),
            Self::Unexpected(unexpected) => Some(unexpected.status()),
            _ => None,
        }
    }

    /// The headers, where the API answered.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Api(response) => Some(response.headers()),
            Self::Unexpected(unexpected) => Some(unexpected.headers()),
            _ => None,
        }
    }

    /// Whether the call ran out of time.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// Whether there was no connection: the API has not seen the request.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_connect())
    }
}

/// What goes wrong before an operation's own types come in.
pub(super) type Failure = Error<Infallible>;

impl Failure {
    pub(super) fn of<E>(self) -> Error<E> {
        match self {
            Self::Api(response) => match **response {},
            Self::Unexpected(unexpected) => Error::Unexpected(unexpected),
            Self::Transport(error) => Error::Transport(error),
            Self::Timeout(after) => Error::Timeout(after),
            Self::BodyLimit(bytes) => Error::BodyLimit(bytes),
            Self::Request(error) => Error::Request(error),
            Self::Credential(error) => Error::Credential(error),
        }
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(response) => write!(f, "the API answered {}", response.status()),
            Self::Unexpected(unexpected) => unexpected.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Timeout(after) => write!(f, "no response within {after:?}"),
            Self::BodyLimit(bytes) => write!(f, "the response has more than {bytes} bytes"),
            Self::Request(error) => error.fmt(f),
            Self::Credential(error) => error.fmt(f),
        }
    }
}

impl<E: StdError + 'static> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Api(response) => Some(&***response),
            Self::Unexpected(unexpected) => unexpected.source(),
            Self::Transport(error) => error.source(),
            Self::Credential(error) => error.source(),
            Self::Request(error) => error.source(),
            Self::Timeout(_) | Self::BodyLimit(_) => None,
        }
    }
}

/// A response that is not what the document declares for its status.
pub struct Unexpected {
    reply: Reply,
    error: ReplyError,
}

impl Unexpected {
    pub(super) fn new(reply: Reply, error: ReplyError) -> Self {
        Self { reply, error }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.reply.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.reply.headers
    }

    /// The body, as it came.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.reply.body
    }

    /// What is wrong with it.
    #[must_use]
    pub fn error(&self) -> &ReplyError {
        &self.error
    }

    /// The whole reply.
    #[must_use]
    pub fn into_reply(self) -> Reply {
        self.reply
    }
}

impl fmt::Debug for Unexpected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unexpected")
            .field("status", &self.reply.status)
            .field("headers", &HeaderNames(&self.reply.headers))
            .field("body", &format_args!("{} bytes", self.reply.body.len()))
            .field("error", &self.error)
            .finish()
    }
}

impl fmt::Display for Unexpected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "unexpected response {}: {}",
            self.reply.status, self.error
        )
    }
}

impl StdError for Unexpected {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.error)
    }
}

/// The transport failed.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportKind,
    source: BoxError,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TransportKind {
    Connect,
    Timeout,
    Send,
    Body,
}

impl TransportError {
    pub(super) fn new(kind: TransportKind, source: BoxError) -> Self {
        Self { kind, source }
    }

    /// Whether there was no connection: the API has not seen the request.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind == TransportKind::Connect
    }

    /// Whether the transport itself gave up waiting.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind == TransportKind::Timeout
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportKind::Connect => "no connection to the API",
            TransportKind::Timeout => "the transport timed out",
            TransportKind::Send => "the request could not be sent",
            TransportKind::Body => "the response could not be read to its end",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

/// The request cannot be made. It holds names, never values.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestError {
    /// A parameter cannot be sent: its name, and why.
    Param(&'static str, &'static str),
    /// A header cannot be sent.
    Header(String),
    /// The body cannot be written as its media type.
    Body(&'static str),
    /// The address is none.
    Address,
    /// The server's URL is none.
    Server(BuildError),
    /// The operation needs credentials; the client has none of the alternatives, each of which
    /// is given by the named methods.
    MissingCredential(Vec<Vec<&'static str>>),
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Param(name, why) => write!(f, "the parameter `{name}` cannot be sent: {why}"),
            Self::Header(name) => write!(f, "the header `{name}` cannot be sent"),
            Self::Body(media_type) => write!(f, "the body cannot be written as {media_type}"),
            Self::Address => f.write_str("the address of the request is not a URL"),
            Self::Server(error) => error.fmt(f),
            Self::MissingCredential(alternatives) => {
                f.write_str("the operation needs a credential: call ")?;
                for (index, setters) in alternatives.iter().enumerate() {
                    let or = if index > 0 { ", or " } else { "" };
                    write!(f, "{or}`{}`", setters.join("` and `"))?;
                }
                f.write_str(" of the client")
            }
        }
    }
}

impl StdError for RequestError {}

/// No token could be obtained.
#[derive(Debug)]
pub struct CredentialError(Box<(String, Option<BoxError>)>);

impl CredentialError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self(Box::new((message.into(), None)))
    }

    pub(super) fn caused(message: &str, source: BoxError) -> Self {
        Self(Box::new((message.to_owned(), Some(source))))
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.0)
    }
}

impl StdError for CredentialError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.1.as_deref().map(|source| source as _)
    }
}

impl From<RequestError> for Failure {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl From<CredentialError> for Failure {
    fn from(error: CredentialError) -> Self {
        Self::Credential(error)
    }
}

const _: () = assert!(size_of::<Error<[u64; 64]>>() <= 64);
