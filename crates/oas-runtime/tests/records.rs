//! What `#[derive(Wire)]` does for structs and enums of values, with JSON.

use oas_runtime::v1 as rt;
use rt::json::{read, write};

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct Cat {
    id: i64,
    #[wire(rename = "nickName")]
    nick_name: Option<String>,
    owner: rt::Field<String>,
    #[wire(default = 9)]
    lives: i32,
    #[wire(nullable)]
    chip: Option<String>,
    #[wire(lenient)]
    note: Option<String>,
    r#type: Option<Mood>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, rt::Wire)]
#[non_exhaustive]
enum Mood {
    #[wire(rename = "happy")]
    Happy,
    #[wire(rename = "so-so")]
    SoSo,
    #[wire(unknown)]
    Unknown(rt::UnknownValue),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, rt::Wire)]
enum Closed {
    A,
    #[wire(rename = "")]
    Empty,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(int)]
enum Level {
    #[wire(value = 1)]
    Low,
    #[wire(value = -2)]
    Negative,
    #[wire(unknown)]
    Unknown(i64),
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(json)]
enum Mixed {
    #[wire(json = "1.5")]
    OneAndAHalf,
    #[wire(json = "2")]
    Two,
    #[wire(json = "true")]
    Yes,
    #[wire(json = r#"{"a":[1]}"#)]
    Object,
    #[wire(unknown)]
    Unknown(rt::Value),
}

#[derive(Debug, Clone, PartialEq, Default, rt::Wire)]
struct Bag {
    id: Option<i64>,
    #[wire(extra)]
    rest: rt::Map<f64>,
}

#[derive(Debug, Clone, PartialEq, Default, rt::Wire)]
struct Headers {
    id: Option<i64>,
    #[wire(extra("^x-", "^y-"))]
    extensions: rt::Map<rt::Value>,
}

#[derive(Debug, Clone, PartialEq, Default, rt::Wire)]
struct Sorted {
    id: Option<i64>,
    #[wire(extra)]
    rest: rt::Map<bool>,
    #[wire(extra("^x-"))]
    texts: rt::Map<String>,
    #[wire(extra("^n-", "^m-"))]
    numbers: rt::Map<i64>,
}

#[derive(Debug, Clone, PartialEq, Default, rt::Wire)]
struct Empty {}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct Page<T> {
    items: Vec<T>,
    next: Option<Box<Page<T>>>,
}

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
struct Foreign(u8, u8);

