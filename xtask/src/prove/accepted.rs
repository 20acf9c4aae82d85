//! The differences that are accepted, each with its reason.

use std::collections::BTreeSet;

use oas_prove::plan::Cause;
use serde::Deserialize;

/// The list.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The entries.
    #[serde(default)]
    difference: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The document's path, as the report has it.
    document: String,
    /// `GET /pets`; every operation where it is left out.
    operation: Option<String>,
    cause: Cause,
    /// A part of the detail; every detail where it is left out.
    detail: Option<String>,
    reason: String,
}

impl Accepted {
    /// The entry that accepts a difference, and its reason.
    pub fn reason(
        &self,
        document: &str,
        operation: &str,
        cause: Cause,
        detail: &str,
    ) -> Option<(usize, &str)> {
        let fits = |entry: &Entry| {
            entry.document == document
                && entry.cause == cause
                && entry
                    .operation
                    .as_deref()
                    .is_none_or(|only| only == operation)
                && entry
                    .detail
                    .as_deref()
                    .is_none_or(|part| detail.contains(part))
        };
        let index = self.difference.iter().position(fits)?;
        Some((index, self.difference[index].reason.as_str()))
    }

    /// Entries for these documents that accept nothing.
    pub fn unneeded<'a>(
        &'a self,
        documents: &BTreeSet<&str>,
        used: &BTreeSet<usize>,
    ) -> Vec<&'a str> {
        let entries = self.difference.iter().enumerate();
        let unused = entries.filter(|(index, entry)| {
            documents.contains(entry.document.as_str()) && !used.contains(index)
        });
        unused.map(|(_, entry)| entry.document.as_str()).collect()
    }
}
