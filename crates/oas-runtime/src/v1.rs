//! Everything that generated code of this version names; one line per owner, nothing defined here.

#[cfg(feature = "client")]
pub use crate::client;
pub use crate::json;
pub use crate::model::{Base64, Field, Map, Never, Null, Secret, UnknownValue, Value};
pub use crate::operation::{Location, Operation, Param, Requirement, Scheme, SchemeKind, Style};
pub use crate::reply::{
    __impl_error as impl_error, Outcome, Reply, ReplyError, ReplyReader, Response, RetryAfter,
    RetryAfterError, StatusCode,
};
pub use crate::validate::{self, Check, Validate, Violation, Violations, validate};
pub use crate::wire::{self, FromWire, ToWire};
pub use bytes::Bytes;
pub use oas_runtime_macros::{Validate, Wire};
