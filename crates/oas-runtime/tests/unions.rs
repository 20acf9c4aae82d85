//! What `#[derive(Wire)]` does for unions, with JSON and with formats that are not JSON.

use oas_runtime::v1 as rt;
use proptest::prelude::*;
use rt::json::{read, write};
use rt::wire::{In, Out};

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct Cat {
    name: String,
    lives: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct Dog {
    #[wire(rename = "petType")]
    pet_type: String,
    #[wire(rename = "barkVolume")]
    bark_volume: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(tag = "petType")]
#[non_exhaustive]
enum Pet {
    #[wire(tag = "cat", tag = "kitten", from)]
    Cat(Cat),
    #[wire(tag = "dog", keep_tag, from)]
    Dog(Box<Dog>),
    #[wire(tag = "bag")]
    Bag(rt::Map<rt::Value>),
    #[wire(tag = "inner")]
    Inner(Inner),
    #[wire(unknown)]
    Unknown(rt::Value),
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(tag = "kind")]
enum Inner {
    #[wire(tag = "a")]
    A(Cat),
    #[wire(tag = "shape")]
    Shape(Shape),
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct Square {
    side: f64,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct Rectangle {
    side: f64,
    other: f64,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(untagged)]
enum Shape {
    Square(Square),
    Rectangle(Rectangle),
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
enum Unit {
    #[wire(rename = "auto")]
    Auto,
    #[wire(unknown)]
    Unknown(rt::UnknownValue),
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(untagged)]
enum Input {
    Unit(Unit),
    Text(String),
    Number(i64),
    Big(f64),
    Flag(bool),
    Texts(Vec<String>),
    Tokens(Vec<i64>),
    Batches(Vec<Vec<i64>>),
    Shape(Shape),
    Map(rt::Map<i64>),
    Null(rt::Null),
}

fn text<T: rt::ToWire>(value: &T) -> String {
    String::from_utf8(write(value).unwrap().to_vec()).unwrap()
}

fn round_trip<T: rt::ToWire + rt::FromWire>(json: &str) -> String {
    text(&read::<T>(json.as_bytes()).unwrap())
}

fn error<T: rt::FromWire>(json: &str) -> String {
    match read::<T>(json.as_bytes()) {
        Ok(_) => panic!("{json} was read"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_discriminator_may_stand_anywhere() {
    let cat = Pet::Cat(Cat {
        name: "Tom".into(),
        lives: Some(9),
    });
    for json in [
        r#"{"petType":"cat","name":"Tom","lives":9}"#,
        r#"{"name":"Tom","petType":"kitten","lives":9.0}"#,
        r#"{"lives":9,"other":[{"petType":"dog"}],"name":"Tom","petType":"cat"}"#,
    ] {
        assert_eq!(read::<Pet>(json.as_bytes()).unwrap(), cat, "{json}");
    }
    assert_eq!(text(&cat), r#"{"petType":"cat","name":"Tom","lives":9}"#);
}

#[test]
fn content_that_declares_the_discriminator_keeps_it() {
    for json in [
        r#"{"petType":"dog","barkVolume":1.5}"#,
        r#"{"barkVolume":1.5,"petType":"dog"}"#,
    ] {
        let dog: Pet = read(json.as_bytes()).unwrap();
        assert_eq!(
            dog,
            Dog {
                pet_type: "dog".into(),
                bark_volume: Some(1.5)
            }
            .into()
        );
        assert_eq!(text(&dog), r#"{"petType":"dog","barkVolume":1.5}"#);
    }
}

#[test]
fn unlisted_discriminators_are_kept_whole() {
    let json = r#"{"petType":"axolotl","gills":6}"#;
    assert!(matches!(read::<Pet>(json.as_bytes()), Ok(Pet::Unknown(_))));
    let written: rt::Value = read(round_trip::<Pet>(json).as_bytes()).unwrap();
    assert_eq!(written, read::<rt::Value>(json.as_bytes()).unwrap());
    assert_eq!(
        error::<Inner>(r#"{"kind":"s3cret"}"#),
        "expected a listed kind, found another string"
    );
    assert_eq!(
        error::<Inner>(r#"{"name":"x"}"#),
        "expected the property `kind`, found nothing"
    );
    assert_eq!(
        error::<Inner>(r#"{"kind":1}"#),
        "at /kind: expected a string, found a number"
    );
    assert_eq!(
        error::<Vec<Inner>>("[7]"),
        "at /0: expected an object, found a number"
    );
}

#[test]
fn unions_in_unions_are_written_with_both_discriminators() {
    for json in [
        r#"{"petType":"inner","kind":"a","name":"Tom"}"#,
        r#"{"petType":"inner","kind":"shape","side":1.0,"other":2.0}"#,
        r#"{"petType":"bag","x":1}"#,
    ] {
        assert_eq!(round_trip::<Pet>(json), json);
    }
    let late = r#"{"other":2,"kind":"shape","side":1,"petType":"inner"}"#;
    assert_eq!(
        round_trip::<Pet>(late),
        r#"{"petType":"inner","kind":"shape","side":1.0,"other":2.0}"#
    );
}

#[test]
fn alternatives_are_told_apart_by_shape() {
    let expect = |json: &str, expected: Input| {
        let input: Input = read(json.as_bytes()).unwrap();
        assert_eq!(input, expected, "{json}");
        assert!(oas_runtime::json::example::<Input>(json).is_ok(), "{json}");
    };
    expect(r#""auto""#, Input::Unit(Unit::Auto));
    expect(r#""hello""#, Input::Text("hello".into()));
    expect("3", Input::Number(3));
    expect("3.5", Input::Big(3.5));
    expect("true", Input::Flag(true));
    expect("null", Input::Null(rt::Null));
    expect(r#"["a","b"]"#, Input::Texts(vec!["a".into(), "b".into()]));
    expect("[1,2]", Input::Tokens(vec![1, 2]));
    expect("[[1],[2,3]]", Input::Batches(vec![vec![1], vec![2, 3]]));
    expect(
        r#"{"side":1}"#,
        Input::Shape(Shape::Square(Square { side: 1.0 })),
    );
    expect(
        r#"{"other":2,"side":1}"#,
        Input::Shape(Shape::Rectangle(Rectangle {
            side: 1.0,
            other: 2.0,
        })),
    );
    expect(r#"{"a":1}"#, Input::Map([("a".to_owned(), 1)].into()));
}

#[test]
fn errors_in_kept_parts_show_their_place() {
    assert_eq!(
        error::<Vec<Pet>>(r#"[{"lives":"s3cret","petType":"cat","name":"x"}]"#),
        "at /0/lives: expected a 64-bit integer, found a string"
    );
    assert_eq!(
        error::<Vec<Pet>>(r#"[{"lives":"s3cret","name":"x","petType":"cat"}]"#),
        "at /0/lives: expected a 64-bit integer, found a string"
    );
    assert_eq!(
        error::<rt::Map<Shape>>(r#"{"a":{"side":"s3cret"}, "b": {}}"#),
        "at /a/side: expected f64, found a string"
    );
    assert_eq!(
        error::<rt::Map<Shape>>(r#"{"a": {"other":1}}"#),
        "at /a: expected one of the alternatives, found an object"
    );
}

fn binary_round_trip<T>(value: &T)
where
    T: rt::ToWire + rt::FromWire + PartialEq + std::fmt::Debug,
{
    let bytes = postcard::to_stdvec(&Out(value)).unwrap();
    let In(back): In<T> = postcard::from_bytes(&bytes).unwrap();
    assert_eq!(back, *value, "postcard");
    let mut bytes = Vec::new();
    ciborium::into_writer(&Out(value), &mut bytes).unwrap();
    let In(back): In<T> = ciborium::from_reader(&bytes[..]).unwrap();
    assert_eq!(back, *value, "CBOR");
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct Everything {
    id: i32,
    pet: Option<Pet>,
    field: rt::Field<String>,
    #[wire(nullable)]
    chip: Option<u8>,
    #[wire(default = 1.5)]
    weight: f64,
    input: Input,
    key: rt::Secret<String>,
    any: rt::Value,
    bytes: rt::Base64,
    #[wire(extra)]
    rest: rt::Map<(bool, Option<i64>)>,
}

prop_compose! {
    fn everything()(
        id: i32, name in ".{0,8}", lives: Option<i64>, field in 0..3, chip: Option<u8>,
        weight in -1e6..1e6, pick in 0..6, flag: bool, number: i64, bytes: Vec<u8>,
    ) -> Everything {
        let cat = Cat { name: name.clone(), lives };
        Everything {
            id,
            pet: match pick {
                0 => None,
                1 => Some(Pet::Cat(cat)),
                2 => Some(Pet::Dog(Box::new(Dog { pet_type: "dog".into(), bark_volume: Some(weight) }))),
                3 => Some(Pet::Inner(Inner::Shape(Shape::Rectangle(Rectangle { side: 1.0, other: weight })))),
                4 => Some(Pet::Unknown(serde_json::json!({ "petType": "x", "n": number }))),
                _ => Some(Pet::Inner(Inner::A(cat))),
            },
            field: match field { 0 => rt::Field::Absent, 1 => rt::Field::Null, _ => name.clone().into() },
            chip,
            weight,
            input: match pick {
                0 => Input::Unit(Unit::Auto),
                1 => Input::Flag(flag),
                2 => Input::Tokens(vec![number]),
                3 => Input::Map([("side2".to_owned(), number)].into()),
                4 => Input::Null(rt::Null),
                _ => Input::Number(number),
            },
            key: name.clone().into(),
            any: serde_json::json!([flag, { "a": name }]),
            bytes: bytes.into(),
            rest: [(format!("x{name}"), (flag, lives))].into(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_comes_back_from_every_format(value in everything()) {
        let json: Everything = read(&write(&value).unwrap()).unwrap();
        prop_assert_eq!(&json, &value);
        let by_serde: Everything = serde_json::from_value(serde_json::to_value(&value).unwrap()).unwrap();
        prop_assert_eq!(&by_serde, &value);
        binary_round_trip(&value);
    }
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct Keyword {
    kind: i64,
    words: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct Spam {
    kind: i64,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(tag = "kind")]
enum Rule {
    #[wire(tag = "1", keep_tag)]
    Keyword(Keyword),
    #[wire(tag = "3", keep_tag)]
    Spam(Spam),
    #[wire(unknown)]
    Unknown(rt::Value),
}

#[test]
fn integers_tell_alternatives_apart() {
    let texts = [
        r#"{"words":["a"],"kind":1}"#,
        r#"{"kind":3}"#,
        r#"{"kind":7}"#,
    ];
    let rules = texts.map(|text| serde_json::from_str::<Rule>(text).unwrap());
    assert!(matches!(&rules[0], Rule::Keyword(k) if k.words == ["a"]));
    assert_eq!(rules[1], Rule::Spam(Spam { kind: 3 }));
    assert!(matches!(&rules[2], Rule::Unknown(_)));
    for (rule, text) in rules.iter().zip(texts) {
        let written: serde_json::Value = serde_json::to_value(rule).unwrap();
        assert_eq!(
            written,
            serde_json::from_str::<serde_json::Value>(text).unwrap()
        );
    }
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
enum Metre {
    #[wire(rename = "m")]
    M,
    #[wire(unknown)]
    Unknown(rt::UnknownValue),
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
enum Foot {
    #[wire(rename = "ft")]
    Ft,
    #[wire(unknown)]
    Unknown(rt::UnknownValue),
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct Metric {
    value: f64,
    #[wire(check)]
    unit: Option<Metre>,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct Imperial {
    value: f64,
    #[wire(check)]
    unit: Option<Foot>,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct Code {
    #[wire(pattern = "^[0-9]+$")]
    value: String,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct Name {
    value: String,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(untagged)]
enum Measure {
    #[wire(check)]
    Metric(Metric),
    #[wire(check)]
    Imperial(Imperial),
    #[wire(check)]
    Code(Code),
    #[wire(check)]
    Name(Name),
}

#[test]
fn alternatives_of_the_same_properties_are_told_apart_by_what_is_valid() {
    let measure = |text: &str| read::<Measure>(text.as_bytes()).unwrap();
    assert!(matches!(
        measure(r#"{"value": 1, "unit": "m"}"#),
        Measure::Metric(_)
    ));
    assert!(matches!(
        measure(r#"{"value": 1, "unit": "ft"}"#),
        Measure::Imperial(_)
    ));
    assert!(matches!(measure(r#"{"value": "12"}"#), Measure::Code(_)));
    assert!(matches!(
        measure(r#"{"value": "twelve"}"#),
        Measure::Name(_)
    ));
    // Nothing is valid: the first that can be read keeps the value.
    let other = measure(r#"{"value": 1, "unit": "em"}"#);
    assert!(
        matches!(&other, Measure::Metric(metric) if metric.unit == Some(Metre::from("em".to_owned())))
    );
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct Left {
    #[wire(check)]
    next: Option<Box<Chain>>,
    #[wire(maximum = 9)]
    size: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct Right {
    #[wire(check)]
    next: Option<Box<Chain>>,
    #[wire(maximum = 9)]
    size: Option<i64>,
    #[wire(rename = "weight")]
    _weight: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(untagged)]
enum Chain {
    #[wire(check)]
    Left(Left),
    #[wire(check)]
    Right(Right),
}

/// `{"next": {"next": … {"size": INNERMOST}}}`
#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct Basic {
    name: String,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct WithMail {
    name: String,
    mail: String,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(untagged)]
enum Identity {
    Basic(BasicIdentity),
    Mail(MailIdentity),
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct BasicIdentity {
    user: Basic,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct MailIdentity {
    user: WithMail,
}

#[test]
fn the_alternative_that_keeps_what_is_inside_is_taken() {
    let of_basic = read::<Identity>(br#"{"user":{"name":"a"}}"#);
    assert!(matches!(of_basic, Ok(Identity::Basic(_))), "{of_basic:?}");
    let of_mail = r#"{"user":{"name":"a","mail":"b"}}"#;
    assert_eq!(round_trip::<Identity>(of_mail), of_mail);
    // What neither keeps does not matter.
    let more = read::<Identity>(br#"{"user":{"name":"a","more":1}}"#);
    assert!(matches!(more, Ok(Identity::Basic(_))), "{more:?}");
    let more = read::<Identity>(br#"{"user":{"name":"a","mail":"b","more":1}}"#);
    assert!(matches!(more, Ok(Identity::Mail(_))), "{more:?}");
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(closed)]
struct MoveIn {
    method: String,
    name: String,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(closed)]
struct Add {
    name: String,
    method: Option<String>,
    zone: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(untagged)]
enum Domain {
    MoveIn(MoveIn),
    Add(Add),
}

#[test]
fn an_alternative_that_has_no_further_properties_does_not_fit_a_value_that_has() {
    let add = r#"{"name":"a","method":"b","zone":true}"#;
    assert_eq!(round_trip::<Domain>(add), add);
    // Where no alternative declares them, the best is taken.
    let more = read::<Domain>(br#"{"name":"a","method":"b","more":1}"#);
    assert!(matches!(more, Ok(Domain::MoveIn(_))), "{more:?}");
}

fn chain(depth: usize, innermost: &str) -> String {
    let mut text = r#"{"next":"#.repeat(depth);
    text += &format!(r#"{{"size":{innermost}}}"#);
    text += &"}".repeat(depth);
    text
}

/// Each level has two alternatives, and so a hundred would have 2^100 ways to be read.
#[test]
fn a_chain_of_alternatives_that_fails_at_its_end_is_refused_without_trying_all() {
    let refused = read::<Chain>(chain(100, r#""x""#).as_bytes());
    assert!(refused.is_err());
    let invalid = read::<Chain>(chain(100, "10").as_bytes());
    assert!(invalid.is_ok_and(|chain| rt::validate(&chain).is_err()));
    assert!(read::<Chain>(chain(100, "1").as_bytes()).is_ok());
}

#[derive(Debug, Clone, PartialEq, Default, rt::Wire)]
struct Pages {
    next: Option<String>,
    last: Option<String>,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(untagged)]
enum Links {
    Pages(Pages),
    Other(rt::Value),
}

#[test]
fn a_record_that_has_nothing_of_a_value_is_not_taken_for_it() {
    for (text, is_record) in [
        (r#"{"next":"a"}"#, true),
        (r#"{"next":"a","self":"b"}"#, true),
        ("{}", true),
        (r#"{"first":["c"],"self":"b"}"#, false),
        ("7", false),
    ] {
        let links: Links = read(text.as_bytes()).unwrap();
        assert_eq!(matches!(links, Links::Pages(_)), is_record, "{text}");
        if !is_record {
            assert_eq!(write(&links).unwrap(), text);
        }
    }
}
