//! `codegen.toml` -> [`Config`], every mistake with its place. The only user of the toml crate.

use super::{Config, Dates, Decimals, EqualTypes, FORMATS, Layout, Maps, Traits};
use crate::diagnostic::{Code, Diagnostics, closest};
use crate::node::{Entry, Node, Number, Span, Value};
use crate::place::{Place, SourceId};
use crate::source::{self, Sources};
use std::collections::BTreeMap;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// All options of the file, in the order of the documentation.
pub(super) const OPTIONS: &[&str] = &[
    "name",
    "include",
    "exclude",
    "replace",
    "derives",
    "attributes",
    "rename",
    "closed_enums",
    "plain_option",
    "dates",
    "decimals",
    "formats",
    "maps",
    "layout",
    "tag_features",
    "equal_types",
    "traits",
    "features",
    "keep_unknown_fields",
    "secrets",
    "deny_warnings",
    "outside_files",
];

/// Reads the settings in `path`. `None` if the file cannot be read or has a mistake; `diags` says which.
pub fn load(path: &Path, diags: &mut Diagnostics) -> Option<Config> {
    match std::fs::read_to_string(path) {
        Ok(text) => from_text(path, text, diags),
        Err(error) => {
            diags.set_sources(&source::of_tree(path, String::new(), Err(Span::default())));
            let message = format!("cannot read `{}`: {error}", path.display());
            diags.error(Code::Unreadable, &Place::root(SourceId::ROOT), message);
            None
        }
    }
}

/// Reads settings from text; `path` is the name that diagnostics show.
pub fn from_text(path: &Path, text: String, diags: &mut Diagnostics) -> Option<Config> {
    let root = Place::root(SourceId::ROOT);
    let parsed = match DeTable::parse(&text) {
        Ok(table) => Ok(table_node(table.get_ref(), span(&table))),
        Err(error) => {
            diags.error(
                Code::ConfigSyntax,
                &root,
                error.message().trim().replace('\n', ", "),
            );
            let range = error.span().unwrap_or_default();
            Err(span_of(range.start, range.end))
        }
    };
    let sources = source::of_tree(path, text, parsed);
    diags.set_sources(&sources);
    read(&sources, &root, diags)
}

fn read(sources: &Sources, root: &Place, diags: &mut Diagnostics) -> Option<Config> {
    let tree = sources.node(root)?;
    let mut reader = Reader {
        diags,
        wrong: false,
    };
    let mut config = Config::default();
    for entry in tree.as_map().unwrap_or_default() {
        reader.option(&mut config, entry, &root.child(&entry.key));
    }
    let read = !reader.wrong;
    (read && super::check(&config, root, diags)).then_some(config)
}

struct Reader<'a> {
    diags: &'a mut Diagnostics,
    wrong: bool,
}

