//! `math`: functions of floats and ints, with CPython's errors.
//!
//! # How it works
//!
//! What can raise gives [`Py`]; the others give their value. Functions of ints that may be large are in this module, those of ints that
//! stay small, which Python calls by the same names, in [`small`].
//!
//! The last bit of a logarithm, a power or an angle is that of the platform's C library, in CPython too. All such functions come from one
//! place, `elementary`, which says what is known of their agreement.

use crate::Py;
use crate::exc::{Exc, OVERFLOW_ERROR, VALUE_ERROR};
use crate::float;
use crate::int::raised;

mod angles;
mod combinations;
pub(crate) mod elementary;
mod erf;
mod gamma;
mod norm;
mod parts;
pub mod small;
mod sums;

pub use angles::{acos, acosh, asin, asinh, atan, atan2, atanh, cos, cosh, degrees, radians, sin, sinh, tan, tanh};
pub use combinations::{comb, factorial, gcd, isqrt, lcm, perm, prod_int};
pub use elementary::portable;
pub use erf::{erf, erfc};
pub use gamma::{gamma, lgamma};
pub use norm::{dist, hypot};
pub use parts::{ceil, floor, fmod, frexp, isclose, ldexp, modf, nextafter, remainder, trunc, ulp};

pub use sums::{fsum, prod};

use crate::big::{self, Int};
use num_traits::ToPrimitive as _;

#[cold]
fn domain() -> Exc {
    raised(&VALUE_ERROR, "math domain error")
}

#[cold]
fn range() -> Exc {
    raised(&OVERFLOW_ERROR, "math range error")
}

/// A result that is a NaN or infinite where the arguments are not is no result.
#[inline]
fn defined(result: f64, is_nan: bool, is_finite: bool, infinite: fn() -> Exc) -> Py<f64> {
    if result.is_nan() && !is_nan {
        return Err(domain());
    }
    if result.is_infinite() && is_finite { Err(infinite()) } else { Ok(result) }
}

/// Of one argument, which has no result where it is infinite.
#[inline]
fn in_domain(x: f64, result: f64) -> Py<f64> {
    defined(result, x.is_nan(), x.is_finite(), domain)
}

/// Of one argument, which may grow too large.
#[inline]
fn in_range(x: f64, result: f64) -> Py<f64> {
    defined(result, x.is_nan(), x.is_finite(), range)
}

/// `sqrt(x)`.
///
/// # Errors
///
/// `ValueError` below 0.
#[inline]
pub fn sqrt(x: f64) -> Py<f64> {
    in_domain(x, x.sqrt())
}

/// `cbrt(x)`.
#[inline]
pub fn cbrt(x: f64) -> f64 {
    elementary::cbrt(x)
}

/// `exp(x)`.
///
/// # Errors
///
/// `OverflowError` where it is too large.
#[inline]
pub fn exp(x: f64) -> Py<f64> {
    in_range(x, elementary::exp(x))
}

/// `exp2(x)`.
///
/// # Errors
///
/// `OverflowError` where it is too large.
#[inline]
pub fn exp2(x: f64) -> Py<f64> {
    in_range(x, elementary::exp2(x))
}

/// `expm1(x)`.
///
/// # Errors
///
/// `OverflowError` where it is too large.
#[inline]
pub fn expm1(x: f64) -> Py<f64> {
    in_range(x, elementary::expm1(x))
}

/// `pow(x, y)`.
///
/// # Errors
///
/// `ValueError` where it is not defined, `OverflowError` where it is too large.
pub fn pow(x: f64, y: f64) -> Py<f64> {
    let infinite = if x == 0.0 { domain } else { range };
    defined(elementary::pow(x, y), x.is_nan() || y.is_nan(), x.is_finite() && y.is_finite(), infinite)
}

/// `log(x)`.
///
/// # Errors
///
/// `ValueError` at 0 and below.
#[inline]
pub fn log(x: f64) -> Py<f64> {
    in_domain(x, elementary::log(x))
}

/// `log2(x)`.
///
/// # Errors
///
/// `ValueError` at 0 and below.
#[inline]
pub fn log2(x: f64) -> Py<f64> {
    in_domain(x, elementary::log2(x))
}

/// `log10(x)`.
///
/// # Errors
///
/// `ValueError` at 0 and below.
#[inline]
pub fn log10(x: f64) -> Py<f64> {
    in_domain(x, elementary::log10(x))
}

/// `log1p(x)`.
///
/// # Errors
///
/// `ValueError` at -1 and below.
#[inline]
pub fn log1p(x: f64) -> Py<f64> {
    in_domain(x, elementary::log1p(x))
}

/// `log(x, base)`.
///
/// # Errors
///
/// `ValueError` at 0 and below; `ZeroDivisionError` for the base 1.
pub fn log_to_base(x: f64, base: f64) -> Py<f64> {
    float::true_div(log(x)?, log(base)?)
}

/// `log(x)` of an int, which may be larger than any float.
///
/// # Errors
///
/// `ValueError` at 0 and below.
pub fn log_int(x: &Int) -> Py<f64> {
    log_of_large(x, log)
}

/// `log2(x)` of an int, which may be larger than any float.
///
/// # Errors
///
/// `ValueError` at 0 and below.
pub fn log2_int(x: &Int) -> Py<f64> {
    log_of_large(x, log2)
}

/// `log10(x)` of an int, which may be larger than any float.
///
/// # Errors
///
/// `ValueError` at 0 and below.
pub fn log10_int(x: &Int) -> Py<f64> {
    log_of_large(x, log10)
}

/// Beyond the floats it is that of a fraction and of a power of 2.
fn log_of_large(x: &Int, log: fn(f64) -> Py<f64>) -> Py<f64> {
    if x.is_negative() || x.is_zero() {
        return Err(domain());
    }
    if let Ok(x) = big::to_float(x) {
        return log(x);
    }
    let bits = big::bit_length(x);
    // The highest 64 bits, the last of which stands for the rest.
    let wide = x.wide();
    let shift = (bits - 64).cast_unsigned();
    let has_rest = wide.trailing_zeros().is_some_and(|zeros| zeros < shift);
    let high = (&*wide >> shift).to_u64().unwrap_or_default() | u64::from(has_rest);
    let (fraction, carry) = libm::frexp(high as f64);
    Ok(log(fraction)? + log(2.0)? * (bits + i64::from(carry) - 64) as f64)
}
