//! `%`: the template in pieces, and running it.
//!
//! # How it works
//!
//! [`Pieces`] reads the template. A conversion that is not whole is a piece too, with its fault: CPython takes the arguments that it asks
//! for before it complains. A run takes each conversion's arguments ([`Operands`]) and writes by the kind of the value ([`Kind`], [`Object::kind`]).

use super::int::{Integer, char_of, prefix_of};
use super::spec::Align;
use super::template::convert;
use super::text::{cut, missing, write_padded};
use crate::exc::{Exc, KEY_ERROR, OVERFLOW_ERROR, TYPE_ERROR, VALUE_ERROR};
use crate::float::double::{Shape, write_double};
use crate::str::{reserve, too_large_for};
use crate::{Object, Py, Str};

/// A piece of a template.
#[derive(Clone, Debug)]
pub enum Piece<'a> {
    /// Text as it is.
    Literal(&'a str),
    /// What a value is written in place of.
    Conversion(Conversion<'a>),
}

/// A width or a precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// As it stands there.
    Given(i64),
    /// `*`: an argument.
    Argument,
}

/// A conversion: `%-5.2f`.
#[derive(Clone, Debug, Default)]
pub struct Conversion<'a> {
    /// What stands in parentheses.
    pub key: Option<&'a str>,
    /// `-`
    pub left: bool,
    /// `+`
    pub plus: bool,
    /// A space.
    pub space: bool,
    /// `#`
    pub alternate: bool,
    /// `0`
    pub zero: bool,
    /// How wide it is at least.
    pub width: Option<Size>,
    /// What follows the point.
    pub precision: Option<Size>,
    /// `d`, `s` and so on. Any character may stand here: [`Conversion::check`] says whether it is a kind.
    pub kind: char,
    /// Where the kind stands, in code points.
    pub place: usize,
    /// What is wrong with it.
    pub fault: Option<Exc>,
}

impl Conversion<'_> {
    /// Says whether the kind is one.
    ///
    /// # Errors
    ///
    /// `ValueError` where it is none.
    pub fn check(&self) -> Py<()> {
        if "diuoxXeEfFgGcrsa".contains(self.kind) {
            return Ok(());
        }
        let shown = if ('\x1f'..'\x7f').contains(&self.kind) { self.kind } else { '?' };
        let (kind, place) = (u32::from(self.kind), self.place);
        let text = format!("unsupported format character '{shown}' (0x{kind:x}) at index {place}");
        Err(Exc::new(&VALUE_ERROR, text))
    }
}

/// The pieces of a template.
#[derive(Clone, Debug)]
pub struct Pieces<'a> {
    template: &'a str,
    rest: &'a str,
}

impl<'a> Pieces<'a> {
    /// Those of this template.
    pub fn new(template: &'a str) -> Pieces<'a> {
        Pieces { template, rest: template }
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn skip(&mut self, c: char) {
        self.rest = self.rest.get(c.len_utf8()..).unwrap_or_default();
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.skip(wanted);
        }
        found
    }

    /// The conversion behind a `%`.
    fn conversion(&mut self) -> Conversion<'a> {
        let mut conversion = Conversion::default();
        if let Err(fault) = self.fill(&mut conversion) {
            conversion.fault = Some(fault);
            self.rest = "";
        }
        conversion
    }

    fn fill(&mut self, conversion: &mut Conversion<'a>) -> Py<()> {
        if self.take('(') {
            // what is no mapping is told before the key is read
            conversion.key = Some("");
            conversion.key = Some(self.key()?);
        }
        self.flags(conversion);
        conversion.width = self.size(i64::MAX, "width too big")?;
        if self.take('.') {
            conversion.precision = self.size(i64::from(i32::MAX), "precision too big")?.or(Some(Size::Given(0)));
        }
        if let Some(c @ ('h' | 'l' | 'L')) = self.peek() {
            self.skip(c);
        }
        conversion.kind = self.peek().ok_or_else(|| Exc::new(&VALUE_ERROR, "incomplete format"))?;
        let before = self.template.len() - self.rest.len();
        conversion.place = self.template.get(..before).unwrap_or_default().chars().count();
        self.skip(conversion.kind);
        Ok(())
    }

