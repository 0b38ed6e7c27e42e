//! The gamma function, by Lanczos' approximation with Boost's coefficients, as CPython has it.

use std::f64::consts::PI;

use super::elementary::{cos, exp, log, pow, sin};
use super::{domain, range};
use crate::Py;

const G: f64 = 6.024_680_040_776_73;
const G_MINUS_HALF: f64 = 5.524_680_040_776_73;
const LOG_PI: f64 = 1.144_729_885_849_400_2;

/// The coefficients of numerator and denominator, from the constant on.
#[expect(clippy::excessive_precision, reason = "as they are published")]
const COEFFICIENTS: [(f64, f64); 13] = [
    (23531376880.410759688572007674451636754734846804940, 0.0),
    (42919803642.649098768957899047001988850926355848959, 39916800.0),
    (35711959237.355668049440185451547166705960488635843, 120543840.0),
    (17921034426.037209699919755754458931112671403265390, 150917976.0),
    (6039542586.3520280050642916443072979210699388420708, 105258076.0),
    (1439720407.3117216736632230727949123939715485786772, 45995730.0),
    (248874557.86205415651146038641322942321632125127801, 13339535.0),
    (31426415.585400194380614231628318205362874684987640, 2637558.0),
    (2876370.6289353724412254090516208496135991145378768, 357423.0),
    (186056.26539522349504029498971604569928220784236328, 32670.0),
    (8071.6720023658162106380029022722506138218516325024, 1925.0),
    (210.82427775157934587250973392071336271166969580291, 66.0),
    (2.5066282746310002701649081771338373386264310793408, 1.0),
];

/// Lanczos' sum; for a large argument in powers of its inverse, so that it does not overflow.
fn lanczos_sum(x: f64) -> f64 {
    let (mut numerator, mut denominator) = (0.0, 0.0);
    if x < 5.0 {
        for (up, down) in COEFFICIENTS.iter().rev() {
            (numerator, denominator) = (numerator * x + up, denominator * x + down);
        }
    } else {
        for (up, down) in &COEFFICIENTS {
            (numerator, denominator) = (numerator / x + up, denominator / x + down);
        }
    }
    numerator / denominator
}

/// `sin(pi * x)` of a finite argument, exact at integers.
fn sin_pi(x: f64) -> f64 {
    let part = x.abs() % 2.0;
    let sine = match (2.0 * part).round() as i32 {
        0 => sin(PI * part),
        1 => cos(PI * (part - 0.5)),
        2 => sin(PI * (1.0 - part)),
        3 => -cos(PI * (part - 1.5)),
        _ => sin(PI * (part - 2.0)),
    };
    1.0f64.copysign(x) * sine
}

/// `gamma(x)`.
///
/// # Errors
///
/// `ValueError` at 0 and at negative integers, `OverflowError` where it is too large.
pub fn gamma(x: f64) -> Py<f64> {
    let value = if !x.is_finite() || x == x.floor() { gamma_of_whole(x)? } else { gamma_of_fraction(x) };
    if value.is_infinite() && x.is_finite() { Err(range()) } else { Ok(value) }
}

/// Of integers, infinities and NaN.
fn gamma_of_whole(x: f64) -> Py<f64> {
    const EXACT: f64 = 23.0;
    if x <= 0.0 {
        return Err(domain());
    }
    if x <= EXACT {
        return Ok((1..x as u64).fold(1.0, |product, factor| product * factor as f64));
    }
    Ok(if x.is_finite() { gamma_of_fraction(x) } else { x })
}

fn gamma_of_fraction(x: f64) -> f64 {
    let size = x.abs();
    if size < 1e-20 {
        return 1.0 / x;
    }
    if size > 200.0 {
        return if x < 0.0 { 0.0 / sin_pi(x) } else { f64::INFINITY };
    }
    let base = size + G_MINUS_HALF;
    // What was lost in that sum, and how much it changes the power.
    let lost = if size > G_MINUS_HALF { (base - size) - G_MINUS_HALF } else { (base - G_MINUS_HALF) - size };
    let correction = lost * G / base;
    if x < 0.0 {
        let value = -PI / sin_pi(size) / size * exp(base) / lanczos_sum(size);
        by_power(value - correction * value, base, size, |value, power| value / power)
    } else {
        let value = lanczos_sum(size) / exp(base);
        by_power(value + correction * value, base, size, |value, power| value * power)
    }
}

/// Times the power, or by it; of a large one in two steps.
fn by_power(value: f64, base: f64, size: f64, step: impl Fn(f64, f64) -> f64) -> f64 {
    if size < 140.0 {
        return step(value, pow(base, size - 0.5));
    }
    let half = pow(base, size / 2.0 - 0.25);
    step(step(value, half), half)
}

/// `lgamma(x)`: the logarithm of the absolute value.
///
/// # Errors
///
/// `ValueError` at 0 and at negative integers, `OverflowError` where it is too large.
pub fn lgamma(x: f64) -> Py<f64> {
    if !x.is_finite() {
        return Ok(x.abs());
    }
    if x == x.floor() && x <= 2.0 {
        return if x <= 0.0 { Err(domain()) } else { Ok(0.0) };
    }
    let value = log_gamma(x);
    if value.is_infinite() { Err(range()) } else { Ok(value) }
}

fn log_gamma(x: f64) -> f64 {
    let size = x.abs();
    if size < 1e-20 {
        return -log(size);
    }
    let sum = log(lanczos_sum(size)) - G;
    let value = sum + (size - 0.5) * (log(size + G - 0.5) - 1.0);
    if x < 0.0 { LOG_PI - log(sin_pi(size).abs()) - log(size) - value } else { value }
}
