//! The page: tables and plots of what the parts measured.
//!
//! Must not know how anything was measured.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::plot::{self, Bar};
use super::row::{Part, Row, Spread, Target};
use super::{machine, read};

/// The parts that the page shows, in this order, with their headings.
const PARTS: [(&str, &str); 3] = [
    ("generate", "To generate"),
    ("compile", "To compile"),
    ("run", "To run"),
];

/// What the page says of the targets that are not reached: written by hand, beside the plots.
const FLOORS: &str = "floors.md";

/// Everything that the page shows.
pub struct Page {
    parts: Vec<(&'static str, &'static str, Part)>,
    machine: String,
}

/// A text and its plots: file name, content.
struct Written {
    text: String,
    plots: Vec<(String, String)>,
}

impl Page {
    /// Reads what was measured.
    ///
    /// # Errors
    /// If a file cannot be read or is not of the schema.
    pub fn load(folder: &Path) -> io::Result<Self> {
        let mut parts = Vec::new();
        for (name, title) in PARTS {
            let mut part = Part::default();
            for path in files(folder, name)? {
                let more = read(&path)?;
                part.notes.extend(more.notes);
                part.rows.extend(more.rows);
            }
            if !part.rows.is_empty() {
                parts.push((name, title, part));
            }
        }
        Ok(Self {
            parts,
            machine: machine::describe(),
        })
    }

    /// Writes the page and its plots, and removes plots of before.
    ///
    /// # Errors
    /// If nothing was measured yet, or a file cannot be written.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        if self.parts.is_empty() {
            return Err(io::Error::other(
                "nothing was measured yet: try `cargo xtask bench`",
            ));
        }
        let plots = path.with_extension("");
        let folder = plots.file_name().unwrap_or_default().to_string_lossy();
        let mut floors = String::new();
        if plots.join(FLOORS).exists() {
            floors = fs::read_to_string(plots.join(FLOORS))?;
        }
        let written = self.render(&folder, &floors);
        if plots.is_dir() {
            for entry in fs::read_dir(&plots)? {
                let old = entry?.path();
                if old.extension().is_some_and(|ext| ext == "svg") {
                    fs::remove_file(old)?;
                }
            }
        }
        fs::create_dir_all(&plots)?;
        for (name, svg) in &written.plots {
            fs::write(plots.join(name), svg)?;
        }
        fs::write(path, written.text)
    }

    fn render(&self, folder: &str, floors: &str) -> Written {
        let mut written = Written {
            text: HEAD.to_owned(),
            plots: Vec::new(),
        };
        let _ = writeln!(written.text, "{}\n", self.machine);
        self.summary(&mut written.text);
        if !floors.is_empty() {
            let _ = writeln!(written.text, "{floors}");
        }
        for (name, title, part) in &self.parts {
            let _ = writeln!(written.text, "## {title}\n");
            for note in &part.notes {
                let _ = writeln!(written.text, "{note}\n");
            }
            let mut commands = Vec::new();
            for rows in part.rows.chunk_by(|a, b| a.section == b.section) {
                section(&mut written, folder, name, rows, &mut commands);
            }
            list(&mut written.text, &commands);
        }
        while written.text.ends_with("\n\n") {
            written.text.pop();
        }
        written
    }

    /// How many targets are reached, and which are not.
    fn summary(&self, text: &mut String) {
        let rows = || self.parts.iter().flat_map(|(_, _, part)| &part.rows);
        let all = rows().filter(|row| row.reached().is_some()).count();
        let missed: Vec<&Row> = rows().filter(|row| row.reached() == Some(false)).collect();
        let reached = all - missed.len();
        let _ = writeln!(text, "**{reached} of {all} targets are reached.**\n");
        for row in &missed {
            let value = row.ratio.unwrap_or(row.ours.median);
            let bound = row.target.map(bound).unwrap_or_default();
            let _ = writeln!(
                text,
                "- not reached: {}, {}: {} ({bound})",
                row.section,
                row.name,
                figure(value)
            );
        }
        if !missed.is_empty() {
            text.push('\n');
        }
    }
}

