//! A float in digits, as C's `printf` and Python's `repr` have it.
//!
//! # How it works
//!
//! `digits.rs` gives the exact, the rounded and the shortest digits. What is left is where the point goes, when there is an exponent, and which
//! zeros stay. A precision beyond what a float can have is zeros, which Rust is not asked for: it refuses large ones.

use std::fmt::{self, Write};

use super::digits::{Decimal, shortest, significant};
use crate::Py;
use crate::str::reserve;

/// More digits than any float has behind the point; those that follow are zeros.
const MOST_DIGITS: usize = 1100;

/// How it is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// `e`, `f`, `g`, or `r` for the shortest.
    pub(crate) kind: char,
    pub(crate) precision: usize,
    /// The point and the zeros stay.
    pub(crate) alternate: bool,
    /// A digit behind the point at least.
    pub(crate) add_dot_0: bool,
    pub(crate) no_negative_zero: bool,
    pub(crate) upper: bool,
}

impl Shape {
    /// One without a precision and without flags.
    pub(crate) fn of(kind: char) -> Shape {
        Shape { kind, precision: 0, alternate: false, add_dot_0: false, no_negative_zero: false, upper: false }
    }
}

/// Appends a float.
///
/// # Errors
///
/// `OverflowError` where it would be too long.
pub(crate) fn write_double(value: f64, shape: Shape, out: &mut String) -> Py<()> {
    if !value.is_finite() {
        out.push_str(not_finite(value, shape.upper));
        return Ok(());
    }
    let start = out.len();
    if value.is_sign_negative() {
        out.push('-');
    }
    match shape.kind {
        'f' => write_fixed(value.abs(), shape, out)?,
        _ => write_by_digits(value.abs(), shape, out)?,
    }
    if shape.no_negative_zero && value.is_sign_negative() && is_zero(out.get(start + 1..).unwrap_or_default()) {
        out.remove(start);
    }
    if shape.upper
        && let Some(text) = out.get_mut(start..)
    {
        text.make_ascii_uppercase();
    }
    Ok(())
}

fn is_zero(text: &str) -> bool {
    !text.bytes().take_while(|byte| *byte != b'e').any(|byte| matches!(byte, b'1'..=b'9'))
}

fn not_finite(value: f64, upper: bool) -> &'static str {
    match (value.is_nan(), value.is_sign_negative(), upper) {
        (true, _, false) => "nan",
        (true, _, true) => "NAN",
        (_, false, false) => "inf",
        (_, false, true) => "INF",
        (_, true, false) => "-inf",
        (_, true, true) => "-INF",
    }
}

fn write_fixed(value: f64, shape: Shape, out: &mut String) -> Py<()> {
    let exact = shape.precision.min(MOST_DIGITS);
    push(format_args!("{value:.exact$}"), out);
    if shape.precision == 0 && shape.alternate {
        out.push('.');
    }
    push_zeros(shape.precision - exact, out)
}

fn push_zeros(count: usize, out: &mut String) -> Py<()> {
    reserve(out, Some(count))?;
    out.extend(std::iter::repeat_n('0', count));
    Ok(())
}

fn push(text: fmt::Arguments<'_>, out: &mut String) {
    let written = out.write_fmt(text);
    debug_assert!(written.is_ok(), "a String takes all");
}

/// The digits, and where the point is: so many of them stand before it.
fn digits_of(value: f64, precision: Option<usize>) -> (String, i64) {
    let Decimal { digits, exponent } = match precision {
        None => shortest(value),
        Some(precision) => significant(value, precision.min(MOST_DIGITS) + 1),
    };
    (digits, i64::from(exponent) + 1)
}

fn write_by_digits(value: f64, shape: Shape, out: &mut String) -> Py<()> {
    let wanted = match shape.kind {
        'e' => Some(shape.precision),
        'g' => Some(shape.precision.saturating_sub(1)),
        _ => None,
    };
    let (mut digits, point) = digits_of(value, wanted);
    if shape.kind == 'g' {
        digits.truncate(digits.trim_end_matches('0').len().max(1));
    }
    let least = match shape.kind {
        'e' => shape.precision.saturating_add(1),
        'g' if shape.alternate => shape.precision.max(1),
        _ => digits.len(),
    };
    lay_out(&digits, point, least, has_exponent(point, shape), shape, out)
}

fn has_exponent(point: i64, shape: Shape) -> bool {
    let most = match shape.kind {
        'e' => return true,
        'r' => 16,
        _ => i64::try_from(shape.precision.max(1)).unwrap_or(i64::MAX) - i64::from(shape.add_dot_0),
    };
    point <= -4 || point > most
}

/// Appends the digits around their point: at least so many of them, zeros where there are none.
fn lay_out(digits: &str, point: i64, least: usize, exponent: bool, shape: Shape, out: &mut String) -> Py<()> {
    let before = if exponent { 1 } else { point };
    let first = if before <= 0 { before - 1 } else { 0 };
    let behind_point = i64::from(!exponent && shape.add_dot_0);
    let end = i64::try_from(least).unwrap_or(i64::MAX).max(before + behind_point);
    reserve(out, usize::try_from(end - first).ok())?;
    let digit_at = |place: i64| usize::try_from(place).ok().and_then(|place| digits.as_bytes().get(place));
    for place in first..end {
        if place == before {
            out.push('.');
        }
        out.push(digit_at(place).map_or('0', |digit| char::from(*digit)));
    }
    if end == before && shape.alternate {
        out.push('.');
    }
    if exponent {
        let power = point - 1;
        push(format_args!("e{}{:02}", if power < 0 { '-' } else { '+' }, power.abs()), out);
    }
    Ok(())
}
