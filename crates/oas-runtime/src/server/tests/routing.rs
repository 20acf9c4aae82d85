//! Which operation a request reaches.

use super::*;

macro_rules! operations {
    ($($method:literal $path:literal $(? $selectors:expr)?),* $(,)?) => {
        &[$({
            static OPERATION: Operation = Operation {
                $(selectors: $selectors,)?
                ..Operation::new(concat!($method, " ", $path), $method, $path)
            };
            &OPERATION
        }),*]
    };
}

/// Answers with the operation's id and what its parameters cover.
fn which<T>(_: Arc<T>, incoming: Incoming<()>) -> Serving {
    echo(incoming, |parts| {
        let captures = parts
            .captures()
            .iter()
            .map(|(name, raw)| format!("{name}={raw}"));
        let captures = captures.collect::<Vec<_>>().join(" ");
        Some(Read(json!(format!(
            "{} | {captures}",
            parts.operation().id
        ))))
    })
}

fn table(operations: &[&'static Operation]) -> Router {
    router_of(Plain, operations, which)
}

async fn found(router: &Router, method: &str, uri: &str) -> String {
    let got = send(router, request(method, uri)).await;
    match got.status {
        200 => got.json().as_str().unwrap().to_owned(),
        405 => format!("405 {}", got.header("allow").unwrap()),
        status => status.to_string(),
    }
}

#[tokio::test]
async fn the_most_literal_path_wins_and_shadowed_templates_keep_their_methods() {
    let router = table(operations![
        "GET" "/pets/{id}",
        "DELETE" "/pets/{pet}",
        "GET" "/pets/mine",
        "GET" "/pets/{id}.json",
        "GET" "/pets/{id}/toys/{toy}",
        "GET" "/pets/mine/toys/best",
        "POST" "/pets",
        "GET" "/pets/",
        "GET" "/",
    ]);
    for (method, uri, expected) in [
        ("GET", "/pets/7", "GET /pets/{id} | id=7"),
        ("HEAD", "/pets/7", ""),
        ("DELETE", "/pets/7", "DELETE /pets/{pet} | pet=7"),
        ("GET", "/pets/mine", "GET /pets/mine | "),
        ("DELETE", "/pets/mine", "DELETE /pets/{pet} | pet=mine"),
        ("PUT", "/pets/mine", "405 DELETE, GET, HEAD"),
        ("GET", "/pets/7.json", "GET /pets/{id}.json | id=7"),
        ("DELETE", "/pets/7.json", "DELETE /pets/{pet} | pet=7.json"),
        ("GET", "/pets/a%2Fb", "GET /pets/{id} | id=a%2Fb"),
        (
            "GET",
            "/pets/mine/toys/x",
            "GET /pets/{id}/toys/{toy} | id=mine toy=x",
        ),
        ("GET", "/pets/mine/toys/best", "GET /pets/mine/toys/best | "),
        (
            "GET",
            "/pets/7/toys/best",
            "GET /pets/{id}/toys/{toy} | id=7 toy=best",
        ),
        ("GET", "/pets", "405 POST"),
        ("POST", "/pets", "POST /pets | "),
        ("GET", "/pets/", "GET /pets/ | "),
        ("GET", "/", "GET / | "),
        ("GET", "/pets/7/", "404"),
        ("GET", "/nothing", "404"),
    ] {
        if method == "HEAD" {
            let got = send(&router, request(method, uri)).await;
            assert_eq!((got.status, got.text.as_str()), (200, ""));
            continue;
        }
        assert_eq!(
            found(&router, method, uri).await,
            expected,
            "{method} {uri}"
        );
    }
}

#[tokio::test]
async fn parameters_and_literals_share_segments() {
    let router = table(operations![
        "GET" "/{a}-{b}",
        "GET" "/{a}.{b}",
        "GET" "/v{version}",
        "GET" "/{name}:cancel",
        "GET" "/caf\u{e9} {x}",
        "GET" "/caf\u{e9}",
        "GET" "/:colon/*star/{{odd",
    ]);
    for (uri, expected) in [
        ("/x-y", "GET /{a}-{b} | a=x b=y"),
        ("/x.y", "GET /{a}.{b} | a=x b=y"),
        ("/v2", "GET /v{version} | version=2"),
        ("/job:cancel", "GET /{name}:cancel | name=job"),
        ("/job%3Acancel", "GET /{name}:cancel | name=job"),
        ("/caf%C3%A9", "GET /caf\u{e9} | "),
        ("/caf%c3%a9%20z", "GET /caf\u{e9} {x} | x=z"),
        ("/:colon/*star/%7B%7Bodd", "GET /:colon/*star/{{odd | "),
        ("/plain", "404"),
    ] {
        assert_eq!(found(&router, "GET", uri).await, expected, "{uri}");
    }
}

#[tokio::test]
async fn queries_and_headers_choose_among_operations_of_one_path() {
    let router = table(operations![
        "GET" "/{bucket}",
        "GET" "/{bucket}?acl",
        "GET" "/{bucket}?list-type=2",
        "GET" "/{bucket}?version={version}",
        "POST" "/#Svc.One" ? &[("X-Target", "Svc.One")],
        "POST" "/#Svc.Two" ? &[("X-Target", "Svc.Two")],
        "PUT" "/{bucket}" ? &[("X-Version", "1")],
    ]);
    assert_eq!(
        found(&router, "PUT", "/b").await,
        "PUT /{bucket} | bucket=b"
    );
    for (uri, expected) in [
        ("/b", "GET /{bucket} | bucket=b"),
        ("/b?acl", "GET /{bucket}?acl | bucket=b"),
        ("/b?acl=", "GET /{bucket}?acl | bucket=b"),
        ("/b?list-type=2&x=y", "GET /{bucket}?list-type=2 | bucket=b"),
        ("/b?list-type=3", "GET /{bucket} | bucket=b"),
        (
            "/b?version=7",
            "GET /{bucket}?version={version} | bucket=b version=7",
        ),
    ] {
        assert_eq!(found(&router, "GET", uri).await, expected, "{uri}");
    }
    for target in ["Svc.One", "Svc.Two"] {
        let request = Request::post("/").header("x-target", target);
        let got = send(&router, request.body(Body::empty()).unwrap()).await;
        assert_eq!(got.json(), json!(format!("POST /#{target} | ")));
    }
    assert_eq!(found(&router, "POST", "/").await, "404");
}

#[tokio::test]
async fn routers_nest_merge_and_take_layers() {
    let api = table(operations!["GET" "/pets/{id}", "GET" "/files:batch"]);
    let other = table(operations!["GET" "/owners/{id}"]);
    let router = Router::new()
        .route("/health", axum::routing::get(|| async { "ok" }))
        .nest("/v1", api.merge(other))
        .fallback(|| async { (StatusCode::IM_A_TEAPOT, "mine") });
    assert_eq!(
        found(&router, "GET", "/v1/pets/7").await,
        "GET /pets/{id} | id=7"
    );
    assert_eq!(
        found(&router, "GET", "/v1/owners/7").await,
        "GET /owners/{id} | id=7"
    );
    assert_eq!(
        found(&router, "GET", "/v1/files:batch").await,
        "GET /files:batch | "
    );
    assert_eq!(get(&router, "/health").await.text, "ok");
    assert_eq!(found(&router, "GET", "/v1/none").await, "418");
}

#[tokio::test]
async fn no_table_makes_the_router_panic() {
    let router = table(operations![
        "GET" "/{a}/{b}",
        "GET" "/{x}/{y}",
        "GET" "/{a}/b",
        "GET" "/a/{b}",
        "GET" "/{a}{b}",
        "GET" "/{*rest}",
        "GET" "/{a",
        "GET" "/a}",
        "GET" "/{}",
        "GET" "//",
        "GET" "//{a}//",
        "GET" "",
        "GET" "nothing",
        "GET" "/%zz/{a}",
        "GET" "/?",
        "GET" "/#",
        "GET" "/a?b={c}&d",
    ]);
    for uri in [
        "/",
        "//",
        "/a/b",
        "/%zz/1",
        "/%",
        "/{a",
        "/a%00b",
        "/%F0%9F/x",
        "//1//",
    ] {
        let Ok(uri) = uri.parse::<http::Uri>() else {
            continue;
        };
        let got = get(&router, &uri.to_string()).await;
        assert!([200, 404].contains(&got.status), "{uri}: {}", got.status);
    }
}

#[tokio::test]
async fn a_path_that_is_not_ours_is_refused_as_a_problem() {
    let router = table(operations!["GET" "/{name}:cancel", "POST" "/jobs"]);
    let got = get(&router, "/job:start").await;
    assert_eq!(got.header("content-type"), Some("application/problem+json"));
    assert_eq!(got.json()["status"], 404);
    let got = get(&router, "/jobs").await;
    assert_eq!((got.status, got.header("allow")), (405, Some("POST")));
}

#[tokio::test]
async fn query_parameters_that_a_fragment_names_tell_operations_apart() {
    macro_rules! selected {
        ($path:literal, $query:expr) => {{
            static OPERATION: Operation = Operation {
                query_selectors: $query,
                ..Operation::new($path, "GET", $path)
            };
            &OPERATION
        }};
    }
    let router = table(&[
        selected!("/{bucket}", &[]),
        selected!("/{bucket}#acl", &[("acl", Some("true"))]),
        selected!("/{bucket}#cors", &[("cors", Some("true"))]),
        selected!("/{bucket}#acl&id", &[("acl", Some("true")), ("id", None)]),
    ]);
    for (uri, expected) in [
        ("/b", "/{bucket} | bucket=b"),
        ("/b?acl=false", "/{bucket} | bucket=b"),
        ("/b?x=1&acl=true", "/{bucket}#acl | bucket=b"),
        ("/b?cors=tr%75e", "/{bucket}#cors | bucket=b"),
        ("/b?id=&acl=true", "/{bucket}#acl&id | bucket=b"),
    ] {
        assert_eq!(found(&router, "GET", uri).await, expected, "{uri}");
    }
}
