//! Rust that people write in settings and extensions: what it must be for the code that it is put into to stay Rust.
//!
//! Knows syntax: one of two users of syn. Must not know whether what is named exists.

use std::collections::BTreeMap;

use syn::parse::Parser;

use super::Config;
use crate::diagnostic::{Code, Diagnostics};
use crate::place::Place;

/// How a type is to be written.
pub(crate) const TYPE_HELP: &str = "write it as in a field: `crate::Id`, `Vec<u8>`";

/// What a text is to be.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Type,
    Derive,
    Attribute,
    Feature,
}

impl Kind {
    fn takes(self, text: &str) -> bool {
        match self {
            Self::Type => is_type(text),
            Self::Derive => syn::Path::parse_mod_style.parse_str(text).is_ok(),
            Self::Attribute => {
                let parsed = syn::Attribute::parse_outer.parse_str(text);
                parsed.is_ok_and(|attributes| !attributes.is_empty())
            }
            Self::Feature => is_feature(text),
        }
    }

    /// What it is called, and how it is written.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Type => ("Rust type", TYPE_HELP),
            Self::Derive => ("derive", "write its path: `schemars::JsonSchema`"),
            Self::Attribute => (
                "attribute",
                "write it as it stands above a type: `#[cfg(unix)]`",
            ),
            Self::Feature => (
                "name of a feature",
                "letters, digits, `-`, `_`, `+` and `.`; `default` is cargo's",
            ),
        }
    }
}

/// Whether `text` can stand where a field has its type: a path, a tuple or an array.
pub(crate) fn is_type(text: &str) -> bool {
    use syn::Type::{Array, Path, Tuple};
    matches!(syn::parse_str(text), Ok(Path(_) | Tuple(_) | Array(_)))
}

/// What cargo takes as the name of a feature.
fn is_feature(text: &str) -> bool {
    let first = |c: char| c.is_alphanumeric() || c == '_';
    let is_name = text.starts_with(first) && text.chars().all(|c| first(c) || "-+.".contains(c));
    is_name && text != "default"
}

/// Whether all Rust in `config` can be Rust; `diags` says what cannot, below `at`, which is the file of settings if
/// they come from one.
pub(crate) fn check(config: &Config, at: &Place, diags: &mut Diagnostics) -> bool {
    let mut whole = true;
    for (place, kind, text) in written(config, at) {
        if !kind.takes(text) {
            whole = false;
            let (expected, help) = kind.words();
            let message = format!("`{text}` is no {expected}");
            diags.error(Code::ConfigValue, &place, message).help(help);
        }
    }
    let features = &config.features;
    if features.client == features.server {
        whole = false;
        let message = format!("`{}` is the name of the client's feature", features.server);
        let place = at.child("features").child("server");
        diags.error(Code::ConfigValue, &place, message);
    }
    whole
}

/// All Rust in the settings, with its place.
fn written<'c>(config: &'c Config, at: &Place) -> Vec<(Place, Kind, &'c str)> {
    let formats = config.formats.iter().filter(|(_, ty)| ty.contains("::"));
    let features = [
        ("client", &config.features.client),
        ("server", &config.features.server),
    ];
    let one = |option: &str, key: &str| at.child(option).child(key);
    let mut all = Vec::new();
    all.extend(
        config
            .replace
            .iter()
            .map(|(key, ty)| (one("replace", key), Kind::Type, &**ty)),
    );
    all.extend(formats.map(|(key, ty)| (one("formats", key), Kind::Type, &**ty)));
    all.extend(listed(&at.child("derives"), Kind::Derive, &config.derives));
    all.extend(listed(
        &at.child("attributes"),
        Kind::Attribute,
        &config.attributes,
    ));
    all.extend(features.map(|(key, name)| (one("features", key), Kind::Feature, &**name)));
    all
}

fn listed<'c>(
    at: &Place,
    kind: Kind,
    lists: &'c BTreeMap<String, Vec<String>>,
) -> impl Iterator<Item = (Place, Kind, &'c str)> {
    lists.iter().flat_map(move |(key, list)| {
        let at = at.child(key);
        let items = list.iter().enumerate();
        items.map(move |(index, text)| (at.index(index), kind, &**text))
    })
}
