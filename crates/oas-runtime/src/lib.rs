//! What crates written by `oas-codegen` call.
//!
//! Generated code names [`v1`] alone; so should code that is written by hand.

// Generated code, and what the derives write, names this crate so.
extern crate self as oas_runtime;

mod body;
#[cfg(feature = "client-core")]
pub mod client;
mod derive;
pub mod form;
mod frames;
// Some of it one face alone uses.
#[cfg_attr(not(feature = "client-core"), allow(dead_code, unused_imports))]
mod items;
pub mod json;
pub mod media;
mod model;
// Some of it one face alone uses.
#[cfg_attr(not(feature = "client-core"), allow(dead_code, unused_imports))]
pub mod multipart;
mod operation;
pub mod param;
pub mod path;
// Some of it one face alone uses.
#[cfg_attr(not(feature = "client-core"), allow(dead_code, unused_imports))]
mod reply;
mod request;
mod revision;
#[cfg(feature = "server")]
pub mod server;
pub mod success;
pub mod v1;
pub mod validate;
pub mod wire;
