//! Checks values by writing them to a serializer that only looks: so every type that can be
//! written can be checked, whatever the rule.

use std::cmp::Ordering;
use std::fmt;

use serde::ser::{self, Serialize, Serializer};
use serde_json::Value;

use super::{Check, Number, Pattern, Rules, TextFormat, kind};

/// A serializer that applies rules to the value it gets.
pub(super) struct Probe<'a> {
    check: &'a mut Check,
    rules: &'static Rules,
}

impl<'a> Probe<'a> {
    #[inline]
    pub(super) fn new(check: &'a mut Check, rules: &'static Rules) -> Self {
        Self { check, rules }
    }

    /// Inlined where the rules are a constant, so that only those that there are remain. For that it must be short:
    /// what few texts have stands in functions of its own.
    #[inline]
    fn text(self, text: &str) {
        let Self { check, rules } = self;
        // A character has one to four bytes, so most lengths need no counting.
        let (least, most) = (text.len().div_ceil(4) as u64, text.len() as u64);
        if rules.min_length.is_some_and(|min| least < min)
            || rules.max_length.is_some_and(|max| most > max)
        {
            lengths(check, text, rules);
        }
        if let Some(format) = rules.format {
            form(check, text, format);
        }
        if let Some(pattern) = rules.pattern {
            matching(check, text, pattern());
        }
    }

    /// Inlined as [`text`](Self::text) is.
    #[inline]
    fn number(self, value: Number) {
        let Self { check, rules } = self;
        let is = |bound: Option<Number>, wrong: fn(Ordering) -> bool| {
            bound.filter(|bound| value.order(*bound).is_some_and(wrong))
        };
        if let Some(bound) = is(rules.minimum, Ordering::is_lt) {
            beyond(check, "is less than", bound);
        }
        if let Some(bound) = is(rules.maximum, Ordering::is_gt) {
            beyond(check, "is greater than", bound);
        }
        if let Some(bound) = is(rules.exclusive_minimum, Ordering::is_le) {
            beyond(check, "is not greater than", bound);
        }
        if let Some(bound) = is(rules.exclusive_maximum, Ordering::is_ge) {
            beyond(check, "is not less than", bound);
        }
        if let Some(divisor) = rules.multiple_of
            && !value.is_multiple_of(divisor)
        {
            beyond(check, "is not a multiple of", divisor);
        }
    }

    #[inline]
    fn walk(self) -> Walk<'a> {
        let unique = self.rules.unique_items.then(Vec::new);
        Walk {
            check: self.check,
            rules: self.rules,
            count: 0,
            name: String::new(),
            unique,
        }
    }
}

/// Units of size, one and many.
type Unit = [&'static str; 2];
const CHARACTERS: Unit = ["character", "characters"];
const ITEMS: Unit = ["item", "items"];
const PROPERTIES: Unit = ["property", "properties"];

/// Counts characters, where bytes do not tell enough.
#[inline(never)]
fn lengths(check: &mut Check, text: &str, rules: &Rules) {
    let length = text.chars().count() as u64;
    sizes(
        check,
        length,
        rules.min_length,
        rules.max_length,
        CHARACTERS,
    );
}

#[inline(never)]
fn form(check: &mut Check, text: &str, format: TextFormat) {
    if !format.fits(text) {
        check.report(format!("is not {}", format.name()));
    }
}

#[inline(never)]
fn matching(check: &mut Check, text: &str, pattern: &Pattern) {
    if !pattern.matches(text) {
        check.report(format!("does not match the pattern {}", pattern.source()));
    }
}

#[cold]
#[inline(never)]
fn beyond(check: &mut Check, how: &str, bound: Number) {
    check.report(format!("{how} {bound}"));
}

#[inline]
fn sizes(check: &mut Check, size: u64, min: Option<u64>, max: Option<u64>, unit: Unit) {
    let [one, many] = unit;
    let unit = |count: u64| if count == 1 { one } else { many };
    if let Some(min) = min.filter(|min| size < *min) {
        wrong_size(check, "fewer", min, unit(min));
    }
    if let Some(max) = max.filter(|max| size > *max) {
        wrong_size(check, "more", max, unit(max));
    }
}

#[cold]
#[inline(never)]
fn wrong_size(check: &mut Check, than: &str, bound: u64, unit: &str) {
    check.report(format!("has {than} than {bound} {unit}"));
}

/// The walk ended early: the value cannot be written.
#[derive(Debug)]
pub(super) struct Ended;

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value cannot be written")
    }
}

