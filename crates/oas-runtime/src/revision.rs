//! Whether generated code and this runtime fit.
//!
//! Knows one number. Must not know why it was raised: the changelog says.

/// The revision of [`v1`](crate::v1): raised when something is added that generated code calls.
pub const REVISION: u32 = 1;

/// Fails to compile where generated code needs a later revision than this runtime has.
///
/// ```
/// const _: () = oas_runtime::v1::requires(1, "update oas-runtime, or run `cargo xtask codegen`");
/// ```
///
/// ```compile_fail
/// const _: () = oas_runtime::v1::requires(1000, "update oas-runtime, or run `cargo xtask codegen`");
/// ```
///
/// # Panics
/// When evaluated with a revision that is later than [`REVISION`].
pub const fn requires(revision: u32, help: &str) {
    assert!(revision <= REVISION, "{}", help);
}
