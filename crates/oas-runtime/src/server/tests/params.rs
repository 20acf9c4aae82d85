//! Parameters of requests, read into types.

use super::*;
use crate::operation::{Param, Style};
use crate::v1 as rt;

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(untagged)]
enum OneOrMany {
    One(i64),
    Many(Vec<i64>),
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct Page {
    limit: i64,
    after: Option<String>,
}

static OPERATION: Operation = Operation {
    params: &[
        Param::path("id"),
        Param::query("tags"),
        Param::query("page"),
        Param::query("filter").style(Style::DeepObject, true),
        Param::header("X-Trace").required(),
        Param::cookie("session"),
        Param::query("json").json(),
        Param::query("free"),
        Param::query("field"),
        Param::query("either"),
    ],
    ..Operation::new("params", "GET", "/things/{id}")
};

fn read(parts: &mut Parts) -> Option<Read> {
    let id: i64 = parts.param(0)?;
    let tags: Option<Vec<String>> = parts.param(1)?;
    let page: Option<Page> = parts.param(2)?;
    let filter: Option<std::collections::BTreeMap<String, i64>> = parts.param(3)?;
    let trace: String = parts.param(4)?;
    let session: Option<String> = parts.param(5)?;
    let json: Option<Value> = parts.param(6)?;
    let field: rt::Field<i64> = parts.param(8)?;
    // What no parameter declares is none of its alternatives.
    let either: Option<OneOrMany> = parts.param(9)?;
    assert_eq!(either, None);
    Some(Read(json!({
        "id": id,
        "tags": tags,
        "page": page.map(|page| json!([page.limit, page.after])),
        "filter": filter,
        "trace": trace,
        "session": session,
        "json": json,
        "absent": field.is_absent(),
    })))
}

fn serve<T>(_: Arc<T>, incoming: Incoming<()>) -> Serving {
    echo(incoming, read)
}

async fn ask(uri: &str, headers: &[(&str, &str)]) -> Got {
    let router = router_of(Plain, &[&OPERATION], serve);
    let mut builder = Request::get(uri);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    send(&router, builder.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn every_place_is_read() {
    let uri = "/things/7?tags=a&tags=b%20c&limit=5&after=x&filter[a]=1&filter%5Bb%5D=2\
        &json=%7B%22x%22%3A1%7D&other=1&field=4";
    let headers = [
        ("X-Trace", "t, u"),
        ("Cookie", "a=b; session=s%20"),
        ("Cookie", "c=d"),
    ];
    let got = ask(uri, &headers).await;
    assert_eq!(
        got.json(),
        json!({
            "id": 7, "tags": ["a", "b c"], "page": [5, "x"], "filter": { "a": 1, "b": 2 },
            "trace": "t, u", "session": "s ", "json": { "x": 1 }, "absent": false,
        })
    );
}

#[tokio::test]
async fn what_was_not_sent_is_absent() {
    let got = ask("/things/7?unrelated=1", &[("X-Trace", "t")]).await;
    assert_eq!(
        got.json(),
        json!({
            "id": 7, "tags": null, "page": null, "filter": null, "trace": "t",
            "session": null, "json": null, "absent": true,
        })
    );
}

#[tokio::test]
async fn what_is_wrong_is_named_without_its_value() {
    let trace = ("X-Trace", "t");
    for (uri, headers, detail) in [
        (
            "/things/hunter2",
            vec![trace],
            "path parameter `id` is not valid",
        ),
        ("/things/7", vec![], "header parameter `X-Trace` is missing"),
        (
            "/things/7?limit=hunter2",
            vec![trace],
            "query parameter `page` is not valid",
        ),
        (
            "/things/7?tags=%zzhunter2",
            vec![trace],
            "query parameter `tags` is not valid",
        ),
        (
            "/things/7?filter[a]=hunter2",
            vec![trace],
            "query parameter `filter` is not valid",
        ),
        (
            "/things/7?json=hunter2",
            vec![trace],
            "query parameter `json` is not valid",
        ),
        (
            "/things/7?field=1&field=2",
            vec![trace],
            "query parameter `field` is not valid",
        ),
    ] {
        let got = ask(uri, &headers).await;
        assert_eq!(got.status, 400, "{uri}");
        assert!(got.text.contains(detail), "{}", got.text);
        assert!(!got.text.contains("hunter2"), "{}", got.text);
    }
}

static REQUIRED: Operation = Operation {
    params: &[
        Param::query("list").required(),
        Param::query("null").required(),
        Param::query("object").required(),
    ],
    ..Operation::new("required", "GET", "/required")
};

#[derive(Debug, rt::Wire)]
struct Loose {
    x: Option<i64>,
}

#[tokio::test]
async fn what_must_be_sent_can_be_empty_or_null() {
    fn serve<T>(_: Arc<T>, incoming: Incoming<()>) -> Serving {
        echo(incoming, |parts| {
            let list: Vec<String> = parts.param(0)?;
            let number: Option<i64> = parts.param(1)?;
            let object: Loose = parts.param(2)?;
            Some(Read(json!([list, number, object.x])))
        })
    }
    let router = router_of(Plain, &[&REQUIRED], serve);
    let got = get(&router, "/required?list=&null=null").await;
    assert_eq!(got.json(), json!([[], null, null]));
    let got = get(&router, "/required?list=a&null=1&x=2").await;
    assert_eq!(got.json(), json!([["a"], 1, 2]));
    assert_eq!(get(&router, "/required?null=1").await.status, 400);
    assert_eq!(get(&router, "/required?list=").await.status, 400);
}
