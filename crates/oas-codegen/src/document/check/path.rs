//! A path from where a walk began, kept on the stack; a [`Place`] is built from it only to report something.

use crate::place::Place;

/// One step of a walk and those before it.
#[derive(Clone, Copy)]
pub(super) struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
    key: bool,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    /// Where the walk begins.
    pub(super) fn root() -> Self {
        Self {
            parent: None,
            step: Step::Root,
            key: false,
        }
    }

    /// The value under a key.
    pub(super) fn key(&'a self, key: &'a str) -> Self {
        Self {
            parent: Some(self),
            step: Step::Key(key),
            key: false,
        }
    }

    /// An item.
    pub(super) fn index(&'a self, index: usize) -> Self {
        Self {
            parent: Some(self),
            step: Step::Index(index),
            key: false,
        }
    }

    /// The same, its key meant.
    pub(super) fn as_key(self) -> Self {
        Self { key: true, ..self }
    }

    /// The key of the last step.
    pub(super) fn last(&self) -> Option<&'a str> {
        match self.step {
            Step::Key(key) => Some(key),
            Step::Root | Step::Index(_) => None,
        }
    }

    /// The place, from where the walk began.
    pub(super) fn place(&self, base: &Place) -> Place {
        let mut steps = Vec::new();
        let mut next = Some(self);
        while let Some(path) = next {
            steps.push(path.step);
            next = path.parent;
        }
        let place = steps
            .iter()
            .rev()
            .fold(base.clone(), |place, step| match step {
                Step::Root => place,
                Step::Key(key) => place.child(key),
                Step::Index(index) => place.index(*index),
            });
        if self.key { place.as_key() } else { place }
    }
}
