//! Numbers that are ints or floats: where both come to a variable of a program.
//!
//! # How it works
//!
//! A [`Number`] says which of the two it is, and is shown, compared and hashed as that. Its operators are functions that take ints, floats
//! and numbers: two ints are dealt with as [`int`] does, others as floats.

use std::any::Any;
use std::cmp::Ordering;
use std::fmt;

use crate::big::{self, Int};
use crate::exc::Argument;
use crate::format::percent::Kind;
use crate::shown::repr;
use crate::{Comparison, Equal, Key, Object, Ordered, Py, float, int};

/// An int that stays small, or a float.
///
/// # Examples
///
/// ```
/// use pyrt::numeric::{self, Number};
/// use pyrt::shown::repr;
///
/// let mut total = Number::from(0);
/// for price in [Number::from(2), Number::from(0.5)] {
///     total = numeric::add(total, price).unwrap();
/// }
/// assert_eq!(repr(&total).unwrap(), "2.5");
/// assert_eq!(repr(&numeric::mul(2, 3).unwrap()).unwrap(), "6");
/// ```
#[derive(Clone, Copy)]
pub enum Number {
    /// An int.
    Int(i64),
    /// A float.
    Float(f64),
}

use Number::{Float, Int as Small};

impl Number {
    /// `float(self)`
    #[inline]
    pub fn to_float(self) -> f64 {
        match self {
            Small(value) => int::to_float(value),
            Float(value) => value,
        }
    }

    /// `int(self)`: without what is behind the point.
    ///
    /// # Errors
    ///
    /// As those of [`int::from_float`].
    pub fn to_int(self) -> Py<i64> {
        match self {
            Small(value) => Ok(value),
            Float(value) => int::from_float(value),
        }
    }

    /// `round(self)`: half to even.
    ///
    /// # Errors
    ///
    /// As those of [`int::round_float`].
    pub fn round(self) -> Py<i64> {
        match self {
            Small(value) => Ok(value),
            Float(value) => int::round_float(value),
        }
    }

    /// `round(self, digits)`
    ///
    /// # Errors
    ///
    /// `OverflowError` where the result is too large.
    pub fn round_to(self, digits: i64) -> Py<Number> {
        match self {
            Small(value) => int::round(value, digits).map(Small),
            Float(value) => float::round(value, digits).map(Float),
        }
    }

    /// As one of a type that may be any.
    fn any(self) -> AnyNumber<'static> {
        match self {
            Small(value) => AnyNumber::Small(value),
            Float(value) => AnyNumber::Float(value),
        }
    }

    fn as_object(&self) -> &dyn Object {
        match self {
            Small(value) => value,
            Float(value) => value,
        }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Number {
        Small(value)
    }
}

impl From<f64> for Number {
    fn from(value: f64) -> Number {
        Float(value)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Argument::repr(self))
    }
}

/// A number of any type.
#[derive(Clone, Copy, Debug)]
pub enum AnyNumber<'a> {
    /// An int that stays small, or a bool.
    Small(i64),
    /// An int.
    Large(&'a Int),
    /// A float.
    Float(f64),
}

impl AnyNumber<'_> {
    /// The order of two by their exact values; none for a NaN.
    pub fn order(self, other: AnyNumber<'_>) -> Option<Ordering> {
        use AnyNumber::{Float, Large, Small};
        match (self, other) {
            (Small(one), Small(other)) => Some(one.cmp(&other)),
            (Small(one), Float(other)) => float::compare_int(one, other),
            (Small(one), Large(other)) => Int::from(one).partial_cmp(other),
            (Large(one), Large(other)) => one.partial_cmp(other),
            (Large(one), Float(other)) => big::compare_float(one, other),
            (Float(one), Float(other)) => one.partial_cmp(&other),
            (one, other) => other.order(one).map(Ordering::reverse),
        }
    }
}

/// Applies an operator of ints to two ints, and that of floats to others.
#[inline]
fn apply(
    a: impl Into<Number>,
    b: impl Into<Number>,
    of_ints: impl FnOnce(i64, i64) -> Py<i64>,
    of_floats: impl FnOnce(f64, f64) -> Py<f64>,
) -> Py<Number> {
    match (a.into(), b.into()) {
        (Small(a), Small(b)) => of_ints(a, b).map(Small),
        (a, b) => of_floats(a.to_float(), b.to_float()).map(Float),
    }
}

/// `a + b`
///
/// # Errors
///
/// `OverflowError` where 64 bits do not hold an int.
#[inline]
pub fn add(a: impl Into<Number>, b: impl Into<Number>) -> Py<Number> {
    apply(a, b, int::add, |a, b| Ok(a + b))
}

