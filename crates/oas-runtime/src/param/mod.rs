//! Parameters as text: every `style` and `explode` of OpenAPI 3.x, in both directions.
//!
//! Knows: percent-encoding and RFC 6570. Must not know: requests, routers, transports.
//!
//! Writing: [`to_value`] makes a [`ParamValue`] of anything that is `Serialize`, and
//! [`write`](mod@write) puts it into a path, a query, a header or a cookie.
//! Reading: [`read`] finds the text of one parameter as a [`Found`], which is then
//! read into the wanted type; what a comma means is only decided there.

pub mod percent;
pub mod read;
pub mod write;

mod access;
mod error;
mod found;
mod reader;
mod value;

#[cfg(test)]
mod roundtrip;
#[cfg(test)]
mod tests;

pub use error::{ParamError, ParamProblem};
pub(crate) use found::Separator;
pub use found::{Found, Part, Text};
pub use reader::Reader;
pub(crate) use value::to_parts;
pub use value::{ParamValue, to_json, to_value};

use crate::operation::{Param, Style};

/// How one parameter is written: everything but its name and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Format {
    /// `style`.
    pub style: Style,
    /// `explode`.
    pub explode: bool,
    /// `allowReserved`.
    pub allow_reserved: bool,
}

impl Format {
    /// A style with its `explode`, reserved characters encoded.
    #[must_use]
    pub const fn new(style: Style, explode: bool) -> Self {
        Self {
            style,
            explode,
            allow_reserved: false,
        }
    }

    /// How `param` is written.
    #[must_use]
    pub const fn of(param: &Param) -> Self {
        Self {
            style: param.style,
            explode: param.explode,
            allow_reserved: param.allow_reserved,
        }
    }
}
