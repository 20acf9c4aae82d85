//! The whole: components, operations, traits, examples.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::collections::{BTreeSet, VecDeque};

use super::home::Homes;
use super::mode::{Mode, Modes};
use super::operation::OperationScopes;
use super::types::Lower;
use crate::config::{Config, Maps, Traits};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{self, Type};
use crate::place::{Place, SourceId};
use crate::resolve::{Model, Operation, Origin};

/// Lowers a model. `None` if an error was reported that leaves nothing to generate.
pub fn api(model: &Model, config: &Config, diags: &mut Diagnostics) -> Option<ir::Api> {
    let wanted: Vec<&Operation> = model
        .operations
        .iter()
        .filter(|op| is_wanted(op, config))
        .collect();
    super::settings::operations(model, config, diags);
    let (schemes, scheme_index) =
        super::security::schemes(&model.schemes, &model.operations, diags);
    let servers = super::security::servers("", &model.servers, diags);
    let mut lower = Lower {
        model,
        config,
        diags,
        homes: Homes::new(model),
        modes: Modes::new(model),
        ids: HashMap::default(),
        types: Vec::new(),
        queue: VecDeque::new(),
        candidates: Vec::new(),
        inlining: HashSet::default(),
        recursive: HashSet::default(),
        seen: HashSet::default(),
        untyped: BTreeSet::new(),
        circular: super::circular::found(model),
    };
    let filtered = !config.include.is_empty() || !config.exclude.is_empty();
    if !filtered {
        lower.components();
    }
    let mut scopes = OperationScopes::new(&schemes);
    let mut groups = Groups::default();
    let mut operations = Vec::with_capacity(wanted.len());
    for op in wanted {
        let group = groups.of(op, model, lower.diags);
        operations.push(lower.operation(op, group, &mut scopes, &scheme_index));
    }
    lower.settle();
    let examples = lower.examples();
    let Lower {
        types, mut untyped, ..
    } = lower;
    let types = complete(types, &mut untyped, diags);
    super::settings::schemas(model, config, &types, diags);
    super::routes::check(&operations, &types, diags);
    Some(ir::Api {
        title: model.title.clone(),
        version: model.version.clone(),
        docs: super::docs::description(model.description.as_deref())
            .with(Vec::new(), model.external_docs.clone()),
        servers,
        schemes,
        types,
        operations,
        groups: groups.list,
        examples,
        ordered_maps: config.maps == Maps::Ordered,
        traits: ir::Traits {
            clone: config.traits != Traits::Debug,
            compare: config.traits == Traits::Compare,
        },
        left_out: left_out(diags),
        untyped,
    })
}

impl Lower<'_> {
    /// All components, in document order, whether anything uses them or not.
    fn components(&mut self) {
        let model = self.model;
        for (_, id) in &model.components {
            if self.replaced(model.schema(*id)).is_none() {
                self.definition(*id, Mode::Read);
            }
        }
        self.settle();
        self.component_examples();
        self.settle();
    }
}

/// Every promised type has been written; should one be missing, it is a value of any kind.
fn complete(
    types: Vec<Option<ir::TypeDef>>,
    untyped: &mut BTreeSet<ir::Untyped>,
    diags: &mut Diagnostics,
) -> Vec<ir::TypeDef> {
    let missing = |index: usize| ir::TypeDef {
        name: crate::names::type_name(&format!("Missing{index}")),
        home: ir::Home::Models,
        docs: ir::Docs::default(),
        deprecated: false,
        kind: ir::TypeKind::Alias {
            ty: Type::Any,
            constraints: ir::Constraints::default(),
        },
        derives: ir::Derives::default(),
        checks: false,
        group: None,
        attributes: Vec::new(),
        place: Place::root(SourceId::ROOT),
    };
    let mut types: Vec<ir::TypeDef> = types
        .into_iter()
        .enumerate()
        .map(|(i, t)| t.unwrap_or_else(|| missing(i)))
        .collect();
    super::circular::untyped(&mut types, untyped, diags);
    types
}

fn is_wanted(op: &Operation, config: &Config) -> bool {
    let matches = |pattern: &String| super::settings::selects(pattern, op);
    let included = config.include.is_empty() || config.include.iter().any(matches);
    included && !config.exclude.iter().any(matches)
}

/// What diagnostics say is not generated at all.
fn left_out(diags: &Diagnostics) -> Vec<ir::LeftOut> {
    let codes = [Code::Unsupported, Code::NotYet];
    let lost = diags.list().iter().filter(|d| codes.contains(&d.code));
    let one = |d: &Diagnostic| ir::LeftOut {
        what: what(&d.at),
        why: d.message.clone(),
        place: d.at.clone(),
    };
    lost.map(one).collect()
}

/// `GET /pets` for a place in an operation, else the pointer.
fn what(at: &Place) -> String {
    match at.segments()[..] {
        ["paths", path, "additionalOperations", method, ..] => format!("{method} {path}"),
        ["paths", path, method, ..] if !["parameters", "servers"].contains(&method) => {
            format!("{} {path}", method.to_ascii_uppercase())
        }
        _ => at.pointer().to_owned(),
    }
}

/// The traits, in order of first use.
#[derive(Default)]
struct Groups {
    list: Vec<ir::Group>,
    by_name: HashMap<String, usize>,
}

impl Groups {
    /// The first tag decides; tags equal after casing share one.
    fn of(&mut self, op: &Operation, model: &Model, diags: &mut Diagnostics) -> usize {
        let tag = match op.origin {
            Origin::Path => op.tags.first().filter(|t| !t.trim().is_empty()).cloned(),
            Origin::Webhook | Origin::Callback => None,
        };
        let words = match (op.origin, &tag) {
            (Origin::Webhook, _) => "Webhooks",
            (Origin::Callback, _) => "Callbacks",
            (Origin::Path, None) => "Api",
            (Origin::Path, Some(tag)) => tag,
        };
        let mut name = crate::names::type_name(words);
        let reserved = [
            "Handling",
            "IntoReply",
            "Service",
            "Authenticator",
            "Send",
            "Sync",
            "From",
            "Fn",
            "Future",
        ];
        let is_taken = op.origin == Origin::Path
            && tag.is_some()
            && matches!(name.as_str(), "Webhooks" | "Callbacks" | "Api");
        if reserved.contains(&name.as_str()) || (is_taken && name.as_str() != "Api") {
            name = crate::names::type_name(&format!("{words} Api"));
        }
        let _ = diags;
        if let Some(known) = self.by_name.get(name.as_str()) {
            return *known;
        }
        let index = self.list.len();
        self.by_name.insert(name.as_str().to_owned(), index);
        let module = self.module(&name);
        self.list.push(ir::Group {
            name,
            module,
            docs: super::docs::of_tag(tag.as_ref().and_then(|t| model.tags.get(t))),
            tag,
        });
        index
    }

    /// `repos` for `Repos`; another word is added to what is taken.
    fn module(&self, name: &crate::names::TypeName) -> crate::names::ModName {
        const USED: [&str; 6] = ["client", "models", "op", "operations", "rt", "server"];
        let taken = |module: &str| {
            USED.contains(&module)
                || self
                    .list
                    .iter()
                    .any(|group| group.module.as_str() == module)
        };
        let mut words = name.as_str().to_owned();
        loop {
            let module = crate::names::module(&words);
            if !taken(module.as_str()) {
                return module;
            }
            words.push_str(" tag");
        }
    }
}
