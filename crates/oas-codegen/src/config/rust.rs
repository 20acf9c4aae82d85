//! Rust that people write in settings and extensions: what it must be for the code that it is put into to stay Rust.
//!
//! Knows syntax: one of two users of syn. Must not know whether what is named exists.

use syn::parse::Parser;

use super::Config;
use crate::diagnostic::{Code, Diagnostics};
use crate::place::Place;

/// Whether `text` can stand where a field has its type: a path, a tuple or an array.
pub(crate) fn is_type(text: &str) -> bool {
    use syn::Type::{Array, Path, Tuple};
    matches!(syn::parse_str(text), Ok(Path(_) | Tuple(_) | Array(_)))
}

fn is_derive(text: &str) -> bool {
    syn::Path::parse_mod_style.parse_str(text).is_ok()
}

fn is_attribute(text: &str) -> bool {
    let parsed = syn::Attribute::parse_outer.parse_str(text);
    parsed.is_ok_and(|attributes| !attributes.is_empty())
}

/// What cargo takes as the name of a feature.
fn is_feature(text: &str) -> bool {
    let first = |c: char| c.is_alphanumeric() || c == '_';
    text.starts_with(first) && text.chars().all(|c| first(c) || "-+.".contains(c))
}

/// Whether all Rust in `config` can be Rust; `diags` says what cannot, below `at`, which is the file of settings if
/// they come from one.
pub(crate) fn check(config: &Config, at: &Place, diags: &mut Diagnostics) -> bool {
    let mut whole = true;
    let mut wrong = |place: Place, text: &str, expected: &str, help: &str| {
        whole = false;
        diags
            .error(
                Code::ConfigValue,
                &place,
                format!("`{text}` is no {expected}"),
            )
            .help(help.to_owned());
    };
    let types = config.replace.iter().map(|entry| ("replace", entry));
    let formats = config.formats.iter().filter(|(_, ty)| ty.contains("::"));
    for (option, (key, ty)) in types.chain(formats.map(|entry| ("formats", entry))) {
        if !is_type(ty) {
            let place = at.child(option).child(key);
            wrong(
                place,
                ty,
                "Rust type",
                "write it as in a field: `crate::Id`, `Vec<u8>`",
            );
        }
    }
    for (key, index, derive) in each(&config.derives) {
        if !is_derive(derive) {
            let place = at.child("derives").child(key).index(index);
            wrong(
                place,
                derive,
                "derive",
                "write its path: `schemars::JsonSchema`",
            );
        }
    }
    for (key, index, attribute) in each(&config.attributes) {
        if !is_attribute(attribute) {
            let place = at.child("attributes").child(key).index(index);
            wrong(
                place,
                attribute,
                "attribute",
                "write it as it stands above a type: `#[cfg(unix)]`",
            );
        }
    }
    let (client, server) = (&config.features.client, &config.features.server);
    for (key, feature) in [("client", client), ("server", server)] {
        let place = || at.child("features").child(key);
        if !is_feature(feature) {
            wrong(
                place(),
                feature,
                "name of a feature",
                "letters, digits, `-`, `_`, `+` and `.`",
            );
        } else if feature == "default" || key == "server" && feature == client {
            wrong(
                place(),
                feature,
                "name of its own for a feature",
                "cargo or the other face has it",
            );
        }
    }
    whole
}

fn each(
    lists: &std::collections::BTreeMap<String, Vec<String>>,
) -> impl Iterator<Item = (&str, usize, &str)> {
    lists.iter().flat_map(|(key, list)| {
        let items = list.iter().enumerate();
        items.map(move |(index, item)| (key.as_str(), index, item.as_str()))
    })
}
