//! The inverses of the hyperbolic functions, by the formulas of fdlibm, which C libraries have; those of std are others.

use std::f64::consts::LN_2;

/// Above this a square and one more are the square.
const LARGE: f64 = 268_435_456.0;

/// Of the hyperbolic sine.
#[inline]
pub(super) fn asinh(x: f64, log: fn(f64) -> f64, log1p: fn(f64) -> f64) -> f64 {
    let size = x.abs();
    let value = if size < LARGE.recip() || !x.is_finite() {
        return x;
    } else if size > LARGE {
        log(size) + LN_2
    } else if size > 2.0 {
        log(2.0 * size + 1.0 / ((x * x + 1.0).sqrt() + size))
    } else {
        log1p(size + x * x / (1.0 + (1.0 + x * x).sqrt()))
    };
    value.copysign(x)
}

/// Of the hyperbolic cosine.
#[inline]
pub(super) fn acosh(x: f64, log: fn(f64) -> f64, log1p: fn(f64) -> f64) -> f64 {
    let above = x - 1.0;
    if x < 1.0 {
        f64::NAN
    } else if x > LARGE {
        log(x) + LN_2
    } else if x > 2.0 {
        log(2.0 * x - 1.0 / (x + (x * x - 1.0).sqrt()))
    } else {
        log1p(above + (2.0 * above + above * above).sqrt())
    }
}

/// Of the hyperbolic tangent.
#[inline]
pub(super) fn atanh(x: f64, log1p: fn(f64) -> f64) -> f64 {
    let size = x.abs();
    let twice = size + size;
    let value = if size < LARGE.recip() {
        return x;
    } else if size < 0.5 {
        log1p(twice + twice * size / (1.0 - size))
    } else {
        log1p(twice / (1.0 - size))
    };
    (0.5 * value).copysign(x)
}
