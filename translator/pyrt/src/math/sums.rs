//! Sums and products.

use crate::Py;
use crate::exc::{OVERFLOW_ERROR, VALUE_ERROR};
use crate::int::raised;

/// `prod(values, start=start)` of floats.
pub fn prod(values: impl IntoIterator<Item = f64>, start: f64) -> f64 {
    values.into_iter().fold(start, |product, value| product * value)
}

/// `fsum(values)`: the exact sum, rounded once, by Shewchuk's partial sums.
///
/// # Errors
///
/// `OverflowError` where a partial sum is too large; `ValueError` for infinities of both signs.
pub fn fsum(values: impl IntoIterator<Item = f64>) -> Py<f64> {
    let mut partials = Vec::new();
    let (mut special, mut infinite) = (0.0, 0.0);
    for value in values {
        if value.is_finite() {
            add_to(&mut partials, value)?;
        } else {
            special += value;
            infinite += if value.is_infinite() { value } else { 0.0 };
        }
    }
    if infinite.is_nan() {
        return Err(raised(&VALUE_ERROR, "-inf + inf in fsum"));
    }
    Ok(if special != 0.0 { special } else { rounded(partials) })
}

/// The exact sum of two: rounded, and what is left.
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let (large, small) = if a.abs() < b.abs() { (b, a) } else { (a, b) };
    let sum = large + small;
    (sum, small - (sum - large))
}

/// Adds a value to sums that do not overlap and grow.
fn add_to(partials: &mut Vec<f64>, value: f64) -> Py<()> {
    let mut sum = value;
    let mut kept = 0;
    for at in 0..partials.len() {
        let (next, rest) = two_sum(sum, partials[at]);
        if rest != 0.0 {
            partials[kept] = rest;
            kept += 1;
        }
        sum = next;
    }
    partials.truncate(kept);
    if !sum.is_finite() {
        return Err(raised(&OVERFLOW_ERROR, "intermediate overflow in fsum"));
    }
    partials.extend((sum != 0.0).then_some(sum));
    Ok(())
}

/// The sum of partial sums, from the largest on; what lies below a half decides where it goes.
fn rounded(mut partials: Vec<f64>) -> f64 {
    let mut sum = partials.pop().unwrap_or(0.0);
    while let Some(partial) = partials.pop() {
        let (next, rest) = two_sum(sum, partial);
        sum = next;
        if rest != 0.0 {
            let same_side = partials.last().is_some_and(|below| (*below < 0.0) == (rest < 0.0));
            let further = sum + rest * 2.0;
            return if same_side && further - sum == rest * 2.0 { further } else { sum };
        }
    }
    sum
}
