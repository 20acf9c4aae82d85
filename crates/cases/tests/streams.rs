//! A stream is sent as it is made and read as it comes, wherever it stands: alone, beside headers,
//! as one of several media types or statuses, in answers and in requests.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use cases::streams::{client::Client, models, models::Item, operations as op, server};
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

fn endless() -> rt::Items<Item> {
    rt::Items::new(Endless(0, None))
}

fn item(id: i64) -> Item {
    Item { id: Some(id) }
}

/// Streams.
struct Service;

impl rt::server::Service for Service {
    /// Refusals in the shape that the document declares.
    fn refuse(&self, refusal: &rt::server::Refusal) -> rt::Reply {
        let problem = models::Problem::new(refusal.detail());
        rt::Reply::json(refusal.answer_status().as_u16(), &problem)
    }
}

impl server::Api for Service {
    async fn events(&self, _: op::EventsRequest) -> Result<rt::Items<Item>, op::EventsError> {
        Ok(endless())
    }

    async fn texts(&self, _: op::TextsRequest) -> Result<rt::Items<String>, op::TextsError> {
        Ok(vec!["not JSON".to_owned(), "two\nlines".to_owned()].into())
    }

    async fn whole(
        &self,
        _: op::WholeRequest,
    ) -> Result<rt::Items<models::Update>, op::WholeError> {
        let update = models::Update {
            event: Some("added".to_owned()),
            id: Some("7".to_owned()),
            data: item(1),
        };
        Ok(vec![update].into())
    }

    async fn lines(&self, _: op::LinesRequest) -> Result<rt::Items<Item>, op::LinesError> {
        Ok(vec![item(7), item(8)].into())
    }

    async fn list(&self, _: op::ListRequest) -> Result<rt::Items<Item>, op::ListError> {
        Ok(vec![item(7)].into())
    }

    async fn either(&self, _: op::EitherRequest) -> Result<op::EitherOkContent, op::EitherError> {
        Ok(op::EitherOkContent::Events(endless()))
    }

    async fn headers(&self, _: op::HeadersRequest) -> Result<op::HeadersOk, op::HeadersError> {
        Ok(op::HeadersOk {
            x_total: 9,
            body: endless(),
        })
    }

    async fn statuses(
        &self,
        request: op::StatusesRequest,
    ) -> Result<op::StatusesSuccess, op::StatusesError> {
        Ok(match request.whole {
            true => op::StatusesSuccess::Ok("all of it".into()),
            false => op::StatusesSuccess::PartialContent(endless()),
        })
    }

    async fn any_status(
        &self,
        _: op::AnyStatusRequest,
    ) -> Result<rt::WithStatus<rt::Items<Item>>, op::AnyStatusError> {
        Ok(rt::WithStatus::new(rt::StatusCode::ACCEPTED, endless()))
    }

    async fn download(&self, _: op::DownloadRequest) -> Result<rt::Body, op::DownloadError> {
        let pieces = rt::Body::reader(&b"pixels"[..]);
        Ok(pieces.with_content_type("image/png"))
    }

    async fn upload(&self, mut request: op::UploadRequest) -> Result<i64, op::UploadError> {
        let mut size = 0;
        while let Some(piece) = request.body.next().await {
            size += piece?.len() as i64;
        }
        Ok(size)
    }

    async fn import_items(
        &self,
        mut request: op::ImportItemsRequest,
    ) -> Result<i64, op::ImportItemsError> {
        let mut sum = 0;
        while let Some(item) = request.body.next().await {
            sum += item?.id.unwrap_or_default();
        }
        Ok(sum)
    }

    async fn files(&self, mut request: op::FilesRequest) -> Result<Vec<String>, op::FilesError> {
        let mut seen = Vec::new();
        while let Some(part) = request.body.next().await {
            let mut part = part?;
            let (name, file) = (part.name().to_owned(), part.file_name().map(str::to_owned));
            if file.is_none() {
                seen.push(format!("{name}={}", part.text().await?));
                continue;
            }
            let mut size = 0;
            while let Some(piece) = part.next().await {
                size += piece?.len();
            }
            let media_type = part.content_type().unwrap_or_default();
            seen.push(format!(
                "{name} {} {media_type} {size}",
                file.unwrap_or_default()
            ));
        }
        Ok(seen)
    }
}

fn router() -> rt::axum::Router {
    server::router(Arc::new(Service))
}

fn client() -> Result<Client, rt::client::BuildError> {
    client_of(router())
}

fn client_of(router: rt::axum::Router) -> Result<Client, rt::client::BuildError> {
    let config = rt::client::Config::default().transport(router);
    Client::with_config("http://localhost", config)
}

async fn first(items: &mut rt::Items<Item>) -> Result<Item, Box<dyn std::error::Error>> {
    Ok(items.next().await.ok_or("the stream has ended")??)
}

#[tokio::test]
async fn events_arrive_while_the_stream_goes_on() -> Done {
    let mut items = client()?.events(()).await?.into_inner();
    for id in 1..=3 {
        assert_eq!(first(&mut items).await?, item(id));
    }
    Ok(())
}

#[tokio::test]
async fn lines_are_read_one_by_one_or_to_the_end() -> Done {
    let mut items = client()?.lines(()).await?.into_inner();
    assert_eq!(first(&mut items).await?, item(7));
    assert_eq!(items.all().await?, [item(8)]);
    assert_eq!(
        client()?.list(()).await?.into_inner().all().await?,
        [item(7)]
    );
    Ok(())
}

