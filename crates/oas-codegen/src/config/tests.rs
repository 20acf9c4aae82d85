//! Settings from text and from code.

use super::*;
use crate::diagnostic::{Diagnostics, render};

fn read(text: &str) -> (Option<Config>, String) {
    let mut diags = Diagnostics::default();
    let config = from_text(
        std::path::Path::new("codegen.toml"),
        text.to_owned(),
        &mut diags,
    );
    (config, render::report(&diags, render::Format::Short))
}

#[test]
fn every_option_is_read() {
    let text = r##"
name = "pets"
include = ["tag:Pets", "GET /pets", "listPets"]
exclude = ["deletePet"]
closed_enums = ["*"]
plain_option = true
dates = "jiff"
decimals = "string"
maps = "ordered"
equal_types = "each"
traits = "clone"
keep_unknown_fields = true
secrets = ["accessKey"]
deny_warnings = true
outside_files = true
[replace]
Pet = "crate::Pet"
"format:uuid" = "crate::Id"
[derives]
"*" = ["Eq"]
[attributes]
Pet = ["#[doc(hidden)]"]
[rename]
"#/components/schemas/Pet" = "Animal"
[features]
client = "http"
"##;
    let (config, problems) = read(text);
    assert_eq!(problems, "");
    let built = Config::new()
        .name("pets")
        .include("tag:Pets")
        .include("GET /pets")
        .include("listPets")
        .exclude("deletePet")
        .closed_enum("*")
        .plain_option(true)
        .dates(Dates::Jiff)
        .decimals(Decimals::String)
        .maps(Maps::Ordered)
        .equal_types(EqualTypes::Each)
        .traits(Traits::Clone)
        .keep_unknown_fields(true)
        .secret("accessKey")
        .deny_warnings(true)
        .outside_files(true)
        .replace("Pet", "crate::Pet")
        .replace("format:uuid", "crate::Id")
        .derive("*", "Eq")
        .attribute("Pet", "#[doc(hidden)]")
        .rename("#/components/schemas/Pet", "Animal")
        .features("http", "server");
    assert_eq!(config, Some(built));
}

#[test]
fn all_mistakes_are_reported_with_place_and_suggestion() {
    let (config, problems) =
        read("inculde = []\ndates = \"chorno\"\nplain_option = 1\ninclude = [\"get /x\"]\n");
    assert_eq!(config, None);
    assert_eq!(
        problems,
        "\
codegen.toml:1:1: error[OAS0251]: `inculde` is no option
codegen.toml:2:9: error[OAS0252]: `chorno` is no choice here
codegen.toml:3:16: error[OAS0252]: expected `true` or `false`, found a number
codegen.toml:4:12: error[OAS0252]: `get /x` selects nothing: a method is written in upper case
"
    );
}

#[test]
fn what_is_not_toml_is_located() {
    let (config, problems) = read("name = \"x\"\ninclude = [\n");
    assert_eq!(config, None);
    assert!(problems.starts_with("codegen.toml:"), "{problems}");
    assert!(problems.contains("OAS0250"), "{problems}");
}

#[test]
fn every_option_is_documented() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/configuration.md");
    let page = std::fs::read_to_string(page).unwrap();
    let lines: Vec<_> = page.lines().collect();
    for option in toml::OPTIONS {
        let (key, table) = (format!("{option} = "), format!("[{option}]"));
        let shown = lines
            .windows(2)
            .any(|w| w[0].starts_with("# ") && (w[1].starts_with(&key) || w[1] == table));
        assert!(shown, "docs/configuration.md does not explain `{option}`");
    }
}

#[test]
fn what_cannot_be_rust_is_located() {
    let (config, problems) = read(
        "[replace]\nPet = \"a b\"\n[derives]\n\"*\" = [\"Eq\", \"Foo Bar\"]\n[attributes]\nPet = [\"serde\"]\n\
         [features]\nclient = \"a b\"\n[formats]\nuuid = \"x::\"\n",
    );
    assert_eq!(config, None);
    assert_eq!(
        problems,
        "\
codegen.toml:2:7: error[OAS0252]: `a b` is no Rust type
codegen.toml:4:14: error[OAS0252]: `Foo Bar` is no derive
codegen.toml:6:8: error[OAS0252]: `serde` is no attribute
codegen.toml:8:10: error[OAS0252]: `a b` is no name of a feature
codegen.toml:10:8: error[OAS0252]: `x::` is no Rust type
"
    );
    let (_, problems) = read("[features]\nserver = \"client\"\n");
    assert_eq!(
        problems,
        "codegen.toml:2:10: error[OAS0252]: `client` is the name of the client's feature\n"
    );
    let (config, _) = read("[replace]\nPet = \"std::vec::Vec<(u8, crate::Id)>\"\n");
    assert!(config.is_some());
}
