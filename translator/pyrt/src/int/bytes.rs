//! `int.to_bytes` and `int.from_bytes`.

use super::{grew, raised};
use crate::Py;
use crate::exc::{OVERFLOW_ERROR, VALUE_ERROR};

/// Which byte comes first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ByteOrder {
    Big,
    Little,
}

impl ByteOrder {
    /// From the argument of that name.
    pub(crate) fn named(name: &str) -> Py<ByteOrder> {
        match name {
            "big" => Ok(ByteOrder::Big),
            "little" => Ok(ByteOrder::Little),
            _ => Err(raised(&VALUE_ERROR, "byteorder must be either 'little' or 'big'")),
        }
    }

    /// From the lowest byte first to this order, or back.
    pub(crate) fn apply(self, bytes: &mut [u8]) {
        if self == ByteOrder::Big {
            bytes.reverse();
        }
    }
}

/// The length argument; such that could not be had raise, as with CPython.
pub(crate) fn checked_length(length: i64) -> Py<usize> {
    const MOST: i64 = 1 << 28;
    match usize::try_from(length) {
        Ok(length) if length as i64 <= MOST => Ok(length),
        Ok(_) => Err(raised(&OVERFLOW_ERROR, "bytes object is too large to make room for")),
        Err(_) => Err(raised(&VALUE_ERROR, "length argument must be non-negative")),
    }
}

/// `a.to_bytes(length, byteorder, signed=signed)`.
///
/// # Errors
///
/// `OverflowError` where it does not fit; `ValueError` for a wrong argument.
pub fn to_bytes(a: i64, length: i64, byteorder: &str, signed: bool) -> Py<Vec<u8>> {
    let order = ByteOrder::named(byteorder)?;
    let length = checked_length(length)?;
    if a < 0 && !signed {
        return Err(raised(&OVERFLOW_ERROR, "can't convert negative int to unsigned"));
    }
    let bits = if length < 8 { 8 * length as u32 } else { 64 };
    let fits = match (signed, a) {
        (true, _) => {
            bits == 64
                || (bits > 0 && (a >> (bits - 1) == 0 || a >> (bits - 1) == -1))
                || (bits == 0 && (a == 0 || a == -1))
        }
        (false, _) => bits == 64 || a >> bits == 0,
    };
    if !fits {
        return Err(raised(&OVERFLOW_ERROR, "int too big to convert"));
    }
    let mut bytes = a.to_le_bytes().to_vec();
    bytes.resize(length, if a < 0 { 0xff } else { 0 });
    order.apply(&mut bytes);
    Ok(bytes)
}

/// `int.from_bytes(bytes, byteorder, signed=signed)`.
///
/// # Errors
///
/// `ValueError` for a wrong argument; `IntBeyond64Bits` where 64 bits do not hold it.
pub fn from_bytes(bytes: &[u8], byteorder: &str, signed: bool) -> Py<i64> {
    let order = ByteOrder::named(byteorder)?;
    let mut bytes = bytes.to_vec();
    order.apply(&mut bytes);
    let negative = signed && bytes.last().is_some_and(|&byte| byte >= 0x80);
    let fill = if negative { 0xff } else { 0 };
    if bytes.iter().skip(8).any(|&byte| byte != fill) {
        return Err(grew());
    }
    bytes.resize(8, fill);
    let value = bytes.iter().rev().fold(0u64, |value, &byte| value << 8 | u64::from(byte)).cast_signed();
    if (value < 0) == negative { Ok(value) } else { Err(grew()) }
}
