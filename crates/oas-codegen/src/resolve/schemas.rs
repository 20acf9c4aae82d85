//! All schemas by place: each place becomes one [`Schema`], once, in the order in which it is first named.
//!
//! Works off a queue, so that deep and cyclic documents cost no stack.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use openapiv3::{ReferenceOr, Schema as Written};

use super::all_of::Merges;
use super::keywords::{Child, Keywords, child};
use super::refs::{self, Refs};
use super::{Schema, SchemaId, Shape};
use crate::diagnostic::Diagnostics;
use crate::place::Place;
use crate::threads;

/// The schemas found so far.
pub(super) struct Schemas<'d> {
    pub(super) refs: Refs<'d>,
    ids: HashMap<Place, SchemaId>,
    list: Vec<Option<Schema>>,
    queue: VecDeque<(SchemaId, Child)>,
    loaded: HashMap<Place, Option<Child>>,
    /// Flattened schemas by place.
    pub(super) flat: HashMap<Place, Arc<Keywords>>,
    pub(super) merges: Merges,
    /// Schemas whose `allOf` is being merged.
    pub(super) merging: HashSet<Place>,
    /// Discriminated base -> the components that extend it, directly, in document order.
    pub(super) children: BTreeMap<Place, Vec<Place>>,
    /// `children` the other way round.
    pub(super) bases: HashMap<Place, Vec<Place>>,
}

impl<'d> Schemas<'d> {
    pub(super) fn new(refs: Refs<'d>) -> Self {
        Self {
            refs,
            ids: HashMap::default(),
            list: Vec::new(),
            queue: VecDeque::new(),
            loaded: HashMap::default(),
            flat: HashMap::default(),
            merges: Merges::default(),
            merging: HashSet::default(),
            children: BTreeMap::new(),
            bases: HashMap::default(),
        }
    }

    /// The id of a schema as openapiv3 has it.
    pub(super) fn intern_written(
        &mut self,
        schema: &ReferenceOr<Written>,
        at: &Place,
        diags: &mut Diagnostics,
    ) -> SchemaId {
        let known = self.ids.get(at).filter(|_| schema.as_item().is_some());
        match known {
            Some(id) => *id,
            None => self.intern(&child(schema, at), diags),
        }
    }

    /// The id of a schema; new ones are queued.
    pub(super) fn intern(&mut self, child: &Child, diags: &mut Diagnostics) -> SchemaId {
        let Child::Ref(reference, at) = child else {
            return self.intern_at(child.place().clone(), child.clone());
        };
        let target = self.refs.place(at, reference);
        let found = target.and_then(|t| Some((self.load(&t)?, t)));
        let Some((found, target)) = found else {
            refs::unresolved(at, reference, "schema", diags);
            let any = Child::Inline(Arc::new(Keywords::any(at.clone())));
            return self.intern_at(at.clone(), any);
        };
        refs::elsewhere(at, reference, &target, diags);
        self.intern_at(target, found)
    }

    /// The id of the schema or reference that stands at `place`.
    pub(super) fn intern_component(&mut self, place: &Place) -> Option<SchemaId> {
        let loaded = self.load(place)?;
        Some(self.intern_at(place.clone(), loaded))
    }

    fn intern_at(&mut self, place: Place, child: Child) -> SchemaId {
        if let Some(id) = self.ids.get(&place) {
            return *id;
        }
        let id = SchemaId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.list.push(None);
        self.ids.insert(place, id);
        self.queue.push_back((id, child));
        id
    }

    /// The schema or reference at a place that a reference names.
    pub(super) fn load(&mut self, place: &Place) -> Option<Child> {
        if let Some(known) = self.loaded.get(place) {
            return known.clone();
        }
        let loaded = read(self.refs, place);
        self.loaded.insert(place.clone(), loaded.clone());
        loaded
    }

    /// Reads what stands at `places`, which will be asked for.
    pub(super) fn load_all(&mut self, places: &[Place]) {
        const CHUNK: usize = 16;
        let refs = self.refs;
        let loaded = threads::map(places, CHUNK, |place| read(refs, place));
        self.loaded.extend(places.iter().cloned().zip(loaded));
    }

    /// Works off the queue.
    pub(super) fn run(&mut self, diags: &mut Diagnostics) {
        while let Some((id, child)) = self.queue.pop_front() {
            let schema = self.build(&child, diags);
            self.list[id.0 as usize] = Some(schema);
        }
    }

    /// All of them, after [`Self::run`].
    pub(super) fn finish(self, diags: &mut Diagnostics) -> Vec<Schema> {
        let place = Place::root(crate::place::SourceId::ROOT);
        let any = |place: &Place| Schema {
            place: place.clone(),
            keywords: Arc::new(Keywords::any(place.clone())),
            shape: Shape::Any,
            nullable: false,
        };
        let mut list: Vec<Schema> = self
            .list
            .into_iter()
            .map(|s| s.unwrap_or_else(|| any(&place)))
            .collect();
        for cyclic in alias_cycles(&list) {
            refs::cycle(&list[cyclic].place.clone(), diags);
            list[cyclic].shape = Shape::Any;
        }
        super::circles::open(&mut list, diags);
        super::tags::decide(&mut list, diags);
        list
    }

