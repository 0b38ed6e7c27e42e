//! Floats to text and back.

use super::double::{Shape, write_double};
use crate::Py;
use crate::exc::{Exc, VALUE_ERROR};
use crate::numeric_text::{is_space, quoted, to_ascii};

/// `repr(value)`: the fewest digits that read back as the same.
pub fn repr(value: f64) -> String {
    let mut out = String::new();
    write_repr(value, &mut out);
    out
}

/// Appends `repr(value)`, which is `str(value)` too: the shortest digits that are this float and no other.
pub fn write_repr(value: f64, out: &mut String) {
    if value.is_finite() {
        let mut buffer = ryu::Buffer::new();
        let text = buffer.format_finite(value);
        // So far its text is Python's.
        if !text.contains('e') && !text.contains("0.0000") {
            return out.push_str(text);
        }
    }
    // short as it is, there is memory for it
    let _ = write_double(value, Shape { add_dot_0: true, ..Shape::of('r') }, out);
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
