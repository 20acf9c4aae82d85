//! Failures that are accepted, each with its reason; an entry that is no longer needed fails the run.

use serde::Deserialize;

use super::row::Row;

/// The list, as `xtask/corpus-accepted.toml` has it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    #[serde(default)]
    document: Vec<Entry>,
}

/// One accepted failure.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    reason: String,
}

impl Accepted {
    /// Why a document may fail.
    pub fn reason(&self, document: &str) -> Option<&str> {
        let entry = self.document.iter().find(|entry| entry.path == document);
        entry.map(|entry| entry.reason.as_str())
    }

    /// Entries for documents of this run that did not fail.
    pub fn unneeded<'a>(&'a self, rows: &'a [Row]) -> impl Iterator<Item = &'a str> {
        self.document
            .iter()
            .map(|entry| entry.path.as_str())
            .filter(|path| {
                rows.iter()
                    .any(|row| row.document == *path && !row.failed())
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::row::Verdict;

    fn row(document: &str, verdict: Verdict) -> Row {
        Row {
            document: document.to_owned(),
            verdict,
            ..Row::default()
        }
    }

    #[test]
    fn an_entry_whose_document_passes_is_unneeded() {
        let text = "[[document]]\npath = 'a'\nreason = 'r'\n[[document]]\npath = 'b'\nreason = 'r'\n[[document]]\npath = 'elsewhere'\nreason = 'r'\n";
        let accepted: Accepted = toml::from_str(text).unwrap();
        let rows = [row("a", Verdict::Generated), row("b", Verdict::Refused)];
        assert_eq!(accepted.unneeded(&rows).collect::<Vec<_>>(), ["a"]);
        assert_eq!(accepted.reason("b"), Some("r"));
    }

    #[test]
    fn an_entry_needs_a_reason() {
        assert!(toml::from_str::<Accepted>("[[document]]\npath = 'a'\n").is_err());
    }
}