/// `a - b`
///
/// # Errors
///
/// `OverflowError` where 64 bits do not hold an int.
#[inline]
pub fn sub(a: impl Into<Number>, b: impl Into<Number>) -> Py<Number> {
    apply(a, b, int::sub, |a, b| Ok(a - b))
}

/// `a * b`
///
/// # Errors
///
/// `OverflowError` where 64 bits do not hold an int.
#[inline]
pub fn mul(a: impl Into<Number>, b: impl Into<Number>) -> Py<Number> {
    apply(a, b, int::mul, |a, b| Ok(a * b))
}

/// `a / b`: a float.
///
/// # Errors
///
/// `ZeroDivisionError`
#[inline]
pub fn true_div(a: impl Into<Number>, b: impl Into<Number>) -> Py<Number> {
    match (a.into(), b.into()) {
        (Small(a), Small(b)) => int::true_div(a, b),
        (a, b) => float::true_div(a.to_float(), b.to_float()),
    }
    .map(Float)
}

/// `a // b`
///
/// # Errors
///
/// `ZeroDivisionError`; `OverflowError` where 64 bits do not hold an int.
#[inline]
pub fn floordiv(a: impl Into<Number>, b: impl Into<Number>) -> Py<Number> {
    apply(a, b, int::floordiv, float::floordiv)
}

/// `a % b`
///
/// # Errors
///
/// `ZeroDivisionError`
#[inline]
pub fn modulo(a: impl Into<Number>, b: impl Into<Number>) -> Py<Number> {
    apply(a, b, int::modulo, float::modulo)
}

/// `divmod(a, b)`
///
/// # Errors
///
/// `ZeroDivisionError`; `OverflowError` where 64 bits do not hold an int.
pub fn divmod(a: impl Into<Number>, b: impl Into<Number>) -> Py<(Number, Number)> {
    match (a.into(), b.into()) {
        (Small(a), Small(b)) => int::divmod(a, b).map(|(quotient, rest)| (Small(quotient), Small(rest))),
        (a, b) => float::divmod(a.to_float(), b.to_float()).map(|(quotient, rest)| (Float(quotient), Float(rest))),
    }
}

/// `a ** b`: a float also of an int to a negative power.
///
/// # Errors
///
/// As those of [`int::pow`] and [`float::pow`].
pub fn pow(a: impl Into<Number>, b: impl Into<Number>) -> Py<Number> {
    match (a.into(), b.into()) {
        (Small(a), Small(b)) if b >= 0 => int::pow(a, b).map(Small),
        (a, b) => float::pow(a.to_float(), b.to_float()).map(Float),
    }
}

/// `-a`
///
/// # Errors
///
/// `OverflowError` where 64 bits do not hold an int.
#[inline]
pub fn neg(a: impl Into<Number>) -> Py<Number> {
    match a.into() {
        Small(value) => int::neg(value).map(Small),
        Float(value) => Ok(Float(-value)),
    }
}

/// `abs(a)`
///
/// # Errors
///
/// `OverflowError` where 64 bits do not hold an int.
#[inline]
pub fn abs(a: impl Into<Number>) -> Py<Number> {
    match a.into() {
        Small(value) => int::abs(value).map(Small),
        Float(value) => Ok(Float(value.abs())),
    }
}

impl Object for Number {
    fn type_name(&self) -> &'static str {
        self.as_object().type_name()
    }

    fn member(&self) -> Option<&dyn Any> {
        Some(match self {
            Small(int) => int,
            Float(float) => float,
        })
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        self.as_object().write_repr(out)
    }

    fn write_format(&self, spec: &str, out: &mut String) -> Py<()> {
        self.as_object().write_format(spec, out)
    }

    fn truth(&self) -> Py<bool> {
        self.as_object().truth()
    }

    fn write_json(&self, encoder: &mut crate::json::Encoder<'_>) -> Py<()> {
        self.as_object().write_json(encoder)
    }

    fn as_number(&self) -> Option<AnyNumber<'_>> {
        Some(self.any())
    }

    fn kind(&self) -> Kind<'_> {
        self.as_object().kind()
    }

    fn is_plain() -> bool {
        true
    }
}

impl Key for Number {
    fn hash(&self) -> Py<i64> {
        match self {
            Small(value) => value.hash(),
            Float(value) => value.hash(),
        }
    }
}

/// As an argument of an exception.
impl Argument for Number {
    fn repr(&self) -> String {
        repr(self).unwrap_or_default()
    }

    fn truth(&self) -> bool {
        self.to_float() != 0.0
    }

    fn as_any(&self) -> Option<&dyn std::any::Any> {
        Some(self)
    }
}

