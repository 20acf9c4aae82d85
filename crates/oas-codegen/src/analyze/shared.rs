//! Equal types once, unless the settings say otherwise: the first of them stays, and those after it become other names
//! for it. No name and no path changes. Components are somebody's choice of a name for a type: they are another name for
//! nothing, and nothing is for them, so that a component more changes no other type.
//!
//! Equal is what would be written alike, words included. Only the words about the type itself may differ: they stay
//! with its name.

use std::collections::BTreeMap;

use super::checks::{each_use, named};
use crate::graph::components;
use crate::ir::{
    Api, Constraints, Content, Home, Literal, Presence, Response, Type, TypeDef, TypeId, TypeKind,
    meant,
};
use crate::place::{Place, SourceId};

/// Makes other names of what is equal.
pub(super) fn once(api: &mut Api) {
    for (at, first) in firsts(&api.types).into_iter().enumerate() {
        if first != id(at) {
            api.types[at].kind = TypeKind::Alias {
                ty: Type::Named(first),
                constraints: Constraints::default(),
            };
        }
    }
    errors(api);
}

/// How an operation fails, and which one it is.
type Failing = (Vec<Response>, usize);

/// The same for the error enums of operations. Only those of one tag: whatever a crate's layout is, the operations of
/// a tag compile without the others.
fn errors(api: &mut Api) {
    let mut known: BTreeMap<(usize, usize), Vec<Failing>> = BTreeMap::new();
    for at in 0..api.operations.len() {
        let op = &api.operations[at];
        if op.failures.is_empty() {
            continue;
        }
        let failures: Vec<Response> = op.failures.iter().map(|r| failure(&api.types, r)).collect();
        let alike = known.entry((op.group, failures.len())).or_default();
        match alike.iter().find(|(other, _)| *other == failures) {
            Some((_, first)) => api.operations[at].error_of = Some(*first),
            None => alike.push((failures, at)),
        }
    }
}

/// A failure without what may differ. One whose headers and body, or media types, have a type of their own operation
/// equals no other.
fn failure(types: &[TypeDef], response: &Response) -> Response {
    let mut response = response.clone();
    response.place = Place::root(SourceId::ROOT);
    if let Some(Content::One(media)) = &mut response.body {
        in_type(&mut media.ty, &|id| meant(types, id));
    }
    response
}

fn id(at: usize) -> TypeId {
    TypeId(u32::try_from(at).unwrap_or(u32::MAX))
}

fn is_inline(def: &TypeDef) -> bool {
    def.home != Home::Models
}

/// For each type the first that it equals; a component, and a type without equals, is its own.
fn firsts(types: &[TypeDef]) -> Vec<TypeId> {
    let mut firsts: Vec<TypeId> = (0..types.len()).map(id).collect();
    let mut known: BTreeMap<Vec<&str>, Vec<(TypeKind, usize)>> = BTreeMap::new();
    for at in from_the_inside(types) {
        let def = &types[at];
        if !is_inline(def) || matches!(def.kind, TypeKind::Alias { .. }) {
            continue;
        }
        let kind = comparable(&def.kind, &firsts);
        let alike = known.entry(words(&def.kind)).or_default();
        let equal = |(other, of): &&(TypeKind, usize)| {
            let of = &types[*of];
            *other == kind && of.deprecated == def.deprecated && of.attributes == def.attributes
        };
        match alike.iter().find(equal) {
            Some((_, first)) => firsts[at] = id(*first),
            None => alike.push((kind, at)),
        }
    }
    firsts
}

/// What is inside of others before these.
fn from_the_inside(types: &[TypeDef]) -> Vec<usize> {
    let inside = |def: &TypeDef| {
        let mut uses = Vec::new();
        each_use(&def.kind, |ty| named(ty, &mut uses));
        let uses = uses.into_iter().map(|id| id.0 as usize);
        uses.filter(|at| is_inline(&types[*at])).collect()
    };
    let edges: Vec<Vec<usize>> = types.iter().map(inside).collect();
    let circles = components(&edges);
    let mut order: Vec<usize> = (0..types.len()).collect();
    order.sort_by_key(|at| circles[*at]);
    let mut heights = vec![0_usize; types.len()];
    for &at in &order {
        let below = edges[at].iter().map(|inside| heights[*inside] + 1);
        heights[at] = below.max().unwrap_or_default();
    }
    order.sort_by_key(|at| (heights[*at], *at));
    order
}

/// What few types have in common that are not equal.
fn words(kind: &TypeKind) -> Vec<&str> {
    match kind {
        TypeKind::Struct(s) => s.fields.iter().map(|f| f.wire.as_str()).collect(),
        TypeKind::Enum(e) => e.variants.iter().map(|v| v.wire.as_str()).collect(),
        TypeKind::Union(u) => u.variants.iter().map(|v| v.name.as_str()).collect(),
        TypeKind::Alias { .. } => Vec::new(),
    }
}

