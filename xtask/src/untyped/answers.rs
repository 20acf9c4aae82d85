//! What came of reading: the places that are not well typed, each with why.
//!
//! Knows the plan and the answers. Must not know how either was made.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::places::{Spot, Step};
use super::probes::Plan;

/// A place that is not well typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Where.
    pub pointer: String,
    /// What of it.
    pub part: String,
    /// Why: what is taken that is not valid, or what is refused that is.
    pub why: String,
}

/// What was judged of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// The places that have a type.
    pub places: usize,
    /// Those among them that no valid value could be drawn for.
    pub undrawn: Vec<String>,
    /// Those that are not well typed.
    pub failed: Vec<Failure>,
}

/// Compares the answers with what was expected.
pub fn judge(plan: &Plan, answers: &[Option<String>]) -> Judged {
    let mut failed: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    let mut inherited = Vec::new();
    let missing = Some("the program ended".to_owned());
    for (index, expected) in plan.expected.iter().enumerate() {
        let answer = answers.get(index).unwrap_or(&missing);
        match (&expected.wrong, answer) {
            (Some(wrong), None) => {
                let why = format!("takes {wrong}");
                failed.entry(expected.spot).or_default().insert(why);
            }
            (None, Some(error)) => {
                let (spot, is_deeper) = blamed(plan, expected.spot, error);
                let why = format!("refuses a valid value: {error}");
                match (plan.spots[spot].named, is_deeper) {
                    (Some(other), true) => inherited.push((spot, other, why)),
                    _ => _ = failed.entry(spot).or_default().insert(why),
                }
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
    }
    let types: BTreeSet<usize> = failed.keys().map(|spot| plan.spots[*spot].ty).collect();
    for (spot, other, why) in inherited {
        if !types.contains(&other) {
            failed.entry(spot).or_default().insert(why);
        }
    }
    let failure = |(spot, why): (&usize, &BTreeSet<String>)| Failure {
        pointer: plan.spots[*spot].pointer.clone(),
        part: plan.spots[*spot].part.clone(),
        why: why.iter().take(4).cloned().collect::<Vec<_>>().join("; "),
    };
    let title =
        |spot: &usize| format!("{} ({})", plan.spots[*spot].pointer, plan.spots[*spot].part);
    Judged {
        places: plan.spots.len(),
        undrawn: plan.undrawn.iter().map(title).collect(),
        failed: failed.iter().map(failure).collect(),
    }
}

/// The innermost place of a definition that an error is about, and whether it is about something further inside.
fn blamed(plan: &Plan, root: usize, error: &str) -> (usize, bool) {
    let text = error.strip_prefix("at ").unwrap_or(error);
    let pointer = match text.starts_with('/') {
        true => text.split(": ").next().unwrap_or_default(),
        false => "",
    };
    let segments: Vec<String> = pointer.split('/').skip(1).map(unescaped).collect();
    let ty = plan.spots[root].ty;
    let spots = plan.spots.iter().enumerate().skip(root);
    let spots = spots.take_while(|(_, spot)| spot.ty == ty);
    let fitting = spots.filter(|(_, spot)| leads(spot, &segments));
    let innermost = fitting.max_by_key(|(_, spot)| spot.path.len());
    innermost.map_or((root, false), |(index, spot)| {
        (index, segments.len() > spot.path.len())
    })
}

fn unescaped(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

fn leads(spot: &Spot, segments: &[String]) -> bool {
    let fits = |(step, segment): (&Step, &String)| match step {
        Step::Member(name) => name == segment,
        Step::At(index) => index.to_string() == *segment,
        Step::Item => segment.bytes().all(|byte| byte.is_ascii_digit()),
        Step::Other(declared) => !declared.contains(segment),
    };
    spot.path.len() <= segments.len() && spot.path.iter().zip(segments).all(fits)
}
