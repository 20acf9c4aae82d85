//! Where an API is: the URL that the paths of operations are appended to.

use std::fmt;

use http::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The URL of a server; the path of an operation is appended to it, whatever it ends with.
///
/// ```
/// use oas_runtime::v1::client::BaseUrl;
///
/// let url = BaseUrl::from("https://api.example.com/beta/");
/// assert_eq!(url.to_string(), "https://api.example.com/beta");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    parts: Result<Parts, BuildError>,
    declared: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Parts {
    origin: String,
    path: String,
    /// Whether it was given with a slash at its end, which counts where no path follows.
    slash: bool,
    query: Option<String>,
}

impl BaseUrl {
    /// The URL of a server of the document, its `{variables}` given their values.
    ///
    /// Values are percent-encoded: none can change the host that the template ends with. A
    /// value that begins the template may be any URL.
    #[must_use]
    pub fn template(template: &str, variables: &[(&str, &str)]) -> Self {
        let mut url = Self::from(fill(template, variables));
        url.declared = true;
        url
    }

    /// Whether it is a server of the document, which an operation's own server replaces.
    pub(super) fn is_declared(&self) -> bool {
        self.declared
    }

    pub(super) fn check(&self) -> Result<(), BuildError> {
        self.parts.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    /// The URL of `path`, which begins with a slash or is empty, and `query`.
    pub(super) fn append(&self, path: &str, query: &str) -> Result<String, BuildError> {
        let parts = self.parts.as_ref().map_err(Clone::clone)?;
        let slash = if path.is_empty() && parts.slash {
            "/"
        } else {
            ""
        };
        let own = parts.query.as_deref().unwrap_or("");
        // With room for what separates them.
        let length = [&parts.origin, &parts.path, path, own, query].map(str::len);
        let mut url = String::with_capacity(length.iter().sum::<usize>() + 3);
        url.extend([&parts.origin, &parts.path, slash, path]);
        let mut separator = '?';
        for query in [own, query] {
            if !query.is_empty() {
                url.push(separator);
                url.push_str(query);
                separator = '&';
            }
        }
        Ok(url)
    }

    /// The same with a value for each `{name}` behind the host, percent-encoded already.
    pub(super) fn filled(mut self, values: &[(&str, String)]) -> Self {
        if let Ok(parts) = &mut self.parts {
            for (name, value) in values {
                let place = format!("{{{name}}}");
                parts.path = parts.path.replace(&place, value);
                let query = parts.query.take();
                parts.query = query.map(|query| query.replace(&place, value));
            }
        }
        self
    }

    /// What a reference of the document (`/oauth/token`) means from here.
    pub(super) fn resolve(&self, reference: &str) -> Result<String, BuildError> {
        if reference.contains("://") {
            return Ok(reference.to_owned());
        }
        let parts = self.parts.as_ref().map_err(Clone::clone)?;
        Ok(match reference.starts_with('/') {
            true => format!("{}{reference}", parts.origin),
            false => format!("{}{}/{reference}", parts.origin, parts.path),
        })
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.parts {
            Ok(parts) => write!(f, "{}{}", parts.origin, parts.path),
            Err(_) => f.write_str("(no URL)"),
        }
    }
}

impl From<&str> for BaseUrl {
    fn from(url: &str) -> Self {
        Self {
            parts: parse(url),
            declared: false,
        }
    }
}

impl From<String> for BaseUrl {
    fn from(url: String) -> Self {
        Self::from(url.as_str())
    }
}

impl From<&String> for BaseUrl {
    fn from(url: &String) -> Self {
        Self::from(url.as_str())
    }
}

impl From<Uri> for BaseUrl {
    fn from(url: Uri) -> Self {
        Self::from(url.to_string())
    }
}

#[cfg(feature = "url")]
impl From<url::Url> for BaseUrl {
    fn from(url: url::Url) -> Self {
        Self::from(url.as_str())
    }
}

fn parse(url: &str) -> Result<Parts, BuildError> {
    let uri: Uri = url.trim().parse().map_err(|_| BuildError::Url)?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(BuildError::Relative);
    };
    if !matches!(scheme, "http" | "https") {
        return Err(BuildError::Scheme);
    }
    if authority.as_str().contains('@') {
        return Err(BuildError::UserInfo);
    }
    Ok(Parts {
        origin: format!("{scheme}://{authority}"),
        path: uri.path().trim_end_matches('/').to_owned(),
        slash: uri.path().ends_with('/'),
        query: uri.query().map(str::to_owned),
    })
}

/// What RFC 3986 reserves nothing of.
pub(super) const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// A host may be given with its port, an address of IPv6 in brackets.
const AUTHORITY: &AsciiSet = &UNRESERVED.remove(b':').remove(b'[').remove(b']');
/// A path may have several segments.
const PATH: &AsciiSet = &UNRESERVED.remove(b'/');

