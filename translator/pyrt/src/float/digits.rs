//! The decimal digits of a float: shortest, or rounded at a place. Exact at any precision, halves to even.
//!
//! `format` has what it needs here: `e` and `g` take [`significant`], `f` and `%` take [`fixed`].

/// No float has more digits behind its point; what follows are zeros.
const MOST_PLACES: usize = 1100;

/// `0 <= value`, as `d.ddd * 10 ** exponent`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// The digits, without a point.
    pub digits: String,
    /// The exponent of the first of them.
    pub exponent: i32,
}

/// The fewest digits that read back as this float; its sign is left out. It must be finite.
pub fn shortest(value: f64) -> Decimal {
    // What std prints is as short, but where two such are as near it takes the greater, and CPython the even one.
    trimmed(&split(ryu::Buffer::new().format_finite(value.abs())))
}

/// So many digits, at least one, rounded; the sign is left out. The value must be finite.
pub fn significant(value: f64, count: usize) -> Decimal {
    let places = count.saturating_sub(1);
    let mut decimal = split(&format!("{:.*e}", places.min(MOST_PLACES), value.abs()));
    pad(&mut decimal.digits, places.saturating_sub(MOST_PLACES));
    decimal
}

/// All digits before the point and so many behind it, rounded, with the point if there are any; the sign is left out. The value must be
/// finite.
pub fn fixed(value: f64, places: usize) -> String {
    let mut text = format!("{:.*}", places.min(MOST_PLACES), value.abs());
    pad(&mut text, places.saturating_sub(MOST_PLACES));
    text
}

fn pad(text: &mut String, zeros: usize) {
    text.extend(std::iter::repeat_n('0', zeros));
}

/// Takes `1.25e-7`, `0.0125` and `12.0` apart.
fn split(text: &str) -> Decimal {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (before, behind) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let whole = exponent + before.len() as i32 - 1;
    Decimal { digits: [before, behind].concat(), exponent: whole }
}

/// The same number without zeros around its digits.
fn trimmed(decimal: &Decimal) -> Decimal {
    let leading = decimal.digits.bytes().take_while(|&digit| digit == b'0').count();
    let digits = decimal.digits[leading..].trim_end_matches('0');
    if digits.is_empty() {
        return Decimal { digits: "0".to_owned(), exponent: 0 };
    }
    Decimal { digits: digits.to_owned(), exponent: decimal.exponent - leading as i32 }
}
