//! Every setting, and every extension of the document that stands for one, changes what is written.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use oas_codegen::config::{Config, Dates, Decimals, Maps};
use oas_codegen::generate;

const DOCUMENT: &str = r#"
openapi: 3.0.3
info: { title: Settings, version: 1.0.0 }
paths:
  /pets:
    get:
      operationId: listPets
      tags: [Pets]
      responses: { '200': { description: All., content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Pet' } } } } } }
    post:
      operationId: addPet
      tags: [Pets]
      x-rust-name: keep_pet
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
      responses: { '204': { description: Done. } }
  /health:
    get:
      operationId: health
      responses: { '200': { description: Fine., content: { application/json: { schema: { $ref: '#/components/schemas/Health' } } } } }
components:
  schemas:
    Pet:
      type: object
      required: [id, price]
      properties:
        id: { type: string, format: uuid }
        price: { $ref: '#/components/schemas/Money' }
        born: { type: string, format: date-time }
        day: { type: string, format: date }
        weight: { type: string, format: decimal }
        nap: { type: string, format: duration }
        home: { type: string, format: uri }
        mail: { type: string, format: email }
        mark: { type: string, format: chip-number }
        nick: { type: string, nullable: true }
        color: { $ref: '#/components/schemas/Color' }
        size: { type: string, enum: [small, large] }
        labels: { type: object, additionalProperties: { type: integer, format: int32 } }
        accessKey: { type: string }
        hidden: { type: string, x-secret: true }
        odd: { type: string, x-rust-name: even }
        point: { type: string, x-rust-type: '::geo::Point' }
    Color: { type: string, enum: [red, green] }
    Money: { type: object, required: [amount], properties: { amount: { type: integer } } }
    Health: { type: object, properties: { ok: { type: boolean } } }
    Lonely: { type: object, x-rust-name: Alone, properties: { a: { type: string } } }
"#;

/// All that is written for the document, as one text, and what was said about it.
fn written(config: &Config) -> String {
    let (text, said) = outcome(config);
    assert_eq!(said, [] as [String; 0]);
    text
}

fn outcome(config: &Config) -> (String, Vec<String>) {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("settings-{number}"));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("openapi.yaml");
    fs::write(&path, DOCUMENT).unwrap();
    let options = oas_codegen::pipeline::crate_options("case", "openapi.yaml", config);
    let outcome = generate(&path, config, &options);
    let said = outcome.diagnostics.list().iter();
    let said = said.map(|d| d.message.clone()).collect();
    let files = outcome.files.unwrap_or_default();
    let part =
        |file: &oas_codegen::output::File| format!("== {}\n{}\n", file.path.display(), file.text);
    (files.iter().map(part).collect(), said)
}

/// The text has all of `there` and none of `gone`; the defaults have none of `there`.
#[track_caller]
fn changes(config: &Config, there: &[&str], gone: &[&str]) {
    let (before, after) = (written(&Config::default()), written(config));
    for text in there {
        assert!(after.contains(text), "no `{text}` in\n{after}");
        assert!(!before.contains(text), "`{text}` is written anyway");
    }
    for text in gone {
        assert!(!after.contains(text), "`{text}` in\n{after}");
        assert!(before.contains(text), "`{text}` is never written");
    }
}

#[test]
fn included_operations_bring_only_the_types_that_they_need() {
    let pets = [
        "list_pets",
        "pub struct Pet ",
        "pub struct Lonely",
        "Color",
        "Money",
    ];
    let all: Vec<&str> = pets
        .iter()
        .copied()
        .filter(|t| *t != "pub struct Lonely")
        .collect();
    changes(&Config::new().include("health"), &[], &all);
    changes(&Config::new().include("GET /health"), &[], &all);
    changes(
        &Config::new().include("tag:Pets"),
        &[],
        &["pub struct Health ", "Alone"],
    );
}

#[test]
fn excluded_operations_and_their_types_are_not_written() {
    changes(
        &Config::new().exclude("health"),
        &[],
        &["fn health", "pub struct Health "],
    );
    changes(
        &Config::new().exclude("tag:Pets"),
        &[],
        &["list_pets", "pub struct Pet "],
    );
    changes(&Config::new().exclude("POST /pets"), &[], &["keep_pet"]);
}

#[test]
fn formats_are_what_the_settings_say() {
    changes(
        &Config::new().format("duration", "string"),
        &["pub nap: Option<String>"],
        &["rt::IsoDuration"],
    );
    changes(
        &Config::new().format("uri", "url"),
        &["rt::url::Url", "\"url\""],
        &["format = \"uri\""],
    );
    changes(
        &Config::new().format("chip-number", "duration"),
        &["pub mark: Option<rt::IsoDuration>"],
        &["pub mark: Option<String>"],
    );
}

#[test]
fn types_are_replaced_by_name_pointer_format_and_extension() {
    changes(
        &Config::new().replace("Money", "::my::Money"),
        &["::my::Money"],
        &["pub struct Money "],
    );
    let pointer = "#/components/schemas/Pet/properties/size";
    changes(
        &Config::new().replace(pointer, "::my::Size"),
        &["::my::Size"],
        &["enum Size "],
    );
    changes(
        &Config::new().replace("format:uuid", "::my::Id"),
        &["::my::Id"],
        &["uuid::Uuid"],
    );
    assert!(written(&Config::new()).contains("::geo::Point"));
}

#[test]
fn derives_and_attributes_are_added_to_one_type_or_to_all() {
    changes(
        &Config::new().derive("Pet", "::schemars::JsonSchema"),
        &["::schemars::JsonSchema"],
        &[],
    );
    let all = written(&Config::new().derive("*", "::schemars::JsonSchema"));
    assert!(all.matches("::schemars::JsonSchema").count() >= 6, "{all}");
    changes(
        &Config::new().attribute("Color", "#[doc(alias = \"hue\")]"),
        &["alias = \"hue\""],
        &[],
    );
}

#[test]
fn names_are_given_by_schema_operation_pointer_and_extension() {
    changes(
        &Config::new().rename("Pet", "Animal"),
        &["pub struct Animal "],
        &["pub struct Pet "],
    );
    changes(
        &Config::new().rename("listPets", "all_pets"),
        &["fn all_pets", "AllPetsRequest"],
        &["fn list_pets"],
    );
    let field = "#/components/schemas/Pet/properties/nick";
    changes(
        &Config::new().rename(field, "nickname"),
        &["nickname", "\"nick\""],
        &["pub nick:"],
    );
    let variant = "#/components/schemas/Color/enum/0";
    changes(
        &Config::new().rename(variant, "Crimson"),
        &["Crimson"],
        &["Color::Red"],
    );
    let defaults = written(&Config::new());
    for name in ["pub even:", "fn keep_pet", "pub struct Alone "] {
        assert!(defaults.contains(name), "{name}");
    }
}

#[test]
fn enums_are_closed_by_name_pointer_or_all() {
    let open = ["Color::Unknown"];
    changes(&Config::new().closed_enum("Color"), &[], &open);
    let size = "#/components/schemas/Pet/properties/size";
    changes(&Config::new().closed_enum(size), &[], &["Size::Unknown"]);
    changes(
        &Config::new().closed_enum("*"),
        &[],
        &["Color::Unknown", "Size::Unknown"],
    );
}

#[test]
fn optional_and_nullable_is_an_option_where_that_is_wanted() {
    changes(
        &Config::new().plain_option(true),
        &["pub nick: Option<String>"],
        &["Field<"],
    );
}

#[test]
fn dates_are_of_the_crate_that_is_chosen() {
    let chrono = ["chrono::DateTime", "chrono::NaiveDate", "\"chrono\""];
    changes(
        &Config::new().dates(Dates::Jiff),
        &["jiff::Timestamp", "jiff::civil::Date", "\"jiff\""],
        &chrono,
    );
    changes(
        &Config::new().dates(Dates::Time),
        &["time::OffsetDateTime", "time::Date", "\"time\""],
        &chrono,
    );
    changes(
        &Config::new().dates(Dates::String),
        &["pub born: Option<String>"],
        &chrono,
    );
}

#[test]
fn decimals_are_text_where_that_is_wanted() {
    let decimals = Config::new().decimals(Decimals::String);
    changes(
        &decimals,
        &["pub weight: Option<String>"],
        &["rust_decimal", "\"decimal\""],
    );
}

#[test]
fn maps_keep_their_order_where_that_is_wanted() {
    changes(
        &Config::new().maps(Maps::Ordered),
        &["rt::OrderedMap<i32>", "\"ordered\""],
        &["rt::Map<"],
    );
}

#[test]
fn unknown_fields_are_kept_where_that_is_wanted() {
    changes(
        &Config::new().keep_unknown_fields(true),
        &["rt::Map<rt::Value>", "#[wire(extra)]"],
        &[],
    );
}

#[test]
fn secrets_are_named_by_property_pointer_and_extension() {
    changes(
        &Config::new().secret("accessKey"),
        &["access_key: Option<rt::Secret<String>>"],
        &[],
    );
    let pointer = "#/components/schemas/Pet/properties/nick";
    changes(
        &Config::new().secret(pointer),
        &["nick: rt::Field<rt::Secret<String>>"],
        &[],
    );
    assert!(written(&Config::new()).contains("hidden: Option<rt::Secret<String>>"));
}

#[test]
fn features_are_called_as_the_settings_say() {
    let config = Config::new().features("http", "axum");
    changes(
        &config,
        &[
            "feature = \"http-core\"",
            "feature = \"axum\"",
            "\nhttp = [",
            "\nhttp-core = [",
        ],
        &["feature = \"client-core\""],
    );
}

#[test]
fn what_selects_nothing_is_said() {
    let (_, said) = outcome(&Config::new().exclude("lsitPets").include("tag:Dogs"));
    assert_eq!(
        said,
        [
            "`tag:Dogs` of `include` selects no operation of this document",
            "`lsitPets` of `exclude` selects no operation of this document"
        ]
    );
    let pointer = "#/components/schemas/Pet/properties/nickname";
    let config = Config::new()
        .rename("Pte", "Animal")
        .rename("Pet", "Animal")
        .replace("format:uiud", "::my::Id")
        .derive("*", "::core::fmt::Debug")
        .attribute("Nothing", "#[must_use]")
        .closed_enum(pointer)
        .secret("accessKeys")
        .format("date-tiem", "string");
    let (_, said) = outcome(&config);
    assert_eq!(
        said,
        [
            "`Pte` of `rename` names nothing in this document",
            "`format:uiud` of `replace` names nothing in this document",
            "`Nothing` of `attributes` names nothing in this document",
            &format!("`{pointer}` of `closed_enums` names nothing in this document"),
            "`accessKeys` of `secrets` names nothing in this document",
            "`date-tiem` of `formats` names nothing in this document",
        ]
    );
}
