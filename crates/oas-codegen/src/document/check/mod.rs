//! Walks the tree by the table of objects and reports what is wrong, each with its place.
//!
//! Changes nothing: `normalize` makes the same repairs that the warnings here announce. Places are built
//! only for what is reported.

mod path;
mod schema;
mod shape;

use super::Version;
use super::objects::{Is, Key, Names, Object, Since};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, closest};
use crate::node::{Entry, Node, Notation};
use crate::place::{Place, SourceId};
use crate::source::Sources;
use path::Path;
use std::collections::BTreeSet;

/// Checks the root document, and in the other files what it refers to. What is `known` is not said again.
pub(super) fn check(
    sources: &Sources,
    version: Version,
    known: &Diagnostics,
    diags: &mut Diagnostics,
) {
    let root = Place::root(SourceId::ROOT);
    let Some(tree) = sources.node(&root) else {
        return;
    };
    let mut check = Check {
        sources,
        version,
        known,
        diags,
        json: false,
        in_schema: false,
        full: false,
        base: root.clone(),
        queue: Vec::new(),
        seen: BTreeSet::new(),
    };
    check.start(&root);
    check.value(tree, Is::One(Object::Root), &Path::root());
    while let Some((place, is)) = check.queue.pop() {
        if let Some(node) = sources.node(&place) {
            check.start(&place);
            check.value(node, is, &Path::root());
        }
    }
}

struct Check<'a> {
    sources: &'a Sources,
    version: Version,
    /// What reading the files has said.
    known: &'a Diagnostics,
    diags: &'a mut Diagnostics,
    /// Whether the file is JSON, where a number is never meant as text.
    json: bool,
    /// Whether a schema is around what is checked: it can do without most of its keywords.
    in_schema: bool,
    /// Whether it is said that data is left out for what comes before it.
    full: bool,
    /// Where the walk began; paths are relative to it.
    base: Place,
    /// Objects that references reach and the walk of the root does not.
    queue: Vec<(Place, Is)>,
    seen: BTreeSet<(SourceId, String, Is)>,
}

