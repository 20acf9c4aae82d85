//! Wire name -> Rust name, claimed once per scope. The only user of heck.
//!
//! A name is a function of its own wire name and its kind; where two meet in one scope, the first in the
//! document keeps the name and the later one gets a suffix made of its own wire name.

mod case;
mod scope;
mod suffix;

#[cfg(test)]
mod tests;

use std::fmt;

pub use case::{field, function, module, type_name, variant};
pub use scope::{Kind, Scope};
macro_rules! name_type {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) String);

        impl $name {
            /// The identifier's text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

name_type! {
    /// A type or trait: a valid `UpperCamelCase` identifier, not a keyword.
    TypeName;
    /// An enum variant: a valid `UpperCamelCase` identifier, not a keyword.
    VariantName;
    /// A field or argument: a valid `snake_case` identifier, not a keyword (`type_`).
    FieldName;
    /// A method or function: a valid `snake_case` identifier, not a keyword.
    FnName;
    /// A module: a valid `snake_case` identifier, not a keyword.
    ModName;
}
