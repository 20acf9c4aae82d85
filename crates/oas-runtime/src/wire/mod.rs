//! Reading and writing models: what differs between types is theirs, everything else is here once.
//!
//! Knows serde's data model; must not know JSON's text, HTTP, or any generated type.
//!
//! [`FromWire`] and [`ToWire`] are what `#[derive(Wire)]` implements. They are serde's
//! `Deserialize` and `Serialize` in all but three points: foreign types (`chrono::NaiveDate`) have
//! the document's representation whatever their own serde features say, alternatives of a union
//! can be ranked before one is read, and an object can be written with a discriminator in front.

mod buf;
mod container;
mod empty;
mod enums;
mod foreign;
pub mod form;
mod record;
mod record_write;
mod scalar;
mod shape;
mod stack;
mod tuple;
mod undeclared;
mod union;
mod value;

use std::cmp::Reverse;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess};
use serde::ser::{Serialize, Serializer};

pub use buf::Buf;
pub(crate) use buf::WITHIN;
pub use container::Entries;
pub use empty::Empty;
pub use enums::{IntEnum, JsonEnum, StrEnum, UnlistedValue, open_int, open_str};
pub use foreign::{Foreign, ForeignRef};
pub use form::{ReadForm, WriteForm};
pub use record::{Record, Source, Table, Undeclared};
pub use record_write::Sink;
pub use serde;
pub(crate) use stack::limited;
pub use std::string::String;
pub(crate) use undeclared::{Noted, watch_undeclared};
pub use union::{Content, Rest, Union, UnionTable, UnionWriter, variant};

/// A value that can be read from a document's data: the reading half of `#[derive(Wire)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from the wire",
    note = "derive `oas_runtime::v1::Wire` for it, or read the field by serde: `#[wire(serde)]`"
)]
pub trait FromWire: Sized {
    /// What kind of type it is; [`form::Own`] where `read` is written out.
    type Form: ReadForm<Self>;

    /// Reads a value.
    ///
    /// # Errors
    /// The deserializer's, where the data is not what the schema says.
    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const {
            assert!(
                !<Self::Form as ReadForm<Self>>::OWN,
                "a type whose form is its own must say how it is read: implement `read`"
            );
        }
        Self::Form::read(deserializer)
    }

    /// Reads a value that is an object, of which a union has read the beginning.
    ///
    /// # Errors
    /// The deserializer's, where the data is not what the schema says.
    #[doc(hidden)]
    #[inline]
    fn read_rest<'de, A: MapAccess<'de>>(rest: Rest<'_, 'de, A>) -> Result<Self, A::Error> {
        Self::Form::read_rest(rest)
    }

    /// How well `value` fits, to choose among the alternatives of a union.
    #[must_use]
    fn rank(value: &Buf) -> Rank {
        Self::Form::rank(value)
    }
}

/// A value that can be written: the writing half of `#[derive(Wire)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written to the wire",
    note = "derive `oas_runtime::v1::Wire` for it, or write the field by serde: `#[wire(serde)]`"
)]
pub trait ToWire {
    /// What kind of type it is; [`form::Own`] where `write` is written out.
    type Form: WriteForm<Self>;

    /// Writes the value.
    ///
    /// # Errors
    /// The serializer's.
    #[inline]
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::Form::write(self, serializer)
    }

    /// Writes the value as an object that begins with the discriminators `tags`.
    ///
    /// # Errors
    /// The serializer's, and one of its own where the value is not an object.
    fn write_tagged<S: Serializer>(
        &self,
        tags: &Tags<'_>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        Self::Form::write_tagged(self, tags, serializer)
    }
}

/// The discriminators of the unions around an object, innermost first.
#[derive(Debug, Clone, Copy)]
pub struct Tags<'a> {
    /// The property.
    pub key: &'static str,
    /// Its value.
    pub value: &'static str,
    /// The content declares the property itself and writes it.
    pub keep: bool,
    /// The discriminator of the union around this one.
    pub next: Option<&'a Tags<'a>>,
}

