//! What crates written by `oas-codegen` call.
//!
//! Generated code names [`v1`] alone; so should code that is written by hand.

// Generated code, and what the derives write, names this crate so.
extern crate self as oas_runtime;

#[cfg(feature = "client-core")]
pub mod client;
mod derive;
pub mod form;
mod frames;
#[cfg(any(feature = "client-core", feature = "server"))]
mod items;
pub mod json;
pub mod media;
mod model;
pub mod multipart;
mod operation;
pub mod param;
pub mod path;
mod reply;
mod request;
mod revision;
#[cfg(feature = "server")]
pub mod server;
pub mod v1;
pub mod validate;
pub mod wire;
