//! What contains itself: unions, lists and maps.

use cases::recursion_of_lists::models::{Holder, Json, Lists, Maps, Merged};
use cases::unions_in_a_circle::models::{
    Cat, Dog, Down, Far, Left, Near, Number, Right, Tall, Text, Up, Wide,
};
use cases::{recursion_of_lists as lists, unions_in_a_circle as unions};
use oas_runtime::v1 as rt;
use serde_json::json;

use super::{again, violations};

type Done = Result<(), Box<dyn std::error::Error>>;

const CAT: &str = r#"{"kind":"Cat","lives":7}"#;
const DOG: &str = r#"{"kind":"Dog","name":"Rex"}"#;

struct Service;

impl rt::server::Service for Service {}

impl unions::server::Api for Service {
    async fn swap(
        &self,
        request: unions::operations::SwapRequest,
    ) -> Result<Right, unions::operations::SwapError> {
        Ok(match request.body {
            Left::Cat(cat) => Right::Cat(cat),
            Left::Dog(dog) => Right::Dog(dog),
            _ => Right::Unknown(rt::Value::Null),
        })
    }
}

#[tokio::test]
async fn unions_that_hold_each_other_have_the_alternatives_of_all() -> Done {
    let router = unions::server::router(std::sync::Arc::new(Service));
    let config = rt::client::Config::default().transport(router);
    let client = unions::client::Client::with_config("http://localhost", config)?;
    let dog = Dog::new("Dog", "Rex");
    let answer = client.swap(Left::Dog(dog.clone())).await?;
    assert_eq!(*answer, Right::Dog(dog));
    let cat = Cat {
        friend: Some(Box::new(Left::Dog(Dog::new("Dog", "Rex")))),
        ..Cat::new("Cat", 7)
    };
    let answer = client.swap(Left::Cat(cat.clone())).await?;
    assert_eq!(*answer, Right::Cat(cat));
    Ok(())
}

#[test]
fn each_of_them_reads_what_any_of_them_lists() -> Done {
    for text in [CAT, DOG] {
        let value: rt::Value = serde_json::from_str(text)?;
        assert_eq!(again::<Left>(text)?, value);
        assert_eq!(again::<Right>(text)?, value);
        assert_eq!(again::<Wide>(text)?, value);
        assert_eq!(again::<Tall>(text)?, value);
    }
    for text in [
        r#"{"kind":"cat","lives":1}"#,
        r#"{"kind":"dog","name":"R"}"#,
    ] {
        let value: rt::Value = serde_json::from_str(text)?;
        assert_eq!(again::<Up>(text)?, value);
        assert_eq!(again::<Down>(text)?, value);
    }
    Ok(())
}

#[test]
fn a_tag_that_leads_round_and_round_is_one_that_nobody_lists() -> Done {
    let read = rt::json::read::<Up>(br#"{"kind":"round","lives":1}"#)?;
    assert!(matches!(read, Up::Unknown(_)));
    assert!(!violations(&read).is_empty());
    Ok(())
}

#[test]
fn the_outer_tag_selects_what_is_behind_the_other_union() -> Done {
    let near: Near = rt::json::read(br#"{"kind":"far","place":"dog","name":"R"}"#)?;
    assert!(matches!(near, Near::Dog(_)));
    let far: Far = rt::json::read(br#"{"place":"near","kind":"Cat","lives":2}"#)?;
    assert!(matches!(far, Far::Cat(_)));
    Ok(())
}

#[test]
fn without_a_tag_the_shape_decides() -> Done {
    assert_eq!(rt::json::read::<Text>(b"5")?, Text::Integer(5));
    assert_eq!(
        rt::json::read::<Number>(b"\"a\"")?,
        Number::String("a".to_owned())
    );
    assert!(rt::json::read::<Text>(b"true").is_err());
    Ok(())
}

impl lists::server::Api for Service {
    async fn turn(
        &self,
        request: lists::operations::TurnRequest,
    ) -> Result<Maps, lists::operations::TurnError> {
        Ok(turned(request.body))
    }
}

fn turned(list: Lists) -> Maps {
    let Lists::Items(items) = list else {
        return Maps::default();
    };
    let items = items.into_iter().enumerate();
    Maps {
        additional_properties: items
            .map(|(at, item)| (at.to_string(), turned(item)))
            .collect(),
    }
}

#[tokio::test]
async fn lists_and_maps_of_themselves_go_over_the_wire() -> Done {
    let router = lists::server::router(std::sync::Arc::new(Service));
    let config = rt::client::Config::default().transport(router);
    let client = lists::client::Client::with_config("http://localhost", config)?;
    let empty = || Lists::Items(Vec::new());
    let list = Lists::Items(vec![Lists::Items(vec![empty(), empty()]), empty()]);
    let answer = client.turn(list).await?.into_inner();
    let text = rt::json::write(&answer)?;
    assert_eq!(text, r#"{"0":{"0":{},"1":{}},"1":{}}"#);
    let long = Lists::Items(vec![empty(), empty(), empty()]);
    assert!(client.turn(long).await.is_err());
    Ok(())
}

#[test]
fn their_items_are_of_the_same_kind() -> Done {
    assert!(rt::json::read::<Lists>(b"[[], [1]]").is_err());
    assert!(rt::json::read::<Maps>(br#"{"a":{"b":1}}"#).is_err());
    assert!(rt::json::read::<Json>(br#"[{"a":[{"b":[]}]}]"#).is_ok());
    assert!(rt::json::read::<Json>(br#"[{"a":[[]]}]"#).is_err());
    assert!(rt::json::read::<Merged>(br#"{"a":[{"b":[]}]}"#).is_ok());
    assert!(rt::json::read::<Merged>(br#"{"a":[5]}"#).is_err());
    Ok(())
}

#[test]
fn their_bounds_and_defaults_hold() -> Done {
    let lists: Lists = rt::json::read(b"[[[], [], []]]")?;
    assert_eq!(violations(&lists).len(), 1);
    let maps: Maps = rt::json::read(br#"{"a":{"b":{},"c":{},"d":{}}}"#)?;
    assert_eq!(violations(&maps).len(), 1);
    let holder = json!({ "lists": [], "maps": { "a": {} } });
    assert_eq!(again::<Holder>("{}")?, holder);
    assert!(rt::json::read::<Holder>(br#"{"deep":[[1]]}"#).is_err());
    Ok(())
}
