//! Where the keys of large objects are, so that thousands of references to thousands of schemas are found.
//!
//! Knows: `node`. Only objects near the root are indexed: `paths`, and the kinds of components.

use std::collections::BTreeMap;

use crate::node::{Entry, Node, Value};

/// Objects with fewer keys are searched one by one.
const LARGE: usize = 32;
/// Objects below this are not indexed.
const LEVELS: usize = 4;

/// The index of a file.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// Address of a large object's pairs -> their numbers in order of the keys.
    sorted: BTreeMap<usize, Vec<u32>>,
}

impl Keys {
    /// The index of a tree.
    pub(super) fn of(tree: Option<&Node>) -> Self {
        let mut sorted = BTreeMap::new();
        let mut open: Vec<(&Node, usize)> = tree.into_iter().map(|tree| (tree, 0)).collect();
        while let Some((node, level)) = open.pop() {
            if node.is_alias() || node.is_large() {
                continue; // what it names stands elsewhere
            }
            let Value::Map(entries) = node.value() else {
                continue;
            };
            if entries.len() >= LARGE {
                sorted.insert(address(entries), order(entries));
            }
            if level < LEVELS {
                open.extend(entries.iter().map(|entry| (&entry.value, level + 1)));
            }
        }
        Self { sorted }
    }

    /// The value under `key`: of several, the one that [`Node::get`] gives.
    pub(super) fn get<'n>(&self, node: &'n Node, key: &str) -> Option<&'n Node> {
        let entries = node.as_map()?;
        let sorted = (entries.len() >= LARGE).then(|| self.sorted.get(&address(entries)));
        let Some(sorted) = sorted.flatten() else {
            return node.get(key);
        };
        let entry = |number: &u32| entries.get(*number as usize);
        let first = sorted.partition_point(|number| entry(number).is_some_and(|e| &*e.key < key));
        let found = entry(sorted.get(first)?)?;
        (&*found.key == key).then_some(&found.value)
    }
}

/// A tree does not move while its file is known.
fn address(entries: &[Entry]) -> usize {
    entries.as_ptr().addr()
}

fn order(entries: &[Entry]) -> Vec<u32> {
    let mut numbers: Vec<u32> = (0..).take(entries.len()).collect();
    numbers.sort_by_key(|number| entries.get(*number as usize).map(|entry| &entry.key));
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::{Notation, parse};

    #[test]
    fn the_index_finds_what_a_search_finds() {
        let pairs: Vec<String> = (0..200).map(|i| format!("\"k{}\": {i}", i % 150)).collect();
        let tree = parse(
            &format!("{{\"a\": {{{}}}}}", pairs.join(",")),
            Notation::Json,
        )
        .unwrap();
        let keys = Keys::of(Some(&tree));
        let large = tree.get("a").unwrap();
        for i in 0..160 {
            let key = format!("k{i}");
            let found = keys.get(large, &key).map(|node| node.span);
            assert_eq!(found, large.get(&key).map(|node| node.span), "{key}");
        }
        assert!(keys.get(&tree, "b").is_none());
    }
}