const HEAD: &str = "\
# What it costs

Written by `cargo xtask bench`, which generates, compiles and runs, each time in turn with the peer (ours, theirs, \
ours, theirs …), on one machine, in one run. Shown are medians with the least and the greatest value. Seconds are \
of CPU (user and system, of the process and its children) unless said; memory is the peak of the process. The \
ratio is ours by theirs; ✓ and ✗ say whether the target is reached. The numbers in the last column are those of the \
commands below the tables.

";

/// The files of a part: `name.json` first, then `name-*.json` by name.
fn files(folder: &Path, name: &str) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let stem = file
                .strip_suffix(".json")
                .and_then(|s| s.strip_prefix(name));
            if stem.is_some_and(|rest| rest.is_empty() || rest.starts_with('-')) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The plot and the table of one section; commands that are new go to the end of the list.
fn section<'a>(
    written: &mut Written,
    folder: &str,
    part: &str,
    rows: &'a [Row],
    commands: &mut Vec<&'a str>,
) {
    let title = &rows[0].section;
    let _ = writeln!(written.text, "### {title}\n");
    let bars: Vec<Bar> = rows.iter().filter_map(bar).collect();
    if bars.len() > 1 {
        let file = format!("{part}-{}.svg", slug(title));
        let _ = writeln!(written.text, "![{title}]({folder}/{file})\n");
        written.plots.push((file, plot::bars(title, &bars)));
    }
    written
        .text
        .push_str("| | ours | theirs | ratio | target | | |\n|---|---|---|---|---|---|---|\n");
    for row in rows {
        let mut numbers = Vec::new();
        for command in row.command.lines() {
            let known = commands.iter().position(|known| *known == command);
            let at = known.unwrap_or(commands.len());
            if known.is_none() {
                commands.push(command);
            }
            numbers.push((at + 1).to_string());
        }
        let _ = writeln!(written.text, "{} {} |", cells(row), numbers.join(", "));
    }
    written.text.push('\n');
    for row in rows.iter().filter(|row| !row.note.is_empty()) {
        let _ = writeln!(written.text, "{}: {}\n", row.name, row.note);
    }
}

/// The commands of a part.
fn list(text: &mut String, commands: &[&str]) {
    if commands.is_empty() {
        return;
    }
    text.push_str("### Commands\n\n");
    for (at, command) in commands.iter().enumerate() {
        let _ = writeln!(text, "{}. `{command}`", at + 1);
    }
    text.push('\n');
}

fn bar(row: &Row) -> Option<Bar> {
    Some(Bar {
        label: row.name.clone(),
        ratio: row.ratio?,
        target: row.target.map(|target| match target {
            Target::AtMost(value) | Target::AtLeast(value) => value,
        }),
        good: row.reached() != Some(false),
    })
}

/// All columns but the last.
fn cells(row: &Row) -> String {
    let theirs = row.theirs.as_ref().map_or(String::new(), |spread| {
        format!("{} · {}", spread_of(spread, &row.unit), row.peer)
    });
    let ratio = row
        .ratio
        .map(|ratio| format!("{ratio:.2}"))
        .unwrap_or_default();
    let mark = match row.reached() {
        Some(true) => "✓",
        Some(false) => "✗",
        None => "",
    };
    format!(
        "| {} | {} | {theirs} | {ratio} | {} | {mark} |",
        row.name,
        spread_of(&row.ours, &row.unit),
        row.target.map(bound).unwrap_or_default(),
    )
}

fn bound(target: Target) -> String {
    match target {
        Target::AtMost(value) => format!("≤ {value}"),
        Target::AtLeast(value) => format!("≥ {value}"),
    }
}

