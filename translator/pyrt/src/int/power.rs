//! `**` and `pow`.

use super::{grew, raised};
use crate::Py;
use crate::exc::{Exc, VALUE_ERROR, ZERO_DIVISION_ERROR};

/// `base ** exponent`.
///
/// # Errors
///
/// `IntBeyond64Bits` where 64 bits do not hold it. With a negative exponent Python gives a float: here that raises, `ZeroDivisionError` for
/// the base 0 as in CPython, else `ValueError`; where the exponent is known to be negative the translation takes `float::pow`.
#[inline]
pub fn pow(base: i64, exponent: i64) -> Py<i64> {
    match u32::try_from(exponent) {
        Ok(exponent) => base.checked_pow(exponent).ok_or_else(grew),
        Err(_) => long_power(base, exponent),
    }
}

/// Powers whose exponent is negative or huge.
#[cold]
fn long_power(base: i64, exponent: i64) -> Py<i64> {
    match base {
        _ if exponent < 0 => Err(negative_exponent(base == 0)),
        0 | 1 => Ok(base),
        -1 => Ok(if exponent % 2 == 0 { 1 } else { -1 }),
        _ => Err(grew()),
    }
}

#[cold]
pub(crate) fn negative_exponent(of_zero: bool) -> Exc {
    if of_zero {
        return raised(&ZERO_DIVISION_ERROR, "0.0 cannot be raised to a negative power");
    }
    raised(
        &VALUE_ERROR,
        "an integer was raised to a negative power, which gives a float where the translation expected an integer",
    )
}

/// `pow(base, exponent, modulus)`; with a negative exponent it is that of the inverse.
///
/// # Errors
///
/// `ValueError` for the modulus 0 and for a base that has no inverse.
pub fn pow_mod(base: i64, exponent: i64, modulus: i64) -> Py<i64> {
    if modulus == 0 {
        return Err(raised(&VALUE_ERROR, "pow() 3rd argument cannot be 0"));
    }
    let unit = i128::from(modulus).abs();
    let base = i128::from(base).rem_euclid(unit);
    let base = if exponent < 0 { inverse(base, unit)? } else { base };
    let power = power_below(base, exponent.unsigned_abs(), unit);
    let signed = if modulus < 0 && power != 0 { power - unit } else { power };
    i64::try_from(signed).map_err(|_| grew())
}

/// By squaring; all of it is below 2^63, so that no product overflows.
fn power_below(mut base: i128, mut exponent: u64, unit: i128) -> i128 {
    let mut power = 1 % unit;
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = power * base % unit;
        }
        base = base * base % unit;
        exponent >>= 1;
    }
    power
}

/// What gives 1 when it is multiplied with `value`, by Euclid's algorithm.
fn inverse(value: i128, unit: i128) -> Py<i128> {
    let (mut last, mut rest) = (unit, value);
    let (mut before, mut factor) = (0, 1);
    while rest != 0 {
        let quotient = last / rest;
        (last, rest) = (rest, last - quotient * rest);
        (before, factor) = (factor, before - quotient * factor);
    }
    if last == 1 { Ok(before.rem_euclid(unit)) } else { Err(no_inverse()) }
}

#[cold]
pub(crate) fn no_inverse() -> Exc {
    raised(&VALUE_ERROR, "base is not invertible for the given modulus")
}
