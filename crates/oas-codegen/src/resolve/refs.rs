//! References: from the text of a `$ref` to the object at its end, whatever its kind, through any number of hops.
//!
//! Knows which objects `document` has already read; everything else it asks `document` to read.

use std::borrow::Cow;

use indexmap::IndexMap;
use openapiv3::{
    Example, Header, Operation, Parameter, PathItem, ReferenceOr, RequestBody, Response, Schema,
    SecurityScheme,
};

use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::document::{Document, Part};
use crate::place::{Place, SourceId};

/// More hops than this from one reference are a cycle or as good as one.
pub(super) const MAX_HOPS: usize = 128;

/// A kind of object that a reference can lead to.
pub(super) trait Target: Part + Clone {
    /// For messages.
    const NOUN: &'static str;
    /// The objects of this kind that `document` has read, and the pointer to them.
    fn read(document: &Document) -> (&'static [&'static str], Option<&Named<Self>>);
}

type Named<T> = IndexMap<String, ReferenceOr<T>>;

macro_rules! target {
    ($ty:ident, $noun:literal, $key:literal, $field:ident) => {
        impl Target for $ty {
            const NOUN: &'static str = $noun;
            fn read(document: &Document) -> (&'static [&'static str], Option<&Named<Self>>) {
                let components = document.openapi.components.as_ref();
                (&["components", $key], components.map(|c| &c.$field))
            }
        }
    };
}

target!(Response, "response", "responses", responses);
target!(Parameter, "parameter", "parameters", parameters);
target!(RequestBody, "request body", "requestBodies", request_bodies);
target!(Header, "header", "headers", headers);
target!(Example, "example", "examples", examples);
target!(
    SecurityScheme,
    "security scheme",
    "securitySchemes",
    security_schemes
);

/// Read one by one when they are asked for: all of them at once are the larger part of a document.
impl Target for Schema {
    const NOUN: &'static str = "schema";
    fn read(_: &Document) -> (&'static [&'static str], Option<&Named<Self>>) {
        (&[], None)
    }
}

impl Target for PathItem {
    const NOUN: &'static str = "path item";
    fn read(document: &Document) -> (&'static [&'static str], Option<&Named<Self>>) {
        (&["components", "pathItems"], Some(&document.path_items))
    }
}

impl Target for Operation {
    const NOUN: &'static str = "operation";
    fn read(_: &Document) -> (&'static [&'static str], Option<&Named<Self>>) {
        (&[], None)
    }
}

/// Looks references up.
#[derive(Clone, Copy)]
pub(super) struct Refs<'d> {
    pub(super) document: &'d Document,
}

impl<'d> Refs<'d> {
    /// The place that `reference`, written at `at`, names.
    pub(super) fn place(&self, at: &Place, reference: &str) -> Option<Place> {
        self.document.target(at, reference)
    }

    /// What stands at `place`, itself perhaps a reference.
    pub(super) fn at<T: Target>(&self, place: &Place) -> Option<Cow<'d, ReferenceOr<T>>> {
        let (pointer, list) = T::read(self.document);
        if place.source() == SourceId::ROOT
            && let Some(list) = list
            && let [parents @ .., name] = &place.segments()[..]
            && parents == pointer
            && let Some(found) = list.get(*name)
        {
            return Some(Cow::Borrowed(found));
        }
        self.document.parse(place).map(Cow::Owned)
    }

    /// The object of `value` at `at`, behind any number of references, with its place.
    pub(super) fn follow<'v, T: Target>(
        &self,
        value: &'v ReferenceOr<T>,
        at: &Place,
        diags: &mut Diagnostics,
    ) -> Option<(Cow<'v, T>, Place)>
    where
        'd: 'v,
    {
        let mut value: Cow<'v, ReferenceOr<T>> = Cow::Borrowed(value);
        let mut place = at.clone();
        for _ in 0..MAX_HOPS {
            let reference = match value {
                Cow::Borrowed(ReferenceOr::Item(item)) => {
                    return Some((Cow::Borrowed(item), place));
                }
                Cow::Owned(ReferenceOr::Item(item)) => return Some((Cow::Owned(item), place)),
                Cow::Borrowed(ReferenceOr::Reference { reference }) => reference.clone(),
                Cow::Owned(ReferenceOr::Reference { reference }) => reference,
            };
            let target = self.place(&place, &reference);
            let found = target.and_then(|t| Some((self.at::<T>(&t)?, t)));
            let Some((next, target)) = found else {
                unresolved(&place, &reference, T::NOUN, diags);
                return None;
            };
            value = next;
            place = target;
        }
        cycle(at, diags);
        None
    }
}

/// Reports a reference to nothing, unless something is already said of it, such as that its file is missing.
pub(super) fn unresolved(at: &Place, reference: &str, noun: &str, diags: &mut Diagnostics) {
    let here = at.child("$ref");
    if diags
        .list()
        .iter()
        .any(|d| d.at == here && d.severity == Severity::Error)
    {
        return;
    }
    let similar = diags.sources().similar(at, reference);
    let message = format!("there is no {noun} at `{reference}`");
    let error = diags.error(Code::UnresolvedReference, &here, message);
    if let Some(name) = similar {
        error.help(format!("did you mean `{name}`?"));
    } else if reference.contains("://") {
        error.help("nothing is fetched: save the file beside the document and refer to that");
    }
}

/// Says that definitions were found in the schema around a reference, not where it says.
pub(super) fn elsewhere(at: &Place, reference: &str, target: &Place, diags: &mut Diagnostics) {
    let misplaced = ["#/$defs/", "#/definitions/"]
        .iter()
        .any(|p| reference.starts_with(p))
        && !matches!(target.segments().first(), Some(&("$defs" | "definitions")));
    let here = at.child("$ref");
    if misplaced && !diags.knows(Code::UnresolvedReference, &here) {
        diags
            .warning(
                Code::UnresolvedReference,
                &here,
                format!("there is nothing at `{reference}`; the definition in the schema around it is used"),
            )
            .note_at(target, "this one")
            .help(format!("write `#{}`", target.pointer()));
    }
}

/// Reports references that lead in a circle.
pub(super) fn cycle(at: &Place, diags: &mut Diagnostics) {
    diags.error(
        Code::ReferenceCycle,
        at,
        "this reference leads only to itself",
    );
}
