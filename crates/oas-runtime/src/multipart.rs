//! `multipart/form-data`: an object whose properties are parts.
//!
//! A list is a part for each of its items, an object is JSON, a [`FilePart`] is a file, whose
//! content need not be whole. Must not know who sends a body; how large one may be is the limit of
//! whoever receives it.

mod file;
mod read;
mod receive;
mod scan;
mod write;

pub use file::FilePart;
pub(crate) use file::{FIELDS, FILE};
pub use read::read;
pub use receive::{Multipart, Part};
pub use write::write;
pub(crate) use write::{Written, named, write_body};

/// Where `needle` begins.
fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(at) = hay.get(from..)?.iter().position(|&byte| byte == first) {
        let at = from + at;
        if hay[at..].starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}
