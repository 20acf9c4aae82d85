//! The "Style Examples" of the OpenAPI specification, and round trips beyond them.

use super::read::{self, Expect, Pairs};
use super::{Format, ParamError, ParamProblem, ParamValue, to_value, write};
use crate::operation::Style;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Rgb {
    #[serde(rename = "R")]
    r: u8,
    #[serde(rename = "G")]
    g: u8,
    #[serde(rename = "B")]
    b: u8,
}

const RGB: Rgb = Rgb {
    r: 100,
    g: 200,
    b: 150,
};

fn colors() -> Vec<String> {
    ["blue", "black", "brown"].map(str::to_owned).to_vec()
}

fn value<T: Serialize>(value: &T) -> ParamValue {
    to_value(value).unwrap().unwrap()
}

fn written_path<T: Serialize>(format: Format, it: &T) -> String {
    let mut out = String::new();
    write::path(&mut out, "color", format, &value(it)).unwrap();
    out
}

fn written_query<T: Serialize>(format: Format, it: &T) -> String {
    let mut out = String::new();
    write::query(&mut out, "color", format, &value(it)).unwrap();
    out
}

fn belongs(key: &str) -> bool {
    matches!(key, "R" | "G" | "B")
}

fn read_path<T: DeserializeOwned>(format: Format, text: &str) -> Result<T, ParamError> {
    read::path(text, "color", format, Expect::Value)?.read(false, |reader| T::deserialize(reader))
}

fn read_query<T: DeserializeOwned>(
    format: Format,
    text: &str,
    object: bool,
) -> Result<Option<T>, ParamError> {
    let expect = if object {
        Expect::Object(&belongs)
    } else {
        Expect::Value
    };
    Pairs::of_query(text)
        .find("color", format, expect)?
        .map(|found| found.read(false, |reader| T::deserialize(reader)))
        .transpose()
}

