//! Numbers compared and divided exactly, as far as both can be.

use std::cmp::Ordering;
use std::fmt;

use super::Number;

impl Number {
    /// The order by value; `None` for what is not a number.
    #[inline]
    pub(super) fn order(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => Some(a.cmp(&b)),
            (Self::Float(a), Self::Float(b)) => a.partial_cmp(&b),
            (Self::Int(a), Self::Float(b)) => compare_mixed(a, b),
            (Self::Float(a), Self::Int(b)) => compare_mixed(b, a).map(Ordering::reverse),
        }
    }

    /// Whether it is a multiple of `divisor`; of zero, everything is.
    pub(super) fn is_multiple_of(self, divisor: Self) -> bool {
        let (Some(value), Some(divisor)) = (Decimal::new(self), Decimal::new(divisor)) else {
            return self.is_multiple_of_float(divisor);
        };
        let scale = value.scale.max(divisor.scale);
        match (value.scaled(scale), divisor.scaled(scale)) {
            (_, Some(0)) => true,
            (Some(value), Some(divisor)) => value % divisor == 0,
            _ => self.is_multiple_of_float(Self::Float(divisor.as_f64())),
        }
    }

    fn is_multiple_of_float(self, divisor: Self) -> bool {
        let quotient = self.as_f64() / divisor.as_f64();
        let distance = (quotient - quotient.round()).abs();
        !quotient.is_finite() || distance <= f64::EPSILON * quotient.abs().max(1.0)
    }

    fn as_f64(self) -> f64 {
        match self {
            // Where this rounds, so do the numbers that it is compared with.
            Self::Int(value) => value as f64,
            Self::Float(value) => value,
        }
    }
}

/// Compares without rounding the integer. Not inlined, so that what compares with it is.
#[inline(never)]
fn compare_mixed(a: i128, b: f64) -> Option<Ordering> {
    // 2^53: up to there, every integer is a float, and the processor has both.
    const EXACT: i64 = 9_007_199_254_740_992;
    if let Ok(a) = i64::try_from(a)
        && (-EXACT..=EXACT).contains(&a)
    {
        return (a as f64).partial_cmp(&b);
    }
    compare_great(a, b)
}

fn compare_great(a: i128, b: f64) -> Option<Ordering> {
    // 2^127, the first float beyond i128.
    const END: f64 = 170_141_183_460_469_231_731_687_303_715_884_105_728.0;
    if b.is_nan() {
        return None;
    }
    if b >= END {
        return Some(Ordering::Less);
    }
    if b < -END {
        return Some(Ordering::Greater);
    }
    let whole = b.floor();
    // Integral and within bounds, so the cast is exact.
    match a.cmp(&(whole as i128)) {
        Ordering::Equal if b > whole => Some(Ordering::Less),
        order => Some(order),
    }
}

/// A number as digits and the count of those behind the point, from its shortest spelling: `0.1`
/// is a tenth here.
#[derive(Clone, Copy)]
struct Decimal {
    digits: i128,
    scale: u32,
}

impl Decimal {
    fn new(number: Number) -> Option<Self> {
        match number {
            Number::Int(digits) => Some(Self { digits, scale: 0 }),
            Number::Float(value) if value.is_finite() => {
                let text = value.to_string();
                let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
                let digits = format!("{whole}{fraction}").parse().ok()?;
                Some(Self {
                    digits,
                    scale: u32::try_from(fraction.len()).ok()?,
                })
            }
            Number::Float(_) => None,
        }
    }

    fn scaled(self, scale: u32) -> Option<i128> {
        10_i128
            .checked_pow(scale - self.scale)?
            .checked_mul(self.digits)
    }

    fn as_f64(self) -> f64 {
        self.digits as f64 / 10_f64.powi(i32::try_from(self.scale).unwrap_or(i32::MAX))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Number::{Float, Int};
    use std::cmp::Ordering;

    #[test]
    fn integers_and_floats_compare_without_rounding() {
        let big = (1_i128 << 53) + 1;
        assert_eq!(
            Int(big).order(Float(9_007_199_254_740_992.0)),
            Some(Ordering::Greater)
        );
        assert_eq!(Int(1).order(Float(1.5)), Some(Ordering::Less));
        assert_eq!(Int(-1).order(Float(-1.5)), Some(Ordering::Greater));
        assert_eq!(
            Float(f64::INFINITY).order(Int(i128::MAX)),
            Some(Ordering::Greater)
        );
        assert_eq!(Float(f64::NAN).order(Int(0)), None);
    }

    #[test]
    fn multiples_are_those_of_the_decimal_spelling() {
        for (value, divisor, expected) in [
            (Float(0.3), Float(0.1), true),
            (Float(1.1), Float(0.01), true),
            (Float(19.99), Float(0.01), true),
            (Float(0.35), Float(0.1), false),
            (Int(7), Float(0.5), true),
            (Int(7), Int(2), false),
            (Int(-8), Int(4), true),
            (Float(1e300), Float(0.1), true),
            (Int(5), Int(0), true),
        ] {
            assert_eq!(
                value.is_multiple_of(divisor),
                expected,
                "{value:?} {divisor:?}"
            );
        }
    }
}
