//! `format` and `repr` of a float.

use super::number::Number;
use super::spec::{Align, Spec, unknown_kind};
use crate::Py;
use crate::exc::{Exc, VALUE_ERROR};
use crate::float::double::{Shape, write_double};
use crate::float::write_repr;

/// What the types with a precision have without one.
const DEFAULT_PRECISION: i64 = 6;

/// Appends `format(value, spec)` of a float.
///
/// # Errors
///
/// `ValueError` where the format is none of a float's; `OverflowError` where the result would be too long.
pub fn float(value: f64, spec: &str, out: &mut String) -> Py<()> {
    if spec.is_empty() {
        write_repr(value, out);
        return Ok(());
    }
    let spec = Spec::parse(spec, "float", Align::Right)?;
    match spec.kind {
        None | Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | '%') => write_as_float(value, &spec, out),
        Some(kind) => Err(unknown_kind(kind, "float")),
    }
}

/// Appends a float, with a type that is a float's.
pub(super) fn write_as_float(value: f64, spec: &Spec, out: &mut String) -> Py<()> {
    let percent = spec.kind == Some('%');
    let (value, shape) = (if percent { value * 100.0 } else { value }, shape_of(spec)?);
    if spec.is_bare() && !percent {
        return write_double(value, shape, out);
    }
    let mut text = String::new();
    write_double(value, shape, &mut text)?;
    if percent {
        text.push('%');
    }
    let magnitude = text.strip_prefix('-');
    let negative = magnitude.is_some();
    let magnitude = magnitude.unwrap_or(&text);
    let whole = magnitude.find(|c: char| !c.is_ascii_digit()).unwrap_or(magnitude.len());
    let (digits, rest) = magnitude.split_at(whole);
    Number { negative, prefix: "", digits, rest, group: 3 }.write(spec, out)
}

fn shape_of(spec: &Spec) -> Py<Shape> {
    let kind = spec.kind.unwrap_or(if spec.precision.is_some() { 'g' } else { 'r' });
    let default = if kind == 'r' { 0 } else { DEFAULT_PRECISION };
    let precision = i32::try_from(spec.precision.unwrap_or(default)).ok();
    let precision = precision.and_then(|precision| usize::try_from(precision).ok());
    Ok(Shape {
        kind: match kind.to_ascii_lowercase() {
            'n' => 'g',
            '%' => 'f',
            kind => kind,
        },
        precision: precision.ok_or_else(|| Exc::new(&VALUE_ERROR, "precision too big"))?,
        alternate: spec.alternate,
        add_dot_0: spec.kind.is_none(),
        no_negative_zero: spec.no_negative_zero,
        upper: kind.is_ascii_uppercase(),
    })
}
