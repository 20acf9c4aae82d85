//! Behaviour of validation, through the derives.

use crate::v1 as rt;

fn violations<T: rt::Validate>(value: &T) -> Vec<String> {
    let Err(violations) = rt::validate(value) else {
        return Vec::new();
    };
    violations.iter().map(ToString::to_string).collect()
}

#[derive(Debug, Clone, PartialEq, Default, rt::Wire)]
#[wire(closed, max_properties = 4)]
struct Account {
    #[wire(min_length = 2, max_length = 3)]
    name: Option<String>,
    #[wire(rename = "a/b", minimum = 1, exclusive_maximum = 10.5)]
    count: rt::Field<i64>,
    #[wire(multiple_of = 0.01)]
    price: Option<f64>,
    #[wire(min_items = 1, unique_items, inner(pattern = "^[a-c]"))]
    tags: Option<Vec<String>>,
    #[wire(check)]
    owners: Option<rt::Map<Owner>>,
    #[wire(min_length = 8)]
    key: Option<rt::Secret<String>>,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(closed)]
struct Owner {
    #[wire(check)]
    role: Vec<Role>,
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
enum Role {
    Admin,
    #[wire(unknown)]
    Unknown(rt::UnknownValue),
}

#[derive(Debug, Clone, PartialEq, rt::Wire)]
#[wire(untagged)]
enum Limit {
    #[wire(minimum = 0)]
    Number(i64),
    #[wire(pattern = "^[0-9]+%$")]
    Text(String),
    #[wire(check)]
    Owner(Owner),
}

#[derive(Debug, Clone, PartialEq, Default, rt::Wire)]
struct Contact {
    #[wire(format = "email")]
    mail: Option<String>,
    #[wire(inner(format = "uri"))]
    links: Option<Vec<String>>,
}

#[test]
fn texts_have_the_form_of_their_format() {
    let contact = |mail: &str, link: &str| Contact {
        mail: Some(mail.to_owned()),
        links: Some(vec![link.to_owned()]),
    };
    for (mail, link) in [
        ("a@b", "mailto:x"),
        ("a.b+c@example.com", "https://example.com/a?b#c"),
        ("\"odd name\"@example.com", "urn:isbn:1"),
        ("ü@例え.jp", "HTTP://EXAMPLE.COM/%20"),
    ] {
        assert_eq!(violations(&contact(mail, link)), [] as [&str; 0]);
    }
    for (mail, link) in [
        ("", ""),
        ("@b", "/path"),
        ("a@", "1http://x"),
        ("a b@c", "http://a b"),
        ("a@b\n", "a/b:c"),
    ] {
        let expected = ["/mail: is not an email address", "/links/0: is not a URI"];
        assert_eq!(violations(&contact(mail, link)), expected, "{mail} {link}");
    }
}

#[derive(Debug, rt::Validate)]
struct Request {
    #[wire(minimum = 0, maximum = 18446744073709551615)]
    limit: Option<u64>,
    #[wire(check)]
    body: Account,
}

#[test]
fn what_satisfies_the_schema_has_no_violations() {
    let account = Account {
        name: Some("äöü".into()),
        count: 10.into(),
        price: Some(19.99),
        tags: Some(vec!["a".into(), "b".into()]),
        ..Account::default()
    };
    assert_eq!(violations(&account), Vec::<String>::new());
    assert_eq!(violations(&Account::default()), Vec::<String>::new());
    assert_eq!(
        violations(&Account {
            count: rt::Field::Null,
            ..Account::default()
        }),
        Vec::<String>::new()
    );
}

#[test]
fn every_violation_has_its_place_and_no_value() {
    let account = Account {
        name: Some("s".into()),
        count: 11.into(),
        price: Some(0.005),
        tags: Some(vec!["d".into(), "d".into()]),
        owners: Some(
            [(
                "x~y".to_owned(),
                Owner {
                    role: vec![Role::Admin, Role::from("s3cret")],
                },
            )]
            .into(),
        ),
        key: Some("s3cret".into()),
    };
    let request = Request {
        limit: Some(3),
        body: account,
    };
    assert_eq!(
        violations(&request),
        [
            "/body: has more than 4 properties",
            "/body/name: has fewer than 2 characters",
            "/body/a~1b: is not less than 10.5",
            "/body/price: is not a multiple of 0.01",
            "/body/tags/0: does not match the pattern ^[a-c]",
            "/body/tags/1: does not match the pattern ^[a-c]",
            "/body/tags: has equal items",
            "/body/owners/x~0y/role/1: is not one of the listed values",
            "/body/key: has fewer than 8 characters",
        ]
    );
}

#[test]
fn alternatives_are_checked_by_their_own_rules() {
    assert_eq!(violations(&Limit::Number(-1)), [": is less than 0"]);
    assert_eq!(
        violations(&Limit::Text("5".into())),
        [": does not match the pattern ^[0-9]+%$"]
    );
    assert_eq!(
        violations(&Limit::Owner(Owner { role: vec![] })),
        Vec::<String>::new()
    );
}

#[test]
fn no_more_violations_are_kept_than_anyone_reads() {
    let account = Account {
        tags: Some(vec!["d".into(); 100_000]),
        ..Account::default()
    };
    assert_eq!(violations(&account).len(), 100);
}

#[test]
fn undeclared_properties_of_closed_objects_are_reported_where_they_are() {
    let json =
        br#"{"name":"abc","x":{"role":1},"owners":{"o":{"role":[],"x":1},"role":{"role":[]}}}"#;
    let (account, mut undeclared) = rt::json::read_closed::<Account>(json).unwrap();
    // The order is that of `serde_json::Map`, which a feature of serde_json decides.
    undeclared.sort();
    assert_eq!(account.name.as_deref(), Some("abc"));
    assert_eq!(undeclared, ["/owners/o/x", "/x"]);
    let (_, undeclared) = rt::json::read_closed::<Account>(br#"{"name":"abc"}"#).unwrap();
    assert_eq!(undeclared, Vec::<String>::new());
    assert!(rt::json::read_closed::<Account>(br#"{"name":1}"#).is_err());
}

#[test]
fn equal_items_are_equal_by_value() {
    #[derive(rt::Wire)]
    struct List {
        #[wire(unique_items)]
        list: Vec<rt::Value>,
    }
    let list = |json: &str| {
        violations(&List {
            list: serde_json::from_str(json).unwrap(),
        })
    };
    assert_eq!(list(r#"[1, 1.0]"#), ["/list: has equal items"]);
    assert_eq!(
        list(r#"[{"a":1,"b":[2]}, {"b":[2.0],"a":1}]"#),
        ["/list: has equal items"]
    );
    assert_eq!(list(r#"[1, "1", true, [1], null]"#), Vec::<String>::new());
}

#[test]
fn items_have_the_kind_of_their_place() {
    #[derive(rt::Wire)]
    struct Rows {
        #[wire(inner(positions("string|null", "integer", "")))]
        rows: Vec<Vec<rt::Value>>,
    }
    let rows = serde_json::json!([["a", 1], [null, 2.0], [], [1, 1.5], ["a", 1, true]]);
    let rows = rows.as_array().unwrap().iter();
    let rows = rows.map(|row| row.as_array().unwrap().clone()).collect();
    assert_eq!(
        violations(&Rows { rows }),
        [
            "/rows/3/0: is not of type string or null",
            "/rows/3/1: is not of type integer",
            "/rows/4/2: is one item too many",
        ]
    );
}
