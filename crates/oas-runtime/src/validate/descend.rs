//! Descent through lists, maps, boxes and nullable values to what has checks of its own.

use std::collections::BTreeMap;

#[cfg(feature = "ordered")]
use indexmap::IndexMap;

use super::{Check, Validate};
use crate::model::{Base64, Field, Never, Null, Value};

impl<T: Validate> Validate for Option<T> {
    fn validate(&self, check: &mut Check) {
        if let Some(value) = self {
            value.validate(check);
        }
    }
}

impl<T: Validate> Validate for Field<T> {
    fn validate(&self, check: &mut Check) {
        if let Self::Value(value) = self {
            value.validate(check);
        }
    }
}

impl<T: Validate + ?Sized> Validate for Box<T> {
    fn validate(&self, check: &mut Check) {
        (**self).validate(check);
    }
}

impl<T: Validate + ?Sized> Validate for &T {
    fn validate(&self, check: &mut Check) {
        (**self).validate(check);
    }
}

impl<T: Validate> Validate for [T] {
    fn validate(&self, check: &mut Check) {
        for (index, item) in self.iter().enumerate() {
            if !check.wants_more() {
                break;
            }
            let outer = check.enter_item(index);
            item.validate(check);
            check.leave(outer);
        }
    }
}

impl<T: Validate> Validate for Vec<T> {
    fn validate(&self, check: &mut Check) {
        self.as_slice().validate(check);
    }
}

macro_rules! maps {
    ($map:ident) => {
        impl<T: Validate> Validate for $map<String, T> {
            fn validate(&self, check: &mut Check) {
                for (name, value) in self {
                    if !check.wants_more() {
                        break;
                    }
                    let outer = check.enter_key(name);
                    value.validate(check);
                    check.leave(outer);
                }
            }
        }
    };
}

maps!(BTreeMap);
#[cfg(feature = "ordered")]
maps!(IndexMap);

macro_rules! tuples {
    ($($($name:ident $index:tt)*;)*) => {$(
        impl<$($name: Validate),*> Validate for ($($name,)*) {
            fn validate(&self, check: &mut Check) {
                $(
                    let outer = check.enter_item($index);
                    self.$index.validate(check);
                    check.leave(outer);
                )*
            }
        }
    )*};
}
tuples! {
    T0 0;
    T0 0 T1 1;
    T0 0 T1 1 T2 2;
    T0 0 T1 1 T2 2 T3 3;
    T0 0 T1 1 T2 2 T3 3 T4 4;
    T0 0 T1 1 T2 2 T3 3 T4 4 T5 5;
    T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6;
    T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7;
    T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7 T8 8;
    T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7 T8 8 T9 9;
    T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7 T8 8 T9 9 T10 10;
    T0 0 T1 1 T2 2 T3 3 T4 4 T5 5 T6 6 T7 7 T8 8 T9 9 T10 10 T11 11;
}

/// Types that have nothing to check beyond the rules of the place where they are used.
macro_rules! nothing_to_check {
    ($($ty:ty)*) => {$(
        impl Validate for $ty {
            fn validate(&self, _check: &mut Check) {}
        }
    )*};
}
nothing_to_check! {
    String str bool i8 i16 i32 i64 i128 u8 u16 u32 u64 f32 f64 Value Base64 Never Null bytes::Bytes
}

impl<T: secrecy::zeroize::Zeroize> Validate for crate::model::Secret<T> {
    fn validate(&self, _check: &mut Check) {}
}
