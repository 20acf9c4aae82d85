//! Objects with properties.

use super::mode::Mode;
use super::types::{Lower, Use};
use crate::ir::{self, Presence, Type};
use crate::names::{FieldName, Kind, Scope};
use crate::resolve::{Additional, Object, Property, Schema};

impl<'a> Lower<'a> {
    pub(super) fn strukt(
        &mut self,
        schema: &'a Schema,
        object: &'a Object,
        mode: Mode,
    ) -> ir::Struct {
        let mut scope = Scope::default();
        let mut fields = Vec::new();
        for property in &object.properties {
            let keywords = &self.model.schema(property.schema).keywords;
            let kept = match mode {
                Mode::Read | Mode::Parts => !keywords.write_only,
                Mode::Write | Mode::Patch | Mode::Form => !keywords.read_only,
            };
            // Names are claimed for all, so that both halves of a split schema have the same ones.
            let name = self.field_name(&mut scope, property);
            if kept {
                fields.push(self.field(property, name, mode));
            }
        }
        self.extra(schema, object, mode, &mut scope, &mut fields);
        ir::Struct {
            fields,
            closed: object.additional == Additional::Closed && object.patterns.is_empty(),
            tags: object.tags.clone(),
            constraints: super::constraints::of_object(&schema.keywords.bounds).into(),
        }
    }

    fn field_name(&mut self, scope: &mut Scope, property: &Property) -> FieldName {
        let keywords = &self.model.schema(property.schema).keywords;
        let own = keywords.place == property.place;
        let given = keywords.extension_text("x-rust-name").filter(|_| own);
        let pin = self.pin(&property.place).or(given);
        let at = &property.place;
        FieldName(scope.pinned(Kind::Field, pin, &property.wire, at, self.diags))
    }

    fn field(&mut self, property: &Property, name: FieldName, mode: Mode) -> ir::Field {
        let schema = self.model.schema(property.schema);
        let file = self.modes.file_part(self.model, property, mode);
        let (mut used, constrained) = match file {
            Some((ty, schema)) => {
                let nullable = false;
                (Use { ty, nullable }, schema)
            }
            None => (self.use_of(property.schema, mode), property.schema),
        };
        if self.is_credential(property) && !matches!(used.ty, Type::Secret(_)) {
            used.ty = Type::Secret(Box::new(used.ty));
        }
        let secret = matches!(used.ty, Type::Secret(_));
        if matches!(used.ty, Type::Any | Type::Null) {
            used.nullable = false; // these have a null of their own
        }
        let presence = self.presence(property, used.nullable, &used.ty, mode);
        if used.nullable && matches!(presence, Presence::Default(_)) {
            used.ty = Type::Nullable(Box::new(used.ty));
        }
        ir::Field {
            name,
            wire: property.wire.clone(),
            constraints: self.constraints(constrained),
            docs: super::docs::of_schema(&schema.keywords, secret),
            deprecated: schema.keywords.deprecated,
            ty: used.ty,
            presence,
            place: property.place.clone(),
        }
    }

    fn presence(&mut self, property: &Property, nullable: bool, ty: &Type, mode: Mode) -> Presence {
        if property.required {
            return if nullable {
                Presence::RequiredNullable
            } else {
                Presence::Required
            };
        }
        if mode != Mode::Patch
            && let Some(literal) = self.default_of(property.schema, ty, mode)
        {
            return Presence::Default(Box::new(literal));
        }
        match (nullable, self.config.plain_option) {
            (false, _) => Presence::Optional,
            (true, false) => Presence::OptionalNullable,
            (true, true) => Presence::OptionalNullableAsOption,
        }
    }

    /// The maps of what is not declared: one where all is of one type, else one per pattern and one for the rest.
    fn extra(
        &mut self,
        schema: &'a Schema,
        object: &'a Object,
        mode: Mode,
        scope: &mut Scope,
        fields: &mut Vec<ir::Field>,
    ) {
        let mut maps: Vec<(Option<&String>, Type, ir::Constraints)> = Vec::new();
        for (pattern, value) in &object.patterns {
            let ty = self.use_of(*value, mode).inner();
            self.is_pattern(
                pattern,
                &schema.place.child("patternProperties").child(pattern),
            );
            maps.push((Some(pattern), ty, self.constraints(*value)));
        }
        match object.additional {
            Additional::Typed(value) => {
                let ty = self.use_of(value, mode).inner();
                maps.push((None, ty, self.constraints(value)));
            }
            Additional::Unsaid if !self.keeps_unknown(object) => {}
            Additional::Any | Additional::Unsaid => {
                let any = self.any(&schema.place, ir::UntypedPart::Others);
                maps.push((None, any, ir::Constraints::default()));
            }
            Additional::Closed => {}
        }
        let Some((_, ty, inner)) = maps.first().cloned() else {
            return;
        };
        if maps.iter().any(|(_, t, c)| (t, c) != (&ty, &inner)) {
            for (pattern, ty, inner) in maps {
                self.one_kind(schema, pattern, (ty, inner), scope, fields);
            }
            return;
        }
        let all: Option<Vec<String>> = maps.iter().map(|(p, ..)| p.cloned()).collect();
        let (words, keyword) = match all {
            Some(_) => ("pattern properties", "patternProperties"),
            None => ("additional properties", "additionalProperties"),
        };
        let name = scope.field(words, &schema.place.child(keyword), self.diags);
        fields.push(extra_field(
            name,
            ty,
            all.unwrap_or_default(),
            inner,
            schema,
        ));
    }
}

impl Lower<'_> {
    /// The map of what matches `pattern`, or of the rest.
    fn one_kind(
        &mut self,
        schema: &Schema,
        pattern: Option<&String>,
        (ty, inner): (Type, ir::Constraints),
        scope: &mut Scope,
        fields: &mut Vec<ir::Field>,
    ) {
        let (words, at) = match pattern {
            Some(pattern) => (
                format!("pattern {pattern}"),
                schema.place.child("patternProperties").child(pattern),
            ),
            None => (
                "additional properties".to_owned(),
                schema.place.child("additionalProperties"),
            ),
        };
        let name = scope.field(&words, &at, self.diags);
        let patterns = pattern.into_iter().cloned().collect();
        fields.push(extra_field(name, ty, patterns, inner, schema));
    }
}

fn extra_field(
    name: FieldName,
    value: Type,
    patterns: Vec<String>,
    inner: ir::Constraints,
    schema: &Schema,
) -> ir::Field {
    let description = match &patterns[..] {
        [] => "The properties that are not declared.".to_owned(),
        list => format!("The properties whose names match `{}`.", list.join("`, `")),
    };
    let inner = (inner != ir::Constraints::default()).then_some(inner);
    ir::Field {
        name,
        wire: String::new(),
        ty: value,
        presence: Presence::Extra { patterns },
        constraints: ir::Rules {
            inner,
            ..ir::Rules::default()
        }
        .into(),
        docs: super::docs::description(Some(&description)),
        deprecated: false,
        place: schema.place.clone(),
    }
}
