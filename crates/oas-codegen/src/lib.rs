//! Turns an OpenAPI document into one Rust crate: models, a server trait with an axum router, and an async client.

pub mod config;
pub mod diagnostic;
pub mod document;
pub mod emit;
pub mod ir;
pub mod names;
pub mod node;
pub mod output;
pub mod place;
pub mod position;
pub mod source;
