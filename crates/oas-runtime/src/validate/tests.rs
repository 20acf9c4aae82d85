//! Behaviour of validation.
