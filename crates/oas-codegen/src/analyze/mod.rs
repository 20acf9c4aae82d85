//! Facts about the whole ir: boxes that break cycles, derives, what validation has to look at, which tag
//! alone needs a type. Before these, equal types are made one where that is wanted.
//!
//! The last change; from here on the ir is frozen.

mod boxes;
mod checks;
mod derives;
mod groups;
mod shared;

use crate::ir::Api;

/// Completes the ir; with `share`, what is equal is written once.
pub fn run(api: &mut Api, share: bool) {
    let uses = groups::uses(api);
    boxes::place(api);
    if share {
        shared::once(api);
    }
    derives::decide(api);
    checks::spread(api);
    groups::assign(api, uses);
}
