//! Examples of the document that become tests.

use serde_json::Value;

use super::mode::Mode;
use super::types::Lower;
use super::validate::Against;
use crate::diagnostic::Code;
use crate::ir::{self, Type};
use crate::names::Scope;
use crate::place::Place;
use crate::resolve::SchemaId;
use crate::threads;

/// An object or list that is given as its text, as OpenAPI allows for what is written in media types.
fn as_json(value: &Value) -> Option<Value> {
    let text = value.as_str()?.trim_start();
    let is_json = text.starts_with(['{', '[']);
    is_json.then(|| serde_json::from_str(text).ok()).flatten()
}

/// Longer ones make tests that nobody reads.
const MAX_LENGTH: usize = 20_000;

/// An example that is to be looked at.
pub(super) struct Candidate<'a> {
    words: String,
    id: SchemaId,
    ty: Type,
    mode: Mode,
    value: &'a Value,
    at: Place,
}

impl Candidate<'_> {
    /// Its JSON; `None` if it makes no test.
    ///
    /// # Errors
    /// What about it does not fit its schema.
    fn judged(&self, against: Against<'_>) -> Result<Option<String>, String> {
        let given = super::validate::check(against, self.id, self.value);
        let read = given.is_err().then(|| as_json(self.value)).flatten();
        let value = match &read {
            Some(read) => super::validate::check(against, self.id, read).map(|()| read)?,
            None => given.map(|()| self.value)?,
        };
        let typed = matches!(self.ty, Type::Named(_) | Type::List(_) | Type::Map(_));
        let written = self.mode != Mode::Read;
        if !typed || !super::validate::survives(against, self.id, value, written) {
            return Ok(None);
        }
        let json = value.to_string();
        Ok(Some(json).filter(|json| json.len() <= MAX_LENGTH))
    }
}

impl<'a> Lower<'a> {
    /// Takes up an example of `id`.
    pub(super) fn example(
        &mut self,
        words: &str,
        id: SchemaId,
        ty: &Type,
        mode: Mode,
        (value, at): (&'a Value, &Place),
    ) {
        if self.seen.insert(at.clone()) {
            self.candidates.push(Candidate {
                words: words.to_owned(),
                id,
                ty: ty.clone(),
                mode,
                value,
                at: at.clone(),
            });
        }
    }

    /// Those that become tests; an invalid one is a warning and no test.
    pub(super) fn examples(&mut self) -> Vec<ir::Example> {
        const CHUNK: usize = 8;
        let against = self.against();
        let candidates = std::mem::take(&mut self.candidates);
        let judged = threads::map(&candidates, CHUNK, |one| one.judged(against));
        let mut names = Scope::default();
        let mut out = Vec::new();
        for (Candidate { words, ty, at, .. }, judged) in candidates.into_iter().zip(judged) {
            match judged {
                Ok(Some(json)) => out.push(ir::Example {
                    name: names.test(&words, &at),
                    ty,
                    json,
                    place: at,
                }),
                Ok(None) => {}
                Err(problem) => {
                    let message = format!("the example does not fit its schema: {problem}");
                    self.diags.warning(Code::ExampleInvalid, &at, message);
                }
            }
        }
        out
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
