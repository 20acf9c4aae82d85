//! Lists of no fixed length whose first items are listed: of what type an item is, and of which kind at each place.

use std::sync::Arc;

use serde_json::Value;

use super::SchemaId;
use super::keywords::{Child, Keywords};
use super::schemas::Schemas;
use super::shape::MAX_TUPLE;
use crate::diagnostic::{Code, Diagnostics};

impl Schemas<'_> {
    /// The items of a list of no fixed length whose first ones are listed: one of these or of the further ones.
    pub(super) fn one_of_the_items(
        &mut self,
        k: &Arc<Keywords>,
        diags: &mut Diagnostics,
    ) -> SchemaId {
        let at = k.place.child("prefixItems");
        let message = match k.prefix_items.len() > MAX_TUPLE {
            true => {
                "the list has more than 12 first items: all items are of one type; the kind of each is checked"
            }
            false => {
                "the list has no fixed length: all items are of one type; the kind of each is checked"
            }
        };
        diags.warning(Code::KeywordIgnored, &at, message);
        let mut item = Keywords::any(at);
        item.any_of.clone_from(&k.prefix_items);
        let further = k.items.as_deref().cloned();
        let further = further.unwrap_or_else(|| {
            let at = k.place.child("items");
            Child::Inline(Arc::new(Keywords::any(at)))
        });
        let mut positions: Vec<String> = k
            .prefix_items
            .iter()
            .map(|item| self.kinds(item, diags))
            .collect();
        positions.push(self.kinds(&further, diags));
        if positions.iter().any(|kinds| kinds != "any") {
            item.positions = positions;
        }
        if !matches!(&further, Child::Inline(further) if further.never) {
            item.any_of.push(further);
        }
        self.intern(&Child::Inline(item.settled()), diags)
    }

    /// The kinds that values of a schema can have, as `string|null`.
    fn kinds(&mut self, child: &Child, diags: &mut Diagnostics) -> String {
        let flat = self.flatten(child, 0, diags);
        if flat.never {
            return String::new();
        }
        // Values that are listed may be of another type than the declared one.
        let decides = |values: &Vec<Value>| values.iter().any(|value| !value.is_string());
        if flat.types.is_empty() || flat.enumeration.as_ref().is_some_and(decides) {
            return "any".to_owned();
        }
        let mut kinds: Vec<&str> = flat.types.iter().map(|kind| kind.as_str()).collect();
        if flat.nullable && !kinds.contains(&"null") {
            kinds.push("null");
        }
        kinds.join("|")
    }
}
