//! Ints to text and back.

use num_bigint::BigInt;
use num_traits::Num as _;

use super::Int;
use super::convert::has_more_digits;
use crate::Py;
use crate::exc::VALUE_ERROR;
use crate::int::{Digits, MOST_DIGITS, raised};

/// `str(a)`.
///
/// # Errors
///
/// `ValueError` for more than 4300 digits.
pub fn str(a: &Int) -> Py<String> {
    let text = if has_more_digits(a, MOST_DIGITS as u64) { None } else { Some(a.to_string()) };
    text.filter(|text| text.trim_start_matches('-').len() <= MOST_DIGITS).ok_or_else(|| {
        let text = "Exceeds the limit (4300 digits) for integer string conversion; \
                    use sys.set_int_max_str_digits() to increase the limit";
        raised(&VALUE_ERROR, text)
    })
}

/// `int(text, base)`.
///
/// # Errors
///
/// `ValueError` for what is no number, and for one of more than 4300 digits.
pub fn from_str(text: &str, base: i64) -> Py<Int> {
    let number = Digits::read(text, base)?;
    let value = BigInt::from_str_radix(&number.digits, number.radix).unwrap_or_default();
    Ok(Int::from(if number.negative { -value } else { value }))
}

/// `hex(a)`.
pub fn hex(a: &Int) -> String {
    prefixed(a, "0x", 16)
}

/// `oct(a)`.
pub fn oct(a: &Int) -> String {
    prefixed(a, "0o", 8)
}

/// `bin(a)`.
pub fn bin(a: &Int) -> String {
    prefixed(a, "0b", 2)
}

fn prefixed(a: &Int, prefix: &str, radix: u32) -> String {
    let sign = if a.is_negative() { "-" } else { "" };
    format!("{sign}{prefix}{}", a.wide().magnitude().to_str_radix(radix))
}