    /// A key, which may have parentheses in pairs.
    fn key(&mut self) -> Py<&'a str> {
        let mut depth = 1;
        for (place, c) in self.rest.char_indices() {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let (key, rest) = self.rest.split_at(place);
                self.rest = rest.get(1..).unwrap_or_default();
                return Ok(key);
            }
        }
        Err(Exc::new(&VALUE_ERROR, "incomplete format key"))
    }

    fn flags(&mut self, conversion: &mut Conversion<'a>) {
        while let Some(c) = self.peek() {
            match c {
                '-' => conversion.left = true,
                '+' => conversion.plus = true,
                ' ' => conversion.space = true,
                '#' => conversion.alternate = true,
                '0' => conversion.zero = true,
                _ => return,
            }
            self.skip(c);
        }
    }

    fn size(&mut self, most: i64, too_big: &'static str) -> Py<Option<Size>> {
        if self.take('*') {
            return Ok(Some(Size::Argument));
        }
        let mut size: Option<i64> = None;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            let longer = size.unwrap_or(0).checked_mul(10).and_then(|size| size.checked_add(i64::from(digit)));
            size = Some(longer.filter(|size| *size <= most).ok_or_else(|| Exc::new(&VALUE_ERROR, too_big))?);
            self.rest = self.rest.get(1..).unwrap_or_default();
        }
        Ok(size.map(Size::Given))
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let end = self.rest.find('%').unwrap_or(self.rest.len());
        let (literal, rest) = self.rest.split_at(end);
        if !literal.is_empty() {
            self.rest = rest;
            return Some(Piece::Literal(literal));
        }
        self.rest = rest.strip_prefix('%')?;
        Some(match self.rest.strip_prefix('%') {
            Some(behind) => {
                self.rest = behind;
                Piece::Literal("%")
            }
            None => Piece::Conversion(self.conversion()),
        })
    }
}

/// Reads a template as a whole.
///
/// # Errors
///
/// `ValueError` where it is none.
pub fn parse(template: &str) -> Py<Vec<Piece<'_>>> {
    let pieces = Pieces::new(template).map(|piece| match piece {
        Piece::Conversion(Conversion { fault: Some(fault), .. }) => Err(fault),
        Piece::Conversion(conversion) => conversion.check().map(|()| Piece::Conversion(conversion)),
        literal => Ok(literal),
    });
    pieces.collect()
}

/// What a value is to `%`.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "a value of the program has none")]
pub enum Kind<'a> {
    /// An int.
    Int(&'a dyn Integer),
    /// A float.
    Float(f64),
    /// A text.
    Text(&'a str),
    /// Anything else.
    Other,
}

/// How a mapping's value is found, or what it raises where there is none.
pub type Lookup<'a> = dyn Fn(&str) -> Py<&'a dyn Object> + 'a;

/// What stands behind the `%`.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "a value of the program has none")]
pub enum Operands<'a> {
    /// A tuple.
    Tuple(&'a [&'a dyn Object]),
    /// A value that is no tuple and has no items.
    One(&'a dyn Object),
    /// A dict, or another value with items: itself, and how one is found.
    Mapping(&'a dyn Object, &'a Lookup<'a>),
}

/// What is left of the operands.
struct Left<'a> {
    values: Vec<&'a dyn Object>,
    next: usize,
    get: Option<&'a Lookup<'a>>,
}

impl<'a> Left<'a> {
    fn of(operands: Operands<'a>) -> Left<'a> {
        let (values, get) = match operands {
            Operands::Tuple(values) => (values.to_vec(), None),
            Operands::One(value) => (vec![value], None),
            Operands::Mapping(value, get) => (vec![value], Some(get)),
        };
        Left { values, next: 0, get }
    }

    /// Looks a key up; its value is all that is left then.
    fn look_up(&mut self, conversion: &Conversion<'_>) -> Py<()> {
        let Some(key) = conversion.key else { return Ok(()) };
        let Some(get) = self.get else { return Err(Exc::new(&TYPE_ERROR, "format requires a mapping")) };
        if let ("", Some(fault)) = (key, &conversion.fault) {
            return Err(fault.clone());
        }
        (self.values, self.next) = (vec![get(key)?], 0);
        Ok(())
    }

    fn take(&mut self) -> Py<&'a dyn Object> {
        let value = self.values.get(self.next).copied();
        self.next += 1;
        value.ok_or_else(|| Exc::new(&TYPE_ERROR, "not enough arguments for format string"))
    }

