//! Defaults fill what is absent, null stays null, and a PATCH sends neither.

use cases::defaults::models::{Settings, SettingsPatch, Window};
use oas_runtime::v1 as rt;
use serde_json::json;

use super::again;

type Done = Result<(), Box<dyn std::error::Error>>;

#[test]
fn defaults_of_every_type_are_applied() -> Done {
    let all = json!({
        "theme": "light",
        "shown": false,
        "day": "2024-02-29",
        "at": "2024-02-29T12:00:00+01:00",
        "owner": "6f1c1b2e-0c5e-4d0e-9d5b-0d6a3c0f6a55",
        "price": "12.50",
        "length": "PT1H",
        "opens": "09:30:00",
        "data": "aGVsbG8=",
        "limits": { "low": 1, "high": 9 },
        "window": { "width": 640, "height": 600 },
        "anything": { "a": [1, null] },
        "days": ["2024-01-01"]
    });
    assert_eq!(again::<Settings>("{}")?, all);
    assert_eq!(rt::json::read::<Settings>(b"{}")?, Settings::default());
    assert_eq!(Settings::default().window.width, 640);
    assert_eq!(Window::default().width, 800);
    Ok(())
}

#[test]
fn null_is_not_absent_beside_a_default() -> Done {
    let read = |text: &str| rt::json::read::<Settings>(text.as_bytes());
    assert_eq!(read("{}")?.theme.as_deref(), Some("light"));
    assert_eq!(read(r#"{"theme": null}"#)?.theme, None);
    assert_eq!(read(r#"{"shown": null}"#)?.shown, None);
    assert_eq!(
        again::<Settings>(r#"{"theme": null}"#)?["theme"],
        json!(null)
    );
    assert!(read(r#"{"day": null}"#).is_err());
    Ok(())
}

#[test]
fn a_patch_sends_what_is_given_and_no_default() -> Done {
    assert_eq!(again::<SettingsPatch>("{}")?, json!({}));
    let text = r#"{"theme": null, "window": {"height": 1}}"#;
    assert_eq!(
        again::<SettingsPatch>(text)?,
        json!({ "theme": null, "window": { "height": 1 } })
    );
    Ok(())
}
