//! The body of a request: whole, or left to be read by the handler.

use super::Service;
use super::incoming::refused;
use super::refusal::{Reason, Refusal};
use crate::body::{Body, BodyError, BodyProblem, Refuser};
use crate::media;
use crate::operation::Operation;
use crate::server::Options;
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::request;
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

/// The body of a request.
pub(super) enum Received {
    /// All of it.
    Whole(Bytes),
    /// It is read as it comes.
    Stream {
        body: Body,
        /// How much may be read at once.
        limit: u64,
        /// What is answered where it is wrong.
        refuse: Refuser,
    },
}

/// The body, if the operation has one.
pub(super) async fn receive(
    operation: &'static Operation,
    head: &request::Parts,
    body: axum::body::Body,
    options: Options,
    service: &Arc<dyn Service>,
) -> Result<Received, Reason> {
    if operation.body.is_empty() {
        return Ok(Received::Whole(Bytes::new()));
    }
    let length = head.headers.get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let content_type = head.headers.get(CONTENT_TYPE);
    let mut declared = None;
    if let Some(content_type) = content_type {
        let actual = content_type.to_str().unwrap_or_default();
        declared = media::best(operation.body, actual).and_then(|index| operation.body.get(index));
        if declared.is_none() && length != Some(0) {
            return Err(Reason::MediaType);
        }
    }
    let streamed = declared.is_some_and(|declared| operation.body_streams.contains(declared));
    let limit = match streamed {
        true => options.stream_limit,
        false => options.body_limit as u64,
    };
    if length.is_some_and(|length| length > limit) {
        return Err(Reason::TooLarge);
    }
    let is_empty = match streamed {
        true => body.is_end_stream(),
        false => false,
    };
    if streamed && !is_empty {
        let limited = Guarded {
            body,
            left: options.stream_limit,
            limit: options.stream_limit,
        };
        return Ok(Received::Stream {
            body: Body::new(limited),
            limit: options.body_limit as u64,
            refuse: refuser(operation, Arc::clone(service)),
        });
    }
    let body = whole(body, options.body_limit).await?;
    if body.is_empty() {
        let empty_fits = content_type.is_some_and(|media| may_be_empty(media.as_bytes()));
        return match operation.body_required && !empty_fits {
            true => Err(Reason::MissingBody),
            false => Ok(Received::Whole(body)),
        };
    }
    match content_type {
        Some(_) => Ok(Received::Whole(body)),
        None => Err(Reason::MediaType),
    }
}

async fn whole(body: axum::body::Body, limit: usize) -> Result<Bytes, Reason> {
    match Limited::new(body, limit).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Reason::TooLarge),
        Err(_) => Err(broken()),
    }
}

fn broken() -> Reason {
    Reason::Malformed {
        pointer: String::new(),
        expected: "the whole body".to_owned(),
    }
}

/// What `service` answers to a body that turns out to be wrong while it is read.
fn refuser(operation: &'static Operation, service: Arc<dyn Service>) -> Refuser {
    Arc::new(move |problem| {
        let reason = match problem {
            BodyProblem::Broken(_) => broken(),
            BodyProblem::TooLong(_) => Reason::TooLarge,
            BodyProblem::Malformed(error) => Reason::Malformed {
                pointer: error.pointer.clone(),
                expected: error.expected.clone(),
            },
            BodyProblem::Invalid(violations) => Reason::Invalid(violations.clone().into_vec()),
        };
        refused(&*service, &Refusal::new(Some(operation), reason))
    })
}

/// A body that has no more than so many bytes.
struct Guarded {
    body: axum::body::Body,
    left: u64,
    limit: u64,
}

impl HttpBody for Guarded {
    type Data = Bytes;
    type Error = crate::body::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let frame = match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
            None => return Poll::Ready(None),
            Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
            Some(Ok(frame)) => frame,
        };
        let length = frame.data_ref().map_or(0, |data| data.len() as u64);
        match self.left.checked_sub(length) {
            Some(left) => {
                self.left = left;
                Poll::Ready(Some(Ok(frame)))
            }
            None => {
                self.body = axum::body::Body::empty();
                let error = BodyError::from(BodyProblem::TooLong(self.limit));
                Poll::Ready(Some(Err(error.into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        HttpBody::size_hint(&self.body)
    }
}

/// Whether no bytes are a body of that media type: an empty file, text or form is, empty JSON is not.
fn may_be_empty(media_type: &[u8]) -> bool {
    let media_type = String::from_utf8_lossy(media_type);
    let essence = media::essence(&media_type);
    !media::is_json(&essence) && !essence.starts_with("multipart/")
}
