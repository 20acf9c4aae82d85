//! What generated code costs at run time, against code written by hand.
//!
//! Knows the runtime; must not know the generator.

mod measure;
mod models;
mod shapes;
mod structs;
mod texts;

pub use measure::{Case, Times, interleaved, quantile};
pub use models::cases;