impl<'a> Tags<'a> {
    /// The tags to write in front of content for which `declares` says what it writes itself: the
    /// outermost first, since that is the one to be read first.
    pub(crate) fn pending(
        tags: Option<&'a Self>,
        declares: impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = &'a Self> {
        let inside_out = move || std::iter::successors(tags, |tags| tags.next);
        // Nearly always there is one.
        let depth = match tags {
            Some(Tags { next: None, .. }) => 1,
            _ => inside_out().count(),
        };
        let outside_in = (0..depth).rev();
        outside_in
            .filter_map(move |depth| inside_out().nth(depth))
            .filter(move |tag| !(tag.keep && declares(tag.key)))
    }
}

/// How well a value fits a type. Greater is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    class: Class,
    required: usize,
    undeclared: Reverse<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    No,
    Any,
    Loose,
    Exact,
}

impl Rank {
    /// It cannot be read as the type.
    pub const NO: Self = Self::of(Class::No);
    /// The type takes anything.
    pub const ANY: Self = Self::of(Class::Any);
    /// The type takes it, without listing it: an open enum.
    pub const LOOSE: Self = Self::of(Class::Loose);
    /// It is of the type's kind.
    pub const EXACT: Self = Self::of(Class::Exact);

    const fn of(class: Class) -> Self {
        Self {
            class,
            required: 0,
            undeclared: Reverse(0),
        }
    }

    /// An object with so many required properties, and so many that are not declared.
    #[must_use]
    pub const fn object(required: usize, undeclared: usize) -> Self {
        Self {
            class: Class::Exact,
            required,
            undeclared: Reverse(undeclared),
        }
    }

    /// The same for a type that loses so many properties.
    pub(crate) const fn without(self, undeclared: usize) -> Self {
        Self {
            undeclared: Reverse(undeclared),
            ..self
        }
    }

    /// `EXACT` or `NO`.
    #[must_use]
    pub const fn when(fits: bool) -> Self {
        if fits { Self::EXACT } else { Self::NO }
    }

    /// The rank of a list or map: as good as the worst of its first items.
    pub(crate) fn of_items(items: impl Iterator<Item = Self>) -> Self {
        let class = items.take(8).map(|rank| rank.class).min();
        Self::of(class.unwrap_or(Class::Exact))
    }
}

/// Lends a [`FromWire`] type to serde.
#[derive(Debug)]
pub struct In<T>(pub T);

impl<'de, T: FromWire> Deserialize<'de> for In<T> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match T::Form::read(deserializer) {
            Ok(value) => Ok(Self(value)),
            Err(error) => Err(error),
        }
    }
}

/// Reads a [`FromWire`] type where serde takes a seed.
///
/// What is generic over models is compiled once for each of them in every application, and most are built without
/// optimization: there each closure, each adapter of a `Result` and each `?` is a function more. So what is on the
/// way of every value takes seeds, not [`In`], and says `match`.
pub(crate) struct Seed<T>(pub PhantomData<T>);

impl<'de, T: FromWire> DeserializeSeed<'de> for Seed<T> {
    type Value = T;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::Form::read(deserializer)
    }
}

/// Lends a [`ToWire`] value to serde.
#[derive(Debug)]
pub struct Out<'a, T: ?Sized>(pub &'a T);

impl<T: ToWire + ?Sized> Serialize for Out<'_, T> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

impl<T: ToWire + ?Sized> ToWire for &T {
    type Form = crate::wire::form::Own;
    #[inline]
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).write(serializer)
    }

    fn write_tagged<S: Serializer>(
        &self,
        tags: &Tags<'_>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        (**self).write_tagged(tags, serializer)
    }
}

/// Implements serde's traits by the wire traits.
macro_rules! serde_by_wire {
    (generic $param:ident: $ty:ty) => { $crate::wire::serde_by_wire!(@ ($param) $ty); };
    (@ ($($param:ident)?) $ty:ty) => {
        impl<'de $(, $param: $crate::wire::FromWire)?> serde::Deserialize<'de> for $ty {
            #[inline]
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::wire::FromWire::read(deserializer)
            }
        }
        impl$(<$param: $crate::wire::ToWire>)? serde::Serialize for $ty {
            #[inline]
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::wire::ToWire::write(self, serializer)
            }
        }
    };
    ($ty:ty) => { $crate::wire::serde_by_wire!(@ () $ty); };
}
pub(crate) use serde_by_wire;
