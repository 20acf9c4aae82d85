//! Follows relative `$ref`s from file to file, never out of the root's folder, never to a URL.

use super::{Source, Sources};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostics};
use crate::node::{self, Node, Notation};
use crate::place::{Place, SourceId};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// See [`super::load`].
pub(super) fn load(root: &Path, config: &Config, diags: &mut Diagnostics) -> Sources {
    let mut closure = Closure {
        folder: root.parent().map(Path::to_path_buf).unwrap_or_default(),
        boundary: None,
        ids: BTreeMap::new(),
        refused: BTreeSet::new(),
        sources: Sources::default(),
    };
    let found = closure.root(root, config, diags);
    if found {
        let mut next = 0;
        while let Some(source) = closure.sources.list.get(next).cloned() {
            closure.follow(
                &source,
                SourceId(u32::try_from(next).unwrap_or(u32::MAX)),
                diags,
            );
            next += 1;
        }
    }
    closure.sources.ids = Arc::new(closure.ids);
    diags.set_sources(&closure.sources);
    closure.sources
}

struct Closure {
    /// The root's folder as given, for the paths that people see.
    folder: PathBuf,
    /// The canonical folder that nothing may leave; `None`: allowed by configuration.
    boundary: Option<PathBuf>,
    ids: BTreeMap<OsString, SourceId>,
    refused: BTreeSet<PathBuf>,
    sources: Sources,
}

impl Closure {
    fn root(&mut self, root: &Path, config: &Config, diags: &mut Diagnostics) -> bool {
        let at = Place::root(SourceId::ROOT);
        let read = std::fs::canonicalize(root).and_then(|path| Ok((std::fs::read(&path)?, path)));
        let (bytes, canonical) = match read {
            Ok(read) => read,
            Err(error) => {
                let message = format!("cannot read `{}`: {error}", root.display());
                diags.error(Code::Unreadable, &at, message);
                self.sources.list.push(Arc::new(Source::unreadable(root)));
                return false;
            }
        };
        if !config.outside_files {
            self.boundary = canonical.parent().map(Path::to_path_buf);
        }
        self.add(root.to_path_buf(), canonical, bytes, &at, diags);
        self.sources
            .list
            .first()
            .is_some_and(|s| s.tree().is_some())
    }

    fn add(
        &mut self,
        path: PathBuf,
        canonical: PathBuf,
        bytes: Vec<u8>,
        at: &Place,
        diags: &mut Diagnostics,
    ) {
        let id = SourceId(u32::try_from(self.sources.list.len()).unwrap_or(u32::MAX));
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let message = format!(
                    "`{}` is not UTF-8 (byte {})",
                    path.display(),
                    error.utf8_error().valid_up_to()
                );
                diags.error(Code::Unreadable, at, message);
                String::new()
            }
        };
        self.ids.insert(canonical.clone().into(), id);
        let source = read_text(path, canonical, text, id, diags);
        self.sources.list.push(Arc::new(source));
    }

    /// Loads what `source` refers to and is not loaded yet.
    fn follow(&mut self, source: &Source, id: SourceId, diags: &mut Diagnostics) {
        let Some(tree) = source.tree() else { return };
        for (reference, place) in references(source, tree, id) {
            let file = reference
                .split_once('#')
                .map_or(reference, |(file, _)| file);
            if file.is_empty() || is_url(file) {
                continue;
            }
            let Some(path) = join(&source.location, file) else {
                continue;
            };
            if !self.ids.contains_key(path.as_os_str()) && self.refused.insert(path.clone()) {
                self.file(&path, &place, diags);
            }
        }
    }

    fn file(&mut self, path: &Path, at: &Place, diags: &mut Diagnostics) {
        // What is outside by name is not even looked for.
        if !self.allowed(path) {
            return self.refuse(at, diags);
        }
        let read = std::fs::canonicalize(path).and_then(|canonical| {
            let bytes = self.allowed(&canonical).then(|| std::fs::read(&canonical));
            Ok((bytes.transpose()?, canonical))
        });
        match read {
            Ok((Some(bytes), canonical)) => {
                let shown = self.shown(&canonical);
                self.add(shown, path.to_path_buf(), bytes, at, diags);
            }
            Ok((None, _)) => self.refuse(at, diags),
            Err(error) => {
                let message = format!("cannot read the file that this refers to: {error}");
                diags.error(Code::Unreadable, at, message);
                self.sources.missing.push(path.to_path_buf());
            }
        }
    }

    fn refuse(&self, at: &Place, diags: &mut Diagnostics) {
        let message = "this reference leaves the folder of the document";
        diags
            .error(Code::OutsideFile, at, message)
            .note(format!(
                "only files below `{}` are read",
                self.folder_name()
            ))
            .help("move the file below that folder, or set `outside_files = true` in codegen.toml");
    }

    fn folder_name(&self) -> String {
        match self.folder.as_os_str().is_empty() {
            true => ".".to_owned(),
            false => self.folder.display().to_string(),
        }
    }

    fn allowed(&self, canonical: &Path) -> bool {
        self.boundary
            .as_deref()
            .is_none_or(|folder| canonical.starts_with(folder))
    }

    /// The path for people: relative to the root's folder where it is below it.
    fn shown(&self, canonical: &Path) -> PathBuf {
        let root = self.sources.list.first().and_then(|s| s.location.parent());
        match root.and_then(|root| canonical.strip_prefix(root).ok()) {
            Some(below) => self.folder.join(below),
            None => canonical.to_path_buf(),
        }
    }
}