/// style, explode, empty string, string, array, object
type Row = (Style, bool, [Option<&'static str>; 4]);

const PATHS: [Row; 6] = [
    (
        Style::Matrix,
        false,
        [
            Some(";color"),
            Some(";color=blue"),
            Some(";color=blue,black,brown"),
            Some(";color=R,100,G,200,B,150"),
        ],
    ),
    (
        Style::Matrix,
        true,
        [
            Some(";color"),
            Some(";color=blue"),
            Some(";color=blue;color=black;color=brown"),
            Some(";R=100;G=200;B=150"),
        ],
    ),
    (
        Style::Label,
        false,
        [
            Some("."),
            Some(".blue"),
            Some(".blue,black,brown"),
            Some(".R,100,G,200,B,150"),
        ],
    ),
    (
        Style::Label,
        true,
        [
            Some("."),
            Some(".blue"),
            Some(".blue.black.brown"),
            Some(".R=100.G=200.B=150"),
        ],
    ),
    (
        Style::Simple,
        false,
        [
            Some(""),
            Some("blue"),
            Some("blue,black,brown"),
            Some("R,100,G,200,B,150"),
        ],
    ),
    (
        Style::Simple,
        true,
        [
            Some(""),
            Some("blue"),
            Some("blue,black,brown"),
            Some("R=100,G=200,B=150"),
        ],
    ),
];

const QUERIES: [Row; 5] = [
    (
        Style::Form,
        false,
        [
            Some("color="),
            Some("color=blue"),
            Some("color=blue,black,brown"),
            Some("color=R,100,G,200,B,150"),
        ],
    ),
    (
        Style::Form,
        true,
        [
            Some("color="),
            Some("color=blue"),
            Some("color=blue&color=black&color=brown"),
            Some("R=100&G=200&B=150"),
        ],
    ),
    (
        Style::SpaceDelimited,
        false,
        [
            None,
            None,
            Some("color=blue%20black%20brown"),
            Some("color=R%20100%20G%20200%20B%20150"),
        ],
    ),
    (
        Style::PipeDelimited,
        false,
        [
            None,
            None,
            Some("color=blue%7Cblack%7Cbrown"),
            Some("color=R%7C100%7CG%7C200%7CB%7C150"),
        ],
    ),
    (
        Style::DeepObject,
        true,
        [
            None,
            None,
            None,
            Some("color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
        ],
    ),
];

#[test]
fn paths_are_written_and_read_as_the_specification_shows() {
    for (style, explode, [empty, string, array, object]) in PATHS {
        let format = Format::new(style, explode);
        for (text, it) in [(empty, ""), (string, "blue")] {
            let text = text.unwrap();
            assert_eq!(written_path(format, &it), text, "{format:?}");
            assert_eq!(read_path::<String>(format, text).unwrap(), it, "{format:?}");
        }
        assert_eq!(
            written_path(format, &colors()),
            array.unwrap(),
            "{format:?}"
        );
        assert_eq!(
            read_path::<Vec<String>>(format, array.unwrap()).unwrap(),
            colors(),
            "{format:?}"
        );
        assert_eq!(written_path(format, &RGB), object.unwrap(), "{format:?}");
        assert_eq!(
            read_path::<Rgb>(format, object.unwrap()).unwrap(),
            RGB,
            "{format:?}"
        );
    }
}

#[test]
fn queries_are_written_and_read_as_the_specification_shows() {
    for (style, explode, [empty, string, array, object]) in QUERIES {
        let format = Format::new(style, explode);
        for (text, it) in [(empty, ""), (string, "blue")] {
            let Some(text) = text else { continue };
            assert_eq!(written_query(format, &it), text, "{format:?}");
            assert_eq!(
                read_query::<String>(format, text, false)
                    .unwrap()
                    .as_deref(),
                Some(it),
                "{format:?}"
            );
        }
        if let Some(text) = array {
            assert_eq!(written_query(format, &colors()), text, "{format:?}");
            let read = read_query::<Vec<String>>(format, text, false).unwrap();
            assert_eq!(read, Some(colors()), "{format:?}");
        }
        let text = object.unwrap();
        assert_eq!(written_query(format, &RGB), text, "{format:?}");
        assert_eq!(
            read_query::<Rgb>(format, text, true).unwrap(),
            Some(RGB),
            "{format:?}"
        );
    }
}

#[test]
fn headers_are_simple_and_not_encoded() {
    for (explode, object) in [(false, "R,100,G,200,B,150"), (true, "R=100,G=200,B=150")] {
        assert_eq!(write::header(explode, &value(&"a b%")).unwrap(), "a b%");
        assert_eq!(
            write::header(explode, &value(&colors())).unwrap(),
            "blue,black,brown"
        );
        assert_eq!(write::header(explode, &value(&RGB)).unwrap(), object);
        let read: Rgb = read::header(object, explode)
            .read(false, |reader| Rgb::deserialize(reader))
            .unwrap();
        assert_eq!(read, RGB);
        let list = read::header(" blue, black ,brown ", explode);
        assert_eq!(
            list.read(false, |r| Vec::<String>::deserialize(r)).unwrap(),
            colors()
        );
        assert_eq!(
            read::header("Tue, 24 Nov", explode)
                .read(false, |r| String::deserialize(r))
                .unwrap(),
            "Tue, 24 Nov"
        );
    }
    let comma = write::header(false, &value(&["a,b"]));
    assert_eq!(comma.unwrap_err().problem(), ParamProblem::Delimiter);
}

#[test]
fn cookies_are_pairs() {
    let mut out = String::new();
    write::cookie(&mut out, "session", true, &value(&"a;b c"));
    write::cookie(&mut out, "color", true, &value(&colors()));
    assert_eq!(
        out,
        "session=a%3Bb%20c; color=blue; color=black; color=brown"
    );
    let cookies = Pairs::of_cookies(&out);
    let format = Format::new(Style::Form, true);
    let session = cookies
        .find("session", format, Expect::Value)
        .unwrap()
        .unwrap();
    assert_eq!(session.text().unwrap(), "a;b c");
    let foreign = Pairs::of_cookies("session=100%; x=\"q\"");
    let session = foreign
        .find("session", format, Expect::Value)
        .unwrap()
        .unwrap();
    assert_eq!(session.text().unwrap(), "100%");
}

#[test]
fn percent_encoding_is_exact() {
    let all = "-._~:/?#[]@!$&'()*+,;= %|\"<>é";
    let format = Format::new(Style::Form, true);
    assert_eq!(
        written_query(format, &all),
        "color=-._~%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%20%25%7C%22%3C%3E%C3%A9"
    );
    let reserved = Format {
        allow_reserved: true,
        ..format
    };
    let text = written_query(reserved, &all);
    assert_eq!(
        text,
        "color=-._~:/?%23[]@!$%26'()*%2B,;=%20%25%7C%22%3C%3E%C3%A9"
    );
    assert_eq!(
        read_query::<String>(reserved, &text, false)
            .unwrap()
            .unwrap(),
        all
    );
    let list = Format {
        explode: false,
        ..reserved
    };
    let items = vec!["a,b".to_owned(), "c/d".to_owned()];
    let text = written_query(list, &items);
    assert_eq!(text, "color=a%2Cb,c/d");
    assert_eq!(
        read_query::<Vec<String>>(list, &text, false)
            .unwrap()
            .unwrap(),
        items
    );
}

#[test]
fn malformed_encoding_is_refused() {
    let format = Format::new(Style::Form, true);
    for text in ["color=%", "color=%4", "color=%zz", "color=%ff", "color=%+1"] {
        let error = read_query::<String>(format, text, false).unwrap_err();
        assert_eq!(error.problem(), ParamProblem::Encoding, "{text}");
    }
}

#[test]
fn delimiters_within_items_survive() {
    for style in [Style::SpaceDelimited, Style::PipeDelimited, Style::Form] {
        let format = Format::new(style, false);
        let items = vec!["a b|c,d+e%20f%7C".to_owned(), "x y".to_owned()];
        let text = written_query(format, &items);
        let read = read_query::<Vec<String>>(format, &text, false).unwrap();
        assert_eq!(read.as_ref(), Some(&items), "{text}");
    }
    let mut out = String::new();
    let format = Format::new(Style::PipeDelimited, false);
    let alone = write::query(&mut out, "color", format, &value(&["a|b"]));
    assert_eq!(alone.unwrap_err().problem(), ParamProblem::Delimiter);
    let label = Format::new(Style::Label, true);
    assert_eq!(written_path(label, &[1.5, 2.0]), ".1%2E5.2");
    assert_eq!(
        read_path::<Vec<f64>>(label, ".1%2E5.2").unwrap(),
        [1.5, 2.0]
    );
}

#[test]
fn deep_objects_nest() {
    let format = Format::new(Style::DeepObject, true);
    let it = json!({
        "a": { "b": { "c": 1 } },
        "tags": ["x", "y"],
        "items": [{ "n": 1, "m": "q" }, { "n": 2 }],
    });
    let text = written_query(format, &it);
    let plain = text.replace("%5B", "[").replace("%5D", "]");
    let mut pairs: Vec<_> = plain.split('&').collect();
    // The order is that of `serde_json::Map`, which a feature of serde_json decides.
    pairs.sort_unstable();
    assert_eq!(
        pairs,
        [
            "color[a][b][c]=1",
            "color[items][0][m]=q",
            "color[items][0][n]=1",
            "color[items][1][n]=2",
            "color[tags][]=x",
            "color[tags][]=y",
        ]
    );
    assert_eq!(read_query::<Value>(format, &text, true).unwrap(), Some(it));
    #[derive(Debug, PartialEq, Deserialize)]
    struct Filter {
        ids: Vec<u32>,
        name: Option<String>,
    }
    for text in [
        "color[ids][]=1&color[ids][]=2",
        "color[ids]=1&color[ids]=2",
        "color[ids][1]=2&color[ids][0]=1&colors[x]=y",
    ] {
        let read = read_query::<Filter>(format, text, true).unwrap().unwrap();
        assert_eq!(
            (read.ids.as_slice(), read.name),
            ([1, 2].as_slice(), None),
            "{text}"
        );
    }
    let deep = format!("color{}=1", "[a]".repeat(5000));
    assert!(read_query::<Value>(format, &deep, true).is_err());
    assert!(read_query::<Value>(format, "color[a=1", true).is_err());
}

#[test]
fn primitives_are_read_as_the_type_asks() {
    let format = Format::new(Style::Form, true);
    let read = |text: &str| read_query::<i64>(format, text, false).map(Option::unwrap);
    assert_eq!(read("color=-5").unwrap(), -5);
    assert!(read("color=five").is_err());
    assert!(read("color=").is_err());
    assert_eq!(
        read("color=1&color=2").unwrap_err().problem(),
        ParamProblem::Repeated
    );
    let string = |text: &str| read_query::<String>(format, text, false).unwrap().unwrap();
    assert_eq!(string("color=true"), "true");
    assert_eq!(string("color=a,b"), "a,b");
    assert_eq!(string("color=a+b%2Bc"), "a b+c");
    assert_eq!(
        read_query::<u64>(format, "color=18446744073709551615", false).unwrap(),
        Some(u64::MAX)
    );
    assert!(read_query::<f64>(format, "color=inf", false).is_err());
    assert!(read_query::<bool>(format, "color=1", false).is_err());
    assert_eq!(read_query::<i64>(format, "colour=1", false).unwrap(), None);
}

#[test]
fn unions_are_read_by_trying() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        Number(i64),
        Text(String),
        Many(Vec<String>),
    }
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged)]
    enum Texts {
        Text(String),
        Object(Rgb),
    }
    for explode in [true, false] {
        let format = Format::new(Style::Form, explode);
        let read = |text: &str| {
            read_query::<OneOrMany>(format, text, false)
                .unwrap()
                .unwrap()
        };
        assert_eq!(read("color=5"), OneOrMany::Number(5));
        assert_eq!(read("color=five"), OneOrMany::Text("five".into()));
        let many = if explode {
            "color=a&color=b"
        } else {
            "color=a,b"
        };
        assert_eq!(read(many), OneOrMany::Many(vec!["a".into(), "b".into()]));
        let read = |text: &str| read_query::<Texts>(format, text, false).unwrap().unwrap();
        assert_eq!(read("color=5"), Texts::Text("5".into()));
    }
    let read = read_path::<Texts>(Format::new(Style::Simple, false), "R,100,G,200,B,150");
    assert_eq!(read.unwrap(), Texts::Object(RGB));
}

