//! Settings that name what the document does not have.
//!
//! A misspelt name would otherwise change nothing and say nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostics, closest};
use crate::ir;
use crate::place::{Place, SourceId};
use crate::resolve::{Model, Operation, Shape};

/// Whether an entry of `include` or `exclude` names an operation.
pub(super) fn selects(pattern: &str, op: &Operation) -> bool {
    pattern == op.id
        || pattern == format!("{} {}", op.method, op.path)
        || pattern
            .strip_prefix("tag:")
            .is_some_and(|tag| op.tags.iter().any(|t| t == tag))
}

/// Reports entries of `include` and `exclude` that select no operation.
pub(super) fn operations(model: &Model, config: &Config, diags: &mut Diagnostics) {
    for (option, list) in [("include", &config.include), ("exclude", &config.exclude)] {
        for pattern in list {
            if model.operations.iter().any(|op| selects(pattern, op)) {
                continue;
            }
            let ids = model.operations.iter().map(|op| op.id.as_str());
            let message =
                format!("`{pattern}` of `{option}` selects no operation of this document");
            report("paths", message, closest(pattern, ids), diags);
        }
    }
}

fn report(key: &str, message: String, near: Option<&str>, diags: &mut Diagnostics) {
    let at = Place::root(SourceId::ROOT).child(key).as_key();
    let warning = diags.warning(Code::SelectsNothing, &at, message);
    if let Some(near) = near {
        warning.help(format!("did you mean `{near}`?"));
    }
}

/// What settings can name beside operations and places.
struct Known<'a> {
    components: BTreeSet<&'a str>,
    operations: BTreeSet<&'a str>,
    types: BTreeSet<&'a str>,
    properties: BTreeSet<&'a str>,
    formats: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn new(model: &'a Model, types: &'a [ir::TypeDef]) -> Self {
        let mut properties = BTreeSet::new();
        for schema in &model.schemas {
            if let Shape::Object(object) = &schema.shape {
                properties.extend(object.properties.iter().map(|p| p.wire.as_str()));
            }
        }
        let schemas = model.schemas.iter();
        Self {
            components: model.components.iter().map(|(n, _)| n.as_str()).collect(),
            operations: model.operations.iter().map(|op| op.id.as_str()).collect(),
            types: types.iter().map(|def| def.name.as_str()).collect(),
            properties,
            formats: schemas
                .filter_map(|s| s.keywords.format.as_deref())
                .collect(),
        }
    }

    /// The names that an option takes.
    fn of(&self, option: &str) -> Vec<&BTreeSet<&'a str>> {
        match option {
            "rename" => vec![&self.components, &self.operations],
            "derives" | "attributes" => vec![&self.components, &self.types],
            "secrets" => vec![&self.components, &self.properties],
            "formats" => vec![&self.formats],
            _ => vec![&self.components],
        }
    }
}

/// Reports entries of all other settings that name nothing. Types that are not generated are known by the names
/// of their schemas alone.
pub(super) fn schemas(
    model: &Model,
    config: &Config,
    types: &[ir::TypeDef],
    diags: &mut Diagnostics,
) {
    let entries = entries(config);
    if entries.is_empty() {
        return;
    }
    let known = Known::new(model, types);
    for (option, key) in entries {
        let format = key.strip_prefix("format:");
        let (list, name) = match format {
            Some(format) if option == "replace" => ("formats", format),
            _ => (option, key),
        };
        let sets = known.of(list);
        if name == "*" || sets.iter().any(|set| set.contains(name)) || stands(name, diags) {
            continue;
        }
        let names = sets.iter().flat_map(|set| set.iter().copied());
        let message = format!("`{key}` of `{option}` names nothing in this document");
        report("components", message, closest(name, names), diags);
    }
}

/// The option and the name of each entry.
fn entries<'c>(config: &'c Config) -> Vec<(&'static str, &'c str)> {
    let texts = |config: &'c BTreeMap<String, String>| config.keys().map(String::as_str).collect();
    let lists =
        |config: &'c BTreeMap<String, Vec<String>>| config.keys().map(String::as_str).collect();
    let names = |config: &'c [String]| config.iter().map(String::as_str).collect();
    let options: [(&'static str, Vec<&'c str>); 7] = [
        ("rename", texts(&config.rename)),
        ("replace", texts(&config.replace)),
        ("derives", lists(&config.derives)),
        ("attributes", lists(&config.attributes)),
        ("closed_enums", names(&config.closed_enums)),
        ("secrets", names(&config.secrets)),
        ("formats", texts(&config.formats)),
    ];
    let pair = |(option, keys): (&'static str, Vec<&'c str>)| {
        keys.into_iter().map(move |key| (option, key))
    };
    options.into_iter().flat_map(pair).collect()
}

/// Whether the name is a pointer to something.
fn stands(name: &str, diags: &Diagnostics) -> bool {
    let root = Place::root(SourceId::ROOT);
    name.contains('#') && diags.sources().target(&root, name).is_some()
}
