//! Media types: which of the declared ones a body has.
//!
//! Must not know what is done with the body.

/// A media type without its parameters, in lower case.
#[must_use]
pub fn essence(media_type: &str) -> String {
    let end = media_type.find(';').unwrap_or(media_type.len());
    media_type[..end].trim().to_ascii_lowercase()
}

/// Whether it is JSON: `application/json`, `application/problem+json; charset=utf-8`.
#[must_use]
pub fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence.ends_with("/json") || essence.ends_with("+json")
}

/// A parameter of a media type: `boundary` of `multipart/form-data; boundary="a b"`.
#[must_use]
pub fn parameter(media_type: &str, name: &str) -> Option<String> {
    let mut parameters = parameters(media_type);
    let found = parameters.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
    Some(found.1)
}

/// All parameters, each with its value, without quotes.
fn parameters(media_type: &str) -> impl Iterator<Item = (&str, String)> {
    let mut rest = media_type.split_once(';').map(|(_, rest)| rest);
    std::iter::from_fn(move || {
        let (key, after) = rest?.split_once('=')?;
        let (value, after) = parameter_value(after.trim_start());
        rest = after.split_once(';').map(|(_, rest)| rest);
        Some((key.trim(), value))
    })
}

/// A token or a quoted string, and what follows.
fn parameter_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        return (text[..end].trim().to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(chars.next().map(|(_, c)| c)),
            _ => value.push(c),
        }
    }
    (value, "")
}

/// Which of `declared` fits `actual` best, as an index: itself, then the same with the parameters that it has, then
/// `image/*`, then `*/*`, then any JSON for JSON.
#[must_use]
pub fn best(declared: &[&str], actual: &str) -> Option<usize> {
    // Nearly always.
    if let Some(itself) = declared.iter().position(|media| *media == actual) {
        return Some(itself);
    }
    let name = essence(actual);
    let (kind, _) = name.split_once('/').unwrap_or((&name, ""));
    let wildcard = format!("{kind}/*");
    let position =
        |wanted: &dyn Fn(&str) -> bool| declared.iter().position(|media| wanted(&essence(media)));
    same(declared, actual, &name)
        .or_else(|| position(&|media| media == wildcard))
        .or_else(|| position(&|media| media == "*/*"))
        .or_else(|| position(&|media| is_json(media) && is_json(&name)))
}

/// The media type `name` among `declared`; of several, the one with the most parameters that `actual` has too, and else
/// the first. `charset` tells none apart.
fn same(declared: &[&str], actual: &str, name: &str) -> Option<usize> {
    let common = |media: &str| {
        let mut own = parameters(media).filter(|(key, _)| !key.eq_ignore_ascii_case("charset"));
        own.try_fold(1, |count, (key, value)| {
            (parameter(actual, key)? == value).then_some(count + 1)
        })
    };
    let named = declared.iter().enumerate().rev();
    named
        .filter(|(_, media)| essence(media) == name)
        .max_by_key(|(_, media)| common(media))
        .map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_fit_is_found() {
        let declared = [
            "image/*",
            "application/json",
            "text/plain; charset=utf-8",
            "*/*",
        ];
        assert_eq!(best(&declared, "Image/PNG"), Some(0));
        assert_eq!(best(&declared, "application/json;charset=UTF-8"), Some(1));
        assert_eq!(best(&declared, "text/plain"), Some(2));
        assert_eq!(best(&declared, "video/mp4"), Some(3));
        assert_eq!(best(&declared[..2], "application/vnd.api+json"), Some(1));
        assert_eq!(best(&declared[..2], "text/plain"), None);
        assert_eq!(best(&declared[..2], ""), None);
        let versions = ["a/json; version=1", "a/json;version=2", "a/json"];
        assert_eq!(best(&versions, "a/json;version=2"), Some(1));
        assert_eq!(
            best(&versions, "a/json; charset=utf-8; Version=\"2\""),
            Some(1)
        );
        assert_eq!(best(&versions, "A/Json; version=3"), Some(2));
        assert_eq!(best(&versions, "a/json; charset=utf-8"), Some(2));
        assert_eq!(best(&versions[..2], "a/json"), Some(0));
    }

    #[test]
    fn parameters_are_found_quoted_or_not() {
        let media = r#"multipart/form-data; charset=utf-8; Boundary="a;\"b=c" ; x=y"#;
        assert_eq!(parameter(media, "boundary").as_deref(), Some("a;\"b=c"));
        assert_eq!(parameter(media, "charset").as_deref(), Some("utf-8"));
        assert_eq!(parameter(media, "x").as_deref(), Some("y"));
        assert_eq!(parameter(media, "z"), None);
        assert_eq!(
            parameter("a/b; x=\"unclosed", "x").as_deref(),
            Some("unclosed")
        );
    }
}
