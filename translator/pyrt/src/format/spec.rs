//! The text behind the colon, read.

use std::str::Chars;

use crate::Py;
use crate::exc::{Exc, VALUE_ERROR};
use crate::unicode::decimal_value;

/// Where the padding goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
    Center,
    /// Between the sign and the digits.
    AfterSign,
}

/// What stands before a number that is not negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Plus,
    Minus,
    Space,
}

/// What a format asks for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spec {
    pub(super) fill: char,
    pub(super) align: Align,
    pub(super) sign: Option<Sign>,
    pub(super) no_negative_zero: bool,
    pub(super) alternate: bool,
    pub(super) width: Option<i64>,
    pub(super) grouping: Option<char>,
    pub(super) precision: Option<i64>,
    pub(super) kind: Option<char>,
}

impl Spec {
    /// Reads it for a value of that type.
    pub(super) fn parse(spec: &str, type_name: &str, default: Align) -> Py<Spec> {
        let mut rest = spec.chars();
        let (fill, align) = take_align(&mut rest);
        let sign = take_sign(&mut rest);
        let no_negative_zero = take(&mut rest, 'z');
        let alternate = take(&mut rest, '#');
        let zero = fill.is_none() && take(&mut rest, '0');
        let zero_align = if zero && default == Align::Right { Align::AfterSign } else { default };
        let width = take_number(&mut rest)?;
        let grouping = take_grouping(&mut rest)?;
        let precision = take_precision(&mut rest)?;
        let kind = rest.next();
        if rest.next().is_some() {
            let text = format!("Invalid format specifier '{spec}' for object of type '{type_name}'");
            return Err(Exc::new(&VALUE_ERROR, text));
        }
        // a text's type is `s`, also where it is not named
        check_grouping(grouping, kind.or((default == Align::Left).then_some('s')))?;
        Ok(Spec {
            fill: fill.unwrap_or(if zero { '0' } else { ' ' }),
            align: align.unwrap_or(zero_align),
            sign,
            no_negative_zero,
            alternate,
            width,
            grouping,
            precision,
            kind,
        })
    }
}

impl Spec {
    /// Says whether nothing stands around a number's own digits, however they are aligned.
    pub(super) fn is_bare(&self) -> bool {
        self.width.is_none() && self.grouping.is_none() && matches!(self.sign, None | Some(Sign::Minus))
    }
}

fn take(rest: &mut Chars<'_>, wanted: char) -> bool {
    let found = rest.as_str().strip_prefix(wanted);
    if let Some(behind) = found {
        *rest = behind.chars();
    }
    found.is_some()
}

/// The fill and the alignment; a fill is one only where an alignment follows.
fn take_align(rest: &mut Chars<'_>) -> (Option<char>, Option<Align>) {
    let mut ahead = rest.clone();
    let first = ahead.next();
    let behind_first = ahead.clone();
    if let Some(align) = ahead.next().and_then(align_of) {
        *rest = ahead;
        return (first, Some(align));
    }
    let align = first.and_then(align_of);
    if align.is_some() {
        *rest = behind_first;
    }
    (None, align)
}

fn align_of(c: char) -> Option<Align> {
    match c {
        '<' => Some(Align::Left),
        '>' => Some(Align::Right),
        '^' => Some(Align::Center),
        '=' => Some(Align::AfterSign),
        _ => None,
    }
}

fn take_sign(rest: &mut Chars<'_>) -> Option<Sign> {
    [('+', Sign::Plus), ('-', Sign::Minus), (' ', Sign::Space)]
        .into_iter()
        .find_map(|(c, sign)| take(rest, c).then_some(sign))
}

/// A number, where a digit of any script comes next.
fn take_number(rest: &mut Chars<'_>) -> Py<Option<i64>> {
    let mut number = None;
    while let Some(digit) = rest.clone().next().and_then(decimal_value) {
        rest.next();
        number = Some(with_digit(number.unwrap_or(0), digit)?);
    }
    Ok(number)
}

/// A number with one digit more.
///
/// # Errors
///
/// `ValueError` where it is too large.
pub(super) fn with_digit(number: i64, digit: u32) -> Py<i64> {
    let longer = number.checked_mul(10).and_then(|number| number.checked_add(i64::from(digit)));
    longer.ok_or_else(|| Exc::new(&VALUE_ERROR, "Too many decimal digits in format string"))
}

fn take_grouping(rest: &mut Chars<'_>) -> Py<Option<char>> {
    let both = || Err(Exc::new(&VALUE_ERROR, "Cannot specify both ',' and '_'."));
    let comma = take(rest, ',');
    if take(rest, '_') {
        return if comma || rest.as_str().starts_with(',') { both() } else { Ok(Some('_')) };
    }
    Ok(comma.then_some(','))
}

fn take_precision(rest: &mut Chars<'_>) -> Py<Option<i64>> {
    if !take(rest, '.') {
        return Ok(None);
    }
    match take_number(rest)? {
        None => Err(Exc::new(&VALUE_ERROR, "Format specifier missing precision")),
        precision => Ok(precision),
    }
}

fn check_grouping(grouping: Option<char>, kind: Option<char>) -> Py<()> {
    let (Some(grouping), Some(kind)) = (grouping, kind) else { return Ok(()) };
    match kind {
        'd' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F' => Ok(()),
        'b' | 'o' | 'x' | 'X' if grouping == '_' => Ok(()),
        kind => Err(Exc::new(&VALUE_ERROR, format!("Cannot specify '{grouping}' with '{}'.", shown(kind)))),
    }
}

/// A character as messages show it.
fn shown(c: char) -> String {
    if c > ' ' && c < '\u{80}' { c.to_string() } else { format!("\\x{:x}", u32::from(c)) }
}

/// A type that the value does not have.
pub(super) fn unknown_kind(kind: char, type_name: &str) -> Exc {
    Exc::new(&VALUE_ERROR, format!("Unknown format code '{}' for object of type '{type_name}'", shown(kind)))
}
