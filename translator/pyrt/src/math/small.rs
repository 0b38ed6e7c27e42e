//! The functions of ints that stay small.
//!
//! - **I1** What 64 bits do not hold raises `IntBeyond64Bits`, as everywhere for such ints.

use num_integer::Integer as _;

use crate::Py;
use crate::big::Int;
use crate::exc::VALUE_ERROR;
use crate::int::{self, grew, raised};

/// `floor(x)`.
///
/// # Errors
///
/// `ValueError` for a NaN; `OverflowError` for an infinity; `IntBeyond64Bits` where 64 bits do not hold it.
#[inline]
pub fn floor(x: f64) -> Py<i64> {
    int::from_float(x.floor())
}

/// `ceil(x)`.
///
/// # Errors
///
/// `ValueError` for a NaN; `OverflowError` for an infinity; `IntBeyond64Bits` where 64 bits do not hold it.
#[inline]
pub fn ceil(x: f64) -> Py<i64> {
    int::from_float(x.ceil())
}

/// `trunc(x)`.
///
/// # Errors
///
/// `ValueError` for a NaN; `OverflowError` for an infinity; `IntBeyond64Bits` where 64 bits do not hold it.
#[inline]
pub fn trunc(x: f64) -> Py<i64> {
    int::from_float(x)
}

/// `gcd(*values)`.
///
/// # Errors
///
/// `IntBeyond64Bits` where 64 bits do not hold it.
pub fn gcd(values: &[i64]) -> Py<i64> {
    let divisor = values.iter().fold(0, |divisor: u64, value| divisor.gcd(&value.unsigned_abs()));
    i64::try_from(divisor).map_err(|_| grew())
}

/// `lcm(*values)`.
///
/// # Errors
///
/// `IntBeyond64Bits` where 64 bits do not hold it.
pub fn lcm(values: &[i64]) -> Py<i64> {
    if values.contains(&0) {
        return Ok(0);
    }
    let multiple = values.iter().try_fold(1u64, |multiple, value| {
        let value = value.unsigned_abs();
        (multiple / multiple.gcd(&value)).checked_mul(value)
    });
    multiple.and_then(|multiple| i64::try_from(multiple).ok()).ok_or_else(grew)
}

/// `prod(values, start=start)`.
///
/// # Errors
///
/// `IntBeyond64Bits` where 64 bits do not hold it.
pub fn prod(values: impl IntoIterator<Item = i64>, start: i64) -> Py<i64> {
    values.into_iter().try_fold(start, int::mul)
}

/// `isqrt(n)`.
///
/// # Errors
///
/// `ValueError` below 0.
pub fn isqrt(n: i64) -> Py<i64> {
    n.checked_isqrt().ok_or_else(|| raised(&VALUE_ERROR, "isqrt() argument must be nonnegative"))
}

/// `factorial(n)`.
///
/// # Errors
///
/// `ValueError` below 0; `IntBeyond64Bits` where 64 bits do not hold it.
pub fn factorial(n: i64) -> Py<i64> {
    super::factorial(&Int::from(n))?.to_small()
}

/// `perm(n, k)`.
///
/// # Errors
///
/// `ValueError` for negative arguments; `IntBeyond64Bits` where 64 bits do not hold it.
pub fn perm(n: i64, k: i64) -> Py<i64> {
    super::perm(&Int::from(n), &Int::from(k))?.to_small()
}

/// `comb(n, k)`.
///
/// # Errors
///
/// `ValueError` for negative arguments; `IntBeyond64Bits` where 64 bits do not hold it.
pub fn comb(n: i64, k: i64) -> Py<i64> {
    super::comb(&Int::from(n), &Int::from(k))?.to_small()
}
