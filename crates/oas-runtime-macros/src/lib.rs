//! The derives of `oas-runtime`.
