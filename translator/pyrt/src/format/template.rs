//! `str.format`: the template in pieces, and running it.
//!
//! # How it works
//!
//! [`Pieces`] reads a template piece by piece, and a [`Field`]'s path step by step, only as far as the run has come: as in CPython, a
//! fault behind an argument that is not there is not met. [`parse`] reads all of it at once, for who knows the template beforehand.

use super::spec::with_digit;
use super::text;
use crate::exc::{ATTRIBUTE_ERROR, Class, Exc, INDEX_ERROR, KEY_ERROR, TYPE_ERROR, VALUE_ERROR};
use crate::str::write_escaped;
use crate::unicode::decimal_value;
use crate::{Object, Py, Str};

/// How deep fields may stand in formats of fields.
const MOST_DEPTH: u32 = 2;

/// A piece of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text as it is.
    Literal(&'a str),
    /// What an argument is written in place of.
    Field(Field<'a>),
}

/// A field: what stands between braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// Which argument, and what of it: `0.name[2]`.
    pub name: &'a str,
    /// The character behind `!`.
    pub conversion: Option<char>,
    /// The format; where there are braces in it, a template again.
    pub spec: &'a str,
}

/// Which argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// One by its place.
    Index(i64),
    /// One by its name.
    Name(&'a str),
}

/// What is taken of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// `.name`
    Attribute(&'a str),
    /// `[2]`
    Index(i64),
    /// `[name]`
    Key(&'a str),
}

fn value_error(text: &'static str) -> Exc {
    Exc::new(&VALUE_ERROR, text)
}

/// The pieces of a template, from first to last; nothing comes behind a fault.
#[derive(Clone, Debug)]
pub struct Pieces<'a> {
    rest: &'a str,
    field: Option<&'a str>,
}

impl<'a> Pieces<'a> {
    /// Those of this template.
    pub fn new(template: &'a str) -> Pieces<'a> {
        Pieces { rest: template, field: None }
    }

    /// Text up to a brace. Of two braces one is text; behind a single one stands a field.
    fn literal(&mut self) -> Py<&'a str> {
        let Some(place) = self.rest.find(['{', '}']) else {
            return Ok(std::mem::take(&mut self.rest));
        };
        let (brace, behind) = self.rest.split_at(place).1.split_at(1);
        if behind.starts_with(brace) {
            let (literal, rest) = self.rest.split_at(place + 1);
            self.rest = rest.get(1..).unwrap_or_default();
            return Ok(literal);
        }
        if brace == "}" {
            return Err(value_error("Single '}' encountered in format string"));
        }
        if behind.is_empty() {
            return Err(value_error("Single '{' encountered in format string"));
        }
        self.field = Some(behind);
        Ok(self.rest.get(..place).unwrap_or_default())
    }

    fn take_field(&mut self, behind: &'a str) -> Py<Field<'a>> {
        let (field, rest) = field(behind)?;
        self.rest = rest;
        Ok(field)
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Py<Piece<'a>>;

    fn next(&mut self) -> Option<Py<Piece<'a>>> {
        let piece = match self.field.take() {
            Some(behind) => self.take_field(behind).map(Piece::Field),
            None if self.rest.is_empty() => return None,
            None => match self.literal() {
                Ok("") => return self.next(),
                literal => literal.map(Piece::Literal),
            },
        };
        if piece.is_err() {
            self.rest = "";
        }
        Some(piece)
    }
}

/// The field that begins a text behind its brace, and what follows it.
fn field(text: &str) -> Py<(Field<'_>, &str)> {
    let end = end_of_name(text)?;
    let (name, behind) = text.split_at(end);
    let mut rest = behind.chars();
    let mut field = Field { name, conversion: None, spec: "" };
    match rest.next() {
        Some('}') => return Ok((field, rest.as_str())),
        Some('!') => {
            let missing = || value_error("end of string while looking for conversion specifier");
            field.conversion = Some(rest.next().ok_or_else(missing)?);
            match rest.next() {
                Some('}') => return Ok((field, rest.as_str())),
                Some(':') | None => {}
                Some(_) => return Err(value_error("expected ':' after conversion specifier")),
            }
        }
        Some(_) => {}
        None => return Err(value_error("expected '}' before end of string")),
    }
    let (spec, behind) = spec(rest.as_str())?;
    field.spec = spec;
    Ok((field, behind))
}

/// Where a field's name ends; within brackets nothing ends it.
fn end_of_name(text: &str) -> Py<usize> {
    let mut in_brackets = false;
    for (place, c) in text.char_indices() {
        match c {
            ']' => in_brackets = false,
            _ if in_brackets => {}
            '[' => in_brackets = true,
            '{' => return Err(value_error("unexpected '{' in field name")),
            '}' | ':' | '!' => return Ok(place),
            _ => {}
        }
    }
    Ok(text.len())
}

/// The format up to its brace, and what follows.
fn spec(text: &str) -> Py<(&str, &str)> {
    let mut depth = 1;
    for (place, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Ok((text.get(..place).unwrap_or_default(), text.get(place + 1..).unwrap_or_default()));
        }
    }
    Err(value_error("unmatched '{' in format spec"))
}

