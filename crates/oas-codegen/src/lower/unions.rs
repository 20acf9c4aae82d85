//! `oneOf`, `anyOf` and discriminated hierarchies.

use super::branch;
use super::mode::Mode;
use super::types::Lower;
use crate::diagnostic::Code;
use crate::ir::{self, Type, TypeId};
use crate::names::{Kind, Scope, VariantName};
use crate::resolve::{Model, Schema, Shape, Union, Variant};

impl Lower<'_> {
    pub(super) fn union(&mut self, union: &Union, me: TypeId, mode: Mode) -> ir::TypeKind {
        let mut scope = Scope::new(&["Unknown"]);
        let mut variants: Vec<ir::UnionVariant> = Vec::new();
        for (index, ty) in self.kept(union, me, mode) {
            let variant = &union.variants[index];
            self.digits(union, variant, &ty);
            let earlier = union.variants.iter().enumerate().take(index);
            let earlier = earlier.map(|(index, variant)| self.variant_words(variant, index));
            let words = branch::apart(self.variant_words(variant, index), index + 1, earlier);
            let pin = self.pin(&variant.place);
            let name = scope.pinned(Kind::Variant, pin, &words, &variant.place, self.diags);
            let target = self.model.schema(self.model.target(variant.schema));
            variants.push(ir::UnionVariant {
                name: VariantName(name),
                tags: variant.tags.clone(),
                ty,
                keeps_tag: keeps_tag(self.model, union.tag.as_deref(), target, mode),
                constraints: self.constraints(variant.schema),
                docs: super::docs::description(target.keywords.description.as_deref()),
            });
        }
        match variants.pop() {
            None => ir::TypeKind::Alias {
                ty: Type::Never,
                constraints: ir::Constraints::default(),
            },
            Some(only) if variants.is_empty() && union.tag.is_none() => ir::TypeKind::Alias {
                ty: only.ty,
                constraints: only.constraints,
            },
            Some(last) => {
                variants.push(last);
                ir::TypeKind::Union(ir::Union {
                    tag: union.tag.clone(),
                    variants,
                    open: union.tag.is_some(),
                })
            }
        }
    }

    /// The alternatives that become variants, each with its index and its type: none twice, and not the union itself.
    pub(super) fn kept(&mut self, union: &Union, me: TypeId, mode: Mode) -> Vec<(usize, Type)> {
        let mut out: Vec<(usize, Type)> = Vec::new();
        for (index, variant) in union.variants.iter().enumerate() {
            let ty = self.use_of(variant.schema, mode).inner();
            let twice = union.tag.is_none() && out.iter().any(|(_, known)| *known == ty);
            if !twice && ty != Type::Named(me) {
                out.push((index, ty));
            }
        }
        out
    }

    /// What is told apart by shape is looked at first, and numbers beyond 64 bits are rounded by that.
    fn digits(&mut self, union: &Union, variant: &Variant, ty: &Type) {
        if union.tag.is_some() || *ty != Type::Int(ir::Int::I128) {
            return;
        }
        if !self.diags.knows(Code::NumberOutOfRange, &variant.place) {
            let message =
                "integers beyond 64 bits are rounded where alternatives are told apart by shape";
            let found = self
                .diags
                .warning(Code::NumberOutOfRange, &variant.place, message);
            found.help("give the alternatives a `discriminator`, or make the integer a string");
        }
    }

    /// The component's name, else the title, else the tag, else the kind.
    fn variant_words(&self, variant: &Variant, index: usize) -> String {
        let schema = self.model.schema(variant.schema);
        if let Some(hint) = &variant.hint {
            return hint.clone();
        }
        match variant.tags.first() {
            Some(tag) if schema.keywords.title.is_none() => tag.clone(),
            _ => branch::words(self.model, Some(schema), index + 1),
        }
    }
}

fn keeps_tag(model: &Model, tag: Option<&str>, target: &Schema, mode: Mode) -> bool {
    let Some(tag) = tag else { return false };
    match &target.shape {
        Shape::Object(object) => object.properties.iter().any(|p| {
            let keywords = &model.schema(p.schema).keywords;
            let kept = if mode.is_answered() {
                !keywords.write_only
            } else {
                !keywords.read_only
            };
            p.wire == tag && kept
        }),
        _ => true,
    }
}
