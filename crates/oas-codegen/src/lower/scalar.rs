//! Integers, numbers and strings with their formats.

use oas_runtime::v1 as rt;

use super::constraints::{least, most};
use super::mode::Mode;
use super::types::Lower;
use crate::config::{Config, Dates, Decimals};
use crate::diagnostic::Code;
use crate::ir::{Format, Int, Scalar, TextFormat, Type};
use crate::resolve::{Keywords, Property, Schema, Shape};

/// How far bounds of 64 bits may be off: many tools round them to `9223372036854776000` and the like.
const ROUNDED: u128 = 1_024;

impl<'a> Lower<'a> {
    /// The Rust integer of a format; without one, of the bounds where `i64` is too small.
    pub(super) fn integer(&self, k: &Keywords) -> Type {
        let int = match self.format(k) {
            "int8" => Int::I8,
            "int16" => Int::I16,
            "int32" => Int::I32,
            "uint8" => Int::U8,
            "uint16" => Int::U16,
            "uint32" => Int::U32,
            "uint64" => Int::U64,
            _ => return Type::Int(by_bounds(k)),
        };
        Type::Int(int)
    }

    pub(super) fn number(&mut self, schema: &Schema) -> Type {
        match self.format(&schema.keywords) {
            "float" => return Type::F32,
            "decimal" => {}
            _ => return Type::F64,
        }
        let at = schema.place.child("format");
        if !self.diags.knows(Code::DecimalAsFloat, &at) {
            let message = "a decimal that is a number is `f64`, which keeps 15 digits";
            self.diags
                .warning(Code::DecimalAsFloat, &at, message)
                .help("make it a string, or have a type of your own for the format: `[formats]` in `codegen.toml`");
        }
        Type::F64
    }

    pub(super) fn string(&self, k: &Keywords, mode: Mode) -> Type {
        let format = self.format(k);
        match format {
            "password" => return Type::Secret(Box::new(Type::String)),
            "byte" | "base64" => return Type::Base64,
            "binary" if matches!(mode, Mode::Form | Mode::Parts) => return Type::File,
            _ => {}
        }
        match self.scalar(format) {
            Some(scalar) if !is_excluded(k, &scalar) => Type::Scalar(scalar),
            _ => Type::String,
        }
    }

    /// Whether the pattern of a schema excludes what its format's type would write.
    pub(super) fn excludes_format(&self, k: &Keywords) -> bool {
        let scalar = self.scalar(self.format(k));
        scalar.is_some_and(|scalar| is_excluded(k, &scalar))
    }