impl std::error::Error for Ended {}

impl ser::Error for Ended {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self
    }
}

/// The items of a list, or the entries of an object.
pub(super) struct Walk<'a> {
    check: &'a mut Check,
    rules: &'static Rules,
    count: usize,
    name: String,
    unique: Option<Vec<Value>>,
}

impl Walk<'_> {
    #[inline]
    fn item<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Ended> {
        if let Some(seen) = &mut self.unique
            && let Ok(item) = serde_json::to_value(item)
        {
            seen.push(item);
        }
        let index = self.count;
        self.count += 1;
        let positions = self.rules.positions;
        if let Some(kinds) = positions.get(index).or(positions.last()) {
            kind::item(self.check, index, item, kinds);
        }
        if let Some(inner) = self.rules.inner
            && self.check.wants_more()
        {
            let outer = self.check.enter_item(index);
            let result = item.serialize(Probe::new(self.check, inner));
            self.check.leave(outer);
            return result;
        }
        Ok(())
    }

    /// A value below a property or key that `enter` goes down to.
    fn entry<T: Serialize + ?Sized>(
        &mut self,
        enter: impl FnOnce(&mut Check) -> usize,
        value: &T,
    ) -> Result<(), Ended> {
        self.count += 1;
        if let Some(inner) = self.rules.inner
            && self.check.wants_more()
        {
            let outer = enter(self.check);
            let result = value.serialize(Probe::new(self.check, inner));
            self.check.leave(outer);
            return result;
        }
        Ok(())
    }

    #[inline]
    fn items_end(self) -> Result<(), Ended> {
        let Self {
            check,
            rules,
            count,
            unique,
            ..
        } = self;
        sizes(check, count as u64, rules.min_items, rules.max_items, ITEMS);
        if unique.is_some_and(|mut items| has_equal(&mut items)) {
            check.report("has equal items");
        }
        Ok(())
    }

    fn entries_end(self) -> Result<(), Ended> {
        let Self {
            check,
            rules,
            count,
            ..
        } = self;
        sizes(
            check,
            count as u64,
            rules.min_properties,
            rules.max_properties,
            PROPERTIES,
        );
        Ok(())
    }
}

/// Whether two items are equal, numbers by value. Sorts by the text with numbers normalised, so
/// that a long list does not cost its square.
fn has_equal(items: &mut [Value]) -> bool {
    let mut texts: Vec<String> = items
        .iter_mut()
        .map(|item| {
            normalise(item);
            item.to_string()
        })
        .collect();
    texts.sort_unstable();
    texts.windows(2).any(|pair| pair[0] == pair[1])
}

