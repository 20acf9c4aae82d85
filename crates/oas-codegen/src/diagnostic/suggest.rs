//! "Did you mean": the candidate that is closest to what was written.

/// The closest of `candidates`, if it is close enough to be meant.
pub fn closest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let written: Vec<char> = written.to_lowercase().chars().take(100).collect();
    let allowed = (written.len() / 3).max(1);
    let scored = candidates.into_iter().filter_map(|candidate| {
        let chars: Vec<char> = candidate.to_lowercase().chars().take(100).collect();
        if chars.len().abs_diff(written.len()) > allowed {
            return None;
        }
        let distance = distance(&written, &chars);
        (distance <= allowed && candidate.len() > 1).then_some((distance, candidate))
    });
    scored
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Edits, swaps of neighbours counted as one.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn the_closest_is_found_and_nothing_far_away() {
        let keys = ["description", "operationId", "in", "items"];
        assert_eq!(closest("descripton", keys), Some("description"));
        assert_eq!(closest("operationid", keys), Some("operationId"));
        assert_eq!(closest("tiems", keys), Some("items"));
        assert_eq!(closest("banana", keys), None);
        assert_eq!(closest("", keys), None);
    }
}
