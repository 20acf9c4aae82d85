//! One line of the bench page, and the file of a part: what measures writes it, what draws reads it.
//!
//! A part is a file `target/bench/<part>.json`. Whoever measures may write one; the page shows all of them,
//! `generate`, `compile` and `run` first, and `run-*.json` as further files of `run`:
//!
//! ```json
//! {
//!   "notes": ["Said once above the tables of the part; Markdown."],
//!   "rows": [{
//!     "section": "Server",
//!     "name": "requests per second",
//!     "unit": "1/s",
//!     "ours": { "median": 970.0, "min": 950.0, "max": 980.0, "runs": 5 },
//!     "theirs": { "median": 1000.0, "min": 990.0, "max": 1010.0, "runs": 5 },
//!     "peer": "hand-written axum handler",
//!     "ratio": 0.97,
//!     "target": { "at_least": 0.97 },
//!     "command": "cargo bench -p okta-mfa-server --bench load",
//!     "note": ""
//!   }]
//! }
//! ```
//!
//! Only `section`, `name`, `unit` and `ours` must be there. A target is `at_most` or `at_least`, of the ratio where
//! there is one, else of our median.
//! Must not know how anything was measured.

use serde::{Deserialize, Serialize};

/// What one part measured.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Said once, above the tables.
    #[serde(default)]
    pub notes: Vec<String>,
    /// In the order of the page; those of one section stand together.
    pub rows: Vec<Row>,
}

/// One comparison.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The heading of its table.
    pub section: String,
    /// What was done, to what.
    pub name: String,
    /// Of both figures: `s`, `ms`, `MiB`, `lines`, `1/s`.
    pub unit: String,
    /// Our figure.
    pub ours: Spread,
    /// The peer's figure, where there is one.
    #[serde(default)]
    pub theirs: Option<Spread>,
    /// What we are compared with.
    #[serde(default)]
    pub peer: String,
    /// Ours by theirs.
    #[serde(default)]
    pub ratio: Option<f64>,
    /// What is to be reached.
    #[serde(default)]
    pub target: Option<Target>,
    /// The commands that were timed, a line each.
    #[serde(default)]
    pub command: String,
    /// What a reader must know.
    #[serde(default)]
    pub note: String,
}

/// A figure: the median of several runs, and the range they lie in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The middle one.
    pub median: f64,
    /// The least.
    pub min: f64,
    /// The greatest.
    pub max: f64,
    /// How many there were.
    pub runs: usize,
}

/// A bound.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// This or less.
    AtMost(f64),
    /// This or more.
    AtLeast(f64),
}

impl Part {
    /// Takes rows in: in the place of those that they measure anew, else at the end of their section.
    pub fn merge(&mut self, rows: Vec<Row>) {
        for row in rows {
            let same = |known: &Row| known.section == row.section && known.name == row.name;
            if let Some(known) = self.rows.iter_mut().find(|known| same(known)) {
                *known = row;
                continue;
            }
            let last = self
                .rows
                .iter()
                .rposition(|known| known.section == row.section);
            let at = last.map_or(self.rows.len(), |at| at + 1);
            self.rows.insert(at, row);
        }
    }
}

impl Row {
    /// A row of one of our figures alone.
    pub fn new(section: &str, name: impl Into<String>, unit: &str, ours: Spread) -> Self {
        Self {
            section: section.to_owned(),
            name: name.into(),
            unit: unit.to_owned(),
            ours,
            ..Self::default()
        }
    }

    /// Compared with the figure of `peer`.
    #[must_use]
    pub fn against(mut self, peer: &str, theirs: Spread) -> Self {
        self.ratio = (theirs.median > 0.0).then(|| self.ours.median / theirs.median);
        self.peer = peer.to_owned();
        self.theirs = Some(theirs);
        self
    }

    /// With something to reach.
    #[must_use]
    pub fn target(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    /// With the command that was timed.
    #[must_use]
    pub fn command(mut self, command: impl Into<String>) -> Self {
        self.command = command.into();
        self
    }

    /// With what a reader must know.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Whether the target is reached; `None` without one.
    pub fn reached(&self) -> Option<bool> {
        let value = self.ratio.unwrap_or(self.ours.median);
        match self.target? {
            Target::AtMost(bound) => Some(value <= bound),
            Target::AtLeast(bound) => Some(value >= bound),
        }
    }
}

impl Spread {
    /// The spread of `values`; all zero where there are none.
    pub fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        let median = match sorted.len() {
            0 => return Self::default(),
            n if n % 2 == 1 => sorted[middle],
            _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
        };
        Self {
            median,
            min: sorted[0],
            max: sorted[sorted.len() - 1],
            runs: sorted.len(),
        }
    }

    /// All figures so many times as large.
    pub fn times(self, factor: f64) -> Self {
        Self {
            median: self.median * factor,
            min: self.min * factor,
            max: self.max * factor,
            ..self
        }
    }

    /// A figure that is the same in every run.
    #[allow(
        clippy::cast_precision_loss,
        reason = "counts of lines are far below 2^52"
    )]
    pub fn exact(value: u64) -> Self {
        Self::of(&[value as f64])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between() {
        let spread = Spread::of(&[4.0, 1.0, 3.0, 2.0]);
        let expected = Spread {
            median: 2.5,
            min: 1.0,
            max: 4.0,
            runs: 4,
        };
        assert_eq!(spread, expected);
        assert_eq!(Spread::of(&[7.0]).median, 7.0);
        assert_eq!(Spread::of(&[]).runs, 0);
    }

    #[test]
    fn a_target_is_of_the_ratio_where_there_is_one() {
        let ours = Row::new("s", "n", "s", Spread::of(&[2.0])).target(Target::AtMost(1.0));
        assert_eq!(ours.reached(), Some(false));
        let both = ours.against("peer", Spread::of(&[4.0]));
        assert_eq!((both.ratio, both.reached()), (Some(0.5), Some(true)));
    }

    #[test]
    fn what_is_measured_again_takes_its_old_place() {
        let row =
            |section: &str, name: &str, value| Row::new(section, name, "s", Spread::of(&[value]));
        let mut part = Part::default();
        part.merge(vec![row("a", "1", 1.0), row("b", "1", 1.0)]);
        part.merge(vec![row("a", "1", 2.0), row("a", "2", 2.0)]);
        let expected = vec![row("a", "1", 2.0), row("a", "2", 2.0), row("b", "1", 1.0)];
        assert_eq!(part.rows, expected);
    }

    #[test]
    fn a_row_needs_four_keys() {
        let text = r#"{"rows": [{"section": "a", "name": "b", "unit": "s",
            "ours": {"median": 1, "min": 1, "max": 1, "runs": 1}, "target": {"at_least": 0.97}}]}"#;
        let part: Part = serde_json::from_str(text).unwrap();
        assert_eq!(part.rows[0].target, Some(Target::AtLeast(0.97)));
        assert_eq!(part.rows[0].theirs, None);
    }
}