    /// A width or precision as a number.
    fn size(&mut self, size: Option<Size>, kind: &str, most: i64) -> Py<Option<i64>> {
        match size {
            None => Ok(None),
            Some(Size::Given(size)) => Ok(Some(size)),
            Some(Size::Argument) => match self.take()?.kind() {
                Kind::Int(size) => {
                    let size = size.to_i64().filter(|size| (-most - 1..=most).contains(size));
                    size.map(Some).ok_or_else(|| too_large_for(kind))
                }
                _ => Err(Exc::new(&TYPE_ERROR, "* wants int")),
            },
        }
    }

    fn check_all_taken(&self) -> Py<()> {
        if self.get.is_none() && self.next < self.values.len() {
            return Err(Exc::new(&TYPE_ERROR, "not all arguments converted during string formatting"));
        }
        Ok(())
    }
}

/// `template % operands`.
///
/// # Errors
///
/// What the template and the values raise.
pub fn format(template: &str, operands: Operands<'_>) -> Py<Str> {
    let (mut out, mut left) = (String::new(), Left::of(operands));
    for piece in Pieces::new(template) {
        match piece {
            Piece::Literal(text) => out.push_str(text),
            Piece::Conversion(conversion) => write_next(conversion, &mut left, &mut out)?,
        }
    }
    left.check_all_taken()?;
    Ok(Str::from(out))
}

/// `template % mapping`, of a dict whose keys are texts: itself, and its items.
///
/// # Errors
///
/// `KeyError` where it has no such key; what the template and the values raise.
pub fn format_mapping<V: Object>(template: &str, mapping: &dyn Object, items: &[(Str, V)]) -> Py<Str> {
    let find = |key: &str| {
        let found = items.iter().find(|(name, _)| name.as_str() == key);
        found.map(|(_, value)| value as &dyn Object).ok_or_else(|| Exc::new(&KEY_ERROR, key.to_owned()))
    };
    format(template, Operands::Mapping(mapping, &find))
}

fn write_next(mut conversion: Conversion<'_>, left: &mut Left<'_>, out: &mut String) -> Py<()> {
    left.look_up(&conversion)?;
    let width = left.size(conversion.width, "ssize_t", i64::MAX)?;
    let precision = left.size(conversion.precision, "int", i64::from(i32::MAX))?;
    if let Some(fault) = conversion.fault {
        return Err(fault);
    }
    conversion.left |= width.is_some_and(|width| width < 0);
    conversion.width = width.map(|width| Size::Given(width.checked_abs().unwrap_or(i64::MAX)));
    conversion.precision = precision.map(|precision| Size::Given(precision.max(0)));
    write(left.take()?, &conversion, out)
}

fn given(size: Option<Size>) -> Option<i64> {
    size.and_then(|size| if let Size::Given(size) = size { Some(size) } else { None })
}

/// Appends a value by a conversion whose sizes are given.
///
/// # Errors
///
/// `TypeError` where the value is not of the conversion's kind; `ValueError` where there is no such kind; what the value raises.
pub fn write(value: &dyn Object, conversion: &Conversion<'_>, out: &mut String) -> Py<()> {
    conversion.check()?;
    match conversion.kind {
        's' | 'r' | 'a' => {
            let text = convert(value, conversion.kind)?;
            write_text(cut(&text, given(conversion.precision)), conversion, out)
        }
        'c' => write_text(char_text(value)?.encode_utf8(&mut [0; 4]), conversion, out),
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => write_number(&float_text(value, conversion)?, "", conversion, out),
        _ => {
            let (text, radix) = int_text(value, conversion)?;
            let prefix = if conversion.alternate { prefix_of(radix, conversion.kind == 'X') } else { "" };
            write_number(&text, prefix, conversion, out)
        }
    }
}

