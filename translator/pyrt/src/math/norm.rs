//! Lengths of vectors: with sums of squares of twice the precision, so that the result is nearly always the nearest.

use crate::Py;
use crate::exc::VALUE_ERROR;
use crate::int::raised;

/// `hypot(*coordinates)`.
pub fn hypot(coordinates: &[f64]) -> f64 {
    norm(coordinates.iter().map(|value| value.abs()))
}

/// `dist(p, q)`.
///
/// # Errors
///
/// `ValueError` for points of different dimensions.
pub fn dist(p: &[f64], q: &[f64]) -> Py<f64> {
    if p.len() != q.len() {
        return Err(raised(&VALUE_ERROR, "both points must have the same number of dimensions"));
    }
    Ok(norm(p.iter().zip(q).map(|(p, q)| (p - q).abs())))
}

fn norm(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = values.clone().fold(0.0, f64::max);
    let has_nan = values.clone().any(f64::is_nan);
    if most.is_infinite() {
        return most;
    }
    if has_nan {
        return f64::NAN;
    }
    if most == 0.0 || values.clone().count() == 1 {
        return most;
    }
    // A power of 2 that brings the largest near 1 loses no bit.
    let (_, exponent) = libm::frexp(most);
    libm::ldexp(scaled_norm(values.map(|value| libm::ldexp(value, -exponent))), exponent)
}

fn scaled_norm(values: impl Iterator<Item = f64>) -> f64 {
    let mut sum = Double::default();
    for value in values {
        sum.add_square(value, 1.0);
    }
    let root = sum.high.sqrt();
    let mut rest = sum;
    rest.add_square(root, -1.0);
    root + (rest.high + rest.low) / (2.0 * root)
}

/// A number of twice the precision.
#[derive(Clone, Copy, Default)]
struct Double {
    high: f64,
    low: f64,
}

impl Double {
    fn add_square(&mut self, value: f64, sign: f64) {
        let square = value * value;
        let (high, low) = halves(value);
        let rest = low * low + (2.0 * high * low + (high * high - square));
        self.add(sign * square);
        self.low += sign * rest;
    }

    /// By Knuth, in any order.
    fn add(&mut self, value: f64) {
        let sum = self.high + value;
        let part = sum - self.high;
        self.low += (self.high - (sum - part)) + (value - part);
        self.high = sum;
    }
}

/// Two halves of a float, whose products are exact, by Veltkamp.
fn halves(value: f64) -> (f64, f64) {
    let large = value * 134_217_729.0;
    let high = large - (large - value);
    (high, value - high)
}
