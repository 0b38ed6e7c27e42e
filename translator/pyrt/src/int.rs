//! ints that stay small: Python's `int` where the translation knows that 64 bits hold it.
//!
//! # How it works
//!
//! Such an int is a plain `i64`. Each operator is a function that costs its instruction and one check; what raises stands apart, so
//! that it is not inlined. What may grow without bound is an [`Int`](crate::big::Int), whose module has the same functions.
//!
//! - **I1** Nothing wraps: a result that 64 bits do not hold raises [`INT_BEYOND_64_BITS`]. That limit is ours; CPython has none. So it is
//!   no `Exception`, which a program would catch as one of its own.

use crate::Py;
use crate::exc::{BASE_EXCEPTION, Class, Exc, VALUE_ERROR, ZERO_DIVISION_ERROR};

mod bytes;
mod division;
mod power;
mod text;

pub(crate) use bytes::{ByteOrder, checked_length};
pub use bytes::{from_bytes, to_bytes};
pub use division::true_div;
pub(crate) use division::{round_bits, unsigned_ratio};
pub(crate) use power::{negative_exponent, no_inverse};
pub use power::{pow, pow_mod};
pub(crate) use text::{Digits, MOST_DIGITS};
pub use text::{bin, from_str, hex, oct};

/// The class of what is raised where an int does not stay small. Python has none like it.
pub static INT_BEYOND_64_BITS: Class = Class::new("IntBeyond64Bits", &[&BASE_EXCEPTION]);

/// What is raised where an int does not stay small.
#[cold]
pub(crate) fn grew() -> Exc {
    let text = "an int grew beyond 64 bits, which translated programs cannot do yet; run this program with CPython, or keep its ints smaller";
    Exc::new(&INT_BEYOND_64_BITS, text)
}

/// An exception with a text that does not change.
#[cold]
pub(crate) fn raised(class: &'static Class, text: &'static str) -> Exc {
    Exc::new(class, text)
}

/// `a + b`.
///
/// # Errors
///
/// [`INT_BEYOND_64_BITS`] where 64 bits do not hold it.
#[inline]
pub fn add(a: i64, b: i64) -> Py<i64> {
    a.checked_add(b).ok_or_else(grew)
}

/// `a - b`.
///
/// # Errors
///
/// [`INT_BEYOND_64_BITS`] where 64 bits do not hold it.
#[inline]
pub fn sub(a: i64, b: i64) -> Py<i64> {
    a.checked_sub(b).ok_or_else(grew)
}

/// `a * b`.
///
/// # Errors
///
/// [`INT_BEYOND_64_BITS`] where 64 bits do not hold it.
#[inline]
pub fn mul(a: i64, b: i64) -> Py<i64> {
    a.checked_mul(b).ok_or_else(grew)
}

/// `-a`.
///
/// # Errors
///
/// [`INT_BEYOND_64_BITS`] where 64 bits do not hold it.
#[inline]
pub fn neg(a: i64) -> Py<i64> {
    a.checked_neg().ok_or_else(grew)
}

/// `abs(a)`.
///
/// # Errors
///
/// [`INT_BEYOND_64_BITS`] where 64 bits do not hold it.
#[inline]
pub fn abs(a: i64) -> Py<i64> {
    a.checked_abs().ok_or_else(grew)
}

/// Tells the two reasons apart for which a division has no result.
#[cold]
fn no_quotient(b: i64) -> Exc {
    if b == 0 { raised(&ZERO_DIVISION_ERROR, "integer division or modulo by zero") } else { grew() }
}

/// `a // b`: towards negative infinity.
///
/// # Errors
///
/// `ZeroDivisionError`; `IntBeyond64Bits` where 64 bits do not hold it.
#[inline]
pub fn floordiv(a: i64, b: i64) -> Py<i64> {
    let quotient = a.checked_div(b).ok_or_else(|| no_quotient(b))?;
    let rest = a.wrapping_rem(b);
    Ok(if rest != 0 && (rest ^ b) < 0 { quotient - 1 } else { quotient })
}

/// `a % b`: with the sign of `b`.
///
/// # Errors
///
/// `ZeroDivisionError`.
#[inline]
pub fn modulo(a: i64, b: i64) -> Py<i64> {
    if b == 0 {
        return Err(raised(&ZERO_DIVISION_ERROR, "integer modulo by zero"));
    }
    let rest = a.wrapping_rem(b);
    Ok(if rest != 0 && (rest ^ b) < 0 { rest + b } else { rest })
}

