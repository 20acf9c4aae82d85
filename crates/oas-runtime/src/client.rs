//! Calls operations over HTTP.
//!
//! Knows operations, replies and `http` types; must not know a document's types: those come in
//! as function pointers, so that one compiled copy of this module serves every operation.
//!
//! A call sends one request unless a [`RetryPolicy`] says otherwise. The transport is `reqwest`
//! (feature `reqwest`; `rustls` or `native-tls` for `https`) or any `tower` service of `http`
//! types, such as an `axum::Router` in the same process.

mod base_url;
mod body;
mod call;
mod config;
mod core;
mod credential;
mod error;
mod exchange;
mod oauth;
mod outgoing;
mod redirect;
#[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
mod reqwest;
mod retry;
mod stream;
mod timer;
mod transport;

pub use self::base_url::{BaseUrl, BuildError};
pub use self::body::Body;
pub use self::call::{Call, CallFuture};
pub use self::config::Config;
pub use self::core::Core;
pub use self::credential::{ApiKey, Authorization, Basic, Bearer, Credential};
pub use self::error::{BoxError, CredentialError, Error, RequestError, TransportError, Unexpected};
pub use self::oauth::{ClientCredentials, OAuth2};
pub use self::outgoing::Outgoing;
#[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
pub use self::reqwest::Reqwest;
pub use self::retry::RetryPolicy;
pub use self::stream::{Download, Events, Lines, StreamError};
pub use self::transport::Transport;

#[cfg(test)]
mod tests;
