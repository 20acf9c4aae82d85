//! Turns an OpenAPI document into one Rust crate: models, a server trait with an axum router, and an async client.
//!
//! - From a build script: [`Codegen`].
//! - From a program: [`generate`] gives files and diagnostics, [`output`] writes them.
//! - From a shell: the command `oas-codegen`, of the crate `oas-codegen-cli`.
//!
//! The stages are the public modules; [`pipeline`] is the list of them.

pub mod analyze;
mod codegen;
pub mod config;
pub mod diagnostic;
pub mod document;
pub mod emit;
pub mod graph;
pub mod ir;
mod lean;
pub mod lower;
mod media;
pub mod names;
pub mod node;
pub mod output;
pub mod pipeline;
pub mod place;
pub mod position;
pub mod resolve;
pub mod source;
pub mod summary;
pub mod threads;

pub use codegen::{Codegen, Failed};
pub use pipeline::{Outcome, generate};
pub use summary::Summary;
