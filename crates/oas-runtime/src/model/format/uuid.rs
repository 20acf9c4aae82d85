//! uuid: with hyphens, in lower case.

use uuid::Uuid;

use super::text_format;

text_format! {
    Uuid, "a UUID", |text| Self::try_parse(text).ok(), |uuid| uuid.to_string();
}
