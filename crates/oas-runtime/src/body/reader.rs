//! Bodies and tokio's readers, both ways.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use tokio::io::{AsyncRead, ReadBuf};

use super::{Body, BodyProblem};

/// How much is read from a reader at once.
const PIECE: usize = 32 * 1024;

impl Body {
    /// A body that is read from `reader` as it is sent: a file, a pipe, a socket.
    ///
    /// ```
    /// # async fn example() -> std::io::Result<()> {
    /// let file = tokio::fs::File::open("video.mp4").await?;
    /// let length = file.metadata().await?.len();
    /// let body = oas_runtime::v1::Body::reader(file).with_length(length);
    /// # let _ = body;
    /// # Ok(())
    /// # }
    /// ```
    pub fn reader(reader: impl AsyncRead + Send + 'static) -> Self {
        let reader: Pin<Box<dyn AsyncRead + Send>> = Box::pin(reader);
        Self::stream(Pieces {
            reader,
            buffer: vec![0; PIECE].into(),
        })
    }
}

/// A reader as a stream of pieces.
struct Pieces {
    reader: Pin<Box<dyn AsyncRead + Send>>,
    buffer: Box<[u8]>,
}

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { reader, buffer } = &mut *self;
        let mut buffer = ReadBuf::new(buffer);
        ready!(reader.as_mut().poll_read(cx, &mut buffer))?;
        let piece = buffer.filled();
        let piece = (!piece.is_empty()).then(|| Ok(Bytes::copy_from_slice(piece)));
        Poll::Ready(piece)
    }
}

impl AsyncRead for Body {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.rest.is_empty() {
            match ready!(self.poll_piece(cx)) {
                None => return Poll::Ready(Ok(())),
                Some(Ok(piece)) => self.rest = piece,
                Some(Err(error)) => {
                    let kind = match error.problem() {
                        BodyProblem::Broken(_) => io::ErrorKind::BrokenPipe,
                        _ => io::ErrorKind::InvalidData,
                    };
                    return Poll::Ready(Err(io::Error::new(kind, error)));
                }
            }
        }
        let length = self.rest.len().min(buffer.remaining());
        buffer.put_slice(&self.rest.split_to(length));
        Poll::Ready(Ok(()))
    }
}
