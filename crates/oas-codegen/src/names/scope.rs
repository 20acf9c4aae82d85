//! One Rust namespace in which every name is claimed once.

use ecow::EcoString;
use rustc_hash::FxHashMap as HashMap;

use super::case::{camel, module, snake};
use super::suffix;
use super::{FieldName, FnName, ModName, TypeName, VariantName};
use crate::diagnostic::{Code, Diagnostics};
use crate::place::Place;

/// What is named, for the words of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A type or trait.
    Type,
    /// A variant.
    Variant,
    /// A field.
    Field,
    /// A method.
    Function,
    /// A module.
    Module,
}

impl Kind {
    fn noun(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Variant => "variant",
            Self::Field => "field",
            Self::Function => "method",
            Self::Module => "module",
        }
    }

    fn spell(self, wire: &str) -> String {
        match self {
            Self::Type | Self::Variant => camel(wire),
            Self::Field | Self::Function => snake(wire),
            Self::Module => module(wire).0,
        }
    }

    /// Whether `name` may be such a name as it is.
    fn allows(self, name: &str) -> bool {
        match self {
            Self::Type | Self::Variant => {
                name.starts_with(|c: char| c.is_ascii_uppercase())
                    && name.chars().all(|c| c.is_ascii_alphanumeric())
                    && name != "Self"
            }
            Self::Field | Self::Function | Self::Module => snake(name) == name,
        }
    }

    fn join(self, name: &str, suffix: &str) -> String {
        match self {
            Self::Type | Self::Variant => format!("{name}{}", camel(suffix)),
            _ => format!(
                "{}_{}",
                name.trim_end_matches('_'),
                snake(suffix).trim_matches('_')
            ),
        }
    }
}

/// A namespace: a module's types, an enum's variants, a struct's fields.
#[derive(Debug, Default)]
pub struct Scope {
    /// Where the holder stands and what it is called on the wire; `None` for a reserved word.
    taken: HashMap<EcoString, Option<(Place, EcoString)>>,
}

impl Scope {
    /// A scope in which `reserved` cannot be claimed.
    #[must_use]
    pub fn new(reserved: &[&str]) -> Self {
        let taken = reserved
            .iter()
            .map(|name| (EcoString::from(*name), None))
            .collect();
        Self { taken }
    }

    /// Claims a type name for `wire`.
    pub fn type_name(&mut self, wire: &str, at: &Place, diags: &mut Diagnostics) -> TypeName {
        TypeName(self.claim(Kind::Type, wire, at, diags))
    }

    /// Claims a variant name for `wire`.
    pub fn variant(&mut self, wire: &str, at: &Place, diags: &mut Diagnostics) -> VariantName {
        VariantName(self.claim(Kind::Variant, wire, at, diags))
    }

    /// Claims a field name for `wire`.
    pub fn field(&mut self, wire: &str, at: &Place, diags: &mut Diagnostics) -> FieldName {
        FieldName(self.claim(Kind::Field, wire, at, diags))
    }

    /// Claims a method name for `wire`.
    pub fn function(&mut self, wire: &str, at: &Place, diags: &mut Diagnostics) -> FnName {
        FnName(self.claim(Kind::Function, wire, at, diags))
    }

    /// Claims the name of a test for `wire`. Nobody calls it, so that a clash is not worth a word.
    pub fn test(&mut self, wire: &str, at: &Place) -> FnName {
        let kind = Kind::Function;
        let natural = kind.spell(wire);
        let name = match self.taken.get(natural.as_str()) {
            None => natural,
            Some(holder) => self.free_name(kind, wire, &natural, holder.as_ref()),
        };
        self.taken
            .insert(name.as_str().into(), Some((at.clone(), wire.into())));
        FnName(name)
    }

    /// Claims a module name for `wire`.
    pub fn module(&mut self, wire: &str, at: &Place, diags: &mut Diagnostics) -> ModName {
        ModName(self.claim(Kind::Module, wire, at, diags))
    }

    /// Claims a name of `kind` for `wire`: its own spelling if that is free, else one with a suffix made of
    /// the wire name. A meeting of two wire names is a warning; one with a reserved word is not.
    pub fn claim(&mut self, kind: Kind, wire: &str, at: &Place, diags: &mut Diagnostics) -> String {
        let natural = kind.spell(wire);
        let mine = Some((at.clone(), wire.into()));
        let Some(holder) = self.taken.get(natural.as_str()).cloned() else {
            self.taken.insert(natural.as_str().into(), mine);
            return natural;
        };
        let name = self.free_name(kind, wire, &natural, holder.as_ref());
        self.taken.insert(name.as_str().into(), mine);
        if let Some((holder, _)) = holder {
            let noun = kind.noun();
            let keys = [&holder, at].map(|place| quoted(&diags.sources().key(place)));
            diags
                .warning(
                    Code::NameClash,
                    at,
                    format!("`{wire}` would be the {noun} `{natural}`, which is taken; it is called `{name}`"),
                )
                .note_at(&holder, format!("`{natural}` is claimed here"))
                .help(format!(
                    "pin both names in codegen.toml: `rename = {{ \"{}\" = \"{natural}\", \"{}\" = \"{name}\" }}`",
                    keys[0], keys[1],
                ));
        }
        name
    }

    /// Claims the name that the user gives, letter by letter where that is a name and free; without one,
    /// that of `wire`.
    pub fn pinned(
        &mut self,
        kind: Kind,
        pin: Option<&str>,
        wire: &str,
        at: &Place,
        diags: &mut Diagnostics,
    ) -> String {
        match pin {
            Some(name) if kind.allows(name) && self.claim_exact(name, at) => name.to_owned(),
            Some(name) => self.claim(kind, name, at, diags),
            None => self.claim(kind, wire, at, diags),
        }
    }

    /// Claims exactly `name` if it is free (for names that the configuration gives).
    pub fn claim_exact(&mut self, name: &str, at: &Place) -> bool {
        if self.taken.contains_key(name) {
            return false;
        }
        let mine = Some((at.clone(), name.into()));
        self.taken.insert(name.into(), mine);
        true
    }

    fn free_name(
        &self,
        kind: Kind,
        wire: &str,
        natural: &str,
        holder: Option<&(Place, EcoString)>,
    ) -> String {
        let free = |name: &String| name != natural && !self.taken.contains_key(name.as_str());
        let Some((_, other)) = holder else {
            let name = Some(format!("{natural}_")).filter(free);
            return name.unwrap_or_else(|| self.numbered(kind, natural));
        };
        if other == wire {
            return self.numbered(kind, natural);
        }
        let mut words = suffix::spellings(wire).into_iter();
        let spelled = words.find_map(|words| Some(kind.spell(&words)).filter(free));
        let mut words = suffix::suffixes(wire).into_iter();
        let mut join = || words.find_map(|words| Some(kind.join(natural, &words)).filter(free));
        spelled.or_else(&mut join).unwrap_or_else(|| {
            let mut hash = fnv(wire);
            loop {
                let name = kind.join(natural, &format!("x{hash:08x}"));
                if free(&name) {
                    return name;
                }
                hash = hash.wrapping_add(1);
            }
        })
    }

    /// For another of the same name on the wire: nothing but its turn tells it apart.
    fn numbered(&self, kind: Kind, natural: &str) -> String {
        let mut number = 2_u32;
        loop {
            let name = kind.join(natural, &format!("alt {number}"));
            if !self.taken.contains_key(name.as_str()) {
                return name;
            }
            number = number.wrapping_add(1);
        }
    }
}

fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// FNV-1a: a hash that never changes between versions of anything.
fn fnv(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
