//! `json.loads`.

use super::DEEPEST;
use super::error::error;
use crate::exc::{Exc, RECURSION_ERROR};
use crate::{Dict, List, Py, Str};

/// What stands in a text, where `T` holds all that may.
#[derive(Debug)]
pub enum Parsed<T> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number without `.` and `e`.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(Str),
    /// An array.
    List(List<T>),
    /// An object.
    Dict(Dict<Str, T>),
}

/// `json.loads(text)`; `made` makes values of the program of what stands there.
///
/// # Errors
///
/// `JSONDecodeError`; `RecursionError` where it is too deep; what `made` raises.
pub fn loads<T: Clone>(text: &str, made: &dyn Fn(Parsed<T>) -> Py<T>) -> Py<T> {
    if text.starts_with('\u{feff}') {
        return Err(error("Unexpected UTF-8 BOM (decode using utf-8-sig)", text, 0));
    }
    let mut scanner = Scanner { doc: text, chars: text.chars().collect(), at: 0, depth: 0 };
    scanner.space();
    let value = scanner.value(made)?;
    scanner.space();
    if scanner.at < scanner.chars.len() {
        return Err(error("Extra data", text, scanner.at));
    }
    Ok(value)
}

/// A text and a place in it.
pub(super) struct Scanner<'a> {
    pub(super) doc: &'a str,
    pub(super) chars: Vec<char>,
    pub(super) at: usize,
    depth: usize,
}

impl Scanner<'_> {
    pub(super) fn char(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    fn space(&mut self) {
        while matches!(self.char(self.at), Some(' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }

    /// Goes behind a character, where it stands there.
    fn take(&mut self, c: char) -> bool {
        let is_there = self.char(self.at) == Some(c);
        self.at += usize::from(is_there);
        is_there
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is_there = word.chars().enumerate().all(|(place, c)| self.char(self.at + place) == Some(c));
        self.at += if is_there { word.len() } else { 0 };
        is_there
    }

    fn expect(&mut self, c: char, message: &str) -> Py<()> {
        if self.take(c) { Ok(()) } else { Err(error(message, self.doc, self.at)) }
    }

    fn value<T: Clone>(&mut self, made: &dyn Fn(Parsed<T>) -> Py<T>) -> Py<T> {
        let parsed = match self.char(self.at) {
            Some('"') => {
                self.at += 1;
                Parsed::Text(self.text()?)
            }
            Some('{') => self.deeper("object", |inside| inside.object(made))?,
            Some('[') => self.deeper("array", |inside| inside.array(made))?,
            _ => match self.word() {
                Some(parsed) => parsed,
                None => self.number()?.ok_or_else(|| error("Expecting value", self.doc, self.at))?,
            },
        };
        made(parsed)
    }

    fn word<T>(&mut self) -> Option<Parsed<T>> {
        let words = [
            ("null", Parsed::Null),
            ("true", Parsed::Bool(true)),
            ("false", Parsed::Bool(false)),
            ("NaN", Parsed::Float(f64::NAN)),
            ("Infinity", Parsed::Float(f64::INFINITY)),
            ("-Infinity", Parsed::Float(f64::NEG_INFINITY)),
        ];
        words.into_iter().find(|(word, _)| self.take_word(word)).map(|(_, parsed)| parsed)
    }

    fn deeper<R>(&mut self, what: &str, run: impl FnOnce(&mut Self) -> Py<R>) -> Py<R> {
        if self.depth == DEEPEST {
            let text = format!("maximum recursion depth exceeded while decoding a JSON {what} from a unicode string");
            return Err(Exc::new(&RECURSION_ERROR, text));
        }
        self.depth += 1;
        self.at += 1;
        self.space();
        let value = run(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn array<T: Clone>(&mut self, made: &dyn Fn(Parsed<T>) -> Py<T>) -> Py<Parsed<T>> {
        let mut items = Vec::new();
        if !self.take(']') {
            loop {
                items.push(self.value(made)?);
                self.space();
                if self.take(']') {
                    break;
                }
                self.expect(',', "Expecting ',' delimiter")?;
                self.space();
            }
        }
        Ok(Parsed::List(List::from(items)))
    }

    fn object<T: Clone>(&mut self, made: &dyn Fn(Parsed<T>) -> Py<T>) -> Py<Parsed<T>> {
        let entries = Dict::new();
        if !self.take('}') {
            loop {
                self.expect('"', "Expecting property name enclosed in double quotes")?;
                let key = self.text()?;
                self.space();
                self.expect(':', "Expecting ':' delimiter")?;
                self.space();
                entries.set(key, self.value(made)?)?;
                self.space();
                if self.take('}') {
                    break;
                }
                self.expect(',', "Expecting ',' delimiter")?;
                self.space();
            }
        }
        Ok(Parsed::Dict(entries))
    }
}
