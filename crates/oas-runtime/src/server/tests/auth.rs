//! Who may call.

use super::*;
use crate::operation::{Requirement, Scheme, SchemeKind};
use crate::server::{Authenticator, Credential, Credentials, Rejection};
use std::time::Duration;

static TOKEN: Scheme = Scheme::new("token", "with_token", SchemeKind::Bearer);
static LOGIN: Scheme = Scheme::new("login", "with_login", SchemeKind::Basic);
static KEY: Scheme = Scheme::new("key", "with_key", SchemeKind::ApiKeyHeader("X-Key"));
static QUERY: Scheme = Scheme::new("query", "with_query", SchemeKind::ApiKeyQuery("key"));
static COOKIE: Scheme = Scheme::new("cookie", "with_cookie", SchemeKind::ApiKeyCookie("sid"));
static DIGEST: Scheme = Scheme::new("digest", "with_digest", SchemeKind::Http("Digest"));

const fn needs(scheme: &'static Scheme) -> Requirement {
    Requirement::new(scheme, &["read"])
}

static ONE: Operation = Operation {
    security: &[&[needs(&TOKEN)]],
    ..Operation::new("one", "GET", "/one")
};
static EITHER: Operation = Operation {
    security: &[
        &[needs(&TOKEN)],
        &[needs(&LOGIN)],
        &[needs(&DIGEST)],
        &[needs(&COOKIE)],
    ],
    ..Operation::new("either", "GET", "/either")
};
static BOTH: Operation = Operation {
    security: &[&[needs(&KEY), needs(&QUERY)]],
    ..Operation::new("both", "GET", "/both")
};
static MAYBE: Operation = Operation {
    security: &[&[needs(&TOKEN)]],
    optional_security: true,
    ..Operation::new("maybe", "GET", "/maybe")
};
static OPEN: Operation = Operation::new("open", "GET", "/open");

struct Guard;

impl Authenticator for Guard {
    type Principal = String;

    async fn authenticate(
        &self,
        credentials: Credentials<'_>,
        needed: &[Requirement],
    ) -> Result<String, Rejection> {
        tokio::task::yield_now().await;
        let mut who = Vec::new();
        for requirement in needed {
            assert_eq!(requirement.scopes, ["read"]);
            who.push(match credentials.get(requirement.scheme) {
                Some(Credential::Bearer("busy")) => {
                    let retry_after = Some(Duration::from_millis(1500));
                    return Err(Rejection::TooManyRequests { retry_after });
                }
                Some(Credential::Bearer("other")) => return Err(Rejection::Forbidden),
                Some(Credential::Bearer("bad")) | None => return Err(Rejection::Unauthenticated),
                Some(Credential::Bearer(token)) => token.to_owned(),
                Some(Credential::Basic { username, password }) => format!("{username}/{password}"),
                Some(Credential::ApiKey(key)) => key,
                Some(Credential::Http(rest)) => rest.to_owned(),
                Some(Credential::Certificate) => "certificate".into(),
            });
        }
        Ok(who.join("+"))
    }
}

fn known(_: Arc<Plain>, incoming: Incoming<String>) -> Serving {
    incoming.serve(
        |_| Some(Read(Value::Null)),
        |who, _| async move { Reply::text(200, who) },
    )
}

fn maybe(_: Arc<Plain>, incoming: Incoming<String>) -> Serving {
    incoming.serve_optional(
        |_| Some(Read(Value::Null)),
        |who, _| async move { Reply::text(200, format!("{who:?}")) },
    )
}

fn open(_: Arc<Plain>, incoming: Incoming<String>) -> Serving {
    echo(incoming, |_| Some(Read(json!("open"))))
}

async fn ask(uri: &str, headers: &[(&str, &str)]) -> Got {
    let routes = vec![
        Route::new(&ONE, known as fn(_, _) -> _),
        Route::new(&EITHER, known),
        Route::new(&BOTH, known),
        Route::new(&MAYBE, maybe),
        Route::new(&OPEN, open),
    ];
    let router = super::super::router(Arc::new(Plain), Guard, routes);
    let mut builder = Request::get(uri);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    send(&router, builder.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn callers_are_known_by_what_the_schemes_name() {
    for (uri, headers, who) in [
        ("/one", vec![("Authorization", "Bearer abc")], "abc"),
        ("/one", vec![("Authorization", "bearer  abc")], "abc"),
        (
            "/either",
            vec![("Authorization", "Basic bWU6cDpx")],
            "me/p:q",
        ),
        ("/either", vec![("Authorization", "Basic YTo")], "a/"),
        (
            "/either",
            vec![("Authorization", "Digest a=b, c=d")],
            "a=b, c=d",
        ),
        ("/either", vec![("Cookie", "x=y; sid=s%20t")], "s t"),
        (
            "/either",
            vec![("Authorization", "Bearer bad"), ("Cookie", "sid=me")],
            "me",
        ),
        ("/both?key=k%2B", vec![("X-Key", "h")], "h+k+"),
        (
            "/maybe",
            vec![("Authorization", "Bearer abc")],
            "Some(\"abc\")",
        ),
        ("/maybe", vec![], "None"),
        ("/open", vec![], "\"open\""),
    ] {
        let got = ask(uri, &headers).await;
        assert_eq!(
            (got.status, got.text.as_str()),
            (200, who),
            "{uri} {headers:?}"
        );
    }
}

#[tokio::test]
async fn others_are_turned_away() {
    for (uri, headers, status) in [
        ("/one", vec![], 401),
        ("/one", vec![("Authorization", "Bearer bad")], 401),
        ("/one", vec![("Authorization", "Basic abc")], 401),
        ("/one", vec![("Authorization", "Bearer")], 401),
        ("/one", vec![("Authorization", "Bearer other")], 403),
        ("/both", vec![("X-Key", "h")], 401),
        ("/both?key=k", vec![], 401),
        ("/maybe", vec![("Authorization", "Bearer bad")], 401),
        ("/either", vec![("Authorization", "Basic !!!")], 401),
    ] {
        let got = ask(uri, &headers).await;
        assert_eq!(got.status, status, "{uri} {headers:?}");
    }
    let got = ask("/one", &[("Authorization", "Bearer busy")]).await;
    assert_eq!((got.status, got.header("retry-after")), (429, Some("2")));
    let got = ask("/either", &[]).await;
    let challenge = "Bearer, Basic realm=\"api\", Digest";
    assert_eq!(got.header("www-authenticate"), Some(challenge));
}

#[test]
fn credentials_are_not_shown() {
    let (head, ()) = Request::get("/?key=hunter2")
        .header("Authorization", "Bearer hunter2")
        .body(())
        .unwrap()
        .into_parts();
    let needed = [needs(&TOKEN), needs(&QUERY)];
    let credentials = Credentials::new(&head, &needed);
    let shown = format!("{credentials:?} {:?}", credentials.get(&TOKEN));
    assert_eq!(shown, "[\"token\", \"query\"] Some(Bearer(..))");
}