/// A definition without what may differ: where it stands, and which of several equal types it names.
fn comparable(kind: &TypeKind, firsts: &[TypeId]) -> TypeKind {
    let stands_for = |id: TypeId| firsts[id.0 as usize];
    let mut kind = kind.clone();
    match &mut kind {
        TypeKind::Struct(s) => {
            for field in &mut s.fields {
                field.place = Place::root(SourceId::ROOT);
                in_type(&mut field.ty, &stands_for);
                if let Presence::Default(value) = &mut field.presence {
                    in_literal(value, &stands_for);
                }
            }
        }
        TypeKind::Union(u) => {
            let variants = u.variants.iter_mut();
            variants.for_each(|v| in_type(&mut v.ty, &stands_for));
        }
        TypeKind::Enum(_) | TypeKind::Alias { .. } => {}
    }
    kind
}

fn in_type(ty: &mut Type, stands_for: &dyn Fn(TypeId) -> TypeId) {
    match ty {
        Type::Named(id) => *id = stands_for(*id),
        Type::Boxed(t) | Type::List(t) | Type::Map(t) | Type::Nullable(t) | Type::Secret(t) => {
            in_type(t, stands_for);
        }
        Type::Tuple(items) => items.iter_mut().for_each(|t| in_type(t, stands_for)),
        _ => {}
    }
}

