//! The kinds of problems, each with its stable number and its explanation.

/// Declares [`Code`] with number, name and explanation.
macro_rules! codes {
    ($($name:ident = $number:literal, $title:literal, $explanation:literal;)*) => {
        /// A kind of problem. Numbers are never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $title] $name = $number,)*
        }

        impl Code {
            /// All codes, by number.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// One line.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// What it means and how to mend it.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$name => $explanation,)* }
            }
        }
    };
}

codes! {
    Syntax = 1, "the text is not YAML or JSON", "The file cannot be read as YAML or JSON at the place shown.";
    Unreadable = 3, "a file cannot be read", "A file that the document needs does not exist, may not be read, or is not UTF-8.";
    OutsideFile = 4, "a reference leaves the document's folder", "Only files below the folder of the root document are read, links resolved, so that a document cannot pull in what it has no business with. Set `outside_files = true` to allow it.";
    Version = 5, "not a version of OpenAPI that is read", "OpenAPI 3.0 and 3.1 are read; 3.2 as far as it is 3.1. Swagger 2.0 documents must be converted first.";
    Unread = 6, "a part of the document cannot be read", "The part has the right keys but not the form that the specification gives it.";
    Unsupported = 2, "a construct that is not generated", "The construct is valid OpenAPI, but this version does not generate it; what needs it is left out, the rest is generated.";
    Internal = 200, "a defect of the generator", "The generator wrote something that is not Rust. Nothing is written; please report it with the document.";
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OAS{:04}", *self as u16)
    }
}
