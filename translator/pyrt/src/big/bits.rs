//! Shifts, bits and bytes: of two's complement without end.

use num_bigint::{BigInt, BigUint, Sign};
use num_traits::ToPrimitive as _;

use super::operators::within;
use super::{Int, MOST_BITS, too_large};
use crate::Py;
use crate::exc::OVERFLOW_ERROR;
use crate::int::{ByteOrder, checked_length, negative_shift, raised};

/// `a << count`.
///
/// # Errors
///
/// `ValueError` for a negative count; `OverflowError` for more than [`MOST_BITS`].
#[inline]
pub fn shl(a: &Int, count: &Int) -> Py<Int> {
    if let (Some(a), Some(count)) = (a.small(), count.small())
        && let Ok(result) = crate::int::shl(a, count)
    {
        return Ok(Int::from(result));
    }
    if count.is_negative() {
        return Err(negative_shift());
    }
    if a.is_zero() {
        return Ok(Int::from(0));
    }
    let count = count.wide().to_u64().ok_or_else(too_large)?;
    within(count.saturating_add(bit_length(a).cast_unsigned()), || Int::from(a.wide().into_owned() << count))
}

/// `a >> count`.
///
/// # Errors
///
/// `ValueError` for a negative count.
#[inline]
pub fn shr(a: &Int, count: &Int) -> Py<Int> {
    if count.is_negative() {
        return Err(negative_shift());
    }
    // No int has as many bits as 64 bits can count.
    let count = count.small().map_or(u64::MAX, i64::cast_unsigned);
    match a.small() {
        Some(a) => Ok(Int::from(a >> count.min(63))),
        None if count > MOST_BITS => Ok(Int::from(if a.is_negative() { -1 } else { 0 })),
        None => Ok((&*a.wide() >> count).into()),
    }
}

#[inline]
fn bitwise(a: &Int, b: &Int, small: impl Fn(i64, i64) -> i64, wide: impl Fn(&BigInt, &BigInt) -> BigInt) -> Py<Int> {
    Ok(match (a.small(), b.small()) {
        (Some(a), Some(b)) => Int::from(small(a, b)),
        _ => wide(&a.wide(), &b.wide()).into(),
    })
}

/// `a & b`.
///
/// # Errors
///
/// None; as the other operators.
#[inline]
pub fn bitand(a: &Int, b: &Int) -> Py<Int> {
    bitwise(a, b, |a, b| a & b, |a, b| a & b)
}

/// `a | b`.
///
/// # Errors
///
/// None; as the other operators.
#[inline]
pub fn bitor(a: &Int, b: &Int) -> Py<Int> {
    bitwise(a, b, |a, b| a | b, |a, b| a | b)
}

/// `a ^ b`.
///
/// # Errors
///
/// None; as the other operators.
#[inline]
pub fn bitxor(a: &Int, b: &Int) -> Py<Int> {
    bitwise(a, b, |a, b| a ^ b, |a, b| a ^ b)
}

/// `~a`.
///
/// # Errors
///
/// None; as the other operators.
#[inline]
pub fn invert(a: &Int) -> Py<Int> {
    Ok(a.small().map_or_else(|| Int::from(!a.wide().into_owned()), |a| Int::from(!a)))
}

/// `a.bit_length()`.
pub fn bit_length(a: &Int) -> i64 {
    a.small().map_or_else(|| a.wide().bits().cast_signed(), crate::int::bit_length)
}

/// `a.bit_count()`: the ones in its absolute value.
pub fn bit_count(a: &Int) -> i64 {
    a.wide().iter_u64_digits().map(|digit| i64::from(digit.count_ones())).sum()
}

/// `a.to_bytes(length, byteorder, signed=signed)`.
///
/// # Errors
///
/// `OverflowError` where it does not fit; `ValueError` for a wrong argument.
pub fn to_bytes(a: &Int, length: i64, byteorder: &str, signed: bool) -> Py<Vec<u8>> {
    let order = ByteOrder::named(byteorder)?;
    let length = checked_length(length)?;
    if a.is_negative() && !signed {
        return Err(raised(&OVERFLOW_ERROR, "can't convert negative int to unsigned"));
    }
    // -1 fits in no bytes, as in CPython.
    let is_empty = a.is_zero() || (length == 0 && a.small() == Some(-1));
    let mut bytes = match (is_empty, signed) {
        (true, _) => Vec::new(),
        (false, true) => a.wide().to_signed_bytes_le(),
        (false, false) => a.wide().magnitude().to_bytes_le(),
    };
    if bytes.len() > length {
        return Err(raised(&OVERFLOW_ERROR, "int too big to convert"));
    }
    bytes.resize(length, if a.is_negative() { 0xff } else { 0 });
    order.apply(&mut bytes);
    Ok(bytes)
}

/// `int.from_bytes(bytes, byteorder, signed=signed)`.
///
/// # Errors
///
/// `ValueError` for a wrong argument.
pub fn from_bytes(bytes: &[u8], byteorder: &str, signed: bool) -> Py<Int> {
    let wide = match (ByteOrder::named(byteorder)?, signed) {
        (ByteOrder::Big, true) => BigInt::from_signed_bytes_be(bytes),
        (ByteOrder::Little, true) => BigInt::from_signed_bytes_le(bytes),
        (ByteOrder::Big, false) => BigUint::from_bytes_be(bytes).into(),
        (ByteOrder::Little, false) => BigInt::from_bytes_le(Sign::Plus, bytes),
    };
    Ok(wide.into())
}
