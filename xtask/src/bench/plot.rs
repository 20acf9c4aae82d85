//! Bars of ratios as SVG, readable on a light and on a dark page.
//!
//! Must not know what the ratios are of.

use std::fmt::Write;

/// One bar.
pub struct Bar {
    /// What stands before it.
    pub label: String,
    /// Its length.
    pub ratio: f64,
    /// Where a mark is drawn across it.
    pub target: Option<f64>,
    /// Whether the target is reached.
    pub good: bool,
}

const LABELS: f64 = 390.0;
const BARS: f64 = 400.0;
const WIDTH: f64 = LABELS + BARS + 80.0;
const ROW: f64 = 24.0;
const TOP: f64 = 46.0;

/// Middle tones, which can be read on white and on black: a picture does not know the page that it is shown on.
const STYLE: &str = "\
text{font:12px system-ui,sans-serif;fill:#6e7b88}.t{font-weight:600;font-size:14px}.e{text-anchor:end}\
.s{font-size:11px}.g{fill:#2da44e}.b{fill:#e5534b}.l{stroke:#6e7b88;stroke-dasharray:3 3}\
.m{stroke:#6e7b88;stroke-width:2}";

/// The picture: one bar below the other, with a dashed line at 1, where both are equal.
pub fn bars(title: &str, bars: &[Bar]) -> String {
    let longest = bars
        .iter()
        .flat_map(|bar| [bar.ratio, bar.target.unwrap_or(0.0)])
        .fold(1.0, f64::max);
    let scale = BARS / longest;
    let height = bars.iter().fold(TOP + 10.0, |height, _| height + ROW);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" role=\"img\">\n<style>{STYLE}</style>\n<title>{title}</title>\n",
        title = escaped(title)
    );
    let mut line = |text: String| {
        svg.push_str(&text);
        svg.push('\n');
    };
    line(text("t", 8.0, 18.0, title));
    line(text(
        "s",
        8.0,
        36.0,
        "ours by theirs; dashed: equal; mark: to be reached",
    ));
    let mut top = TOP;
    for bar in bars {
        bar_at(&mut line, bar, top, scale);
        top += ROW;
    }
    let equal = LABELS + scale;
    line(format!(
        "<line class=\"l\" x1=\"{equal:.1}\" x2=\"{equal:.1}\" y1=\"{TOP}\" y2=\"{top}\"/>"
    ));
    svg.push_str("</svg>\n");
    svg
}

/// One bar with its label, its figure and its mark.
fn bar_at(line: &mut impl FnMut(String), bar: &Bar, top: f64, scale: f64) {
    let class = if bar.good { "g" } else { "b" };
    let length = (bar.ratio * scale).max(1.0);
    line(text("e", LABELS - 8.0, top + 15.0, &bar.label));
    line(format!(
        "<rect class=\"{class}\" x=\"{LABELS}\" y=\"{:.1}\" width=\"{length:.1}\" height=\"14\" rx=\"2\"/>",
        top + 4.0
    ));
    let mut end = LABELS + length;
    if let Some(target) = bar.target {
        let x = LABELS + target * scale;
        end = end.max(x);
        line(format!(
            "<line class=\"m\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{:.1}\" y2=\"{:.1}\"/>",
            top + 1.0,
            top + 21.0
        ));
    }
    line(text(
        "",
        end + 6.0,
        top + 15.0,
        &format!("{:.2}", bar.ratio),
    ));
}

fn text(class: &str, x: f64, y: f64, content: &str) -> String {
    let mut text = String::from("<text");
    if !class.is_empty() {
        // Writing to a string cannot fail.
        let _ = write!(text, " class=\"{class}\"");
    }
    let _ = write!(
        text,
        " x=\"{x:.1}\" y=\"{y:.1}\">{}</text>",
        escaped(content)
    );
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_share_one_scale_and_text_is_escaped() {
        let bar = |label: &str, ratio| Bar {
            label: label.to_owned(),
            ratio,
            target: Some(0.5),
            good: ratio <= 0.5,
        };
        let svg = bars("A & B", &[bar("a<b", 0.25), bar("c", 2.0)]);
        assert!(svg.contains("A &amp; B") && svg.contains("a&lt;b"));
        assert!(
            svg.contains("class=\"g\" x=\"390\" y=\"50.0\" width=\"50.0\""),
            "{svg}"
        );
        assert!(
            svg.contains("class=\"b\" x=\"390\" y=\"74.0\" width=\"400.0\""),
            "{svg}"
        );
    }
}