/// Which number comes next, where fields have none; a template numbers all of its fields or none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Numbering {
    automatic: Option<bool>,
    next: i64,
}

impl Numbering {
    fn automatic(&mut self) -> Py<i64> {
        self.agree(true)?;
        self.next += 1;
        Ok(self.next - 1)
    }

    fn agree(&mut self, automatic: bool) -> Py<()> {
        match (*self.automatic.get_or_insert(automatic), automatic) {
            (true, false) => {
                Err(value_error("cannot switch from automatic field numbering to manual field specification"))
            }
            (false, true) => {
                Err(value_error("cannot switch from manual field specification to automatic field numbering"))
            }
            _ => Ok(()),
        }
    }
}

impl<'a> Field<'a> {
    /// Which argument it is of, and what of that.
    ///
    /// # Errors
    ///
    /// `ValueError` for a number that is too large, or where some fields have numbers and some have none.
    pub fn path(&self, numbering: &mut Numbering) -> Py<(Place<'a>, Steps<'a>)> {
        let (first, rest) = self.name.split_at(self.name.find(['.', '[']).unwrap_or(self.name.len()));
        let place = match number(first)? {
            Some(index) => {
                numbering.agree(false)?;
                Place::Index(index)
            }
            None if first.is_empty() => Place::Index(numbering.automatic()?),
            None => Place::Name(first),
        };
        Ok((place, Steps { rest }))
    }
}

/// A text that is all digits.
fn number(text: &str) -> Py<Option<i64>> {
    let mut value = None;
    for c in text.chars() {
        let Some(digit) = decimal_value(c) else { return Ok(None) };
        value = Some(with_digit(value.unwrap_or(0), digit)?);
    }
    Ok(value)
}

/// The steps of a path; nothing comes behind a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps<'a> {
    rest: &'a str,
}

impl<'a> Steps<'a> {
    fn step(&mut self, text: &'a str) -> Py<Step<'a>> {
        if let Some(text) = text.strip_prefix('.') {
            let (name, rest) = text.split_at(text.find(['.', '[']).unwrap_or(text.len()));
            self.rest = rest;
            return not_empty(name).map(Step::Attribute);
        }
        let Some(text) = text.strip_prefix('[') else {
            return Err(value_error("Only '.' or '[' may follow ']' in format field specifier"));
        };
        let (key, rest) = text.split_once(']').ok_or_else(|| value_error("Missing ']' in format string"))?;
        self.rest = rest;
        let index = number(key)?;
        let key = not_empty(key)?;
        Ok(index.map_or(Step::Key(key), Step::Index))
    }
}

fn not_empty(name: &str) -> Py<&str> {
    if name.is_empty() { Err(value_error("Empty attribute in format string")) } else { Ok(name) }
}

impl<'a> Iterator for Steps<'a> {
    type Item = Py<Step<'a>>;

    fn next(&mut self) -> Option<Py<Step<'a>>> {
        let text = std::mem::take(&mut self.rest);
        (!text.is_empty()).then(|| self.step(text))
    }
}

/// A piece with everything in it read: what a translator writes code for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text as it is.
    Literal(&'a str),
    /// What an argument is written in place of.
    Field {
        /// Which argument.
        place: Place<'a>,
        /// What of it.
        steps: Vec<Step<'a>>,
        /// `r`, `s`, `a` or none.
        conversion: Option<char>,
        /// The format.
        spec: Vec<Part<'a>>,
    },
}

/// Reads a template as a whole.
///
/// # Errors
///
/// `ValueError` where it is none, as running it would raise.
pub fn parse(template: &str) -> Py<Vec<Part<'_>>> {
    parts(template, MOST_DEPTH, &mut Numbering::default())
}

fn parts<'a>(template: &'a str, depth: u32, numbering: &mut Numbering) -> Py<Vec<Part<'a>>> {
    check_depth(depth)?;
    Pieces::new(template).map(|piece| part(piece?, depth, numbering)).collect()
}

fn part<'a>(piece: Piece<'a>, depth: u32, numbering: &mut Numbering) -> Py<Part<'a>> {
    let field = match piece {
        Piece::Literal(text) => return Ok(Part::Literal(text)),
        Piece::Field(field) => field,
    };
    let (place, steps) = field.path(numbering)?;
    let steps = steps.collect::<Py<Vec<_>>>()?;
    check_conversion(field.conversion)?;
    let spec = match field.spec {
        "" => Vec::new(),
        plain if !plain.contains('{') => vec![Part::Literal(plain)],
        nested => parts(nested, depth - 1, numbering)?,
    };
    Ok(Part::Field { place, steps, conversion: field.conversion, spec })
}

fn check_depth(depth: u32) -> Py<()> {
    if depth == 0 { Err(value_error("Max string recursion exceeded")) } else { Ok(()) }
}

