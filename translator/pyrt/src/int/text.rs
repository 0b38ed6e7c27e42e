//! Ints from text and to other bases.

use super::{grew, raised};
use crate::Py;
use crate::exc::{Exc, VALUE_ERROR};
use crate::numeric_text::{is_space, quoted, to_ascii};

/// So many digits CPython reads and writes, unless it is told otherwise.
pub(crate) const MOST_DIGITS: usize = 4300;

/// What a text says before its value is worked out: digits of its base only.
pub(crate) struct Digits {
    pub(crate) negative: bool,
    pub(crate) radix: u32,
    pub(crate) digits: String,
}

impl Digits {
    /// Reads the text of `int(text, base)`.
    pub(crate) fn read(text: &str, base: i64) -> Py<Digits> {
        let radix = radix_of(base)?;
        let ascii = to_ascii(text);
        let body = ascii.trim_matches(is_space);
        let (negative, body) = match body.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, body.strip_prefix('+').unwrap_or(body)),
        };
        let (radix, prefixed, body) = without_prefix(radix, body);
        let number = Digits { negative, radix, digits: digits_of(body, radix, prefixed).unwrap_or_default() };
        number.check(text, body, base)
    }

    /// Refuses what is no number, and what is too long for one.
    fn check(self, text: &str, body: &str, base: i64) -> Py<Digits> {
        let leading = leading_digits(body, self.radix);
        if let Some(count) = leading.filter(|&count| count > MOST_DIGITS && !self.radix.is_power_of_two()) {
            let text = format!(
                "Exceeds the limit ({MOST_DIGITS} digits) for integer string conversion: value has {count} digits; \
                 use sys.set_int_max_str_digits() to increase the limit"
            );
            return Err(Exc::new(&VALUE_ERROR, text));
        }
        // With the base 0 a number that begins with 0 would be octal elsewhere: only zeros are taken.
        let octal =
            base == 0 && self.radix == 10 && self.digits.starts_with('0') && self.digits.bytes().any(|c| c != b'0');
        if self.digits.is_empty() || octal { Err(invalid(text, base)) } else { Ok(self) }
    }
}

/// The base of an argument: 0 or what it is.
fn radix_of(base: i64) -> Py<u32> {
    match u32::try_from(base) {
        Ok(radix @ (0 | 2..=36)) => Ok(radix),
        _ => Err(raised(&VALUE_ERROR, "int() base must be >= 2 and <= 36, or 0")),
    }
}

/// Takes `0x` and its like off, where the base allows it, and says what the base is then.
fn without_prefix(radix: u32, body: &str) -> (u32, bool, &str) {
    let named = match body.as_bytes() {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'o' | b'O', ..] => 8,
        [b'0', b'b' | b'B', ..] => 2,
        _ => 1,
    };
    if radix == named || (radix == 0 && named != 1) {
        return (named, true, &body[2..]);
    }
    (if radix == 0 { 10 } else { radix }, false, body)
}

/// The digits without underscores, each of which must stand between two digits or behind the prefix.
fn digits_of(body: &str, radix: u32, prefixed: bool) -> Option<String> {
    let body = if prefixed { body.strip_prefix('_').unwrap_or(body) } else { body };
    let well_placed = !body.starts_with('_') && !body.ends_with('_') && !body.contains("__");
    let digits: String = body.chars().filter(|&c| c != '_').collect();
    (well_placed && digits.chars().all(|c| c.is_digit(radix))).then_some(digits)
}

/// How many digits the text begins with, where no underscore stands wrongly among them: so far CPython reads before it counts.
fn leading_digits(body: &str, radix: u32) -> Option<usize> {
    let end = body.find(|c: char| c != '_' && !c.is_digit(radix)).unwrap_or(body.len());
    let leading = &body[..end];
    let well_placed = !leading.starts_with('_') && !leading.ends_with('_') && !leading.contains("__");
    well_placed.then(|| leading.bytes().filter(|&c| c != b'_').count())
}

#[cold]
fn invalid(text: &str, base: i64) -> Exc {
    let shown: String = quoted(text).chars().take(200).collect();
    Exc::new(&VALUE_ERROR, format!("invalid literal for int() with base {base}: {shown}"))
}

/// `int(text, base)`.
///
/// # Errors
///
/// `ValueError` for what is no number; `IntBeyond64Bits` where 64 bits do not hold it.
pub fn from_str(text: &str, base: i64) -> Py<i64> {
    // What is read so is read as by the rules, but without them.
    const SHORT: usize = 19;
    if base == 10
        && text.len() <= SHORT
        && let Ok(value) = text.parse()
    {
        return Ok(value);
    }
    let number = Digits::read(text, base)?;
    let sign = if number.negative { "-" } else { "" };
    i64::from_str_radix(&format!("{sign}{}", number.digits), number.radix).map_err(|_| grew())
}

/// `hex(a)`.
pub fn hex(a: i64) -> String {
    format!("{}{:#x}", minus(a), a.unsigned_abs())
}

/// `oct(a)`.
pub fn oct(a: i64) -> String {
    format!("{}{:#o}", minus(a), a.unsigned_abs())
}

/// `bin(a)`.
pub fn bin(a: i64) -> String {
    format!("{}{:#b}", minus(a), a.unsigned_abs())
}

fn minus(a: i64) -> &'static str {
    if a < 0 { "-" } else { "" }
}