/// Compares numbers with another type, and the other way round.
macro_rules! compared {
    ($($other:ty: |$two:ident| $number:expr;)+) => {$(
        impl Equal<$other> for Number {
            fn equal(&self, $two: &$other) -> Py<bool> {
                Ok(self.any().order($number) == Some(Ordering::Equal))
            }
        }

        impl Ordered<$other> for Number {
            fn compare(&self, $two: &$other, comparison: Comparison) -> Py<bool> {
                Ok(comparison.holds(self.any().order($number)))
            }
        }

        impl Equal<Number> for $other {
            fn equal(&self, other: &Number) -> Py<bool> {
                other.equal(self)
            }
        }

        impl Ordered<Number> for $other {
            fn compare(&self, other: &Number, comparison: Comparison) -> Py<bool> {
                let $two = self;
                Ok(comparison.holds($number.order(other.any())))
            }
        }
    )+};
}

compared! {
    bool: |other| AnyNumber::Small(i64::from(*other));
    i64: |other| AnyNumber::Small(*other);
    f64: |other| AnyNumber::Float(*other);
    Int: |other| AnyNumber::Large(other);
}

impl Equal for Number {
    fn equal(&self, other: &Number) -> Py<bool> {
        Ok(self.any().order(other.any()) == Some(Ordering::Equal))
    }
}

impl Ordered for Number {
    fn compare(&self, other: &Number, comparison: Comparison) -> Py<bool> {
        Ok(comparison.holds(self.any().order(other.any())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(number: Py<Number>) -> String {
        number.map_or_else(|exc| format!("{exc:?}"), |number| format!("{number:?}"))
    }

    /// The answers are CPython's.
    #[test]
    fn operators_keep_what_they_are_given() {
        assert_eq!(shown(add(1, 2)), "3");
        assert_eq!(shown(sub(1, 0.5)), "0.5");
        assert_eq!(shown(mul(2.0, 3)), "6.0");
        assert_eq!(shown(true_div(6, 3)), "2.0");
        assert_eq!(shown(floordiv(7, -2)), "-4");
        assert_eq!(shown(floordiv(7, -2.0)), "-4.0");
        assert_eq!(shown(modulo(-7, 3.0)), "2.0");
        assert_eq!(shown(pow(2, 10)), "1024");
        assert_eq!(shown(pow(2, -1)), "0.5");
        assert_eq!(shown(pow(2, 0.5)), "1.4142135623730951");
        assert_eq!(shown(neg(0.0)), "-0.0");
        assert_eq!(shown(abs(-3)), "3");
        assert_eq!(format!("{:?}", divmod(7, 2.0)), "Ok((3.0, 1.0))");
        assert_eq!(shown(Number::from(2.675).round_to(2)), "2.67");
        assert_eq!(shown(Number::from(15).round_to(-1)), "20");
        assert_eq!((Number::from(2.5).round(), Number::from(-2.5).to_int()), (Ok(2), Ok(-2)));
    }

    #[test]
    fn errors_are_those_of_the_type() {
        assert_eq!(shown(true_div(1, 0)), "ZeroDivisionError('division by zero')");
        assert_eq!(shown(true_div(1, 0.0)), "ZeroDivisionError('float division by zero')");
        assert_eq!(shown(floordiv(1, 0)), "ZeroDivisionError('integer division or modulo by zero')");
        assert_eq!(shown(floordiv(1.0, 0)), "ZeroDivisionError('float floor division by zero')");
        assert_eq!(shown(modulo(1, 0)), "ZeroDivisionError('integer modulo by zero')");
        assert_eq!(shown(modulo(1, 0.0)), "ZeroDivisionError('float modulo')");
        assert_eq!(shown(pow(0, -1)), "ZeroDivisionError('0.0 cannot be raised to a negative power')");
    }

    #[test]
    fn they_compare_and_hash_as_what_they_are() {
        let (one, half) = (Number::from(1), Number::from(0.5));
        assert_eq!((one.equal(&1.0), 1.equal(&one), true.equal(&one)), (Ok(true), Ok(true), Ok(true)));
        assert_eq!((half.compare(&1, Comparison::Less), 1.compare(&half, Comparison::Less)), (Ok(true), Ok(false)));
        assert_eq!(one.hash(), Number::from(1.0).hash());
        assert_eq!(Number::from(f64::NAN).equal(&f64::NAN), Ok(false));
        let large = big::pow(&Int::from(2), &Int::from(70)).unwrap();
        assert_eq!(half.compare(&large, Comparison::Less), Ok(true));
        assert_eq!(large.compare(&one, Comparison::GreaterEqual), Ok(true));
        assert_eq!(Number::from(2f64.powi(70)).equal(&large), Ok(true));
    }
}
