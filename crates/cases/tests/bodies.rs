//! Bodies of every kind, through client, router and handler; and against another client, `curl`.

use std::sync::Arc;

use cases::bodies::{client::Client, models, operations as op, server};
use oas_runtime::v1 as rt;

type Done = Result<(), Box<dyn std::error::Error>>;

/// Answers with what it received.
struct Echo;

impl rt::server::Service for Echo {}

impl server::Api for Echo {
    async fn send_json(&self, _: op::SendJsonRequest) -> Result<(), op::SendJsonError> {
        Ok(())
    }

    async fn send_merge(&self, _: op::SendMergeRequest) -> Result<(), op::SendMergeError> {
        Ok(())
    }

    async fn send_text(&self, request: op::SendTextRequest) -> Result<String, op::SendTextError> {
        Ok(request.body)
    }

    async fn send_bytes(
        &self,
        request: op::SendBytesRequest,
    ) -> Result<rt::Body, op::SendBytesError> {
        Ok(request.body)
    }

    async fn send_form(&self, _: op::SendFormRequest) -> Result<(), op::SendFormError> {
        Ok(())
    }

    async fn send_parts(&self, request: op::SendPartsRequest) -> Result<(), op::SendPartsError> {
        request.body.read().await?;
        Ok(())
    }

    async fn report(
        &self,
        request: op::ReportRequest,
    ) -> Result<rt::Multipart<models::ReportParts>, op::ReportError> {
        let models::ReportForm { file, logs, pages } = request.body.read().await?;
        let answer = models::ReportParts {
            file,
            logs,
            pages,
            size: 3,
        };
        Ok(answer.into())
    }

    async fn send_many(
        &self,
        request: op::SendManyRequest,
    ) -> Result<op::SendManyOkContent, op::SendManyError> {
        Ok(match request.body {
            op::SendManyBody::Json(body) => {
                op::SendManyOkContent::Json(op::SendManyOkJson { a: body.a })
            }
            op::SendManyBody::Text(text) => op::SendManyOkContent::TextCsv(text),
        })
    }

    async fn send_version(
        &self,
        request: op::SendVersionRequest,
    ) -> Result<op::SendVersionOkContent, op::SendVersionError> {
        Ok(match request.body {
            op::SendVersionBody::JsonVersion1(body) => {
                op::SendVersionOkContent::JsonVersion1(op::SendVersionOkJsonVersion1 {
                    name: body.name,
                })
            }
            op::SendVersionBody::JsonVersion2(body) => {
                op::SendVersionOkContent::JsonVersion2(op::SendVersionOkJsonVersion2 {
                    first: body.first,
                })
            }
        })
    }

    async fn send_xml(&self, request: op::SendXmlRequest) -> Result<String, op::SendXmlError> {
        Ok(request.body)
    }

    async fn send_image(
        &self,
        request: op::SendImageRequest,
    ) -> Result<rt::Body, op::SendImageError> {
        Ok(request.body)
    }

    async fn send_any(&self, request: op::SendAnyRequest) -> Result<rt::Body, op::SendAnyError> {
        Ok(request.body.unwrap_or_default())
    }

    async fn search(&self, request: op::SearchRequest) -> Result<String, op::SearchError> {
        Ok(request.body.unwrap_or_default())
    }

    async fn delete_some(
        &self,
        request: op::DeleteSomeRequest,
    ) -> Result<i64, op::DeleteSomeError> {
        Ok(request.body.len() as i64)
    }
}

fn client() -> Result<Client, rt::client::BuildError> {
    let config = rt::client::Config::default().transport(server::router(Arc::new(Echo)));
    Client::with_config("http://localhost", config)
}

#[tokio::test]
async fn bytes_and_ranges_of_media_types_go_there_and_back() -> Done {
    let client = client()?;
    let echo = client.send_bytes("bytes").await?.into_inner();
    assert_eq!(echo.content_type(), Some("application/octet-stream"));
    assert_eq!(echo.bytes().await?, "bytes");
    let image = rt::Body::from("pixels").with_content_type("image/webp");
    let echo = client.send_image(image).await?.into_inner();
    assert_eq!(echo.content_type(), Some("image/webp"));
    let any = op::SendAnyRequest {
        body: Some(rt::Body::from("a,b").with_content_type("text/csv")),
    };
    let echo = client.send_any(any).await?.into_inner();
    assert_eq!(echo.content_type(), Some("text/csv"));
    assert_eq!(echo.text().await?, "a,b");
    assert!(
        client
            .send_any(())
            .await?
            .into_inner()
            .bytes()
            .await?
            .is_empty()
    );
    Ok(())
}

#[tokio::test]
async fn parts_of_any_kind_of_multipart_go_there_and_back() -> Done {
    let file = rt::FilePart::new(vec![0xff, 0x00, 0x0a])
        .with_name("a.bin")
        .with_content_type("image/png");
    let logs = Some(vec![
        rt::FilePart::new(vec![0x01]),
        rt::FilePart::new(vec![0xfe]),
    ]);
    // One file or several, by the document; one is a list of one.
    let pages = Some(vec![rt::FilePart::new(vec![0xfd])]);
    let sent = models::ReportForm { file, logs, pages };
    let reply = client()?.report(sent).await?;
    let media_type = reply.headers().get("content-type");
    let media_type = media_type.and_then(|media_type| media_type.to_str().ok());
    assert!(
        media_type.is_some_and(|media_type| media_type.starts_with("multipart/mixed; boundary="))
    );
    let parts = reply.into_inner().read().await?;
    assert_eq!(parts.size, 3);
    assert_eq!(parts.file.file_name.as_deref(), Some("a.bin"));
    assert_eq!(parts.file.bytes().await?, vec![0xff, 0x00, 0x0a]);
    let mut logs = parts.logs.unwrap_or_default();
    let last = logs.pop().ok_or("no logs")?;
    assert_eq!(last.bytes().await?, vec![0xfe]);
    assert_eq!(logs.len(), 1);
    let mut pages = parts.pages.unwrap_or_default();
    let page = pages.pop().ok_or("no pages")?;
    assert_eq!(page.bytes().await?, vec![0xfd]);
    Ok(())
}

