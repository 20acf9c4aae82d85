//! References: from the text of a `$ref` to the object at its end, whatever its kind, through any number of hops.
//!
//! Knows which objects `document` has already read; everything else it asks `document` to read.

use indexmap::IndexMap;
use openapiv3::{Components, Header, Parameter, PathItem, ReferenceOr, RequestBody, Response, Schema};

use crate::diagnostic::{Code, Diagnostics};
use crate::document::Document;
use crate::place::{Place, SourceId};

/// More hops than this from one reference are a cycle or as good as one.
pub(super) const MAX_HOPS: usize = 128;

/// A kind of object that a reference can lead to.
pub(super) trait Target: Sized + Clone {
    /// For messages.
    const NOUN: &'static str;
    /// The components of this kind, and their key.
    fn components(components: &Components) -> (&'static str, &IndexMap<String, ReferenceOr<Self>>);
    /// Reads what stands at `place`.
    fn read(document: &Document, place: &Place) -> Option<ReferenceOr<Self>>;
}

macro_rules! target {
    ($ty:ident, $noun:literal, $key:literal, $field:ident, $read:ident) => {
        impl Target for $ty {
            const NOUN: &'static str = $noun;
            fn components(
                components: &Components,
            ) -> (&'static str, &IndexMap<String, ReferenceOr<Self>>) {
                ($key, &components.$field)
            }
            fn read(document: &Document, place: &Place) -> Option<ReferenceOr<Self>> {
                document.$read(place)
            }
        }
    };
}

target!(Schema, "schema", "schemas", schemas, parse_schema);
target!(Response, "response", "responses", responses, parse_response);
target!(Parameter, "parameter", "parameters", parameters, parse_parameter);
target!(RequestBody, "request body", "requestBodies", request_bodies, parse_request_body);
target!(Header, "header", "headers", headers, parse_header);

/// Looks references up.
#[derive(Clone, Copy)]
pub(super) struct Refs<'d> {
    pub(super) document: &'d Document,
}

impl Refs<'_> {
    /// The place that `reference`, written at `at`, names.
    pub(super) fn place(&self, at: &Place, reference: &str) -> Option<Place> {
        self.document.target(at, reference)
    }

    /// What stands at `place`, itself perhaps a reference.
    pub(super) fn at<T: Target>(&self, place: &Place) -> Option<ReferenceOr<T>> {
        if place.source() == SourceId::ROOT
            && let ["components", kind, name] = place.segments()[..]
            && let Some(components) = &self.document.openapi.components
        {
            let (key, list) = T::components(components);
            if key == kind
                && let Some(found) = list.get(name)
            {
                return Some(found.clone());
            }
        }
        T::read(self.document, place)
    }

    /// The object of `value` at `at`, behind any number of references, with its place.
    pub(super) fn follow<T: Target>(
        &self,
        value: &ReferenceOr<T>,
        at: &Place,
        diags: &mut Diagnostics,
    ) -> Option<(T, Place)> {
        let mut value = value.clone();
        let mut place = at.clone();
        for _ in 0..MAX_HOPS {
            let reference = match value {
                ReferenceOr::Item(item) => return Some((item, place)),
                ReferenceOr::Reference { reference } => reference,
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

    /// The path item of `value`.
    pub(super) fn path_item(
        &self,
        value: &ReferenceOr<PathItem>,
        at: &Place,
        diags: &mut Diagnostics,
    ) -> Option<(PathItem, Place)> {
        let mut value = value.clone();
        let mut place = at.clone();
        for _ in 0..MAX_HOPS {
            let reference = match value {
                ReferenceOr::Item(item) => return Some((item, place)),
                ReferenceOr::Reference { reference } => reference,
            };
            let target = self.place(&place, &reference);
            let found = target.and_then(|t| Some((self.document.parse_path_item(&t)?, t)));
            let Some((next, target)) = found else {
                unresolved(&place, &reference, "path item", diags);
                return None;
            };
            value = next;
            place = target;
        }
        cycle(at, diags);
        None
    }
}

/// Reports a reference to nothing.
pub(super) fn unresolved(at: &Place, reference: &str, noun: &str, diags: &mut Diagnostics) {
    diags.error(
        Code::UnresolvedReference,
        &at.child("$ref"),
        format!("there is no {noun} at `{reference}`"),
    );
}

/// Reports references that lead in a circle.
pub(super) fn cycle(at: &Place, diags: &mut Diagnostics) {
    diags.error(
        Code::ReferenceCycle,
        at,
        "this reference leads only to itself",
    );
}