impl Check<'_> {
    fn start(&mut self, place: &Place) {
        let source = self.sources.get(place.source());
        self.json = source.is_some_and(|s| s.notation == Notation::Json);
        self.base = place.clone();
    }

    fn error(&mut self, code: Code, at: &Path<'_>, message: impl Into<String>) -> &mut Diagnostic {
        let place = at.place(&self.base);
        self.diags.error(code, &place, message)
    }

    fn warn(&mut self, code: Code, at: &Path<'_>, message: impl Into<String>) -> &mut Diagnostic {
        let place = at.place(&self.base);
        self.diags.warning(code, &place, message)
    }

    /// Checks a value against what it must be.
    fn value(&mut self, node: &Node, is: Is, at: &Path<'_>) {
        if node.is_null() && !matches!(is, Is::Data) {
            self.warn(Code::Null, at, "this is null, which is read as absent")
                .help("remove the key");
            return;
        }
        if node.is_large() && matches!(is, Is::Data | Is::DataList) {
            self.large(node, at);
            return;
        }
        if super::normalize::includes(is) && self.include(node, is, at) {
            return;
        }
        match is {
            Is::Data => self.data(node, at),
            Is::Text | Is::Word | Is::Bool | Is::Count | Is::Number | Is::Exclusive => {
                self.scalar(node, is, at)
            }
            Is::Types => self.types(node, at),
            Is::Texts => self.list(node, Is::Text, at),
            Is::DataList => self.list(node, Is::Data, at),
            Is::List(is) => self.list(node, *is, at),
            Is::Map(names, is) => self.map(node, names, *is, at),
            Is::BoolOrSchema if node.as_bool().is_some() => {}
            Is::BoolOrSchema => self.schema(node, at),
            Is::One(Object::Schema) | Is::Ref(Object::Schema) => self.schema(node, at),
            Is::One(object) => self.object(node, object, false, at),
            Is::Ref(object) => self.object(node, object, true, at),
        }
    }

    /// What is large itself is named each time; what comes after too much of the others, once.
    fn large(&mut self, node: &Node, at: &Path<'_>) {
        let length = node.span.end.saturating_sub(node.span.start);
        if length as usize > crate::node::MOST_DATA {
            self.warn(
                Code::LargeData,
                &at.as_key(),
                "this is too large to be of use",
            )
            .note("it is left out");
        } else if !std::mem::replace(&mut self.full, true) {
            let message = "there is too much data before this for it to be of use";
            self.warn(Code::LargeData, &at.as_key(), message)
                .note("it is left out, and so is what comes after it");
        }
    }

    fn list(&mut self, node: &Node, is: Is, at: &Path<'_>) {
        let Some(items) = node.as_list() else {
            self.wrong(node, "a list", at);
            return;
        };
        for (index, item) in items.iter().enumerate() {
            self.value(item, is, &at.index(index));
        }
    }

    /// Data: only that no key stands twice.
    fn data(&mut self, node: &Node, at: &Path<'_>) {
        for (index, item) in node.as_list().unwrap_or_default().iter().enumerate() {
            self.data(item, &at.index(index));
        }
        if let Some(entries) = node.as_map() {
            self.duplicates(entries, at);
            for entry in entries {
                self.data(&entry.value, &at.key(&entry.key));
            }
        }
    }

    fn map(&mut self, node: &Node, names: Names, is: Is, at: &Path<'_>) {
        let Some(entries) = node.as_map() else {
            self.wrong(node, "an object", at);
            return;
        };
        self.duplicates(entries, at);
        for entry in entries {
            let here = at.key(&entry.key);
            let extension = entry.key.starts_with("x-");
            match names {
                Names::Paths | Names::Statuses | Names::Extended if extension => continue,
                Names::Extended if &*entry.key == "$ref" => {
                    self.reference(
                        &entry.value,
                        Is::Map(names, super::objects::path_item()),
                        &here,
                    );
                    continue;
                }
                Names::Paths if !entry.key.starts_with('/') => {
                    self.error(Code::PathKey, &here.as_key(), "a path begins with `/`")
                        .help(format!("write `/{}`", entry.key));
                }
                Names::Statuses if !super::normalize::is_status(&entry.key) => {
                    self.status(entry, &here)
                }
                _ => {}
            }
            self.value(&entry.value, is, &here);
        }
    }

    fn status(&mut self, entry: &Entry, at: &Path<'_>) {
        let message = format!("`{}` is no status", entry.key);
        self.error(Code::Status, &at.as_key(), message)
            .help("write a status such as `200`, a range such as `4XX`, or `default`");
    }

    fn object(&mut self, node: &Node, object: Object, referable: bool, at: &Path<'_>) {
        let Some(entries) = node.as_map() else {
            self.wrong(node, object.title(), at);
            return;
        };
        self.duplicates(entries, at);
        if let Some(reference) = node.get("$ref")
            && (referable || matches!(object, Object::PathItem | Object::Operation))
        {
            self.reference(reference, Is::Ref(object), &at.key("$ref"));
            self.siblings(entries, object, at);
            return;
        }
        for entry in entries {
            self.entry(entry, object, at);
        }
        self.required(node, object, at);
        self.shape(node, object, at);
    }

    fn entry(&mut self, entry: &Entry, object: Object, at: &Path<'_>) {
        let here = at.key(&entry.key);
        match object.key(&entry.key) {
            _ if entry.key.starts_with("x-") && entry.value.is_large() => {}
            _ if entry.key.starts_with("x-") => self.data(&entry.value, &here),
            Some(key) => {
                if !self.left_out(entry, object, &here) {
                    self.version(key, object, &here);
                }
                self.value(&entry.value, key.is, &here);
            }
            None => self.unknown(entry, object, &here),
        }
    }

    /// A key of a later version is honoured if it means something to us.
    fn version(&mut self, key: &Key, object: Object, at: &Path<'_>) {
        match (key.since, self.version) {
            (Since::V32, _) => {
                let message = format!("`{}` is new in OpenAPI 3.2 and is left out", key.name);
                self.warn(Code::NotYet, &at.as_key(), message);
            }
            (Since::V31, Version::V30) => {
                let message = format!(
                    "`{}` is a key of OpenAPI 3.1, this document is 3.0",
                    key.name
                );
                self.warn(Code::Later, &at.as_key(), message)
                    .note(format!("it is read as in 3.1: a key of {}", object.title()));
            }
            _ => {}
        }
    }

    /// What is more telling to say of some keys of OpenAPI 3.2 than that they are new.
    fn left_out(&mut self, entry: &Entry, object: Object, at: &Path<'_>) -> bool {
        match (object, &*entry.key) {
            (Object::PathItem, "query") => {
                let message =
                    "the method `QUERY` is new in OpenAPI 3.2, and its operation is left out";
                self.warn(Code::NotYet, &at.as_key(), message);
            }
            (Object::PathItem, "additionalOperations") => {
                for operation in entry.value.as_map().unwrap_or_default() {
                    let method = &operation.key;
                    let message = format!(
                        "the method `{method}` needs OpenAPI 3.2, and its operation is left out"
                    );
                    self.warn(Code::NotYet, &at.key(method).as_key(), message);
                }
            }
            (Object::MediaType, "itemSchema") => {
                let message = "`itemSchema` is a key of OpenAPI 3.2";
                self.warn(Code::Later, &at.as_key(), message)
                    .note("it is the type of an event or of a line of JSON; other bodies are read as if it were absent");
            }
            _ => return false,
        }
        true
    }

    fn unknown(&mut self, entry: &Entry, object: Object, at: &Path<'_>) {
        let lower = entry.key.to_ascii_lowercase();
        if object == Object::PathItem && object.key(&lower).is_some() {
            // An operation that is lost deserves more than a warning.
            self.error(
                Code::PathKey,
                &at.as_key(),
                "methods are written in lower case",
            )
            .help(format!("write `{lower}`"));
            return;
        }
        let names = object.keys().iter().map(|key| key.name);
        let suggestion = closest(&entry.key, names);
        let message = format!("`{}` is no key of {}", entry.key, object.title());
        let found = self.warn(Code::UnknownKey, &at.as_key(), message);
        found.note("it is ignored");
        match suggestion {
            Some(name) => found.help(format!("did you mean `{name}`?")),
            None => found.help("extensions begin with `x-`"),
        };
    }

    fn required(&mut self, node: &Node, object: Object, at: &Path<'_>) {
        for key in object
            .keys()
            .iter()
            .filter(|key| key.required != super::objects::Need::No)
        {
            if node.get(key.name).is_some_and(|value| !value.is_null()) {
                continue;
            }
            let message = format!("{} needs `{}`", object.title(), key.name);
            if self.in_schema {
                self.warn(Code::Missing, &at.as_key(), message)
                    .note("it is ignored");
            } else if key.required == super::objects::Need::Must {
                self.error(Code::Missing, &at.as_key(), message);
            } else {
                self.warn(Code::Missing, &at.as_key(), message)
                    .note("the document is read as if it were there and empty");
            }
        }
    }

    /// Follows a reference that the walk of the root document would not meet.
    fn reference(&mut self, node: &Node, is: Is, at: &Path<'_>) {
        let Some(reference) = node.as_str() else {
            self.refuse(node, "a reference (a string)", at);
            return;
        };
        let in_root = self.base.source() == SourceId::ROOT;
        if in_root
            && ["#/components/", "#/paths/", "#/webhooks/"]
                .iter()
                .any(|p| reference.starts_with(p))
        {
            return;
        }
        if let Some(target) = self.sources.target(&self.base, reference) {
            self.queue_up(target, is);
        }
    }

    /// A `$ref` where no reference is foreseen: what it names is read in its place, as many tools do.
    fn include(&mut self, node: &Node, is: Is, at: &Path<'_>) -> bool {
        let Some(reference) = node.get("$ref").and_then(Node::as_str) else {
            return false;
        };
        let source = self.base.source();
        let here = at.key("$ref");
        if self.sources.included(node, source).is_none() {
            // Where any key may stand, `$ref` may be one of them.
            let free = matches!(is, Is::Map(_, Is::Text | Is::Data));
            if !free {
                self.leads_nowhere(reference, &here);
            }
            return !free;
        }
        let target = self.sources.target(&self.base, reference);
        let inside = |target: &Place| target.holds(&here.place(&self.base));
        let end = super::normalize::include(self.sources, node, source);
        if end.is_none() || target.as_ref().is_some_and(inside) {
            let message = "this reference leads back to itself";
            self.error(Code::ReferenceCycle, &here, message);
            return true;
        }
        self.warn(Code::Include, &here.as_key(), "`$ref` has no meaning here")
            .note("what it names is read in its place");
        // What is there may have been checked as something else.
        if let Some(target) = target {
            self.queue_up(target, is);
        }
        true
    }

    /// Unless it is said already that the file cannot be read.
    fn leads_nowhere(&mut self, reference: &str, at: &Path<'_>) {
        let place = at.place(&self.base);
        let mut said = self.known.list().iter().chain(self.diags.list());
        if said.any(|d| d.at == place) {
            return;
        }
        let message = format!("there is nothing at `{reference}`");
        let similar = self.sources.similar(&self.base, reference);
        let found = self.error(Code::UnresolvedReference, at, message);
        if let Some(name) = similar {
            found.help(format!("did you mean `{name}`?"));
        }
    }

    fn queue_up(&mut self, target: Place, is: Is) {
        if self.seen.insert((target.source(), target.pointer(), is)) {
            self.queue.push((target, is));
        }
    }

    /// What stands beside a `$ref` is ignored, but for the texts that 3.1 allows.
    fn siblings(&mut self, entries: &[Entry], object: Object, at: &Path<'_>) {
        for entry in entries {
            let harmless = matches!(&*entry.key, "$ref" | "summary" | "description")
                || entry.key.starts_with("x-");
            if !harmless {
                let message = format!("`{}` beside `$ref` is ignored", entry.key);
                self.warn(Code::RefSibling, &at.key(&entry.key).as_key(), message)
                    .note(format!(
                        "the reference stands for the whole of {}",
                        object.title()
                    ));
            }
        }
    }

    /// Equal keys: only one of them could be meant.
    fn duplicates(&mut self, entries: &[Entry], at: &Path<'_>) {
        if entries.len() < 8 {
            let twice = |i: usize| entries[..i].iter().any(|e| e.key == entries[i].key);
            if !(0..entries.len()).any(twice) {
                return;
            }
        }
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order.sort_by(|a, b| entries[*a].key.cmp(&entries[*b].key).then(a.cmp(b)));
        let mut nth = 0;
        for pair in order.windows(2) {
            let [first, second] = [pair[0], pair[1]].map(|i| &entries[i]);
            nth = if first.key == second.key { nth + 1 } else { 0 };
            if nth > 0 {
                let above = at.place(&self.base);
                let key = &second.key;
                let place = above.nth_child(key, nth).as_key();
                self.diags
                    .error(
                        Code::DuplicateKey,
                        &place,
                        format!("the key `{key}` stands here twice"),
                    )
                    .note_at(&above.child(key).as_key(), "the first one is here")
                    .help("remove or rename one of them");
            }
        }
    }

    /// A value of the wrong kind: a schema does without, anything else is refused.
    fn wrong(&mut self, node: &Node, expected: &str, at: &Path<'_>) {
        if !self.in_schema {
            return self.refuse(node, expected, at);
        }
        let message = format!("expected {expected}, found {}", node.kind());
        self.warn(Code::WrongType, at, message)
            .note("it is ignored");
    }

    fn refuse(&mut self, node: &Node, expected: &str, at: &Path<'_>) {
        let message = format!("expected {expected}, found {}", node.kind());
        self.error(Code::WrongType, at, message);
    }
}
