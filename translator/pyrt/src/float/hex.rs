//! What a float is made of: its hash, its ratio, its hexadecimal text.

use super::{not_finite, repr};
use crate::Py;
use crate::big::Int;
use crate::exc::{OVERFLOW_ERROR, VALUE_ERROR};
use crate::int::raised;

/// Hashes are taken modulo this prime, 2^61 - 1.
const BITS: u32 = 61;
const PRIME: u64 = (1 << BITS) - 1;

/// The value without its sign, as an odd number times a power of 2. It must be finite and not 0.
fn odd_part(value: f64) -> (u64, i32) {
    const FRACTION: u32 = f64::MANTISSA_DIGITS - 1;
    let bits = value.abs().to_bits();
    let (stored, fraction) = ((bits >> FRACTION) as i32, bits & ((1 << FRACTION) - 1));
    let mantissa = if stored == 0 { fraction } else { fraction | 1 << FRACTION };
    let zeros = mantissa.trailing_zeros();
    (mantissa >> zeros, stored.max(1) - 1075 + zeros as i32)
}

/// `hash(value)`, which for a whole number is that of the int. For a NaN, which equals nothing, it is any number.
pub fn hash(value: f64) -> i64 {
    const OF_INFINITY: i64 = 314_159;
    if !value.is_finite() || value == 0.0 {
        return if value.is_infinite() { OF_INFINITY * value.signum() as i64 } else { 0 };
    }
    let (odd, exponent) = odd_part(value);
    // 2^61 is 1 modulo the prime: a power of 2 rotates the 61 bits.
    let turn = exponent.rem_euclid(BITS as i32) as u32;
    let odd = odd % PRIME;
    let rotated = (odd << turn & PRIME) | (odd >> (BITS - turn));
    from_residue(rotated, value < 0.0)
}

/// The hash of a number from that of its absolute value: -1 is no hash.
pub(crate) fn from_residue(residue: u64, negative: bool) -> i64 {
    let residue = (residue % PRIME).cast_signed();
    match (negative, residue) {
        (true, 1) => -2,
        (true, _) => -residue,
        (false, _) => residue,
    }
}

/// `value.as_integer_ratio()`.
///
/// # Errors
///
/// `ValueError` for a NaN, `OverflowError` for an infinity.
pub fn as_integer_ratio(value: f64) -> Py<(Int, Int)> {
    if value.is_nan() {
        return Err(raised(&VALUE_ERROR, "cannot convert NaN to integer ratio"));
    }
    if not_finite(value).is_some() {
        return Err(raised(&OVERFLOW_ERROR, "cannot convert Infinity to integer ratio"));
    }
    if value == 0.0 {
        return Ok((Int::from(0), Int::from(1)));
    }
    let (odd, exponent) = odd_part(value);
    let odd = odd.cast_signed();
    let up = Int::from(if value < 0.0 { -odd } else { odd }).shifted(exponent.max(0).unsigned_abs());
    Ok((up, Int::from(1).shifted((-exponent).max(0).unsigned_abs())))
}

/// `value.hex()`.
pub fn hex(value: f64) -> String {
    if !value.is_finite() {
        return repr(value);
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let bits = value.abs().to_bits();
    let (stored, fraction) = (bits >> 52, bits & ((1 << 52) - 1));
    match (stored, fraction) {
        (0, 0) => format!("{sign}0x0.0p+0"),
        (0, _) => format!("{sign}0x0.{fraction:013x}p-1022"),
        _ => format!("{sign}0x1.{fraction:013x}p{:+}", stored as i32 - 1023),
    }
}