/// `divmod(a, b)`.
///
/// # Errors
///
/// `ZeroDivisionError`; `IntBeyond64Bits` where 64 bits do not hold the quotient.
#[inline]
pub fn divmod(a: i64, b: i64) -> Py<(i64, i64)> {
    Ok((floordiv(a, b)?, modulo(a, b)?))
}

/// `a << count`.
///
/// # Errors
///
/// `ValueError` for a negative count; `IntBeyond64Bits` where 64 bits do not hold the result.
#[inline]
pub fn shl(a: i64, count: i64) -> Py<i64> {
    match u32::try_from(count) {
        Ok(count) if count < 64 && (a << count) >> count == a => Ok(a << count),
        _ if count < 0 => Err(negative_shift()),
        _ if a == 0 => Ok(0),
        _ => Err(grew()),
    }
}

/// `a >> count`.
///
/// # Errors
///
/// `ValueError` for a negative count.
#[inline]
pub fn shr(a: i64, count: i64) -> Py<i64> {
    if count < 0 { Err(negative_shift()) } else { Ok(a >> count.min(63)) }
}

#[cold]
pub(crate) fn negative_shift() -> Exc {
    raised(&VALUE_ERROR, "negative shift count")
}

/// `a & b`.
///
/// # Errors
///
/// None; as the other operators.
#[inline]
pub fn bitand(a: i64, b: i64) -> Py<i64> {
    Ok(a & b)
}

/// `a | b`.
///
/// # Errors
///
/// None; as the other operators.
#[inline]
pub fn bitor(a: i64, b: i64) -> Py<i64> {
    Ok(a | b)
}

/// `a ^ b`.
///
/// # Errors
///
/// None; as the other operators.
#[inline]
pub fn bitxor(a: i64, b: i64) -> Py<i64> {
    Ok(a ^ b)
}

/// `~a`.
///
/// # Errors
///
/// None; as the other operators.
#[inline]
pub fn invert(a: i64) -> Py<i64> {
    Ok(!a)
}

/// `a.bit_length()`.
#[inline]
pub fn bit_length(a: i64) -> i64 {
    i64::from(64 - a.unsigned_abs().leading_zeros())
}

/// `a.bit_count()`: the ones in its absolute value.
#[inline]
pub fn bit_count(a: i64) -> i64 {
    i64::from(a.unsigned_abs().count_ones())
}

/// `float(a)`, rounded to the nearest.
#[inline]
pub fn to_float(a: i64) -> f64 {
    a as f64
}

/// `int(value)`: without what is behind the point.
///
/// # Errors
///
/// `ValueError` for a NaN; `OverflowError` for an infinity; `IntBeyond64Bits` where 64 bits do not hold it.
#[inline]
pub fn from_float(value: f64) -> Py<i64> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if (-LIMIT..LIMIT).contains(&value) { Ok(value as i64) } else { Err(no_int(value)) }
}

/// `round(value)`: half to even.
///
/// # Errors
///
/// `ValueError` for a NaN; `OverflowError` for an infinity; `IntBeyond64Bits` where 64 bits do not hold it.
#[inline]
pub fn round_float(value: f64) -> Py<i64> {
    from_float(value.round_ties_even())
}

/// Says why this float is no small int.
#[cold]
fn no_int(value: f64) -> Exc {
    crate::float::not_finite(value).unwrap_or_else(grew)
}

/// `round(a, digits)`: half to even.
///
/// # Errors
///
/// [`INT_BEYOND_64_BITS`] where 64 bits do not hold it.
pub fn round(a: i64, digits: i64) -> Py<i64> {
    if digits >= 0 {
        return Ok(a);
    }
    let unit = i128::checked_pow(10, digits.unsigned_abs().min(20) as u32).unwrap_or(i128::MAX);
    let (floor, rest) = (i128::from(a).div_euclid(unit), i128::from(a).rem_euclid(unit));
    let up = rest * 2 > unit || (rest * 2 == unit && floor % 2 != 0);
    i64::try_from((floor + i128::from(up)) * unit).map_err(|_| grew())
}
