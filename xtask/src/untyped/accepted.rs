//! The places that may fail their check, each with its reason.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

/// The list.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The entries.
    #[serde(default)]
    place: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The document's path, as the table has it.
    document: String,
    /// The place, or the beginning of those of several.
    pointer: String,
    reason: String,
}

impl Accepted {
    /// The entry that accepts a place, and its reason.
    pub fn reason(&self, document: &Path, pointer: &str) -> Option<(usize, &str)> {
        let fits = |entry: &Entry| {
            Path::new(&entry.document) == document && pointer.starts_with(&entry.pointer)
        };
        let index = self.place.iter().position(fits)?;
        Some((index, self.place[index].reason.as_str()))
    }

    /// Entries for these documents that accept nothing.
    pub fn unneeded(&self, documents: &[&Path], used: &BTreeSet<usize>) -> Vec<String> {
        let entries = self.place.iter().enumerate();
        let unused = entries.filter(|(index, entry)| {
            documents.contains(&Path::new(&entry.document)) && !used.contains(index)
        });
        unused
            .map(|(_, entry)| format!("{} {}", entry.document, entry.pointer))
            .collect()
    }
}
