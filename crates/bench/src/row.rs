//! What was measured, as `cargo xtask bench` wants it.
//!
//! Knows the keys of that file (xtask/src/bench/row.rs says what they mean); must not know what was
//! measured.

use serde::Serialize;

/// The file of a part.
#[derive(Debug, Default, Serialize)]
pub struct Part {
    /// Said once, above the tables.
    pub notes: Vec<String>,
    /// In the order of the page.
    pub rows: Vec<Row>,
}

/// One comparison.
#[derive(Debug, Default, Serialize)]
pub struct Row {
    /// The heading of its table.
    pub section: &'static str,
    /// What was done.
    pub name: String,
    /// Of both figures.
    pub unit: &'static str,
    /// Our figure.
    pub ours: Spread,
    /// The figure of what we are compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theirs: Option<Spread>,
    /// What we are compared with.
    pub peer: &'static str,
    /// Ours by theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<f64>,
    /// What is to be reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// What measures this row.
    pub command: String,
    /// What a reader must know.
    pub note: String,
}

/// The median of several runs, and the range they lie in.
#[derive(Debug, Clone, Copy, Default, Serialize)]
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

/// A bound: of the ratio where there is one, else of our median.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// This or less.
    AtMost(f64),
    /// This or more.
    AtLeast(f64),
}

impl Spread {
    /// The spread of `values`.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |part: f64| {
            let index = (sorted.len().saturating_sub(1) as f64 * part).round() as usize;
            sorted.get(index).copied().unwrap_or_default()
        };
        Self {
            median: at(0.5),
            min: at(0.0),
            max: at(1.0),
            runs: sorted.len(),
        }
    }
}

impl Row {
    /// A comparison of rounds that were run in turns. The ratio is the median of the rounds'
    /// ratios: what disturbs a round disturbs both.
    #[must_use]
    pub fn of_rounds(rounds: &[(f64, f64)]) -> Self {
        let ours: Vec<f64> = rounds.iter().map(|(ours, _)| *ours).collect();
        let theirs: Vec<f64> = rounds.iter().map(|(_, theirs)| *theirs).collect();
        let ratios: Vec<f64> = rounds.iter().map(|(ours, theirs)| ours / theirs).collect();
        Self {
            ours: Spread::of(&ours),
            theirs: Some(Spread::of(&theirs)),
            ratio: Some(Spread::of(&ratios).median),
            ..Self::default()
        }
    }

    /// Whether the target is reached, if there is one.
    #[must_use]
    pub fn reached(&self) -> bool {
        let value = self.ratio.unwrap_or(self.ours.median);
        match self.target {
            Some(Target::AtMost(bound)) => value <= bound,
            Some(Target::AtLeast(bound)) => value >= bound,
            None => true,
        }
    }
}

impl Part {
    /// Adds a row, and shows it.
    pub fn push(&mut self, row: Row) {
        let theirs = row.theirs.unwrap_or_default().median;
        let missed = if row.reached() { "" } else { "  not reached" };
        let target = match row.target {
            Some(Target::AtMost(bound)) => format!("at most {bound}"),
            Some(Target::AtLeast(bound)) => format!("at least {bound}"),
            None => String::new(),
        };
        println!(
            "{:46} {:10.1} {:10.1} {:4}  {:.3}  {target}{missed}",
            row.name,
            row.ours.median,
            theirs,
            row.unit,
            row.ratio.unwrap_or(f64::NAN),
        );
        self.rows.push(row);
    }

    /// Writes the file, where the command line names one.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self, file: Option<&str>) -> std::io::Result<()> {
        let Some(file) = file else {
            return Ok(());
        };
        let text = serde_json::to_string_pretty(self)?;
        if let Some(folder) = std::path::Path::new(file).parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, text)
    }
}
