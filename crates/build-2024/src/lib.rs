//! A crate of edition 2024 that includes what its build script generated, two modules deep.

/// The outer module: generated code may stand anywhere.
pub mod a {
    /// The API.
    pub mod b {
        include!(concat!(env!("OUT_DIR"), "/library_client.rs"));
    }
}

#[cfg(test)]
mod tests {
    use super::a::b::{client, models, operations};

    #[test]
    fn settings_in_code_hold() {
        let json = r#"{"title":"Rust","pages":9}"#;
        let book: models::Book = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&book).unwrap(), json);
    }

    #[test]
    fn the_client_is_there() {
        fn call(client: &client::Client) {
            drop(client.get_book(operations::GetBookRequest::new(7)));
        }
        let _ = call;
    }
}
