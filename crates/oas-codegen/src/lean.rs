//! What most values have nothing of, at its price in memory only for those that have.
//!
//! Must not know what it is.

use std::ops::{Deref, DerefMut};

/// What can be nothing.
pub trait Nothing: Default + PartialEq + 'static {
    /// Nothing.
    const NOTHING: &'static Self;
}

impl<T: PartialEq + 'static> Nothing for Vec<T> {
    const NOTHING: &'static Self = &Vec::new();
}

/// A `T` that is nowhere while it is nothing. It is a `T` to whoever uses it.
#[derive(Debug, Clone, Default)]
pub struct Lean<T>(Option<Box<T>>);

impl<T: Nothing> Lean<T> {
    /// Nothing.
    pub const NOTHING: Self = Self(None);

    /// Frees what nothing was written into.
    pub fn settle(&mut self) {
        if **self == *T::NOTHING {
            self.0 = None;
        }
    }
}

impl<T: Nothing> From<T> for Lean<T> {
    fn from(value: T) -> Self {
        Self((value != *T::NOTHING).then(|| Box::new(value)))
    }
}

impl<T: Nothing> Deref for Lean<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or(T::NOTHING)
    }
}

impl<T: Nothing> DerefMut for Lean<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }
}

impl<T: Nothing> PartialEq for Lean<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Nothing for u8 {
        const NOTHING: &'static Self = &0;
    }

    #[test]
    fn nothing_is_nowhere() {
        let mut value = Lean::from(0_u8);
        assert!(value.0.is_none());
        assert_eq!(*value, 0);
        *value = 7;
        assert_eq!(value, Lean::from(7));
        *value = 0;
        value.settle();
        assert!(value.0.is_none());
    }
}
