//! Paths as the router will see them: what no request tells apart, and templates that are not what they seem.
//!
//! Asks the runtime's own `path`, so that generator and router cannot disagree.

use oas_runtime::path::{Key, Template, conflicts};

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Operation, Origin, TypeDef};

/// Reports what is odd about the paths of the operations that a server serves.
pub(super) fn check(operations: &[Operation], types: &[TypeDef], diags: &mut Diagnostics) {
    let served: Vec<&Operation> = operations
        .iter()
        .filter(|op| op.origin == Origin::Path)
        .collect();
    let mut path = "";
    for op in &served {
        if op.path != path {
            path = &op.path;
            for problem in Template::problems(path) {
                let message = format!("`{path}`: {problem}");
                let at = op.place.parent().unwrap_or_else(|| op.place.clone());
                diags.warning(Code::PathTemplateOdd, &at.as_key(), message);
            }
        }
    }
    let selectors: Vec<Vec<(&str, &str)>> = served.iter().map(|op| op.selectors(types)).collect();
    let in_query = served.iter().map(|op| op.query_selectors(types));
    let in_query: Vec<Vec<(&str, Option<&str>)>> = in_query.collect();
    let keys: Vec<Key<'_>> = served
        .iter()
        .zip(selectors.iter().zip(&in_query))
        .map(|(op, (headers, query))| Key {
            method: &op.method,
            path: &op.path,
            headers,
            query,
        })
        .collect();
    for (first, second) in conflicts(&keys) {
        let (first, second) = (served[first], served[second]);
        diags
            .warning(
                Code::EquivalentPaths,
                &second.place,
                format!(
                    "no request for `{} {}` can be told from one for `{}`, which a server takes it for",
                    second.method, second.path, first.path
                ),
            )
            .note_at(&first.place, "the operation that is served")
            .help("tell them apart by a literal in the path, by a required header with one value, or by a required query parameter that the path's fragment names");
    }
}