#[tokio::test]
async fn xml_is_handed_over_as_text() -> Done {
    let echo = client()?.send_xml("<a>1</a>".to_owned()).await?;
    assert_eq!(*echo, "<a>1</a>");
    let media_type = echo.headers().get("content-type");
    assert_eq!(
        media_type.and_then(|m| m.to_str().ok()),
        Some("application/xml")
    );
    Ok(())
}

#[tokio::test]
async fn get_and_delete_can_have_bodies() -> Done {
    let client = client()?;
    let search = op::SearchRequest {
        body: Some("what".to_owned()),
    };
    assert_eq!(*client.search(search).await?, "what");
    assert_eq!(*client.search(()).await?, "");
    assert_eq!(*client.delete_some(vec![1, 2, 3]).await?, 3);
    Ok(())
}

#[tokio::test]
async fn one_of_several_media_types_goes_there_and_back() -> Done {
    let client = client()?;
    let json = op::SendManyBody::Json(op::SendManyBodyJson {
        a: Some("x".to_owned()),
    });
    let echo = client.send_many(json).await?.into_inner();
    let expected = op::SendManyOkJson {
        a: Some("x".to_owned()),
    };
    assert_eq!(echo, op::SendManyOkContent::Json(expected));
    let text = op::SendManyBody::Text("a,b".to_owned());
    let echo = client.send_many(text).await?.into_inner();
    assert_eq!(echo, op::SendManyOkContent::TextCsv("a,b".to_owned()));
    Ok(())
}

#[tokio::test]
async fn what_a_media_type_has_beside_its_name_tells_versions_apart() -> Done {
    let client = client()?;
    let body = op::SendVersionBodyJsonVersion2 {
        first: Some("x".to_owned()),
    };
    let sent = op::SendVersionBody::JsonVersion2(body);
    let echo = client.send_version(sent).await?.into_inner();
    let expected = op::SendVersionOkJsonVersion2 {
        first: Some("x".to_owned()),
    };
    assert_eq!(echo, op::SendVersionOkContent::JsonVersion2(expected));
    Ok(())
}

/// What `curl` prints, served on a port; `None` where there is no `curl`.
async fn curl(arguments: &[&str], path: &str) -> Option<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.ok()?;
    let url = format!("http://{}{path}", listener.local_addr().ok()?);
    let router = server::router(Arc::new(Echo));
    let server = tokio::spawn(async move { rt::axum::serve(listener, router).await });
    let mut command = std::process::Command::new("curl");
    command.args(["-s", "-S", "-w", " %{http_code} %{content_type}"]);
    command.args(arguments).arg(url);
    let output = tokio::task::spawn_blocking(move || command.output()).await;
    server.abort();
    let output = output.ok()?.ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[tokio::test]
async fn another_client_is_answered_as_the_document_says() -> Done {
    let cases: &[(&[&str], &str, &str)] = &[
        (
            &[
                "-X",
                "PUT",
                "-H",
                "Content-Type: image/webp",
                "--data-binary",
                "px",
            ],
            "/image",
            "px 200 image/webp",
        ),
        (
            &[
                "-H",
                "Content-Type: application/json;charset=utf-8;version=2",
                "-d",
                r#"{"first":"x"}"#,
            ],
            "/versions",
            r#"{"first":"x"} 200 application/json; version=2"#,
        ),
        (
            &["-X", "PUT", "-H", "Content-Type: text/plain", "-d", "px"],
            "/image",
            " 415 ",
        ),
        (
            &[
                "-X",
                "PUT",
                "-H",
                "Content-Type: application/xml",
                "-d",
                "<a/>",
            ],
            "/xml",
            "<a/> 200 application/xml",
        ),
        (
            &[
                "-X",
                "GET",
                "-H",
                "Content-Type: application/json",
                "-d",
                "\"q\"",
            ],
            "/search",
            "\"q\" 200 application/json",
        ),
        (
            &[
                "-X",
                "DELETE",
                "-H",
                "Content-Type: application/json",
                "-d",
                "[1,2]",
            ],
            "/some",
            "2 200 application/json",
        ),
        (
            &[
                "-H",
                "Transfer-Encoding: chunked",
                "-H",
                "Content-Type: application/octet-stream",
                "-d",
                "abc",
            ],
            "/bytes",
            "abc 200 application/octet-stream",
        ),
        (
            &[
                "-F",
                "file=@Cargo.toml;type=text/toml",
                "-F",
                "about={\"title\":\"t\"};type=application/json",
            ],
            "/parts",
            " 204 ",
        ),
        (&["-F", "about={};type=application/json"], "/parts", " 400 "),
    ];
    for (arguments, path, expected) in cases {
        let Some(got) = curl(arguments, path).await else {
            return Ok(());
        };
        assert!(got.contains(expected.trim_end()), "{path}: {got}");
    }
    Ok(())
}
