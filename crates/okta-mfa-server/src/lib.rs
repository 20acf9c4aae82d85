//! A complete server for the Okta MFA configuration endpoint, on the trait
//! that `oas-codegen` writes for `specs/okta-mfa/openapi.yaml`.
//!
//! [`app()`] makes the [`axum::Router`] that [`settings::Settings`] describe,
//! [`serve::run`] serves one until a shutdown is asked for, and [`run`] is the
//! whole program.

pub mod access_key;
pub mod app;
pub mod edge;
pub mod failure;
pub mod keys;
pub mod limits;
pub mod logging;
pub mod rules;
pub mod serve;
pub mod service;
pub mod settings;
pub mod store;
pub mod tokens;
pub mod tracking;

pub use app::{StartError, app, run};