#[derive(Debug, Clone, PartialEq, rt::Wire)]
struct Holder {
    #[wire(serde)]
    one: Foreign,
    #[wire(serde)]
    two: Option<Foreign>,
    #[wire(serde)]
    three: rt::Field<Foreign>,
    #[wire(serde, nullable)]
    four: Option<Foreign>,
    #[wire(serde, default = Foreign(1, 2))]
    five: Foreign,
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
fn absent_null_and_value_stay_distinct() {
    let cat: Cat = read(br#"{"id":1,"chip":null}"#).unwrap();
    assert_eq!(
        (cat.owner.is_absent(), cat.nick_name.is_none(), cat.lives),
        (true, true, 9)
    );
    assert_eq!(text(&cat), r#"{"id":1,"lives":9,"chip":null}"#);
    let cat: Cat = read(br#"{"id":1,"chip":"c","owner":null,"nickName":"n","note":null}"#).unwrap();
    assert!(cat.owner.is_null());
    assert_eq!(
        text(&cat),
        r#"{"id":1,"nickName":"n","owner":null,"lives":9,"chip":"c"}"#
    );
    assert_eq!(
        round_trip::<Cat>(r#"{"id":1,"chip":"c","owner":"o","type":"so-so"}"#),
        r#"{"id":1,"owner":"o","lives":9,"chip":"c","type":"so-so"}"#
    );
}

#[test]
fn what_is_missing_null_or_given_twice_is_refused_with_its_place() {
    assert_eq!(
        error::<Cat>(r#"{"chip":null}"#),
        "expected the property `id`, found nothing"
    );
    assert_eq!(
        error::<Cat>(r#"{"id":1}"#),
        "expected the property `chip`, found nothing"
    );
    assert_eq!(
        error::<Vec<Cat>>(r#"[{"id":1,"chip":null}, {"id": 2 } ]"#),
        "at /1: expected the property `chip`, found nothing"
    );
    assert_eq!(
        error::<Cat>(r#"{"id":1,"chip":null,"nickName":null}"#),
        "at /nickName: expected a string, found null"
    );
    assert_eq!(
        error::<Cat>(r#"{"id":1,"chip":null, "id":2}"#),
        "at /id: expected one property `id`, found another"
    );
    assert_eq!(
        error::<Cat>(r#"{"id":null}"#),
        "at /id: expected a 64-bit integer, found null"
    );
    assert_eq!(
        error::<Cat>(r#"{"id":"s3cret"}"#),
        "at /id: expected a 64-bit integer, found a string"
    );
    assert_eq!(
        error::<Cat>(r#"{"id":{"s3cret":1}}"#),
        "at /id: expected a 64-bit integer, found an object"
    );
    assert_eq!(
        error::<Cat>(r#"{"id":1.5}"#),
        "at /id: expected a 64-bit integer, found a number"
    );
    assert_eq!(error::<Cat>("[]"), "expected an object, found an array");
    assert_eq!(
        error::<Cat>(r#"{"id":1"#),
        "at /id: expected more of the JSON text, found its end"
    );
    assert_eq!(
        error::<Cat>(r#"{"id":1,,}"#),
        "expected JSON, found something else"
    );
}

#[test]
fn order_does_not_matter_and_undeclared_properties_are_ignored() {
    let expected: Cat =
        read(br#"{"id":1,"nickName":"n","owner":"o","lives":3,"chip":"c"}"#).unwrap();
    for json in [
        r#"{"chip":"c","lives":3,"owner":"o","nickName":"n","id":1}"#,
        r#"{"x":[{}],"owner":"o","id":1.0,"nick":1,"nickName":"n","lives":3e0,"chip":"c","":null}"#,
    ] {
        assert_eq!(read::<Cat>(json.as_bytes()).unwrap(), expected);
    }
}

#[test]
fn integers_are_read_by_value() {
    assert_eq!(
        read::<Vec<i64>>(b"[1, 1.0, 1e2, -0.0]").unwrap(),
        [1, 1, 100, 0]
    );
    assert_eq!(read::<u64>(b"18446744073709551615").unwrap(), u64::MAX);
    assert_eq!(
        read::<i128>(b"-9223372036854776000").unwrap(),
        -9_223_372_036_854_776_000
    );
    assert_eq!(
        error::<u8>("256"),
        "expected an integer from 0 to 255, found another number"
    );
    assert_eq!(
        error::<u8>("-1"),
        "expected an integer from 0 to 255, found another number"
    );
    assert_eq!(
        error::<i32>("1e300"),
        "expected a 32-bit integer, found a number"
    );
    assert_eq!(read::<f64>(b"3").unwrap(), 3.0);
}

#[test]
fn open_enums_keep_what_they_do_not_list() {
    assert_eq!(
        round_trip::<Vec<Mood>>(r#"["happy","so-so","odd"]"#),
        r#"["happy","so-so","odd"]"#
    );
    assert_eq!(Mood::from("happy"), Mood::Happy);
    assert_eq!(Mood::from("odd".to_owned()).as_str(), "odd");
    assert_eq!("so-so".parse(), Ok(Mood::SoSo));
    assert_eq!(Mood::SoSo.to_string(), "so-so");
    assert_eq!(round_trip::<Vec<Level>>("[1,-2,1.0,7]"), "[1,-2,1,7]");
    assert_eq!(read::<Level>(b"-2").unwrap(), Level::Negative);
    assert_eq!(
        read::<Vec<Mixed>>(br#"[1.5,2.0,true,{"a":[1.0]},"x"]"#).unwrap(),
        [
            Mixed::OneAndAHalf,
            Mixed::Two,
            Mixed::Yes,
            Mixed::Object,
            Mixed::Unknown("x".into())
        ]
    );
    assert_eq!(text(&Mixed::Object), r#"{"a":[1]}"#);
}

#[derive(Debug, PartialEq, rt::Wire)]
#[wire(others)]
enum Voice {
    Alloy,
    Other(rt::UnknownValue),
}

#[test]
fn unlisted_values_are_violations_unless_others_are_valid() {
    assert!(rt::validate(&Mood::from("furious")).is_err());
    assert!(rt::validate(&Voice::from("echo")).is_ok());
    assert_eq!(Voice::from("echo").as_str(), "echo");
}

#[test]
fn closed_enums_refuse_what_they_do_not_list() {
    assert_eq!(
        read::<Vec<Closed>>(br#"["A",""]"#).unwrap(),
        [Closed::A, Closed::Empty]
    );
    assert_eq!(
        error::<Closed>(r#""s3cret""#),
        "expected one of `A` or ``, found another string"
    );
    assert_eq!(
        "B".parse::<Closed>().unwrap_err().to_string(),
        "one of `A` or ``"
    );
    assert_eq!(Closed::try_from("A"), Ok(Closed::A));
}

#[test]
fn undeclared_properties_are_collected() {
    let json = r#"{"a":1.5,"id":3,"b":2.0}"#;
    let bag: Bag = read(json.as_bytes()).unwrap();
    assert_eq!(bag.rest.len(), 2);
    assert_eq!(text(&bag), r#"{"id":3,"a":1.5,"b":2.0}"#);
    assert_eq!(
        error::<Bag>(r#"{"a":"x"}"#),
        "at /a: expected f64, found a string"
    );
    assert_eq!(
        round_trip::<Headers>(r#"{"x-a":{"n":null},"b":1,"y-":[],"id":1}"#),
        r#"{"id":1,"x-a":{"n":null},"y-":[]}"#
    );
}

#[test]
fn empty_generic_and_foreign_structs_work() {
    assert_eq!(round_trip::<Empty>(r#"{"a":1}"#), "{}");
    let page = r#"{"items":[{"id":1,"lives":9,"chip":null}],"next":{"items":[]}}"#;
    assert_eq!(round_trip::<Page<Cat>>(page), page);
    let holder = r#"{"one":[0,1],"two":[2,3],"three":null,"four":null,"five":[1,2]}"#;
    assert_eq!(
        round_trip::<Holder>(r#"{"one":[0,1],"two":[2,3],"three":null,"four":null}"#),
        holder
    );
}

#[test]
fn serde_itself_reads_and_writes_the_same() {
    let cat: Cat = serde_json::from_str(r#"{"id":1,"chip":null}"#).unwrap();
    assert_eq!(serde_json::to_string(&cat).unwrap(), text(&cat));
    let value = serde_json::to_value(&cat).unwrap();
    assert_eq!(serde_json::from_value::<Cat>(value).unwrap(), cat);
}

#[test]
fn secrets_do_not_show_themselves() {
    #[derive(Debug, Clone, PartialEq, rt::Wire)]
    struct Login {
        key: rt::Field<rt::Secret<String>>,
    }
    let login: Login = read(br#"{"key":"s3cret"}"#).unwrap();
    assert!(!format!("{login:?}").contains("s3cret"));
    assert_eq!(text(&login), r#"{"key":"s3cret"}"#);
    assert_eq!(
        login,
        Login {
            key: rt::Secret::from("s3cret").into()
        }
    );
    assert_ne!(
        login,
        Login {
            key: rt::Secret::from("s3creT").into()
        }
    );
    let error = serde_json::from_str::<Login>(r#"{"key":77712}"#).unwrap_err();
    assert!(!error.to_string().contains("77712"), "{error}");
    let error = read::<Login>(br#"{"key":77712}"#).unwrap_err();
    assert_eq!(
        error.to_string(),
        "at /key: expected a secret, found a number"
    );
}

#[test]
fn nesting_is_bounded() {
    let deep = "[".repeat(200_000);
    assert!(read::<rt::Value>(deep.as_bytes()).is_err());
    let deep = r#"{"items":[],"next":"#.repeat(100_000);
    assert!(read::<Page<u8>>(deep.as_bytes()).is_err());
}

#[test]
fn tuples_have_their_length() {
    assert_eq!(round_trip::<(String, i64)>(r#"["a",1]"#), r#"["a",1]"#);
    assert_eq!(
        error::<(String, i64)>(r#"["a"]"#),
        "expected an array of 2 items, found another length"
    );
    assert!(read::<(String, i64)>(br#"["a",1,2]"#).is_err());
}

#[test]
fn each_undeclared_property_goes_into_the_first_map_whose_pattern_it_matches() {
    let json = r#"{"id":1,"x-a":"1","m-b":2,"n-c":3,"other":true}"#;
    let sorted: Sorted = read(json.as_bytes()).unwrap();
    assert_eq!(sorted.texts["x-a"], "1");
    assert_eq!(sorted.numbers.values().collect::<Vec<_>>(), [&2, &3]);
    assert!(sorted.rest["other"]);
    assert_eq!(text(&sorted), json);
    let error = read::<Sorted>(br#"{"n-c": "x"}"#).unwrap_err();
    assert_eq!(error.pointer, "/n-c");
}

/// More fields than a tuple with a `Default` has.
#[derive(Debug, PartialEq, rt::Wire)]
struct Wide {
    a: i64,
    b: Option<i64>,
    c: Option<i64>,
    d: Option<i64>,
    e: Option<i64>,
    f: Option<i64>,
    g: Option<i64>,
    h: Option<i64>,
    i: Option<i64>,
    j: Option<i64>,
    k: Option<i64>,
    l: i64,
    m: rt::Field<i64>,
    #[wire(default = 7)]
    n: i64,
    #[wire(extra)]
    rest: rt::Map<i64>,
}

#[test]
fn more_fields_than_a_tuple_has() {
    let text = r#"{"a":1,"c":3,"l":12,"m":null,"z":26}"#;
    let wide: Wide = serde_json::from_str(text).unwrap();
    assert_eq!((wide.a, wide.b, wide.c, wide.l), (1, None, Some(3), 12));
    assert_eq!((wide.m, wide.n, wide.rest["z"]), (rt::Field::Null, 7, 26));
    let all = r#"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":10,"k":11,"l":12,"m":13,"n":14,"z":26}"#;
    let wide: Wide = serde_json::from_str(all).unwrap();
    assert_eq!(serde_json::to_string(&wide).unwrap(), all);
    let error = serde_json::from_str::<Wide>(r#"{"a":1}"#).unwrap_err();
    assert!(
        error.to_string().starts_with("missing field `l`"),
        "{error}"
    );
}
