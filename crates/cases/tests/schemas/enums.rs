//! Enums of values of several types keep apart what only its type tells apart.

use cases::enums::models::{Mixed, Painting};
use oas_runtime::v1 as rt;
use serde_json::json;

use super::again;

type Done = Result<(), Box<dyn std::error::Error>>;

fn mixed(value: &str) -> Result<Option<Mixed>, Box<dyn std::error::Error>> {
    let text = format!(r#"{{"color": "red", "mixed": {value}}}"#);
    let painting: Painting = rt::json::read(text.as_bytes())?;
    Ok(painting.mixed.into_option())
}

#[test]
fn the_number_one_is_not_the_text_one() -> Done {
    assert_eq!(mixed("1")?, Some(Mixed::_1));
    assert_eq!(mixed(r#""1""#)?, Some(Mixed::Text1));
    assert_eq!(mixed(r#""one""#)?, Some(Mixed::One));
    assert_eq!(mixed("true")?, Some(Mixed::True));
    assert_eq!(mixed("null")?, None);
    assert_eq!(mixed("2")?, Some(Mixed::Unknown(json!(2))));
    Ok(())
}

#[test]
fn each_value_is_written_as_it_was_read() -> Done {
    for value in [
        json!(1),
        json!("1"),
        json!("one"),
        json!(true),
        json!(null),
        json!("new"),
    ] {
        let text = json!({ "color": "red", "mixed": value }).to_string();
        assert_eq!(again::<Painting>(&text)?["mixed"], value);
    }
    Ok(())
}
