//! Examples of the document that become tests.

use serde_json::Value;

use super::mode::Mode;
use super::types::Lower;
use crate::diagnostic::Code;
use crate::ir::{self, Type};
use crate::place::Place;
use crate::resolve::SchemaId;

/// Longer ones make tests that nobody reads.
const MAX_LENGTH: usize = 20_000;

impl Lower<'_> {
    /// Takes up an example of `id`; an invalid one is a warning and no test.
    pub(super) fn example(
        &mut self,
        words: &str,
        id: SchemaId,
        ty: &Type,
        mode: Mode,
        (value, at): (&Value, &Place),
    ) {
        if !self.seen.insert(at.clone()) {
            return;
        }
        if let Err(problem) = super::validate::check(self.against(), id, value) {
            self.diags.warning(
                Code::ExampleInvalid,
                at,
                format!("the example does not fit its schema: {problem}"),
            );
            return;
        }
        let json = value.to_string();
        let typed = matches!(ty, Type::Named(_) | Type::List(_) | Type::Map(_));
        let survives = super::validate::survives(self.against(), id, value, mode != Mode::Read);
        if !typed || !survives || json.len() > MAX_LENGTH {
            return;
        }
        let name = self.example_names.test(words, at);
        self.examples.push(ir::Example {
            name,
            ty: ty.clone(),
            json,
            place: at.clone(),
        });
    }

    /// The examples that components carry themselves.
    pub(super) fn component_examples(&mut self) {
        let model = self.model;
        for (name, id) in &model.components {
            let schema = model.schema(*id);
            let examples = &schema.keywords.examples;
            if examples.is_empty() {
                continue;
            }
            let ty = Type::Named(self.definition(*id, Mode::Read));
            for (index, value) in examples.iter().enumerate() {
                let (words, at) = if examples.len() == 1 {
                    (name.clone(), schema.place.child("example"))
                } else {
                    (
                        format!("{name} {}", index + 1),
                        schema.place.child("examples").index(index),
                    )
                };
                self.example(&words, *id, &ty, Mode::Read, (value, &at));
            }
        }
    }
}
