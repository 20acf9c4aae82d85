//! What the user decides: plain data, from `codegen.toml`, from code, from flags.
//!
//! Knows: `place`, `diagnostic`, `source` text for locating mistakes. Every option is documented at its field.

mod build;
mod rust;
mod toml;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub(crate) use rust::{TYPE_HELP, check, is_type};
pub use toml::{from_text, load};

/// All options. `Config::default()` is what a document without `codegen.toml` gets.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Config {
    /// The name of the generated crate; by default from the document's title.
    pub name: Option<String>,
    /// Only these operations: an `operationId`, `METHOD /path`, or `tag:NAME`. Empty: all.
    pub include: Vec<String>,
    /// All but these operations, written as in `include`.
    pub exclude: Vec<String>,
    /// Rust types instead of generated ones, by schema name (`Pet`), by pointer
    /// (`#/components/schemas/Pet/properties/id`), or by format (`format:uuid`).
    pub replace: BTreeMap<String, String>,
    /// Further derives, by schema name; `*` is every type.
    pub derives: BTreeMap<String, Vec<String>>,
    /// Further attributes as Rust text, by schema name; `*` is every type.
    pub attributes: BTreeMap<String, Vec<String>>,
    /// Rust names, by schema name, `operationId` or pointer.
    pub rename: BTreeMap<String, String>,
    /// Enums that refuse unknown values, by schema name or pointer; `*` is every enum.
    pub closed_enums: Vec<String>,
    /// `Option<T>` instead of `Field<T>` for what is both optional and nullable.
    pub plain_option: bool,
    /// The crate of dates and times.
    pub dates: Dates,
    /// The type of `format: decimal`.
    pub decimals: Decimals,
    /// What the formats of strings and numbers are in Rust, by format: `string` for plain text, another format
    /// to be treated alike, `url` for `url::Url`, or the path of a type.
    pub formats: BTreeMap<String, String>,
    /// The type of maps.
    pub maps: Maps,
    /// How the crate is cut into files.
    pub layout: Layout,
    /// A feature per tag, so that a user compiles only the tags that they name; implies [`Layout::Tags`].
    pub tag_features: bool,
    /// What becomes of types that say the same.
    pub equal_types: EqualTypes,
    /// What types can do beside `Debug`.
    pub traits: Traits,
    /// The names of the crate's features.
    pub features: Features,
    /// Keep undeclared properties in an `extra` map instead of ignoring them.
    pub keep_unknown_fields: bool,
    /// Secrets, by property name, schema name or pointer.
    pub secrets: Vec<String>,
    /// Treat warnings as errors.
    pub deny_warnings: bool,
    /// Follow `$ref`s to files outside the folder of the root document.
    pub outside_files: bool,
}

/// The formats that a format can be told to be like, beside `string` and `url`.
pub const FORMATS: &[&str] = &[
    "base64",
    "binary",
    "byte",
    "date",
    "date-time",
    "decimal",
    "double",
    "duration",
    "email",
    "float",
    "int16",
    "int32",
    "int64",
    "int8",
    "ipv4",
    "ipv6",
    "password",
    "time",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "uri",
    "uuid",
];

/// The crate of dates and times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dates {
    /// `chrono`.
    #[default]
    Chrono,
    /// `jiff`.
    Jiff,
    /// `time`.
    Time,
    /// `String`, unchecked.
    String,
}

/// The type of `format: decimal`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Decimals {
    /// `rust_decimal::Decimal`.
    #[default]
    RustDecimal,
    /// `String`, unchecked.
    String,
}

/// The type of maps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Maps {
    /// `BTreeMap`: sorted.
    #[default]
    Sorted,
    /// `IndexMap`: in the order of arrival.
    Ordered,
}

/// What types can do beside `Debug`: each costs the compiler a function per type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Traits {
    /// `Clone` and `PartialEq`, enums of strings and integers `Eq` and `Hash`, too.
    #[default]
    Compare,
    /// `Clone`.
    Clone,
    /// Nothing.
    Debug,
}

/// What becomes of types that say the same. Names and paths are the same for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EqualTypes {
    /// They are written once: of those that are declared inside of others, each that equals an earlier one is another
    /// name for it, and so is the error of an operation that fails like an earlier one of its tag.
    #[default]
    Once,
    /// Each is a type of its own.
    Each,
}

/// How a generated crate is cut into files. What a user writes is the same for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// One file each for models, operations, client and server.
    #[default]
    Flat,
    /// A file per tag in each of these, for what only the operations of this tag need.
    Tags,
}

/// The names of the crate's features.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Features {
    /// The client's.
    pub client: String,
    /// The server's.
    pub server: String,
}

impl Default for Features {
    fn default() -> Self {
        Self {
            client: "client".into(),
            server: "server".into(),
        }
    }
}
