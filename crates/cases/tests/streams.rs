//! A stream is sent as it is made, and read item by item or to its end.

use std::pin::Pin;
use std::task::{Context, Poll};

use cases::streams::{client::Client, models::Item, operations, server};
use oas_runtime::v1 as rt;

type Done = Result<(), Box<dyn std::error::Error>>;

/// Items without end, each after a pause.
struct Endless(i64, Option<Pin<Box<tokio::time::Sleep>>>);

impl futures_core::Stream for Endless {
    type Item = Result<Item, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let pause = std::time::Duration::from_millis(1);
        let sleep = self
            .1
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(pause)));
        std::task::ready!(sleep.as_mut().poll(cx));
        self.1 = None;
        self.0 += 1;
        Poll::Ready(Some(Ok(item(self.0))))
    }
}

fn item(id: i64) -> Item {
    Item { id: Some(id) }
}

/// Streams.
struct Service;

impl rt::server::Service for Service {}

impl server::Api for Service {
    async fn events(
        &self,
        _: operations::EventsRequest,
    ) -> Result<rt::Items<Item>, operations::EventsError> {
        Ok(rt::Items::new(Endless(0, None)))
    }

    async fn lines(
        &self,
        _: operations::LinesRequest,
    ) -> Result<rt::Items<Item>, operations::LinesError> {
        Ok(vec![item(7), item(8)].into())
    }

    async fn either(
        &self,
        _: operations::EitherRequest,
    ) -> Result<operations::EitherOkContent, operations::EitherError> {
        Ok(operations::EitherOkContent::Events(vec![item(9)]))
    }
}

fn client() -> Result<Client, rt::client::BuildError> {
    let config =
        rt::client::Config::default().transport(server::router(std::sync::Arc::new(Service)));
    Client::with_config("http://localhost", config)
}

#[tokio::test]
async fn events_arrive_while_the_stream_goes_on() -> Done {
    let mut items = client()?.events(()).items().await?.into_inner();
    for id in 1..=3 {
        let next = items.next().await.ok_or("the stream has ended")?;
        assert_eq!(next?, item(id));
    }
    let mut events = client()?.events(()).items().await?.into_inner();
    let next = events.next().await.ok_or("the stream has ended")?;
    assert_eq!(next?, item(1));
    Ok(())
}

#[tokio::test]
async fn lines_are_read_one_by_one_or_to_the_end() -> Done {
    let mut items = client()?.lines(()).items().await?.into_inner();
    let first = items.next().await.ok_or("the stream has ended")?;
    assert_eq!(first?, item(7));
    assert_eq!(*client()?.lines(()).await?, [item(7), item(8)]);
    Ok(())
}

#[tokio::test]
async fn one_of_several_media_types_can_be_events() -> Done {
    let answer = client()?.either(()).await?.into_inner();
    assert_eq!(answer, operations::EitherOkContent::Events(vec![item(9)]));
    Ok(())
}
