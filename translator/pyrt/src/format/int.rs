//! `format` of an int.

use std::fmt::Write;

use super::float::write_as_float;
use super::number::Number;
use super::spec::{Align, Spec, unknown_kind};
use crate::Py;
use crate::exc::{Exc, OVERFLOW_ERROR, VALUE_ERROR};
use crate::str::too_large_for;

/// An int of any size, as what it is written with.
pub trait Integer {
    /// Says whether it is below 0.
    fn is_negative(&self) -> bool;

    /// Appends its digits without a sign; the radix is 2, 8, 10 or 16, and letters are small.
    fn write_magnitude(&self, radix: u32, out: &mut String);

    /// Its value, where that is small.
    fn to_i64(&self) -> Option<i64>;

    /// The nearest float, where there is one.
    fn to_f64(&self) -> Option<f64>;
}

impl Integer for i64 {
    fn is_negative(&self) -> bool {
        *self < 0
    }

    fn write_magnitude(&self, radix: u32, out: &mut String) {
        let magnitude = self.unsigned_abs();
        let written = match radix {
            2 => write!(out, "{magnitude:b}"),
            8 => write!(out, "{magnitude:o}"),
            16 => write!(out, "{magnitude:x}"),
            _ => write!(out, "{magnitude}"),
        };
        debug_assert!(written.is_ok(), "a String takes all");
    }

    fn to_i64(&self) -> Option<i64> {
        Some(*self)
    }

    fn to_f64(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "Python rounds here too")]
        Some(*self as f64)
    }
}

/// Appends `format(value, spec)` of an int.
///
/// # Errors
///
/// `ValueError` where the format is none of an int's; `OverflowError` where the value is too large for it, or the result too long.
pub fn int(value: &(impl Integer + ?Sized), spec: &str, out: &mut String) -> Py<()> {
    if spec.is_empty() {
        out.push_str(if value.is_negative() { "-" } else { "" });
        value.write_magnitude(10, out);
        return Ok(());
    }
    write_int(value, "int", spec, out)
}

/// Appends `format(value, spec)` of a bool: as an int, but for the empty format.
///
/// # Errors
///
/// As those of [`int`].
pub fn bool(value: bool, spec: &str, out: &mut String) -> Py<()> {
    if spec.is_empty() {
        out.push_str(if value { "True" } else { "False" });
        return Ok(());
    }
    write_int(&i64::from(value), "bool", spec, out)
}

fn write_int(value: &(impl Integer + ?Sized), type_name: &str, spec: &str, out: &mut String) -> Py<()> {
    let spec = Spec::parse(spec, type_name, Align::Right)?;
    match spec.kind.unwrap_or('d') {
        'd' | 'n' => write_in_radix(value, 10, &spec, out),
        'b' => write_in_radix(value, 2, &spec, out),
        'o' => write_in_radix(value, 8, &spec, out),
        'x' | 'X' => write_in_radix(value, 16, &spec, out),
        'c' => write_as_char(value, &spec, out),
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%' => {
            let float = value.to_f64();
            let float = float.ok_or_else(|| Exc::new(&OVERFLOW_ERROR, "int too large to convert to float"))?;
            write_as_float(float, &spec, out)
        }
        kind => Err(unknown_kind(kind, type_name)),
    }
}

fn write_in_radix(value: &(impl Integer + ?Sized), radix: u32, spec: &Spec, out: &mut String) -> Py<()> {
    check(spec)?;
    let mut digits = String::new();
    value.write_magnitude(radix, &mut digits);
    let upper = spec.kind == Some('X');
    if upper {
        digits.make_ascii_uppercase();
    }
    let prefix = if spec.alternate { prefix_of(radix, upper) } else { "" };
    let group = if radix == 10 { 3 } else { 4 };
    Number { negative: value.is_negative(), prefix, digits: &digits, rest: "", group }.write(spec, out)
}

/// What tells a radix, with `#`.
pub(super) fn prefix_of(radix: u32, upper: bool) -> &'static str {
    match (radix, upper) {
        (2, _) => "0b",
        (8, _) => "0o",
        (16, false) => "0x",
        (16, true) => "0X",
        _ => "",
    }
}

fn check(spec: &Spec) -> Py<()> {
    if spec.precision.is_some() {
        return Err(Exc::new(&VALUE_ERROR, "Precision not allowed in integer format specifier"));
    }
    if spec.no_negative_zero {
        return Err(Exc::new(&VALUE_ERROR, "Negative zero coercion (z) not allowed in integer format specifier"));
    }
    Ok(())
}

fn write_as_char(value: &(impl Integer + ?Sized), spec: &Spec, out: &mut String) -> Py<()> {
    check(spec)?;
    if spec.sign.is_some() {
        return Err(Exc::new(&VALUE_ERROR, "Sign not allowed with integer format specifier 'c'"));
    }
    if spec.alternate {
        let text = "Alternate form (#) not allowed with integer format specifier 'c'";
        return Err(Exc::new(&VALUE_ERROR, text));
    }
    let point = value.to_i64().ok_or_else(|| too_large_for("long"))?;
    let c = char_of(point)?;
    Number { negative: false, prefix: "", digits: "", rest: c.encode_utf8(&mut [0; 4]), group: 3 }.write(spec, out)
}

/// The character of a code point. Half of a surrogate pair is none here.
pub(super) fn char_of(point: i64) -> Py<char> {
    let c = u32::try_from(point).ok().and_then(char::from_u32);
    c.ok_or_else(|| Exc::new(&OVERFLOW_ERROR, "%c arg not in range(0x110000)"))
}
