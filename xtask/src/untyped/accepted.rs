//! The places that may fail their check, each with its reason.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

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
    /// Reads the list; none where there is no file.
    ///
    /// # Errors
    /// If the file cannot be read or is no such list.
    pub fn load(path: &Path) -> io::Result<Self> {
        match fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text).map_err(io::Error::other),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

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
