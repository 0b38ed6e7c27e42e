//! `round` to digits.

use super::digits::{fixed, significant};
use crate::Py;
use crate::exc::OVERFLOW_ERROR;
use crate::int::raised;

/// `round(value, digits)`: of the exact value, halves to even.
///
/// # Errors
///
/// `OverflowError` where the result is too large.
pub fn round(value: f64, digits: i64) -> Py<f64> {
    const MOST: i64 = 323;
    const LEAST: i64 = -308;
    if !value.is_finite() || digits > MOST {
        return Ok(value);
    }
    let rounded = match usize::try_from(digits) {
        Ok(places) => read(&fixed(value, places)),
        Err(_) if digits < LEAST => 0.0,
        Err(_) => to_the_left(value, digits as i32),
    };
    if rounded.is_infinite() {
        return Err(raised(&OVERFLOW_ERROR, "rounded value too large to represent"));
    }
    Ok(rounded.copysign(value))
}

fn read(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

/// To tens, hundreds and so on, by the number of digits that stay.
fn to_the_left(value: f64, digits: i32) -> f64 {
    /// No float has more digits: these are all.
    const ALL: usize = 800;
    let exact = significant(value, ALL);
    match usize::try_from(exact.exponent + 1 + digits) {
        Ok(0) if is_above_half(&exact.digits) => read(&format!("1e{}", exact.exponent + 1)),
        Ok(0) | Err(_) => 0.0,
        Ok(count) => {
            // Rounded up to a power of 10 it has a digit more; then its digits are zeros behind the first.
            let kept = significant(value, count);
            read(&format!("{}e{}", kept.digits, kept.exponent + 1 - kept.digits.len() as i32))
        }
    }
}

/// Says whether the place before the first digit is rounded to 1; exactly half goes to the even 0.
fn is_above_half(digits: &str) -> bool {
    let (first, others) = digits.split_at(1);
    first > "5" || (first == "5" && others.bytes().any(|digit| digit != b'0'))
}
