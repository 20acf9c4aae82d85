//! What generated code costs at run time, against code written by hand.
//!
//! Knows the runtime, and the generated crate of the Okta document; must not know the generator.
//! `cargo xtask bench run` calls the programs in `src/bin`; each prints its rows and writes them to
//! the file that its first argument names.

mod measure;
mod models;
#[cfg(feature = "net")]
mod okta;
mod row;
mod shapes;
mod structs;
mod texts;

pub use measure::{Case, in_turns, interleaved, thread_time};
pub use models::cases;
#[cfg(feature = "net")]
pub use okta::{BODY, Running, Store, TOKEN, by_hand, generated, serve};
pub use row::{Part, Row, Spread, Target};