fn in_literal(value: &mut Literal, stands_for: &dyn Fn(TypeId) -> TypeId) {
    match value {
        Literal::Variant(id, _) => *id = stands_for(*id),
        Literal::Alternative(id, _, content) => {
            *id = stands_for(*id);
            in_literal(content, stands_for);
        }
        Literal::List(items) => items
            .iter_mut()
            .for_each(|item| in_literal(item, stands_for)),
        Literal::Bool(_)
        | Literal::Int(_)
        | Literal::Float(_)
        | Literal::String(_)
        | Literal::Empty
        | Literal::Json(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::diagnostic::Diagnostics;
    use crate::{analyze, document, lower, resolve, source};

    /// What the schemas become with these settings: each type that is another name, and for what.
    fn names(config: &Config, schemas: &str) -> Vec<String> {
        let text = format!(
            r#"{{"openapi":"3.0.3","info":{{"title":"t","version":"1"}},"paths":{{}},"components":{{"schemas":{{{schemas}}}}}}}"#
        );
        let mut diags = Diagnostics::default();
        let sources = source::from_text("test.json", &text, &mut diags);
        let document = document::read(&sources, &mut diags).expect("it is read");
        let model = resolve::model(&document, &mut diags).expect("it is resolved");
        let mut api = lower::api(&model, config, &mut diags).expect("it lowers");
        analyze::run(&mut api, true);
        let path = |def: &TypeDef| match &def.home {
            Home::ModelsOf(owner) => format!("{owner}::{}", def.name),
            Home::Models | Home::Operations => def.name.to_string(),
        };
        let name = |def: &TypeDef| match &def.kind {
            TypeKind::Alias {
                ty: Type::Named(id),
                constraints: _,
            } => Some(format!("{} = {}", path(def), path(api.type_def(*id)))),
            _ => None,
        };
        api.types.iter().filter_map(name).collect()
    }

    fn plain(schemas: &str) -> Vec<String> {
        names(&Config::new(), schemas)
    }

    /// A component `name` with the properties `a` and `b`.
    fn pair(name: &str, a: &str, b: &str) -> String {
        format!(r#""{name}":{{"type":"object","properties":{{"a":{a},"b":{b}}}}}"#)
    }

    const POINT: &str = r#"{"type":"object","properties":{"x":{"type":"integer"}}}"#;
    const SIZE: &str = r#"{"type":"string","enum":["small","large"]}"#;
    const CHOICE: &str = r#"{"oneOf":[{"type":"integer"},{"type":"boolean"}]}"#;

    #[test]
    fn structs_enums_and_unions_after_the_first_are_names_for_it() {
        for schema in [POINT, SIZE, CHOICE] {
            let schemas = format!("{},{}", pair("P", schema, schema), pair("Q", schema, "{}"));
            assert_eq!(plain(&schemas), ["p::B = p::A", "q::A = p::A"], "{schema}");
        }
    }

    #[test]
    fn components_are_types_of_their_own_and_no_type_is_a_name_for_them() {
        let schemas = format!(
            r#"{},"Point":{POINT},"Place":{POINT}"#,
            pair("P", POINT, POINT)
        );
        assert_eq!(plain(&schemas), ["p::B = p::A"]);
    }

    #[test]
    fn what_is_inside_of_equal_types_is_equal() {
        let outer = format!(
            r#"{{"type":"object","properties":{{"at":{POINT},"size":{{"type":"array","items":{SIZE}}}}}}}"#
        );
        let schemas = pair("P", &outer, &outer);
        let expected = [
            "p::B = p::A",
            "p::BAt = p::AAt",
            "p::BSizeItem = p::ASizeItem",
        ];
        assert_eq!(plain(&schemas), expected);
    }

    #[test]
    fn a_component_and_the_same_written_out_are_two_types() {
        let by_reference =
            r##"{"type":"object","properties":{"at":{"$ref":"#/components/schemas/Point"}}}"##;
        let written = format!(r#"{{"type":"object","properties":{{"at":{POINT}}}}}"#);
        let schemas = format!(r#"{},"Point":{POINT}"#, pair("P", &written, by_reference));
        assert!(plain(&schemas).is_empty());
    }

    #[test]
    fn whatever_would_be_written_otherwise_is_another_type() {
        let one = r#"{"type":"object","properties":{"x":{"type":"integer"}}}"#;
        for other in [
            r#"{"type":"object","properties":{"y":{"type":"integer"}}}"#,
            r#"{"type":"object","properties":{"x":{"type":"string"}}}"#,
            r#"{"type":"object","properties":{"x":{"type":"integer","minimum":1}}}"#,
            r#"{"type":"object","properties":{"x":{"type":"integer","default":1}}}"#,
            r#"{"type":"object","properties":{"x":{"type":"integer","description":"X."}}}"#,
            r#"{"type":"object","properties":{"x":{"type":"integer","deprecated":true}}}"#,
            r#"{"type":"object","properties":{"x":{"type":"integer","nullable":true}}}"#,
            r#"{"type":"object","required":["x"],"properties":{"x":{"type":"integer"}}}"#,
            r#"{"type":"object","additionalProperties":false,"properties":{"x":{"type":"integer"}}}"#,
            r#"{"type":"object","minProperties":1,"properties":{"x":{"type":"integer"}}}"#,
            r#"{"type":"object","deprecated":true,"properties":{"x":{"type":"integer"}}}"#,
            r#"{"type":"object","properties":{"x":{"type":"integer"},"y":{"type":"integer"}}}"#,
        ] {
            assert!(plain(&pair("P", one, other)).is_empty(), "{other}");
            assert_eq!(plain(&pair("P", other, other)), ["p::B = p::A"], "{other}");
        }
        let words =
            r#"{"description":"Where.","type":"object","properties":{"x":{"type":"integer"}}}"#;
        assert_eq!(plain(&pair("P", one, words)), ["p::B = p::A"]);
    }

    #[test]
    fn values_in_another_order_and_references_to_other_components_are_other_types() {
        let turned = r#"{"type":"string","enum":["large","small"]}"#;
        assert!(plain(&pair("P", SIZE, turned)).is_empty());
        let holds = |name: &str| {
            format!(
                r##"{{"type":"object","properties":{{"of":{{"$ref":"#/components/schemas/{name}"}}}}}}"##
            )
        };
        let schemas = format!(
            r#"{},"Q":{POINT},"R":{POINT}"#,
            pair("P", &holds("Q"), &holds("R"))
        );
        assert!(plain(&schemas).is_empty());
    }

    #[test]
    fn settings_for_one_of_them_make_another_type() {
        let schemas = pair("P", POINT, POINT);
        let at = "#/components/schemas/P/properties/b";
        for config in [
            Config::new().derive("B", "Eq"),
            Config::new().attribute("B", "#[must_use]"),
            Config::new().rename(format!("{at}/properties/x"), "z"),
            Config::new().replace(format!("{at}/properties/x"), "u8"),
            Config::new().secret(format!("{at}/properties/x")),
        ] {
            assert!(names(&config, &schemas).is_empty(), "{config:?}");
        }
        let all = Config::new().derive("*", "Eq").rename(at, "Other");
        assert_eq!(names(&all, &schemas), ["p::Other = p::A"]);
    }

    #[test]
    fn types_in_a_circle_are_compared_too() {
        let child =
            r##"{"type":"object","properties":{"next":{"$ref":"#/components/schemas/P"}}}"##;
        assert_eq!(plain(&pair("P", child, child)), ["p::B = p::A"]);
        let itself = |name: &str| {
            format!(
                r##"{{"type":"object","properties":{{"next":{{"$ref":"#/components/schemas/P/properties/{name}"}}}}}}"##
            )
        };
        assert!(plain(&pair("P", &itself("a"), &itself("b"))).is_empty());
    }
}