    fn build(&mut self, child: &Child, diags: &mut Diagnostics) -> Schema {
        if let Child::Ref(_, at) = child {
            return Schema {
                place: at.clone(),
                keywords: Arc::new(Keywords::any(at.clone())),
                shape: Shape::Alias(self.intern(child, diags)),
                nullable: false,
            };
        }
        if let Child::Inline(written) = child
            && let Some(schema) = self.alias(written, diags)
        {
            return schema;
        }
        let keywords = self.flatten(child, 0, diags);
        let is_base = matches!(child, Child::Base(..));
        let (shape, null) = self.classify(&keywords, is_base, diags);
        Schema {
            place: child.place().clone(),
            nullable: null || keywords.nullable,
            keywords,
            shape,
        }
    }

    /// A schema that is one reference with annotations: another name for its target.
    fn alias(&mut self, written: &Arc<Keywords>, diags: &mut Diagnostics) -> Option<Schema> {
        let only = self.only_reference(written)?;
        let mut keywords = Keywords::clone(written);
        for part in &written.all_of {
            if let Child::Inline(part) = part {
                super::all_of::annotations(&mut keywords, part);
                keywords.nullable |= part.nullable;
            }
        }
        keywords.all_of = Vec::new();
        keywords.types = Vec::new();
        for keyword in std::mem::take(&mut keywords.ignored) {
            super::shape::ignored(&keywords.place, &keyword, diags);
        }
        Some(Schema {
            place: written.place.clone(),
            nullable: keywords.nullable,
            keywords: Arc::new(keywords),
            shape: Shape::Alias(self.intern(&only, diags)),
        })
    }

    fn only_reference(&mut self, written: &Keywords) -> Option<Child> {
        let mut own = written.clone();
        own.all_of = Vec::new();
        if own.is_structural() || written.all_of.is_empty() {
            return None;
        }
        let mut only = None;
        for part in &written.all_of {
            match part {
                Child::Inline(part) if !part.is_structural() => {}
                Child::Ref(reference, at) if only.is_none() => {
                    let target = self.refs.place(at, reference);
                    let inherits = self.bases.contains_key(&written.place)
                        && target.is_some_and(|t| self.children.contains_key(&t));
                    if inherits {
                        return None;
                    }
                    only = Some(part.clone());
                }
                _ => return None,
            }
        }
        only
    }

    /// Notes which components extend which discriminated base, before anything is classified.
    pub(super) fn note_hierarchies(&mut self, components: &[Place]) {
        for place in components {
            let Some(Child::Inline(keywords)) = self.load(place) else {
                continue;
            };
            for part in &keywords.all_of {
                let Child::Ref(reference, at) = part else {
                    continue;
                };
                let Some(base) = self.refs.place(at, reference) else {
                    continue;
                };
                self.bases.entry(place.clone()).or_default().push(base);
            }
        }
        for place in components {
            for base in self.bases.get(place).cloned().unwrap_or_default() {
                self.children.entry(base).or_default().push(place.clone());
            }
        }
        let mut leading: HashSet<Place> = HashSet::default();
        let mut open: Vec<Place> = self.children.keys().cloned().collect();
        open.retain(|base| self.is_discriminated(base));
        while let Some(place) = open.pop() {
            if leading.insert(place.clone()) {
                open.extend(self.children.get(&place).cloned().unwrap_or_default());
            }
        }
        // What neither is discriminated nor extends what is.
        self.children.retain(|base, _| leading.contains(base));
    }

    fn is_discriminated(&mut self, place: &Place) -> bool {
        let Some(Child::Inline(k)) = self.load(place) else {
            return false;
        };
        k.discriminator.is_some() && k.one_of.is_empty() && k.any_of.is_empty()
    }
}

/// The schema or reference at `place`.
fn read(refs: Refs<'_>, place: &Place) -> Option<Child> {
    let written = refs.at::<Written>(place);
    written.map(|schema| child(&schema, place))
}

/// Schemas that are aliases of each other in a circle.
fn alias_cycles(list: &[Schema]) -> Vec<usize> {
    let mut state = vec![0_u8; list.len()];
    let mut found = Vec::new();
    for start in 0..list.len() {
        let mut path = Vec::new();
        let mut at = start;
        while state[at] == 0 {
            state[at] = 1;
            path.push(at);
            let Shape::Alias(next) = list[at].shape else {
                break;
            };
            at = next.0 as usize;
        }
        if state[at] == 1 && matches!(list[at].shape, Shape::Alias(_)) {
            found.push(at);
        }
        for done in path {
            state[done] = 2;
        }
    }
    found
}
