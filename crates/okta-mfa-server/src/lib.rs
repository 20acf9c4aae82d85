//! A complete server for the Okta MFA configuration endpoint, on the trait
//! that `oas-codegen` writes for `specs/okta-mfa/openapi.yaml`.
//!
//! [`App::new`] builds everything from [`settings::Settings`]; [`App::router`]
//! is an [`axum::Router`] for tests and for those who nest it, and
//! [`serve::run`] serves it until a shutdown is asked for.

pub mod access_key;
pub mod edge;
pub mod failure;
pub mod keys;
pub mod limits;
pub mod logging;
pub mod rules;
pub mod serve;
pub mod settings;
pub mod store;
pub mod tokens;
pub mod tracking;
