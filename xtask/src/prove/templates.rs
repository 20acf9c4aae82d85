//! Which parameters a path has: what stands in its braces and in its query, beside what is declared.
//!
//! Knows the path's text and the declared names. Must not know schemas.

use std::collections::BTreeMap;

use super::operations::Param;

/// Gives the parameters of the path the names that it has for them, and leaves out what it cannot carry; the names
/// in braces that nothing declares.
pub fn fit(path: &str, params: &mut BTreeMap<String, Param>) -> Vec<String> {
    let names: Vec<&str> = names(path).collect();
    let key = |name: &str| format!("path:{name}");
    let is_foreign = |of: &str| {
        let name = of.strip_prefix("path:");
        name.is_some_and(|name| !names.contains(&name))
    };
    let missing = |params: &BTreeMap<String, Param>| -> Vec<String> {
        let keys = names.iter().map(|name| key(name));
        keys.filter(|key| !params.contains_key(key)).collect()
    };
    let foreign: Vec<String> = params.keys().filter(|k| is_foreign(k)).cloned().collect();
    let mut foreign: Vec<Param> = foreign.iter().filter_map(|k| params.remove(k)).collect();
    for key in missing(params) {
        // By another spelling, or the only one that is left of either.
        let same = |param: &Param| plain(&param.key) == plain(&key);
        let only = || (foreign.len() == 1 && missing(params).len() == 1).then_some(0);
        if let Some(at) = foreign.iter().position(same).or_else(only) {
            let param = foreign.remove(at);
            let key = key.clone();
            params.insert(key.clone(), Param { key, ..param });
        }
    }
    params.retain(|key, _| !is_fixed(path, key));
    missing(params)
}

/// Whether the path's query has a parameter already.
fn is_fixed(path: &str, key: &str) -> bool {
    let path = path.split('#').next().unwrap_or_default();
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let mut pairs = query.split('&').map(|pair| pair.split('=').next());
    key.strip_prefix("query:")
        .is_some_and(|name| pairs.any(|pair| pair == Some(name)))
}

/// The names in braces.
fn names(path: &str) -> impl Iterator<Item = &str> {
    let parts = path.split('{').skip(1);
    parts.filter_map(|part| part.split('}').next())
}

/// Without case and punctuation.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
