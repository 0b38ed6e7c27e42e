//! `/`, `//`, `%` and `**` of floats.

use super::checked;
use crate::Py;
use crate::exc::{VALUE_ERROR, ZERO_DIVISION_ERROR};
use crate::int::raised;
use crate::math::elementary;

/// `a / b`.
///
/// # Errors
///
/// `ZeroDivisionError`.
#[inline]
pub fn true_div(a: f64, b: f64) -> Py<f64> {
    if b == 0.0 {
        return Err(raised(&ZERO_DIVISION_ERROR, "float division by zero"));
    }
    Ok(a / b)
}

/// The quotient and the rest, whose sign is that of `b`, which is not 0.
fn quotient_and_rest(a: f64, b: f64) -> (f64, f64) {
    let rest = a % b;
    let mut quotient = (a - rest) / b;
    if rest != 0.0 && (b < 0.0) != (rest < 0.0) {
        quotient -= 1.0;
    }
    (snapped(quotient, a / b), with_sign_of(rest, b))
}

/// The quotient is near a whole number, and may have been rounded away from it.
fn snapped(quotient: f64, ratio: f64) -> f64 {
    if quotient == 0.0 {
        return 0.0f64.copysign(ratio);
    }
    let floor = quotient.floor();
    if quotient - floor > 0.5 { floor + 1.0 } else { floor }
}

#[inline]
fn with_sign_of(rest: f64, b: f64) -> f64 {
    if rest == 0.0 {
        0.0f64.copysign(b)
    } else if (b < 0.0) != (rest < 0.0) {
        rest + b
    } else {
        rest
    }
}

/// `a // b`.
///
/// # Errors
///
/// `ZeroDivisionError`.
#[inline]
pub fn floordiv(a: f64, b: f64) -> Py<f64> {
    if b == 0.0 {
        return Err(raised(&ZERO_DIVISION_ERROR, "float floor division by zero"));
    }
    Ok(quotient_and_rest(a, b).0)
}

/// `a % b`: with the sign of `b`.
///
/// # Errors
///
/// `ZeroDivisionError`.
#[inline]
pub fn modulo(a: f64, b: f64) -> Py<f64> {
    if b == 0.0 {
        return Err(raised(&ZERO_DIVISION_ERROR, "float modulo"));
    }
    Ok(with_sign_of(a % b, b))
}

/// `divmod(a, b)`.
///
/// # Errors
///
/// `ZeroDivisionError`.
#[inline]
pub fn divmod(a: f64, b: f64) -> Py<(f64, f64)> {
    if b == 0.0 {
        return Err(raised(&ZERO_DIVISION_ERROR, "float divmod()"));
    }
    Ok(quotient_and_rest(a, b))
}

/// `base ** exponent`.
///
/// # Errors
///
/// `ZeroDivisionError` for 0 to a negative power; `OverflowError` where it is too large; `ValueError` where Python gives a complex number.
#[inline]
pub fn pow(base: f64, exponent: f64) -> Py<f64> {
    if base == 0.0 && exponent < 0.0 && exponent.is_finite() {
        return Err(raised(&ZERO_DIVISION_ERROR, "0.0 cannot be raised to a negative power"));
    }
    let power = elementary::pow(base, exponent);
    if power.is_finite() { Ok(power) } else { unusual_power(base, exponent, power) }
}

/// Tells an infinity or a NaN that came in from one that came of the power.
#[cold]
fn unusual_power(base: f64, exponent: f64, power: f64) -> Py<f64> {
    if !base.is_finite() || !exponent.is_finite() {
        return Ok(power);
    }
    if power.is_nan() {
        return Err(raised(
            &VALUE_ERROR,
            "complex numbers are not supported: a negative number was raised to a fraction",
        ));
    }
    checked(power)
}
