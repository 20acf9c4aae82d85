//! Facts about the whole ir: boxes that break cycles, derives, what validation has to look at.
//!
//! The last change; from here on the ir is frozen.

mod boxes;
mod checks;
mod derives;

use crate::ir::Api;

/// Completes the ir.
pub fn run(api: &mut Api) {
    boxes::place(api);
    derives::decide(api);
    checks::spread(api);
}
