//! url: absolute, as the URL standard spells it.

use url::Url;

use super::text_format;

text_format! {
    Url, "an absolute URL", |text| Self::parse(text).ok(), |url| url.to_string();
}
