//! What a float is made of, and what is near it.

use super::{defined, domain, range};
use crate::Py;
use crate::big::{self, Int};
use crate::exc::VALUE_ERROR;
use crate::int::raised;

/// `floor(x)`.
///
/// # Errors
///
/// `ValueError` for a NaN, `OverflowError` for an infinity.
pub fn floor(x: f64) -> Py<Int> {
    big::from_float(x.floor())
}

/// `ceil(x)`.
///
/// # Errors
///
/// `ValueError` for a NaN, `OverflowError` for an infinity.
pub fn ceil(x: f64) -> Py<Int> {
    big::from_float(x.ceil())
}

/// `trunc(x)`.
///
/// # Errors
///
/// `ValueError` for a NaN, `OverflowError` for an infinity.
pub fn trunc(x: f64) -> Py<Int> {
    big::from_float(x)
}

/// `fmod(x, y)`: with the sign of `x`.
///
/// # Errors
///
/// `ValueError` where it is not defined.
pub fn fmod(x: f64, y: f64) -> Py<f64> {
    defined(x % y, x.is_nan() || y.is_nan(), true, domain)
}

/// `remainder(x, y)`: what is left of the nearest multiple.
///
/// # Errors
///
/// `ValueError` where it is not defined.
pub fn remainder(x: f64, y: f64) -> Py<f64> {
    defined(libm::remainder(x, y), x.is_nan() || y.is_nan(), true, domain)
}

/// `modf(x)`: what is behind the point, and what is before it.
pub fn modf(x: f64) -> (f64, f64) {
    if x.is_infinite() {
        return (0.0f64.copysign(x), x);
    }
    ((x - x.trunc()).copysign(x), x.trunc())
}

/// `frexp(x)`: a fraction from 0.5 to 1, and the power of 2 that it is multiplied with.
pub fn frexp(x: f64) -> (f64, i64) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let (fraction, exponent) = libm::frexp(x);
    (fraction, i64::from(exponent))
}

/// `ldexp(x, exponent)`.
///
/// # Errors
///
/// `OverflowError` where it is too large.
pub fn ldexp(x: f64, exponent: i64) -> Py<f64> {
    // From the least float to the largest it is less than that.
    let result = libm::ldexp(x, exponent.clamp(-5000, 5000) as i32);
    defined(result, true, x.is_finite(), range)
}

/// `nextafter(x, y)`: the float that is next to `x` on the way to `y`.
pub fn nextafter(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() {
        return x + y;
    }
    if x == y {
        y
    } else if x < y {
        x.next_up()
    } else {
        x.next_down()
    }
}

/// `ulp(x)`: the value of the last bit.
pub fn ulp(x: f64) -> f64 {
    let x = x.abs();
    let next = x.next_up();
    if x.is_finite() && next.is_infinite() {
        x - x.next_down()
    } else if x.is_finite() {
        next - x
    } else {
        x
    }
}

/// `isclose(a, b, rel_tol=relative, abs_tol=absolute)`; Python's defaults are 1e-09 and 0.0.
///
/// # Errors
///
/// `ValueError` for a negative tolerance.
pub fn isclose(a: f64, b: f64, relative: f64, absolute: f64) -> Py<bool> {
    if relative < 0.0 || absolute < 0.0 {
        return Err(raised(&VALUE_ERROR, "tolerances must be non-negative"));
    }
    Ok(is_close(a, b, relative, absolute))
}

fn is_close(a: f64, b: f64, relative: f64, absolute: f64) -> bool {
    if a == b {
        return true;
    }
    let difference = (b - a).abs();
    let near = difference <= (relative * b).abs() || difference <= (relative * a).abs() || difference <= absolute;
    a.is_finite() && b.is_finite() && near
}