impl Reader<'_> {
    fn option(&mut self, config: &mut Config, entry: &Entry, at: &Place) {
        let node = &entry.value;
        match &*entry.key {
            "name" => config.name = self.text(node, at),
            "include" => config.include = self.operations(node, at),
            "exclude" => config.exclude = self.operations(node, at),
            "replace" => config.replace = self.texts_by_name(node, at),
            "derives" => config.derives = self.lists_by_name(node, at),
            "attributes" => config.attributes = self.lists_by_name(node, at),
            "rename" => config.rename = self.texts_by_name(node, at),
            "closed_enums" => config.closed_enums = self.texts(node, at),
            "plain_option" => config.plain_option = self.flag(node, at),
            "dates" => {
                let choices = [
                    ("chrono", Dates::Chrono),
                    ("jiff", Dates::Jiff),
                    ("time", Dates::Time),
                    ("string", Dates::String),
                ];
                config.dates = self.choice(node, &choices, at);
            }
            "decimals" => {
                let choices = [
                    ("rust_decimal", Decimals::RustDecimal),
                    ("string", Decimals::String),
                ];
                config.decimals = self.choice(node, &choices, at);
            }
            "formats" => config.formats = self.formats(node, at),
            "maps" => {
                let choices = [("sorted", Maps::Sorted), ("ordered", Maps::Ordered)];
                config.maps = self.choice(node, &choices, at);
            }
            "layout" => {
                let choices = [("flat", Layout::Flat), ("tags", Layout::Tags)];
                config.layout = self.choice(node, &choices, at);
            }
            "tag_features" => config.tag_features = self.flag(node, at),
            "equal_types" => {
                let choices = [("once", EqualTypes::Once), ("each", EqualTypes::Each)];
                config.equal_types = self.choice(node, &choices, at);
            }
            "traits" => {
                let choices = [
                    ("compare", Traits::Compare),
                    ("clone", Traits::Clone),
                    ("debug", Traits::Debug),
                ];
                config.traits = self.choice(node, &choices, at);
            }
            "features" => self.features(config, node, at),
            "keep_unknown_fields" => config.keep_unknown_fields = self.flag(node, at),
            "secrets" => config.secrets = self.texts(node, at),
            "deny_warnings" => config.deny_warnings = self.flag(node, at),
            "outside_files" => config.outside_files = self.flag(node, at),
            unknown => self.unknown(unknown, OPTIONS, at),
        }
    }

    fn features(&mut self, config: &mut Config, node: &Node, at: &Place) {
        for (name, value) in self.texts_by_name(node, at) {
            match name.as_str() {
                "client" => config.features.client = value,
                "server" => config.features.server = value,
                unknown => self.unknown(unknown, &["client", "server"], &at.child(unknown)),
            }
        }
    }

    fn formats(&mut self, node: &Node, at: &Place) -> BTreeMap<String, String> {
        let formats = self.texts_by_name(node, at);
        let known = || FORMATS.iter().copied().chain(["string", "url"]);
        for (name, meant) in &formats {
            if meant.contains("::") || known().any(|format| format == meant) {
                continue;
            }
            self.wrong = true;
            let help = match closest(meant, known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`string`, another format, `url`, or the path of a type".to_owned(),
            };
            let message = format!("`{meant}` is no format and no path of a type");
            let at = at.child(name);
            self.diags.error(Code::ConfigValue, &at, message).help(help);
        }
        formats
    }

    fn unknown(&mut self, name: &str, known: &[&str], at: &Place) {
        self.wrong = true;
        let help = match closest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the options are `{}`", known.join("`, `")),
        };
        self.diags
            .error(
                Code::ConfigKey,
                &at.as_key(),
                format!("`{name}` is no option"),
            )
            .help(help);
    }

    fn expected(&mut self, what: &str, node: &Node, at: &Place) {
        self.wrong = true;
        let message = format!("expected {what}, found {}", node.kind());
        self.diags.error(Code::ConfigValue, at, message);
    }

    fn text(&mut self, node: &Node, at: &Place) -> Option<String> {
        let text = node.as_str().filter(|text| !text.trim().is_empty());
        if text.is_none() {
            self.expected("a string that is not empty", node, at);
        }
        text.map(str::to_owned)
    }

    fn flag(&mut self, node: &Node, at: &Place) -> bool {
        node.as_bool().unwrap_or_else(|| {
            self.expected("`true` or `false`", node, at);
            false
        })
    }

    fn texts(&mut self, node: &Node, at: &Place) -> Vec<String> {
        let Some(items) = node.as_list() else {
            self.expected("a list of strings", node, at);
            return Vec::new();
        };
        let items = items.iter().enumerate();
        items
            .filter_map(|(i, item)| self.text(item, &at.index(i)))
            .collect()
    }

    /// Selections of operations: an id, `METHOD /path`, or `tag:NAME`.
    fn operations(&mut self, node: &Node, at: &Place) -> Vec<String> {
        let list = self.texts(node, at);
        for (index, selection) in list.iter().enumerate() {
            let path = selection.split_once(" /").map(|(method, _)| method);
            if path.is_some_and(|m| m != m.to_ascii_uppercase()) {
                self.wrong = true;
                let message =
                    format!("`{selection}` selects nothing: a method is written in upper case");
                self.diags
                    .error(Code::ConfigValue, &at.index(index), message)
                    .help("write `GET /path`, an operationId, or `tag:NAME`");
            }
        }
        list
    }

    fn texts_by_name(&mut self, node: &Node, at: &Place) -> BTreeMap<String, String> {
        let Some(entries) = node.as_map() else {
            self.expected("a table of strings", node, at);
            return BTreeMap::new();
        };
        let read = |e: &Entry| Some((e.key.to_string(), self.text(&e.value, &at.child(&e.key))?));
        entries.iter().filter_map(read).collect()
    }

    fn lists_by_name(&mut self, node: &Node, at: &Place) -> BTreeMap<String, Vec<String>> {
        let Some(entries) = node.as_map() else {
            self.expected("a table of lists", node, at);
            return BTreeMap::new();
        };
        let read = |e: &Entry| (e.key.to_string(), self.texts(&e.value, &at.child(&e.key)));
        entries.iter().map(read).collect()
    }

    fn choice<T: Copy + Default>(&mut self, node: &Node, choices: &[(&str, T)], at: &Place) -> T {
        let text = node.as_str().unwrap_or_default();
        if let Some((_, choice)) = choices.iter().find(|(name, _)| *name == text) {
            return *choice;
        }
        self.wrong = true;
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let help = match closest(text, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("one of `{}`", names.join("`, `")),
        };
        let message = format!("`{text}` is no choice here");
        self.diags.error(Code::ConfigValue, at, message).help(help);
        T::default()
    }
}

fn span<T>(value: &Spanned<T>) -> Span {
    let range = value.span();
    span_of(range.start, range.end)
}

fn span_of(start: usize, end: usize) -> Span {
    let unit = |n| u32::try_from(n).unwrap_or(u32::MAX);
    Span {
        start: unit(start),
        end: unit(end),
    }
}

fn table_node(table: &DeTable<'_>, at: Span) -> Node {
    let entries = table.iter().map(|(key, value)| Entry {
        key: key.get_ref().as_ref().into(),
        key_span: span(key),
        value: value_node(value),
    });
    Node::new(Value::Map(entries.collect()), at)
}

/// The parser bounds the depth.
fn value_node(value: &Spanned<DeValue<'_>>) -> Node {
    let at = span(value);
    let raw = match value.get_ref() {
        DeValue::String(text) => Value::String(text.as_ref().into()),
        DeValue::Boolean(true) => Value::Bool(true, "true"),
        DeValue::Boolean(false) => Value::Bool(false, "false"),
        DeValue::Array(items) => Value::List(items.iter().map(value_node).collect()),
        DeValue::Table(table) => return table_node(table, at),
        DeValue::Integer(number) => Value::Number(Number::new(number.as_str())),
        DeValue::Float(number) => Value::Number(Number::new(number.as_str())),
        DeValue::Datetime(date) => Value::String(date.to_string().into()),
    };
    Node::new(raw, at)
}