#[test]
fn encoded_commas_separate_where_nothing_else_fits() {
    let format = Format::new(Style::Form, false);
    let numbers = read_query::<Vec<u8>>(format, "color=1%2C2", false).unwrap();
    assert_eq!(numbers, Some(vec![1, 2]));
    let texts = read_query::<Vec<String>>(format, "color=1%2C2", false).unwrap();
    assert_eq!(texts, Some(vec!["1,2".to_owned()]));
}

#[test]
fn nulls_and_nested_values_within_lists_survive() {
    let it = json!([null, 1, "x", { "a": [1, "2"] }]);
    for (style, explode) in [
        (Style::Form, true),
        (Style::Form, false),
        (Style::PipeDelimited, false),
    ] {
        let format = Format::new(style, explode);
        let text = written_query(format, &it);
        let read = read_query::<Vec<Option<Value>>>(format, &text, false)
            .unwrap()
            .unwrap();
        assert_eq!(json!(read), it, "{text}");
    }
    assert_eq!(to_value(&None::<i64>).unwrap(), None);
    assert_eq!(
        to_value(&f64::NAN).unwrap_err().problem(),
        ParamProblem::Unwritable
    );
}

#[test]
fn errors_do_not_hold_what_was_sent() {
    let format = Format::new(Style::Form, true);
    let error = read_query::<i64>(format, "color=hunter2", false).unwrap_err();
    assert_eq!(error.to_string(), "not a valid value: expected i64");
    assert!(!format!("{error:?}").contains("hunter2"));
}

#[test]
fn dot_segments_are_not_written() {
    for text in [".", ".."] {
        let mut out = String::new();
        let written = write::path(
            &mut out,
            "id",
            Format::new(Style::Simple, false),
            &value(&text),
        );
        assert_eq!(written.unwrap_err().problem(), ParamProblem::Unwritable);
    }
}
