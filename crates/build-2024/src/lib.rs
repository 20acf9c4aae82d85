//! A crate of edition 2024 that includes what its build script generated, two modules deep.

/// The outer module: generated code may stand anywhere.
pub mod a {
    /// The API.
    pub mod b {
        include!(concat!(env!("OUT_DIR"), "/library_client.rs"));
    }
}

/// Schemas called `Error`, `String`, `Option` and so on.
pub mod names {
    include!(concat!(env!("OUT_DIR"), "/names.rs"));
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
    fn names_of_the_prelude_are_no_obstacle() {
        use super::names::models;
        let json = r#"{"text":"a","list":[{"text":"b"}],"three":null}"#;
        let value: models::String = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), json);
        let inner: models::Option = models::Option::new("b");
        assert_eq!(value.list, Some(vec![inner]));
    }

    #[test]
    fn the_client_is_there() {
        fn call(client: &client::Client) {
            drop(client.get_book(operations::GetBookRequest::new(7)));
        }
        let _ = call;
    }
}