#[tokio::test]
async fn events_may_be_text_or_items_themselves() -> Done {
    let texts = client()?.texts(()).await?.into_inner().all().await?;
    assert_eq!(texts, ["not JSON", "two\nlines"]);
    let mut whole = client()?.whole(()).await?.into_inner();
    let event = whole.next_event().await.ok_or("the stream has ended")??;
    assert_eq!(
        (event.id.as_deref(), event.name.as_deref()),
        (Some("7"), Some("added"))
    );
    assert_eq!(event.data.event.as_deref(), Some("added"));
    assert_eq!(event.data.data, item(1));
    Ok(())
}

#[tokio::test]
async fn a_stream_beside_headers_media_types_and_statuses_is_one() -> Done {
    let mut answer = client()?.headers(()).await?.into_inner();
    assert_eq!(answer.x_total, 9);
    assert_eq!(first(&mut answer.body).await?, item(1));
    let op::EitherOkContent::Events(mut items) = client()?.either(()).await?.into_inner() else {
        return Err("not the events".into());
    };
    assert_eq!(first(&mut items).await?, item(1));
    let parts = client()?.statuses(op::StatusesRequest::new(false)).await?;
    let op::StatusesSuccess::PartialContent(mut items) = parts.into_inner() else {
        return Err("not the lines".into());
    };
    assert_eq!(first(&mut items).await?, item(1));
    let whole = client()?.statuses(op::StatusesRequest::new(true)).await?;
    let op::StatusesSuccess::Ok(body) = whole.into_inner() else {
        return Err("not the whole".into());
    };
    assert_eq!(body.bytes().await?, "all of it");
    let mut any = client()?.any_status(()).await?.into_inner();
    assert_eq!(any.status, rt::StatusCode::ACCEPTED);
    assert_eq!(first(&mut any).await?, item(1));
    Ok(())
}

#[tokio::test]
async fn a_range_of_media_types_is_filled_by_who_sends() -> Done {
    let body = client()?.download(()).await?.into_inner();
    assert_eq!(body.content_type(), Some("image/png"));
    assert_eq!(body.text().await?, "pixels");
    Ok(())
}

#[tokio::test]
async fn bytes_are_sent_from_whatever_there_is() -> Done {
    let client = client()?;
    assert_eq!(*client.upload("four").await?, 4);
    assert_eq!(*client.upload(vec![0; 5]).await?, 5);
    assert_eq!(
        *client.upload(op::UploadRequest::new(&b"abc"[..])).await?,
        3
    );
    // Over the limit of bodies that are read at once.
    let large = rt::Body::reader(tokio::io::AsyncReadExt::take(tokio::io::repeat(0), 5 << 20));
    assert_eq!(*client.upload(large).await?, 5 << 20);
    Ok(())
}

#[tokio::test]
async fn a_limit_holds_while_the_handler_reads_and_is_answered_as_declared() -> Done {
    let options = rt::server::Options::default().stream_limit(1000);
    let client = client_of(router().layer(rt::axum::Extension(options)))?;
    let large = rt::Body::reader(tokio::io::AsyncReadExt::take(tokio::io::repeat(0), 1001));
    let error = client.upload(large).await.err().ok_or("it was taken")?;
    assert!(
        matches!(error.api(), Some(op::UploadError::PayloadTooLarge(_))),
        "{error:?}"
    );
    Ok(())
}

#[tokio::test]
async fn items_are_received_as_they_come_and_a_wrong_one_is_answered_as_declared() -> Done {
    let client = client()?;
    assert_eq!(*client.import_items(vec![item(1), item(2)]).await?, 3);
    let items = rt::Items::new(endless_but(3));
    assert_eq!(*client.import_items(items).await?, 6);
    let request = http_request("/import", "application/x-ndjson", "{\"id\":1}\nnonsense\n")?;
    let (status, text) = send(request).await?;
    assert_eq!(status, 400);
    assert!(text.contains("\"title\""), "{text}");
    Ok(())
}

/// The first items of an endless stream.
fn endless_but(count: usize) -> impl futures_core::Stream<Item = Result<Item, std::io::Error>> {
    struct Take(Endless, usize);
    impl futures_core::Stream for Take {
        type Item = Result<Item, std::io::Error>;
        fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            if self.1 == 0 {
                return Poll::Ready(None);
            }
            let next = std::task::ready!(Pin::new(&mut self.0).poll_next(cx));
            self.1 -= 1;
            Poll::Ready(next)
        }
    }
    Take(Endless(0, None), count)
}

type Raw = rt::axum::http::Request<rt::axum::body::Body>;

fn http_request(
    path: &str,
    media_type: &str,
    body: &'static str,
) -> Result<Raw, Box<dyn std::error::Error>> {
    let builder = rt::axum::http::Request::builder().method("POST").uri(path);
    Ok(builder
        .header("Content-Type", media_type)
        .body(body.into())?)
}

async fn send(request: Raw) -> Result<(u16, String), Box<dyn std::error::Error>> {
    let mut router = router();
    let response = tower_service::Service::call(&mut router, request).await?;
    let status = response.status().as_u16();
    let body = rt::Body::new(response.into_body());
    Ok((status, body.text().await?))
}

#[tokio::test]
async fn files_are_sent_and_received_as_they_come() -> Done {
    let large = tokio::io::AsyncReadExt::take(tokio::io::repeat(b'x'), 3 << 20);
    let body = op::FilesBody {
        title: "Two".to_owned(),
        about: Some(item(1)),
        file: rt::FilePart::new(rt::Body::reader(large)).with_name("large.bin"),
        more: Some(vec!["small".into()]),
    };
    let seen = client()?.files(body).await?.into_inner();
    let expected = [
        "title=Two",
        "about={\"id\":1}",
        "file large.bin application/octet-stream 3145728",
        "more more application/octet-stream 5",
    ];
    assert_eq!(seen, expected);
    Ok(())
}