fn write_text(text: &str, conversion: &Conversion<'_>, out: &mut String) -> Py<()> {
    let align = if conversion.left { Align::Left } else { Align::Right };
    write_padded(text, ' ', align, given(conversion.width), out)
}

fn char_text(value: &dyn Object) -> Py<char> {
    let refused = || Exc::new(&TYPE_ERROR, "%c requires int or char");
    match value.kind() {
        Kind::Text(text) => {
            let mut chars = text.chars();
            chars.next().filter(|_| chars.next().is_none()).ok_or_else(refused)
        }
        Kind::Int(int) => char_of(int.to_i64().unwrap_or(-1)),
        _ => Err(refused()),
    }
}

fn float_text(value: &dyn Object, conversion: &Conversion<'_>) -> Py<String> {
    let float = match value.kind() {
        Kind::Float(float) => float,
        Kind::Int(int) => int.to_f64().ok_or_else(|| Exc::new(&OVERFLOW_ERROR, "int too large to convert to float"))?,
        _ => return Err(Exc::new(&TYPE_ERROR, format!("must be real number, not {}", value.type_name()))),
    };
    let precision = usize::try_from(given(conversion.precision).unwrap_or(6)).unwrap_or(0);
    let shape = Shape {
        precision,
        alternate: conversion.alternate,
        upper: conversion.kind.is_ascii_uppercase(),
        ..Shape::of(conversion.kind.to_ascii_lowercase())
    };
    let mut text = String::new();
    write_double(float, shape, &mut text)?;
    Ok(text)
}

/// The digits with the sign, as many as the precision asks for; and the radix.
fn int_text(value: &dyn Object, conversion: &Conversion<'_>) -> Py<(String, u32)> {
    let kind = conversion.kind;
    let radix = match kind {
        'o' => 8,
        'x' | 'X' => 16,
        _ => 10,
    };
    let (negative, mut digits) = match value.kind() {
        Kind::Int(int) => {
            let mut digits = String::new();
            int.write_magnitude(radix, &mut digits);
            (int.is_negative(), digits)
        }
        Kind::Float(float) if radix == 10 => (float <= -1.0, whole_digits(float)?),
        _ => {
            let wanted = if radix == 10 { "a real number" } else { "an integer" };
            let text = format!("%{kind} format: {wanted} is required, not {}", value.type_name());
            return Err(Exc::new(&TYPE_ERROR, text));
        }
    };
    if kind == 'X' {
        digits.make_ascii_uppercase();
    }
    let zeros = missing(given(conversion.precision), digits.len())?;
    let mut text = String::from(if negative { "-" } else { "" });
    reserve(&mut text, zeros.checked_add(digits.len()))?;
    text.extend(std::iter::repeat_n('0', zeros));
    text.push_str(&digits);
    Ok((text, radix))
}

/// The digits of a float without what follows the point.
fn whole_digits(float: f64) -> Py<String> {
    if float.is_nan() {
        return Err(Exc::new(&VALUE_ERROR, "cannot convert float NaN to integer"));
    }
    if float.is_infinite() {
        return Err(Exc::new(&OVERFLOW_ERROR, "cannot convert float infinity to integer"));
    }
    Ok(format!("{:.0}", float.trunc().abs()))
}

/// Appends a number: sign, prefix, zeros where they fill, digits.
fn write_number(text: &str, prefix: &str, conversion: &Conversion<'_>, out: &mut String) -> Py<()> {
    let magnitude = text.strip_prefix('-');
    let sign = match magnitude {
        Some(_) => "-",
        None if conversion.plus => "+",
        None if conversion.space => " ",
        None => "",
    };
    let magnitude = magnitude.unwrap_or(text);
    let zeros = if conversion.zero && !conversion.left {
        missing(given(conversion.width), sign.len() + prefix.len() + magnitude.len())?
    } else {
        0
    };
    let mut number = String::new();
    reserve(&mut number, zeros.checked_add(text.len() + prefix.len() + 1))?;
    number.extend([sign, prefix]);
    number.extend(std::iter::repeat_n('0', zeros));
    number.push_str(magnitude);
    write_text(&number, conversion, out)
}
