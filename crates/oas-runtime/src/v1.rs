//! Everything that generated code of this version names; one line per owner, nothing defined here.

pub use crate::body::{Body, BodyError, BodyProblem, BoxError};
#[cfg(feature = "client-core")]
pub use crate::client;
pub use crate::derive::{Content, New, Outcome, Payload, Request, Validate, Wire};
pub use crate::form::{self, Encoding};
pub use crate::items::{Event, Frame, Items};
pub use crate::json;
pub use crate::media;
#[cfg(feature = "ordered")]
pub use crate::model::OrderedMap;
pub use crate::model::{
    Base64, Field, IsoDuration, Map, Never, Null, ParseError, Secret, TimeOfDay, UnknownValue,
    Value,
};
pub use crate::multipart::{self, FilePart, Multipart};
pub use crate::operation::{Location, Operation, Param, Requirement, Scheme, SchemeKind, Style};
pub use crate::reply::{
    __impl_error as impl_error, DefaultError, Outcome, Payload, Reply, ReplyError, ReplyReader,
    Response, RetryAfter, RetryAfterError, StatusCode, Undeclared, WithStatus,
};
pub use crate::request::{__call, __serve, Content, Request};
pub use crate::revision::{REVISION, requires};
#[cfg(feature = "server")]
pub use crate::server;
pub use crate::success;
pub use crate::validate::{self, Check, Validate, Violation, Violations, validate};
pub use crate::wire::{self, FromWire, ToWire};
#[cfg(feature = "server")]
pub use axum;
pub use bytes::Bytes;
#[cfg(feature = "chrono")]
pub use chrono;
#[cfg(feature = "jiff")]
pub use jiff;
#[cfg(feature = "decimal")]
pub use rust_decimal;
#[cfg(feature = "time")]
pub use time;
#[cfg(feature = "url")]
pub use url;
#[cfg(feature = "uuid")]
pub use uuid;
