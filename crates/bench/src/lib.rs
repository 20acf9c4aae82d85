//! What generated code costs at run time, against code written by hand.
//!
//! Knows the runtime, and the generated crate of the Okta document; must not know the generator.
//! `cargo xtask bench run` calls the programs in `src/bin`; each prints its rows and writes them to
//! the file that its first argument names.

#[cfg(feature = "net")]
mod by_hand;
#[cfg(feature = "hot")]
mod hot;
mod instructions;
mod measure;
#[cfg(feature = "models")]
mod models;
#[cfg(feature = "hot")]
mod okta;
mod row;
#[cfg_attr(not(feature = "models"), allow(dead_code))]
mod shapes;
#[cfg_attr(not(feature = "models"), allow(dead_code))]
mod structs;
#[cfg_attr(not(feature = "models"), allow(dead_code))]
mod texts;

#[cfg(feature = "net")]
pub use by_hand::{Running, by_hand, serve};
#[cfg(feature = "hot")]
pub use hot::{Hot, hot};
pub use instructions::{bounds, build, can_count, count};
pub use measure::{Case, in_turns, interleaved, thread_time};
#[cfg(feature = "models")]
pub use models::cases;
#[cfg(feature = "hot")]
pub use okta::{BODY, Store, TOKEN, generated};
pub use row::{Part, Row, Spread, Target};
