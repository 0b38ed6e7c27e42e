//! Floats to text and back.

use super::digits::{Decimal, shortest};
use crate::Py;
use crate::exc::{Exc, VALUE_ERROR};
use crate::numeric_text::{is_space, quoted, to_ascii};

/// `repr(value)`: the fewest digits that read back as the same.
pub fn repr(value: f64) -> String {
    let mut out = String::new();
    write_repr(value, &mut out);
    out
}

/// Appends `repr(value)`.
pub fn write_repr(value: f64, out: &mut String) {
    if value.is_nan() {
        return out.push_str("nan");
    }
    if value.is_sign_negative() {
        out.push('-');
    }
    if value.is_infinite() {
        return out.push_str("inf");
    }
    let mut buffer = ryu::Buffer::new();
    let text = buffer.format_finite(value.abs());
    // So far its text is Python's.
    if !text.contains('e') && !text.starts_with("0.0000") {
        return out.push_str(text);
    }
    let Decimal { digits, exponent } = shortest(value);
    match usize::try_from(exponent) {
        Ok(whole) if whole < 16 => write_large(&digits, whole + 1, out),
        Err(_) if exponent >= -4 => write_small(&digits, exponent.unsigned_abs() as usize - 1, out),
        _ => write_with_exponent(&digits, exponent, out),
    }
}

/// `12.5`, `100.0`
fn write_large(digits: &str, whole: usize, out: &mut String) {
    let (before, behind) = digits.split_at(whole.min(digits.len()));
    out.push_str(before);
    out.extend(std::iter::repeat_n('0', whole.saturating_sub(digits.len())));
    out.push('.');
    out.push_str(if behind.is_empty() { "0" } else { behind });
}

/// `0.0125`
fn write_small(digits: &str, zeros: usize, out: &mut String) {
    out.push_str("0.");
    out.extend(std::iter::repeat_n('0', zeros));
    out.push_str(digits);
}

/// `1.25e-07`
fn write_with_exponent(digits: &str, exponent: i32, out: &mut String) {
    let (first, others) = digits.split_at(1);
    out.push_str(first);
    if !others.is_empty() {
        out.push('.');
        out.push_str(others);
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    out.push_str(&format!("e{sign}{:02}", exponent.unsigned_abs()));
}

/// `float(text)`.
///
/// # Errors
///
/// `ValueError` for what is no number.
pub fn from_str(text: &str) -> Py<f64> {
    let ascii = to_ascii(text);
    let body = ascii.trim_matches(is_space);
    let value = if body.contains('_') { without_underscores(body).and_then(|body| read(&body)) } else { read(body) };
    value.ok_or_else(|| Exc::new(&VALUE_ERROR, format!("could not convert string to float: {}", quoted(text))))
}

/// Rust's grammar of floats is Python's, but for underscores.
fn read(body: &str) -> Option<f64> {
    body.parse().ok()
}

/// Each underscore must stand between two digits.
fn without_underscores(body: &str) -> Option<String> {
    let parts = || body.split('_');
    let (last, inner) = (parts().count() - 1, |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_digit()));
    let well_placed = parts().enumerate().all(|(place, part)| {
        (place == 0 || inner(part.bytes().next())) && (place == last || inner(part.bytes().last()))
    });
    well_placed.then(|| body.replace('_', ""))
}
