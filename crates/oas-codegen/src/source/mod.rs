//! The files of a document: the root, and what its relative `$ref`s name, below the root's folder.
//!
//! Knows: `place`, `node`, `diagnostic`, `config` (whether files outside the folder are allowed).
//! Nothing is fetched: a reference to a URL stays unresolved.

mod closure;
mod keys;
mod lines;

#[cfg(test)]
mod tests;

use crate::config::Config;
use crate::diagnostic::{Diagnostics, closest};
use crate::node::{self, Node, Notation, Span};
use crate::place::{Place, SourceId};
use keys::Keys;
pub use lines::Lines;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// How many includes may lead to a value.
const MAX_HOPS: usize = 16;

/// The scheme of references that hold from any file: `source:3#/pointer`.
const SCHEME: &str = "source:";

/// The files of one document. Cloning is cheap.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    list: Vec<Arc<Source>>,
    missing: Vec<PathBuf>,
    /// The files by location.
    ids: Arc<BTreeMap<OsString, SourceId>>,
}

/// One file.
#[derive(Debug)]
pub struct Source {
    /// As shown to people: the root as given, others relative to where the root was found.
    pub path: PathBuf,
    /// The text, without a byte order mark.
    pub text: Arc<String>,
    /// How it was read.
    pub notation: Notation,
    /// The tree; `None` if the text is not well formed, unset if it was freed.
    tree: OnceLock<Option<Node>>,
    /// Where the text stops being well formed.
    pub broken_at: Option<Span>,
    /// The absolute path by which it was reached; empty for text that was given directly.
    location: PathBuf,
    lines: OnceLock<Lines>,
    anchors: OnceLock<BTreeMap<Box<str>, Place>>,
    keys: OnceLock<Keys>,
}

/// Reads the document at `root` and all files that it refers to, directly or not.
/// What cannot be read is in `diags`; the result is there to show it, whatever happened.
pub fn load(root: &Path, config: &Config, diags: &mut Diagnostics) -> Sources {
    closure::load(root, config, diags)
}

/// A document that is given as text, under the name that diagnostics show. It has no other files.
pub fn from_text(name: &str, text: &str, diags: &mut Diagnostics) -> Sources {
    let path = PathBuf::from(name);
    let text = text.to_owned();
    let source = closure::read_text(path, PathBuf::new(), text, SourceId::ROOT, diags);
    let sources = Sources {
        list: vec![Arc::new(source)],
        ..Sources::default()
    };
    diags.set_sources(&sources);
    sources
}

/// A text that was read by somebody else (the settings), so that its problems can be shown.
#[must_use]
pub fn of_tree(path: &Path, text: String, tree: Result<Node, Span>) -> Sources {
    let (tree, broken_at) = match tree {
        Ok(tree) => (Some(tree), None),
        Err(span) => (None, Some(span)),
    };
    let source = Source {
        text: Arc::new(text),
        notation: Notation::Toml,
        tree: tree.into(),
        broken_at,
        ..Source::unreadable(path)
    };
    Sources {
        list: vec![Arc::new(source)],
        ..Sources::default()
    }
}

impl Source {
    /// A root that could not be read.
    fn unreadable(path: &Path) -> Self {
        Self {
            path: path.to_path_buf(),
            text: Arc::default(),
            notation: Notation::Yaml,
            tree: OnceLock::from(None),
            broken_at: None,
            location: PathBuf::new(),
            lines: OnceLock::new(),
            anchors: OnceLock::new(),
            keys: OnceLock::new(),
        }
    }

    /// The tree; `None` if the text is not well formed.
    #[must_use]
    pub fn tree(&self) -> Option<&Node> {
        let tree = self
            .tree
            .get_or_init(|| node::parse(&self.text, self.notation).ok());
        tree.as_ref()
    }

    fn is_big(&self) -> bool {
        self.text.len() >= 8 << 20
    }

    /// The same file, its tree to be read again if somebody asks for it.
    fn without_tree(&self) -> Self {
        Self {
            path: self.path.clone(),
            text: Arc::clone(&self.text),
            notation: self.notation,
            tree: OnceLock::new(),
            broken_at: self.broken_at,
            location: self.location.clone(),
            lines: OnceLock::new(),
            anchors: OnceLock::new(),
            keys: OnceLock::new(),
        }
    }

