//! Facts about the whole ir: boxes that break cycles, derives, what validation has to look at, which tag
//! alone needs a type.
//!
//! The last change; from here on the ir is frozen.

mod boxes;
mod checks;
mod derives;
mod groups;

use crate::ir::Api;

/// Completes the ir.
pub fn run(api: &mut Api) {
    boxes::place(api);
    derives::decide(api);
    checks::spread(api);
    groups::assign(api);
}
