//! Calls operations over HTTP.
//!
//! Knows operations, replies and `http` types; must not know a document's types: those come in
//! as function pointers, so that one compiled copy of this module serves every operation.
//!
//! What generated code does for each operation, written by hand:
//!
//! ```
//! use oas_runtime::v1 as rt;
//!
//! static GET_PET: rt::Operation = rt::Operation {
//!     params: &[rt::Param::path("id")],
//!     statuses: &[200],
//!     accept: "application/json",
//!     ..rt::Operation::new("getPet", "GET", "/pets/{id}")
//! };
//!
//! /// How it fails.
//! #[derive(Debug)]
//! enum GetPetError {
//!     Other(rt::Reply),
//! }
//!
//! impl rt::Outcome for GetPetError {
//!     fn read(reply: &mut rt::ReplyReader) -> Option<Self> {
//!         Some(Self::Other(reply.take()))
//!     }
//!
//!     fn write(&self) -> rt::Reply {
//!         match self {
//!             Self::Other(reply) => reply.clone(),
//!         }
//!     }
//! }
//!
//! rt::impl_error!(GetPetError);
//!
//! fn get_pet(core: &rt::client::Core, id: i64) -> rt::client::Call<String, GetPetError> {
//!     let mut out = core.start(&GET_PET);
//!     out.param(0, &id);
//!     out.call(|reply| match reply.status() {
//!         200 => reply.json(),
//!         _ => None,
//!     })
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // In the same process here; without `transport` it goes over the network.
//! let api = axum::Router::new().fallback(|| async { "\"Rex\"" });
//! let config = rt::client::Config::default().transport(api);
//! let core = rt::client::Core::new("https://pets.example/v1".into(), config)?;
//! let pet = get_pet(&core, 7).await?;
//! assert_eq!(*pet, "Rex");
//! # Ok(())
//! # }
//! ```
//!
//! A call sends one request unless a [`RetryPolicy`] says otherwise. The transport is `reqwest`
//! (features `client` with rustls, or `native-tls`, or `reqwest` for `http` alone), or any
//! `tower` service of `http` types, such as an `axum::Router` in the same process (for which
//! `client-core` is enough).

mod base_url;
mod call;
mod config;
mod core;
mod credential;
mod error;
mod exchange;
mod headers;
mod oauth;
mod outgoing;
mod reconnect;
mod redirect;
mod request;
#[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
mod reqwest;
mod retry;
mod timer;
mod transport;

pub use self::base_url::{BaseUrl, BuildError};
pub use self::call::{Call, CallFuture};
pub use self::config::Config;
pub use self::core::Core;
pub use self::credential::{ApiKey, Authorization, Basic, Bearer, Credential};
pub use self::error::{BoxError, CredentialError, Error, RequestError, TransportError, Unexpected};
pub use self::oauth::{ClientCredentials, OAuth2};
pub use self::outgoing::Outgoing;
pub use self::reconnect::Reconnect;
pub use self::request::{CallRequest, SendContent};
#[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
pub use self::reqwest::Reqwest;
pub use self::retry::RetryPolicy;
pub use self::transport::Transport;
pub use crate::body::Body;

#[cfg(test)]
mod tests;
