//! What crates written by `oas-codegen` call.
//!
//! Generated code names [`v1`] alone; so should code that is written by hand.

mod operation;
pub mod param;
mod reply;
pub mod v1;
