//! Tests of bodies.

use super::*;
use crate::v1 as rt;

/// Pieces, then perhaps an error.
struct Iter(std::vec::IntoIter<Result<&'static str, &'static str>>);

impl Stream for Iter {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.0.next();
        Poll::Ready(next.map(|piece| piece.map(Bytes::from).map_err(Into::into)))
    }
}

fn pieces(pieces: &[Result<&'static str, &'static str>]) -> Body {
    let pieces: Vec<_> = pieces.into();
    Body::stream(Iter(pieces.into_iter()))
}

#[tokio::test]
async fn bodies_are_made_from_whatever_is_there() {
    for body in [
        Body::from("abc"),
        Body::from("abc".to_owned()),
        Body::from(b"abc".to_vec()),
        Body::from(&b"abc"[..]),
        Body::from(Bytes::from_static(b"abc")),
    ] {
        assert_eq!((body.len(), body.is_empty()), (Some(3), false));
        assert_eq!(body.bytes().await.unwrap(), "abc");
    }
    let body = pieces(&[Ok("a"), Ok(""), Ok("bc")]);
    assert_eq!((body.len(), body.is_empty()), (None, false));
    assert_eq!(body.text().await.unwrap(), "abc");
    assert_eq!(Body::empty().text().await.unwrap(), "");
    assert!(Body::default().is_empty());
    assert_eq!(pieces(&[]).with_length(7).len(), Some(7));
}

#[tokio::test]
async fn a_body_is_read_piece_by_piece_up_to_what_broke_it() {
    let mut body = pieces(&[Ok("a"), Ok("b"), Err("gone")]);
    assert_eq!(body.next().await.unwrap().unwrap(), "a");
    assert_eq!(body.next().await.unwrap().unwrap(), "b");
    let error = body.next().await.unwrap().unwrap_err();
    assert!(error.is_broken(), "{error}");
    assert_eq!(error.to_string(), "the body broke off: gone");
    assert_eq!(error.into_reply().status, 400);
}

#[tokio::test]
async fn reading_at_once_has_a_limit() {
    for body in [Body::from("abcd"), pieces(&[Ok("ab"), Ok("cd")])] {
        let error = body.with_limit(3).bytes().await.unwrap_err();
        assert!(error.is_too_long(), "{error}");
        assert_eq!(error.into_reply().status, 413);
    }
    let body = pieces(&[Ok("ab"), Ok("cd")]).with_limit(4);
    assert_eq!(body.bytes().await.unwrap(), "abcd");
    let error = Body::from(vec![0xff]).text().await.unwrap_err();
    assert!(
        matches!(error.problem(), BodyProblem::Malformed(_)),
        "{error}"
    );
}

#[tokio::test]
async fn a_stream_is_taken_once_and_bytes_as_often_as_one_likes() {
    let whole = Body::from("abc");
    assert_eq!(whole.take().bytes().await.unwrap(), "abc");
    assert_eq!(whole.take().bytes().await.unwrap(), "abc");
    let stream = pieces(&[Ok("abc")]);
    assert_eq!(stream.take().bytes().await.unwrap(), "abc");
    assert!(stream.take().bytes().await.unwrap_err().is_broken());
}

#[cfg(any(feature = "client-core", feature = "server"))]
#[tokio::test]
async fn readers_become_bodies_and_bodies_are_readers() {
    use tokio::io::AsyncReadExt as _;
    let text: String = "0123456789".repeat(10_000);
    let body = Body::reader(std::io::Cursor::new(text.clone()));
    let mut read = String::new();
    let mut body = pieces(&[Ok("")]).bytes().await.map(|_| body).unwrap();
    let mut first = [0; 7];
    body.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"0123456");
    let rest = body.next().await.unwrap().unwrap();
    assert!(rest.starts_with(b"789"));
    body.read_to_string(&mut read).await.unwrap();
    assert_eq!(7 + rest.len() + read.len(), text.len());
    let mut broken = pieces(&[Ok("a"), Err("gone")]);
    assert!(broken.read_to_string(&mut read).await.is_err());
}

#[test]
fn bodies_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<rt::Body>();
    shared::<rt::Items<u32>>();
    shared::<rt::Multipart<u32>>();
    shared::<rt::BodyError>();
}
