//! Places before values are read into them.
//!
//! Must not know what a record is.

use crate::model::Field;

/// What a place holds before a value is read into it: a constant, where `Default` has functions for each type.
pub trait Empty {
    /// Nothing.
    const EMPTY: Self;
}

impl<T> Empty for Option<T> {
    const EMPTY: Self = None;
}

impl<T> Empty for Field<T> {
    const EMPTY: Self = Self::Absent;
}

macro_rules! empty {
    ($($($name:ident)*;)*) => {$(
        impl<$($name: Empty),*> Empty for ($($name,)*) {
            const EMPTY: Self = ($($name::EMPTY,)*);
        }
    )*};
}
empty! {
    ;
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
    A B C D E F G H I;
    A B C D E F G H I J;
    A B C D E F G H I J K;
    A B C D E F G H I J K L;
}
