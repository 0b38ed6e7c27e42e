//! To floats and from them, exactly; hashes.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint};
use num_integer::Integer as _;
use num_traits::{FromPrimitive as _, ToPrimitive as _};

use super::{Int, bit_length};
use crate::Py;
use crate::exc::{OVERFLOW_ERROR, ZERO_DIVISION_ERROR};
use crate::float::{from_residue, not_finite};
use crate::int::{raised, round_bits, unsigned_ratio};

/// `float(a)`, rounded to the nearest, half to even.
///
/// # Errors
///
/// `OverflowError` where it is too large.
#[inline]
pub fn to_float(a: &Int) -> Py<f64> {
    if let Some(a) = a.small() {
        return Ok(a as f64);
    }
    let nearest = nearest_float(a);
    if nearest.is_infinite() { Err(raised(&OVERFLOW_ERROR, "int too large to convert to float")) } else { Ok(nearest) }
}

/// The nearest float, an infinity where there is none.
fn nearest_float(a: &Int) -> f64 {
    let wide = a.wide();
    let ratio = ratio(wide.magnitude(), &BigUint::from(1u8));
    if a.is_negative() { -ratio } else { ratio }
}

/// `a / b`, correctly rounded.
///
/// # Errors
///
/// `ZeroDivisionError`; `OverflowError` where it is too large for a float.
pub fn true_div(a: &Int, b: &Int) -> Py<f64> {
    if let (Some(a), Some(b)) = (a.small(), b.small()) {
        return crate::int::true_div(a, b);
    }
    if b.is_zero() {
        return Err(raised(&ZERO_DIVISION_ERROR, "division by zero"));
    }
    let ratio = ratio(a.wide().magnitude(), b.wide().magnitude());
    if ratio.is_infinite() {
        return Err(raised(&OVERFLOW_ERROR, "integer division result too large for a float"));
    }
    Ok(if a.is_negative() == b.is_negative() { ratio } else { -ratio })
}

/// The quotient is taken with 64 or 65 bits, the lowest of which stands for the rest.
fn ratio(up: &BigUint, down: &BigUint) -> f64 {
    if let (Some(up), Some(down)) = (up.to_u64(), down.to_u64()) {
        return unsigned_ratio(up, down);
    }
    let exponent = up.bits().cast_signed() - down.bits().cast_signed() - 64;
    let (quotient, rest) = if exponent < 0 {
        (up << exponent.unsigned_abs()).div_rem(down)
    } else {
        up.div_rem(&(down << exponent.unsigned_abs()))
    };
    let bits = quotient.to_u128().unwrap_or_default() | u128::from(rest != BigUint::ZERO);
    // Far beyond what a float holds either way; more than that says nothing.
    round_bits(bits, exponent.clamp(-9999, 9999) as i32)
}

/// `int(value)`: without what is behind the point.
///
/// # Errors
///
/// `ValueError` for a NaN, `OverflowError` for an infinity.
pub fn from_float(value: f64) -> Py<Int> {
    if let Some(exc) = not_finite(value) {
        return Err(exc);
    }
    Ok(BigInt::from_f64(value.trunc()).unwrap_or_default().into())
}

/// `round(value)`: half to even.
///
/// # Errors
///
/// `ValueError` for a NaN, `OverflowError` for an infinity.
pub fn round_float(value: f64) -> Py<Int> {
    from_float(value.round_ties_even())
}

/// The order of an int and a float, of their exact values; none for a NaN.
pub fn compare_float(a: &Int, b: f64) -> Option<Ordering> {
    if let Some(a) = a.small() {
        return crate::float::compare_int(a, b);
    }
    // A big one is further from 0 than any float with a fraction.
    match from_float(b) {
        Ok(b) => Some(a.cmp(&b)),
        Err(_) => 0.0.partial_cmp(&b),
    }
}

/// `hash(a)`.
pub fn hash(a: &Int) -> i64 {
    const PRIME: u64 = (1 << 61) - 1;
    match a.small() {
        Some(value) => from_residue(value.unsigned_abs(), value < 0),
        None => from_residue((a.wide().magnitude() % PRIME).to_u64().unwrap_or_default(), a.is_negative()),
    }
}

/// Says whether it is certainly too large for CPython to write in decimal, without working it out.
pub(super) fn has_more_digits(a: &Int, digits: u64) -> bool {
    bit_length(a).cast_unsigned() > digits * 4
}