    /// Where the lines are.
    #[must_use]
    pub fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::of(&self.text))
    }

    /// The value under `key`, or the item of that index, of a node of this file.
    fn child<'n>(&self, node: &'n Node, key: &str) -> Option<&'n Node> {
        match node.as_list() {
            Some(items) => items.get(key.parse::<usize>().ok()?),
            None => {
                let keys = self.keys.get_or_init(|| Keys::of(self.tree()));
                keys.get(node, key)
            }
        }
    }
}

impl Sources {
    /// All files, the root first; for `rerun-if-changed`.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.list.iter().map(|source| source.path.as_path())
    }

    /// Files that are referred to and could not be read; for `rerun-if-changed` too.
    pub fn missing(&self) -> impl Iterator<Item = &Path> {
        self.missing.iter().map(PathBuf::as_path)
    }

    /// One file.
    #[must_use]
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.list.get(id.0 as usize).map(|source| &**source)
    }

    /// The same files without the trees of big ones, for which there is other use of the memory once the document
    /// is resolved: a place is looked up in a tree when it is shown, which is rare, and the tree is read again then.
    #[must_use]
    pub fn slim(&self) -> Self {
        let slim = |source: &Arc<Source>| match source.is_big() && source.tree().is_some() {
            true => Arc::new(source.without_tree()),
            false => Arc::clone(source),
        };
        Self {
            list: self.list.iter().map(slim).collect(),
            ..self.clone()
        }
    }

    /// Whether a file is big, and the memory of what was made from it is better used again than kept.
    #[must_use]
    pub fn are_big(&self) -> bool {
        self.list.iter().any(|source| source.is_big())
    }

    /// The files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        let ids = (0..).map(SourceId);
        ids.zip(self.list.iter().map(|source| &**source))
    }

    /// How settings name a place: `#/pointer`, and `file#/pointer` in all but the root document.
    #[must_use]
    pub fn key(&self, place: &Place) -> String {
        let folder = self.list.first().and_then(|root| root.location.parent());
        let file = self
            .get(place.source())
            .filter(|_| place.source() != SourceId::ROOT)
            .map(|source| {
                let below = folder.and_then(|folder| source.location.strip_prefix(folder).ok());
                let path = below.unwrap_or(&source.location);
                path.to_string_lossy().replace('\\', "/")
            });
        format!("{}#{}", file.unwrap_or_default(), place.pointer())
    }

    /// The value at `place`, references on the way followed.
    #[must_use]
    pub fn node(&self, place: &Place) -> Option<&Node> {
        self.find(place).map(|(node, _)| node)
    }

    /// The value at `place` and the file that it is really in: a `$ref` that stands where a value is
    /// expected, and not the object that a reference may replace, includes what it names.
    #[must_use]
    pub fn find(&self, place: &Place) -> Option<(&Node, SourceId)> {
        let mut source = place.source();
        let mut node = self.get(source)?.tree()?;
        let mut hops = 0;
        for segment in place.segments() {
            loop {
                if let Some(child) = self.get(source)?.child(node, segment) {
                    node = child;
                    break;
                }
                hops += 1;
                (node, source) = self.included(node, source).filter(|_| hops < MAX_HOPS)?;
            }
        }
        Some((node, source))
    }

    /// What a `{$ref: …}` in `source` names, and the file that it is in.
    #[must_use]
    pub fn included(&self, node: &Node, source: SourceId) -> Option<(&Node, SourceId)> {
        if node.is_large() {
            return None; // it holds no reference
        }
        let reference = node.get("$ref")?.as_str()?;
        let place = self.target(&Place::root(source), reference)?;
        Some((self.direct(&place)?, place.source()))
    }

    /// What a reference to nothing may have meant: another name beside the last segment.
    #[must_use]
    pub fn similar(&self, at: &Place, reference: &str) -> Option<String> {
        let (above, name) = reference
            .rsplit_once('/')
            .filter(|(above, _)| above.contains('#'))?;
        let parent = self.direct(&self.target(at, above)?)?;
        let names = parent.as_map()?.iter().map(|entry| &*entry.key);
        closest(&name.replace("~1", "/").replace("~0", "~"), names).map(str::to_owned)
    }

    /// A reference to a place that holds from any file; `target` understands it.
    #[must_use]
    pub fn absolute(&self, from: SourceId, reference: &str) -> Option<String> {
        let place = self.target(&Place::root(from), reference)?;
        Some(format!("{SCHEME}{}#{}", place.source().0, place.pointer()))
    }

    /// The place that `reference`, written at `at`, names: `#/pointer`, `file#/pointer` or `file`.
    /// `None` if the file is not among the sources or nothing stands there.
    #[must_use]
    pub fn target(&self, at: &Place, reference: &str) -> Option<Place> {
        let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let source = match file {
            "" => at.source(),
            file => self.file(at.source(), file)?,
        };
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return self.anchor(source, pointer);
        }
        let raw = Place::from_pointer(source, pointer);
        let place = match pointer.contains('%') {
            true => Place::from_pointer(source, &percent_decoded(pointer)),
            false => raw.clone(),
        };
        if self.direct(&place).is_some() {
            return Some(place);
        }
        if self.direct(&raw).is_some() {
            return Some(raw);
        }
        self.enclosing(at, &place).filter(|_| file.is_empty())
    }

    /// What `#/$defs/…` means where the definitions stand in a schema around the reference instead of at the
    /// top of the file, as generators of schemas write them.
    fn enclosing(&self, at: &Place, place: &Place) -> Option<Place> {
        let segments = place.segments();
        if !matches!(segments.first(), Some(&("$defs" | "definitions"))) {
            return None;
        }
        let mut around = at.parent();
        while let Some(here) = around {
            let found = segments.iter().fold(here.clone(), |at, key| at.child(key));
            if self.direct(&found).is_some() {
                return Some(found);
            }
            around = here.parent();
        }
        None
    }

    /// The value at `place` without following anything.
    fn direct(&self, place: &Place) -> Option<&Node> {
        let source = self.get(place.source())?;
        let mut segments = place.segments().into_iter();
        segments.try_fold(source.tree()?, |node, segment| source.child(node, segment))
    }

    fn file(&self, from: SourceId, file: &str) -> Option<SourceId> {
        if let Some(id) = file.strip_prefix(SCHEME) {
            return id.parse().ok().map(SourceId);
        }
        let base = &self.get(from)?.location;
        let path = closure::join(base, file)?;
        self.ids.get(path.as_os_str()).copied()
    }

    /// The schema whose `$anchor` or `$dynamicAnchor` is `name`.
    fn anchor(&self, id: SourceId, name: &str) -> Option<Place> {
        let source = self.get(id)?;
        let anchors = source.anchors.get_or_init(|| anchors(source.tree(), id));
        anchors.get(name).cloned()
    }
}

