//! floats: Python's `float` is an `f64`.
//!
//! # How it works
//!
//! `+`, `-`, `*` are the machine's. What Python defines in its own way has a function here: `//`, `%`, `**`, division by zero, rounding to
//! digits, texts. All that has to do with decimal digits goes through [`digits`], which is exact at any precision.
//!
//! - **I1** A float is compared with an int without a conversion that would lose bits of either.

use crate::Py;
use crate::exc::{Exc, OVERFLOW_ERROR, VALUE_ERROR};
use crate::int::raised;

mod arithmetic;
pub mod digits;
pub(crate) mod double;
mod hex;
mod round;
mod text;

pub use arithmetic::{divmod, floordiv, modulo, pow, true_div};
pub(crate) use hex::from_residue;
pub use hex::{as_integer_ratio, hash, hex};
pub use round::round;
pub use text::{from_str, repr, write_repr};

/// What is raised where a float that must be an int is none.
#[cold]
pub(crate) fn not_finite(value: f64) -> Option<Exc> {
    if value.is_nan() {
        return Some(raised(&VALUE_ERROR, "cannot convert float NaN to integer"));
    }
    value.is_infinite().then(|| raised(&OVERFLOW_ERROR, "cannot convert float infinity to integer"))
}

/// `value.is_integer()`.
#[inline]
pub fn is_integer(value: f64) -> bool {
    value.is_finite() && value.trunc() == value
}

/// The int to which a float is equal, where there is one that 64 bits hold.
pub fn as_int(value: f64) -> Option<i64> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    (value.trunc() == value && (-LIMIT..LIMIT).contains(&value)).then_some(value as i64)
}

/// The order of an int and a float, of their exact values; none for a NaN.
#[inline]
pub fn compare_int(a: i64, b: f64) -> Option<std::cmp::Ordering> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if !(-LIMIT..LIMIT).contains(&b) {
        return 0.0.partial_cmp(&b);
    }
    let whole = b.trunc();
    Some(a.cmp(&(whole as i64)).then(whole.partial_cmp(&b)?))
}

/// What is raised where the result of an operation is beyond the largest float.
#[cold]
pub(crate) fn out_of_range() -> Exc {
    Exc::new(&OVERFLOW_ERROR, (34, "Numerical result out of range"))
}

/// The result of an operation whose arguments were finite.
pub(crate) fn checked(value: f64) -> Py<f64> {
    if value.is_infinite() { Err(out_of_range()) } else { Ok(value) }
}