fn check_conversion(conversion: Option<char>) -> Py<()> {
    match conversion {
        None | Some('r' | 's' | 'a') => Ok(()),
        Some(c @ '!'..='~') => Err(Exc::new(&VALUE_ERROR, format!("Unknown conversion specifier {c}"))),
        Some(c) => Err(Exc::new(&VALUE_ERROR, format!("Unknown conversion specifier \\x{:x}", u32::from(c)))),
    }
}

/// Where the arguments of a run come from.
pub trait Arguments {
    /// Finds an argument, takes the steps from it, and gives what is there to `write`.
    ///
    /// # Errors
    ///
    /// `IndexError` or `KeyError` where there is none; what a step raises; what `write` gives.
    fn with(&self, place: Place<'_>, steps: Steps<'_>, write: &mut dyn FnMut(&dyn Object) -> Py<()>) -> Py<()>;
}

/// Arguments whose attributes and items are not known.
#[derive(Clone, Copy)]
struct Plain<'a> {
    positional: &'a [&'a dyn Object],
    named: &'a [(&'a str, &'a dyn Object)],
}

impl Arguments for Plain<'_> {
    fn with(&self, place: Place<'_>, mut steps: Steps<'_>, write: &mut dyn FnMut(&dyn Object) -> Py<()>) -> Py<()> {
        let value = match place {
            Place::Index(index) => usize::try_from(index).ok().and_then(|index| self.positional.get(index)),
            Place::Name(name) => self.named.iter().find(|named| named.0 == name).map(|named| &named.1),
        };
        let value = value.ok_or_else(|| no_argument(place))?;
        match steps.next() {
            None => write(*value),
            Some(step) => Err(no_step(*value, step?)),
        }
    }
}

/// The error for an argument that is not there.
pub fn no_argument(place: Place<'_>) -> Exc {
    match place {
        Place::Index(index) => {
            let text = format!("Replacement index {index} out of range for positional args tuple");
            Exc::new(&INDEX_ERROR, text)
        }
        Place::Name(name) => Exc::new(&KEY_ERROR, name.to_owned()),
    }
}

fn no_step(value: &dyn Object, step: Step<'_>) -> Exc {
    let name = value.type_name();
    let (class, text): (&'static Class, String) = match step {
        Step::Attribute(attribute) => (&ATTRIBUTE_ERROR, format!("'{name}' object has no attribute '{attribute}'")),
        Step::Index(_) | Step::Key(_) => (&TYPE_ERROR, format!("'{name}' object is not subscriptable")),
    };
    Exc::new(class, text)
}

/// `template.format(*positional, **named)`, where no field takes a step.
///
/// # Errors
///
/// What the template and the values raise.
pub fn format(template: &str, positional: &[&dyn Object], named: &[(&str, &dyn Object)]) -> Py<Str> {
    format_with(template, &Plain { positional, named })
}

/// `template.format(…)` with arguments of any kind.
///
/// # Errors
///
/// What the template, the arguments and the values raise.
pub fn format_with(template: &str, arguments: &dyn Arguments) -> Py<Str> {
    let mut out = String::new();
    Run { arguments, numbering: Numbering::default() }.write(template, MOST_DEPTH, &mut out)?;
    Ok(Str::from(out))
}

/// A template that is being run.
struct Run<'a> {
    arguments: &'a dyn Arguments,
    numbering: Numbering,
}

impl Run<'_> {
    fn write(&mut self, template: &str, depth: u32, out: &mut String) -> Py<()> {
        check_depth(depth)?;
        for piece in Pieces::new(template) {
            match piece? {
                Piece::Literal(text) => out.push_str(text),
                Piece::Field(field) => self.write_field(field, depth, out)?,
            }
        }
        Ok(())
    }

    fn write_field(&mut self, field: Field<'_>, depth: u32, out: &mut String) -> Py<()> {
        let (place, steps) = field.path(&mut self.numbering)?;
        self.arguments.with(place, steps, &mut |value| {
            check_conversion(field.conversion)?;
            let converted = field.conversion.map(|conversion| convert(value, conversion)).transpose()?;
            let mut expanded = String::new();
            let spec = if field.spec.contains('{') {
                self.write(field.spec, depth - 1, &mut expanded)?;
                expanded.as_str()
            } else {
                field.spec
            };
            match &converted {
                Some(converted) => text(converted, spec, out),
                None => value.write_format(spec, out),
            }
        })
    }
}

/// `repr(value)`, `str(value)` or `ascii(value)`, as `!r`, `!s` and `!a` ask.
///
/// # Errors
///
/// What the value raises.
pub fn convert(value: &dyn Object, conversion: char) -> Py<String> {
    let mut text = String::new();
    match conversion {
        's' => value.write_str(&mut text)?,
        'a' => {
            value.write_repr(&mut text)?;
            text = escaped(&text);
        }
        _ => value.write_repr(&mut text)?,
    }
    Ok(text)
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() { out.push(c) } else { write_escaped(c, &mut out) }
    }
    out
}