    /// The format of a schema, or the one that the settings want it to be treated like.
    pub(super) fn format<'k>(&self, k: &'k Keywords) -> &'k str
    where
        'a: 'k,
    {
        let config: &'a Config = self.config;
        let written = k.format.as_deref().unwrap_or_default();
        match config.formats.get(written).map(String::as_str) {
            Some("url") => "url::Url", // the format `url` of a document is none that is known
            Some(meant) => meant,
            None => written,
        }
    }

    /// What is checked of a string that stays one.
    pub(super) fn text_format(&self, k: &Keywords) -> Option<TextFormat> {
        match self.format(k) {
            "email" | "idn-email" => Some(TextFormat::Email),
            "uri" | "iri" => Some(TextFormat::Uri),
            _ => None,
        }
    }

    fn scalar(&self, format: &str) -> Option<Scalar> {
        let (format, path, feature) = match format {
            "date-time" => (Format::DateTime, self.date_time()?, self.date_feature()),
            "date" => (Format::Date, self.date()?, self.date_feature()),
            "uuid" => (Format::Uuid, "uuid::Uuid", Some("uuid")),
            "decimal" if self.config.decimals == Decimals::RustDecimal => {
                (Format::Decimal, "rust_decimal::Decimal", Some("decimal"))
            }
            "time" if self.config.dates != Dates::String => (Format::Time, "TimeOfDay", None),
            "duration" if self.config.dates != Dates::String => {
                (Format::Duration, "IsoDuration", None)
            }
            "url::Url" => (Format::Uri, "url::Url", Some("url")),
            "ipv4" => (Format::Ipv4, "::std::net::Ipv4Addr", None),
            "ipv6" => (Format::Ipv6, "::std::net::Ipv6Addr", None),
            _ => return None,
        };
        Some(Scalar {
            format,
            path: path.to_owned(),
            feature,
        })
    }

    fn date_time(&self) -> Option<&'static str> {
        match self.config.dates {
            Dates::Chrono => Some("chrono::DateTime<rt::chrono::FixedOffset>"),
            Dates::Jiff => Some("jiff::Timestamp"),
            Dates::Time => Some("time::OffsetDateTime"),
            Dates::String => None,
        }
    }

    fn date(&self) -> Option<&'static str> {
        match self.config.dates {
            Dates::Chrono => Some("chrono::NaiveDate"),
            Dates::Jiff => Some("jiff::civil::Date"),
            Dates::Time => Some("time::Date"),
            Dates::String => None,
        }
    }

    fn date_feature(&self) -> Option<&'static str> {
        match self.config.dates {
            Dates::Chrono => Some("chrono"),
            Dates::Jiff => Some("jiff"),
            Dates::Time => Some("time"),
            Dates::String => None,
        }
    }

    /// Whether a schema says that its value is a secret.
    pub(super) fn is_secret(&self, schema: &Schema) -> bool {
        let listed = || {
            let pointer = self.key(&schema.place);
            let named = self.homes.component_name(&schema.place);
            let mut secrets = self.config.secrets.iter();
            secrets.any(|s| *s == pointer || Some(s.as_str()) == named)
        };
        schema.keywords.extension_flag("x-secret")
            || (schema.shape == Shape::String
                && schema.keywords.format.as_deref() == Some("password"))
            || (!self.config.secrets.is_empty() && listed())
    }

    /// Whether a property is one by its name: a write-only credential, or one that the configuration lists.
    pub(super) fn is_credential(&self, property: &Property) -> bool {
        if self.config.secrets.contains(&property.wire) {
            return true;
        }
        let schema = self.model.schema(property.schema);
        let is_string =
            self.model.schema(self.model.target(property.schema)).shape == Shape::String;
        let name = property.wire.to_ascii_lowercase();
        let words = [
            "password",
            "secret",
            "token",
            "apikey",
            "api_key",
            "credential",
            "passphrase",
            "privatekey",
            "private_key",
        ];
        schema.keywords.write_only && is_string && words.iter().any(|w| name.contains(w))
    }
}

/// Whether no text that the type of a format writes matches the pattern beside it.
fn is_excluded(k: &Keywords, scalar: &Scalar) -> bool {
    let written: &[&str] = match scalar.format {
        Format::DateTime => &[
            "2024-02-29T23:59:58Z",
            "2024-02-29T23:59:58.125Z",
            "2024-02-29T23:59:58+00:00",
            "2024-02-29T23:59:58.125+05:30",
        ],
        Format::Date => &["2024-02-29"],
        Format::Time => &["23:59:58", "23:59:58Z", "23:59:58.125Z", "23:59:58+05:30"],
        Format::Duration => &["P3D", "PT5M", "P1Y2M3DT4H5M6S", "P2W"],
        Format::Uuid => &[
            "9b2c1d4e-5f60-4a7b-8c9d-0e1f2a3b4c5d",
            "0190b2c1-d4e5-7f60-a7b8-c9d0e1f2a3b4",
        ],
        // What these accept is too different to be judged by examples.
        Format::Decimal | Format::Uri | Format::Ipv4 | Format::Ipv6 | Format::Ip => return false,
    };
    let pattern = k.bounds.pattern.as_deref().unwrap_or_default();
    let matches = |text: &&str| rt::validate::Pattern::is_in(pattern, text);
    !pattern.is_empty() && !written.iter().any(matches)
}

/// `i64`, unless the bounds allow more.
fn by_bounds(k: &Keywords) -> Int {
    let inside = |(n, exclusive): (i128, bool), step: i128| match exclusive {
        true => n.saturating_add(step),
        false => n,
    };
    let (i64_min, i64_max) = (i128::from(i64::MIN), i128::from(i64::MAX));
    let u64_max = i128::from(u64::MAX);
    let min = least(&k.bounds).map(|bound| inside(bound, 1));
    let max = most(&k.bounds).map(|bound| inside(bound, -1));
    let most = max.unwrap_or(i64_max).max(min.unwrap_or(0));
    let least = min.unwrap_or(i64_min).min(most);
    let is = |n: i128, end: i128| n.abs_diff(end) < ROUNDED;
    let reaches = |end: i128| most <= end || (min.is_none_or(|n| n <= end) && is(most, end));
    if (least >= i64_min || is(least, i64_min)) && reaches(i64_max) {
        Int::I64
    } else if least >= 0 && reaches(u64_max) {
        Int::U64
    } else {
        Int::I128
    }
}
