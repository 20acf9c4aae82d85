//! What came of a document: counts for people and for the corpus report.
//!
//! Knows: `ir`. Must not know: settings, tokens.

use crate::ir::{Api, Content, HeaderType, LeftOut, Operation, Response, Success, Type, TypeKind};

/// Counts of what was generated, and what was left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// Operations in the output.
    pub operations: usize,
    /// Named types in the output.
    pub types: usize,
    /// Operations or parts of them that were left out, and why.
    pub left_out: Vec<LeftOut>,
    /// Uses of types: fields, parameters, bodies, headers, and what is inside them.
    pub uses: usize,
    /// Those among the uses that accept any JSON.
    pub untyped: usize,
}

impl Summary {
    /// Counts an API.
    #[must_use]
    pub fn of(api: &Api) -> Self {
        let mut summary = Self {
            operations: api.operations.len(),
            types: api.types.len(),
            left_out: api.left_out.clone(),
            uses: 0,
            untyped: 0,
        };
        for def in &api.types {
            match &def.kind {
                TypeKind::Struct(s) => s.fields.iter().for_each(|f| summary.count(&f.ty)),
                TypeKind::Union(u) => u.variants.iter().for_each(|v| summary.count(&v.ty)),
                TypeKind::Alias { ty, .. } => summary.count(ty),
                TypeKind::Enum(_) => {}
            }
        }
        api.operations.iter().for_each(|op| summary.operation(op));
        summary
    }

    fn operation(&mut self, op: &Operation) {
        op.params.iter().for_each(|param| self.count(&param.ty));
        if let Some(body) = &op.body {
            self.content(&body.content);
        }
        match &op.success {
            Success::One(response) => self.response(response),
            Success::Many { variants, .. } => variants.iter().for_each(|r| self.response(r)),
        }
        op.failures
            .iter()
            .for_each(|response| self.response(response));
    }

    fn response(&mut self, response: &Response) {
        if let Some(body) = &response.body {
            self.content(body);
        }
        for header in &response.headers {
            match &header.ty {
                HeaderType::Declared { ty, .. } => self.count(ty),
                HeaderType::RetryAfter => self.uses += 1,
            }
        }
    }

    fn content(&mut self, content: &Content) {
        match content {
            Content::One(media) => self.count(&media.ty),
            Content::Many { variants, .. } => {
                variants.iter().for_each(|(_, media)| self.count(&media.ty));
            }
        }
    }

    /// Counts the leaves of a type.
    fn count(&mut self, ty: &Type) {
        match ty {
            Type::Any => {
                self.uses += 1;
                self.untyped += 1;
            }
            Type::Boxed(inner)
            | Type::List(inner)
            | Type::Map(inner)
            | Type::Nullable(inner)
            | Type::Secret(inner) => self.count(inner),
            Type::Tuple(items) => items.iter().for_each(|item| self.count(item)),
            Type::Null
            | Type::Never
            | Type::Bool
            | Type::Int(_)
            | Type::F32
            | Type::F64
            | Type::String
            | Type::Scalar(_)
            | Type::Base64
            | Type::Binary
            | Type::File
            | Type::Named(_)
            | Type::External(_) => self.uses += 1,
        }
    }
}
