//! Bodies that are read as they come.

use axum::Router;
use axum::response::IntoResponse;
use http::StatusCode;

use super::calls::Pieces;
use super::*;
use crate::body::{Body, BodyProblem};
use crate::items::{Event, Frame, Items};

static EVENTS: Operation = Operation {
    streams: true,
    ..Operation::new("events", "GET", "/events")
};

static LINES: Operation = Operation {
    streams: true,
    ..Operation::new("lines", "GET", "/lines")
};

/// Answers with `pieces` as a body of `media_type`.
fn answering(status: u16, media_type: &'static str, pieces: &'static [&'static str]) -> Router {
    Router::new().fallback(move || async move {
        let body = axum::body::Body::new(Body::stream(Pieces(pieces.to_vec())));
        let status = StatusCode::from_u16(status).unwrap();
        (status, [("content-type", media_type)], body).into_response()
    })
}

fn call_events(core: &Core) -> crate::client::Call<Items<u32>, Failure> {
    core.start(&EVENTS).call(|reply| match reply.status() {
        200 => reply.items(Frame::Events),
        _ => None,
    })
}

async fn events(core: &Core) -> Result<Items<u32>, Error<Failure>> {
    Ok(call_events(core).await?.into_inner())
}

async fn lines(core: &Core) -> Result<Items<u32>, Error<Failure>> {
    let call: crate::client::Call<Items<u32>, Failure> =
        core.start(&LINES).call(|reply| match reply.status() {
            200 => reply.items(Frame::Lines),
            _ => None,
        });
    Ok(call.await?.into_inner())
}

#[tokio::test]
async fn events_are_read_one_by_one_however_they_are_cut() {
    let pieces = &[
        "\u{feff}: hello\r\ndata: 1\r",
        "\n\r\n",
        "event: count\nid: 7\nda",
        "ta:2\n\n\n",
        "data: [3\n\ndata:4\r\rdata: [DONE]\n\ndata: 5\n\n",
    ];
    let core = local(answering(200, "text/event-stream; charset=utf-8", pieces));
    let mut events = events(&core).await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap(), 1);
    assert_eq!(events.last_event_id(), None);
    let second = events.next_event().await.unwrap().unwrap();
    assert_eq!(second, Event::new(2).with_name("count").with_id("7"));
    assert_eq!(events.last_event_id(), Some("7"));
    let wrong = events.next().await.unwrap().unwrap_err();
    assert!(
        matches!(wrong.problem(), BodyProblem::Malformed(_)),
        "{wrong}"
    );
    let fourth = events.next_event().await.unwrap().unwrap();
    assert_eq!(fourth, Event::new(4));
    assert_eq!(events.last_event_id(), Some("7"));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn data_of_several_lines_is_one_event_and_an_unfinished_event_is_none() {
    let pieces = &["data: 1\ndata: 2\n\n", "data: 3\n"];
    let core = local(answering(200, "text/event-stream", pieces));
    let mut events = call_events(&core).text_events().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap(), "1\n2");
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn lines_are_read_one_by_one_the_last_without_its_end() {
    let core = local(answering(
        200,
        "application/x-ndjson",
        &["1\n2", "2\r\n\nx\n", "3"],
    ));
    let mut lines = lines(&core).await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap(), 1);
    assert_eq!(lines.next().await.unwrap().unwrap(), 22);
    assert!(lines.next().await.unwrap().is_err());
    assert_eq!(lines.next().await.unwrap().unwrap(), 3);
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn an_item_over_the_limit_ends_the_stream_and_the_stream_itself_has_none() {
    let config = || Config::default().body_limit(4);
    let core = local_with(
        answering(200, "application/x-ndjson", &["1\n2\n3\n4\n", "55555"]),
        config(),
    );
    let mut lines = lines(&core).await.unwrap();
    for expected in 1..=4 {
        assert_eq!(lines.next().await.unwrap().unwrap(), expected);
    }
    let error = lines.next().await.unwrap().unwrap_err();
    assert!(
        matches!(error.problem(), BodyProblem::TooLong(4)),
        "{error}"
    );
    assert!(lines.next().await.is_none());
    let core = local_with(
        answering(200, "text/event-stream", &["data:1\n"; 9]),
        config(),
    );
    let mut events = events(&core).await.unwrap();
    let error = events.next().await.unwrap().unwrap_err();
    assert!(
        matches!(error.problem(), BodyProblem::TooLong(4)),
        "{error}"
    );
}

#[tokio::test]
async fn a_failure_of_a_stream_is_typed_as_ever() {
    let core = local(answering(404, "application/json", &["[\"gone\"]"]));
    let error = events(&core).await.unwrap_err();
    assert_eq!(
        error.api(),
        Some(&Failure::NotFound(vec!["gone".to_owned()]))
    );
}

#[tokio::test]
async fn items_can_be_read_to_the_end_at_once() {
    let pieces = &["data: 1\n\nda", "ta: 2\n\n"];
    let core = local(answering(200, "text/event-stream", pieces));
    assert_eq!(events(&core).await.unwrap().all().await.unwrap(), [1, 2]);
    let core = local(answering(200, "application/jsonl", &["1\n", "2"]));
    assert_eq!(lines(&core).await.unwrap().all().await.unwrap(), [1, 2]);
}

#[tokio::test]
async fn a_success_that_is_no_stream_is_unexpected() {
    let core = local(answering(200, "application/json", &["[1]"]));
    let error = events(&core).await.unwrap_err();
    let Error::Unexpected(unexpected) = error else {
        panic!("{error:?}");
    };
    assert_eq!(unexpected.body(), "[1]");
}

#[tokio::test]
async fn what_is_written_as_items_is_read_as_items() {
    for (frame, media_type) in [
        (Frame::Events, "text/event-stream"),
        (Frame::TextEvents, "text/event-stream"),
        (Frame::Lines, "application/jsonl"),
        (Frame::Sequence, "application/json-seq"),
    ] {
        let sent = ["a\nb", "", "c \"d\""].map(str::to_owned).to_vec();
        let reply = Reply::items(200, media_type, frame, &Items::from(sent.clone()));
        let items: Option<Items<String>> = ReplyReader::new(reply).items(frame);
        assert_eq!(items.unwrap().all().await.unwrap(), sent, "{frame:?}");
    }
}

/// An event that is an item itself.
#[derive(Debug, PartialEq, crate::v1::Wire)]
struct Whole {
    event: Option<String>,
    data: crate::v1::Value,
    id: Option<String>,
    retry: Option<u64>,
}

#[tokio::test]
async fn whole_events_have_their_fields_in_the_item() {
    let text = "event: add\nid: 7\nretry: 250\ndata: {\"n\":1}\n\ndata: plain\n\n";
    let reply = Reply::bytes(200, "text/event-stream", text);
    let items: Option<Items<Whole>> = ReplyReader::new(reply).items(Frame::WholeEvents);
    let items = items.unwrap().all().await.unwrap();
    let first = Whole {
        event: Some("add".to_owned()),
        data: serde_json::json!({ "n": 1 }),
        id: Some("7".to_owned()),
        retry: Some(250),
    };
    assert_eq!(items[0], first);
    assert_eq!(items[1].data, "plain");
    let reply = Reply::items(200, "text/event-stream", Frame::WholeEvents, &items.into());
    let items: Option<Items<Whole>> = ReplyReader::new(reply).items(Frame::WholeEvents);
    assert_eq!(items.unwrap().next().await.unwrap().unwrap(), first);
}

#[tokio::test]
async fn any_success_can_be_downloaded_piece_by_piece() {
    let config = Config::default().body_limit(2);
    let core = local_with(answering(200, "application/json", &["aaa", "bbb"]), config);
    let mut download: Body = call_get(&core, "1").download().await.unwrap().into_inner();
    assert_eq!(download.next().await.unwrap().unwrap(), "aaa");
    assert_eq!(download.next().await.unwrap().unwrap(), "bbb");
    assert!(download.next().await.is_none());
    let core = local(answering(404, "application/json", &["[]"]));
    let error = call_get(&core, "1").download().await.unwrap_err();
    assert_eq!(error.api(), Some(&Failure::NotFound(Vec::new())));
}
