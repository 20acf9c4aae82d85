//! What both notations must read alike, and what they must refuse.

use super::*;

fn yaml(text: &str) -> Node {
    parse(text, Notation::Yaml).unwrap()
}

fn json(text: &str) -> Node {
    parse(text, Notation::Json).unwrap()
}

#[test]
fn plain_scalars_keep_their_source_text() {
    let node = yaml("version: 1.10\nkey: 010\nhex: 0x1F\nflag: True\n");
    assert_eq!(node.get("version").unwrap().as_text(), Some("1.10"));
    assert_eq!(node.get("key").unwrap().as_str(), Some("010"));
    assert_eq!(
        node.get("hex").unwrap().as_number().unwrap().as_i128(),
        Some(31)
    );
    assert_eq!(node.get("flag").unwrap().as_text(), Some("True"));
}

#[test]
fn quoted_and_plain_keys_are_one_key_and_duplicates_are_kept() {
    let node = yaml("200: a\n'200': b\n");
    let keys: Vec<_> = node.as_map().unwrap().iter().map(|e| &*e.key).collect();
    assert_eq!(keys, ["200", "200"]);
}

#[test]
fn aliases_and_merge_keys_apply() {
    let node = yaml("a: &a {x: 1, y: 2}\nb: *a\nc:\n  <<: *a\n  y: 3\n");
    assert_eq!(
        node.get("b").unwrap().to_json(),
        serde_json::json!({"x": 1, "y": 2})
    );
    assert_eq!(
        node.get("c").unwrap().to_json(),
        serde_json::json!({"y": 3, "x": 1})
    );
    assert!(node.get("b").unwrap().is_alias());
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut text = String::from("a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n");
    for i in 1..12 {
        let list = vec![format!("*a{}", i - 1); 10].join(",");
        text += &format!("a{i}: &a{i} [{list}]\n");
    }
    let error = parse(&text, Notation::Yaml).unwrap_err();
    assert!(error.message.contains("more than a million"), "{error:?}");
}

#[test]
fn deep_nesting_is_an_error_and_no_stack_overflow() {
    for notation in [Notation::Json, Notation::Yaml] {
        let error = parse(&"[".repeat(100_000), notation).unwrap_err();
        let limited = ["levels deep", "recursion"]
            .iter()
            .any(|m| error.message.contains(m));
        assert!(limited, "{error:?}");
    }
}

#[test]
fn json_reads_surrogate_pairs_and_integers_of_any_size() {
    let node = json(r#"{"a": "\ud83d\ude00\n", "b": -9223372036854776000, "c": 1e2}"#);
    assert_eq!(node.get("a").unwrap().as_str(), Some("😀\n"));
    let number = |key| node.get(key).unwrap().as_number().unwrap().as_i128();
    assert_eq!(number("b"), Some(-9_223_372_036_854_776_000));
    assert_eq!(number("c"), Some(100));
}

#[test]
fn json_errors_name_the_place() {
    for (text, at, message) in [
        ("{\"a\": 1,}", 8, "expected a key in double quotes"),
        ("[1 2]", 3, "expected `,` or `]`"),
        ("\"\\ud800\"", 1, "half of a surrogate pair"),
        ("{\"a\" 1}", 5, "expected `:` after the key"),
        ("01", 0, "a number has no leading zeros in JSON"),
        ("1 1", 2, "expected the end of the text"),
        ("", 0, "the text ends where a value is expected"),
    ] {
        let error = parse(text, Notation::Json).unwrap_err();
        assert_eq!(
            (error.at.start, error.message.as_str()),
            (at, message),
            "{text}"
        );
    }
}

#[test]
fn unknown_tags_and_second_documents_are_errors() {
    for text in [
        "a: !ruby/object {}\n",
        "a: 1\n---\nb: 2\n",
        "a: !!binary aGk=\n",
    ] {
        assert!(parse(text, Notation::Yaml).is_err(), "{text}");
    }
    assert_eq!(yaml("a: !!str 1\n").get("a").unwrap().as_str(), Some("1"));
}

#[test]
fn spans_cover_keys_and_values() {
    let node = yaml("é: abc\n");
    let entry = &node.as_map().unwrap()[0];
    assert_eq!(entry.key_span, Span { start: 0, end: 1 });
    assert_eq!(entry.value.span, Span { start: 3, end: 6 });
}

#[test]
fn megabytes_of_data_stay_text_until_somebody_looks_into_them() {
    let items = vec![r#"{"a": [1, "}"]}"#; 100_000].join(",");
    let text = format!(r#"{{"example": [{items}], "enum": [{items}]}}"#);
    let tree = parse(&text, Notation::Json).unwrap();
    let example = tree.get("example").unwrap();
    assert!(example.is_large() && example.is_collection() && example.data().is_none());
    assert!(example.as_str().is_none() && !example.is_null());
    assert!(!tree.get("enum").unwrap().is_large());
    let items = example.as_list().unwrap();
    assert_eq!(items.len(), 100_000);
    let span = items[99_999].get("a").unwrap().span;
    let range = span.start as usize..span.end as usize;
    assert_eq!(&text[range], r#"[1, "}"]"#);
}

#[test]
fn data_is_no_longer_text_where_it_must_be_read() {
    let long = "1,".repeat(1 << 20);
    for odd in [
        r#"{"$ref": "other.yaml"}"#,
        r#"{"$anchor": "a"}"#,
        r#""\ud83d\ude00""#,
    ] {
        let text = format!(r#"{{"example": [{long}{odd}]}}"#);
        assert!(
            !parse(&text, Notation::Json)
                .unwrap()
                .get("example")
                .unwrap()
                .is_large()
        );
    }
    for wrong in ["[1,}", "[01]", "[1", "[\"\u{1}\"]"] {
        let text = format!(r#"{{"example": [{long}{wrong}]}}"#);
        assert!(parse(&text, Notation::Json).is_err(), "{wrong}");
    }
}

#[test]
fn more_values_than_fit_in_memory_are_refused() {
    let most = super::MAX_VALUES;
    let list = |n: usize| format!("[{}1]", "1,".repeat(n - 2));
    assert!(parse(&list(most), Notation::Json).is_ok());
    let error = parse(&list(most + 1), Notation::Json).unwrap_err();
    assert!(
        error.message.contains("more than 5000000 values"),
        "{}",
        error.message
    );
}

#[test]
fn what_is_read_ahead_on_another_thread_is_what_one_thread_reads() {
    let data = "\"0123456789\", ".repeat(30_000) + "1";
    let late = format!("{{\"paths\": {{\"a\": [{data}]}}, \"components\": {{\"b\": [{data}]}}}}");
    let inside =
        format!("{{\"paths\": {{\"components\": {{\"x\": [{data}]}}}}, \"components\": 1}}");
    let none = format!("[{data}]");
    let large = format!(
        "{{\"example\": [{}1], \"components\": {{\"example\": [{data}], \"value\": [2]}}}}",
        "\"0123456789\", ".repeat(560_000)
    );
    let broken = format!("{{\"paths\": 1, \"components\": [{data}, }}");
    for text in [late, inside, none, large, broken] {
        let two = crate::threads::run(std::num::NonZeroUsize::new(2), || {
            parse(&text, Notation::Json)
        });
        let one = parse(&text, Notation::Json);
        assert!(one == two, "{:.60}", text);
    }
}