fn fill(template: &str, variables: &[(&str, &str)]) -> String {
    let mut url = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, name, after)) = next_variable(rest) {
        url.push_str(before);
        match variables.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => push_value(&mut url, value, after),
            None => url.extend(["{", name, "}"]),
        }
        rest = after;
    }
    url.push_str(rest);
    url
}

fn next_variable(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

fn push_value(url: &mut String, value: &str, after: &str) {
    let set = match url.split_once("://") {
        None if url.is_empty() && !after.starts_with(':') => return url.push_str(value),
        None => UNRESERVED,
        Some((_, authority)) if !authority.contains('/') => AUTHORITY,
        Some((_, path)) if path.contains('?') => UNRESERVED,
        Some(_) => PATH,
    };
    url.extend(utf8_percent_encode(value, set));
}

/// The client cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// The server's URL is none.
    Url,
    /// The server's URL has no host.
    Relative,
    /// The server's URL is neither `http` nor `https`.
    Scheme,
    /// The server's URL has a user name in it.
    UserInfo,
    /// A default header cannot be one; its name.
    Header(String),
    /// The transport cannot be set up.
    Transport(String),
    /// There is no transport: none was given, and there is no `reqwest`.
    NoTransport,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url => f.write_str("the server's address is not a URL"),
            Self::Relative => f.write_str("the server's URL has no host: give an absolute one"),
            Self::Scheme => f.write_str("the server's URL is neither `http` nor `https`"),
            Self::UserInfo => {
                f.write_str("the server's URL has a user name in it: give it as a credential")
            }
            Self::Header(name) => write!(f, "the header `{name}` cannot be sent"),
            Self::Transport(why) => write!(f, "the transport cannot be set up: {why}"),
            Self::NoTransport => f.write_str(
                "there is no transport: give one, or switch on the feature `client` of `oas-runtime`",
            ),
        }
    }
}

impl std::error::Error for BuildError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(template: &str, variables: &[(&str, &str)]) -> String {
        BaseUrl::template(template, variables).to_string()
    }

    #[test]
    fn paths_are_appended_and_never_joined() {
        for base in ["https://a.example/beta", "https://a.example/beta/"] {
            let url = BaseUrl::from(base).append("/mfa", "x=1");
            assert_eq!(url.as_deref(), Ok("https://a.example/beta/mfa?x=1"));
        }
        let url = BaseUrl::from("https://a.example?v=2").append("/mfa", "x=1");
        assert_eq!(url.as_deref(), Ok("https://a.example/mfa?v=2&x=1"));
    }

    #[test]
    fn without_a_path_it_is_the_url_as_given() {
        for url in ["https://a.example/hook?k=1", "https://a.example/hook/"] {
            assert_eq!(BaseUrl::from(url).append("", "").as_deref(), Ok(url));
        }
    }

    #[test]
    fn path_parameters_fill_the_url_of_a_receiver() {
        let url = BaseUrl::from("https://a.example/hooks/{id}?of={id}");
        let values = [("id", "a%20b".to_owned()), ("other", "x".to_owned())];
        let url = url.filled(&values).append("", "");
        assert_eq!(url.as_deref(), Ok("https://a.example/hooks/a%20b?of=a%20b"));
    }

    #[test]
    fn variables_fill_the_template() {
        let template = "https://{tenant}.a.example:{port}/{base}";
        let filled = url(
            template,
            &[("tenant", "acme"), ("port", "8443"), ("base", "v1/x y")],
        );
        assert_eq!(filled, "https://acme.a.example:8443/v1/x%20y");
        assert_eq!(
            url("{scheme}://a.example", &[("scheme", "http")]),
            "http://a.example"
        );
        assert_eq!(
            url("{base}/v1", &[("base", "http://b:80/x")]),
            "http://b:80/x/v1"
        );
        assert_eq!(
            url("https://{host}/v1", &[("host", "[::1]:80")]),
            "https://[::1]:80/v1"
        );
    }

    #[test]
    fn a_variable_cannot_change_the_host() {
        for evil in [
            "evil.example/",
            "evil.example?",
            "evil.example#",
            "x@evil.example",
            "a\\b",
        ] {
            let url = BaseUrl::template("https://{tenant}.a.example", &[("tenant", evil)]);
            assert!(url.check().is_err(), "{evil}: {url}");
        }
    }

    #[test]
    fn what_is_no_absolute_http_url_is_refused() {
        for (url, error) in [
            ("/v1", BuildError::Relative),
            ("ftp://a.example", BuildError::Scheme),
            ("http://u:p@a.example", BuildError::UserInfo),
            ("http://a b", BuildError::Url),
        ] {
            assert_eq!(BaseUrl::from(url).check(), Err(error), "{url}");
        }
    }
}
