//! A crate of edition 2021 that includes what its build script generated, two modules deep.

/// The outer module: generated code may stand anywhere.
pub mod a {
    /// The API.
    pub mod b {
        include!(concat!(env!("OUT_DIR"), "/library.rs"));
    }
}

#[cfg(test)]
mod tests {
    use super::a::b::{models, operations};

    #[test]
    fn a_model_reads_and_writes_json() {
        let json = r#"{"title":"Rust","option":"lend"}"#;
        let book: models::Book = serde_json::from_str(json).unwrap();
        assert_eq!(book.title, "Rust");
        assert_eq!(book.option, Some(models::Option::Lend));
        assert_eq!(serde_json::to_string(&book).unwrap(), json);
    }

    #[test]
    fn a_request_is_made_of_its_required_part() {
        assert_eq!(operations::GetBookRequest::new(7).id, 7);
    }

    #[test]
    fn both_faces_are_there() {
        fn client(client: &super::a::b::client::Client) {
            drop(client.get_book(operations::GetBookRequest::new(7)));
        }
        struct Shelf;
        impl super::a::b::server::Api for Shelf {
            async fn get_book(
                &self,
                request: operations::GetBookRequest,
            ) -> Result<models::Book, operations::GetBookError> {
                let message = format!("no book {}", request.id);
                Err(operations::GetBookError::NotFound(models::Error::new(
                    message,
                )))
            }
        }
        impl oas_runtime::v1::server::Service for Shelf {}
        let _ = client;
        drop(super::a::b::server::router(std::sync::Arc::new(Shelf)));
    }
}