/// The places of all anchors in a tree.
fn anchors(tree: Option<&Node>, id: SourceId) -> BTreeMap<Box<str>, Place> {
    let mut found = BTreeMap::new();
    let mut stack: Vec<(&Node, Place)> = tree
        .into_iter()
        .map(|tree| (tree, Place::root(id)))
        .collect();
    while let Some((node, place)) = stack.pop() {
        if node.is_large() {
            continue; // it holds no anchor
        }
        for key in ["$anchor", "$dynamicAnchor"] {
            if let Some(name) = node.get(key).and_then(Node::as_str) {
                found.insert(name.into(), place.clone());
            }
        }
        for (index, item) in node.as_list().unwrap_or_default().iter().enumerate() {
            stack.push((item, place.index(index)));
        }
        for entry in node.as_map().unwrap_or_default() {
            stack.push((&entry.value, place.child(&entry.key)));
        }
    }
    found
}

/// A URI fragment's percent escapes undone; as it stands if they are not UTF-8.
fn percent_decoded(text: &str) -> String {
    let hex = |b: u8| char::from(b).to_digit(16);
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while let Some(&byte) = bytes.get(i) {
        let pair = bytes
            .get(i + 1)
            .copied()
            .and_then(hex)
            .zip(bytes.get(i + 2).copied().and_then(hex));
        match (byte, pair) {
            (b'%', Some((high, low))) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                i += 3;
            }
            _ => {
                out.push(byte);
                i += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}