/// `1.23 s (1.20–1.31)`.
fn spread_of(spread: &Spread, unit: &str) -> String {
    let median = figure(spread.median);
    if spread.runs < 2 || spread.min >= spread.max {
        return format!("{median} {unit}");
    }
    format!(
        "{median} {unit} ({}–{})",
        figure(spread.min),
        figure(spread.max)
    )
}

/// Three digits that count, and thousands in groups.
fn figure(value: f64) -> String {
    let digits = match value.abs() {
        v if v >= 100.0 || v == 0.0 => 0,
        v if v >= 10.0 => 1,
        v if v >= 1.0 => 2,
        _ => 3,
    };
    let text = format!("{value:.digits$}");
    let whole = text.split('.').next().unwrap_or_default().len();
    let mut grouped = String::new();
    for (at, c) in text.chars().enumerate() {
        if at > 0 && at < whole && (whole - at).is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(c);
    }
    grouped
}

fn slug(title: &str) -> String {
    let word = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    let slug: String = title.chars().map(word).collect();
    let parts: Vec<&str> = slug.split('-').filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        let fast = Row::new("CPU time", "GitHub", "s", Spread::of(&[0.5, 0.4, 0.6]))
            .against("a peer", Spread::of(&[1.0]))
            .target(Target::AtMost(0.5))
            .command("ours github");
        let slow = Row::new("CPU time", "Stripe", "s", Spread::of(&[0.9]))
            .against("a peer", Spread::of(&[1.0]))
            .target(Target::AtMost(0.5))
            .command("ours stripe")
            .note("the floor is 0.8 s.");
        let again =
            Row::new("Lines", "GitHub", "lines", Spread::exact(61_234)).command("ours github");
        let part = Part {
            notes: vec!["One thread.".to_owned()],
            rows: vec![fast, slow, again],
        };
        Page {
            parts: vec![("generate", "To generate", part)],
            machine: "2 cores".to_owned(),
        }
    }

    #[test]
    fn a_page_has_a_summary_tables_and_commands() {
        let text = page().render("bench", "## Floors\n\nWhy.\n").text;
        for part in [
            "**1 of 2 targets are reached.**",
            "- not reached: CPU time, Stripe: 0.900 (≤ 0.5)",
            "\n\n## Floors\n\nWhy.\n\n## To generate\n\nOne thread.\n\n### CPU time\n\n![CPU time](bench/generate-cpu-time.svg)",
            "| GitHub | 0.500 s (0.400–0.600) | 1.00 s · a peer | 0.50 | ≤ 0.5 | ✓ | 1 |",
            "| Stripe | 0.900 s | 1.00 s · a peer | 0.90 | ≤ 0.5 | ✗ | 2 |",
            "Stripe: the floor is 0.8 s.",
            "1. `ours github`\n2. `ours stripe`\n",
            "| GitHub | 61,234 lines |  |  |  |  | 1 |",
        ] {
            assert!(text.contains(part), "{part}\n---\n{text}");
        }
    }

    #[test]
    fn a_plot_needs_more_than_one_ratio() {
        let plots = page().render("bench", "").plots;
        assert_eq!(plots.len(), 1);
        assert_eq!(plots[0].0, "generate-cpu-time.svg");
    }

    #[test]
    fn figures_have_three_digits() {
        let shown = [0.0, 0.0123, 1.234, 12.34, 123.4, 1234.5, 1_234_567.0].map(figure);
        assert_eq!(
            shown,
            ["0", "0.012", "1.23", "12.3", "123", "1,234", "1,234,567"]
        );
    }

    #[test]
    fn a_part_may_have_several_files() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["run-b.json", "run.json", "runner.json", "run-a.json"] {
            fs::write(dir.path().join(name), "{\"rows\": []}").unwrap();
        }
        let found = files(dir.path(), "run").unwrap();
        let names: Vec<_> = found.iter().filter_map(|path| path.file_name()).collect();
        assert_eq!(names, ["run-a.json", "run-b.json", "run.json"]);
    }
}
