//! Clippy warns of enums whose variants differ by much.
//!
//! Knows: sizes alone. An estimate too high costs an attribute that is not needed.

use proc_macro2::TokenStream;
use quote::quote;

/// Clippy's threshold is 200; the estimate may be off by some alignment.
const DIFFERENCE: usize = 150;

/// `#[allow(clippy::large_enum_variant)]`, where the largest payload is much larger than the next.
pub(super) fn allow_large(mut sizes: Vec<usize>) -> Option<TokenStream> {
    sizes.sort_unstable();
    let largest = sizes.pop()?;
    let next = sizes.pop()?;
    (largest > next.saturating_add(DIFFERENCE))
        .then(|| quote!(#[allow(clippy::large_enum_variant)]))
}
