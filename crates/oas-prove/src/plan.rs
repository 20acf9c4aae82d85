//! What is sent, and what was seen: the two files between `cargo xtask prove` and the compiled proof.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An operation, and what to send to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Operation {
    /// `GET /pets`, or the place of a webhook or callback.
    pub key: String,
    /// Each is one call.
    pub exchanges: Vec<Exchange>,
}

/// A request and the reply to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Exchange {
    /// The parameters (`query:limit`) and the `body`.
    pub parts: BTreeMap<String, Value>,
    /// The media type of the body.
    pub media: Option<String>,
    /// The reply.
    pub reply: Reply,
}

/// A reply, as it travels.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The declared headers.
    pub headers: BTreeMap<String, String>,
    /// The media type of the body.
    pub media: Option<String>,
    /// The body.
    pub text: String,
    /// The body, where it is JSON.
    pub json: Option<Value>,
}

/// What was seen of one operation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Seen {
    /// That of the plan.
    pub key: String,
    /// In the order of the plan; `None` where the operation was not generated.
    pub exchanges: Option<Vec<Observation>>,
}

/// What was seen of one exchange.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Observation {
    /// What differs.
    pub faults: Vec<Fault>,
    /// The parameters and the body as the handler received them, written by the models.
    pub parts: BTreeMap<String, Value>,
    /// The body of the reply as the server wrote it, where it is JSON.
    pub reply: Option<Value>,
}

/// A difference.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fault {
    /// Of which kind.
    pub cause: Cause,
    /// What exactly.
    pub detail: String,
}

/// The kinds of differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The type does not take a value of the schema.
    RequestNotBuilt,
    /// The client did not send it, or did not get an answer.
    NotSent,
    /// The server refused it.
    RequestRefused,
    /// The handler got another request than the caller sent.
    RequestDiffers,
    /// The model writes another value than it read.
    RequestValueDiffers,
    /// The type of the outcome does not take a value of the schema.
    ReplyNotRead,
    /// The caller got another outcome than the handler gave.
    ReplyDiffers,
    /// The model writes another value than it read.
    ReplyValueDiffers,
    /// Another status than the handler meant.
    StatusDiffers,
    /// Another header than the handler meant.
    HeaderDiffers,
    /// What the model of a request writes is not valid.
    RequestInvalid,
    /// What the model of a reply writes is not valid.
    ReplyInvalid,
    /// The operation was not generated.
    OperationMissing,
    /// No value could be drawn from the schema.
    NotDrawn,
    /// A panic.
    Panic,
}

/// A value to read into a type.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Probe {
    /// The type, by its number.
    pub ty: usize,
    /// The value, as JSON.
    pub json: String,
}
