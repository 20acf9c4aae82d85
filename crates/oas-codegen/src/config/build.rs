//! Settings in code: one method per option, for use in a chain.

use super::{Config, Dates, Decimals, EqualTypes, Features, Layout, Maps, Traits};

impl Config {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The name of the generated crate.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Generates this operation: an `operationId`, `METHOD /path`, or `tag:NAME`. Without any: all.
    #[must_use]
    pub fn include(mut self, operation: impl Into<String>) -> Self {
        self.include.push(operation.into());
        self
    }

    /// Leaves out this operation, written as for [`include`](Self::include).
    #[must_use]
    pub fn exclude(mut self, operation: impl Into<String>) -> Self {
        self.exclude.push(operation.into());
        self
    }

    /// Uses the Rust type `ty` for a schema name, a pointer (`#/…`), or `format:NAME`.
    #[must_use]
    pub fn replace(mut self, what: impl Into<String>, ty: impl Into<String>) -> Self {
        self.replace.insert(what.into(), ty.into());
        self
    }

    /// A further derive for a schema name, or for all types (`*`).
    #[must_use]
    pub fn derive(mut self, schema: impl Into<String>, derive: impl Into<String>) -> Self {
        self.derives
            .entry(schema.into())
            .or_default()
            .push(derive.into());
        self
    }

    /// A further attribute, as Rust text, for a schema name, or for all types (`*`).
    #[must_use]
    pub fn attribute(mut self, schema: impl Into<String>, attribute: impl Into<String>) -> Self {
        self.attributes
            .entry(schema.into())
            .or_default()
            .push(attribute.into());
        self
    }

    /// The Rust name for a schema name, an `operationId`, or a pointer (`#/…`).
    #[must_use]
    pub fn rename(mut self, what: impl Into<String>, name: impl Into<String>) -> Self {
        self.rename.insert(what.into(), name.into());
        self
    }

    /// An enum that refuses unknown values: a schema name, a pointer, or all (`*`).
    #[must_use]
    pub fn closed_enum(mut self, schema: impl Into<String>) -> Self {
        self.closed_enums.push(schema.into());
        self
    }

    /// `Option<T>` instead of `Field<T>` for what is both optional and nullable.
    #[must_use]
    pub fn plain_option(mut self, wanted: bool) -> Self {
        self.plain_option = wanted;
        self
    }

    /// The crate of dates and times.
    #[must_use]
    pub fn dates(mut self, dates: Dates) -> Self {
        self.dates = dates;
        self
    }

    /// The type of `format: decimal`.
    #[must_use]
    pub fn decimals(mut self, decimals: Decimals) -> Self {
        self.decimals = decimals;
        self
    }

    /// What a format of strings or numbers is in Rust: `string` for plain text, another format to be treated
    /// alike, `url` for `url::Url`, or the path of a type.
    #[must_use]
    pub fn format(mut self, format: impl Into<String>, meant: impl Into<String>) -> Self {
        self.formats.insert(format.into(), meant.into());
        self
    }

    /// The type of maps.
    #[must_use]
    pub fn maps(mut self, maps: Maps) -> Self {
        self.maps = maps;
        self
    }

    /// How the crate is cut into files.
    #[must_use]
    pub fn layout(mut self, layout: Layout) -> Self {
        self.layout = layout;
        self
    }

    /// A feature per tag; implies [`Layout::Tags`].
    #[must_use]
    pub fn tag_features(mut self, wanted: bool) -> Self {
        self.tag_features = wanted;
        self
    }

    /// What becomes of types that say the same.
    #[must_use]
    pub fn equal_types(mut self, written: EqualTypes) -> Self {
        self.equal_types = written;
        self
    }

    /// What types can do beside `Debug`.
    #[must_use]
    pub fn traits(mut self, traits: Traits) -> Self {
        self.traits = traits;
        self
    }

    /// The names of the features for client and server.
    #[must_use]
    pub fn features(mut self, client: impl Into<String>, server: impl Into<String>) -> Self {
        self.features = Features {
            client: client.into(),
            server: server.into(),
        };
        self
    }

    /// Keeps undeclared properties instead of ignoring them.
    #[must_use]
    pub fn keep_unknown_fields(mut self, wanted: bool) -> Self {
        self.keep_unknown_fields = wanted;
        self
    }

    /// A secret: a property name, a schema name, or a pointer.
    #[must_use]
    pub fn secret(mut self, what: impl Into<String>) -> Self {
        self.secrets.push(what.into());
        self
    }

    /// Treats warnings as errors.
    #[must_use]
    pub fn deny_warnings(mut self, wanted: bool) -> Self {
        self.deny_warnings = wanted;
        self
    }

    /// Follows `$ref`s to files outside the folder of the root document.
    #[must_use]
    pub fn outside_files(mut self, wanted: bool) -> Self {
        self.outside_files = wanted;
        self
    }
}
