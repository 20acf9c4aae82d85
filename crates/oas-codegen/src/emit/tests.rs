//! The Okta document's IR, written by hand, and what is emitted for it.
