//! The report as one self-contained page: sortable columns, bars for the shares.
//!
//! The page is a constant; the rows go into it as JSON.

use super::row::{Row, Totals};

const PAGE: &str = include_str!("report.html");

/// The page.
///
/// # Errors
/// If the rows cannot be written as JSON.
pub fn page(rows: &[Row], totals: &Totals) -> serde_json::Result<String> {
    let data = serde_json::json!({ "totals": totals, "documents": rows });
    // `</script>` inside a message must not end the script.
    let data = serde_json::to_string(&data)?.replace('<', "\\u003c");
    Ok(PAGE.replace("\"DATA\"", &data))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_cannot_end_the_script() {
        let mut row = Row::default();
        row.generated.errors.push("</script><b>".to_owned());
        let page = page(&[row], &Totals::default()).unwrap();
        assert!(!page.contains("</script><b>"));
        assert!(!page.contains("\"DATA\""));
    }
}
