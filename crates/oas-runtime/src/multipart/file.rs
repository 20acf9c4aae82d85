//! A file in a multipart body, and its way through serde.

use crate::body::{Body, BodyError};
use crate::wire::{Buf, FromWire, Rank, ToWire, serde_by_wire};
use bytes::Bytes;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeStruct as _, Serializer};
use std::cell::RefCell;
use std::fmt;

/// A file in a multipart body.
///
/// Its content is bytes, or anything else that a [`Body`] is made from: a file on the disk is
/// sent as it is read.
///
/// ```
/// # async fn example() -> std::io::Result<()> {
/// use oas_runtime::v1 as rt;
///
/// let small = rt::FilePart::new("a,b").with_name("t.csv").with_content_type("text/csv");
/// let file = tokio::fs::File::open("video.mp4").await?;
/// let large = rt::FilePart::new(rt::Body::reader(file)).with_name("video.mp4");
/// # let _ = (small, large);
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct FilePart {
    /// Its name, as the sender gives it: not to be used as a path.
    pub file_name: Option<String>,
    /// Its media type.
    pub content_type: Option<String>,
    /// Its content.
    pub body: Body,
}

impl FilePart {
    /// A file without a name.
    pub fn new(body: impl Into<Body>) -> Self {
        Self {
            body: body.into(),
            ..Self::default()
        }
    }

    /// Its content, whole.
    ///
    /// # Errors
    /// When it is a stream that breaks off.
    pub async fn bytes(self) -> Result<Bytes, BodyError> {
        self.body.bytes().await
    }

    /// The same with a name.
    #[must_use]
    pub fn with_name(mut self, file_name: impl Into<String>) -> Self {
        self.file_name = Some(file_name.into());
        self
    }

    /// The same with a media type.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }
}

impl<T: Into<Body>> From<T> for FilePart {
    fn from(body: T) -> Self {
        Self::new(body)
    }
}

impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart")
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .field("body", &self.body)
            .finish()
    }
}

/// The name by which the readers and writers of parts know a file.
pub(crate) const FILE: &str = "oas_runtime::FilePart";
/// What there is to know of it, in order.
pub(crate) const FIELDS: &[&str] = &[FILE_NAME, CONTENT_TYPE, BYTES];
pub(super) const FILE_NAME: &str = "file_name";
pub(super) const CONTENT_TYPE: &str = "content_type";
pub(super) const BYTES: &str = "bytes";

impl ToWire for FilePart {
    type Form = crate::wire::form::Own;
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut file = serializer.serialize_struct(FILE, 3)?;
        file.serialize_field(FILE_NAME, &self.file_name)?;
        file.serialize_field(CONTENT_TYPE, &self.content_type)?;
        file.serialize_field(BYTES, &Content(&self.body))?;
        file.end()
    }
}

thread_local! {
    /// The contents of the files of the body that is being written, in order: they go round the
    /// serializer, which can carry no stream.
    static CONTENTS: RefCell<Option<Vec<Body>>> = const { RefCell::new(None) };
}

/// What `write` returns, and the contents of the files that it has written meanwhile: in the
/// value stands the index of each.
pub(super) fn with_contents<T>(write: impl FnOnce() -> T) -> (T, Vec<Body>) {
    let outer = CONTENTS.replace(Some(Vec::new()));
    let value = write();
    (value, CONTENTS.replace(outer).unwrap_or_default())
}

struct Content<'a>(&'a Body);

impl serde::Serialize for Content<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let index = CONTENTS.with_borrow_mut(|contents| {
            let contents = contents.as_mut()?;
            contents.push(self.0.take());
            u64::try_from(contents.len() - 1).ok()
        });
        match (index, self.0.whole()) {
            (Some(index), _) => serializer.serialize_u64(index),
            (None, Some(bytes)) => serializer.serialize_bytes(&bytes),
            (None, None) => Err(serde::ser::Error::custom("a stream has no text")),
        }
    }
}

impl FromWire for FilePart {
    type Form = crate::wire::form::Own;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct(FILE, FIELDS, FileVisitor)
    }

    fn rank(_: &Buf) -> Rank {
        Rank::ANY
    }
}

serde_by_wire!(FilePart);

struct FileVisitor;

impl<'de> Visitor<'de> for FileVisitor {
    type Value = FilePart;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a file")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FilePart, A::Error> {
        let mut file = FilePart::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                FILE_NAME => file.file_name = map.next_value()?,
                CONTENT_TYPE => file.content_type = map.next_value()?,
                BYTES => file.body = map.next_value::<Read>()?.0.into(),
                _ => {
                    map.next_value::<de::IgnoredAny>()?;
                }
            }
        }
        Ok(file)
    }
}

struct Read(Bytes);

impl<'de> de::Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ContentVisitor;
        impl<'de> Visitor<'de> for ContentVisitor {
            type Value = Read;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Read, E> {
                Ok(Read(Bytes::copy_from_slice(bytes)))
            }
            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Read, E> {
                Ok(Read(bytes.into()))
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Read, A::Error> {
                let mut bytes = Vec::new();
                while let Some(byte) = items.next_element::<u8>()? {
                    bytes.push(byte);
                }
                Ok(Read(bytes.into()))
            }
        }
        deserializer.deserialize_byte_buf(ContentVisitor)
    }
}
