//! Resolved model -> ir: every name, type and shape is chosen here.
//!
//! Knows: `resolve`, `names`, `ir`, `config`. Must not know: openapiv3, tokens.

mod api;
mod body;
mod branch;
mod circular;
mod constraints;
mod docs;
mod enums;
mod example;
mod home;
mod literal;
mod mode;
mod nesting;
mod operation;
mod outcome;
mod routes;
mod scalar;
mod security;
mod settings;
mod structs;
mod types;
mod unions;
mod validate;

pub use api::api;