/// Parses a text and reports what is wrong with it.
pub(super) fn read_text(
    path: PathBuf,
    location: PathBuf,
    text: String,
    id: SourceId,
    diags: &mut Diagnostics,
) -> Source {
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    let mut notation = notation_of(&path, &text);
    let mut parsed = node::parse(&text, notation);
    if notation == Notation::Json && parsed.is_err() && has_extension(&path, &["yaml", "yml"]) {
        // YAML in flow style begins like JSON.
        if let Ok(tree) = node::parse(&text, Notation::Yaml) {
            (notation, parsed) = (Notation::Yaml, Ok(tree));
        }
    }
    let (tree, broken_at) = match parsed {
        Ok(tree) => (Some(tree), None),
        Err(error) => {
            let what = match notation {
                Notation::Json => "JSON",
                Notation::Yaml => "YAML",
                Notation::Toml => "TOML",
            };
            let message = format!("this is not {what}: {}", error.message);
            diags.error(Code::Syntax, &Place::root(id), message);
            (None, Some(error.at))
        }
    };
    Source {
        path,
        text: Arc::new(text),
        notation,
        tree: tree.into(),
        broken_at,
        location,
        lines: std::sync::OnceLock::new(),
        anchors: std::sync::OnceLock::new(),
        keys: std::sync::OnceLock::new(),
    }
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension().and_then(|e| e.to_str());
    extension.is_some_and(|e| extensions.iter().any(|x| e.eq_ignore_ascii_case(x)))
}

/// JSON by its first character, else by the extension, else YAML.
fn notation_of(path: &Path, text: &str) -> Notation {
    let first = text.trim_start().chars().next();
    if first == Some('{') || has_extension(path, &["json"]) {
        Notation::Json
    } else {
        Notation::Yaml
    }
}

fn is_url(file: &str) -> bool {
    file.starts_with("//")
        || file
            .split_once(':')
            .is_some_and(|(scheme, _)| scheme.len() > 1)
}

/// The path that `file` names from the file `base`, `.` and `..` undone without touching the disk.
pub(super) fn join(base: &Path, file: &str) -> Option<PathBuf> {
    if is_url(file) {
        return None;
    }
    let mut out = base.parent()?.to_path_buf();
    for part in Path::new(&super::percent_decoded(file)).components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            Component::Normal(name) => out.push(name),
            Component::RootDir | Component::Prefix(_) => out.push(part),
        }
    }
    Some(out)
}

/// All `$ref`s to other files, with their places. Values that are data are not looked into.
fn references<'t>(source: &Source, tree: &'t Node, id: SourceId) -> Vec<(&'t str, Place)> {
    let mut found = Vec::new();
    let here_alone = source.notation == Notation::Json && all_stay(&source.text);
    if here_alone || !refers_elsewhere(tree) {
        return found;
    }
    let mut stack: Vec<(&Node, Place)> = vec![(tree, Place::root(id))];
    while let Some((node, place)) = stack.pop() {
        if node.is_large() {
            continue; // it holds no reference
        }
        for (index, item) in node.as_list().unwrap_or_default().iter().enumerate() {
            stack.push((item, place.index(index)));
        }
        let names = place.last().is_some_and(holds_names);
        for entry in node.as_map().unwrap_or_default() {
            match entry.value.as_str() {
                Some(reference) if &*entry.key == "$ref" && !reference.starts_with('#') => {
                    found.push((reference, place.child("$ref")));
                }
                Some(_) => {}
                None if names || !is_data(&entry.key) => {
                    stack.push((&entry.value, place.child(&entry.key)));
                }
                None => {}
            }
        }
    }
    found.reverse();
    found
}

/// Whether the text of a JSON file says by itself that every `$ref` in it names something in the same file.
fn all_stay(text: &str) -> bool {
    let stays = |at: usize| {
        let rest = text.get(at..).unwrap_or_default();
        let value = rest.trim_start().strip_prefix(':').map(str::trim_start);
        value.is_some_and(|value| value.starts_with("\"#"))
    };
    let bytes = text.as_bytes();
    let mut named = memchr::memmem::find_iter(bytes, "$ref\"");
    // The letters of `$ref` may be escaped.
    let letters = [*b"24", *b"72", *b"65", *b"66"];
    let is_letter = |at: usize| {
        let code = bytes.get(at + 4..at + 6).unwrap_or_default();
        letters.iter().any(|letter| letter == code)
    };
    let mut escaped = memchr::memmem::find_iter(bytes, "\\u00");
    named.all(|at| stays(at + 5)) && !escaped.any(is_letter)
}

/// Whether anything in the tree may be a reference to another file; most documents have none, and
/// this look costs far less than one that knows its place.
fn refers_elsewhere(tree: &Node) -> bool {
    let mut stack = vec![tree];
    while let Some(node) = stack.pop() {
        if node.is_large() {
            continue; // it holds no reference
        }
        stack.extend(node.as_list().unwrap_or_default());
        for entry in node.as_map().unwrap_or_default() {
            match entry.value.as_str() {
                Some(text) if &*entry.key == "$ref" && !text.starts_with('#') => return true,
                Some(_) => {}
                None => stack.push(&entry.value),
            }
        }
    }
    false
}

/// Whether the keys below `key` are names that the document chooses.
fn holds_names(key: &str) -> bool {
    matches!(
        key,
        "properties"
            | "patternProperties"
            | "$defs"
            | "definitions"
            | "schemas"
            | "dependentSchemas"
            | "responses"
            | "parameters"
            | "requestBodies"
            | "headers"
            | "securitySchemes"
            | "links"
            | "callbacks"
            | "pathItems"
            | "paths"
            | "content"
    )
}

/// Whether what stands under `key` is data, in which `$ref` means nothing.
fn is_data(key: &str) -> bool {
    matches!(key, "example" | "default" | "enum" | "const" | "value") || key.starts_with("x-")
}
