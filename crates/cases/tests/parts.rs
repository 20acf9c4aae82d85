//! Parts of multipart bodies without a type: files, unless they are said to be JSON.

use std::sync::Arc;

use cases::parts_untyped::{client::Client, models, operations as op, server};
use oas_runtime::v1 as rt;

type Done = Result<(), Box<dyn std::error::Error>>;

struct Service;

impl rt::server::Service for Service {}

impl server::Api for Service {
    async fn upload(&self, request: op::UploadRequest) -> Result<String, op::UploadError> {
        let form = request.body.read().await?;
        let mut said = vec![form.name];
        let pages = form.pages.into_iter().flatten();
        for file in [form.file].into_iter().chain(form.icon).chain(pages) {
            let media_type = file.content_type.clone().unwrap_or_default();
            let text = file.bytes().await?;
            said.push(format!("{media_type}: {text:?}"));
        }
        said.push(format!("{:?} {:?}", form.about, form.note));
        said.push(format!("{:?}", form.more.and_then(|more| more.any)));
        Ok(said.join("\n"))
    }

    async fn describe(&self, _: op::DescribeRequest) -> Result<(), op::DescribeError> {
        Ok(())
    }
}

#[tokio::test]
async fn a_part_without_a_type_is_a_file_unless_its_encoding_is_json() -> Done {
    let config = rt::client::Config::default().transport(server::router(Arc::new(Service)));
    let client = Client::with_config("http://localhost", config)?;
    let form = models::UploadForm {
        icon: Some(rt::FilePart::new("icon")),
        pages: Some(vec![rt::FilePart::new("one"), rt::FilePart::new("two")]),
        about: Some(serde_json::json!("true")),
        note: rt::Field::Value("null".to_owned()),
        more: Some(models::upload::More {
            any: Some(serde_json::json!([true])),
        }),
        ..models::UploadForm::new("name", rt::FilePart::new(vec![0xff, 0x00]))
    };
    let said = client.upload(form).await?.into_inner();
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines,
        [
            "name",
            r#"application/octet-stream: b"\xff\0""#,
            r#"image/png: b"icon""#,
            r#"application/octet-stream: b"one""#,
            r#"application/octet-stream: b"two""#,
            r#"Some(String("true")) Value("null")"#,
            "Some(Array [Bool(true)])",
        ]
    );
    // In JSON the same is any JSON.
    let any = models::Upload::new("name", serde_json::json!([1]));
    client.describe(any).await?;
    Ok(())
}
