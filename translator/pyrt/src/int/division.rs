//! `a / b` of ints, which is a float: rounded once.

use super::raised;
use crate::Py;
use crate::exc::ZERO_DIVISION_ERROR;

/// Below this a float is exact.
const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;

/// `a / b`, correctly rounded.
///
/// # Errors
///
/// `ZeroDivisionError`.
#[inline]
pub fn true_div(a: i64, b: i64) -> Py<f64> {
    if b == 0 {
        return Err(raised(&ZERO_DIVISION_ERROR, "division by zero"));
    }
    let (up, down) = (a.unsigned_abs(), b.unsigned_abs());
    if up <= EXACT && down <= EXACT {
        return Ok(a as f64 / b as f64);
    }
    let ratio = unsigned_ratio(up, down);
    Ok(if (a < 0) == (b < 0) { ratio } else { -ratio })
}

/// The ratio of two that are not 0 below.
pub(crate) fn unsigned_ratio(up: u64, down: u64) -> f64 {
    if up == 0 {
        return 0.0;
    }
    let (shift, down) = (up.leading_zeros() + 64, u128::from(down));
    let up = u128::from(up) << shift;
    round_bits((up / down) | u128::from(!up.is_multiple_of(down)), -(shift as i32))
}

/// `bits * 2 ** exponent`, rounded once, half to even. Where the lowest bit stands for some rest below it there must be 55 bits or more, or
/// the exponent must be so low that two bits at least are rounded off. Infinite where it is too large.
pub(crate) fn round_bits(bits: u128, exponent: i32) -> f64 {
    /// The exponent of the last bit of the smallest float.
    const LOWEST: i32 = f64::MIN_EXP - f64::MANTISSA_DIGITS as i32;
    let length = (u128::BITS - bits.leading_zeros()) as i32;
    let drop = (length - f64::MANTISSA_DIGITS as i32).max(LOWEST - exponent);
    if drop <= 0 {
        return libm::ldexp(bits as f64, exponent);
    }
    if drop > length {
        return 0.0;
    }
    let (kept, rest) = if drop >= 128 { (0, bits) } else { (bits >> drop, bits & ((1 << drop) - 1)) };
    let half = 1u128 << (drop - 1);
    let up = rest > half || (rest == half && kept & 1 == 1);
    libm::ldexp((kept + u128::from(up)) as f64, exponent + drop)
}