/// Writes integral floats as integers. serde_json's maps are in key order already.
fn normalise(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let float = number.as_f64().filter(|_| number.is_f64());
            // 2^53: up to there, every integral float is one integer.
            if let Some(float) =
                float.filter(|float| float.fract() == 0.0 && float.abs() <= 9_007_199_254_740_992.0)
            {
                *value = Value::from(float as i64);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(normalise),
        Value::Object(entries) => {
            entries.values_mut().for_each(normalise);
            entries.sort_keys();
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

macro_rules! integers {
    ($($method:ident $ty:ty;)*) => {$(
        #[inline]
        fn $method(self, value: $ty) -> Result<(), Ended> {
            self.number(Number::Int(i128::from(value)));
            Ok(())
        }
    )*};
}

impl<'a> Serializer for Probe<'a> {
    type Ok = ();
    type Error = Ended;
    type SerializeSeq = Walk<'a>;
    type SerializeTuple = Walk<'a>;
    type SerializeTupleStruct = Walk<'a>;
    type SerializeTupleVariant = ser::Impossible<(), Ended>;
    type SerializeMap = Walk<'a>;
    type SerializeStruct = Walk<'a>;
    type SerializeStructVariant = ser::Impossible<(), Ended>;

    integers! {
        serialize_i8 i8; serialize_i16 i16; serialize_i32 i32; serialize_i64 i64; serialize_i128 i128;
        serialize_u8 u8; serialize_u16 u16; serialize_u32 u32; serialize_u64 u64;
    }

    fn serialize_bool(self, _value: bool) -> Result<(), Ended> {
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), Ended> {
        // By its spelling: 0.1_f32 is a tenth, as in the text.
        let value = value.to_string().parse().unwrap_or(f64::from(value));
        self.serialize_f64(value)
    }

    #[inline]
    fn serialize_f64(self, value: f64) -> Result<(), Ended> {
        self.number(Number::Float(value));
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Ended> {
        self.text(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    #[inline]
    fn serialize_str(self, value: &str) -> Result<(), Ended> {
        self.text(value);
        Ok(())
    }

    fn serialize_bytes(self, _value: &[u8]) -> Result<(), Ended> {
        Ok(())
    }

    #[inline]
    fn serialize_none(self) -> Result<(), Ended> {
        Ok(())
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Ended> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Ended> {
        Ok(())
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), Ended> {
        Ok(())
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<(), Ended> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<(), Ended> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _value: &T,
    ) -> Result<(), Ended> {
        Ok(())
    }

    #[inline]
    fn serialize_seq(self, _length: Option<usize>) -> Result<Walk<'a>, Ended> {
        Ok(self.walk())
    }

    fn serialize_tuple(self, _length: usize) -> Result<Walk<'a>, Ended> {
        Ok(self.walk())
    }

    fn serialize_tuple_struct(
        self,
        _name: &'static str,
        _length: usize,
    ) -> Result<Walk<'a>, Ended> {
        Ok(self.walk())
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeTupleVariant, Ended> {
        Err(Ended)
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Walk<'a>, Ended> {
        Ok(self.walk())
    }

    fn serialize_struct(self, _name: &'static str, _length: usize) -> Result<Walk<'a>, Ended> {
        Ok(self.walk())
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeStructVariant, Ended> {
        Err(Ended)
    }
}

macro_rules! item_walks {
    ($($name:ident $method:ident)*) => {$(
        impl ser::$name for Walk<'_> {
            type Ok = ();
            type Error = Ended;

            #[inline]
            fn $method<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Ended> {
                self.item(item)
            }

            #[inline]
            fn end(self) -> Result<(), Ended> {
                self.items_end()
            }
        }
    )*};
}
item_walks! {
    SerializeSeq serialize_element
    SerializeTuple serialize_element
    SerializeTupleStruct serialize_field
}

impl ser::SerializeMap for Walk<'_> {
    type Ok = ();
    type Error = Ended;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Ended> {
        if self.rules.inner.is_none() {
            return Ok(());
        }
        self.name = match serde_json::to_value(key) {
            Ok(Value::String(name)) => name,
            Ok(other) => other.to_string(),
            Err(_) => return Err(Ended),
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Ended> {
        let name = std::mem::take(&mut self.name);
        self.entry(|check| check.enter_key(&name), value)
    }

    fn end(self) -> Result<(), Ended> {
        self.entries_end()
    }
}

impl ser::SerializeStruct for Walk<'_> {
    type Ok = ();
    type Error = Ended;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Ended> {
        self.entry(|check| check.enter(name), value)
    }

    fn end(self) -> Result<(), Ended> {
        self.entries_end()
    }
}
