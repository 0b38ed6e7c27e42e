//! The operators of arithmetic.

use num_bigint::BigInt;
use num_integer::Integer as _;

use super::{Int, MOST_BITS, bit_length, too_large};
use crate::Py;
use crate::exc::{VALUE_ERROR, ZERO_DIVISION_ERROR};
use crate::int::{negative_exponent, no_inverse, raised};

/// An operator of two: the small way where it goes, else the wide one.
#[inline]
fn either(a: &Int, b: &Int, small: impl Fn(i64, i64) -> Option<i64>, wide: impl Fn(&BigInt, &BigInt) -> BigInt) -> Int {
    if let (Some(a), Some(b)) = (a.small(), b.small())
        && let Some(result) = small(a, b)
    {
        return Int::from(result);
    }
    in_wide_form(a, b, &wide)
}

/// Apart, so that what is inlined is the small way alone.
#[cold]
#[inline(never)]
fn in_wide_form(a: &Int, b: &Int, wide: &dyn Fn(&BigInt, &BigInt) -> BigInt) -> Int {
    Int::from(wide(&a.wide(), &b.wide()))
}

/// Refuses what would have too many bits.
pub(super) fn within(bits: u64, result: impl FnOnce() -> Int) -> Py<Int> {
    if bits > MOST_BITS { Err(too_large()) } else { Ok(result()) }
}

fn bits(a: &Int) -> u64 {
    bit_length(a).cast_unsigned()
}

/// `a + b`.
///
/// # Errors
///
/// None; as the other operators.
#[inline]
pub fn add(a: &Int, b: &Int) -> Py<Int> {
    Ok(either(a, b, i64::checked_add, |a, b| a + b))
}

/// `a - b`.
///
/// # Errors
///
/// None; as the other operators.
#[inline]
pub fn sub(a: &Int, b: &Int) -> Py<Int> {
    Ok(either(a, b, i64::checked_sub, |a, b| a - b))
}

/// `a * b`.
///
/// # Errors
///
/// `OverflowError` for more than [`MOST_BITS`].
#[inline]
pub fn mul(a: &Int, b: &Int) -> Py<Int> {
    let product = || either(a, b, i64::checked_mul, |a, b| a * b);
    if a.small().is_some() || b.small().is_some() { Ok(product()) } else { within(bits(a) + bits(b), product) }
}

/// `-a`.
///
/// # Errors
///
/// None; as the other operators.
#[inline]
pub fn neg(a: &Int) -> Py<Int> {
    sub(&Int::from(0), a)
}

/// `abs(a)`.
///
/// # Errors
///
/// None; as the other operators.
#[inline]
pub fn abs(a: &Int) -> Py<Int> {
    if a.is_negative() { neg(a) } else { Ok(a.clone()) }
}

/// `a // b`: towards negative infinity.
///
/// # Errors
///
/// `ZeroDivisionError`.
#[inline]
pub fn floordiv(a: &Int, b: &Int) -> Py<Int> {
    if b.is_zero() {
        return Err(raised(&ZERO_DIVISION_ERROR, "integer division or modulo by zero"));
    }
    Ok(either(a, b, |a, b| crate::int::floordiv(a, b).ok(), |a, b| a.div_floor(b)))
}

/// `a % b`: with the sign of `b`.
///
/// # Errors
///
/// `ZeroDivisionError`.
#[inline]
pub fn modulo(a: &Int, b: &Int) -> Py<Int> {
    if b.is_zero() {
        return Err(raised(&ZERO_DIVISION_ERROR, "integer modulo by zero"));
    }
    Ok(either(a, b, |a, b| crate::int::modulo(a, b).ok(), |a, b| a.mod_floor(b)))
}

/// `divmod(a, b)`.
///
/// # Errors
///
/// `ZeroDivisionError`.
pub fn divmod(a: &Int, b: &Int) -> Py<(Int, Int)> {
    if a.small().is_some() || b.is_zero() {
        return Ok((floordiv(a, b)?, modulo(a, b)?));
    }
    let (quotient, rest) = a.wide().div_mod_floor(&b.wide());
    Ok((quotient.into(), rest.into()))
}

/// `base ** exponent`.
///
/// # Errors
///
/// `OverflowError` for more than [`MOST_BITS`]. With a negative exponent Python gives a float: here that raises, `ZeroDivisionError` for
/// the base 0 as in CPython, else `ValueError`.
pub fn pow(base: &Int, exponent: &Int) -> Py<Int> {
    if exponent.is_negative() {
        return Err(negative_exponent(base.is_zero()));
    }
    let small = base.small();
    if let Some(base @ -1..=1) = small {
        let odd = exponent.wide().is_odd();
        return Ok(Int::from(if exponent.is_zero() || (base < 0 && !odd) { 1 } else { base }));
    }
    let exponent = exponent.small().and_then(|exponent| u32::try_from(exponent).ok()).ok_or_else(too_large)?;
    if let Some(power) = small.and_then(|base| base.checked_pow(exponent)) {
        return Ok(Int::from(power));
    }
    within((bits(base) - 1).saturating_mul(u64::from(exponent)), || base.wide().pow(exponent).into())
}

/// `pow(base, exponent, modulus)`; with a negative exponent it is that of the inverse.
///
/// # Errors
///
/// `ValueError` for the modulus 0 and for a base that has no inverse.
pub fn pow_mod(base: &Int, exponent: &Int, modulus: &Int) -> Py<Int> {
    if modulus.is_zero() {
        return Err(raised(&VALUE_ERROR, "pow() 3rd argument cannot be 0"));
    }
    let modulus = modulus.wide();
    let power = if exponent.is_negative() {
        let inverse = base.wide().modinv(&modulus).ok_or_else(no_inverse)?;
        inverse.modpow(&-exponent.wide().into_owned(), &modulus)
    } else {
        base.wide().modpow(&exponent.wide(), &modulus)
    };
    Ok(power.into())
}

/// `round(a, digits)`: half to even.
///
/// # Errors
///
/// None; as the other functions.
pub fn round(a: &Int, digits: &Int) -> Py<Int> {
    if !digits.is_negative() {
        return Ok(a.clone());
    }
    let places = digits.small().and_then(|digits| u32::try_from(digits.unsigned_abs()).ok());
    // 10 ** places has more than three bits a place.
    let Some(places) = places.filter(|&places| u64::from(places) * 3 <= bits(a) + 3) else { return Ok(Int::from(0)) };
    let unit = BigInt::from(10).pow(places);
    let (floor, rest) = a.wide().div_mod_floor(&unit);
    let twice = rest * 2;
    let up = twice > unit || (twice == unit && floor.is_odd());
    Ok(((floor + i32::from(up)) * unit).into())
}
